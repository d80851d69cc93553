"""Figures side by side: of each, at each period, the highest and lowest, those past a bound.

Comes in: an `Op` and its `Row`. Goes out: a listed `Result`, or the one figure that is picked. Not
for: arithmetic over lists, which spreads them (`service.find.algebra.arithmetic`).

A list is whole or refused: a figure that is named and missing is missing from all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.base.records import Period, Value
from service.find.algebra.leaves import known_or_formula, main_periods, told_concept, with_period
from service.find.algebra.operands import check_one_unit, doubts_of
from service.find.algebra.terms import RefusedError, Result, Row, Run, Term, refuse, term_of
from service.find.outcome import Outcome
from service.find.reported import Derivation, Found
from service.plan.ratios import lead_of, ratios
from service.plan.tree import MOST_PERIODS, Expression, Leaf, Op, leaves
from service.say.values import say_value


def each(run: Run, op: Op, row: Row) -> Result:
    """Several figures in the order asked."""
    return Result(tuple(run.terms(op.args)), listed=True)


def series(run: Run, op: Op, row: Row) -> Result:
    """An expression at each of some periods; where none are listed, at all that are reported."""
    inner = op.args[0]
    if isinstance(op.over, tuple):
        terms = [t for p in op.over for t in run.terms([_at(inner, p)])]
    else:
        terms = _reported(run, inner, op.over or "reported")
    if not terms:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    return Result(tuple(terms[:MOST_PERIODS]), listed=True, kind="series")


def _reported(run: Run, inner: Expression, spread: str) -> list[Term]:
    """The expression wherever all that it needs is reported; an open leaf leads the periods."""
    first = next((leaf for leaf in leaves(inner) if leaf.period is None), None)
    if first is None:
        raise refuse("nothing in the series is left open to its periods")
    deriver = run.at(first)[0]
    ratio = ratios().get(first.measure.concept)
    concept = lead_of(ratio) if ratio else told_concept(deriver.ledger, first.measure)
    periods = main_periods(deriver.ledger, concept, first.unit, spread)[-MOST_PERIODS:]
    if isinstance(inner, Leaf) and ratio is None:
        found = [known_or_formula(deriver, inner, p) for p in periods]
        return [term_of(f) for f in found if f is not None]
    told: list[Term] = []
    for period in periods:
        try:
            told += run.terms([_at(inner, period)])
        except RefusedError:
            continue
    return told


def _at(node: Expression, period: Period) -> Expression:
    """An expression with its open leaves at a period."""
    if isinstance(node, Leaf):
        return with_period(node, period)
    return (
        replace(node, args=tuple(_at(a, period) for a in node.args))
        if isinstance(node, Op)
        else node
    )


def extreme(run: Run, op: Op, row: Row) -> Result:
    """The highest or lowest of several, beside the others; losses by their size where all are."""
    terms = run.terms(op.args)
    kept = isinstance(op.args[0], Op) and op.args[0].name in ("above", "below")
    if len(terms) < 2 and not kept:
        raise refuse(f"the {row.name} is of two figures or more")
    check_one_unit(terms)
    best = _most(terms, row.name == "highest", op.option("by"))
    found = [t.found for t in terms]
    few = len({f.concept for f in found}) > 1 or len(found) == 2
    told = ", ".join(
        f"{_name(f, found)} ({say_value(f.value)})" if few else _name(f, found) for f in found
    )
    return Result(
        (best,),
        kind="comparison" if few else None,
        shown=tuple(found) if few else (),
        remark=f"of {told}",
        sentence=row.name,
        doubts=doubts_of(terms),
    )


def _name(found: Found, among: Sequence[Found]) -> str:
    return found.label if len({f.period for f in among}) == 1 else found.period.label


def _most(terms: Sequence[Term], highest: bool, by: str | None) -> Term:
    sized = by == "size" or (by is None and all(t.found.amount < 0 for t in terms))
    key = (lambda t: abs(t.found.amount)) if sized else (lambda t: t.found.amount)
    return max(terms, key=key) if highest else min(terms, key=key)


def past(run: Run, op: Op, row: Row) -> Result:
    """Those of a list that are above or below a bound."""
    kept, _ = _past(run, op.args[0], op.args[1], above=row.name == "above")
    if not kept:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    return Result(tuple(kept), listed=True, kind="series")


def _past(
    run: Run, listed: Expression, bound: Expression, *, above: bool
) -> tuple[list[Term], list[Term]]:
    """Those past the bound, and all that were looked at."""
    terms, limits = run.terms([listed]), run.terms([bound])
    if len(limits) != 1:
        raise refuse("a bound is one figure")
    limit = limits[0].found
    for term in terms:
        if limit.value.unit not in ("count", term.found.value.unit):
            raise refuse(f"a bound in {limit.value.unit} is none for {term.found.value.unit}")
    amounts = [(t, t.found.amount - limit.amount) for t in terms]
    return [t for t, gap in amounts if (gap > 0) == above and gap], terms


def first_past(run: Run, op: Op, row: Row) -> Result:
    """The first in time of a list that is past a bound."""
    above = op.option("way") != "below"
    kept, looked = _past(run, op.args[0], op.args[1], above=above)
    if not kept:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    first = min(kept, key=lambda t: t.found.period.end)
    told = ", ".join(t.found.period.label for t in looked)
    return Result((first,), sentence="first", remark=f"of the reported periods {told}")


def count(run: Run, op: Op, row: Row) -> Result:
    """How many figures a list holds; the figures stand beside the number."""
    inner = op.args[0] if len(op.args) == 1 else Op("each", op.args)
    result = run.result(inner)
    found = tuple(t.found for t in result.terms)
    among = len(found)
    if isinstance(inner, Op) and inner.name in ("above", "below"):
        among = len(run.terms(inner.args[:1]))
    last = max(found, key=lambda f: f.period.end)
    number = Decimal(len(found))
    value = Value(number, "count", "", 0)
    made = Found(
        last.concept,
        f"Number of figures of {last.label}",
        last.period,
        value,
        derivation=Derivation("count", ", ".join(say_value(f.value) for f in found), found),
    )
    doubts = doubts_of(result.terms)
    said = f"{len(found)} of {among} reported periods" if among > len(found) else ""
    term = Term(made, (f"{number:f}",))
    return Result((term,), kind="series", shown=found, sentence=said, doubts=doubts)
