"""What an outcome comes to, whatever words asked for it: its figures, working, ties and sentence.

Comes in: a `Desk` and its `Outcome`. Goes out: a `Stated` with everything cited. Not for: passages
and the question's own parts (`service.ask.answer`).

A question's words do not change what a figure rests on, so an outcome that is kept is stated once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.base.records import Check, Span
from index.engine import Engine
from service.ask.records import Point, ShownCheck, ShownDerivation, Stated
from service.cite.citations import Citation
from service.find.outcome import Desk, Outcome
from service.find.reported import Found
from service.say.wording import point_label, say
from service.understand.vocabulary import vocabulary_of

MOST_CITATIONS = 12
MOST_CHECKS = 6


@dataclass
class Citer:
    """Citations of one answer: each span once, in the order of first use."""

    engine: Engine
    made: dict[Span, Citation] = field(default_factory=dict)

    def cite(self, span: Span) -> str:
        """The id of the citation of a span."""
        known = self.made.get(span)
        if known is None:
            known = vocabulary_of(self.engine).citation(self.engine, span)
            self.made[span] = known
        return known.id

    def cite_found(self, found: Found, most: int = 4) -> tuple[str, ...]:
        """The ids of what a figure rests on."""
        facts = found.facts[:most] if found.facts else found.evidence
        return tuple(dict.fromkeys(self.cite(f.span) for f in facts))

    def point(self, found: Found, among: Sequence[Found] = ()) -> Point:
        """A figure as a point."""
        label = point_label(found, among or (found,))
        return Point(label, found.concept, found.period, found.value, self.cite_found(found))


def stated(desk: Desk, outcome: Outcome) -> Stated:
    """What the outcome comes to; one that is kept was stated before."""
    kept = desk.ledger.kept
    known = kept.stated.get(id(outcome))
    if known is not None and known[0] is outcome:
        before: Stated = known[1]
        return before
    made = _state(desk, outcome)
    if desk.plan.operation == "figure":
        kept.stated.keep(id(outcome), (outcome, made))
    return made


def _state(desk: Desk, outcome: Outcome) -> Stated:
    citer = Citer(desk.ledger.engine)
    found = outcome.found
    derivation = None
    if found is not None:
        citer.cite_found(found)
        if found.derivation is not None:
            derivation = ShownDerivation(
                found.derivation.formula,
                found.derivation.working,
                tuple(citer.point(f, found.derivation.inputs) for f in found.derivation.inputs),
            )
    points = tuple(citer.point(p, outcome.points) for p in outcome.points)
    alternatives = tuple(citer.point(a, outcome.alternatives) for a in outcome.alternatives)
    checks = _checks(desk, outcome, citer)
    spans = tuple(citer.made.values())
    most = max(MOST_CITATIONS, len(points) + len(derivation.inputs if derivation else ()))
    return Stated(points, derivation, alternatives, checks, spans[:most], say(outcome))


def _checks(desk: Desk, outcome: Outcome, citer: Citer) -> tuple[ShownCheck, ...]:
    """The tie-outs of the facts behind an answer, failed ones first, and those made for the
    question.
    """
    engine = desk.ledger.engine
    shown = [
        ShownCheck(
            t.name, t.passed, t.detail, tuple(c for f in t.evidence for c in citer.cite_found(f, 1))
        )
        for t in outcome.ties
    ]
    facts = [
        f
        for found in (outcome.found, *outcome.points)
        if found is not None
        for f in found.evidence[:6]
    ]
    seen: dict[str, Check] = {}
    for fact in facts[:12]:
        for check in engine.checks_of(fact.id):
            seen.setdefault(check.id, check)
    ranked = sorted(seen.values(), key=lambda c: (c.passed, c.id))
    if outcome.status != "disputed":
        ranked = [c for c in ranked if c.passed]
    for check in ranked[:MOST_CHECKS]:
        spans = [engine.facts.get(f).span for f in check.facts[:4] if f in engine.facts]
        shown.append(
            ShownCheck(
                check.name,
                check.passed,
                check.detail,
                tuple(dict.fromkeys(citer.cite(s) for s in spans)),
            )
        )
    if (
        outcome.status == "disputed"
        and not any(not c.passed for c in shown)
        and outcome.found is not None
    ):
        shown.append(_disagreement(outcome, citer))
    return tuple(shown)


def _disagreement(outcome: Outcome, citer: Citer) -> ShownCheck:
    """The failed tie between what is offered and what else is printed."""
    found = outcome.found
    values = [f.value.printed for f in (found, *outcome.alternatives) if f is not None]
    ids = tuple(
        c for f in (found, *outcome.alternatives) if f is not None for c in citer.cite_found(f, 1)
    )
    return ShownCheck("agreement", False, " differs from ".join(values), tuple(dict.fromkeys(ids)))
