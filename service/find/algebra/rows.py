"""The table of operations: each row of the data with the function that carries it out.

Comes in: the rows of `operations.toml`. Goes out: `Row`s by name, one for each operation that a
tree may name. Not for: the words that ask for them (`service.understand.roles`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from service.find.algebra import arithmetic, forecasts, implied, lists, printed, verdicts
from service.find.algebra.terms import Operation, Row
from service.understand.roles import operation_rows

MEMBERS = ("formula", "unit", "label", "apart", "spans")
FUNCTIONS: Mapping[str, Operation] = {
    "each": lists.each,
    "series": lists.series,
    "sum": arithmetic.total,
    "difference": arithmetic.difference,
    "without": arithmetic.without,
    "product": arithmetic.single,
    "negate": arithmetic.single,
    "magnitude": arithmetic.magnitude,
    "average": arithmetic.average,
    "ratio": printed.ratio,
    "per": arithmetic.quotient_of,
    "share": printed.share,
    "margin": printed.margin,
    "gross_margin": printed.gross,
    "gross_profit": printed.gross,
    "change": printed.change,
    "growth": printed.growth,
    "cagr": printed.cagr,
    "highest": lists.extreme,
    "lowest": lists.extreme,
    "above": lists.past,
    "below": lists.past,
    "first_past": lists.first_past,
    "count": lists.count,
    "equals": verdicts.equals,
    "greater": verdicts.compare,
    "less": verdicts.compare,
    "between": verdicts.between,
    "low_end": forecasts.end,
    "high_end": forecasts.end,
    "midpoint": forecasts.end,
    "revisions": forecasts.revisions,
    "outturn": forecasts.outturn,
    "implied": implied.implied,
    "implied_rate": implied.implied_rate,
    "left_out": implied.left_out,
}


@lru_cache(maxsize=1)
def rows() -> Mapping[str, Row]:
    """The table, read once."""
    data = operation_rows()
    return {
        name: Row(name, function, **{m: v for m, v in data[name].items() if m in MEMBERS})
        for name, function in FUNCTIONS.items()
    }
