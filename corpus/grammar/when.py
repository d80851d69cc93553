"""What a head says of a period, whole or in part: "Three months ended", "September 30,", "2023".

Comes in: the text of a head's cell, of a stub or of a caption, and a calendar. Goes out: a `When`:
the parts of a period that the text names. Not for: which cells stand over a column, nor what their
parts make together (`corpus.tables.heads`).

The grammar: a period is a quarter of a year, a stretch that ends on a day, a span from day to day,
a year, or a day. Heads print these parts in cells of their own, from the top down or side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.base.records import Period
from corpus.grammar.periodrules import MONTH_PATTERN, MONTHS, ORDINALS
from corpus.grammar.periods import Calendar, PeriodMatch, find_periods

Day = tuple[int, int]  # month and day; day 0 is the month's last
_DATES = frozenset(
    {"date", "date, day first", "iso date", "date, short year", "date with dashes", "numeric date"}
    | {"date with dashes, day first", "year end"}
)
_ONLY_MONTHS = frozenset({"month", "month, short year"})
_ONLY_YEARS = frozenset({"bare year", "fiscal year", "year then fiscal", "year code"})
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
_WEEKS = {"13": 3, "14": 3, "26": 6, "27": 6, "39": 9, "40": 9, "52": 12, "53": 12}
_STRETCHES = {"y": 12, "q": 3, "h": 6}
_NUMBER = "(?:three|six|nine|twelve|3|6|9|12)"
_LENGTH = re.compile(
    rf"(?<!than\s)(?<!next\s)(?<!ithin\s)(?<!over\s)(?<!after\s)\b(?:(?P<also>{_NUMBER})(?:[\s-]months?)?,?\s(?:and|&)\s(?:the\s)?)?(?P<count>{_NUMBER})[\s-]months?\b"
    r"|\b(?P<weeks>1[34]|2[67]|39|40|5[23])[\s-]weeks?\b"
    r"|\b(?P<stretch>years?|quarters?|half[\s-]years?)(?:[\s-]periods?)?\s(?:then\s)?end(?:ed|ing|s)?\b"
    rf"|\bfirst\s(?P<half>h)alf\b|\b(?P<other>{_NUMBER})(?:[\s-]months?)?\s(?:and|&)(?=\s)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)(?:[\s-](?:fiscal[\s-])?quarters?)"
    r"|Q(?P<n>[1-4])|(?P<n2>[1-4])Q)\b",
    re.IGNORECASE,
)
_TO_DATE = re.compile(r"\b(?:YTD|year[\s-]to[\s-]date)\b", re.IGNORECASE)
_MD = MONTH_PATTERN.format(n="") + r"\s{0,2}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_DAY = re.compile(
    rf"\b{_MD}|(?<!\d)(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s{MONTH_PATTERN.format(n='2')}",
    re.IGNORECASE,
)
_YEAR = r"(?:,?\s(?P<{0}>(?:19|20)\d\d))?"
_SPAN = re.compile(
    rf"\b{MONTH_PATTERN.format(n='a')}\s(?P<da>\d{{1,2}}){_YEAR.format('ya')},?\s{{0,2}}"
    rf"(?:to|through|until|[-–—])\s{{0,2}}(?:the\s)?"
    rf"{MONTH_PATTERN.format(n='b')}\s(?P<db>\d{{1,2}}){_YEAR.format('yb')}(?!\d)",
    re.IGNORECASE,
)
_LONE_MONTH = re.compile(rf"\W*{MONTH_PATTERN.format(n='')}\W*", re.IGNORECASE)
_ACT = re.compile(r"\bAct\sof\s(?:19|20)\d\d\b", re.IGNORECASE)  # a law's year
_AS_OF = re.compile(r"\bas\s(?:of|at)\b|\bat(?=\s{4})", re.IGNORECASE)  # blanks: a day stood there
_FILLER = re.compile(
    r"(?:\W|\b(?:as|of|at|for|the|in|on|and|to|fiscal|financial|calendar|periods?|from"
    r"|ended|ending|end|balances?|unaudited|audited|actual|restated|years?|quarters?|months?)\b)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """The parts of a period that a text names; None for what it leaves out or names twice.

    `whole` is a period said at once ("1H02"); `lengths` are those of stretches, in months; `begins`
    and `day` are days of no year; `quarter` is 1 to 4; `to_date` says from the start of the year
    on, `as_of` that the figures are of a day. `days` are all days with their years, `years` all
    years that the text names. `rest` is what it says besides.
    """

    whole: Period | None = None
    lengths: frozenset[int] = frozenset()
    begins: Day | None = None
    day: Day | None = None
    year: int | None = None
    quarter: int | None = None
    to_date: bool = False
    as_of: bool = False
    wholes: frozenset[Period] = frozenset()
    days: frozenset[tuple[int | None, Day]] = frozenset()
    years: frozenset[int] = frozenset()
    rest: str = ""

    @property
    def months(self) -> int | None:
        """The length of the stretch where just one is named."""
        return next(iter(self.lengths)) if len(self.lengths) == 1 else None

    @property
    def is_dated(self) -> bool:
        """True where a day, year, quarter or whole period is named."""
        return bool(self.wholes or self.years or self.days or self.quarter)

    @property
    def says_time(self) -> bool:
        """True where any part of a period is named."""
        return self.is_dated or bool(self.lengths) or self.to_date

    @property
    def is_alone(self) -> bool:
        """True where the text names a period or parts of one, and nothing else."""
        return self.says_time and bool(_FILLER.fullmatch(self.rest))


@lru_cache(maxsize=4096)
def read_when(text: str, calendar: Calendar) -> When:
    """The parts of a period that a text names; a part that it names in two ways is left out."""
    if not any(c.isdigit() for c in text) and not _WORDS.search(text):
        return When(rest=text)
    return _Reader(text, calendar).read()


_WORDS = re.compile(
    r"months?\b|years?\b|quarter|half|\bas\s(?:of|at)\b|\bat\b|" + MONTH_PATTERN.format(n=""),
    re.IGNORECASE,
)


class _Reader:
    """Takes the words of time out of a text, the longest ways of saying a period first."""

    def __init__(self, text: str, calendar: Calendar) -> None:
        self.rest, self.calendar = text, calendar
        self.wholes: set[Period] = set()
        self.lengths: set[int] = set()
        self.days: set[tuple[int | None, Day]] = set()
        self.years: set[int] = set()
        self.begins: Day | None = None

    def read(self) -> When:
        """The parts of the whole text."""
        self._take(_ACT.finditer(self.rest))
        for span in list(_SPAN.finditer(self.rest)):
            self._span(span)
        for period in find_periods(self.rest, self.calendar, bare_years=True):
            self._period(period)
        for length in list(_LENGTH.finditer(self.rest)):
            self._length(length)
        to_date = self._take(_TO_DATE.finditer(self.rest))
        quarters = [_number(match) for match in _QUARTER.finditer(self.rest)]
        self._take(_QUARTER.finditer(self.rest))
        for day in list(_DAY.finditer(self.rest)):
            self._day(day)
        if month := _LONE_MONTH.fullmatch(self.rest):
            self.days.add((None, (_month(month["month"]), 0)))
            self.rest = ""
        as_of = self._take(_AS_OF.finditer(self.rest))
        named = {day for _, day in self.days}
        return When(
            next(iter(self.wholes)) if len(self.wholes) == 1 else None,
            frozenset(self.lengths),
            self.begins,
            next(iter(named)) if len(named) == 1 else None,
            next(iter(self.years)) if len(self.years) == 1 else None,
            quarters[0] if len(set(quarters)) == 1 else None,
            to_date,
            as_of,
            frozenset(self.wholes),
            frozenset(self.days),
            frozenset(self.years),
            " ".join(self.rest.split()),
        )

    def _take(self, matches: Iterable[re.Match[str]]) -> bool:
        """Blank out what was read; True where there was anything."""
        spans = [match.span() for match in matches]
        for start, end in spans:
            self.rest = self.rest[:start] + " " * (end - start) + self.rest[end:]
        return bool(spans)

    def _span(self, match: re.Match[str]) -> None:
        """ "July 22 to September 30, 2023", with its years or without."""
        first = (_month(match["montha"]), int(match["da"]))
        last = (_month(match["monthb"]), int(match["db"]))
        if match["yb"] is None:
            self.begins = first
            self.days.add((None, last))
        else:
            end_year = int(match["yb"])
            year = int(match["ya"]) if match["ya"] else end_year - (first > last)
            try:
                start, end = date(year, *first), date(end_year, *last)
            except ValueError:
                return
            if start >= end:
                return
            self.wholes.add(self.calendar.between(start, end))
        self._take([match])

    def _period(self, match: PeriodMatch) -> None:
        period = match.period
        self.rest = self.rest[: match.start] + " " * len(match.text) + self.rest[match.end :]
        if match.rule in _ONLY_YEARS:
            self.years.add(int(period.label[2:]))
            return
        if match.rule in _ONLY_MONTHS:
            self.days.add((period.end.year, (period.end.month, 0)))
        elif match.rule in _DATES or match.rule.startswith("stretch ending"):
            self._dated(match)
            return
        else:
            self.wholes.add(period)
            return
        self.years.add(period.end.year)

    def _dated(self, match: PeriodMatch) -> None:
        """A day, or a stretch that ends on one: the printed day, not that of the month's end."""
        period = match.period
        printed = _DAY.search(match.text) if period.start is not None else None
        year = int(_YEARS.findall(match.text)[-1]) if printed else period.end.year
        day = _day_of(printed) if printed else (period.end.month, period.end.day)
        if period.start is not None:
            self.lengths.add(_months_of(period))
            day = day if printed else (day[0], 0)
        self.days.add((year, day))
        self.years.add(year)

    def _length(self, match: re.Match[str]) -> None:
        for name in ("also", "count", "other"):
            if match[name]:
                self.lengths.add(_COUNTS[match[name].lower()])
        if match["weeks"]:
            self.lengths.add(_WEEKS[match["weeks"]])
        word = match["stretch"] or match["half"]
        if word:
            self.lengths.add(_STRETCHES[word[0].lower()])
        self._take([match])

    def _day(self, match: re.Match[str]) -> None:
        day = _day_of(match)
        if 1 <= day[1] <= 31:
            self.days.add((None, day))
            self._take([match])


_YEARS = re.compile(r"(?:19|20)\d\d")


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _day_of(match: re.Match[str]) -> Day:
    if match["month"]:
        return _month(match["month"]), int(match["day"])
    return _month(match["month2"]), int(match["first"])


def _months_of(period: Period) -> int:
    """The months of a duration, its days rounded."""
    assert period.start is not None
    return round((period.end - period.start).days / 30.4)


def _number(match: re.Match[str]) -> int:
    digits = match["n"] or match["n2"]
    return int(digits) if digits else ORDINALS[match["ordinal"].lower()]
