"""Fiscal calendars: quarters, halves and years of an entity as dates, and dates as labels.

Comes in: an `Entity` and its fiscal-year end. Goes out: `Period`s with the labels of the answer
contract. Not for: text (`corpus.grammar.periods`).
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from corpus.base.errors import PeriodError
from corpus.base.records import Entity, Period

# The period of a figure in a document that names no day, month or year at all.
UNDATED = Period("undated", None, date.min)
FLOATING = 7  # days that a period of whole weeks begins or ends off the nominal one
FIRST_WEEK = 6  # a year of 52 or 53 weeks ends as late as this day of the next month
MOST_DAYS = FIRST_WEEK + 1  # between a quarter's last day and the end of its month


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns quarters, halves and years of an entity into dates, and dates into labels."""

    entity: Entity

    @property
    def closes(self) -> tuple[int, int]:
        """Month and day of the year's end: the calendar year's where none is known."""
        return self.entity.fiscal_year_end or (12, 31)

    def year_end(self, year: int) -> date:
        """The last day of the fiscal year that is labelled `year`."""
        end = _year_end(*self.closes, self.entity.year_label or "end", year)
        return closing_near(self.entity.closings, end) or end

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
        """The stretch of `months` months that ends on `day` (or in its month).

        Of a company whose quarters close on other days than months it starts on the day after the
        one that is printed for the quarter before, or as many weeks earlier.
        """
        end = month_end(day) if near_month_end(day) else self._week_end(day)
        start = add_months(first_after(end), -months)
        closings = self.entity.closings
        if not closings:
            return self.between(start, end)
        closed = closing_near(closings, start - timedelta(days=1))
        if closed is None and months % 3 == 0:
            closed = day - timedelta(weeks=13 * months // 3)
        return self.between(first_after(closed) if closed else start, day)

    def year_to(self, period: Period | None) -> Period | None:
        """The fiscal year that ends on an instant, None where none does; a duration is itself."""
        if period is None or period.start is not None:
            return period
        if self.entity.fiscal_year_end is None:
            return None
        last = self.entity.fiscal_year_end[0]
        nominal = nominal_end(period.end, last)
        return self.ending(12, period.end) if nominal and nominal.month == last else None

    def between(self, start: date, end: date) -> Period:
        """The period from `start` to `end`, both included, by its fiscal label where it has one."""
        return Period(self._label(start, end), start, end)

    def told(self, start: date | None, end: date) -> Period:
        """A period by its exact days, under its fiscal label also where it counts weeks.

        Quarters, halves and years of 52 or 53 weeks begin and end some days off the nominal ones.
        """
        if start is None:
            return self.instant(end)
        exact = self.between(start, end)
        if "/" not in exact.label:
            return exact
        if self.entity.fiscal_year_end is None:
            return exact
        for year in (end.year - 1, end.year, end.year + 1):
            for nominal in self._stretches(year):
                if nominal.start is not None and _near(nominal.start, start, nominal.end, end):
                    return Period(nominal.label, start, end)
        return exact

    def _stretches(self, year: int) -> tuple[Period, ...]:
        """The stretches of a fiscal year that have labels."""
        return (
            *(self.quarter(n, year) for n in (1, 2, 3, 4)),
            self.half(1, year),
            self.half(2, year),
            self.nine_months(year),
            self.fiscal_year(year),
        )

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
        last, first = self._nominal(period.end), period.start
        end = (
            add_months(first_after(last), months) - timedelta(days=1)
            if is_month_end(last)
            else add_months(last, months)
        )
        closings = self.entity.closings
        end = closing_near(closings, end) or end
        if first is None:
            return self.instant(end)
        before = add_months(first_after(self._nominal(first - timedelta(days=1))), months)
        before -= timedelta(days=1)
        return self.between(first_after(closing_near(closings, before) or before), end)

    def _nominal(self, day: date) -> date:
        """The end of the month that a closing day stands for; another day is itself."""
        if day not in self.entity.closings:
            return day
        return nominal_end(day, self.closes[0]) or day

    def _week_end(self, day: date) -> date:
        """A day in the first week after a fiscal quarter stands for that quarter's end."""
        before = day.replace(day=1) - timedelta(days=1)
        closes = (before.month - self.closes[0]) % 3 == 0
        return before if day.day <= FIRST_WEEK and closes else day

    def _months(self, year: int, offset: int, count: int, label: str) -> Period:
        label_of = self.entity.year_label or "end"
        whole = _months(*self.closes, label_of, year, offset, count, label)
        closings = self.entity.closings
        if not closings or whole.start is None:
            return whole
        before = whole.start - timedelta(days=1)
        start = first_after(closing_near(closings, before) or before)
        return Period(label, start, closing_near(closings, whole.end) or whole.end)

    def _label(self, start: date, end: date) -> str:
        return _label(self.entity, start, end)


def closing_near(closings: Sequence[date], day: date) -> date | None:
    """The day on which the quarter closed whose nominal last day is given; None where unknown."""
    at = bisect_left(closings, day - timedelta(days=MOST_DAYS))
    found = closings[at] if at < len(closings) else None
    return found if found is not None and (found - day).days <= MOST_DAYS else None


def nominal_end(day: date, last_month: int) -> date | None:
    """The end of the month that a day near a fiscal quarter's end stands for; None for another."""
    for end in (month_end(day), day.replace(day=1) - timedelta(days=1)):
        if (end.month - last_month) % 3 == 0 and abs((end - day).days) <= MOST_DAYS:
            return end
    return None


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
    known = calendar._stretches(year) if entity.fiscal_year_end is not None else ()
    for candidate in known:
        if (candidate.start, candidate.end) == (start, end):
            return candidate.label
    if not entity.known and 360 <= (end - start).days <= 373:
        return f"FY{end.year}"  # whose fiscal calendar is only inferred: a year is a year
    return f"{start.isoformat()}/{end.isoformat()}"


def _near(nominal_start: date, start: date, nominal_end: date, end: date) -> bool:
    """True where both days are off by less than a week or so."""
    return max(abs((nominal_start - start).days), abs((nominal_end - end).days)) <= FLOATING


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
