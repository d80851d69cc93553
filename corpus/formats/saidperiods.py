"""What a document says of its fiscal calendar: which day ends which quarter and year.

Comes in: text. Goes out: days with the fiscal quarter or year that they end, and where that is
said. Not for: tags (`identity`), nor labels of periods (`corpus.grammar`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.formats.days import DAY, MONTH_DAY, day_of, month_day_of
from corpus.grammar.periodrules import LENGTHS, ORDINALS, year_of_digits

READ = 400_000  # characters in which a document says its calendar
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)"
_QUARTER = rf"(?:{_ORDINAL}[\s-]+(?:fiscal\s+)?quarter|Q(?P<q>[1-4])\b|\b(?P<q2>[1-4])Q\b)"
_FISCAL = r"(?:fiscal|FY|financial)\s*(?:years?\s+)?'?"
_YEAR = rf"(?:(?:of|for|in)?\s*(?:the\s+|our\s+|its\s+)?{_FISCAL}(?P<year>20\d\d|\d\d))"
_ENDED = r"(?:,?\s*\(?(?:which\s+|that\s+)?(?:ended|ending|ends|will\s+end)(?:\s+on)?\s+)"
_PAIRED = (
    re.compile(rf"{_QUARTER}(?:\s*,?\s*{_YEAR})?{_ENDED}{DAY}", re.IGNORECASE),
    re.compile(rf"\b{_YEAR}{_ENDED}{DAY}", re.IGNORECASE),
)
_AND_YEAR = r"(?:\s+and\s+(?:full|fiscal)[\s-]+year)?"
_PLAIN_YEAR = (
    r"(?:(?:of|for|in)\s+)?(?:the\s+)?(?:fiscal\s+|FY\s?|financial\s+)?(?:year\s+)?'?"
    r"(?P<year>20\d\d)"
)
_NAMED = (
    re.compile(rf"{_QUARTER}{_AND_YEAR}\s*,?\s*{_PLAIN_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b(?:{_FISCAL})?(?P<year>20\d\d)\s+{_QUARTER}", re.IGNORECASE),
)
_LAST_DAY = re.compile(
    rf"\b(?:quarter|months|weeks|period|year)\s+(?:then\s+)?end(?:ed|ing)(?:\s+on)?\s+{DAY}",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(
    r"\b(?:(?:fiscal\s+)?years?|(?:52|53)[\s-]weeks?|twelve\s+months)\s+(?:then\s+)?"
    r"(?:end(?:ed|ing|s)?)(?:\s+on)?(?:\s+the\s+\w{3,6}day\s+(?:nearest|closest)(?:\s+to)?)?"
    rf"\s+{MONTH_DAY}",
    re.IGNORECASE,
)
_COUNT = "|".join(sorted((name.replace(" ", r"[\s-]") for name in LENGTHS), key=len, reverse=True))
_LENGTHS = re.compile(
    rf"\b(?:(?:{_COUNT})(?:,\s+|\s+and\s+|-))?(?P<length>{_COUNT})[\s-]+(?:months?|weeks?)"
    r"(?:\s+periods?)?\s+ended\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"\b5[23][\s-]*(?:(?:or|/|and|to)[\s-]*53[\s-]*)?weeks?[\s-]+(?:fiscal\s+)?(?:years?|periods?)\b"
    r"|\b52[\s-]*(?:or|/|and)[\s-]*53[\s-]*week"
    r"|\b(?:13|14|26|27|39|40|52|53|thirteen|fourteen|twenty-six|twenty-seven|thirty-nine|forty"
    r"|fifty-two|fifty-three)[\s-]+weeks?\s+ended\b"
    r"|\bfiscal\s+years?\b[^.]{0,80}\b(?:last\s+\w{3,6}day"
    r"|\w{3,6}day\s+(?:closest|nearest))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: the `quarter` (None for a year) of fiscal `year` (None unsaid) ends on `day`."""

    day: date
    start: int
    end: int
    quarter: int | None = None
    year: int | None = None


def pairs(text: str) -> Iterator[Said]:
    """The statements that pair a fiscal quarter's or year's name with the day it ended."""
    for pattern in _PAIRED:
        for match in pattern.finditer(text[:READ]):
            day = day_of(match)
            if day is not None:
                yield Said(day, match.start(), match.end(), _quarter(match), _year(match))


def named_quarter(text: str) -> Said | None:
    """The fiscal quarter that a title names, without its day: "Second Quarter Fiscal 2026"."""
    for pattern in _NAMED:
        if match := pattern.search(text):
            return Said(date.min, match.start(), match.end(), _quarter(match), _year(match))
    return None


def last_day(text: str) -> tuple[date, tuple[int, int]] | None:
    """The first day that a text says a period ended on."""
    for match in _LAST_DAY.finditer(text):
        day = day_of(match)
        if day is not None:
            return day, match.span()
    return None


def year_ends(text: str) -> tuple[Counter[tuple[int, int]], dict[tuple[int, int], tuple[int, int]]]:
    """How often years are said to end on which month and day, and where that is said first."""
    votes: Counter[tuple[int, int]] = Counter()
    places: dict[tuple[int, int], tuple[int, int]] = {}
    for match in _ANY_YEAR.finditer(text[:READ]):
        end = month_day_of(match)
        if end is not None:
            votes[end] += 1
            places.setdefault(end, match.span())
    return votes, places


def longest_stretch(text: str) -> tuple[int, tuple[int, int]] | None:
    """The most months that a stretch of an interim report has, and where that is said first."""
    votes: Counter[int] = Counter()
    places: dict[int, tuple[int, int]] = {}
    for match in _LENGTHS.finditer(text[:READ]):
        months = LENGTHS[re.sub(r"[\s-]+", " ", match["length"].lower())]
        votes[months] += 1
        places.setdefault(months, match.span())
    said = [months for months, count in votes.items() if count > 1 and months < 12]
    return (max(said), places[max(said)]) if said else None


def weeks_said(text: str) -> tuple[int, int] | None:
    """Where a document says that it counts weeks; None where it does not."""
    match = _WEEKS.search(text[:READ])
    return match.span() if match else None


def _quarter(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    word = groups.get("ordinal") or groups.get("q") or groups.get("q2")
    if not word:
        return None
    return int(word) if word.isdigit() else ORDINALS[word.lower()]


def _year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("year")
    return year_of_digits(said) if said else None
