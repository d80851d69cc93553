"""Periods that people join of parts: a stretch by its first and last month, a quarter by its
number, its last day or its months.

Comes in: a match of a rule's pattern and a `Calendar`. Goes out: a `Period`, or None where the
match says none. Not for: documents (`corpus.grammar.periodrules`), nor for periods that lean on
another one (`service.understand.leaning`).

What joins is grammar (between .. and, from .. to, that ended in); what is joined is a month with a
year of two or four digits, said once for both ends.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from corpus.base.records import Period
from corpus.grammar.calendars import Calendar, add_months, first_after, month_end
from corpus.grammar.periodrules import (
    LENGTHS,
    MONTH_PATTERN,
    MONTHS,
    ORDINALS,
    Rule,
    compile_rule,
    year_of_digits,
)

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)|['’](?P<short>\d\d))(?![\w%]|[.,]\d)"
_FIRST, _LAST = MONTH_PATTERN.format(n="1"), MONTH_PATTERN.format(n="2")
_ANY = MONTH_PATTERN.format(n="")
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?\s)?"
_OF = r",?\s{0,2}(?:of\s|in\s)?(?:the\syear\s|calendar\s)?"
_LONG = (
    r"(?P<long>quarter|qtr|half(?:[\s-]year)?"
    r"|(?:three|3|six|6|nine|9|twelve|12)[\s-]months?(?:\speriod)?)"
)
_ENDED = r"(?:that\s|which\s)?(?:ended|ending|ends|closed|closing|closes|finishing|finished)"


def _year(match: re.Match[str]) -> int:
    return year_of_digits(match.group("year") or match.group("short"))


def _month(match: re.Match[str], n: str = "") -> int:
    return MONTHS[match.group(f"month{n}").lower().rstrip(".")]


def _from_to(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "Jul-Sep '02": from the first day of one month to the last of another."""
    first, last, year = _month(match, "1"), _month(match, "2"), _year(match)
    if first == last:
        return None
    start = date(year - (first > last), first, 1)
    return calendar.between(start, month_end(date(year, last, 1)))


def _ending(match: re.Match[str], calendar: Calendar) -> Period:
    word = match.group("long").lower()
    count = LENGTHS.get(re.split(r"[\s-]", word)[0])
    months = count or (6 if word.startswith("half") else 3)
    month, year = _month(match), _year(match)
    return calendar.ending(months, date(year, month, monthrange(year, month)[1]))


def _numbered(match: re.Match[str], calendar: Calendar) -> Period:
    return calendar.quarter(int(match.group("n")), _year(match))


def _numbered_of_year_ending(match: re.Match[str], calendar: Calendar) -> Period:
    month, number = _month(match), int(match.group("n"))
    start = add_months(first_after(month_end(date(_year(match), month, 1))), -12)
    first = add_months(start, 3 * (number - 1))
    return calendar.between(first, add_months(first, 3) - timedelta(days=1))


def _months_of_year(match: re.Match[str], calendar: Calendar) -> Period:
    """ "The last three months of 2003": of the calendar year, for no fiscal one is said."""
    year, months = _year(match), LENGTHS[match.group("count").lower()]
    last = ORDINALS[match.group("which").lower()] == ORDINALS["last"]
    first = 13 - months if last else 1
    start = date(year, first, 1)
    return calendar.between(start, add_months(start, months) - timedelta(days=1))


JOINED: tuple[Rule, ...] = (
    Rule(
        "between months",
        "month",
        compile_rule(rf"\bbetween\s{_FIRST}\sand\s{_LAST}{_OF}{_YEAR}"),
        _from_to,
    ),
    Rule(
        "month to month",
        "month",
        compile_rule(
            rf"\b(?:from\s)?{_FIRST}\s?(?:[-–—/]|to|through|thru|until|till)\s?(?:the\send\sof\s)?{_LAST}"
            rf"(?:\s(?:quarter|qtr|period|half(?:[\s-]year)?))?{_OF}{_YEAR}"
        ),
        _from_to,
    ),
    Rule(
        "stretch that ended",
        "month",
        compile_rule(
            rf"\b{_LONG}\s{_ENDED}\s(?:(?:in|on|with|at)\s)?(?:the\s)?(?:end\sof\s)?{_DAY}{_ANY}"
            rf"(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?{_OF}{_YEAR}"
        ),
        _ending,
    ),
    Rule(
        "quarter by number",
        "quarter",
        compile_rule(
            r"\b(?:quarter|qtr)\s(?:no\.?|number|nr\.?|#)\s?(?P<n>[1-4])\s(?:of\s|in\s)?(?:the\s)?"
            rf"(?:fiscal\s|financial\s|fy\s?)?(?:year\s)?{_YEAR}"
        ),
        _numbered,
    ),
    Rule(
        "quarter by number of a year that ends",
        "quarter",
        compile_rule(
            r"\b(?:quarter|qtr)\s(?:no\.?|number|nr\.?|#)?\s?(?P<n>[1-4])\s(?:of\s|in\s)(?:the\s)?"
            rf"(?:fiscal\s|financial\s)?year\s{_ENDED}\s(?:(?:in|on|with|at)\s)?(?:the\s)?"
            rf"(?:end\sof\s)?{_DAY}{_ANY}(?:\s\d{{1,2}})?{_OF}{_YEAR}"
        ),
        _numbered_of_year_ending,
    ),
    Rule(
        "months of a calendar year",
        "digit",
        compile_rule(
            r"\b(?P<which>first|last|final)\s(?P<count>three|3|six|6|nine|9)\smonths\s(?:of|in)\s"
            rf"(?:calendar\s(?:year\s)?|the\s(?:calendar\s)?year\s)?{_YEAR}"
        ),
        _months_of_year,
    ),
)
"""Read in questions and column captions only."""
