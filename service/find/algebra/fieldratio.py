"""The field's ratios, computed by the formula of their row where no document prints them.

Comes in: a leaf whose measure is a row of ratios, and the row. Goes out: a `Result` of one figure.
Not for: the rows and their trees (`service.plan.ratios`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.find.algebra.leaves import absent
from service.find.algebra.terms import Result, Run, compute, refuse, term_of
from service.plan.formula import FormulaError
from service.plan.ratios import Ratio, expand
from service.plan.tree import Leaf

PLACES = {"days": 1}
UNITS = {"percent": ("ratio",), "days": ("ratio", "count")}
"""What a formula comes to before its result is said in percent or in days."""


def field_ratio(run: Run, leaf: Leaf, row: Ratio) -> Result:
    """The ratio as printed, else by its formula. Raises: RefusedError."""
    deriver, period = run.at(leaf)
    if period is None:
        raise refuse(f"{row.label} is of one period, and none is named")
    printed = deriver.ledger.reported(row.id, period, leaf.unit)
    if printed is not None:
        return Result((term_of(printed),))
    if leaf.unit not in (None, row.unit):
        raise absent(leaf, period)
    opening = deriver.ledger.calendar.instant((period.start or period.end) - timedelta(days=1))
    try:
        tree = expand(row, replace(leaf, unit=None), period, opening)
    except FormulaError as error:
        raise refuse(str(error)) from error
    terms = run.terms([tree])
    term = terms[0]
    if row.unit != "same" and term.found.value.unit not in (row.unit, *UNITS.get(row.unit, ())):
        raise refuse(f"{row.label} would be in {term.found.value.unit}, which is no {row.unit}")
    made = compute(
        run,
        term.pieces,
        replace(term.found, concept=row.id),
        period=period,
        unit=row.unit if row.unit != "same" else term.found.value.unit,
        label=row.label,
        places=PLACES.get(row.unit),
    )
    return Result((replace(made, doubts=term.doubts),))
