"""The planner's plans as trees: what words decided is said by operations, options and order.

Comes in: a `Question`, its `Plan` and a `Ledger`. Goes out: a `Tree` for the one executor, None
where the plan asks for sentences; or what it comes to. Not for: executing
(`service.find.algebra.execute`).

Raises: RefusedError where the plan itself is a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.find.algebra.execute import evaluate
from service.find.algebra.terms import RefusedError
from service.find.derive import Deriver
from service.find.fromplan import forecasts, overtime, related
from service.find.fromplan.draft import Draft, missing
from service.find.outcome import Desk, Outcome
from service.find.reported import Ledger
from service.plan.relations import Plan
from service.plan.tree import Expression, Tree
from service.understand.question import Question

MAKERS: Mapping[str, Callable[[Draft], Expression]] = {
    "figure": related.figure,
    "open_period": related.open_period,
    "change": overtime.change,
    "share": related.share,
    "margin": related.margin,
    "ratio": related.ratio,
    "sum": related.total,
    "average": related.average,
    "difference": related.difference,
    "equals": related.equals,
    "left_out": related.left_out,
    "points": overtime.points,
    "extreme": overtime.extreme,
    "threshold": overtime.threshold,
    **forecasts.FORECASTS,
}


def as_tree(question: Question, plan: Plan, ledger: Ledger) -> Tree | None:
    """The tree of a plan; None where sentences are asked for. Raises: RefusedError."""
    if plan.operation == "speak":
        return None
    if plan.operation == "refuse":
        raise missing(plan.form or "not reported")
    draft = Draft(question, plan, Deriver(ledger))
    return Tree(MAKERS[plan.operation](draft))


def tree_of(desk: Desk) -> Tree | None:
    """The tree of a question's plan; None where it asks for sentences or cells, or is refused."""
    if desk.tree is not None:
        return desk.tree
    if not desk.plan.measures and desk.plan.operation not in forecasts.FORECASTS:
        return None
    try:
        return as_tree(desk.question, desk.plan, desk.ledger)
    except RefusedError:
        return None


def carry_out(desk: Desk) -> Outcome:
    """What a plan comes to, by its tree."""
    try:
        tree = as_tree(desk.question, desk.plan, desk.ledger)
    except RefusedError as refused:
        return refused.outcome
    return desk.missing() if tree is None else evaluate(tree, desk.ledger)
