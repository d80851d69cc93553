"""Periods that borrow what their neighbour says: "2Q and 3Q03", "September 30, 2002 and 2001".

Comes in: a text and the periods found in it. Goes out: the periods with the borrowed ones among
them. Not for: periods that stand alone (`corpus.grammar.periods`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from corpus.base.records import Period
from corpus.grammar.calendars import add_months
from corpus.grammar.periodrules import year_of_digits
from corpus.grammar.periods import MONTHS, ORDINALS, Calendar, PeriodMatch, find_periods
from service.understand.leaning import leaning_periods

LINK = (
    r"\s{0,2}(?:,|/|&|-|–|and|or|vs\.?|versus|to|through|with|against|from|over|than|compared\s(?:to|with)|in)?"
    r"\s{0,2}(?:and\s|the\s|in\s){0,2}(?:(?:end|close)\sof\s)?"
    r"(?:same\s(?:date|day|time|period|quarter|half|months?)\s(?:in\s|of\s)?)?"
)
_BEFORE = re.compile(
    r"\b(?:(?P<n>[1-4])\s?Q|Q\s?(?P<n2>[1-4])|(?P<h>[12])\s?H|H\s?(?P<h2>[12])"
    r"|(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)(?:\s(?P<what>quarters?|half))?)"
    + LINK
    + r"$",
    re.IGNORECASE,
)
_PARTS = ("1", "2", "3", "4", "first", "second", "third", "fourth")
"""One of these stands in what the pattern finds."""
_NUMERIC = re.compile(r"\b(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d|(?<=/)\d\d)\b(?![/.]\d)")
_DAY = re.compile(
    r"(?:\b(?P<first>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?)?\b(?P<month>"
    + "|".join(sorted(MONTHS, key=len, reverse=True))
    + r")\b\.?"
    r"(?:\s(?P<day>\d{1,2})(?:st|nd|rd|th)?)?" + LINK + r"$",
    re.IGNORECASE,
)
_GAP = re.compile(LINK + r"$", re.IGNORECASE)
REACH = 40
BEGUN = "begun"
_BEGUN = re.compile(
    r"\b(?:(?P<stretch>quarter|half[\s-]year|half|year)|(?P<n>three|six|nine|twelve|3|6|9|12)[\s-]months?)"
    r"(?:\speriod)?,?\s(?:(?:that|which)\s)?"
    r"(?:began|begins|begun|beginning|starts|started|starting|commenced|commencing)"
    r"\s(?:(?:on|from|with|in|at)\s)?(?:the\s)?$",
    re.IGNORECASE,
)
_MONTHS_LONG = {"quarter": 3, "three": 3, "half": 6, "six": 6, "nine": 9, "year": 12, "twelve": 12}
FURTHEST = 4


@lru_cache(maxsize=256)
def asked_periods(text: str, calendar: Calendar) -> tuple[PeriodMatch, ...]:
    """All periods that a question names, in order, those that lean on a neighbour resolved."""
    found = find_periods(text, calendar, bare_years=True)
    return tuple(leaning_periods(text, elliptic_periods(text, found, calendar), calendar))


def elliptic_periods(
    text: str, found: Sequence[PeriodMatch], calendar: Calendar
) -> list[PeriodMatch]:
    """The periods of `text` in order, those that lean on a neighbour resolved."""
    found = sorted([*found, *_numeric_dates(text, found, calendar)], key=lambda m: m.start)
    found = sorted([*found, *_days_before(text, found, calendar)], key=lambda m: m.start)
    low = text.casefold()
    if "start" in low or "beg" in low or "commenc" in low:
        found = [_begun(text, match, calendar) for match in found]
    resolved = _years_after(text, found, calendar)
    taken: list[PeriodMatch] = []
    for match in resolved:
        taken.extend(_quarters_before(text, match, calendar, taken))
        taken.append(match)
    return sorted(taken, key=lambda m: m.start)


def _numeric_dates(
    text: str, found: Sequence[PeriodMatch], calendar: Calendar
) -> list[PeriodMatch]:
    """ "30/9/2002", "9/30/2002", "9/30/02": above twelve is the day; else the month is first."""
    dates = []
    for match in _NUMERIC.finditer(text) if "/" in text or "." in text else ():
        if any(match.start() < f.end and f.start < match.end() for f in found):
            continue
        one, two = int(match.group(1)), int(match.group(3))
        year = year_of_digits(match.group(4))
        if len(match.group(4)) == 2 and max(one, two) <= 12:
            continue  # nothing tells the day of "5/6/02"
        day, month = (one, two) if one > 12 else (two, one)
        try:
            period = calendar.instant(date(year, month, day))
        except ValueError:
            continue
        dates.append(PeriodMatch(match.start(), match.end(), period, match.group(), "numeric date"))
    return dates


def _begun(text: str, match: PeriodMatch, calendar: Calendar) -> PeriodMatch:
    """ "The quarter that began on July 1, 2001" is the stretch from that day on."""
    named = _BEGUN.search(text, max(0, match.start - REACH), match.start)
    if named is None or not match.period.is_instant:
        return match
    day = match.period.end
    day = day.replace(day=1) if match.rule == "month" else day
    if day.day != 1:
        return match
    words = (named.group("stretch") or named.group("n")).casefold()
    months = _MONTHS_LONG.get(re.split(r"[\s-]", words)[0]) or int(words)
    last = add_months(day, months) - timedelta(days=1)
    start, period = named.start(), calendar.between(day, last)
    return replace(match, start=start, text=text[start : match.end], period=period, rule=BEGUN)


def _days_before(text: str, found: Sequence[PeriodMatch], calendar: Calendar) -> list[PeriodMatch]:
    """ "June 30 and September 30, 2002": the first day is of the second one's year."""
    dates = []
    for match in found:
        if match.period.is_instant:
            dates.extend(_chain(text, match, found, calendar))
    return dates


