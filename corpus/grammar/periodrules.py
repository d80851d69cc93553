"""The ways print says a period: each rule has a name, a pattern and a production.

Comes in: a match of a rule's pattern and a `Calendar`. Goes out: a `Period`, or None where the
match says none. Not for: choosing between overlapping matches (`corpus.grammar.periods`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.base.records import Period
from corpus.grammar.calendars import Calendar, add_months, first_after, month_end

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "one": 1, "two": 2, "three": 3, "four": 4, "last": 4, "final": 4,
}  # fmt: skip
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
# Weeks of quarters and years that end on a weekday: 13 or 14 are a quarter, 52 or 53 a year.
_WEEKS = {
    "13": 3, "14": 3, "26": 6, "27": 6, "39": 9, "40": 9, "52": 12, "53": 12, "thirteen": 3,
    "fourteen": 3, "twenty six": 6, "twenty seven": 6, "thirty nine": 9, "forty": 9,
    "fifty two": 12, "fifty three": 12,
}  # fmt: skip
LENGTHS = {**_COUNTS, **_WEEKS}
"""Months of a stretch that is counted in months or in weeks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way of saying a period; `mark` is of `corpus.grammar.periodmarks`."""

    name: str
    mark: str
    pattern: re.Pattern[str]
    production: Callable[[re.Match[str], Calendar], Period | None]


def year_of_digits(digits: str) -> int:
    """A year of two or four digits: "02" is 2002, "98" is 1998."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


MONTH_PATTERN = (
    r"(?P<month{n}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept(?:ember)?|sep|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY_YEAR = (
    MONTH_PATTERN
    + r"\s{{0,2}}(?P<day{n}>\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s{{0,2}}(?P<year{n}>(?:19|20)\d\d)\b"
)
_DAYMONTH_PATTERN = (
    r"(?P<day{n}>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?"
    + MONTH_PATTERN
    + r",?\s{{0,2}}(?P<year{n}>(?:19|20)\d\d)\b"
)
_MONTH_YEAR = MONTH_PATTERN + r",?\s{{0,2}}(?:of\s)?(?P<year{n}>(?:19|20)\d\d)\b"
_FISCAL = r"(?:the\s)?(?:full[\s-])?(?:fiscal(?:\s?years?)?|fy|financial\syears?)(?![a-z])"
_YEAR = r"['’]?(?P<year>(?:19|20)\d\d|\d\d)(?![\d%,.]\d|\d|%)"
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|last|final)"
_LINK = r",?\s(?:of\s|in\s|for\s|to\s|results?\sfor\s)?(?:the\s)?"
_ENDED = r"(?:ended|ending|ends|end|to|through|until|up\sto|at|as\sof|closed)(?:\s(?:on|in))?"


_STRETCH = (
    r"(?:(?P<count>three|six|nine|twelve|3|6|9|12)[\s-]months?(?:\speriod)?|"
    r"(?P<weeks>1[34]|2[67]|39|40|5[23]|thirteen|fourteen|twenty[\s-](?:six|seven)|thirty[\s-]nine|forty|"
    r"fifty[\s-](?:two|three))[\s-]weeks?(?:\speriod)?|"
    r"(?P<stretch>(?:fiscal\s|financial\s|full\s)?(?:half[\s-]year|years?|quarters?|qtrs?|half)))"
)
_QTR = r"[\s-](?:fiscal[\s-]|financial[\s-])?(?:quarter|qtr|quater)"


def compile_rule(pattern: str) -> re.Pattern[str]:
    """A rule's pattern; print and people do not agree on capitals."""
    return re.compile(pattern, re.IGNORECASE)


def _date(match: re.Match[str], n: str = "") -> date:
    groups = match.groupdict()
    year, month = int(match.group(f"year{n}")), MONTHS[match.group(f"month{n}").lower().rstrip(".")]
    day = groups.get(f"day{n}")
    return date(year, month, int(day) if day else monthrange(year, month)[1])


