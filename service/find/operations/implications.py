"""What a forecast, a growth rate or a second currency implies without printing it.

Comes in: a `Desk`. Goes out: an `Outcome` with its derivation. Not for: forecasts as they are given
(`service.find.operations.forecasts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.base.records import Fact, Period, Value
from service.find.operations.forecasts import concepts_asked, end_of_range, forecasts_of
from service.find.outcome import Desk, Outcome
from service.find.reported import Found
from service.plan.relations import concept_of


def implied(desk: Desk) -> Outcome:
    """What a forecast of a longer period leaves for a shorter one, or a growth rate implies."""
    plan = desk.plan
    if not plan.measures or not plan.periods:
        return desk.missing()
    from service.find.operations.table import figure

    for via in desk.question.periods:
        for concept in concepts_asked(desk) if via not in plan.periods else ():
            found = desk.deriver.by_growth(concept, plan.periods[0], plan.unit, 1, via)
            if found is not None:
                return desk.settled(found)
    plain = figure(desk)
    if (
        plain.found is not None
        and plain.found.derivation is None
        and not desk.question.has("guidance")
    ):
        return plain
    period = plan.periods[0]
    for concept in concepts_asked(desk):
        rows = [
            f
            for f in forecasts_of(desk, concept, growth=False)
            if _longer(f.found.period, period)
            and (not plan.given or any(f.document in g for g in plan.given))
        ]
        for forecast in reversed(rows):
            parts = _rest(desk, concept, forecast.found.period, period)
            if parts:
                return _left(desk, forecast.found, parts, period)
        grown = _grown(desk, concept, period)
        if grown is not None:
            return Outcome("answered", "derived", grown)
    return plain


def _longer(whole: Period, part: Period) -> bool:
    return (
        whole.start is not None
        and part.start is not None
        and whole.start <= part.start
        and part.end <= whole.end
        and whole.label != part.label
    )


def _rest(desk: Desk, concept: str, whole: Period, part: Period) -> list[Found]:
    quarters = [
        q
        for q in desk.ledger.calendar.quarters(whole)
        if part.start and q.start and (q.end < part.start or q.start > part.end)
    ]
    found = [desk.ledger.reported(concept, q, desk.plan.unit) for q in quarters]
    return [f for f in found if f is not None] if all(found) else []


def _left(desk: Desk, forecast: Found, parts: list[Found], period: Period) -> Outcome:
    ends = []
    for form in ("low_end", "high_end"):
        trial = replace(desk, plan=replace(desk.plan, form=form))
        whole = end_of_range(trial, forecast)
        rest = desk.deriver.subtract(whole, parts, period)
        if rest is not None:
            ends.append(rest)
    if desk.plan.form in ("low_end", "high_end") or len(ends) < 2:
        chosen = ends[-1] if desk.plan.form == "high_end" else ends[0]
        return Outcome("answered", "derived", chosen)
    low, high = ends
    if low.amount == high.amount:
        return Outcome("answered", "derived", low)
    value = replace(
        low.value,
        amount=None,
        low=low.amount,
        high=high.amount,
    )
    return Outcome("answered", "derived", replace(low, value=value))


def _grown(desk: Desk, concept: str, period: Period) -> Found | None:
    """The figure that a forecast of growth implies for the period that it is forecast for."""
    rows = [
        f
        for f in forecasts_of(desk, concept, growth=True)
        if f.found.period.label == period.label
        and (not desk.plan.given or any(f.document in g for g in desk.plan.given))
    ]
    if not rows:
        return None
    earlier = desk.ledger.calendar.shift(period, -12)
    base = desk.deriver.figure(concept, earlier, desk.plan.unit)
    if base is None:
        return None
    return desk.deriver.compute(
        f"{concept} * (1 + growth / 100)",
        {concept: base, "growth": rows[-1].found},
        concept,
        period,
        places=0,
    )


def implied_rate(desk: Desk) -> Outcome:
    """The exchange rate at which a document printed one figure in two currencies."""
    ledger = desk.ledger
    concept = concept_of(desk.plan.measures[0])
    known = ledger.engine.concepts.get(concept)
    unit = known.unit if known and known.unit else "ratio"
    over, _, under = unit.partition("/")
    if not under:
        return desk.missing()
    rows = [f for f in ledger.engine.facts.in_two_units(over, under) if _may_imply(desk, f)]
    if desk.question.has("guidance") and _any_ahead(desk):
        rows = [f for f in rows if _is_ahead(f)]
    pairs = printed_pairs(rows)
    for one, two in sorted(pairs, key=lambda p: (-_digits(p[1].value), p[0].span.start)):
        top, bottom = (one, two) if one.value.unit == over else (two, one)
        inputs = {"a": _single(desk, top), "b": _single(desk, bottom)}
        found = desk.deriver.compute(
            "a / b", inputs, concept, one.period, unit, label="Implied exchange rate"
        )
        if found is not None:
            return desk.settled(found)
    return desk.missing()


def _is_ahead(fact: Fact) -> bool:
    return fact.scenario == "guidance" or "_forecast" in fact.concept


def _any_ahead(desk: Desk) -> bool:
    """True where a forecast in a currency is in the scope and of the period asked."""
    facts = desk.ledger.engine.facts
    names = dict.fromkeys(facts.concepts_told(scenario="guidance"))
    names |= dict.fromkeys(c for c in facts.concepts() if "_forecast" in c)
    found = (f for name in names for f in facts.find(name))
    return any(f.value.unit.isupper() and _is_ahead(f) and _may_imply(desk, f) for f in found)


def _may_imply(desk: Desk, fact: Fact) -> bool:
    """True for a figure inside the scope and the period asked."""
    ledger, periods = desk.ledger, desk.plan.periods
    return (
        (not ledger.documents or fact.document in ledger.documents)
        and (fact.value.amount is not None or fact.value.low is not None)
        and (not periods or ledger.fits(fact, periods[0]))
    )


def _digits(value: Value) -> int:
    """Significant figures of a print: the more, the sharper the rate that it implies."""
    return len([c for c in value.printed.split("to")[0] if c.isdigit()])


def _single(desk: Desk, fact: Fact) -> Found:
    value = fact.value
    if value.amount is None:
        value = Value(value.low, value.unit, "", value.decimals)
    return Found(fact.concept, desk.ledger.label(fact.concept), fact.period, value, (fact,))


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
