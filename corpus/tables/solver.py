"""One damaged section of a table: its tokens placed column by column, each by arithmetic.

Comes in: the rows of a section, the captions due in it, the table's columns. Goes out:
`Placement`s. Amounts are placed where their parts add up to the total; conversions, shares and
changes where they follow from placed amounts. What cannot be placed so is disputed and keeps the
implied value beside the print. Not for: finding sections (`corpus.tables.repair`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.base.records import Status
from corpus.concepts.concepts import normalize
from corpus.tables.columns import Column
from corpus.tables.placings import REACH, Slot, Steps, layouts, near
from corpus.tables.rows import Row, Token, is_total

MAX_ASSIGNMENTS = 20_000  # a damaged section with more readings than this stays disputed


@dataclass(frozen=True, slots=True)
class Placement:
    """One token given to one caption.

    `implied` is what arithmetic says where the print cannot be right.
    """

    label: str
    row: Row
    column: int
    token: Token
    status: Status = "clean"
    proof: str | None = None
    implied: Decimal | None = None


def amount(token: Token) -> Decimal:
    """The printed number of a token, zero for a dash."""
    return token.figure.amount if token.figure is not None else Decimal(0)


class Solver:
    """Places the tokens of one damaged section, column by column."""

    def __init__(
        self,
        section: Sequence[Row],
        slots: list[Slot],
        columns: Sequence[Column],
        rows: Sequence[Row],
        steps: Steps,
    ) -> None:
        self.section, self.slots, self.columns, self.rows = section, slots, columns, rows
        self.steps = steps
        self.chosen: dict[tuple[int, int], Token] = {}  # (slot, column) -> token
        self.proofs: dict[tuple[int, int], str] = {}
        self.expected: dict[tuple[int, int], Decimal] = {}
        self._by_index = {row.index: row for row in section}
        self._printed: dict[int, list[int]] = defaultdict(list)  # row -> slots printed there
        for number, slot in enumerate(slots):
            for index in range(slot.first, slot.last + 1):
                self._printed[index].append(number)
        self._wholes: dict[int, Row | None] = {}
        self._rates: dict[tuple[int, int], tuple[Decimal, Decimal] | None] = {}

    def solve(self) -> list[Placement]:
        """Place amounts by footing first.

        Then what follows from them: conversions, shares, changes.
        """
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

    def _foot(self, column: Column) -> None:
        """Take the one reading, in printed order, whose parts add up to the total."""
        if not is_total(self.slots[-1].label):
            return
        tokens = self._tokens(column.index)
        readings: dict[tuple[Decimal, ...], tuple[Token, ...]] = {}
        for tried, picked in enumerate(layouts(self.slots, tokens)):
            self.steps.left -= len(picked)
            if tried > MAX_ASSIGNMENTS or self.steps.left < 0:
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
        tokens = self._tokens(column.index)
        rows = [token.row for token in tokens]
        for index, slot in enumerate(self.slots):
            implied = rule(index, column)
            if implied is None:
                continue
            self.expected[index, column.index] = implied
            fitting = [
                t
                for t in tokens[slice(*near(slot, rows))]
                if id(t) not in used and abs(amount(t) - implied) <= tolerance
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
        """The row where a caption's figure is due.

        Beside the amount on its left, else where most stand.
        """
        beside = self._amount_column(column) if column.facet == "share" else None
        token = self.chosen.get((slot, beside.index)) if beside is not None else None
        if token is not None:
            return token.row
        rows = [
            self.chosen[slot, c.index].row
            for c in self.columns
            if c.facet is None and (slot, c.index) in self.chosen
        ]
        return max(sorted(set(rows)), key=rows.count) if rows else self.slots[slot].first

    def _base_amount(self, slot: int, column: Column) -> Decimal | None:
        token = self.chosen.get((slot, column.index))
        return amount(token) if token is not None else None

    def _converted(self, slot: int, column: Column) -> Decimal | None:
        """The placed amount of the same period in the other currency, at the ratio of the table's
        largest row.
        """
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
        key = column.index, other.index
        if key not in self._rates:
            self._rates[key] = _largest(self.rows, *key)
        largest = self._rates[key]
        if largest is None:
            return None
        here, there = largest
        value = self._base_amount(slot, other)
        return None if value is None or not there else (value * here / there).quantize(Decimal(1))

    def _share(self, slot: int, column: Column) -> Decimal | None:
        if column.index not in self._wholes:
            self._wholes[column.index] = _whole(self.rows, column.index)
        whole = self._wholes[column.index]
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
        values = {
            slot: amount(token) for (slot, c), token in self.chosen.items() if c == column.index
        }
        missing = self._missing_part(values)
        for token in self._tokens(column.index):
            if id(token) not in taken:
                left_over = self._left_over(token, column, values, missing)
                if left_over is not None:
                    placed.append(left_over)
        return placed

    def _row(self, index: int) -> Row:
        return self._by_index[index]

    def _left_over(
        self,
        token: Token,
        column: Column,
        values: Mapping[int, Decimal],
        missing: tuple[int, Decimal] | None,
    ) -> Placement | None:
        """What an unplaced token is.

        A second printing, an echo of a neighbour, or a disputed print.
        """
        row = self._row(token.row)
        here = [(i, self.slots[i]) for i in self._printed.get(token.row, ())]
        if not here:
            return None  # an echo in a row without captions proves nothing
        own = (
            here[0]
            if len(here) == 1
            else here[min(token.position, len(here) - 1)]
            if len(row.tokens[column.index]) == len(here)
            else None
        )
        alone = len(here) == 1 and normalize(row.label) == normalize(here[0][1].label)
        if alone and values.get(here[0][0]) == amount(token):
            return Placement(here[0][1].label, row, column.index, token, "clean")
        single = alone and len(row.tokens[column.index]) == 1
        if not single and any(
            values.get(i) == amount(token)
            for row_near in range(token.row - REACH, token.row + REACH + 1)
            for i in self._printed.get(row_near, ())
        ):
            return None
        if own is None:
            return None
        index, slot = own
        implied = values.get(index)
        if implied is None:
            part = missing[1] if missing is not None and missing[0] == index else None
            implied = self.expected.get((index, column.index), part)
        return Placement(
            slot.label,
            row,
            column.index,
            token,
            "disputed",
            self._why(index, column, implied),
            implied,
        )

    def _missing_part(self, values: Mapping[int, Decimal]) -> tuple[int, Decimal] | None:
        """The one missing part of a column whose other parts and total are placed."""
        missing = [slot for slot in range(len(self.slots)) if slot not in values]
        if len(missing) != 1:
            return None
        *known, total = (values[slot] for slot in sorted(values))
        return missing[0], total - sum(known, Decimal(0))

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


def _largest(rows: Sequence[Row], here: int, there: int) -> tuple[Decimal, Decimal] | None:
    """The figures of two columns in the row where the second's is largest; None where none."""
    pairs = [
        (amount(r.tokens[here][0]), amount(r.tokens[there][0]))
        for r in rows
        if len(r.tokens.get(here, ())) == 1 and len(r.tokens.get(there, ())) == 1
    ]
    return max(pairs, key=lambda p: abs(p[1]), default=None)


def _ulp(section: Sequence[Row], column: int) -> Decimal:
    """One unit of a column's last printed place: companies round shares so that they foot."""
    places = [t.figure.places for r in section for t in r.tokens.get(column, ()) if t.figure]
    return Decimal(1).scaleb(-max(places, default=0))


def _say(value: Decimal) -> str:
    return f"{value:,f}"
