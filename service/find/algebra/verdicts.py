"""Yes or no: whether a figure is greater, less, between two others, or what it should equal.

Comes in: an `Op` and its `Row`. Goes out: a `Result` that leads with the verdict and shows every
figure that it rests on. Not for: percentages of change, whose sign decides nothing.

What is compared are the figures themselves. Losses and payments, printed below zero, are compared
by their size where that is asked, or where every label says that money went out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from service.find.algebra.arithmetic import OUTGOING, operands
from service.find.algebra.operands import doubts_of
from service.find.algebra.terms import Result, Row, Run, Term, refuse
from service.find.outcome import Tie
from service.find.reported import Found, agree
from service.plan.tree import Constant, Op
from service.say.values import say_value
from service.understand.terms import words_of


def compare(run: Run, op: Op, row: Row) -> Result:
    """Whether the first figure is greater (or less) than the second."""
    one, other = _two(operands(run, op.args, one_unit=True), row)
    a, b = _amounts(op, (one, other))
    holds = a > b if row.name == "greater" else a < b
    sign = ">" if row.name == "greater" else "<"
    detail = f"{_told(one.found, a)} {sign} {_told(other.found, b)}"
    return _verdict(op, (one, other), holds, detail, row)


def between(run: Run, op: Op, row: Row) -> Result:
    """Whether the first figure lies between two others, both ends included."""
    terms = operands(run, op.args, one_unit=True)
    if len(terms) != 3:
        raise refuse("a figure lies between two others")
    amounts = [t.found.amount for t in terms]
    low, high = sorted(amounts[1:])
    detail = f"{low:,f} <= {amounts[0]:,f} <= {high:,f}"
    return _verdict(op, terms, low <= amounts[0] <= high, detail, row)


def equals(run: Run, op: Op, row: Row) -> Result:
    """Whether a figure is what others come to; where it is not, it is disputed."""
    first, second = _two(operands(run, op.args, one_unit=True), row)
    same = agree(first.found.value, second.found.value)
    derived = second.found.derivation
    working = derived.working if derived else say_value(second.found.value)
    detail = f"{working} = {second.found.amount:,f}, printed {first.found.amount:,f}"
    tie = Tie("recalculation", same, detail, (first.found, second.found))
    recomputed = second.compound
    if not recomputed:
        return _verdict(op, (first, second), same, detail, row)
    return Result(
        (first,),
        kind="figure",
        alternatives=(second.found,),
        ties=(tie,),
        lead="Yes" if same else "No",
        remark="" if same else f"recomputed it is {second.found.amount:,f}",
    )


def _two(terms: Sequence[Term], row: Row) -> tuple[Term, Term]:
    if len(terms) != 2:
        raise refuse(f"“{row.name}” is between two figures")
    return terms[0], terms[1]


def _amounts(op: Op, terms: Sequence[Term]) -> tuple[Decimal, ...]:
    """The amounts as they are compared, by size or as reported."""
    amounts = tuple(t.found.amount for t in terms)
    outgoing = all(OUTGOING & set(words_of(t.found.label)) for t in terms if t.leaves)
    by = op.option("by") or ("size" if outgoing and all(a < 0 for a in amounts) else "value")
    return tuple(map(abs, amounts)) if by == "size" else amounts


def _told(found: Found, amount: Decimal) -> str:
    return found.value.printed if found.facts and amount == found.amount else f"{amount:,f}"


def _verdict(op: Op, terms: Sequence[Term], holds: bool, detail: str, row: Row) -> Result:
    """The verdict; against a stated bound the figure itself is the answer's value."""
    figures = [t for t in terms if t.leaves]
    shown = tuple(t.found for t in figures)
    tie = Tie("comparison", True, detail if holds else f"not {detail}", shown)
    alone = len(figures) == 1 and any(isinstance(a, Constant) for a in op.args)
    return Result(
        (figures[0],),
        kind=None if alone else "comparison",
        shown=() if alone else shown,
        ties=(tie,),
        lead="Yes" if holds else "No",
        doubts=doubts_of(terms),
    )
