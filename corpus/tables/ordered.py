"""Periods of columns by the order of print, in tables of text whose heads came apart.

Comes in: value columns of a table whose cells do not say what they span, the periods that stand
right above some, and those that its head prints, in order. Goes out: the period of each column. Not
for: tables whose cells know their columns (`corpus.tables.heads`).

Text that was a page has heads merged into one cell, split over lines or shifted. Where as many
periods are printed as there are columns of the currency that most columns have, they are theirs in
order; a convenience translation beside them has fewer columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.base.records import Period
from corpus.tables.columns import Column


def in_order(
    values: Sequence[Column],
    given: Mapping[int, Period],
    printed: Sequence[Period],
) -> dict[int, Period]:
    """Column index -> period, by the head's own cells where they tell all, else by order."""
    amounts = [c for c in values if c.facet is None]
    primary = _primary(amounts)
    told = {c.index: given[c.index] for c in values if c.index in given}
    all_told = bool(amounts) and all(c.index in told for c in amounts)
    if all_told and len(set(printed)) == len({told[c.index] for c in amounts}):
        return {c.index: told[c.index] for c in amounts}  # a share follows the amount at its left
    ordered = dict(zip((c.index for c in primary), printed, strict=False))
    mixed = any(c.currency for c in amounts) or any(c.facet for c in values)
    if len(printed) == len(primary) and (not told or (len(primary) >= 2 and mixed)):
        return ordered
    if not told and len(printed) == 1:
        return {c.index: printed[0] for c in amounts}
    return told


def _primary(amounts: Sequence[Column]) -> list[Column]:
    """The columns of the currency that most columns have."""
    counts: dict[str | None, int] = {}
    for column in amounts:
        counts[column.currency] = counts.get(column.currency, 0) + 1
    most = max(counts, key=lambda code: counts[code], default=None)
    return list(amounts) if len(counts) < 2 else [c for c in amounts if c.currency == most]
