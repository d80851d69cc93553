"""Ways to say a period that people type and documents do not print: "sep-02", "june quarter 02".

Comes in: a match in a question or column caption. Goes out: a `Period`. Not for: prose, where
"may 10" is no month (`corpus.periodrules`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from corpus.calendars import Calendar
from corpus.model import Period
from corpus.periodrules import MONTH_PATTERN, MONTHS, Rule, compile_rule, year_of_digits

_SHORT_YEAR = r"(?:\s?['’]\s?|-|\s|/)(?P<year{n}>[019]\d|2[0-9])(?![\w%/]|[.,]\d)"


def _short_date(match: re.Match[str], calendar: Calendar) -> Period:
    """ "sep 30 01", "sep-02": a year of two digits."""
    month = MONTHS[match.group("month").lower().rstrip(".")]
    year = year_of_digits(match.group("year"))
    day = match.groupdict().get("day")
    return calendar.instant(date(year, month, int(day) if day else monthrange(year, month)[1]))


def _short_quarter(match: re.Match[str], calendar: Calendar) -> Period:
    month = MONTHS[match.group("month").lower().rstrip(".")]
    year = year_of_digits(match.group("year"))
    return calendar.ending(3, date(year, month, monthrange(year, month)[1]))


def _numeric_date(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "30/09/2002" or "9/30/2002", where only one order makes a date."""
    first, second = int(match.group("a")), int(match.group("b"))
    year = int(match.group("year"))
    if first > 12 >= second:
        return calendar.instant(date(year, second, first))
    return calendar.instant(date(year, first, second)) if second > 12 >= first else None


# What people type and documents do not print: read in questions and column captions alone.
LOOSE_RULES: tuple[Rule, ...] = (
    Rule(
        "date, short year",
        compile_rule(
            r"\b"
            + MONTH_PATTERN.format(n="")
            + r"\s{0,2}(?P<day>\d{1,2})\s?,?"
            + _SHORT_YEAR.format(n="")
        ),
        _short_date,
    ),
    Rule(
        "month, short year",
        compile_rule(r"\b" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="")),
        _short_date,
    ),
    Rule(
        "quarter by month",
        compile_rule(
            r"\b"
            + MONTH_PATTERN.format(n="")
            + r"\s(?:quarter|qtr|q)\s(?:of\s)?['’]?(?P<year>(?:19|20)\d\d|\d\d)\b"
        ),
        _short_quarter,
    ),
    Rule(
        "quarter by month, short year",
        compile_rule(
            r"\b" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="") + r"\s(?:quarter|qtr|q)\b"
        ),
        _short_quarter,
    ),
    Rule(
        "quarter to month",
        compile_rule(
            r"\b(?:quarter|qtr|three\smonths|3\smonths)\s(?:to|ended|ending|of|until)\s(?:the\s)?"
            r"(?:end\sof\s)?(?:\d{1,2}\s)?" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="")
        ),
        _short_quarter,
    ),
    Rule(
        "numeric date",
        compile_rule(r"(?<![\d/])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b"),
        _numeric_date,
    ),
)
