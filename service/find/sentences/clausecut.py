"""Where in a sentence the words that answer begin and end, as few as may be.

Comes in: an `Inquiry` and the `Statement` that answers it. Goes out: (start, end) offsets in the
document. Not for: choosing the sentence; a figure cut here is quoted, not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from service.find.sentences.answerspans import DATE
from service.find.sentences.answertypes import Inquiry
from service.find.sentences.askedkinds import types_data, word_list
from service.find.sentences.statements import Statement

_NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_UNIT = r"(?:\s?%|\spercent(?:age points?)?|\s(?:thousand|million|billion|trillion)\b|m\b|bn\b)?"
AMOUNT = re.compile(
    r"(?:(?:US|A|C|HK|NZ)?[$€£¥]|(?:USD|EUR|GBP|JPY|RMB|CHF|RM|Rs\.?|SEK|NOK)\s?)?\s?"
    rf"\(?\d+(?:,\d{{3}})*(?:\.\d+)?\)?{_UNIT}",
)
_NUMBER = rf"(?:\d+(?:\.\d+)?|{_NUMBER_WORDS})"
DURATION = re.compile(
    rf"(?:approximately |about |over |up to |between )?(?<!\d){_NUMBER}"
    rf"(?:\s?(?:to|and|-|–)\s?{_NUMBER})?"
    r"[ -](?:years?|months?|days?|weeks?|quarters?|hours?)",
    re.IGNORECASE,
)
COUNT = re.compile(rf"\b(?:{_NUMBER_WORDS}|\d+(?:,\d{{3}})*)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


Place = tuple[int, int]
"""Start and end in the document's text."""


@lru_cache(maxsize=8)
def phrase_pattern(section: str) -> re.Pattern[str]:
    """The phrases of one list of `answertypes.toml` as one pattern, longest first."""
    phrases = sorted(types_data()[section]["phrases"], key=len, reverse=True)
    joined = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases)
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)


def figures_in(inquiry: Inquiry, statement: Statement) -> Iterator[Place]:
    """(start, end) of the amounts of a statement; years and dates are none."""
    text = statement.document.text
    joined = inquiry.text.casefold()
    if any(w in joined for w in word_list("amount", "spans_of_time")):
        found = [m.span() for m in DURATION.finditer(text, statement.start, statement.end)]
        if found:
            yield from found
            return
    dates = [(m.start(), m.end()) for m in DATE.finditer(text, statement.start, statement.end)]
    counting = "how many" in joined
    for match in (COUNT if counting else AMOUNT).finditer(text, statement.start, statement.end):
        start, end = match.span()
        while text[start] in " \n":
            start += 1
        if any(s < end and start < e for s, e in dates) or _YEAR.fullmatch(text[start:end]):
            continue
        if (
            text[start - 1].isalnum()
            or text[end : end + 1].isalnum()
            or (not counting and text[start - 1] in "-(" and text[start:end].isdigit())
        ):
            continue
        if text[start:end].count("(") != text[start:end].count(")"):
            inner = text[start:end].strip("()")
            start = text.index(inner, start)
            end = start + len(inner)
        yield start, end


def cut_amount(inquiry: Inquiry, statement: Statement) -> list[Place] | None:
    figures = list(figures_in(inquiry, statement))
    if not figures:
        return None
    text = statement.document.text
    telling = [f for f in figures if re.search(r"[$€£¥%,.A-Za-z]", text[f[0] : f[1]])]
    if telling and "how many" not in inquiry.text.casefold():
        figures = telling
    money = [f for f in figures if not text[f[0] : f[1]].strip().isdigit()]
    joined = f" {inquiry.text.casefold()} "
    percent = [f for f in figures if "%" in text[f[0] : f[1]] or "percent" in text[f[0] : f[1]]]
    if any(w in joined for w in ("percent", "rate", " proportion", "margin")) and percent:
        figures = percent
    elif any(
        w in joined
        for w in ("how much", "amount", "cost", "expense", "revenue", "value", "total", "cash")
    ) and [f for f in money if f not in percent]:
        figures = [f for f in money if f not in percent]
    years = _YEAR.findall(inquiry.text)
    by_year = _respectively(inquiry, statement, figures, years)
    if by_year:
        return by_year
    return [max(figures, key=lambda f: _nearness(inquiry, statement, f))]


def _nearness(inquiry: Inquiry, statement: Statement, figure: Place) -> float:
    near = 0.0
    text = statement.document.text
    for wanted in inquiry.wanted:
        keys = {key for key, _ in wanted.keys}
        gaps = [
            abs(t.start - figure[1]) if t.start >= figure[1] else (figure[0] - t.end)
            for t in statement.tokens
            if t.stem in keys
        ]
        if gaps:
            near += wanted.weight / (1 + min(gaps) / 30.0)
    for year in _YEAR.findall(inquiry.text):
        places = [
            statement.start + m.start()
            for m in re.finditer(year, text[statement.start : statement.end])
        ]
        if places:
            near += 3.0 / (1 + min(abs(p - figure[1]) for p in places) / 30.0)
    return near