def _quarter_digits(match: re.Match[str], calendar: Calendar) -> Period:
    return calendar.quarter(int(match.group("n")), year_of_digits(match.group("year")))


def _quarter_words(match: re.Match[str], calendar: Calendar) -> Period:
    number = ORDINALS[match.group("ordinal").lower()]
    return calendar.quarter(number, year_of_digits(match.group("year")))


def _half_words(match: re.Match[str], calendar: Calendar) -> Period:
    number = min(2, ORDINALS[match.group("ordinal").lower()])
    return calendar.half(number, year_of_digits(match.group("year")))


def _quarter_of_year_ending(match: re.Match[str], calendar: Calendar) -> Period:
    number = ORDINALS.get((match.group("ordinal") or "").lower()) or int(
        match.group("n") or match.group("n3")
    )
    end = _date(match)
    start = add_months(first_after(month_end(end)), -12)
    return calendar.between(
        add_months(start, 3 * (number - 1)), add_months(start, 3 * number) - timedelta(days=1)
    )


def _half_of_year_ending(match: re.Match[str], calendar: Calendar) -> Period:
    number = min(2, ORDINALS[match.group("ordinal").lower()])
    end = _date(match)
    start = add_months(first_after(month_end(end)), -12)
    return calendar.between(
        add_months(start, 6 * (number - 1)), add_months(start, 6 * number) - timedelta(days=1)
    )


def _stretch(match: re.Match[str], calendar: Calendar) -> Period:
    groups = match.groupdict()
    weeks = re.sub(r"[\s-]", " ", (groups.get("weeks") or "").lower())
    count = _COUNTS.get((groups.get("count") or "").lower()) or _WEEKS.get(weeks)
    word = (groups.get("stretch") or "").lower()
    months = count or (6 if "half" in word else 3 if word.startswith(("q", "fiscal q")) else 12)
    return calendar.ending(months, _date(match))


def _nine(match: re.Match[str], calendar: Calendar) -> Period | None:
    count = _COUNTS[match.group("count").lower()]
    year = year_of_digits(match.group("year"))
    return {
        3: lambda: calendar.quarter(1, year),
        6: lambda: calendar.half(1, year),
        9: lambda: calendar.nine_months(year),
        12: lambda: calendar.fiscal_year(year),
    }[count]()


def _year(match: re.Match[str], calendar: Calendar) -> Period:
    return calendar.fiscal_year(year_of_digits(match.group("year")))


def _year_month(match: re.Match[str], calendar: Calendar) -> Period:
    """ "FY 3/99": the fiscal year that ends in March 1999."""
    year, month = year_of_digits(match.group("year")), int(match.group("m"))
    return calendar.ending(12, date(year, month, monthrange(year, month)[1]))


def _month_range(match: re.Match[str], calendar: Calendar) -> Period | None:
    end = _date(match, "2").replace(day=1)
    first = MONTHS[match.group("month1").lower().rstrip(".")]
    year = match.groupdict().get("year1")
    start_year = int(year) if year else end.year - (1 if first > end.month else 0)
    start = date(start_year, first, 1)
    return calendar.between(start, month_end(end)) if start < end else None


def _day_range(match: re.Match[str], calendar: Calendar) -> Period | None:
    start, end = _date(match, "1"), _date(match, "2")
    return calendar.between(start, end) if start < end else None


def _instant(match: re.Match[str], calendar: Calendar) -> Period:
    return calendar.instant(_date(match))


def _iso(match: re.Match[str], calendar: Calendar) -> Period:
    return calendar.instant(date.fromisoformat(match.group().replace("/", "-")))


_DATE_ANY = "(?:" + _DAY_YEAR + "|" + _MONTH_YEAR.replace("{n}", "{n}b") + ")"

