"""Which runs of lines may add up to a line below them, by exact sums of whole numbers.

Comes in: the lines of one table. Goes out: candidate runs as (length, weights), among them every
run that adds up in some place. Not for: judging them (`corpus.ties.totals`): a tie is made of a
candidate alone, and of thousands of rows few are one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from corpus.base.intervals import ZERO, exact, fact_interval
from corpus.base.records import Fact
from corpus.ties.slots import Line

LONGEST_LESS = 4  # lines of a run in which all but the first are taken off
EXACT_DIGITS = 24  # Decimal sums of more digits are rounded: what is beyond is left open here
_ENDLESS = 10**120

Bounds = tuple[int, int]


class Cell(NamedTuple):
    """A slot in whole units: its likeliest printing from `low` to `high`, and its rivals."""

    unit: str
    low: int
    high: int
    rivals: tuple[Bounds, ...]


Cells = Mapping[Hashable, Cell]


class WholeUnits:
    """Counts the figures of a table in units of its finest printed place."""

    def __init__(self, lines: Sequence[Line]) -> None:
        facts = [f for line in lines for slot in line.slots.values() for f in slot]
        ends = [end for f in facts for end in _ends(f) if end.is_finite()]
        self._power = -min((int(end.as_tuple().exponent) for end in ends), default=0)
        digits = max((end.adjusted() for end in ends), default=0) + self._power
        self._slack = 10 ** (digits - EXACT_DIGITS) if digits > EXACT_DIGITS else 0

    def cells(self, line: Line) -> Cells:
        """The slots of a line by place."""
        return {place: self._cell(slot) for place, slot in line.slots.items()}

    def _cell(self, slot: Sequence[Fact]) -> Cell:
        (low, high), *rivals = map(self._bounds, slot)
        return Cell(slot[0].value.unit, low, high, tuple(rivals))

    def _bounds(self, fact: Fact) -> Bounds:
        low, high = map(self._whole, _ends(fact))
        return low - self._slack, high + self._slack

    def _whole(self, end: Decimal) -> int:
        if end.is_finite():
            return int(end.scaleb(self._power))
        return _ENDLESS if end > ZERO else -_ENDLESS


def _ends(fact: Fact) -> tuple[Decimal, Decimal]:
    found = fact_interval(fact) or exact(ZERO)
    return found.low, found.high


def runs_that_may_hold(
    above: Sequence[Cells], result: Cells, *, less: bool
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Runs directly above a result that add up in some place, as length and weights, short first.

    With `less` also those in which the first line less all others gives the result.
    """
    added: set[int] = set()
    taken: set[int] = set()
    for place, wanted in result.items():
        added.update(_lengths(above, place, wanted))
        if less:
            taken.update(_lengths_less(above[-LONGEST_LESS:], place, wanted))
    for length in sorted(added | taken):
        if length in added:
            yield length, (1,) * length
        if length in taken:
            yield length, (1, *(-1,) * (length - 1))


def _lengths(above: Sequence[Cells], place: Hashable, wanted: Cell) -> Iterator[int]:
    """Lengths of runs whose sum in one place meets the result, one rival in its place allowed."""
    least, most, unit, others = wanted.low, wanted.high, wanted.unit, wanted.rivals
    low = high = count = 0
    swaps: list[Bounds] = []
    for length, cells in enumerate(reversed(above), 1):
        cell = cells.get(place)
        if cell is not None:
            own, least_here, most_here, rivals = cell
            if own != unit:
                return  # a column in two units says nothing about its total
            low += least_here
            high += most_here
            count += 1
            if rivals:
                swaps += [(one - least_here, other - most_here) for one, other in rivals]
        if count < 2:
            continue
        if (
            (low <= most and least <= high)
            or (swaps and any(low + a <= most and least <= high + b for a, b in swaps))
            or (others and any(low <= b and a <= high for a, b in others))
        ):
            yield length


def _lengths_less(above: Sequence[Cells], place: Hashable, wanted: Cell) -> Iterator[int]:
    """Lengths of runs whose first line less the others may give the result in one place."""
    low = high = count = 0
    rivals = bool(wanted.rivals)
    for length, cells in enumerate(reversed(above), 1):
        cell = cells.get(place)
        least, most = -high, -low
        if cell is not None:
            if cell.unit != wanted.unit:
                return
            least, most = cell.low - high, cell.high - low
            low, high = low + cell.low, high + cell.high
            count += 1
            rivals = rivals or bool(cell.rivals)
        if count > 1 and (rivals or (least <= wanted.high and wanted.low <= most)):
            yield length
