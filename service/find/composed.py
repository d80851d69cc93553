"""A question that its plan leaves unanswered, read once more as a tree.

Comes in: a `Desk` and what its plan came to. Goes out: the outcome of the reading that stands
clear, or what came in. Not for: reading (`service.plan.reading`).

Every reading is executed. One is given where all that are as likely come to the same figures.
"""

from __future__ import annotations

from decimal import Decimal

from service.find.algebra.execute import evaluate
from service.find.outcome import Desk, Outcome
from service.plan.reading import trees_of
from service.plan.tree import Scope
from service.understand.vocabulary import vocabulary_of

CLEAR, MOST = 0.1, 6
SAID_ELSEWHERE = frozenset({"why", "how", "text"})


def reread(desk: Desk, outcome: Outcome | None) -> Outcome | None:
    """The outcome of the tree that the words make, where the plan came to nothing."""
    question = desk.question
    if outcome is None or outcome.status != "unanswered":
        return outcome
    if question.cue in SAID_ELSEWHERE or question.cue_anywhere or question.scope.given:
        return outcome
    ledger = desk.ledger
    scope = Scope(tuple(ledger.documents), ledger.entity)
    weighed = trees_of(question, vocabulary_of(ledger.engine), scope)[:MOST]
    told = [(w.weight, evaluate(w.tree, ledger)) for w in weighed]
    found = [(weight, o) for weight, o in told if o.status in ("answered", "disputed")]
    if not found:
        return outcome
    near = [o for weight, o in found if weight >= found[0][0] - CLEAR]
    first = near[0]
    return first if all(_figures(o) == _figures(first) for o in near) else outcome


def _figures(outcome: Outcome) -> tuple[Decimal, ...]:
    found = (outcome.found,) if outcome.found is not None else outcome.points
    return tuple(f.amount for f in found)
