"""Rows that ran together on their way to text, put back by proof.

Comes in: the rows and columns of one table. Goes out: `Placement`s: which token is which caption's figure in
which column, with a status and the arithmetic that proves it. A reading is taken only where it foots,
converts, or recomputes a printed share or change, and no rival reading does; what cannot be placed so is
disputed and keeps the implied value beside the print. Nothing is silently corrected. Not for: rows that are
whole, which `plain_placements` passes through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.columns import Column
from corpus.concepts import Concepts, normalize
from corpus.model import Status
from corpus.rows import Row, Token, is_total

MAX_ASSIGNMENTS = 20_000  # a damaged section with more readings than this stays disputed
REACH = 1  # rows that a token may have moved up or down


@dataclass(frozen=True, slots=True)
class Slot:
    """A caption that is due one figure a column: `first`..`last` are the rows that print it."""

    label: str
    first: int
    last: int
    row: Row
    part: int = 0
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Placement:
    """One token given to one caption; `implied` is what arithmetic says where the print cannot be right."""

    label: str
    row: Row
    column: int
    token: Token
    status: Status = "clean"
    proof: str | None = None
    implied: Decimal | None = None


def plain_placements(row: Row) -> list[Placement]:
    """A whole row: each column's one token is the row's."""
    return [
        Placement(row.label, row, column, tokens[0])
        for column, tokens in row.tokens.items()
        if len(tokens) == 1
    ]


def place_rows(
    rows: Sequence[Row], columns: Sequence[Column], concepts: Concepts, context: Sequence[str]
) -> list[Placement]:
    """Place the tokens of all rows of a table, damaged sections by proof."""
    placed: list[Placement] = []
    at = 0
    while at < len(rows):
        end = _damaged_until(rows, at)
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
            _Solver(section, slots, columns, rows).solve()
            if len(slots) > 1
            else _carried_over(section, rows, at)
        )
        at = end
    return placed


def amount(token: Token) -> Decimal:
    """The printed number of a token, zero for a dash."""
    return token.figure.amount if token.figure is not None else Decimal(0)


def _damaged_until(rows: Sequence[Row], at: int) -> int | None:
    """Where the damaged section that starts at row `at` ends; None where none starts there.

    A section runs from the row after a heading or total to the total (or its second printing) that closes
    it; it is damaged where a row in it holds several figures in one cell.
    """
    row = rows[at]
    if row.is_heading and not row.tokens:
        return None
    end = at
    while end < len(rows):
        if end > at and rows[end].is_heading and not rows[end].tokens:
            break
        end += 1
        closing = rows[end - 1]
        if closing.is_total and not closing.is_multiple:
            if end < len(rows) and normalize(rows[end].label) == normalize(closing.label):
                end += 1
            break
        if rows[end - 1].label and not any(
            r.is_multiple or not r.label for r in rows[at : end + 1]
        ):
            return None  # whole so far: let the caller pass the row through
    section = rows[at:end]
    if not any(r.is_multiple for r in section):
        return None
    if section[-1].is_total:
        return end
    return at + 1 if row.is_multiple else None


def _slots(section: Sequence[Row], concepts: Concepts, context: Sequence[str]) -> list[Slot]:
    """The captions of a section in order; merged captions are parted, repeated ones are one slot."""
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

    Two known captions win; then, where the row holds pairs of figures, a capital letter starts the second.
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
        if known == 2 or (known == 1 and second[0].isupper()):
            if best is None or score > best[0]:
                best = (score, [first, second])
    if best:
        return best[1]
    pairs = sum(len(t) == 2 for t in row.tokens.values())
    capitals = [i for i, w in enumerate(words) if i and w[0].isupper()]
    if pairs >= 2 and len(capitals) == 1:
        return [" ".join(words[: capitals[0]]), " ".join(words[capitals[0] :])]
    return [label]


def _carried_over(section: Sequence[Row], rows: Sequence[Row], at: int) -> list[Placement]:
    """A row on its own: a figure that repeats the row above in front of its own was carried over."""
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


class _Solver:
    """Places the tokens of one damaged section, column by column."""

    def __init__(
        self,
        section: Sequence[Row],
        slots: list[Slot],
        columns: Sequence[Column],
        rows: Sequence[Row],
    ) -> None:
        self.section, self.slots, self.columns, self.rows = section, slots, columns, rows
        self.base = section[0].index
        self.chosen: dict[tuple[int, int], Token] = {}  # (slot, column) -> token
        self.proofs: dict[tuple[int, int], str] = {}
        self.expected: dict[tuple[int, int], Decimal] = {}
        self.wholes = {c.index: _whole(rows, c.index) for c in columns}

    def solve(self) -> list[Placement]:
        """Place amounts by footing first; then what follows from them: conversions, shares, changes."""
        amounts = [c for c in self.columns if c.role == "value" and c.facet is None]
        for column in amounts:
            self._foot(column)
        for column in amounts:
            if not any((s, column.index) in self.chosen for s in range(len(self.slots))):
                self._predict(
                    column, self._converted, Decimal(1), "converts at the table's own rate"
                )
        for column in self.columns:
            if column.facet == "share":
                self._predict(
                    column, self._share, _ulp(self.section, column.index), "recomputes the share"
                )
            elif column.facet in ("yoy_change", "qoq_change", "change"):
                self._predict(
                    column, self._change, _ulp(self.section, column.index), "recomputes the change"
                )
        return [p for column in self.columns if column.role == "value" for p in self._emit(column)]

    def _tokens(self, column: int) -> list[Token]:
        return [t for row in self.section for t in row.tokens.get(column, ())]

    def _near(self, slot: Slot, token: Token) -> bool:
        return slot.first - REACH <= token.row <= slot.last + REACH

    def _foot(self, column: Column) -> None:
        """Take the one reading, in printed order, whose parts add up to the total."""
        if not is_total(self.slots[-1].label):
            return
        tokens = self._tokens(column.index)
        readings: dict[tuple[Decimal, ...], tuple[Token, ...]] = {}
        for tried, picked in enumerate(self._assignments(tokens, 0, 0)):
            if tried > MAX_ASSIGNMENTS:
                return
            values = tuple(amount(t) for t in picked)
            if sum(values[:-1], Decimal(0)) == values[-1]:
                best = readings.get(values)
                if best is None or self._distance(picked) < self._distance(best):
                    readings[values] = picked
        if len(readings) != 1:
            return
        values, picked = next(iter(readings.items()))
        proof = " + ".join(_say(v) for v in values[:-1]) + f" = {_say(values[-1])}"
        for slot, token in enumerate(picked):
            self.chosen[slot, column.index] = token
            self.proofs[slot, column.index] = f"foots: {proof}"

    def _assignments(self, tokens: list[Token], slot: int, start: int):  # type: ignore[no-untyped-def]
        if slot == len(self.slots):
            yield ()
            return
        for at in range(start, len(tokens)):
            if self._near(self.slots[slot], tokens[at]):
                for rest in self._assignments(tokens, slot + 1, at + 1):
                    yield (tokens[at], *rest)

    def _distance(self, picked: Sequence[Token]) -> int:
        return sum(
            (0 if s.first <= t.row <= s.last else 2) + (not self._is_clean(s, t))
            for s, t in zip(self.slots, picked, strict=True)
        )

    def _is_clean(self, slot: Slot, token: Token) -> bool:
        """True for a figure alone in its cell, in a row that is captioned by this slot alone."""
        row = self._row(token.row)
        return len(row.tokens[token.column]) == 1 and normalize(row.label) == normalize(slot.label)

    def _predict(
        self,
        column: Column,
        rule: Callable[[int, Column], Decimal | None],
        tolerance: Decimal,
        proof: str,
    ) -> None:
        """Give each caption the token that equals what the placed amounts imply."""
        used: set[int] = set()
        for index, slot in enumerate(self.slots):
            implied = rule(index, column)
            if implied is None:
                continue
            self.expected[index, column.index] = implied
            fitting = [
                t
                for t in self._tokens(column.index)
                if id(t) not in used
                and self._near(slot, t)
                and abs(amount(t) - implied) <= tolerance
            ]
            if len({amount(t) for t in fitting}) > 1:
                closest = min(abs(amount(t) - implied) for t in fitting)
                fitting = [t for t in fitting if abs(amount(t) - implied) == closest]
            if not fitting or len({amount(t) for t in fitting}) > 1:
                continue
            home = self._home(index, column)
            token = min(
                fitting,
                key=lambda t: (
                    not self._is_clean(slot, t),
                    abs(t.row - home),
                    abs(t.row - slot.first),
                ),
            )
            used.add(id(token))
            self.chosen[index, column.index] = token
            self.proofs[index, column.index] = (
                f"{proof}: {_say(implied)} against printed {_say(amount(token))}"
            )

    def _home(self, slot: int, column: Column) -> int:
        """The row where a caption's figure is due: beside the amount on its left, else where most stand."""
        beside = self._amount_column(column) if column.facet == "share" else None
        token = self.chosen.get((slot, beside.index)) if beside is not None else None
        if token is not None:
            return token.row
        rows = [
            t.row
            for (s, c), t in self.chosen.items()
            if s == slot and self.columns[c].facet is None
        ]
        return max(sorted(set(rows)), key=rows.count) if rows else self.slots[slot].first

    def _base_amount(self, slot: int, column: Column) -> Decimal | None:
        token = self.chosen.get((slot, column.index))
        return amount(token) if token is not None else None

    def _converted(self, slot: int, column: Column) -> Decimal | None:
        """The placed amount of the same period in the other currency, at the ratio of the table's largest row."""
        other = next(
            (
                c
                for c in self.columns
                if c.facet is None
                and c.period == column.period
                and c.index != column.index
                and (slot, c.index) in self.chosen
            ),
            None,
        )
        if other is None:
            return None
        pairs = [
            (amount(r.tokens[column.index][0]), amount(r.tokens[other.index][0]))
            for r in self.rows
            if len(r.tokens.get(column.index, ())) == 1 and len(r.tokens.get(other.index, ())) == 1
        ]
        if not pairs:
            return None
        here, there = max(pairs, key=lambda p: abs(p[1]))
        value = self._base_amount(slot, other)
        return None if value is None or not there else (value * here / there).quantize(Decimal(1))

    def _share(self, slot: int, column: Column) -> Decimal | None:
        whole = self.wholes.get(column.index)
        base = self._amount_column(column)
        if whole is None or base is None:
            return None
        value = self._base_amount(slot, base)
        total = whole.tokens.get(base.index)
        if value is None or not total or len(total) > 1 or not amount(total[0]):
            return None
        return (value / amount(total[0]) * 100).quantize(Decimal("0.001"))

    def _amount_column(self, column: Column) -> Column | None:
        """The amounts that a share column belongs to: the nearest amount column on its left."""
        return next(
            (
                c
                for c in reversed(self.columns[: column.index])
                if c.role == "value" and c.facet is None
            ),
            None,
        )

    def _change(self, slot: int, column: Column) -> Decimal | None:
        """Growth of the first period over the comparison that the column stands beside."""
        amounts = [c for c in self.columns if c.role == "value" and c.facet is None]
        left = [c for c in amounts if c.index < column.index]
        if not left:
            return None
        currency = left[-1].currency
        same = [c for c in amounts if c.currency == currency]
        current = next((c for c in same if c.period == column.period), None)
        against = left[-1] if left[-1] is not current else None
        if current is None or against is None:
            return None
        now, then = self._base_amount(slot, current), self._base_amount(slot, against)
        if now is None or not then:
            return None
        return ((now - then) / abs(then) * 100).quantize(Decimal("0.001"))

    def _emit(self, column: Column) -> list[Placement]:
        placed: list[Placement] = []
        taken: set[int] = set()
        for index, slot in enumerate(self.slots):
            token = self.chosen.get((index, column.index))
            if token is None:
                continue
            taken.add(id(token))
            clean = self._is_clean(slot, token)
            placed.append(
                Placement(
                    slot.label,
                    slot.row,
                    column.index,
                    token,
                    "clean" if clean else "repaired",
                    self.proofs.get((index, column.index)),
                )
            )
        for token in self._tokens(column.index):
            if id(token) not in taken:
                left_over = self._left_over(token, column)
                if left_over is not None:
                    placed.append(left_over)
        return placed

    def _row(self, index: int) -> Row:
        return next(r for r in self.section if r.index == index)

    def _left_over(self, token: Token, column: Column) -> Placement | None:
        """What an unplaced token is: a second printing, an echo of a neighbour, or a disputed print."""
        row = self._row(token.row)
        here = [(i, s) for i, s in enumerate(self.slots) if s.first <= token.row <= s.last]
        if not here:
            return None  # an echo in a row without captions proves nothing
        own = (
            here[0]
            if len(here) == 1
            else here[min(token.position, len(here) - 1)]
            if len(row.tokens[column.index]) == len(here)
            else None
        )
        values = {i: amount(t) for (i, c), t in self.chosen.items() if c == column.index}
        alone = len(here) == 1 and normalize(row.label) == normalize(here[0][1].label)
        if alone and values.get(here[0][0]) == amount(token):
            return Placement(here[0][1].label, row, column.index, token, "clean")
        single = alone and len(row.tokens[column.index]) == 1
        if not single and any(
            values.get(i) == amount(token) for i, s in enumerate(self.slots) if self._near(s, token)
        ):
            return None
        if own is None:
            return None
        index, slot = own
        implied = values.get(index)
        if implied is None:
            implied = self.expected.get((index, column.index), self._implied_part(index, column))
        return Placement(
            slot.label,
            row,
            column.index,
            token,
            "disputed",
            self._why(index, column, implied),
            implied,
        )

    def _implied_part(self, slot: int, column: Column) -> Decimal | None:
        """The one missing part of a column whose other parts and total are placed."""
        others = [self._base_amount(i, column) for i in range(len(self.slots)) if i != slot]
        if any(o is None for o in others):
            return None
        known = [o for o in others if o is not None]
        return known[-1] - sum(known[:-1], Decimal(0))

    def _why(self, slot: int, column: Column, implied: Decimal | None) -> str:
        proof = self.proofs.get((slot, column.index))
        if proof:
            return proof
        if implied is None:
            return "rows ran together and nothing proves a reading"
        return f"the other figures of the table imply {_say(implied)}"


def _whole(rows: Sequence[Row], column: int) -> Row | None:
    """The row whose share is 100: what the column's shares are shares of."""
    return next(
        (
            r
            for r in rows
            if len(r.tokens.get(column, ())) == 1 and amount(r.tokens[column][0]) == 100
        ),
        None,
    )


def _ulp(section: Sequence[Row], column: int) -> Decimal:
    """One unit of a column's last printed place: companies round shares so that they foot."""
    places = [t.figure.places for r in section for t in r.tokens.get(column, ()) if t.figure]
    return Decimal(1).scaleb(-max(places, default=0))


def _say(value: Decimal) -> str:
    return f"{value:,f}"
