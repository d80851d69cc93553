"""What to say where nothing is reported: what is missing, and what the documents do report nearby.

Comes in: a `Desk` and an empty `Outcome`. Goes out: a sentence without any figure. Not for:
answers.
"""

from __future__ import annotations

import re

from service.find.outcome import Absent, Desk, Outcome
from service.find.reported import Ledger, in_time
from service.plan.relations import concept_of
from service.understand.terms import words_of

MOST_NAMED = 8
_ASKING = re.compile(r"\b(?:who|whe|whi|why|how)", re.IGNORECASE)
ASKING = {
    "who": "who",
    "whom": "who",
    "whose": "whose",
    "where": "where",
    "when": "when",
    "why": "why",
    "which": "which one",
    "how": "how",
}
"""Question words that ask no figure, and what the documents then do not say."""


def say_missing(desk: Desk, outcome: Outcome) -> str:
    """Why there is no answer, in one or two sentences."""
    question, plan = desk.question, desk.plan
    opening = words_of(question.text)[:2] if _ASKING.search(question.text) else ()
    asking = next((ASKING[w] for w in opening if w in ASKING), None)
    if asking and opening not in (("how", "much"), ("how", "many")):
        said = [w for w in question.unmatched if w.casefold() not in ASKING][:MOST_NAMED]
        named = ", ".join(f"“{w}”" for w in said)
        about = f"; no sentence answers a question about {named}" if named else ""
        if not plan.measures or plan.operation == "speak":
            return f"The documents do not say {asking}{about}."
    if plan.words:
        words = ", ".join(f"“{w}”" for w in plan.words[:MOST_NAMED])
        return f"No figure of the documents answers for {words}, which the question says."
    if question.unmatched and plan.operation in ("refuse", "speak"):
        words = ", ".join(f"“{w}”" for w in question.unmatched[:MOST_NAMED])
        head = f"The documents give no figure for a question about {words}."
        near = _reported(desk.ledger, concept_of(plan.measures[0])) if plan.measures else ""
        return f"{head} {near}" if near else head
    if outcome.missing == "reason":
        return say_reason(outcome)
    if not plan.measures:
        return "The question names no measure that the documents report."
    asked = ", ".join([p.label for p in plan.periods])
    told = Absent(concept_of(plan.measures[0]), asked, plan.unit)
    return say_absent(desk.ledger, outcome, told)


def say_reason(outcome: Outcome) -> str:
    """A refusal's own reason, as a sentence."""
    return f"{outcome.remark[:1].upper()}{outcome.remark[1:]}."


def say_absent(ledger: Ledger, outcome: Outcome, asked: Absent) -> str:
    """That a figure is not reported, and what is; of several the one that was looked for."""
    told = outcome.absent or asked
    kept, key = ledger.kept.nearby, (ledger.scope, *told, outcome.missing)
    return kept.get(key) or kept.keep(key, _say_nearby(ledger, outcome, told))


def _say_nearby(ledger: Ledger, outcome: Outcome, told: Absent) -> str:
    label, asked = ledger.label(told.concept), told.period
    unit = f" in {told.unit}" if told.unit else ""
    when = f" for {asked}" if asked else ""
    if outcome.missing == "forecast":
        near = _reported(ledger, told.concept)
        return f"The documents give no forecast of {_inner(label)}{when}{unit}. " + near
    return (
        _reported(ledger, told.concept, asked, unit)
        or f"The documents do not report {_inner(label)}{when}{unit}."
    )


def _reported(ledger: Ledger, concept: str, asked: str = "", unit: str = "") -> str:
    """The periods that a measure is reported for."""
    periods = in_time(ledger.all_periods(ledger.engine.concepts.canonical(concept)))
    label = _inner(ledger.label(concept))
    named = list(dict.fromkeys(p.label for p in reversed(periods)))
    if not named:
        forecast = {p.label for p in ledger.all_periods(concept, "guidance")}
        return (
            f"The documents only forecast {label}, for {', '.join(sorted(forecast))}."
            if forecast
            else ""
        )
    listed = ", ".join(named[:MOST_NAMED])
    tail = (
        f", not for {asked}{unit}"
        if asked and asked not in named
        else f", but not what was asked{unit}"
        if asked
        else ""
    )
    return f"The documents report {label} for {listed}{tail}."


def _inner(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