def _chain(
    text: str, match: PeriodMatch, found: Sequence[PeriodMatch], calendar: Calendar
) -> list[PeriodMatch]:
    dates: list[PeriodMatch] = []
    end = match.start
    for _ in range(FURTHEST):
        named = _DAY.search(text, max(0, end - REACH), end)
        if named is None or any(named.start() < f.end and f.start < named.end() for f in found):
            break
        end = named.start()
        month = MONTHS[named.group("month").lower().rstrip(".")]
        last = monthrange(match.period.end.year, month)[1]
        day = int(named.group("day") or named.group("first") or last)
        if 0 < day <= last:
            period = calendar.instant(date(match.period.end.year, month, day))
            stop = named.end("day") if named.group("day") else named.end("month")
            told = text[named.start() : stop]
            dates.append(PeriodMatch(named.start(), stop, period, told, "elliptic date"))
    return dates


def _years_after(text: str, found: Sequence[PeriodMatch], calendar: Calendar) -> list[PeriodMatch]:
    """A bare year after a shorter period is that period of the other year."""
    out: list[PeriodMatch] = []
    for match in found:
        last = out[-1] if out else None
        shorter = last is not None and (
            last.period.start is None or len(calendar.quarters(last.period)) in (1, 2, 3)
        )
        if (
            match.rule == "bare year"
            and last is not None
            and shorter
            and _GAP.fullmatch(text[last.end : match.start])
        ):
            stated = re.search(r"(?:19|20)\d\d", last.text)
            if stated:
                months = 12 * (int(match.text) - int(stated.group()))
                match = replace(match, period=calendar.shift(last.period, months))
        out.append(match)
    return out


def _quarters_before(
    text: str, match: PeriodMatch, calendar: Calendar, taken: Sequence[PeriodMatch]
) -> list[PeriodMatch]:
    """Quarters and halves without a year just before a quarter or half that has one."""
    quarters = len(calendar.quarters(match.period))
    if match.period.start is None or quarters not in (1, 2):
        return []
    year = calendar.year_of(match.period.end)
    floor = taken[-1].end if taken else 0
    found: list[PeriodMatch] = []
    end = match.start
    for _ in range(FURTHEST):
        begin = max(floor, end - REACH)
        before = text[begin:end].casefold()
        if not any([part in before for part in _PARTS]):
            break
        named = _BEFORE.search(text, begin, end)
        if named is None:
            break
        number = named.group("n") or named.group("n2") or named.group("h") or named.group("h2")
        count = int(number) if number else ORDINALS[named.group("ordinal").lower()]
        half = bool(named.group("h") or named.group("h2")) or (not number and quarters == 2)
        if half and count > 2:
            break
        period = calendar.half(count, year) if half else calendar.quarter(count, year)
        stop = named.start() + len(named.group().rstrip(" ,/&-–"))
        found.append(
            PeriodMatch(named.start(), stop, period, text[named.start() : stop], "elliptic")
        )
        end = named.start()
    return found[::-1]


def part_of_year(name: str, year: Period, calendar: Calendar) -> Period | None:
    """The quarter, half or nine months of a fiscal year that is named apart from it, if any."""
    spaced = name.replace("q", " quarter ").replace("h", " half ") if len(name) == 2 else name
    words = spaced.split()
    numbers = [ORDINALS.get(w) or (int(w) if w.isdigit() else 0) for w in words]
    number, label = max(numbers, default=0), int(year.label[2:])
    if "quarter" in words and 1 <= number <= 4:
        return calendar.quarter(number, label)
    if "half" in words and number in (1, 2):
        return calendar.half(number, label)
    if "six" in words or ("half" in words and not number):
        return calendar.half(1, label)
    return calendar.nine_months(label) if "nine" in words else None
