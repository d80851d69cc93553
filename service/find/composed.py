"""A question that its plan leaves unanswered, or takes for less than it says, read as a tree.

Comes in: a `Desk` and what its plan came to. Goes out: the reading that stands clear with its
outcome, or what came in. Not for: reading (`service.plan.reading`).

Every reading is executed. One is given where all that are as likely come to the same figures; else
they are offered, where nothing was answered.
"""

from __future__ import annotations

from dataclasses import replace
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
JOINING = ("share", "ratio", "difference", "per", "excluding", "above", "below")
CHANGING = frozenset({"change", "growth"})
SAID_ELSEWHERE = frozenset({"why", "how", "text"})


def reread(desk: Desk, outcome: Outcome | None) -> tuple[Desk, Outcome | None]:
    """The tree that the words make and what it comes to, where the plan came to nothing or less."""
    question = desk.question
    if outcome is None or outcome.status == "disputed" or not _composed(question):
        return desk, outcome
    if question.cue in SAID_ELSEWHERE or question.cue_anywhere or question.scope.given:
        return desk, outcome
    ledger = desk.ledger
    scope = Scope(tuple(ledger.documents), ledger.entity)
    weighed = trees_of(question, vocabulary_of(ledger.engine), scope)[:MOST]
    if outcome.status == "answered":
        planned = tree_of(desk)
        weighed = [w for w in weighed if planned is None or _says_more(w.tree, planned)]
    told = [(w, evaluate(w.tree, ledger)) for w in weighed]
    near = [(w, o) for w, o in told if o.status in ("answered", "disputed")]
    near = [(w, o) for w, o in near if w.weight >= near[0][0].weight - CLEAR]
    if not near:
        return desk, outcome
    tree, first = near[0][0].tree, near[0][1]
    if any(_figures(o) != _figures(first) for _, o in near):
        rivals = tuple(o.found for _, o in near if o.found is not None)
        open_yet = outcome.status == "unanswered" and len(rivals) > 1
        return desk, Outcome("ambiguous", None, alternatives=rivals) if open_yet else outcome
    name = tree.root.name if isinstance(tree.root, Op) else desk.plan.operation
    return replace(desk, tree=tree, plan=replace(desk.plan, operation=name)), first


def _composed(question: Question) -> bool:
    """True where something is said that joins measures or periods."""
    several = len(question.measures) > 1 or len(question.periods) > 1 or question.has(*JOINING)
    return several and bool(question.operations or question.of("unmatched") or question.unit)


def _says_more(tree: Tree, planned: Tree) -> bool:
    """True where a tree computes what a plan only lists, or computes with more of its figures."""
    ours, theirs = _operations(tree.root), _operations(planned.root)
    if not theirs - LISTING:
        return bool(ours - LISTING)
    more = _figures_of(planned.root) < _figures_of(tree.root)
    return more and bool(ours - LISTING) and not theirs - LISTING <= CHANGING


def _operations(node: Expression) -> frozenset[str]:
    if not isinstance(node, Op):
        return frozenset()
    return frozenset((node.name,)).union(*(_operations(a) for a in node.args))


def _figures_of(node: Expression) -> frozenset[tuple[str, object]]:
    """The figures of a tree, by measure and period."""
    return frozenset((leaf.measure.concept, leaf.period) for leaf in leaves(node))


def _figures(outcome: Outcome) -> tuple[Decimal, ...]:
    found = (outcome.found,) if outcome.found is not None else outcome.points
    return tuple(f.amount for f in found)
