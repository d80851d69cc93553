"""The ways people say a period that print does not: seasons, months in a row, days of one year.

Comes in: a match of a rule's pattern and a `Calendar`. Goes out: a `Period`, or None where the
match says none. Not for: documents, which print periods as `corpus.grammar.periodrules` has it.

A season is the calendar quarter that most of it lies in. The first day of a stretch stands for its
opening balance, which is the closing one of the day before.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from corpus.base.records import Period
from corpus.grammar.calendars import Calendar, add_months, first_after, month_end
from corpus.grammar.periodrules import (
    MONTH_PATTERN,
    MONTHS,
    ORDINALS,
    Rule,
    compile_rule,
    year_of_digits,
)

SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
"""The month that the calendar quarter of a season begins with."""
_MONTH = MONTH_PATTERN.replace("(?P<month{n}>", "(?:")
_YEAR = r"['’]?(?P<year>(?:19|20)\d\d)(?![\d%,.]\d|\d|%)"
_DAY = r"(?P<day{n}>\d{{1,2}})(?:st|nd|rd|th)?"
_SEASON = r"(?P<season>winter|spring|summer|autumn|fall)"
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|last|final)"
_FISCAL = r"(?:fiscal(?:\syears?)?|fy|financial\syear)"
_NAME = re.compile(_MONTH, re.IGNORECASE)
_TO = r"\s(?:to|through|until|and)\s(?:the\s)?|\s?[-–—]\s?"


def _months(first: int, year: int, count: int, calendar: Calendar) -> Period:
    start = date(year, first, 1)
    return calendar.between(start, add_months(start, count) - timedelta(days=1))


def _season(match: re.Match[str], calendar: Calendar) -> Period:
    return _months(SEASONS[match.group("season").lower()], int(match.group("year")), 3, calendar)


def _season_ending(match: re.Match[str], calendar: Calendar) -> Period:
    month = MONTHS[match.group("month").lower().rstrip(".")]
    return calendar.ending(3, month_end(date(int(match.group("year")), month, 1)))


def _of_calendar(match: re.Match[str], calendar: Calendar) -> Period:
    number = ORDINALS[match.group("ordinal").lower()]
    return _months(3 * number - 2, int(match.group("year")), 3, calendar)


def _in_a_row(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "July, August and September 2002"; months that do not follow each other are no stretch."""
    named = [MONTHS[m.group().lower().rstrip(".")] for m in _NAME.finditer(match.group("row"))]
    year = int(match.group("year"))
    if len(named) < 3 or any(b - a != 1 for a, b in pairwise(named)):
        return None
    return _months(named[0], year, len(named), calendar)


