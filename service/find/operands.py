"""How operands and results of a formula are named and written.

Comes in: `Found`s. Goes out: names, decimals, units, text. Not for: computing
(`service.find.derive`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from service.find.reported import Found
from service.plan.formula import EXACT

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def places_of(result: Decimal, inputs: Sequence[Found]) -> int:
    """Decimals to show of a quotient: all where there are two at most, else by its size."""
    for places in range(3):
        if result == result.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, EXACT):
            return places
    if abs(result) < 1000:
        return 4
    whole = any((f.value.decimals or 0) < 0 for f in inputs)
    return 0 if whole else 2


def names_of(items: Sequence[Found]) -> list[str]:
    """A distinct name for each figure: its measure, with its period where several share it."""
    concepts = [f.concept for f in items]
    if len(set(concepts)) == len(concepts):
        return concepts
    names = [
        f"{f.concept}_{''.join(c if c.isalnum() else '_' for c in f.period.label)}" for f in items
    ]
    if len(set(names)) == len(names):
        return names
    return [LETTERS[i] if len(items) <= len(LETTERS) else f"x{i + 1}" for i in range(len(items))]


def shown(found: Found) -> str:
    """A figure in a working; one below zero in brackets."""
    value = found.value
    if value.amount is None:
        return f"{found.amount:,f}"
    return f"({value.amount:,f})" if value.amount < 0 else f"{value.amount:,f}"


def quotient(inputs: Sequence[Found]) -> str | None:
    """The unit of one figure over another; None where there are not two."""
    units = [f.value.unit for f in inputs]
    if len(units) == 2 and units[0] != units[1]:
        return f"{units[0]}/{units[1].removesuffix('s') if units[1] != 'ads' else 'ads'}"
    return "ratio" if len(units) == 2 else None
