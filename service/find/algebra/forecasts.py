"""Forecasts as figures: what was expected, by whom it was given when, its ends, and what came out.

Comes in: a leaf whose scenario is guidance, or an operation over one. Goes out: a `Result`. A
forecast is never offered as an actual, nor the other way round. Not for: reported figures
(`service.find.algebra.leaves`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from corpus.base.records import Fact, Period, Value
from service.find.algebra.leaves import period_of, scoped
from service.find.algebra.terms import RefusedError, Result, Row, Run, refuse, term_of
from service.find.derive import Deriver
from service.find.outcome import Outcome
from service.find.reported import Found, Ledger
from service.plan.tree import Leaf, Op

GROWTH = "yoy_change"
FACETS = ("forecast_low", "forecast_high", "forecast")
YEAR = 366


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast of one document: its figure or range, and the day it was given."""

    found: Found
    given: date
    document: str


def no_forecast() -> RefusedError:
    """The documents give no forecast of it."""
    return RefusedError(Outcome("unanswered", None, missing="forecast"))


def given_of(ledger: Ledger, concept: str) -> list[Forecast]:
    """All forecasts of a measure, in the order in which they were given."""
    rows = list(ledger.facts(concept, "guidance"))
    for facet in FACETS:
        for scenario in ("guidance", "translation"):
            rows += ledger.facts(f"{concept}_{facet}", scenario)
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in rows:
        source = ledger.engine.documents[fact.document].source
        groups.setdefault((source, fact.period.label, fact.value.unit), []).append(fact)
    made = [_forecast(ledger, concept, facts) for facts in groups.values()]
    return sorted((f for f in made if f is not None), key=lambda f: (f.given, f.document))


def _forecast(ledger: Ledger, concept: str, facts: Sequence[Fact]) -> Forecast | None:
    """One forecast of the facts of one document: a range of its two ends, or a point."""
    told = _told(facts)
    if told is None:
        return None
    value, evidence = told
    first = facts[0]
    given = first.given or ledger.engine.documents[first.document].published or date.min
    disputed = any(f.status == "disputed" for f in evidence)
    label = ledger.label(concept)
    found = Found(concept, label, first.period, value, tuple(evidence), disputed)
    return Forecast(found, given, first.document)


def _told(facts: Sequence[Fact]) -> tuple[Value, Sequence[Fact]] | None:
    ranged = [f for f in facts if f.value.low is not None and f.value.high is not None]
    if ranged:
        value = ranged[0].value
        return Value(None, value.unit, value.printed, value.decimals, value.low, value.high), ranged
    lows = [f for f in facts if f.bound == "low" or f.concept.endswith("_low")]
    highs = [f for f in facts if f.bound == "high" or f.concept.endswith("_high")]
    if lows and highs:
        low, high = lows[0].value, highs[0].value
        value = Value(None, low.unit, "", low.decimals, low.amount, high.amount)
        return value, [lows[0], highs[0], *lows[1:], *highs[1:]]
    points = [f for f in facts if f.value.amount is not None]
    return (points[0].value, points) if points else None


def wanted(run: Run, leaf: Leaf, *, growth: bool = False) -> list[Forecast]:
    """The forecasts that a leaf means, of the first of its readings that has any."""
    deriver = scoped(run.deriver, leaf.scope)
    for concept in leaf.measure.concepts:
        name = f"{concept}_{GROWTH}" if growth else concept
        found = _narrowed(deriver.ledger, leaf, given_of(_unscoped(deriver.ledger), name))
        if found:
            return found
    return []


def _unscoped(ledger: Ledger) -> Ledger:
    """The same look-ups over all documents: a forecast is known by who gave it, not by a scope."""
    return Ledger(ledger.engine, ledger.calendar, frozenset(), ledger.entity, ledger.kept)


def _narrowed(ledger: Ledger, leaf: Leaf, rows: list[Forecast]) -> list[Forecast]:
    """Those of the leaf's period, documents (or a rendition of them) and unit."""
    if isinstance(leaf.period, Period):
        asked = leaf.period
        fitting = [f for f in rows if ledger.fits(f.found.facts[0], asked)]
        rows = fitting or [f for f in rows if _until(f.found.period, asked)]
    if ledger.documents:
        shelf = ledger.engine.documents
        sources = {shelf[d].source for d in ledger.documents}
        rows = [f for f in rows if shelf[f.document].source in sources]
    if leaf.period in ("latest", "earliest") and rows:
        rows = [rows[-1] if leaf.period == "latest" else rows[0]]
    units = {f.found.value.unit for f in rows}
    home = ledger.calendar.entity.currency
    if leaf.unit in units:
        return [f for f in rows if f.found.value.unit == leaf.unit]
    if leaf.unit is not None and units and leaf.unit.isupper():
        return []
    if len(units) > 1 and home in units:
        return [f for f in rows if f.found.value.unit == home]
    return rows


def _until(told: Period, asked: Period) -> bool:
    """True where a forecast of several years ends in the year asked: "each year until 2006"."""
    long = told.start is not None and (told.end - told.start).days > YEAR
    return long and asked.label == f"FY{told.end.year}"


