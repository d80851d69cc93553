"""A plan that a program sends, to an answer: the same look-ups, citations, checks and refusals.

Comes in: a plan as JSON data and an `Engine`. Goes out: an `Answer`, a pure function of both. Not
for: plans of questions, which `service.ask.answer` makes and carries out.

Raises: TreeError with a JSON pointer for data that is no plan, NotFoundError for an unknown
document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from corpus.base.errors import NotFoundError
from corpus.base.records import Entity, Period
from corpus.concepts.concepts import Concepts
from corpus.grammar.periods import Calendar
from index.engine import Engine
from service.ask.passages import passages_for
from service.ask.records import Answer, Interpretation
from service.cite.shelf import shelf_of
from service.find.algebra.execute import evaluate
from service.find.companies import MOST_TRIED, meant, ranked
from service.find.outcome import Absent, Outcome
from service.find.reported import Ledger
from service.plan.ratios import ratio_named
from service.plan.tree import Expression, Leaf, Measure, Op, Tree, leaves
from service.plan.treejson import dumps, from_json
from service.say.missing import say_absent, say_reason
from service.say.planwords import say_plan
from service.say.stating import stated
from service.understand.vocabulary import vocabulary_of


@dataclass(frozen=True, slots=True)
class Sent:
    """A plan as it was sent, the engine it is asked of, and the one document, if any."""

    data: object
    engine: Engine
    document: str | None = None

    def tree(self, entity: Entity) -> Tree:
        """The plan with its labels of periods read on the calendar of who is meant."""
        known = shelf_of(self.engine).holders
        tree = from_json(
            self.data, lambda name: Calendar(known.get(name, entity) if name else entity)
        )
        return replace(tree, root=_named(tree.root, self.engine.concepts))

    def ledger(self, entity: Entity, *, only: bool) -> Ledger:
        """The look-ups of an entity; of all where it need not be the `only` one."""
        documents = frozenset({self.document} if self.document else ())
        kept = vocabulary_of(self.engine).kept
        return Ledger(self.engine, Calendar(entity), documents, entity.id if only else None, kept)


def run_plan(
    data: object, engine: Engine, *, document: str | None = None, id: str | None = None
) -> Answer:
    """Execute a plan; `document` restricts it to one, `id` is echoed."""
    if document is not None and document not in engine.documents:
        raise NotFoundError(f"no document {document!r}")
    sent = Sent(data, engine, document)
    entity, outcome = _carried_out(sent)
    tree = sent.tree(entity)
    return _answer(sent, tree, sent.ledger(entity, only=False), outcome, id)


def _carried_out(sent: Sent) -> tuple[Entity, Outcome]:
    """Who is meant and what the plan comes to; of several who report it, a choice."""
    if sent.document is not None:
        entity = sent.engine.documents[sent.document].entity
        return entity, evaluate(sent.tree(entity), sent.ledger(entity, only=False))
    usual = vocabulary_of(sent.engine).usual.entity
    tree = sent.tree(usual)
    open_leaves = [leaf for leaf in leaves(tree.root) if leaf.scope.entity is None]
    reporting = _reporting(sent.engine, open_leaves)
    if len(reporting) < 2:
        entity = reporting[0] if reporting else usual
        return entity, evaluate(sent.tree(entity), sent.ledger(entity, only=False))
    told = list(_told(sent, reporting))
    outcome = meant(told) if told else evaluate(tree, sent.ledger(usual, only=False))
    return (told[0][0] if len(told) == 1 else usual), outcome


def _reporting(engine: Engine, open_leaves: list[Leaf]) -> list[Entity]:
    """Who reports a measure of the plan that is left open to whom it is of."""
    shelf = shelf_of(engine)
    if len(shelf.holders) < 2:
        return []
    documents = {d for leaf in open_leaves for d in leaf.scope.documents if d in shelf}
    scope = {shelf[d].entity.id for d in documents}
    concepts = [c for leaf in open_leaves for c in leaf.measure.concepts]
    return [e for e in ranked(engine, concepts) if not scope or e.id in scope]


def _told(sent: Sent, entities: list[Entity]) -> Iterator[tuple[Entity, Outcome]]:
    for entity in entities[:MOST_TRIED]:
        outcome = evaluate(sent.tree(entity), sent.ledger(entity, only=True))
        if outcome.status != "unanswered":
            yield entity, outcome


def _answer(sent: Sent, tree: Tree, ledger: Ledger, outcome: Outcome, id: str | None) -> Answer:
    engine, found = sent.engine, outcome.found
    words = say_plan(tree, ledger.label)
    silent = outcome.status == "unanswered"
    told = stated(ledger, outcome)
    figures = [f for f in (found, *outcome.points) if f is not None]
    return Answer(
        _answer_id(engine, tree, sent.document),
        id,
        words,
        engine.generation,
        told.status,
        outcome.kind,
        _say_silent(ledger, tree, outcome) if silent else told.sentence,
        _interpretation(tree, words, ledger, sent.document),
        found.value if found else None,
        found.concept if found else None,
        found.period if found else None,
        told.points,
        told.derivation,
        told.checks,
        told.alternatives,
        told.citations,
        passages_for(engine, words, figures, sent.document),
        outcome.short,
        told.standing,
        told.facts,
    )


def _say_silent(ledger: Ledger, tree: Tree, outcome: Outcome) -> str:
    if outcome.missing == "reason":
        return say_reason(outcome)
    leaf = leaves(tree.root)[0]
    period = leaf.period.label if isinstance(leaf.period, Period) else ""
    return say_absent(ledger, outcome, Absent(leaf.measure.concept, period, leaf.unit))


def _interpretation(tree: Tree, words: str, ledger: Ledger, document: str | None) -> Interpretation:
    asked = leaves(tree.root)
    periods = [leaf.period.label for leaf in asked if isinstance(leaf.period, Period)]
    units = {leaf.unit for leaf in asked}
    documents = {d for leaf in asked for d in leaf.scope.documents} | {document} - {None}
    entities = {leaf.scope.entity for leaf in asked}
    return Interpretation(
        entities.pop() if len(entities) == 1 else None,
        tuple(dict.fromkeys(leaf.measure.concept for leaf in asked if leaf.measure.concepts)),
        tuple(dict.fromkeys(periods)),
        units.pop() if len(units) == 1 else None,
        "figure" if isinstance(tree.root, Leaf) else getattr(tree.root, "name", None),
        (),
        words,
        tuple(sorted(str(d) for d in documents)),
        tree=tree,
    )


def _named(node: Expression, concepts: Concepts) -> Expression:
    """The expression with the measures that its phrases name; one that names none stays."""
    if isinstance(node, Op):
        return replace(node, args=tuple(_named(a, concepts) for a in node.args))
    if isinstance(node, Leaf) and node.measure.phrase:
        phrase = node.measure.phrase
        known = concepts.find(phrase) or ratio_named(phrase)
        return replace(node, measure=Measure((known.id,))) if known is not None else node
    return node


def _answer_id(engine: Engine, tree: Tree, document: str | None) -> str:
    """An id made of the plan, its scope and the generation: equal plans, equal ids."""
    key = f"{engine.generation}\n{document or ''}\n{dumps(tree)}"
    return "p" + sha256(key.encode()).hexdigest()[:20]
