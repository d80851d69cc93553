"""Who is meant where a question names nobody and several report the measure.

Comes in: a `Desk`. Goes out: what the plan comes to; where the question names no
entity, the desk and outcome of the one that reports it, or an ambiguous outcome with one reading
for each. Not for: which document is asked (`service.understand.scope`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.base.records import Entity
from corpus.grammar.periods import Calendar
from corpus.ties.duplicates import same_figure
from index.engine import Engine
from service.cite.shelf import shelf_of
from service.find.derive import Deriver
from service.find.fromplan.make import carry_out
from service.find.outcome import Desk, Outcome
from service.find.reported import Found, Ledger
from service.plan.formula import parse_formula
from service.plan.plan import make_plan
from service.understand.terms import words_of
from service.understand.vocabulary import vocabulary_of

MOST_TRIED = 12
"""Of so many entities or fewer all are tried, those with most figures of the measure first."""

MOST_SHOWN, MOST_LOOKED = 6, 24
"""Of more, so many readings are enough to ask whose is meant; so many are tried for them."""

Told = tuple[Entity, Desk, Outcome]


def operate(desk: Desk, *, apart: bool = True) -> tuple[Desk, Outcome]:
    """Carry out the plan; where nobody is named and several report, for each of them (`apart`).

    The outcome is that of the one entity that is meant, ambiguous where several may be.
    """
    named = _named(desk) if apart else []
    if len(named) > 1:
        return _side_by_side(desk, named)
    entities = named[0] if named else _reporting(desk) if apart else []
    if len(entities) > MOST_TRIED:
        return _among_many(desk, entities)
    outcome = carry_out(desk)
    if len(entities) < 2 or (outcome.status == "unanswered" and not named):
        return desk, outcome
    told = list(_told(desk, entities))
    if not told:
        return desk, desk.missing()
    if len(told) == 1:
        return told[0][1], told[0][2]
    if _agree([result for _, _, result in told]):
        return desk, outcome if outcome.status != "unanswered" else told[0][2]
    return desk, _ambiguous(_results(told))


def meant(told: list[tuple[Entity, Outcome]]) -> Outcome:
    """What the only one who reports it does, or all alike; else a choice among them."""
    if len(told) == 1 or _agree([result for _, result in told]):
        return told[0][1]
    return _ambiguous(told)


def ranked(engine: Engine, concepts: Iterable[str]) -> list[Entity]:
    """The entities that report some measures, those with most figures first."""
    holders = shelf_of(engine).holders
    counts: Counter[str] = Counter()
    for concept in concepts:
        counts.update(engine.facts.entities(concept))
    order = sorted(counts, key=lambda e: (-counts[e], e))
    return [holders[e] for e in order if e in holders]


def _named(desk: Desk) -> list[list[Entity]]:
    """The entities that the question names: several names, or one that several bear."""
    ledger = desk.ledger
    if ledger.entity is None or len(shelf_of(ledger.engine).holders) < 2:
        return []
    vocabulary = vocabulary_of(ledger.engine)
    groups = vocabulary.entities_named(words_of(desk.question.corrected))
    holders = vocabulary.holders
    if len(groups) < 2 and all(len(group) < 2 for group in groups):
        return []
    return [[holders[ident] for ident in group] for group in groups]


def _side_by_side(desk: Desk, named: list[list[Entity]]) -> tuple[Desk, Outcome]:
    """One figure of each entity named; what any of them lacks is missing from the whole."""
    points = []
    for group in named[:MOST_TRIED]:
        told = list(_told(desk, group))
        if not told:
            return _outcome_of(desk, group[0])
        entity, own, result = told[0]
        if len(told) > 1 or result.found is None:
            return own, _ambiguous(_results(told)) if len(told) > 1 else own.missing()
        points.append(replace(result.found, tag=f"{entity.name}, {result.found.period.label}"))
    if len({(point.concept, point.value.unit) for point in points}) > 1:
        return desk, desk.missing()
    return desk, Outcome("answered", "comparison", points=tuple(points))


def _among_many(desk: Desk, entities: list[Entity]) -> tuple[Desk, Outcome]:
    """The same without trying all: one that answers is meant only where no other could."""
    told: list[Told] = []
    looked = 0
    first: Outcome | None = None
    for looked, entity in enumerate(_printing_first(desk, entities)[:MOST_LOOKED], 1):
        own, result = _outcome_of(desk, entity)
        if result.status != "unanswered":
            told.append((entity, own, result))
        first = first or result
        if len(told) == MOST_SHOWN or (looked >= MOST_TRIED and len(told) > 1):
            break
    if not told:
        return desk, first or desk.missing()
    if len(told) == 1 and looked == len(entities):
        return told[0][1], told[0][2]
    return desk, _ambiguous(_results(told))


def _results(told: list[Told]) -> list[tuple[Entity, Outcome]]:
    return [(entity, result) for entity, _, result in told]


def _told(desk: Desk, entities: list[Entity]) -> Iterator[Told]:
    """The entities for which the plan comes to something."""
    for entity in entities:
        own, result = _outcome_of(desk, entity)
        if result.status != "unanswered":
            yield entity, own, result


def _outcome_of(desk: Desk, entity: Entity) -> tuple[Desk, Outcome]:
    own = _desk_of(desk, entity)
    return own, carry_out(own)


def _ambiguous(told: list[tuple[Entity, Outcome]]) -> Outcome:
    readings = [
        replace(found, label=f"{entity.name}: {found.label}")
        for entity, result in told
        for found in _figures(result)[:1]
    ]
    return Outcome("ambiguous", None, alternatives=tuple(readings))


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
    shelf = shelf_of(ledger.engine)
    if len(shelf.holders) < 2 or ledger.entity is not None:
        return []
    scope = {shelf[d].entity.id for d in ledger.documents}
    if len(scope) == 1:
        return []
    known = ranked(ledger.engine, _concepts(desk))
    return [entity for entity in known if not scope or entity.id in scope]


def _concepts(desk: Desk) -> list[str]:
    """What the measures of the plan may be read as, or made of."""
    concepts = desk.ledger.engine.concepts
    found: dict[str, None] = {}
    for mention in desk.plan.measures:
        for concept in mention.match.concepts if mention.match is not None else ():
            found[concept] = None
            known = concepts.get(concept)
            if known is not None and known.formula:
                found |= dict.fromkeys(parse_formula(known.formula).names)
    return list(found)


def _printing_first(desk: Desk, entities: list[Entity]) -> list[Entity]:
    """Those who print a figure of the periods asked before those who might imply one."""
    facts = desk.ledger.engine.facts
    printing: set[str] = set()
    for concept in _concepts(desk):
        for period in desk.plan.periods:
            printing |= facts.entities_near(concept, period)
    return sorted(entities, key=lambda entity: entity.id not in printing)


def _desk_of(desk: Desk, entity: Entity) -> Desk:
    ours = desk.ledger
    ledger = Ledger(ours.engine, Calendar(entity), ours.documents, entity.id, ours.kept)
    return Desk(desk.question, make_plan(desk.question, ledger), Deriver(ledger))


def _figures(outcome: Outcome) -> tuple[Found, ...]:
    if outcome.found is not None:
        return (outcome.found,)
    return outcome.points or outcome.alternatives
