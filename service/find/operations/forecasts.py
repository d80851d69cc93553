"""Operations on forecasts: what was expected, when, how it was revised, what it implies.

Comes in: a `Desk`. Goes out: an `Outcome`. A forecast is never offered as an actual, nor the other
way round. Not for: reported figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from corpus.base.records import Fact, Period, Value
from corpus.grammar.periods import ORDINALS
from service.find.outcome import Desk, Outcome
from service.find.reported import Found
from service.plan.relations import concept_of

GROWTH = "yoy_change"
YEAR = 366
FORECAST_FACETS = ("forecast_low", "forecast_high", "forecast")


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast of one document: its figure or range, and the day it was given."""

    found: Found
    given: date
    document: str


def forecasts_of(desk: Desk, concept: str, *, growth: bool) -> list[Forecast]:
    """All forecasts of a measure (or of its growth), in the order in which they were given."""
    ledger = desk.ledger
    name = f"{concept}_{GROWTH}" if growth else concept
    rows = list(ledger.facts(name, "guidance"))
    for facet in FORECAST_FACETS:
        for scenario in ("guidance", "translation"):
            rows += ledger.facts(f"{name}_{facet}", scenario)
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in rows:
        source = ledger.engine.documents[fact.document].source
        groups.setdefault((source, fact.period.label, fact.value.unit), []).append(fact)
    made = [_forecast(desk, name, facts) for facts in groups.values()]
    return sorted((f for f in made if f is not None), key=lambda f: (f.given, f.document))


def _forecast(desk: Desk, concept: str, facts: Sequence[Fact]) -> Forecast | None:
    """One forecast of the facts of one document: a range of its two ends, or a point."""
    ranged = [f for f in facts if f.value.low is not None and f.value.high is not None]
    lows = [f for f in facts if f.bound == "low" or f.concept.endswith("_low")]
    highs = [f for f in facts if f.bound == "high" or f.concept.endswith("_high")]
    points = [f for f in facts if f.value.amount is not None]
    first = facts[0]
    if ranged:
        value, evidence = ranged[0].value, ranged
        value = Value(None, value.unit, value.printed, value.decimals, value.low, value.high)
    elif lows and highs:
        low, high = lows[0].value, highs[0].value
        value = Value(
            None,
            low.unit,
            "",
            low.decimals,
            low.amount,
            high.amount,
        )
        evidence = [lows[0], highs[0], *lows[1:], *highs[1:]]
    elif points:
        value, evidence = points[0].value, points
    else:
        return None
    given = first.given or desk.ledger.engine.documents[first.document].published or date.min
    disputed = any(f.status == "disputed" for f in evidence)
    return Forecast(
        Found(concept, desk.ledger.label(concept), first.period, value, tuple(evidence), disputed),
        given,
        first.document,
    )


def _wanted(desk: Desk, *, fallback: bool = True) -> list[Forecast]:
    """The forecasts that the question is about, by measure, growth or amount, period, unit and
    day.
    """
    growth = desk.plan.form == "growth"
    for form in (growth, not growth) if fallback else (growth,):
        found: list[Forecast] = []
        for concept in concepts_asked(desk):
            found = _narrowed(desk, forecasts_of(desk, concept, growth=form))
            if found:
                return found
    return []


def concepts_asked(desk: Desk) -> list[str]:
    if desk.plan.measures:
        return [c for m in desk.plan.measures if m.match for c in m.match.concepts]
    bases = []
    for concept in desk.ledger.engine.facts.concepts_told(scenario="guidance"):
        base, facet = desk.ledger.engine.concepts.split(concept)
        bases.append(base if facet else concept)
    return list(dict.fromkeys(bases))


def _narrowed(desk: Desk, rows: list[Forecast]) -> list[Forecast]:
    plan = desk.plan
    if plan.periods:
        asked = plan.periods[0]
        fitting = [f for f in rows if desk.ledger.fits(f.found.facts[0], asked)]
        rows = fitting or [f for f in rows if _until(f.found.period, asked)]
    if plan.given:
        rows = [
            f
            for f in rows
            if any(f.document in group for group in plan.given)
            or any(
                desk.ledger.engine.documents[d].source
                == desk.ledger.engine.documents[f.document].source
                for group in plan.given
                for d in group
            )
        ]
    bare = [m.name for m in desk.question.of("bare_period")]
    if bare and not plan.periods:
        rows = [f for f in rows if _is_bare(f.found.period, bare[0])]
    units = {f.found.value.unit for f in rows}
    home = desk.ledger.calendar.entity.currency
    if plan.unit in units:
        rows = [f for f in rows if f.found.value.unit == plan.unit]
    elif plan.unit is not None and units and plan.unit.isupper():
        rows = []
    elif len(units) > 1 and home in units:
        rows = [f for f in rows if f.found.value.unit == home]
    return rows


def _until(told: Period, asked: Period) -> bool:
    """True where a forecast of several years ends in the year asked: "each year until 2006"."""
    long = told.start is not None and (told.end - told.start).days > YEAR
    return long and asked.label == f"FY{told.end.year}"


