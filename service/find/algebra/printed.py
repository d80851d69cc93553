"""Operations whose result a document may print itself: changes, growth, shares and margins.

Comes in: an `Op` and its `Row`. Goes out: a `Result`; the printed figure goes before the computed
one, for it is what the document says. Not for: arithmetic that no column prints
(`service.find.algebra.arithmetic`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.base.records import Period
from corpus.grammar.periods import previous, year_earlier
from service.find.algebra.arithmetic import POINT_UNITS, combine, operands, quotient_of
from service.find.algebra.forecasts import expected
from service.find.algebra.leaves import readings, the_one
from service.find.algebra.operands import check_one_unit
from service.find.algebra.terms import RefusedError, Result, Row, Run, Term, refuse, term_of
from service.find.doubts import growth_doubts
from service.find.outcome import Outcome
from service.find.reported import Found, Ledger
from service.plan.tree import Leaf, Measure, Op

SINCE = {"year_earlier": "yoy_change", "previous": "qoq_change"}
SHARE_FACETS = {
    "total_revenues": "share_of_revenues",
    "total_assets": "share_of_total_assets",
    "total_liabilities_and_shareholders_equity": "share_of_total_assets",
}
"""Both totals of a balance sheet are one figure: its column of percentages is of either."""


def change(run: Run, op: Op, row: Row) -> Result:
    """How much a figure changed: as printed, else the later less the earlier one."""
    units = (None,) if op.option("in") == "amount" else ("percent", None)
    printed = _printed_move(run, op, units)
    if printed is not None:
        return Result((term_of(printed),))
    try:
        later, earlier = _both_ends(run, op)
    except RefusedError:
        return _in_any_unit(run, op)
    return Result((combine(run, _in_points(row, later), [later, earlier]),))


def _in_any_unit(run: Run, op: Op) -> Result:
    """A change that is printed alone, in a unit that was not asked. Raises: RefusedError."""
    printed = _printed_move(run, op, ("",))
    if printed is None:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    return Result((term_of(printed),))


def growth(run: Run, op: Op, row: Row) -> Result:
    """By how many percent a figure changed; a percentage changes in points."""
    leaf = op.args[0]
    if len(op.args) == 1 and isinstance(leaf, Leaf) and leaf.scenario == "guidance":
        return expected(run, leaf, growth=True)
    printed = _printed_move(run, op, ("percent",))
    if printed is not None:
        return Result((term_of(printed),))
    try:
        later, earlier = _both_ends(run, op)
    except RefusedError:
        return _in_any_unit(run, op)
    if later.found.value.unit in POINT_UNITS:
        row = replace(row, formula="a - b", unit="percentage_point")
        return Result((combine(run, row, [later, earlier]),))
    term = combine(run, row, [later, earlier])
    if not term.found.disputed:  # of a formula over formulas
        pair = (later.found.amount, earlier.found.amount)
        told = tuple(detail for _, detail in growth_doubts(*pair, term.found.amount))
        term = replace(term, doubts=(*term.doubts, *told))
    return Result((term,))


def ratio(run: Run, op: Op, row: Row) -> Result:
    """One figure by another; of one measure in two periods a printed multiple goes before."""
    printed = _printed_move(run, op, ("ratio",))
    if printed is not None:
        return Result((term_of(printed),))
    return quotient_of(run, op, row)


def _in_points(row: Row, later: Term) -> Row:
    return replace(row, unit="percentage_point") if later.found.value.unit in POINT_UNITS else row


def _both_ends(run: Run, op: Op) -> tuple[Term, Term]:
    """The later and the earlier figure; of one leaf, it and the period that it is set against."""
    args = op.args if len(op.args) == 2 else (op.args[0], _earlier(run, op))
    terms = operands(run, args, one_unit=True)
    if len(terms) != 2:
        raise refuse("a change is between two figures")
    later, earlier = terms
    if later.found.period.end < earlier.found.period.end:
        later, earlier = earlier, later
    return later, earlier


def _earlier(run: Run, op: Op) -> Leaf:
    leaf = op.args[0]
    if not isinstance(leaf, Leaf):
        raise refuse("a change needs its two figures where it is not of one measure")
    deriver, period = run.at(leaf)
    if period is None:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    calendar = deriver.ledger.calendar
    move = previous if op.option("since") == "previous" else year_earlier
    if op.option("since") is None:
        spans = (year_earlier(period, calendar), previous(period, calendar))
        known = [p for p in spans if readings(deriver, leaf, p, implied=False)]
        return replace(leaf, period=(known or list(spans))[0])
    return replace(leaf, period=move(period, calendar))


def _printed_move(run: Run, op: Op, units: tuple[str | None, ...]) -> Found | None:
    """The change that a column prints for the later period, in one of some units."""
    leaf = op.args[0]
    if not isinstance(leaf, Leaf) or leaf.scenario != "actual" or leaf.dimensions:
        return None
    for other in op.args[1:]:
        if not isinstance(other, Leaf) or replace(other, period=leaf.period) != leaf:
            return None
    deriver, period = run.at(leaf)
    if period is None:
        return None
    facets = _facets(run, op, deriver.ledger, period)
    ledger = deriver.ledger
    for concept in leaf.measure.concepts:
        for facet in facets:
            for unit in units:
                own = None if unit == "" else unit or leaf.unit or ledger.unit_of(concept)
                if own is None and unit != "":
                    continue
                found = ledger.reported(f"{concept}_{facet}", period, own)
                if found is not None:
                    return found
    return None


def _facets(run: Run, op: Op, ledger: Ledger, later: Period) -> list[str]:
    """The columns that print such a change: from a year earlier, from the period before."""
    if len(op.args) == 2 and isinstance(op.args[1], Leaf):
        earlier = run.at(op.args[1])[1]
        if earlier is None:
            return []
        return [f for s, f in SINCE.items() if _before(later, s, ledger) == earlier.end]
    since = op.option("since")
    return [SINCE[since]] if since else [*SINCE.values(), "change"]


def _before(later: Period, since: str, ledger: Ledger) -> object:
    move = year_earlier if since == "year_earlier" else previous
    return move(later, ledger.calendar).end


def cagr(run: Run, op: Op, row: Row) -> Result:
    """The compound growth a year from the first to the last of two figures or of a list."""
    terms = operands(run, op.args, one_unit=True)
    if len(terms) < 2:
        raise refuse("compound growth is between two figures")
    ordered = sorted(terms, key=lambda t: t.found.period.end)
    first, last = ordered[0], ordered[-1]
    years = round((last.found.period.end - first.found.period.end).days / 365.25)
    if years < 1:
        raise refuse("compound growth is over whole years")
    if first.found.amount <= 0 or last.found.amount <= 0:
        raise refuse("compound growth says nothing where a figure is not above zero")
    return Result((combine(run, row, [last, first], n=str(years)),))


def share(run: Run, op: Op, row: Row) -> Result:
    """The part that a figure makes of a whole, of revenues or assets where none is named."""
    part, whole = op.args[0], op.args[1] if len(op.args) > 1 else None
    printed = _printed_share(run, part, whole)
    if printed is not None:
        return Result((term_of(printed),))
    if whole is None:
        if not isinstance(part, Leaf):
            raise refuse("a share needs its whole")
        whole = replace(part, measure=Measure((_whole_of(run, part),)))
    terms = operands(run, (part, whole), one_unit=True)
    if len(terms) != 2:
        raise refuse("a share is of two figures")
    return Result((combine(run, row, terms, part=op.option("beyond") is None),))


def _whole_of(run: Run, part: Leaf) -> str:
    known = run.ledger.engine.concepts.get(part.measure.concept)
    return "total_assets" if known is not None and known.period == "instant" else "total_revenues"


def _printed_share(run: Run, part: object, whole: object) -> Found | None:
    if not isinstance(part, Leaf) or part.scenario != "actual" or part.dimensions:
        return None
    if whole is not None and not isinstance(whole, Leaf):
        return None
    if isinstance(whole, Leaf) and (whole.period, whole.scope) != (part.period, part.scope):
        return None
    name = whole.measure.concept if isinstance(whole, Leaf) else _whole_of(run, part)
    facet = SHARE_FACETS.get(name)
    deriver, period = run.at(part)
    if facet is None or period is None:
        return None
    return deriver.ledger.reported(f"{part.measure.concept}_{facet}", period, "percent")


def margin(run: Run, op: Op, row: Row) -> Result:
    """A figure as a share of revenues, by the name that data has for it where it has one."""
    names: tuple[str, ...] = ("{concept}_margin", "{stem}_margin")
    if isinstance(op.args[0], Leaf) and op.args[0].measure.concept == "total_revenues":
        names = (*names, "gross_margin")
    named = _named(run, op, names)
    if named is not None:
        return Result((term_of(named),))
    leaf = op.args[0]
    if not isinstance(leaf, Leaf):
        raise refuse("a margin is of one measure")
    whole = replace(leaf, measure=Measure(("total_revenues",)))
    terms = operands(run, (leaf, whole), one_unit=True)
    return Result((combine(run, row, terms),))


def gross(run: Run, op: Op, row: Row) -> Result:
    """Revenues less their own costs, where some measure is named as their cost."""
    leaf = op.args[0]
    if not isinstance(leaf, Leaf):
        raise refuse("a gross figure is of the revenues of one measure")
    if row.name == "gross_margin":
        names: tuple[str, ...] = ("{concept}_gross_margin", "{stem}_gross_margin")
        if leaf.measure.concept == "total_revenues":
            names = (*names, "gross_margin")
        named = _named(run, op, names)
        if named is not None:
            return Result((term_of(named),))
    concepts, concept = run.ledger.engine.concepts, leaf.measure.concept
    label = run.ledger.label(concept)
    cost = concepts.find(f"Cost of {label}") or concepts.find(f"Cost of {label} revenues")
    if concept == "total_revenues":
        cost = concepts.get("total_costs")
    if cost is None:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    spent = replace(leaf, measure=Measure((cost.id,)))
    terms = [term_of(the_one(run.at(a)[0], a)) for a in (leaf, spent)]
    check_one_unit(terms)
    return Result((combine(run, row, terms),))


def _named(run: Run, op: Op, templates: tuple[str, ...]) -> Found | None:
    """The measure that data names so, as printed or by its own formula."""
    leaf = op.args[0]
    if not isinstance(leaf, Leaf):
        return None
    deriver, period = run.at(leaf)
    concept = leaf.measure.concept
    stem = concept.removesuffix("_revenue").removesuffix("_revenues")
    if period is None:
        return None
    for name in _filled(templates, concept, stem):
        found = deriver.ledger.reported(name, period)
        if found is None and name in deriver.ledger.engine.concepts:
            found = deriver.figure(name, period)
        if found is not None:
            return found
    return None


def _filled(templates: tuple[str, ...], concept: str, stem: str) -> Iterator[str]:
    for template in templates:
        yield template.format(concept=concept, stem=stem)