RULES: tuple[Rule, ...] = (
    Rule(
        "quarter code",
        "nQ",
        compile_rule(rf"\b(?P<n>[1-4])\s?[O0]?Q\s?[-/]?\s?(?:of\s)?(?:{_FISCAL}\s?)?{_YEAR}"),
        _quarter_digits,
    ),
    Rule(
        "code quarter",
        "Qn",
        compile_rule(rf"\bQ\s?(?P<n>[1-4])(?:\s|-|/|,\s)?\s?(?:of\s)?(?:{_FISCAL}\s?)?{_YEAR}"),
        _quarter_digits,
    ),
    Rule(
        "year then quarter",
        "nQ or Qn",
        compile_rule(
            rf"\b(?:{_FISCAL}\s?)?{_YEAR}\s?,?[-/]?\s?(?:Q\s?(?P<n>[1-4])|(?P<n2>[1-4])Q)(?![\w])"
        ),
        lambda m, c: c.quarter(int(m.group("n") or m.group("n2")), year_of_digits(m.group("year"))),
    ),
    Rule(
        "half code",
        "nH",
        compile_rule(
            rf"\b(?:(?P<n>[12])\s?H|H\s?(?P<n2>[12]))\s?[-/]?\s?(?:of\s)?(?:{_FISCAL}\s?)?{_YEAR}"
        ),
        lambda m, c: c.half(int(m.group("n") or m.group("n2")), year_of_digits(m.group("year"))),
    ),
    Rule(
        "year then half",
        "fiscal",
        compile_rule(
            rf"\b{_FISCAL}\s?{_YEAR}\s?,?[-/]?\s?(?:(?P<n>[12])\s?H|H\s?(?P<n2>[12]))(?![\w])"
        ),
        lambda m, c: c.half(int(m.group("n") or m.group("n2")), year_of_digits(m.group("year"))),
    ),
    Rule(
        "months code",
        "nM",
        compile_rule(rf"\b(?P<count>9|6|3|12)\s?M\s?(?:{_FISCAL}\s?)?{_YEAR}"),
        _nine,
    ),
    Rule(
        "quarter in words",
        "quarter",
        compile_rule(
            rf"\b{_ORDINAL}{_QTR}{_LINK}(?:{_FISCAL}[\s,]*)?{_YEAR}"
            rf"(?!\s?(?:million|billion|%))"
        ),
        _quarter_words,
    ),
    Rule(
        "half in words",
        "half",
        compile_rule(
            rf"\b{_ORDINAL}[\s-](?:fiscal\s)?half(?:[\s-]year)?{_LINK}(?:{_FISCAL}[\s,]*)?{_YEAR}"
        ),
        _half_words,
    ),
    Rule(
        "year then quarter in words",
        "quarter",
        compile_rule(rf"\b{_FISCAL}\s?{_YEAR}\s?,?\s?{_ORDINAL}{_QTR}\b"),
        _quarter_words,
    ),
    Rule(
        "year then half in words",
        "half",
        compile_rule(rf"\b{_FISCAL}\s?{_YEAR}\s?,?\s?{_ORDINAL}[\s-]half\b"),
        _half_words,
    ),
    Rule(
        "quarter of a year ending",
        "month",
        compile_rule(
            rf"\b(?:{_ORDINAL}{_QTR}|Q(?P<n>[1-4])|(?P<n3>[1-4])Q)\b[^.;:\d]{{0,40}}?\byear\s{_ENDED}\s"
            + _DAY_YEAR.format(n="")
        ),
        _quarter_of_year_ending,
    ),
    Rule(
        "quarter of a year ending in month",
        "month",
        compile_rule(
            rf"\b(?:{_ORDINAL}{_QTR}|Q(?P<n>[1-4])|(?P<n3>[1-4])Q)\b[^.;:\d]{{0,40}}?\byear\s{_ENDED}\s"
            + _MONTH_YEAR.format(n="")
        ),
        _quarter_of_year_ending,
    ),
    Rule(
        "half of a year ending",
        "half",
        compile_rule(
            rf"\b{_ORDINAL}[\s-]half\b[^.;:\d]{{0,40}}?\byear\s{_ENDED}\s" + _DAY_YEAR.format(n="")
        ),
        _half_of_year_ending,
    ),
    Rule(
        "stretch ending",
        "month",
        compile_rule(
            rf"\b{_STRETCH}[\s-](?:period\s)?{_ENDED}\s(?:the\s)?" + _DAY_YEAR.format(n="")
        ),
        _stretch,
    ),
    Rule(
        "stretch ending, day first",
        "month",
        compile_rule(
            rf"\b{_STRETCH}[\s-](?:period\s)?{_ENDED}\s(?:the\s)?" + _DAYMONTH_PATTERN.format(n="")
        ),
        _stretch,
    ),
    Rule(
        "stretch ending in month",
        "month",
        compile_rule(
            rf"\b{_STRETCH}[\s-](?:period\s)?{_ENDED}\s(?:end[\s-](?:of\s)?)?(?:the\s)?"
            + _MONTH_YEAR.format(n="")
        ),
        _stretch,
    ),
    Rule(
        "stretch before month",
        "month",
        compile_rule(_MONTH_YEAR.format(n="") + r"\s(?P<stretch>quarter|qtr|half[\s-]year)\b"),
        _stretch,
    ),
    Rule(
        "months of a year",
        "fiscal",
        compile_rule(
            rf"\b(?:first\s)?(?P<count>nine|six|three|9|6|3)[\s-]months?(?:\saccumulated|\scumulative)?"
            rf"{_LINK}{_FISCAL}[\s,]*{_YEAR}"
        ),
        _nine,
    ),
    Rule(
        "year then months",
        "fiscal",
        compile_rule(
            rf"\b{_FISCAL}\s?{_YEAR}\s{{1,3}}(?:first\s)?(?P<count>nine|six|three|9|6|3)[\s-]months?"
            rf"(?:\s(?:accumulated|cumulative))?\b"
        ),
        _nine,
    ),
    Rule(
        "fiscal year ending in month",
        "fiscal",
        compile_rule(r"\bFY\s?(?P<m>\d{1,2})/(?P<year>\d{4}|\d\d)\b"),
        _year_month,
    ),
    Rule(
        "year end",
        "year end",
        compile_rule(rf"\b(?:fiscal\s|financial\s)?year[\s-]end(?:\sof)?[\s,]{{1,2}}{_YEAR}"),
        lambda m, c: c.instant(c.year_end(year_of_digits(m.group("year")))),
    ),
    Rule("fiscal year", "fiscal", compile_rule(rf"\b{_FISCAL}[\s,]*{_YEAR}"), _year),
    Rule(
        "year then fiscal",
        "fiscal",
        compile_rule(r"\b(?P<year>(?:19|20)\d\d)\s(?:fiscal|financial)\syear\b"),
        _year,
    ),
    Rule(
        "month range",
        "month",
        compile_rule(
            MONTH_PATTERN.format(n="1")
            + r"(?:\s(?P<year1>(?:19|20)\d\d))?\s?(?:-|–|—|to|through|until)\s?"
            + _MONTH_YEAR.format(n="2")
            + r"(?:\squarter\b)?"
        ),
        _month_range,
    ),
    Rule(
        "day range",
        "month",
        compile_rule(
            _DAY_YEAR.format(n="1") + r"\s?(?:-|–|—|to|through|until)\s?" + _DAY_YEAR.format(n="2")
        ),
        _day_range,
    ),
    Rule("date", "month", compile_rule(r"\b" + _DAY_YEAR.format(n="")), _instant),
    Rule(
        "date, day first", "month", compile_rule(r"\b" + _DAYMONTH_PATTERN.format(n="")), _instant
    ),
    Rule("month", "month", compile_rule(r"\b" + _MONTH_YEAR.format(n="")), _instant),
    Rule("iso date", "sign", compile_rule(r"\b(?:19|20)\d\d[-/][01]\d[-/][0-3]\d\b"), _iso),
)
BARE_YEAR = Rule(
    "bare year",
    "digit",
    compile_rule(r"(?<![\w,.$€£/-])(?P<year>(?:19|20)\d\d)(?![\w%/]|[,.]\d|-\d)"),
    _year,
)
