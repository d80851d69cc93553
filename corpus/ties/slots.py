"""The facts of one table as lines of slots, by rows or by columns.

Comes in: the facts of one table. Goes out: `Line`s in printed order, each with its slots: the rival
printings of one cell. Not for: finding totals (`corpus.ties.totals`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from corpus.base.records import Fact
from corpus.ties.aspects import CHANGES, FactIndex, days_of, rivals

Slot = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row (or, across, one column) of a table: `slots` by place, `captions` around it."""

    label: str
    section: tuple[str, ...]
    slots: dict[Hashable, Slot] = field(default_factory=dict)

    @property
    def units(self) -> frozenset[str]:
        """The units that stand in it."""
        return frozenset(slot[0].value.unit for slot in self.slots.values())


def is_additive(fact: Fact, index: FactIndex) -> bool:
    """True for amounts and counts and for shares of one whole; growth and per-share do not add."""
    facet = index.split(fact.concept)[1]
    if facet in CHANGES or "/" in fact.value.unit or fact.value.amount is None:
        return False
    if fact.value.unit in ("percent", "percentage_point", "ratio"):
        return facet is not None and facet.startswith("share_of")
    return True


def rows_of(facts: Sequence[Fact], index: FactIndex, *, by_column: bool = False) -> list[Line]:
    """The rows of a table; a second printing of the row before joins it as rivals.

    Cells are placed by their aspects where those tell columns apart, so that moved cells find home;
    `by_column` places them where they are printed.
    """
    return _lines(facts, index, across=False, by_column=by_column)


def columns_of(facts: Sequence[Fact], index: FactIndex) -> list[Line]:
    """The columns of a table, to be added across; only where captions tell columns apart."""
    return _lines(facts, index, across=True)


def _lines(
    facts: Sequence[Fact], index: FactIndex, *, across: bool, by_column: bool = False
) -> list[Line]:
    cells = _cells(facts, index)
    by_aspects = not across and not by_column and _aspects_tell_columns(cells, index)
    lines: dict[Hashable, tuple[Line, dict[Hashable, list[Fact]]]] = {}
    last: Hashable = None
    before: Fact | None = None  # the first cell of the line before
    for fact in sorted(cells, key=_down if across else _along):
        mark: Hashable = fact.column if across else (fact.row, fact.label)
        again = not across and mark not in lines and before is not None
        if again and before is not None and index.printed_twice(before, fact):
            mark = last  # a second printing directly below
        if mark not in lines:
            captions = fact.columns if across else (fact.path or (fact.label,))
            label = captions[-1] if captions else ""
            lines[mark] = (Line(label if across else fact.label, captions[:-1]), defaultdict(list))
        place = _place(fact, index, by_aspects=by_aspects, across=across)
        lines[mark][1][place].append(fact)
        last, before = mark, fact if before is None or mark != last else before
    out = []
    for line, slots in lines.values():
        line.slots.update({place: rivals(group) for place, group in slots.items()})
        out.append(line)
    return out


def _cells(facts: Sequence[Fact], index: FactIndex) -> list[Fact]:
    return [
        f for f in facts if f.row is not None and f.column is not None and is_additive(f, index)
    ]


def _along(fact: Fact) -> tuple[object, ...]:
    return fact.row, fact.span.document, fact.span.start, fact.span.end


def _down(fact: Fact) -> tuple[object, ...]:
    return fact.column, *_along(fact)


def _place(fact: Fact, index: FactIndex, *, by_aspects: bool, across: bool) -> Hashable:
    if across:
        return fact.row, fact.label
    return _aspects(fact, index) if by_aspects else fact.column


def _aspects(fact: Fact, index: FactIndex) -> Hashable:
    return days_of(fact.period), fact.value.unit, fact.scenario, index.split(fact.concept)[1]


def _aspects_tell_columns(cells: Sequence[Fact], index: FactIndex) -> bool:
    """True where period, unit, scenario and facet part the columns (moved cells then find home)."""
    columns: dict[Hashable, set[int | None]] = defaultdict(set)
    for fact in cells:
        columns[fact.row, fact.label, _aspects(fact, index)].add(fact.column)
    return all(len(found) == 1 for found in columns.values())


def aspects_are_columns(facts: Sequence[Fact], index: FactIndex) -> bool:
    """True where rows by aspects are the rows by column: each column has its own, all down."""
    cells = _cells(facts, index)
    if not _aspects_tell_columns(cells, index):
        return True
    pairs = {(f.column, _aspects(f, index)) for f in cells}
    return len(pairs) == len({c for c, _ in pairs}) == len({a for _, a in pairs})
