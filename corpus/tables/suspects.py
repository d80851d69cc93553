"""Whole rows that cannot be right: rows printed in another order, a row of misread digits.

Comes in: placements of a table whose rows are whole. Goes out: the same, with the suspects of a
failing total disputed and the likely figures beside the print. Not for: rows that ran together
(`corpus.tables.repair`).

A total fails where its parts do not add up in a column. Two causes leave a trace in every column
and are named here: the figures of a few rows stand in another order, and the digits of one row
were misread. A reading that only moves printed figures, moves the fewest rows and foots in every
column goes before one that changes digits. Once a row was moved nothing of the section stands
proven by its place alone: what did not move is repaired, the proof being the order that foots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from corpus.tables.solver import Placement, amount

MAX_COLUMNS = 4  # orders of more columns than this are not tried
MOST_PARTS = 40  # pairs of rows of a longer section are not tried
MOST_MOVED = 2  # rows that stand in another order
Rows = dict[int, dict[int, Placement]]
Order = tuple[int, ...]


def dispute_suspects(placed: list[Placement]) -> list[Placement]:
    """Dispute the rows that make a total fail in most of its columns; all others pass unchanged."""
    rows = _by_row(placed)
    done = list(placed)
    for order in _failing(rows):
        done = _dispute(done, rows, order)
    return done


def _by_row(placed: Sequence[Placement]) -> Rows:
    """Row index -> column -> placement, for rows that hold one figure a column."""
    rows: Rows = {}
    for placement in placed:
        if placement.status == "clean":
            rows.setdefault(placement.row.index, {})[placement.column] = placement
    return rows


def _failing(rows: Rows) -> list[tuple[list[int], int]]:
    """(parts, total) of each printed total that misses in two columns or more."""
    found: list[tuple[list[int], int]] = []
    indexes = sorted(rows)
    start = 0
    for at, index in enumerate(indexes):
        row = next(iter(rows[index].values())).row
        if not row.label.lower().startswith("total"):
            continue
        parts = [
            i
            for i in indexes[start:at]
            if next(iter(rows[i].values())).row.sections == row.sections
        ]
        start = at + 1
        if len(parts) < 2:
            continue
        misses = [c for c in rows[index] if _misses_by(rows, parts, index, c)]
        if len(misses) >= 2:
            found.append((parts, index))
    return found


def _misses_by(rows: Rows, parts: list[int], total: int, column: int) -> bool:
    """True where a column misses its total by more than the rounding of its parts explains."""
    residual = _residual(rows, parts, total, column)
    figure = rows[total][column].token.figure
    unit = Decimal(1).scaleb(-figure.places) if figure is not None else Decimal(1)
    return residual is not None and 2 * abs(residual) > (len(parts) + 1) * unit


def _residual(rows: Rows, parts: list[int], total: int, column: int) -> Decimal | None:
    if any(column not in rows[p] for p in parts):
        return None
    return amount(rows[total][column].token) - sum(
        (amount(rows[p][column].token) for p in parts), Decimal(0)
    )


def _dispute(done: list[Placement], rows: Rows, relation: tuple[list[int], int]) -> list[Placement]:
    parts, total = relation
    columns = sorted(rows[total])
    residuals = {c: _residual(rows, parts, total, c) for c in columns}
    left = {c: r for c, r in residuals.items() if r is not None}
    if len(left) < len(columns):
        return done
    moved = _other_orders(rows, parts, columns, left)
    if moved is not None:
        return _reorder(done, rows, {*parts, total}, moved, columns)
    suspect = _misread(rows, parts, columns, left)
    return [
        replace(
            p,
            status="disputed",
            implied=amount(p.token) + left[p.column],
            proof=_misses(amount(rows[total][p.column].token), left[p.column]),
        )
        if p.row.index == suspect and left.get(p.column)
        else p
        for p in done
    ]


def _other_orders(
    rows: Rows, parts: Sequence[int], columns: Sequence[int], residuals: Mapping[int, Decimal]
) -> dict[int, Order] | None:
    """The rows whose figures in other orders make every column foot exactly, with those orders.

    The fewest rows win; None where no reading foots or two do. Moving figures leaves the sum of
    all columns as it is, so that a column proves one row less than there are columns.
    """
    if len(columns) > MAX_COLUMNS or len(parts) > MOST_PARTS:
        return None
    gains = {part: dict(_gains(rows[part], columns)) for part in parts}
    wanted = tuple(residuals[c] for c in columns)
    for count in range(1, min(MOST_MOVED, len(columns) - 1) + 1):
        found = [
            moved for some in combinations(parts, count) for moved in _reaching(some, gains, wanted)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _gains(
    row: Mapping[int, Placement], columns: Sequence[int]
) -> Iterator[tuple[tuple[Decimal, ...], Order]]:
    """What each other order of a row's figures adds to each column."""
    for order in permutations(columns):
        gain = tuple(
            amount(row[o].token) - amount(row[c].token) for c, o in zip(columns, order, strict=True)
        )
        if any(gain):
            yield gain, order


def _reaching(
    some: Sequence[int],
    gains: Mapping[int, Mapping[tuple[Decimal, ...], Order]],
    wanted: tuple[Decimal, ...],
) -> Iterator[dict[int, Order]]:
    """The orders of some rows that together add just what is missing from every column."""
    first, *others = some
    if not others:
        order = gains[first].get(wanted)
        if order is not None:
            yield {first: order}
        return
    for gain, order in gains[first].items():
        left = tuple(w - g for w, g in zip(wanted, gain, strict=True))
        for rest in _reaching(others, gains, left):
            yield {first: order, **rest}


def _reorder(
    done: list[Placement],
    rows: Rows,
    section: set[int],
    moved: Mapping[int, Order],
    columns: Sequence[int],
) -> list[Placement]:
    """Repair a section some of whose rows stand in another order.

    A cell that held another column's figure keeps its print, disputed, and offers the likely one;
    the likely figure is repaired where it is printed.
    """
    names = " and ".join(next(iter(rows[row].values())).row.label for row in sorted(moved))
    proof = f"every column foots once the figures of {names} are put in another order"
    out: list[Placement] = []
    for placement in done:
        at = placement.column
        if placement.row.index not in section or at not in columns:
            out.append(placement)
            continue
        order = moved.get(placement.row.index, tuple(columns))
        likely = rows[placement.row.index][order[columns.index(at)]]
        if amount(likely.token) != amount(placement.token):
            wrong = replace(placement, status="disputed", proof=proof)
            out.append(replace(wrong, implied=amount(likely.token)))
        out.append(replace(placement, token=likely.token, status="repaired", proof=proof))
    return out


def _misread(
    rows: Rows,
    parts: list[int],
    columns: list[int],
    residuals: dict[int, Decimal],
) -> int | None:
    """The one row whose implied figures differ from the print by the fewest digits."""
    if not any(residuals.values()):
        return None
    scores: list[tuple[int, int]] = []
    for part in parts:
        changed = 0
        for column in columns:
            printed = f"{amount(rows[part][column].token):f}"
            implied = f"{amount(rows[part][column].token) + residuals[column]:f}"
            if len(printed) != len(implied):
                changed += 9
            else:
                changed += sum(a != b for a, b in zip(printed, implied, strict=True))
        scores.append((changed, part))
    scores.sort()
    if scores and scores[0][0] <= len(columns) and (len(scores) < 2 or scores[1][0] > scores[0][0]):
        return scores[0][1]
    return None


def _misses(total: Decimal, by: Decimal) -> str:
    return f"the column misses its printed total {total:,f} by {abs(by):,f}"
