"""The table of operations: each row of `operations.toml` with the function that carries it out.

Comes in: a `Desk` (question, plan, look-ups). Goes out: an `Outcome`. Not for: deciding which
operation (`service.plan.plan`). Functions for changes and ratios are in
`service.find.operations.changes`, lists in `service.find.operations.listing`, forecasts in
`service.find.operations.forecasts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.find.operations import changes, forecasts, implications, listing, ratios, totals
from service.find.outcome import Desk, Outcome
from service.find.reported import Found
from service.understand.terms import singular

Operation = Callable[[Desk], Outcome]


def figure(desk: Desk) -> Outcome:
    """One figure for one period."""
    plan = desk.plan
    if not plan.measures or not plan.periods:
        return desk.missing()
    mention, period, kept = plan.measures[0], plan.periods[0], desk.ledger.kept.outcomes
    typed = desk.question.text[mention.start : mention.end]
    key = (desk.ledger.scope, id(mention.match), typed, period, plan.unit)
    known = kept.get(key)
    if known is not None and known[0] is mention.match:
        before: Outcome = known[1]
        return before
    outcome = _figure(desk)
    if mention.match is not None:
        kept.keep(key, (mention.match, outcome))
    return outcome


def _figure(desk: Desk) -> Outcome:
    plan = desk.plan
    found = desk.pick(plan.measures[0], plan.periods[0])
    if not found:
        return desk.missing()
    if len(found) > 1:
        family = listing.family_points(desk, plan.measures[0])
        if family:
            return Outcome("answered", "comparison", points=family)
        return Outcome("ambiguous", None, alternatives=tuple(found))
    return desk.settled(found[0])


def open_period(desk: Desk) -> Outcome:
    """No period was asked and several are reported: all readings are offered, none is chosen."""
    readings: list[Found] = []
    for mention in desk.plan.measures:
        match = mention.match
        if match is None:
            continue
        if len(match.family) > 1 and match.cover < 0.95 and len(desk.plan.measures) == 1:
            family = listing.family_points(desk, mention)
            if family:
                return Outcome("answered", "comparison", points=family)
        for concept in match.concepts:
            for period in listing.main_periods(desk, concept):
                found = desk.ledger.reported(concept, period, desk.plan.unit)
                if found is not None:
                    readings.append(found)
    if len(readings) == 1:
        return desk.settled(readings[0])
    if not readings:
        return desk.missing()
    if len(desk.plan.measures) == 1 and _in_plural(desk, readings[0].label):
        return Outcome("answered", "series", points=tuple(readings))
    return Outcome("ambiguous", None, alternatives=tuple(readings))


def _in_plural(desk: Desk, label: str) -> bool:
    """True where the question has a measure in the plural that is named in the singular: "the
    rates".
    """
    text = desk.question.text
    typed = " ".join(text[m.start : m.end] for m in desk.question.measures).casefold().split()
    named = label.casefold().split()
    return any(w.endswith("s") and singular(w) != w and singular(w) in named for w in typed)


def refuse(desk: Desk) -> Outcome:
    """A word is not understood, or no measure is named."""
    return desk.missing(desk.plan.form)


OPERATIONS: Mapping[str, Operation] = {
    "figure": figure,
    "open_period": open_period,
    "refuse": refuse,
    "change": changes.change,
    "share": ratios.share,
    "margin": ratios.margin,
    "ratio": ratios.ratio,
    "sum": totals.total,
    "average": totals.average,
    "difference": totals.difference,
    "equals": totals.equals,
    "left_out": totals.left_out,
    "points": listing.points,
    "extreme": listing.extreme,
    "threshold": listing.threshold,
    "guidance": forecasts.guidance,
    "guidance_actual": forecasts.guidance_actual,
    "guidance_series": forecasts.guidance_series,
    "implied": implications.implied,
    "implied_rate": implications.implied_rate,
}
