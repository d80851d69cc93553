"""The one executor: a tree to what it comes to, with the working and the sources of every operand.

Comes in: a `Tree` and a `Ledger`. Goes out: an `Outcome`, a pure function of both. Not for: making
trees (`service.understand`), nor for wording (`service.say`).

Nodes are computed from the leaves up; a node that comes to nothing refuses the whole, with its
reason, because a figure that leaves something out is another figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.base.errors import PeriodError
from corpus.base.records import Period, Value
from service.find.algebra.fieldratio import field_ratio
from service.find.algebra.forecasts import expected
from service.find.algebra.leaves import period_of, scoped, the_one
from service.find.algebra.rows import rows
from service.find.algebra.terms import RefusedError, Result, Term, number, refuse, term_of
from service.find.derive import Deriver
from service.find.outcome import Outcome, Tie, settled
from service.find.reported import Found, Ledger
from service.plan.ratios import ratios
from service.plan.tree import AS_REPORTED, Constant, Expression, Leaf, Op, Tree, leaves

MOST_LOOKUPS = 500
NO_PERIOD = Period("", None, date.min)
"""A figure that the question states is of no period."""


@dataclass
class Executor:
    """One run of one tree over one ledger, of at most so many look-ups."""

    deriver: Deriver
    looked: int = 0

    @property
    def ledger(self) -> Ledger:
        """The look-ups."""
        return self.deriver.ledger

    def result(self, node: Expression) -> Result:
        """What a node comes to. Raises: RefusedError."""
        if isinstance(node, Op):
            row = rows()[node.name]
            return row.function(self, node, row)
        self.looked += 1
        if self.looked > MOST_LOOKUPS:
            raise refuse(f"the plan looks up more than {MOST_LOOKUPS} figures")
        if isinstance(node, Constant):
            return Result((number(f"{node.amount:f}", _stated(node)),))
        ratio = ratios().get(node.measure.concept)
        if ratio is not None:
            return field_ratio(self, node, ratio)
        if node.scenario == "guidance":
            return expected(self, node)
        return Result((term_of(the_one(scoped(self.deriver, node.scope), node)),))

    def terms(self, nodes: Sequence[Expression]) -> list[Term]:
        """The figures of some nodes, lists spread. Raises: RefusedError."""
        found = []
        for node in nodes:
            result = self.result(node)
            if result.doubts:
                found += [replace(t, doubts=(*t.doubts, *result.doubts)) for t in result.terms]
            else:
                found += result.terms
        return found

    def at(self, leaf: Leaf) -> tuple[Deriver, Period | None]:
        """The look-ups of a leaf's own scope and its period."""
        deriver = scoped(self.deriver, leaf.scope)
        return deriver, period_of(deriver.ledger, leaf)


def _stated(node: Constant) -> Found:
    """A figure that the question states: nothing prints it, so it has no facts."""
    value = Value(node.amount, node.unit, "", None)
    return Found("constant", f"{node.amount:,f}", NO_PERIOD, value)


def evaluate(tree: Tree, ledger: Ledger) -> Outcome:
    """What a tree comes to: answered, disputed, ambiguous, or unanswered with its reason.

    A figure that is asked plainly is kept as long as its generation.
    """
    if not isinstance(tree.root, Leaf) or tree.form != AS_REPORTED:
        return replace(_evaluated(tree, ledger), form=tree.form)
    key = (ledger.scope, tree.root)
    known: Outcome | None = ledger.kept.outcomes.get(key)
    return known or ledger.kept.outcomes.keep(key, _evaluated(tree, ledger))


def _evaluated(tree: Tree, ledger: Ledger) -> Outcome:
    try:
        if not leaves(tree.root):
            raise refuse("the plan names no measure")
        result = Executor(Deriver(ledger)).result(tree.root)
        if not all(f.evidence for f in (*(t.found for t in result.terms), *result.shown)):
            raise refuse("a figure that the plan itself states is no answer")
        return _finished(result)
    except RefusedError as refused:
        return refused.outcome
    except PeriodError:
        return refuse("the calendar has no such period").outcome


def _finished(result: Result) -> Outcome:
    """The outcome of the topmost node."""
    if result.listed and len(result.terms) > 1:
        return _side_by_side(result)
    term = result.terms[0]
    outcome = settled(term.found)
    doubts = tuple(dict.fromkeys((*result.doubts, *term.doubts)))
    if result.kind == "series" and result.shown:  # a count: what is counted stands for it
        said = result.sentence
        return Outcome("answered", "series", points=result.shown, sentence=said)
    if result.kind is not None and not result.listed:
        outcome = replace(outcome, kind=result.kind)
    failed = any(not tie.passed for tie in result.ties)
    if doubts or failed or any(f.disputed for f in result.shown):
        outcome = replace(outcome, status="disputed", ties=(*outcome.ties, *_doubted(doubts)))
    return replace(
        outcome,
        points=result.shown,
        alternatives=(*outcome.alternatives, *result.alternatives),
        ties=(*outcome.ties, *result.ties),
        lead=result.lead,
        remark="; ".join(filter(None, (result.remark, outcome.remark, *doubts))),
        sentence=result.sentence,
    )


def _doubted(doubts: Sequence[str]) -> tuple[Tie, ...]:
    return tuple(Tie("plausibility", False, doubt) for doubt in doubts)


def _side_by_side(result: Result) -> Outcome:
    points = tuple(t.found for t in result.terms)
    doubts = tuple(dict.fromkeys((*result.doubts, *(d for t in result.terms for d in t.doubts))))
    return Outcome(
        "disputed" if doubts or any(f.disputed for f in points) else "answered",
        result.kind or "comparison",
        points=points,
        ties=_doubted(doubts),
        remark="; ".join(doubts),
    )
