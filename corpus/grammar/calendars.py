"""Fiscal calendars: quarters, halves and years of an entity as dates, and dates as labels.

Comes in: an `Entity` and its fiscal-year end. Goes out: `Period`s with the labels of the answer
contract. Not for: text (`corpus.grammar.periods`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from corpus.base.errors import PeriodError
from corpus.base.records import Entity, Period

# The period of a figure in a document that names no day, month or year at all.
UNDATED = Period("undated", None, date.min)
FIRST_WEEK = 6  # a year of 52 or 53 weeks ends as late as this day of the next month


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns quarters, halves and years of an entity into dates, and dates into labels."""

    entity: Entity

    def year_end(self, year: int) -> date:
        """The last day of the fiscal year that is labelled `year`."""
        return _year_end(*self.entity.fiscal_year_end, self.entity.year_label, year)

    def year_of(self, day: date) -> int:
        """The label of the fiscal year that contains `day`."""
        for year in (day.year - 1, day.year, day.year + 1):
            if self.year_end(year - 1) < day <= self.year_end(year):
                return year
        raise PeriodError(f"{day} is in no fiscal year")

    def fiscal_year(self, year: int) -> Period:
        """`FY2002`."""
        return self._months(year, 0, 12, f"FY{year}")

    def quarter(self, number: int, year: int) -> Period:
        """`2Q02`."""
        return self._months(year, 3 * (number - 1), 3, f"{number}Q{year % 100:02d}")

    def half(self, number: int, year: int) -> Period:
        """`1H02`."""
        return self._months(year, 6 * (number - 1), 6, f"{number}H{year % 100:02d}")

    def nine_months(self, year: int) -> Period:
        """`9M02`."""
        return self._months(year, 0, 9, f"9M{year % 100:02d}")

    def instant(self, day: date) -> Period:
        """A day, labelled by its ISO date."""
        return Period(day.isoformat(), None, day)

    def ending(self, months: int, day: date) -> Period:
        """The stretch of `months` months that ends on `day` (or in its month)."""
        end = month_end(day) if near_month_end(day) else self._week_end(day)
        start = add_months(first_after(end), -months)
        return self.between(start, end)

    def between(self, start: date, end: date) -> Period:
        """The period from `start` to `end`, both included, by its fiscal label where it has one."""
        return Period(self._label(start, end), start, end)

    def quarters(self, period: Period) -> tuple[Period, ...]:
        """The fiscal quarters that make up a duration, in time order.

        Empty where it is not made of them.
        """
        if period.start is None:
            return ()
        return _quarters(self.entity, period.start, period.end)

    def quarter_of(self, day: date) -> Period:
        """The fiscal quarter that contains `day`."""
        year = self.year_of(day)
        for number in (1, 2, 3, 4):
            quarter = self.quarter(number, year)
            if quarter.start is not None and quarter.start <= day <= quarter.end:
                return quarter
        raise PeriodError(f"{day} is in no fiscal quarter")

    def shift(self, period: Period, months: int) -> Period:
        """The same stretch `months` later (negative: earlier); what has no date stays."""
        if period == UNDATED:
            return period
        end = (
            add_months(first_after(period.end), months) - timedelta(days=1)
            if is_month_end(period.end)
            else add_months(period.end, months)
        )
        if period.start is None:
            return self.instant(end)
        return self.between(add_months(period.start, months), end)

    def _week_end(self, day: date) -> date:
        """A day in the first week after a fiscal quarter stands for that quarter's end."""
        before = day.replace(day=1) - timedelta(days=1)
        closes = (before.month - self.entity.fiscal_year_end[0]) % 3 == 0
        return before if day.day <= FIRST_WEEK and closes else day

    def _months(self, year: int, offset: int, count: int, label: str) -> Period:
        entity = self.entity
        return _months(*entity.fiscal_year_end, entity.year_label, year, offset, count, label)

    def _label(self, start: date, end: date) -> str:
        return _label(self.entity, start, end)


# The functions of a few numbers and days below are asked again and again, so they are kept.


@lru_cache(maxsize=4096)
def _year_end(month: int, day: int, year_label: str, year: int) -> date:
    shifted = year + 1 if year_label == "start" and (month, day) < (12, 28) else year
    last = _last_day(shifted, month)
    return date(shifted, month, last if day >= 28 and day >= last - 1 else min(day, last))


def _last_day(year: int, month: int) -> int:
    """The last day of a month. Raises: PeriodError for a year that no date is in."""
    if not date.min.year <= year <= date.max.year:
        raise PeriodError(f"there is no period in the year {year}")
    return monthrange(year, month)[1]


@lru_cache(maxsize=16384)
def _months(
    month: int, day: int, year_label: str, year: int, offset: int, count: int, label: str
) -> Period:
    first = first_after(_year_end(month, day, year_label, year - 1))
    start = add_months(first, offset)
    end = (
        _year_end(month, day, year_label, year)
        if offset + count == 12
        else add_months(first, offset + count) - timedelta(days=1)
    )
    return Period(label, start, end)


@lru_cache(maxsize=4096)
def _quarters(entity: Entity, start: date, end: date) -> tuple[Period, ...]:
    calendar = Calendar(entity)
    found: list[Period] = []
    at = start
    while at <= end and len(found) < 9:
        year = calendar.year_of(at)
        piece = next(
            (q for n in (1, 2, 3, 4) if (q := calendar.quarter(n, year)).start == at), None
        )
        if piece is None or piece.end > end:
            return ()
        found.append(piece)
        at = piece.end + timedelta(days=1)
    return tuple(found)


@lru_cache(maxsize=16384)
def _label(entity: Entity, start: date, end: date) -> str:
    calendar = Calendar(entity)
    try:
        year = calendar.year_of(end)
    except PeriodError:
        return f"{start.isoformat()}/{end.isoformat()}"
    for candidate in (
        *(calendar.quarter(n, year) for n in (1, 2, 3, 4)),
        calendar.half(1, year),
        calendar.half(2, year),
        calendar.nine_months(year),
        calendar.fiscal_year(year),
    ):
        if (candidate.start, candidate.end) == (start, end):
            return candidate.label
    if not entity.known and 360 <= (end - start).days <= 373:
        return f"FY{end.year}"  # whose fiscal calendar is only inferred: a year is a year
    return f"{start.isoformat()}/{end.isoformat()}"


def previous(period: Period, calendar: Calendar) -> Period:
    """The period of the same length just before; an instant's is one quarter earlier."""
    return calendar.shift(period, -_length(period))


def following(period: Period, calendar: Calendar) -> Period:
    """The period of the same length just after."""
    return calendar.shift(period, _length(period))


def year_earlier(period: Period, calendar: Calendar) -> Period:
    """The same period one year before."""
    return calendar.shift(period, -12)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    """True for the last day of a month."""
    return day == month_end(day)


def near_month_end(day: date) -> bool:
    """True within three days of a month's end: 52-week years end there."""
    return (month_end(day) - day).days <= 3


def first_after(day: date) -> date:
    """The next day. Raises: PeriodError after the last day that a date can be."""
    if day == date.max:
        raise PeriodError(f"no day follows {day}")
    return day + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month.

    Raises: PeriodError where that is before the first or after the last year of a date.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _last_day(year, month + 1)))


def _length(period: Period) -> int:
    if period.start is None:
        return 3
    after = first_after(period.end)
    return max(1, (after.year - period.start.year) * 12 + after.month - period.start.month)