def expected(run: Run, leaf: Leaf, *, growth: bool = False) -> Result:
    """What was expected, as an amount or a growth where only the other is; of a revised forecast
    the latest, disputed by the others.
    """
    rows = wanted(run, leaf, growth=growth) or wanted(run, leaf, growth=not growth)
    if not rows:
        return _ahead(run, leaf, growth)
    if len({f.found.period.label for f in rows}) > 1:
        readings_ = tuple(f.found for f in rows)
        raise RefusedError(Outcome("ambiguous", None, alternatives=readings_))
    latest = rows[-1]
    same = [f for f in rows if _equal(f.found.value, latest.found.value)]
    found = replace(latest.found, facts=tuple(x for f in reversed(same) for x in f.found.facts))
    others = tuple(f.found for f in rows if f not in same)
    if others:
        said = ", ".join(f"{f.given:%B %Y}" for f in rows)
        remark = f"the forecast was revised: given in {said}"
        return Result(
            (term_of(replace(found, disputed=True)),),
            kind="guidance",
            alternatives=others,
            remark=remark,
        )
    remark = f"given on {latest.given:%B %-d, %Y}"
    return Result((term_of(found),), kind="guidance", remark=remark)


def _equal(one: Value, other: Value) -> bool:
    return (one.amount, one.low, one.high, one.unit) == (
        other.amount,
        other.low,
        other.high,
        other.unit,
    )


def _ahead(run: Run, leaf: Leaf, growth: bool) -> Result:
    """A figure that a document states of a period that ends after it was published."""
    deriver = scoped(run.deriver, leaf.scope)
    ledger, concept = deriver.ledger, leaf.measure.concept
    period = period_of(ledger, leaf)
    if growth or period is None or ledger.facts(concept, "guidance"):
        raise no_forecast()
    found = ledger.reported(concept, period, leaf.unit)
    if found is None or not any(_stated_before(ledger, f) for f in found.facts):
        raise no_forecast()
    return Result((term_of(found),), kind="guidance")


def _stated_before(ledger: Ledger, fact: Fact) -> bool:
    day = ledger.engine.documents[fact.document].published
    return day is not None and day < fact.period.end


def end(run: Run, op: Op, row: Row) -> Result:
    """The low end, the high end or the middle of a range; of a point forecast, the point."""
    result = run.result(op.args[0])
    points = [t.found.label for t in result.terms if t.found.value.low is None]
    if points and result.kind != "guidance":
        raise refuse(f"{points[0]} is no range")
    terms = tuple(term_of(end_of(t.found, row.name)) for t in result.terms)
    return replace(result, terms=terms)


def end_of(found: Found, name: str) -> Found:
    """One end of a figure that is a range, or its middle; a point as it is."""
    value = found.value
    if value.low is None or value.high is None:
        return found
    picked = {
        "low_end": value.low,
        "high_end": value.high,
        "midpoint": (value.low + value.high) / Decimal(2),
    }[name]
    told = next((f for f in found.facts if f.value.amount == picked), None)
    if told is None:
        return replace(found, value=Value(picked, value.unit, "", value.decimals))
    rest = tuple(f for f in found.facts if f is not told)
    return replace(found, value=told.value, facts=(told, *rest))


def revisions(run: Run, op: Op, row: Row) -> Result:
    """A forecast at each day on which it was given."""
    leaf, growth = guided(op)
    rows = wanted(run, leaf, growth=growth) or wanted(run, leaf, growth=not growth)
    if not rows:
        raise no_forecast()
    if len({f.found.period.label for f in rows}) > 1:
        raise RefusedError(Outcome("ambiguous", None, alternatives=tuple(f.found for f in rows)))
    if len(rows) == 1:
        return Result((term_of(rows[0].found),), kind="guidance")
    found = [replace(f.found, tag=f"{f.given:%B %Y}") for f in rows]
    return Result(tuple(map(term_of, found)), listed=True, kind="comparison")


def outturn(run: Run, op: Op, row: Row) -> Result:
    """What was expected, each time it was, beside what came out."""
    leaf, growth = guided(op)
    everywhere = replace(leaf.scope, documents=())
    deriver = scoped(run.deriver, everywhere)
    for form in (growth, not growth):
        rows = wanted(run, leaf, growth=form)
        actual = _came_out(deriver, leaf, rows[-1].found, form) if rows else None
        if actual is not None:
            points = [replace(f.found, tag=f"guidance of {f.given:%B %Y}") for f in rows]
            shown = (*points, replace(actual, tag="actual"))
            return Result(tuple(map(term_of, shown)), listed=True, kind="comparison")
    raise no_forecast()


def _came_out(deriver: Deriver, leaf: Leaf, forecast: Found, growth: bool) -> Found | None:
    for concept in leaf.measure.concepts:
        name = f"{concept}_{GROWTH}" if growth else concept
        unit = forecast.value.unit
        found = deriver.ledger.reported(name, forecast.period, unit)
        if found is None and not growth:
            found = deriver.figure(name, forecast.period, unit)
        if found is not None:
            return found
    return None


def guided(op: Op) -> tuple[Leaf, bool]:
    """The leaf that an operation on forecasts is of, and whether its growth is meant."""
    inner = op.args[0]
    growth = isinstance(inner, Op) and inner.name == "growth"
    leaf = inner.args[0] if isinstance(inner, Op) and growth else inner
    if not isinstance(leaf, Leaf):
        raise no_forecast()
    return replace(leaf, scenario="guidance"), growth
