"""The periods of a question as signs among its words, several in a row as one sign.

Comes in: a text and a `Calendar`. Goes out: `Words`: the text in lower case with "@2" for a period,
and what each sign stands for. Not for: what is asked of the periods
(`service.understand.productions`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.base.records import Period
from corpus.grammar.periods import Calendar, PeriodMatch
from service.understand.bystanders import word_class
from service.understand.ellipsis import asked_periods

SIGN = re.compile(r"@(\d+)")
_STRETCH = re.compile(r"\b((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)\d\d)\b")
_YEARS = r"(?:the )?(?:(?:fiscal |calendar )?years? (?:ended |ending )?)?"
_RANGE = re.compile(
    rf"(?:\b(?:from|between|for|over|during|in) )?{_YEARS}"
    rf"@(\d+) (?:to|through|thru|until|and up to|-|–|—|--) {_YEARS}@(\d+)"
)
_BETWEEN = re.compile(
    r"\bbetween (?:the )?(?:fiscal )?(?:years? )?@(\d+) and (?:the )?(?:years? )?@(\d+)"
)
_LIST = re.compile(
    r"@(\d+)"
    r"(?:,? and (?:the |for |in |at )?| vs\.? | versus | against |, (?:the )?|,? & |,? or | )@(\d+)"
)
_ASKED = re.compile(r"\b(?:what|how|which|who|did|does|was|were|is|are)\b")
_EITHER_WAY = re.compile(
    r"\b(?:increase\s?/?\s?\(?decrease\)?|decrease\s?/?\s?\(?increase\)?)(?=\W|$)", re.I
)
_MORE_THAN_A_YEAR = 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """The periods that one sign stands for; `ranged` where the first and the last were named."""

    periods: tuple[Period, ...]
    ranged: bool = False


@dataclass(frozen=True)
class Words:
    """A text in lower case with signs for its periods."""

    text: str
    plain: str
    stretches: tuple[Stretch, ...]
    calendar: Calendar = field(repr=False)

    def of(self, phrase: str) -> list[Stretch]:
        """What the signs of a phrase stand for, left to right."""
        return [self.stretches[int(m.group(1))] for m in SIGN.finditer(phrase)]


def read_words(text: str, calendar: Calendar) -> Words:
    """A text with its periods found and made signs."""
    text = _EITHER_WAY.sub("change", text)
    text = _STRETCH.sub(_spaced, " ".join(text.split()).rstrip("?.!\\ /"))
    found = asked_periods(text, calendar)
    low = plain = _signed(text, found).casefold()
    stretches = [Stretch((m.period,)) for m in found]
    for pattern, ranged in ((_BETWEEN, True), (_RANGE, True), (_LIST, False)):
        while (match := pattern.search(low)) is not None:
            one, other = (stretches[int(n)] for n in match.groups())
            joined = Stretch((*one.periods, *other.periods), ranged)
            stretches.append(joined)
            low = f"{low[: match.start()]}@{len(stretches) - 1}{low[match.end() :]}"
    low = re.sub(r" ?, ?", ", ", low)
    low, plain = _without_lead(low), _without_lead(plain)
    return Words(" ".join(low.split()), " ".join(plain.split()), tuple(stretches), calendar)


def _without_lead(text: str) -> str:
    """The text from its question word on, where only periods and verbs stand before it."""
    asked = _ASKED.search(text)
    if asked is None or not asked.start():
        return text
    before = text[: asked.start()]
    said = [w for w in re.findall(r"[a-z]+", SIGN.sub(" ", before)) if not w.endswith("ing")]
    if any(len(w) > 3 and w not in word_class("timing") for w in said):
        return text
    return " ".join((*(m.group() for m in SIGN.finditer(before)), text[asked.start() :]))


def _spaced(match: re.Match[str]) -> str:
    first, last = int(match.group(1)), int(match.group(2))
    return (
        f"{first} to {last}"
        if last - first != _MORE_THAN_A_YEAR or "-" in match.group()
        else match.group()
    )


def _signed(text: str, found: Sequence[PeriodMatch]) -> str:
    out, at = [], 0
    for number, match in enumerate(found):
        out.append(f"{text[at : match.start]} @{number} ")
        at = match.end
    return "".join((*out, text[at:])).replace("  ", " ")
