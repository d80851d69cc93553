"""Ways to say a period that people type and documents do not print: "sep-02", "june quarter 02".

Comes in: a match in a question or column caption. Goes out: a `Period`. Not for: prose, where
"may 10" is no month (`corpus.grammar.periodrules`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from corpus.base.records import Period
from corpus.grammar.calendars import Calendar
from corpus.grammar.periodrules import (
    MONTH_PATTERN,
    MONTHS,
    ORDINALS,
    Rule,
    compile_rule,
    year_of_digits,
)

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


def _numeric_quarter(match: re.Match[str], calendar: Calendar) -> Period | None:
    day = _numeric_date(match, calendar)
    return calendar.ending(3, day.end) if day is not None else None


def _worded_quarter(match: re.Match[str], calendar: Calendar) -> Period:
    number = ORDINALS[match.group("ordinal").lower()]
    return calendar.quarter(number, year_of_digits(match.group("year")))


def _calendar_quarter(match: re.Match[str], calendar: Calendar) -> Period:
    """ "calendar Q3 2002": July to September, whatever the fiscal year."""
    word = (match.group("ordinal") or match.group("ordinal2") or "").lower()
    number = ORDINALS[word] if word else int(match.group("n"))
    month, year = 3 * number, int(match.group("year"))
    return calendar.ending(3, date(year, month, monthrange(year, month)[1]))


def _two_year_label(match: re.Match[str], calendar: Calendar) -> Period | None:
    """ "fiscal 2002/03": the fiscal year that starts in the first and ends in the second."""
    first, second = year_of_digits(match.group("year")), year_of_digits(match.group("end"))
    if second != first + 1:
        return None
    found = next(
        (
            whole
            for whole in (calendar.fiscal_year(first), calendar.fiscal_year(second))
            if whole.start is not None and (whole.start.year, whole.end.year) == (first, second)
        ),
        None,
    )
    return found or (None if calendar.entity.known else calendar.fiscal_year(second))


# What people type and documents do not print: read in questions and column captions alone.
LOOSE_RULES: tuple[Rule, ...] = (
    Rule(
        "date, short year",
        "month",
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
        "month",
        compile_rule(r"\b" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="")),
        _short_date,
    ),
    Rule(
        "quarter by month",
        "month",
        compile_rule(
            r"\b"
            + MONTH_PATTERN.format(n="")
            + r"\s(?:quarters?|qtrs?|q)\s(?:of\s)?['’]?(?P<year>(?:19|20)\d\d|\d\d)\b"
        ),
        _short_quarter,
    ),
    Rule(
        "quarter by month, short year",
        "month",
        compile_rule(
            r"\b" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="") + r"\s(?:quarter|qtr|q)\b"
        ),
        _short_quarter,
    ),
    Rule(
        "quarter to month",
        "month",
        compile_rule(
            r"\b(?:quarter|qtr|three\smonths|3\smonths)\s(?:to|ended|ending|of|until)\s(?:the\s)?"
            r"(?:end\sof\s)?(?:\d{1,2}\s)?" + MONTH_PATTERN.format(n="") + _SHORT_YEAR.format(n="")
        ),
        _short_quarter,
    ),
    Rule(
        "date with dashes",
        "month",
        compile_rule(
            r"\b"
            + MONTH_PATTERN.format(n="")
            + r"[-/.](?P<day>\d{1,2})[-/.,\s]{1,2}(?P<year>(?:19|20)\d\d|\d\d)\b"
        ),
        _short_date,
    ),
    Rule(
        "date with dashes, day first",
        "month",
        compile_rule(
            r"\b(?P<day>\d{1,2})[-/.\s]"
            + MONTH_PATTERN.format(n="")
            + r"[-/.\s](?P<year>(?:19|20)\d\d|\d\d)\b"
        ),
        _short_date,
    ),
    Rule(
        "quarter to a numeric date",
        "quarter or months",
        compile_rule(
            r"\b(?:quarter|qtr|three\smonths|3\smonths)\s(?:to|ended|ending|of|until)\s(?:the\s)?"
            r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b"
        ),
        _numeric_quarter,
    ),
    Rule(
        "numbered quarter in words",
        "quarter",
        compile_rule(
            r"\b(?:quarter|qtr)\s(?P<ordinal>one|two|three|four)\s(?:of\s|in\s|,\s?)?(?:the\s)?"
            r"(?:fiscal\syear\s|fiscal\s|fy\s?)?(?P<year>(?:19|20)\d\d|\d\d)\b"
        ),
        _worded_quarter,
    ),
    Rule(
        "calendar quarter",
        "calendar",
        compile_rule(
            r"\b(?:calendar\s(?:Q\s?(?P<n>[1-4])|(?P<ordinal>first|second|third|fourth)\squarter)"
            r"|(?P<ordinal2>first|second|third|fourth)\scalendar\squarter)"
            r"\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b"
        ),
        _calendar_quarter,
    ),
    Rule(
        "two-year label",
        "fiscal",
        compile_rule(
            r"\b(?:fiscal(?:\syear)?|financial\syear|fy)\s?(?P<year>(?:19|20)?\d\d)\s?[/-]\s?(?P<end>\d\d)(?!\d)"
        ),
        _two_year_label,
    ),
    Rule(
        "two years",
        "sign",
        compile_rule(
            r"(?<![\w/.,-])(?P<year>(?:19|20)\d\d)\s?/\s?(?P<end>(?:19|20)?\d\d)(?![\w/%]|[.,]\d)"
        ),
        _two_year_label,
    ),
    Rule(
        "year code",
        "Fn",
        compile_rule(r"(?<![\w-])F['’]?(?P<year>(?:19|20)\d\d|\d\d)[AE]?(?![\w%-]|[.,]\d)"),
        lambda m, c: c.fiscal_year(year_of_digits(m.group("year"))),
    ),
    Rule(
        "numeric date",
        "sign",
        compile_rule(r"(?<![\d/])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b"),
        _numeric_date,
    ),
)
