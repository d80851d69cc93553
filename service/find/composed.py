"""A question that its plan leaves unanswered, or takes for less than it says, read as a tree.

Comes in: a `Desk` and what its plan came to. Goes out: the outcome of the reading that stands
clear, or what came in. Not for: reading (`service.plan.reading`).

Every reading is executed. One is given where all that are as likely come to the same figures.
"""

from __future__ import annotations

from decimal import Decimal

from service.find.algebra.execute import evaluate
from service.find.fromplan.make import tree_of
from service.find.outcome import Desk, Outcome
from service.plan.reading import trees_of
from service.plan.tree import Expression, Op, Scope, Tree, leaves
from service.understand.question import Question
from service.understand.vocabulary import vocabulary_of

CLEAR, MOST = 0.1, 6
LISTING = frozenset({"each", "series"})
CHANGING = frozenset({"change", "growth"})
SAID_ELSEWHERE = frozenset({"why", "how", "text"})


def reread(desk: Desk, outcome: Outcome | None) -> Outcome | None:
    """The outcome of the tree that the words make, where the plan came to nothing or to less."""
    question = desk.question
    if outcome is None or outcome.status == "disputed" or not _composed(question):
        return outcome
    if question.cue in SAID_ELSEWHERE or question.cue_anywhere or question.scope.given:
        return outcome
    ledger = desk.ledger
    scope = Scope(tuple(ledger.documents), ledger.entity)
    weighed = trees_of(question, vocabulary_of(ledger.engine), scope)[:MOST]
    if outcome.status == "answered":
        planned = tree_of(desk)
        weighed = [w for w in weighed if planned is None or _says_more(w.tree, planned)]
    told = [(w.weight, evaluate(w.tree, ledger)) for w in weighed]
    found = [(weight, o) for weight, o in told if o.status in ("answered", "disputed")]
    if not found:
        return outcome
    near = [o for weight, o in found if weight >= found[0][0] - CLEAR]
    first = near[0]
    return first if all(_figures(o) == _figures(first) for o in near) else outcome


def _composed(question: Question) -> bool:
    """True where something is said that joins measures or periods."""
    several = len(question.measures) > 1 or len(question.periods) > 1
    return several and bool(question.operations or question.of("unmatched") or question.unit)


def _says_more(tree: Tree, planned: Tree) -> bool:
    """True where a tree computes what a plan only lists, or computes with more of its figures."""
    ours, theirs = _operations(tree.root), _operations(planned.root)
    if not theirs - LISTING:
        return bool(ours - LISTING)
    return _parts(planned.root) < _parts(tree.root) and not theirs - LISTING <= CHANGING


def _operations(node: Expression) -> frozenset[str]:
    if not isinstance(node, Op):
        return frozenset()
    return frozenset((node.name,)).union(*(_operations(a) for a in node.args))


def _parts(node: Expression) -> frozenset[tuple[str, object]]:
    """The figures of a tree, and its operations."""
    figures = frozenset((leaf.measure.concept, leaf.period) for leaf in leaves(node))
    return figures | frozenset((name, None) for name in _operations(node))


def _figures(outcome: Outcome) -> tuple[Decimal, ...]:
    found = (outcome.found,) if outcome.found is not None else outcome.points
    return tuple(f.amount for f in found)