def _of_one_year(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "July 1 to September 30, 2002": from a first day to a last one, both of one year."""
    year = int(match.group("year"))
    ends = [
        (
            MONTHS[(match.group(f"month{n}") or match.group(f"month{m}")).lower().rstrip(".")],
            int(match.group(f"day{n}") or match.group(f"day{m}")),
        )
        for n, m in (("1", "3"), ("2", "4"))
    ]
    start, end = (date(year, month, day) for month, day in ends)
    if start.day != 1 or end != month_end(end) or start >= end:
        return None
    return calendar.between(start, end)


def _between(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "Between July and September 2002" is a quarter; other months are two days to compare."""
    first, last = (MONTHS[match.group(f"month{n}").lower().rstrip(".")] for n in (1, 2))
    closes = calendar.year_end(int(match.group("year"))).month
    whole = last - first == 2 and last % 3 == closes % 3
    return _months(first, int(match.group("year")), 3, calendar) if whole else None


def _opening(match: re.Match[str], calendar: Calendar) -> Period:
    month = MONTHS[match.group("month").lower().rstrip(".")]
    return calendar.instant(date(int(match.group("year")), month, 1) - timedelta(days=1))


def _first_quarters(match: re.Match[str], calendar: Calendar) -> Period:
    year = year_of_digits(match.group("year"))
    three = match.group("count").lower() in ("three", "3")
    return calendar.nine_months(year) if three else calendar.half(1, year)


def _of_the_year(match: re.Match[str], calendar: Calendar) -> Period:
    year = int(match.group("year"))
    number = ORDINALS[match.group("ordinal").lower()]
    if match.group("part").lower() == "half":
        return calendar.half(min(2, number), year)
    return calendar.quarter(number, year)


def _of_year_ending(match: re.Match[str], calendar: Calendar) -> Period:
    number = ORDINALS[match.group("ordinal").lower()]
    month = MONTHS[match.group("month").lower().rstrip(".")]
    end = month_end(date(int(match.group("year")), month, 1))
    start = add_months(first_after(end), -12)
    long = 6 if match.group("part").lower() == "half" else 3
    first = add_months(start, long * (min(number, 12 // long) - 1))
    return calendar.between(first, add_months(first, long) - timedelta(days=1))


SPOKEN: tuple[Rule, ...] = (
    Rule(
        "season",
        "digit",
        compile_rule(
            rf"\b{_SEASON}(?:\s(?:quarter|months))?(?:\s(?:of|in))?\s(?:calendar\s)?{_YEAR}"
        ),
        _season,
    ),
    Rule(
        "season ending",
        "month",
        compile_rule(
            rf"\b{_SEASON}\squarter\s(?:that\s|which\s)?(?:ended|ending|ends|to|through)\s(?:on\s|in\s)?(?:the\s)?"
            + MONTH_PATTERN.format(n="")
            + rf"(?:\s{_DAY.format(n='')})?,?\s{_YEAR}"
        ),
        _season_ending,
    ),
    Rule(
        "quarters in words",
        "quarter",
        compile_rule(rf"\b{_ORDINAL}\squarters\s(?:of\s|in\s)?(?:the\s)?(?:{_FISCAL}\s)?{_YEAR}"),
        lambda m, c: c.quarter(ORDINALS[m.group("ordinal").lower()], int(m.group("year"))),
    ),
    Rule(
        "quarter of a calendar year",
        "digit",
        compile_rule(
            rf"\b{_ORDINAL}\s(?:quarter|three\smonths|3\smonths)\s(?:of|in)\s(?:the\s)?calendar\s"
            rf"(?:year\s)?{_YEAR}"
        ),
        _of_calendar,
    ),
    Rule(
        "months in a row",
        "month",
        compile_rule(
            rf"\b(?P<row>{_MONTH}(?:\s?[,/]\s?{_MONTH}){{1,10}}(?:,?\s(?:and|&)\s|\s?[,/]\s?){_MONTH})"
            rf",?\s{{0,2}}(?:of\s)?{_YEAR}".replace("{n}", "")
        ),
        _in_a_row,
    ),
    Rule(
        "days of one year",
        "month",
        compile_rule(
            r"\b(?:"
            + MONTH_PATTERN.format(n="1")
            + r"\s"
            + _DAY.format(n="1")
            + "|"
            + _DAY.format(n="3")
            + r"\s(?:of\s)?"
            + MONTH_PATTERN.format(n="3")
            + ")"
            + f"(?:{_TO})"
            + "(?:"
            + MONTH_PATTERN.format(n="2")
            + r"\s"
            + _DAY.format(n="2")
            + "|"
            + _DAY.format(n="4")
            + r"\s(?:of\s)?"
            + MONTH_PATTERN.format(n="4")
            + ")"
            + r",?\s"
            + _YEAR
        ),
        _of_one_year,
    ),
    Rule(
        "between months",
        "month",
        compile_rule(
            r"\bbetween\s"
            + MONTH_PATTERN.format(n="1")
            + r"\sand\s"
            + MONTH_PATTERN.format(n="2")
            + rf",?\s(?:of\s)?{_YEAR}"
        ),
        _between,
    ),
    Rule(
        "opening day",
        "month",
        compile_rule(
            r"\b(?:opening|first|1st)\sday\sof\s" + MONTH_PATTERN.format(n="") + rf",?\s{_YEAR}"
        ),
        _opening,
    ),
    Rule(
        "first quarters",
        "quarter",
        compile_rule(
            rf"\bfirst\s(?P<count>two|three|2|3)\squarters\s(?:of\s|in\s)?(?:the\s)?(?:{_FISCAL}\s)?{_YEAR}"
        ),
        _first_quarters,
    ),
    Rule(
        "part of the year named first",
        "digit",
        compile_rule(
            rf"\b(?:{_FISCAL}\s)?(?P<year>(?:19|20)\d\d)['’]s\s{_ORDINAL}\s(?:fiscal\s)?(?P<part>quarter|half)\b"
        ),
        _of_the_year,
    ),
    Rule(
        "part of a year that ends in a month",
        "month",
        compile_rule(
            rf"\b{_ORDINAL}[\s-](?P<part>quarter|half)\s(?:of|in)\s(?:the\s)?(?:{_FISCAL}|year|12\smonths|twelve\smonths)"
            r"\s(?:(?:that|which)\s)?(?:ends|ended|ending|to|closes|closing|closed)(?:\s(?:in|at|on))?(?:\sthe\send\sof)?\s"
            + MONTH_PATTERN.format(n="")
            + rf",?\s{_YEAR}"
        ),
        _of_year_ending,
    ),
)
"""Read in questions only."""
