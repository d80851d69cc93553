"""Rows that ran together on their way to text, put back by proof.

Comes in: the rows and columns of one table. Goes out: `Placement`s: which token is which
caption's figure in which column, with a status and the arithmetic that proves it. A reading is
taken only where it foots, converts, or recomputes a printed share or change, and no rival reading
does (`corpus.tables.solver`). Nothing is silently corrected; whole rows pass through.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.concepts.concepts import Concepts, normalize
from corpus.tables.columns import Column
from corpus.tables.placings import Slot, Steps
from corpus.tables.rows import Row
from corpus.tables.solver import Placement, Solver, amount

__all__ = ["Placement", "amount", "place_rows", "plain_placements", "split_label"]


def plain_placements(row: Row) -> list[Placement]:
    """A whole row: each column's one token is the row's."""
    return [
        Placement(row.label, row, column, tokens[0])
        for column, tokens in row.tokens.items()
        if len(tokens) == 1
    ]


def place_rows(
    rows: Sequence[Row],
    columns: Sequence[Column],
    concepts: Concepts,
    context: Sequence[str],
    steps: Steps,
) -> list[Placement]:
    """Place the tokens of all rows of a table, damaged sections by proof, in at most `steps`."""
    placed: list[Placement] = []
    sections = _Sections(rows)
    at = 0
    while at < len(rows):
        end = sections.damaged_until(at)
        if end is None:
            row = rows[at]
            if row.tokens and not (
                row.is_heading and row.label.rstrip().endswith(":") and not row.tokens
            ):
                placed.extend(plain_placements(row))
            at += 1
            continue
        section = rows[at:end]
        slots = _slots(section, concepts, context)
        placed.extend(
            Solver(section, slots, columns, rows, steps).solve()
            if len(slots) > 1
            else _carried_over(section, rows, at)
        )
        at = end
    return placed


class _Sections:
    """Where the sections of a table end and which rows ran together, found in one pass."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._multiple = [row.is_multiple for row in rows]
        count = len(rows)
        self._ends = [count] * count
        self._next_multiple = [count] * (count + 1)
        for at in range(count - 1, -1, -1):
            row = rows[at]
            below = rows[at + 1] if at + 1 < count else None
            if row.is_total and not self._multiple[at]:
                again = below is not None and normalize(below.label) == normalize(row.label)
                self._ends[at] = at + 2 if again else at + 1
            elif below is not None:
                heads = below.is_heading and not below.tokens
                self._ends[at] = at + 1 if heads else self._ends[at + 1]
            self._next_multiple[at] = at if self._multiple[at] else self._next_multiple[at + 1]

    def damaged_until(self, at: int) -> int | None:
        """Where the damaged section that starts at row `at` ends; None where none starts there.

        A section runs from the row after a heading or total to the total (or its second printing)
        that closes it; it is damaged where a row in it holds several figures in one cell. One that
        begins with two whole rows is not: the caller passes the first through and asks again.
        """
        row, end = self._rows[at], self._ends[at]
        if row.is_heading and not row.tokens:
            return None
        closes = row.is_total and not self._multiple[at]
        first = range(at, min(at + 2, len(self._rows)))
        if not closes and all(self._rows[i].label and not self._multiple[i] for i in first):
            return None
        if self._next_multiple[at] >= end:
            return None
        if self._rows[end - 1].is_total:
            return end
        return at + 1 if self._multiple[at] else None


def _slots(section: Sequence[Row], concepts: Concepts, context: Sequence[str]) -> list[Slot]:
    """The captions of a section in order.

    Merged captions are parted, repeated ones are one slot.
    """
    slots: list[Slot] = []
    for row in section:
        if not row.label or row.label.rstrip().endswith(":"):
            continue
        labels = split_label(row, concepts, (*context, *row.sections))
        for part, label in enumerate(labels):
            if slots and normalize(slots[-1].label) == normalize(label):
                slots[-1] = Slot(label, slots[-1].first, row.index, row, part, len(labels))
            else:
                slots.append(Slot(label, row.index, row.index, row, part, len(labels)))
    return slots


def split_label(row: Row, concepts: Concepts, context: Sequence[str]) -> list[str]:
    """The captions that a row's label holds: one, or two that ran together.

    Two known captions win; then, where the row holds pairs of figures, a capital letter starts
    the second.
    """
    label = row.label
    if concepts.find(label, context) is not None or not row.is_multiple:
        return [label]
    words = label.split()
    best: tuple[int, list[str]] | None = None
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        known = sum(concepts.find(part, context) is not None for part in (first, second))
        score = 2 * known + (1 if second[0].isupper() else 0)
        plausible = known == 2 or (known == 1 and second[0].isupper())
        if plausible and (best is None or score > best[0]):
            best = (score, [first, second])
    if best:
        return best[1]
    pairs = sum(len(t) == 2 for t in row.tokens.values())
    capitals = [i for i, w in enumerate(words) if i and w[0].isupper()]
    if pairs >= 2 and len(capitals) == 1:
        return [" ".join(words[: capitals[0]]), " ".join(words[capitals[0] :])]
    return [label]


def _carried_over(section: Sequence[Row], rows: Sequence[Row], at: int) -> list[Placement]:
    """A row on its own: a figure that repeats the row above it was carried over."""
    placed: list[Placement] = []
    row = section[0]
    above = rows[at - 1] if at else None
    for column, tokens in row.tokens.items():
        left = list(tokens)
        if above is not None and len(left) > 1:
            before = {amount(t) for t in above.tokens.get(column, ())}
            left = [t for t in left if amount(t) not in before] or left
        if len(left) == 1:
            moved = len(tokens) > 1
            placed.append(
                Placement(
                    row.label,
                    row,
                    column,
                    left[0],
                    "repaired" if moved else "clean",
                    "the other figure in the cell repeats the row above" if moved else None,
                )
            )
        else:
            placed.extend(
                Placement(
                    row.label,
                    row,
                    column,
                    t,
                    "disputed",
                    "several figures ran together in one cell",
                )
                for t in left
            )
    return placed
