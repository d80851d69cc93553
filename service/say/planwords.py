"""A plan in words: "share of equipment sales 2Q02 and total revenues 2Q02, in USD".

Comes in: a `Tree` and the labels of its measures. Goes out: a line that a person can check the
reading by. Not for: what the plan comes to (`service.say.wording`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.base.records import Period
from service.plan.tree import Constant, Expression, Leaf, Op, Tree

Label = Callable[[str], str]
MOST_LISTED = 8
"""Operands that are named one by one; of more, their number is said."""


def say_plan(tree: Tree, label: Label) -> str:
    """The whole plan, with the form of its result."""
    said = [_said(tree.root, label)]
    form = tree.form
    if form.scale is not None:
        said.append(f"in units of 1e{form.scale}")
    if form.decimals is not None:
        said.append(f"to {form.decimals} decimals")
    if form.table:
        said.append("as a table")
    return ", ".join(said)


def _said(node: Expression, label: Label) -> str:
    if isinstance(node, Leaf):
        return _leaf(node, label)
    if isinstance(node, Constant):
        return f"{node.amount:,f}" + (f" {node.unit}" if node.unit != "count" else "")
    return _operation(node, label)


def _leaf(leaf: Leaf, label: Label) -> str:
    measure = leaf.measure
    said = [label(measure.concept) if measure.concepts else f"“{measure.phrase}”"]
    if leaf.period is not None:
        said.append(leaf.period.label if isinstance(leaf.period, Period) else leaf.period)
    if leaf.scenario != "actual":
        said.append(f"({leaf.scenario.replace('_', ' ')})")
    said += [f"({value})" for _, value in leaf.dimensions]
    if leaf.unit:
        said.append(f"in {leaf.unit}")
    if leaf.scope.documents:
        said.append("in " + _listed(leaf.scope.documents))
    return " ".join(said)


def _operation(op: Op, label: Label) -> str:
    options = "".join(f", {name} {said.replace('_', ' ')}" for name, said in op.options)
    name = op.name.replace("_", " ")
    if isinstance(op.over, tuple):
        return f"{_said(op.args[0], label)} at each of {_listed([p.label for p in op.over])}"
    if op.over is not None:
        return f"{_said(op.args[0], label)} at each of its periods ({op.over})"
    args = [f"({_said(a, label)})" if isinstance(a, Op) else _said(a, label) for a in op.args]
    return _listed(args) if op.name == "each" else f"{name} of {_listed(args)}{options}"


def _listed(items: Sequence[str]) -> str:
    if len(items) > MOST_LISTED:
        return f"{', '.join(items[:MOST_LISTED])} and {len(items) - MOST_LISTED} more"
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