def _respectively(
    inquiry: Inquiry, statement: Statement, figures: Sequence[Place], years: Sequence[str]
) -> list[Place] | None:
    """The figures of the years asked, by their order: "2.7 and 2.0 in 2019 and 2018"."""
    text = statement.text
    printed = list(dict.fromkeys(_YEAR.findall(text)))
    if not years or len(printed) < 2 or len(figures) < 2:
        return None
    listed = _run(statement, figures, len(printed))
    if listed is None:
        return None
    chosen = [listed[printed.index(y)] for y in years if y in printed]
    return chosen or None


def _run(statement: Statement, figures: Sequence[Place], count: int) -> list[Place] | None:
    """`count` figures joined by commas and "and"."""
    text = statement.document.text
    for first in range(len(figures) - count + 1):
        run = list(figures[first : first + count])
        gaps = [text[a[1] : b[0]] for a, b in pairwise(run)]
        if all(
            re.fullmatch(r"\s*(?:,|and|,\s*and|or|to)\s*(?:approximately |a loss of |of )?", g)
            for g in gaps
        ):
            return run
    return None


@lru_cache(maxsize=1)
def _definers() -> re.Pattern[str]:
    phrases = [
        "is",
        "are",
        "was",
        "were",
        "represents",
        "represent",
        "means",
        "refers to",
        "consists of",
        "consist of",
        "consists primarily of",
        "consist primarily of",
        "includes",
        "include",
        "comprises",
        "is primarily comprised of",
        "are defined as",
        "is defined as",
    ]
    return re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, phrases), key=len, reverse=True)) + r")\s", re.I
    )


def cut_clause(inquiry: Inquiry, statement: Statement) -> list[Place] | None:
    """The part of the sentence that says what the question does not."""
    text, start, end = statement.document.text, statement.start, _last(statement)
    if inquiry.kind == "why":
        match = phrase_pattern("reason").search(text, start, end)
        if match is not None and end - match.end() > 8:
            return [(_skip(text, match.end(), end), end)]
        return [(start, end)]
    marked = _marked(inquiry, statement)
    if marked is not None:
        return [marked]
    keys = {key for w in inquiry.wanted for key, _ in w.keys} | set(inquiry.heads)
    asked = [t for t in statement.tokens if t.stem in keys]
    if not asked:
        return [(start, end)]
    verb = _verb_after(inquiry, statement, keys)
    if verb is not None and end - verb > 8:
        return [(_skip(text, verb, end), end)]
    return [(start, end)]


_OFTEN = re.compile(
    r"\b(?:(?:semi-?)?annually|quarterly|monthly|weekly|daily"
    r"|(?:each|every) (?:year|quarter|month|fiscal year|reporting period)"
    r"|at least annually|on an? \w+ basis)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:when|if|upon|once|whenever|only (?:when|if|upon)|at the time|annually|after|during"
    r"|as of)\s",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\b(?:using|by|based on|on a|through|as|at|in accordance with|under|over|with)\s",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:in|within|at|on|throughout|under|from)\s", re.IGNORECASE)
_MARKS = {"date": _WHEN, "how": _HOW, "place": _WHERE}


def _marked(inquiry: Inquiry, statement: Statement) -> Place | None:
    """A clause of time, manner or place after the words asked for, to the end of its part."""
    text, end = statement.document.text, _last(statement)
    if "how often" in inquiry.text.casefold():
        match = _OFTEN.search(text, statement.start, end)
        return (match.start(), match.end()) if match else None
    pattern = _MARKS.get(inquiry.kind)
    if pattern is None:
        return None
    keys = {key for w in inquiry.wanted for key, _ in w.keys}
    asked = [t.end for t in statement.tokens if t.stem in keys]
    for match in pattern.finditer(text, statement.start, end):
        before = sum(e <= match.start() for e in asked)
        if before >= 0.6 * len(asked) and end - match.start() > 12:
            stop = text.find(", which", match.start(), end)
            return match.start(), stop if stop > 0 else end
    return None


def _verb_after(inquiry: Inquiry, statement: Statement, keys: set[str]) -> int | None:
    """Where the answer starts: after the last word asked for, or after the verb that defines it."""
    text, end = statement.document.text, _last(statement)
    asked = [t for t in statement.tokens if t.stem in keys]
    for match in _definers().finditer(text, statement.start, end):
        before = [t for t in asked if t.end <= match.start()]
        after = [t for t in asked if t.start >= match.end()]
        if before and sum(1 for _ in after) <= len(before) * 0.5:
            return match.end()
    last = asked[-1]
    rest = end - last.end
    return last.end if rest > 12 else None


_OPENING = re.compile(
    r"[\s,:]*(?:(?:primarily|mainly|principally|largely|mostly)\s+)?"
    r"(?:(?:of|to|by|as|on|that|upon|from)\s+)?(?:the\s+|an?\s+)?"
)


def _skip(text: str, start: int, end: int) -> int:
    match = _OPENING.match(text, start, end)
    return match.end() if match else start


def _last(statement: Statement) -> int:
    end = statement.end
    text = statement.document.text
    while end > statement.start and text[end - 1] in ".;:, \n":
        end -= 1
    return end
