"""Who is meant where a question names nobody and several report the measure.

Comes in: a `Desk` of a question without an entity, and what its operation came to. Goes out: the
desk and outcome of the one entity that reports it, or an ambiguous outcome with one reading for
each. Not for: questions that name an entity or a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.duplicates import same_figure
from corpus.model import Entity
from corpus.periods import Calendar
from service.asking.derive import Deriver
from service.asking.ledger import Found, Ledger
from service.asking.outcome import Desk, Outcome
from service.asking.plan import make_plan
from service.asking.vocabulary import vocabulary_of

MOST_TRIED = 12
"""Entities that are tried, those with most figures of the measure first."""

Operate = Callable[[Desk], Outcome]


def tell_entities_apart(
    desk: Desk, outcome: Outcome, operations: Mapping[str, Operate]
) -> tuple[Desk, Outcome]:
    """The outcome of the one entity that is meant; ambiguous where several may be."""
    entities = _reporting(desk)
    if len(entities) < 2:
        return desk, outcome
    told: list[tuple[Entity, Desk, Outcome]] = []
    for entity in entities:
        own = _desk_of(desk, entity)
        if own.plan.operation not in operations:
            continue
        result = operations[own.plan.operation](own)
        if result.status != "unanswered":
            told.append((entity, own, result))
    if not told:
        return desk, desk.missing()
    if len(told) == 1:
        return told[0][1], told[0][2]
    if _agree([result for _, _, result in told]):
        return desk, outcome
    readings = [
        replace(found, label=f"{entity.name}: {found.label}")
        for entity, _, result in told
        for found in _figures(result)[:1]
    ]
    return desk, Outcome("ambiguous", None, alternatives=tuple(readings))


def _agree(results: list[Outcome]) -> bool:
    """True where all print one and the same figure: then it does not matter who is meant."""
    first = [r.found.facts[0] for r in results if r.found is not None and r.found.facts]
    return len(first) == len(results) and all(
        same_figure(f, first[0])
        and (f.value.decimals != first[0].value.decimals or f.value.amount == first[0].value.amount)
        for f in first
    )


def _reporting(desk: Desk) -> list[Entity]:
    """The entities that report a measure of the plan, those with most figures first."""
    ledger = desk.ledger
    known = vocabulary_of(ledger.engine).holders
    if len(known) < 2 or ledger.entity is not None or ledger.documents:
        return []
    counts: dict[str, int] = {}
    for mention in desk.plan.measures:
        for concept in mention.match.concepts if mention.match is not None else ():
            for entity, count in ledger.engine.facts.entities(concept).items():
                counts[entity] = counts.get(entity, 0) + count
    ranked = sorted(counts, key=lambda e: (-counts[e], e))
    return [known[e] for e in ranked[:MOST_TRIED] if e in known]


def _desk_of(desk: Desk, entity: Entity) -> Desk:
    ours = desk.ledger
    ledger = Ledger(ours.engine, Calendar(entity), ours.documents, entity.id, ours.kept)
    return Desk(desk.question, make_plan(desk.question, ledger), Deriver(ledger))


def _figures(outcome: Outcome) -> tuple[Found, ...]:
    if outcome.found is not None:
        return (outcome.found,)
    return outcome.points or outcome.alternatives