def _is_bare(period: Period, name: str) -> bool:
    """True where a period is such a stretch: "first half" fits 1H02, "full year" FY2002."""
    number = next((n for word, n in ORDINALS.items() if word in name.split()), None)
    label = period.label
    if "half" in name:
        return label[1:2] == "H" and (number is None or label.startswith(str(number)))
    if "quarter" in name:
        return label[1:2] == "Q" and (number is None or label.startswith(str(number)))
    return label.startswith("FY") if "year" in name else label.startswith("9M")


def guidance(desk: Desk) -> Outcome:
    """What was expected; of an undated and revised forecast the latest, disputed by the others."""
    rows = _wanted(desk)
    if not rows:
        return _as_reported(desk)
    periods = {f.found.period.label for f in rows}
    if len(periods) > 1:
        return Outcome("ambiguous", None, alternatives=tuple(f.found for f in rows))
    latest = rows[-1]
    same = [f for f in rows if _equal(f.found.value, latest.found.value)]
    found = replace(latest.found, facts=tuple(x for f in reversed(same) for x in f.found.facts))
    found = end_of_range(desk, found)
    others = tuple(f.found for f in rows if f not in same)
    if others:
        said = ", ".join(f"{f.given:%B %Y}" for f in rows)
        return Outcome(
            "disputed",
            "guidance",
            found,
            alternatives=others,
            remark=f"the forecast was revised: given in {said}",
        )
    return Outcome(
        "disputed" if found.disputed else "answered",
        "guidance",
        found,
        remark=f"given on {latest.given:%B %-d, %Y}",
    )


def _equal(one: Value, other: Value) -> bool:
    return (one.amount, one.low, one.high, one.unit) == (
        other.amount,
        other.low,
        other.high,
        other.unit,
    )


def end_of_range(desk: Desk, found: Found) -> Found:
    """The end or middle of a range, where the question asks for it."""
    value, form = found.value, desk.plan.form
    if value.low is None or value.high is None:
        return found
    picked = {
        "low_end": value.low,
        "high_end": value.high,
        "midpoint": (value.low + value.high) / Decimal(2),
    }.get(form)
    if picked is None:
        return found
    told = next((f for f in found.facts if f.value.amount == picked), None)
    if told is None:
        return replace(found, value=Value(picked, value.unit, "", value.decimals))
    rest = tuple(f for f in found.facts if f is not told)
    return replace(found, value=told.value, facts=(told, *rest))


def _as_reported(desk: Desk) -> Outcome:
    """A figure that the documents state about the future without a forecast of its measure
    elsewhere.
    """
    plan = desk.plan
    if not plan.measures or plan.form == "growth":
        return desk.missing("forecast")
    concept = concept_of(plan.measures[0])
    if desk.ledger.facts(concept, "guidance") or not plan.periods:
        return desk.missing("forecast")
    found = desk.ledger.reported(concept, plan.periods[0], plan.unit)
    ahead = found is not None and any(
        (day := desk.ledger.engine.documents[f.document].published) is not None
        and day < f.period.end
        for f in found.facts
    )
    if found is None or not ahead:
        return desk.missing("forecast")
    return Outcome("answered", "guidance", found)


def guidance_series(desk: Desk) -> Outcome:
    """A forecast at each day on which it was given."""
    rows = _wanted(desk)
    if not rows:
        return desk.missing("forecast")
    if len({f.found.period.label for f in rows}) > 1:
        return Outcome("ambiguous", None, alternatives=tuple(f.found for f in rows))
    if len(rows) == 1:
        return Outcome("answered", "guidance", rows[0].found)
    return Outcome(
        "answered",
        "comparison",
        points=tuple(replace(f.found, tag=f"{f.given:%B %Y}") for f in rows),
    )


def guidance_actual(desk: Desk) -> Outcome:
    """A forecast beside what came out."""
    for form in dict.fromkeys((desk.plan.form, "amount", "growth")):
        trial = replace(desk, plan=replace(desk.plan, form=form))
        rows = _wanted(trial, fallback=False)
        if not rows or not desk.plan.measures:
            continue
        for concept in concepts_asked(desk):
            name = f"{concept}_{GROWTH}" if form == "growth" else concept
            actual = desk.ledger.reported(name, rows[-1].found.period, rows[-1].found.value.unit)
            if actual is None and form != "growth":
                actual = desk.deriver.figure(name, rows[-1].found.period, rows[-1].found.value.unit)
            end = end_of_range(desk, rows[-1].found)
            if actual is not None and len(rows) == 1 and end is not rows[-1].found:
                apart = _apart(desk, actual, end)
                if apart is not None:
                    return apart
            if actual is not None:
                points = [replace(f.found, tag=f"guidance of {f.given:%B %Y}") for f in rows]
                return Outcome(
                    "answered", "comparison", points=(*points, replace(actual, tag="actual"))
                )
    return desk.missing("forecast")


def _apart(desk: Desk, actual: Found, end: Found) -> Outcome | None:
    """What came out less one end of what was expected."""
    said = desk.plan.form.replace("_", " ")
    found = desk.deriver.compute(
        "actual - expected",
        {"actual": actual, "expected": end},
        actual.concept,
        actual.period,
        "percentage_point" if actual.value.unit == "percent" else None,
        label=f"{actual.label} less the {said} of the forecast",
    )
    return desk.settled(found) if found is not None else None
