"""What a forecast, a growth rate, a definition or a second currency implies without printing it.

Comes in: an `Op` and its `Row`. Goes out: a `Result` with its derivation. Not for: forecasts as
they are given (`service.find.algebra.forecasts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.base.records import Fact, Period, Value
from service.find.algebra.forecasts import end_of, wanted
from service.find.algebra.leaves import scoped, the_one
from service.find.algebra.terms import RefusedError, Result, Row, Run, refuse, term_of
from service.find.derive import Deriver
from service.find.outcome import Outcome
from service.find.reported import Found
from service.plan.formula import parse_formula
from service.plan.tree import Leaf, Op, Scope


def implied(run: Run, op: Op, row: Row) -> Result:
    """What a forecast of a longer period leaves for a shorter one, or a growth rate implies.

    The documents of the leaf's scope are those that gave the forecast.
    """
    leaf, period = _dated(run, op)
    deriver = scoped(run.deriver, Scope(entity=leaf.scope.entity))
    found = _via_growth(run, op, deriver, leaf, period)
    if found is not None:
        return Result((term_of(found),))
    plain = _reported(deriver, leaf)
    if plain is not None and plain.derivation is None and leaf.scenario != "guidance":
        return Result((term_of(plain),))
    for name in leaf.measure.concepts:
        one = replace(leaf, measure=replace(leaf.measure, concepts=(name,)))
        found = _left_of_forecast(run, op, deriver, one, period) or _grown(
            run, deriver, one, period
        )
        if found is not None:
            return Result((term_of(found),), kind="derived")
    if plain is None:
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    return Result((term_of(plain),))


def _dated(run: Run, op: Op) -> tuple[Leaf, Period]:
    leaf = op.args[0]
    if not isinstance(leaf, Leaf) or not leaf.measure.concepts:
        raise refuse("what is implied is of one measure")
    period = run.at(leaf)[1]
    if period is None:
        raise refuse("what is implied is of one period")
    return replace(leaf, period=period), period


def _via_growth(run: Run, op: Op, deriver: Deriver, leaf: Leaf, period: Period) -> Found | None:
    """By the growth that is printed for the second argument's period."""
    if len(op.args) < 2 or not isinstance(op.args[1], Leaf):
        return None
    via = run.at(op.args[1])[1]
    ways = (deriver.by_growth(c, period, leaf.unit, 1, via) for c in leaf.measure.concepts)
    return next((found for found in ways if found is not None), None)


def _reported(deriver: Deriver, leaf: Leaf) -> Found | None:
    try:
        return the_one(deriver, replace(leaf, scenario="actual", scope=Scope()))
    except RefusedError:
        return None


def _left_of_forecast(
    run: Run, op: Op, deriver: Deriver, leaf: Leaf, period: Period
) -> Found | None:
    """A forecast of a longer stretch less what is reported of its other quarters."""
    open_leaf = replace(leaf, period=None, unit=None)
    rows = [f.found for f in wanted(run, open_leaf) if _longer(f.found.period, period)]
    for forecast in reversed(rows):
        parts = _rest(deriver, leaf, forecast.period, period)
        if parts:
            return _left(op, deriver, forecast, parts, period)
    return None


def _longer(whole: Period, part: Period) -> bool:
    return (
        whole.start is not None
        and part.start is not None
        and whole.start <= part.start
        and part.end <= whole.end
        and whole.label != part.label
    )


def _rest(deriver: Deriver, leaf: Leaf, whole: Period, part: Period) -> list[Found]:
    quarters = [
        q
        for q in deriver.ledger.calendar.quarters(whole)
        if part.start and q.start and (q.end < part.start or q.start > part.end)
    ]
    found = [deriver.ledger.reported(leaf.measure.concept, q, leaf.unit) for q in quarters]
    return [f for f in found if f is not None] if all(found) else []


def _left(
    op: Op, deriver: Deriver, forecast: Found, parts: Sequence[Found], period: Period
) -> Found | None:
    """What is left of each end of a forecast, as a range where both are asked."""
    asked = op.option("end")
    names = (asked,) if asked in ("low_end", "high_end") else ("low_end", "high_end")
    ends = [
        rest
        for name in names
        if (rest := deriver.subtract(end_of(forecast, name), parts, period)) is not None
    ]
    if not ends:
        return None
    low, high = ends[0], ends[-1]
    if low.amount == high.amount:
        return low
    value = replace(low.value, amount=None, low=low.amount, high=high.amount)
    return end_of(replace(low, value=value), asked) if asked else replace(low, value=value)


