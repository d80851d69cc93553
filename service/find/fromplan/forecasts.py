"""The planner's plans about forecasts as trees: what was expected, revised, met, implied.

Comes in: a `Draft`. Goes out: an `Expression` whose leaves are guidance. Not for: carrying it out
(`service.find.algebra.forecasts`, `service.find.algebra.implied`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.base.records import Period
from corpus.grammar.periods import ORDINALS
from service.find.algebra.forecasts import given_of
from service.find.fromplan.draft import Draft, missing
from service.plan.relations import concept_of
from service.plan.tree import MOST_READINGS, Expression, Leaf, Measure, Op, Scope

ENDS = ("low_end", "high_end", "midpoint")


def _leaf(draft: Draft) -> Leaf:
    """The forecast that is meant: its measure, period, unit, and the documents that gave it."""
    plan = draft.plan
    given = frozenset(d for group in plan.given for d in group)
    documents = given or draft.ledger.documents
    scope = Scope(tuple(documents), draft.ledger.entity)
    concepts = [c for m in plan.measures if m.match for c in m.match.concepts] or _forecast(draft)
    if not concepts:
        raise missing("forecast")
    leaf = Leaf(Measure(tuple(concepts[:MOST_READINGS])), None, plan.unit, scope, "guidance")
    return replace(leaf, period=plan.periods[0] if plan.periods else _bare(draft, leaf))


def _forecast(draft: Draft) -> list[str]:
    """Every measure that the documents forecast, where the question names none."""
    engine = draft.ledger.engine
    bases = []
    for concept in engine.facts.concepts_told(scenario="guidance"):
        base, facet = engine.concepts.split(concept)
        bases.append(base if facet else concept)
    return list(dict.fromkeys(bases))


def _bare(draft: Draft, leaf: Leaf) -> Period | None:
    """The period of "the full year" or "the first half", where forecasts are of just one such."""
    bare = [m.name for m in draft.question.of("bare_period")]
    if not bare:
        return None
    names = [f"{c}{growth}" for c in leaf.measure.concepts for growth in ("", "_yoy_change")]
    told = {f.found.period for name in names for f in given_of(draft.ledger, name)}
    fitting = [p for p in told if _is_bare(p, bare[0])]
    if not fitting:
        raise missing("forecast")
    return fitting[0] if len(fitting) == 1 else None


def _is_bare(period: Period, name: str) -> bool:
    """True where a period is such a stretch: "first half" fits 1H02, "full year" FY2002."""
    number = next((n for word, n in ORDINALS.items() if word in name.split()), None)
    label = period.label
    if "half" in name:
        return label[1:2] == "H" and (number is None or label.startswith(str(number)))
    if "quarter" in name:
        return label[1:2] == "Q" and (number is None or label.startswith(str(number)))
    return label.startswith("FY") if "year" in name else label.startswith("9M")


def _told(draft: Draft, leaf: Leaf) -> Expression:
    """The forecast in the form asked: growth, or an end of its range."""
    form = draft.plan.form
    if form == "growth":
        return Op("growth", (leaf,))
    return Op(form, (leaf,)) if form in ENDS else leaf


def guidance(draft: Draft) -> Expression:
    """What was expected."""
    return _told(draft, _leaf(draft))


def guidance_series(draft: Draft) -> Expression:
    """What was expected, each time that it was."""
    leaf = _leaf(draft)
    return Op("revisions", (Op("growth", (leaf,)) if draft.plan.form == "growth" else leaf,))


def guidance_actual(draft: Draft) -> Expression:
    """What was expected beside what came out; of one end of a range what lies between."""
    if not draft.plan.measures:
        raise missing("forecast")
    leaf, form = _leaf(draft), draft.plan.form
    if form in ENDS and leaf.period is not None:
        came = replace(leaf, scenario="actual", scope=draft.scope())
        return Op("difference", (came, Op(form, (leaf,))))
    return Op("outturn", (Op("growth", (leaf,)) if form == "growth" else leaf,))


def implied(draft: Draft) -> Expression:
    """What forecasts or growth rates imply for a period, by the other period that is named."""
    plan = draft.plan
    if not plan.measures or not plan.periods:
        raise missing()
    scenario = "guidance" if draft.question.has("guidance") else "actual"
    leaf = replace(_leaf(draft), scenario=scenario)
    others = [p for p in draft.question.periods if p not in plan.periods]
    options = (("end", plan.form),) if plan.form in ENDS else ()
    via = tuple(replace(leaf, period=p, scenario="actual") for p in others[:1])
    return Op("implied", (leaf, *via), options)


def implied_rate(draft: Draft) -> Expression:
    """The rate at which one figure was printed in two currencies."""
    plan = draft.plan
    concept = concept_of(plan.measures[0])
    period = plan.periods[0] if plan.periods else None
    scenario = "guidance" if draft.question.has("guidance") else "actual"
    return Op("implied_rate", (Leaf(Measure((concept,)), period, None, draft.scope(), scenario),))


FORECASTS: Mapping[str, Callable[[Draft], Expression]] = {
    "guidance": guidance,
    "guidance_series": guidance_series,
    "guidance_actual": guidance_actual,
    "implied": implied,
    "implied_rate": implied_rate,
}
