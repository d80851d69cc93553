"""Days in words, for what a document says of itself.

Comes in: matches of the patterns here. Goes out: days. Not for: periods of figures
(`corpus.grammar`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from corpus.grammar.periodrules import MONTH_PATTERN, MONTHS

MONTH_DAY = (
    rf"(?:{MONTH_PATTERN.format(n=1)}\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{MONTH_PATTERN.format(n=2)})"
)
DAY = rf"{MONTH_DAY}\.?,?\s+(?P<of>(?:19|20)\d\d)\b"
_DAY = re.compile(rf"\b{DAY}", re.IGNORECASE)
_NUMERIC = re.compile(r"-{0,2}(\d{1,2})[-/](\d{1,2})")


def month_day_of(match: re.Match[str]) -> tuple[int, int] | None:
    """The month and day of a match of `MONTH_DAY`; None where no year has such a day."""
    month = MONTHS[(match["month1"] or match["month2"]).lower().rstrip(".")]
    return _checked(month, int(match["day1"] or match["day2"]))


def day_of(match: re.Match[str]) -> date | None:
    """The day of a match of `DAY`; None where the calendar has none."""
    found, year = month_day_of(match), int(match["of"])
    if found is None or found[1] > monthrange(year, found[0])[1]:
        return None
    return date(year, *found)


def find_day(text: str, start: int = 0) -> tuple[date, tuple[int, int]] | None:
    """The first day that a text names from an offset on, and where."""
    for match in _DAY.finditer(text, start):
        day = day_of(match)
        if day is not None:
            return day, match.span()
    return None


def parse_month_day(text: str) -> tuple[int, int] | None:
    """A day of any year: "--12-31", "1/25", "September 28"; None for anything else."""
    if match := _NUMERIC.fullmatch(text.strip()):
        return _checked(int(match[1]), int(match[2]))
    words = re.match(rf"\s*{MONTH_DAY}", text, re.IGNORECASE)
    return month_day_of(words) if words else None


def _checked(month: int, day: int) -> tuple[int, int] | None:
    return (month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1] else None
