"""Amounts printed as percentages: what they are shares of.

Comes in: the rows and columns of a table, one of its cells. Goes out: the whole of a column of
shares, a share's concept. Not for: columns captioned as shares (`corpus.tables.columns`).
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.concepts.concepts import Concepts
from corpus.tables.cellvalues import Scope
from corpus.tables.changes import share_section
from corpus.tables.columns import Column
from corpus.tables.repair import Placement
from corpus.tables.rows import Row

_AMOUNTS = frozenset({"monetary", "count", "bandwidth", "per_share"})  # never percentages


def wholes_of(rows: Sequence[Row], columns: Sequence[Column], concepts: Concepts) -> dict[int, str]:
    """Columns of percentages that make an amount 100%: what all their figures are shares of."""
    found: dict[int, str] = {}
    for column in columns:
        if column.role != "value" or column.facet is not None:
            continue
        printed = [
            (row, token.figure)
            for row in rows
            for token in row.tokens.get(column.index, ())
            if token.figure is not None
        ]
        shares = [(r, f) for r, f in printed if f.unit == "percent"]
        if len(shares) < 3 or len(shares) < len(printed):
            continue
        whole = next((r.label for r, f in shares if f.amount == 100), "")
        known = concepts.find(whole) if whole else None
        if known is not None and known.kind == "monetary":
            name = concepts.canonical(known.id)
            found[column.index] = {"total_revenues": "revenues"}.get(name, name)
    return found


def as_share(
    scope: Scope, base: str, concept: str, column: Column, placement: Placement
) -> tuple[str, bool]:
    """An amount that is printed as a percentage is a share of a whole, or a measure of its own."""
    figure = placement.token.figure
    if figure is None or figure.unit != "percent" or column.unit == "percent":
        return concept, False
    known = scope.concepts.get(base)
    whole = scope.wholes.get(column.index) or share_section(placement.row.sections)
    if whole and (known is None or known.kind in ("monetary", "count")):
        return f"{concept}_share_of_{whole}", True
    return (f"{concept}_percentage" if known and known.kind in _AMOUNTS else concept), False
