"""Whole rows that cannot be right: columns printed in another order, a row of misread digits.

Comes in: placements of a table whose rows are whole. Goes out: the same, with the suspects of a
failing total disputed and the implied values beside the print. Not for: rows that ran together
(`corpus.tables.repair`).

A total fails where its parts do not add up in a column. Two causes leave a trace in every column
and are named here: the figures of one row stand in another order, and the digits of one row were
misread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from corpus.tables.solver import Placement, amount

MAX_COLUMNS = 4  # orders of more columns than this are not tried
SMALL = Decimal("0.02")  # of the total: what another order may leave open


def dispute_suspects(placed: list[Placement]) -> list[Placement]:
    """Dispute the rows that make a total fail in most of its columns; all others pass unchanged."""
    rows = _by_row(placed)
    done = list(placed)
    for order in _failing(rows):
        done = _dispute(done, rows, order)
    return done


def _by_row(placed: Sequence[Placement]) -> dict[int, dict[int, Placement]]:
    """Row index -> column -> placement, for rows that hold one figure a column."""
    rows: dict[int, dict[int, Placement]] = {}
    for placement in placed:
        if placement.status == "clean":
            rows.setdefault(placement.row.index, {})[placement.column] = placement
    return rows


def _failing(rows: dict[int, dict[int, Placement]]) -> list[tuple[list[int], int]]:
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


def _misses_by(
    rows: dict[int, dict[int, Placement]], parts: list[int], total: int, column: int
) -> bool:
    """True where a column misses its total by more than the rounding of its parts explains."""
    residual = _residual(rows, parts, total, column)
    figure = rows[total][column].token.figure
    unit = Decimal(1).scaleb(-figure.places) if figure is not None else Decimal(1)
    return residual is not None and 2 * abs(residual) > (len(parts) + 1) * unit


def _residual(
    rows: dict[int, dict[int, Placement]], parts: list[int], total: int, column: int
) -> Decimal | None:
    if any(column not in rows[p] for p in parts):
        return None
    return amount(rows[total][column].token) - sum(
        (amount(rows[p][column].token) for p in parts), Decimal(0)
    )


def _dispute(
    done: list[Placement], rows: dict[int, dict[int, Placement]], relation: tuple[list[int], int]
) -> list[Placement]:
    parts, total = relation
    columns = sorted(rows[total])
    residuals = {c: _residual(rows, parts, total, c) for c in columns}
    if any(r is None for r in residuals.values()):
        return done
    left = {c: r for c, r in residuals.items() if r is not None}
    moved = _other_order(rows, parts, total, columns, left)
    if moved is not None:
        row, order = moved
        done = _reorder(done, rows, row, order, columns)
        for column, source in zip(columns, order, strict=True):
            left[column] += amount(rows[row][column].token) - amount(rows[row][source].token)
    suspect = _misread(rows, [p for p in parts if moved is None or p != moved[0]], columns, left)
    if suspect is not None:
        done = [
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
    return done


def _other_order(
    rows: dict[int, dict[int, Placement]],
    parts: list[int],
    total: int,
    columns: list[int],
    residuals: dict[int, Decimal],
) -> tuple[int, tuple[int, ...]] | None:
    """The one row whose figures in another order bring every column within a trace of its total."""
    if not 2 <= len(columns) <= MAX_COLUMNS:
        return None
    fits: list[tuple[Decimal, int, tuple[int, ...]]] = []
    for part in parts:
        for order in permutations(columns):
            if list(order) == columns:
                continue
            after = [
                residuals[c] + amount(rows[part][c].token) - amount(rows[part][o].token)
                for c, o in zip(columns, order, strict=True)
            ]
            if all(
                abs(a) <= SMALL * abs(amount(rows[total][c].token))
                for a, c in zip(after, columns, strict=True)
            ):
                fits.append((sum((abs(a) for a in after), Decimal(0)), part, order))
    before = sum((abs(r) for r in residuals.values()), Decimal(0))
    fits.sort(key=lambda f: f[0])
    if not fits or fits[0][0] * 10 > before or (len(fits) > 1 and fits[1][0] < 2 * fits[0][0] + 1):
        return None
    return fits[0][1], fits[0][2]


def _reorder(
    done: list[Placement],
    rows: dict[int, dict[int, Placement]],
    row: int,
    order: tuple[int, ...],
    columns: list[int],
) -> list[Placement]:
    """Dispute a row printed in another order.

    Each cell keeps its print and offers the likely figure.
    """
    out: list[Placement] = []
    for placement in done:
        if placement.row.index != row or placement.column not in columns:
            out.append(placement)
            continue
        source = order[columns.index(placement.column)]
        if source == placement.column:
            out.append(placement)
            continue
        likely = rows[row][source]
        proof = (
            f"the total of the column needs {amount(likely.token):,f}, printed in another column "
            f"of this row, not {amount(placement.token):,f}"
        )
        out.append(replace(placement, status="disputed", proof=proof, implied=amount(likely.token)))
        out.append(
            replace(
                placement,
                token=likely.token,
                status="disputed",
                proof=proof,
                implied=amount(likely.token),
            )
        )
    return out


def _misread(
    rows: dict[int, dict[int, Placement]],
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