def _grown(run: Run, deriver: Deriver, leaf: Leaf, period: Period) -> Found | None:
    """The figure that a forecast of growth implies for the period that it is forecast for."""
    concept = leaf.measure.concept
    told = wanted(run, replace(leaf, unit=None), growth=True)
    rows = [f for f in told if f.found.period.label == period.label]
    if not rows:
        return None
    earlier = deriver.ledger.calendar.shift(period, -12)
    base = deriver.figure(concept, earlier, leaf.unit)
    if base is None:
        return None
    inputs = {concept: base, "growth": rows[-1].found}
    text = f"{concept} * (1 + growth / 100)"
    return deriver.compute(text, inputs, concept, period, places=0)


def left_out(run: Run, op: Op, row: Row) -> Result:
    """What lies between a figure and its stated definition: what the figure leaves out."""
    leaf, period = _dated(run, op)
    deriver = scoped(run.deriver, leaf.scope)
    known = deriver.ledger.engine.concepts.get(leaf.measure.concept)
    if known is None or not known.definition:
        raise refuse(f"{deriver.ledger.label(leaf.measure.concept)} has no stated definition")
    first = the_one(deriver, leaf)
    names = parse_formula(known.definition).names
    parts = {n: deriver.figure(n, period, implied=False) for n in names}
    inputs = {n: p for n, p in parts.items() if p is not None}
    if len(inputs) < len(parts):
        raise RefusedError(Outcome("unanswered", None, missing="not reported"))
    found = deriver.compute(
        f"{known.definition} - {first.concept}",
        {**inputs, first.concept: first},
        first.concept,
        first.period,
        label=row.label.format(a=first.label),
    )
    if found is None or not found.amount:
        raise refuse(f"nothing lies between {first.label} and its definition")
    return Result((term_of(found),))


def implied_rate(run: Run, op: Op, row: Row) -> Result:
    """The exchange rate at which a document printed one figure in two currencies."""
    leaf = op.args[0]
    if not isinstance(leaf, Leaf):
        raise refuse("an implied rate is of one rate")
    deriver = scoped(run.deriver, leaf.scope)
    ledger, concept = deriver.ledger, leaf.measure.concept
    known = ledger.engine.concepts.get(concept)
    over, _, under = (known.unit if known and known.unit else "").partition("/")
    if not under:
        raise refuse("an implied rate is of one rate")
    period = run.at(leaf)[1]
    facts = [f for f in ledger.engine.facts.in_two_units(over, under) if _fits(deriver, f, period)]
    if leaf.scenario == "guidance":
        facts = [f for f in facts if _is_ahead(f)] or facts
    pairs = printed_pairs(facts)
    for one, two in sorted(pairs, key=lambda p: (-_digits(p[1].value), p[0].span.start)):
        top, bottom = (one, two) if one.value.unit == over else (two, one)
        inputs = {"a": _single(deriver, top), "b": _single(deriver, bottom)}
        unit = f"{over}/{under}"
        found = deriver.compute("a / b", inputs, concept, one.period, unit, label=row.label)
        if found is not None:
            return Result((term_of(found),))
    raise RefusedError(Outcome("unanswered", None, missing="not reported"))


def _is_ahead(fact: Fact) -> bool:
    return fact.scenario == "guidance" or "_forecast" in fact.concept


def _fits(deriver: Deriver, fact: Fact, period: Period | None) -> bool:
    """True for a figure inside the scope and the period asked."""
    documents = deriver.ledger.documents
    return (
        (not documents or fact.document in documents)
        and (fact.value.amount is not None or fact.value.low is not None)
        and (period is None or deriver.ledger.fits(fact, period))
    )


def _digits(value: Value) -> int:
    """Significant figures of a print: the more, the sharper the rate that it implies."""
    return len([c for c in value.printed.split("to")[0] if c.isdigit()])


def _single(deriver: Deriver, fact: Fact) -> Found:
    value = fact.value
    if value.amount is None:
        value = Value(value.low, value.unit, "", value.decimals)
    label = deriver.ledger.label(fact.concept)
    return Found(fact.concept, label, fact.period, value, (fact,))


def printed_pairs(facts: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Facts that print the same figure in two currencies, home currency first."""
    alike: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        alike.setdefault(_printing(fact), []).append(fact)
    return [
        (one, other)
        for one in facts
        for other in alike[_printing(one)]
        if one.value.unit < other.value.unit
        and one.value.unit.isupper()
        and other.value.unit.isupper()
    ]


def _printing(fact: Fact) -> tuple[object, ...]:
    return fact.concept, fact.period, fact.document, fact.bound
