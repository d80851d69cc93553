"""What an outcome comes to, whatever words asked for it: its figures, working, ties and sentence.

Comes in: a `Ledger` and an `Outcome`. Goes out: a `Stated` with everything cited. Not for: passages
and the question's own parts (`service.ask.answer`).

A question's words do not change what a figure rests on, so an outcome that is kept is stated once.
An answer is disputed where one of the figures that it offers is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.base.records import Check, Fact, Span
from index.engine import Engine
from service.ask.records import Point, ShownCheck, ShownDerivation, Stated
from service.cite.citations import Citation
from service.cite.standing import Standing, standing_of, ties_of
from service.find.outcome import Outcome
from service.find.reported import Found, Ledger
from service.say.values import say_value
from service.say.wording import point_label, say
from service.understand.vocabulary import vocabulary_of

MOST_PRINTINGS = 4
ENOUGH_CITATIONS = 12


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

    def cite_found(self, found: Found, most: int = MOST_PRINTINGS) -> tuple[str, ...]:
        """The ids of what a figure rests on."""
        facts = found.facts[:most] if found.facts else found.evidence
        return tuple(dict.fromkeys(self.cite(f.span) for f in facts))

    def point(self, found: Found, among: Sequence[Found] = ()) -> Point:
        """A figure as a point."""
        return Point(
            point_label(found, among or (found,)),
            found.concept,
            found.period,
            found.value,
            self.cite_found(found),
            standing_of_found(self.engine, found).verdict,
            tuple(f.id for f in found.facts),
        )

    def check(self, check: Check) -> ShownCheck:
        """A tie-out of the index: a failed one cites every figure that it reads.

        One that holds cites them while the answer's citations are few, then those that it cites
        anyway; its id leads to the rest.
        """
        facts = self.engine.facts
        spans = [facts.get(f).span for f in check.facts if f in facts]
        cited = tuple(
            dict.fromkeys(
                self.cite(span)
                for span in spans
                if not check.passed or span in self.made or len(self.made) < ENOUGH_CITATIONS
            )
        )
        return ShownCheck(check.name, check.passed, check.detail, cited, check.id)


def standing_of_found(engine: Engine, found: Found) -> Standing:
    """The standing of a figure with the ties of all its printings; a derived one's are its
    inputs'.
    """
    standing = standing_of(engine, found.bearing, disputed=found.disputed)
    if found.derivation is not None and standing.verdict == "repaired":
        return replace(standing, verdict="tied")
    return standing


def stated(ledger: Ledger, outcome: Outcome, *, kept_long: bool = False) -> Stated:
    """What the outcome comes to; one that is `kept_long` was stated before."""
    kept = ledger.kept
    known = kept.stated.get(id(outcome))
    if known is not None and known[0] is outcome:
        before: Stated = known[1]
        return before
    made = _state(ledger.engine, outcome)
    if kept_long:
        kept.stated.keep(id(outcome), (outcome, made))
    return made


def _state(engine: Engine, outcome: Outcome) -> Stated:
    citer, found = Citer(engine), outcome.found
    offered = [f for f in (found, *outcome.points) if f is not None]
    if outcome.status == "answered" and any(f.disputed for f in offered):
        outcome = replace(outcome, status="disputed")
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
    checks = _checks(engine, outcome, offered, citer)
    return Stated(
        outcome.status,
        standing_of_found(engine, found) if found is not None else None,
        tuple(f.id for f in found.facts) if found is not None else (),
        points,
        derivation,
        alternatives,
        checks,
        tuple(citer.made.values()),
        say(outcome),
    )


def _checks(
    engine: Engine, outcome: Outcome, offered: Sequence[Found], citer: Citer
) -> tuple[ShownCheck, ...]:
    """All tie-outs of the facts behind an answer and those made for the question, failed first."""
    shown = [
        ShownCheck(
            t.name, t.passed, t.detail, tuple(c for f in t.evidence for c in citer.cite_found(f, 1))
        )
        for t in outcome.ties
    ]
    shown += ties_shown(citer, (f for found in offered for f in found.bearing))
    if outcome.status == "disputed" and all(c.passed for c in shown) and outcome.found is not None:
        shown.append(_disagreement(outcome, citer))
    return tuple(sorted(shown, key=lambda c: c.passed))


def ties_shown(citer: Citer, facts: Iterable[Fact]) -> list[ShownCheck]:
    """The tie-outs of facts as an answer shows them."""
    return [citer.check(check) for check in ties_of(citer.engine, facts)]


def _disagreement(outcome: Outcome, citer: Citer) -> ShownCheck:
    """The failed tie between what is offered and what else is printed."""
    both = [f for f in (outcome.found, *outcome.alternatives) if f is not None]
    ids = tuple(c for f in both for c in citer.cite_found(f, 1))
    said = " differs from ".join(say_value(f.value) for f in both)
    return ShownCheck("agreement", False, said, tuple(dict.fromkeys(ids)))
