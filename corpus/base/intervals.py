"""A printed figure as a closed interval, and exact arithmetic on such intervals.

Comes in: amounts with their decimals (XBRL's: -3 for thousands, None for exact). Goes out:
`Interval`s, to be added, scaled, divided and compared. A sum holds when the interval of the
printed total meets the interval of the sum. Not for: deciding which figures belong together
(`corpus.ties.checks`).

Source: Calculations 1.1 (XBRL International, 2023), section 3: a value reported to a number of
decimals stands for the closed interval of half a unit of its last place on either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from corpus.base.records import Fact, Value

ZERO = Decimal(0)
HUNDRED = Decimal(100)
ENDLESS = Decimal("Infinity")

# A printed hedge and how many half units it allows: (downwards, upwards); -1 is without end.
HEDGES: dict[str, tuple[int, int]] = {
    "approximately": (2, 2),
    "approx": (2, 2),
    "about": (2, 2),
    "around": (2, 2),
    "nearly": (2, 1),
    "almost": (2, 1),
    "roughly": (2, 2),
    "more than": (0, -1),
    "over": (0, -1),
    "above": (0, -1),
    "exceeding": (0, -1),
    "in excess of": (0, -1),
    "at least": (0, -1),
    "less than": (-1, 0),
    "under": (-1, 0),
    "below": (-1, 0),
    "up to": (-1, 0),
    "at most": (-1, 0),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included, in the figure's base unit."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval needs low <= high, not {self.low}..{self.high}")

    @property
    def middle(self) -> Decimal:
        """Halfway; the printed amount itself for a figure with decimals."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> Decimal:
        """How far apart the ends are; zero for an exact figure."""
        return self.high - self.low

    def meets(self, other: Interval) -> bool:
        """True where both share a value: the two figures can be the same."""
        return self.low <= other.high and other.low <= self.high

    def meet(self, other: Interval) -> Interval | None:
        """What both allow; None where they have nothing in common."""
        if not self.meets(other):
            return None
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def holds(self, amount: Decimal) -> bool:
        """True where the amount lies inside."""
        return self.low <= amount <= self.high

    def distance(self, other: Interval) -> Decimal:
        """The gap between two intervals that do not meet; zero where they do."""
        return max(self.low - other.high, other.low - self.high, ZERO)

    def widen(self, by: Decimal) -> Interval:
        """Reach further by `by` on either side."""
        return Interval(self.low - by, self.high + by)

    def scale(self, factor: Decimal | int) -> Interval:
        """Every value times an exact factor."""
        return _hull((self.low * factor, self.high * factor))

    def shift(self, by: Decimal | int) -> Interval:
        """Every value plus an exact amount."""
        return Interval(self.low + by, self.high + by)

    def add(self, other: Interval) -> Interval:
        """The sums of a value of each."""
        return Interval(self.low + other.low, self.high + other.high)

    def subtract(self, other: Interval) -> Interval:
        """The differences of a value of each."""
        return Interval(self.low - other.high, self.high - other.low)

    def multiply(self, other: Interval) -> Interval:
        """The products of a value of each."""
        return _hull(a * b for a in (self.low, self.high) for b in (other.low, other.high))

    def divide(self, other: Interval) -> Interval:
        """The quotients of a value of each. Raises: ZeroDivisionError if `other` holds zero."""
        if other.holds(ZERO):
            raise ZeroDivisionError("the divisor may be zero at its printed precision")
        return _hull(a / b for a in (self.low, self.high) for b in (other.low, other.high))


def _hull(values: Iterable[Decimal]) -> Interval:
    found = list(values)
    return Interval(min(found), max(found))


def exact(amount: Decimal) -> Interval:
    """An amount without rounding."""
    return Interval(amount, amount)


def half_unit(decimals: int | None) -> Decimal:
    """Half a unit of the last printed place, in base units: 500 for thousands, zero where exact."""
    return ZERO if decimals is None else Decimal(5).scaleb(-decimals - 1)


def unit_of_last_place(decimals: int | None) -> Decimal:
    """One unit of the last printed place, in base units; zero where exact."""
    return ZERO if decimals is None else Decimal(1).scaleb(-decimals)


def printed_interval(amount: Decimal, decimals: int | None) -> Interval:
    """The interval that an amount printed to `decimals` stands for."""
    return exact(amount).widen(half_unit(decimals))


def value_interval(value: Value, qualifier: str | None = None) -> Interval | None:
    """The interval of a value; from the low to the high end of a range; None without amounts.

    A hedge ("approximately", "more than") widens it, without end where it names a bound.
    """
    if value.amount is not None:
        found = printed_interval(value.amount, value.decimals)
    elif value.low is not None and value.high is not None:
        half = half_unit(value.decimals)
        low, high = sorted((value.low, value.high))
        found = Interval(low - half, high + half)
    else:
        return None
    return _hedged(found, value.decimals, qualifier) if qualifier else found


def _hedged(plain: Interval, decimals: int | None, qualifier: str) -> Interval:
    down, up = HEDGES.get(qualifier.strip().lower(), (1, 1))
    half = half_unit(decimals)
    # A hedged figure is rounded to its leading digits: allow them, not only its last place.
    half = max(half, abs(plain.middle) / 50) if max(down, up) > 1 else half
    middle = plain.middle
    low = -ENDLESS if down < 0 else middle - half * down
    high = ENDLESS if up < 0 else middle + half * up
    return Interval(low, high)


def fact_interval(fact: Fact) -> Interval | None:
    """The interval of a fact's value, its printed hedge included."""
    return value_interval(fact.value, fact.qualifier)


def total(intervals: Iterable[Interval], weights: Iterable[int]) -> Interval:
    """The weighted sum; weights are mostly +1 and -1."""
    result = exact(ZERO)
    for interval, weight in zip(intervals, weights, strict=True):
        result = result.add(interval.scale(weight))
    return result


def ratio(numerator: Interval, denominator: Interval) -> Interval:
    """One divided by the other. Raises: ZeroDivisionError as `Interval.divide`."""
    return numerator.divide(denominator)


def share(part: Interval, whole: Interval) -> Interval:
    """A part in percent of the whole: 33.6 for 33.6%. Raises: ZeroDivisionError."""
    return part.divide(whole).scale(HUNDRED)
