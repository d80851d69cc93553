"""What to say where nothing is reported: what is missing, and what the documents do report nearby.

Comes in: a `Desk` and an empty `Outcome`. Goes out: a sentence without any figure. Not for:
answers.
"""

from __future__ import annotations

import re

from service.find.outcome import Desk, Outcome
from service.find.reported import in_time
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
        return f"{head} {near}" if (near := _reported(desk)) else head
    if not plan.measures:
        return "The question names no measure that the documents report."
    concept = concept_of(plan.measures[0])
    asked = ", ".join([p.label for p in plan.periods])
    kept, key = (
        desk.ledger.kept.nearby,
        (desk.ledger.scope, concept, asked, plan.unit, outcome.missing),
    )
    return kept.get(key) or kept.keep(key, _say_nearby(desk, outcome, concept, asked))


def _say_nearby(desk: Desk, outcome: Outcome, concept: str, asked: str) -> str:
    plan, label = desk.plan, desk.ledger.label(concept)
    unit = f" in {plan.unit}" if plan.unit else ""
    if outcome.missing == "forecast":
        return (
            f"The documents give no forecast of {_inner(label)}"
            f"{f' for {asked}' if asked else ''}{unit}. " + _reported(desk)
        )
    return (
        _reported(desk, asked, unit)
        or f"The documents do not report {_inner(label)}{f' for {asked}' if asked else ''}{unit}."
    )


def _reported(desk: Desk, asked: str = "", unit: str = "") -> str:
    """The periods that the measure is reported for."""
    if not desk.plan.measures:
        return ""
    concept = concept_of(desk.plan.measures[0])
    periods = in_time(desk.ledger.all_periods(desk.ledger.engine.concepts.canonical(concept)))
    label = _inner(desk.ledger.label(concept))
    named = list(dict.fromkeys(p.label for p in reversed(periods)))
    if not named:
        forecast = {p.label for p in desk.ledger.all_periods(concept, "guidance")}
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
