"""What an operation came to: figures found or derived, how sure they are, and what else is printed.

Comes in: nothing. Goes out: `Outcome`, and `Desk`, what every operation works with. Not for:
sentences (`service.say.wording`) or JSON (`service.say.to_json`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.base.records import Period
from service.find.derive import Deriver
from service.find.reported import Found, Ledger
from service.plan.relations import Plan
from service.understand.question import Mention, Question

AnswerStatus = Literal["answered", "disputed", "ambiguous", "unanswered"]
Kind = Literal["figure", "derived", "comparison", "series", "guidance", "text", "passage"]


@dataclass(frozen=True, slots=True)
class Tie:
    """A check made for this very question: a name, whether it holds, and its working."""

    name: str
    passed: bool
    detail: str
    evidence: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an operation. `lead` is a word before the sentence ("Yes"), `remark` one after
    it; `short` is what was asked where it is no figure: a year, the caption of a row, a count.
    """

    status: AnswerStatus
    kind: Kind | None
    found: Found | None = None
    points: tuple[Found, ...] = ()
    alternatives: tuple[Found, ...] = ()
    ties: tuple[Tie, ...] = ()
    lead: str = ""
    remark: str = ""
    missing: str = ""
    sentence: str = ""
    short: tuple[str, ...] = ()


PART_OF_A_NAME = 0.7
"""Where less of a name is said, all measures whose names hold the words are meant alike."""


@dataclass(frozen=True)
class Desk:
    """A question with its plan and the means to answer it."""

    question: Question
    plan: Plan
    deriver: Deriver
    unit: str | None = field(default=None)

    @property
    def ledger(self) -> Ledger:
        """The look-ups."""
        return self.deriver.ledger

    def pick(self, mention: Mention, period: Period, *, implied: bool = True) -> list[Found]:
        """The figures that a mention may mean for a period, one a measure; several stay open."""
        if mention.match is None:
            return []
        found = self._all(mention.match.concepts, period, implied)
        if found and mention.match.cover < PART_OF_A_NAME:
            kin = self._all(mention.match.family, period, False)
            alike = [f for f in kin if f.value.unit == found[0].value.unit]
            return alike if len(alike) > 1 else found
        if not found:
            for concept in mention.match.concepts:
                known = self.ledger.engine.concepts.get(concept)
                if known is not None and known.fallback:
                    found = self._all((known.fallback,), period, implied)
        if len(found) > 1:
            concepts = self.ledger.engine.concepts
            kind = "instant" if period.is_instant else "duration"
            typed = [f for f in found if concepts.period_type(f.concept) == kind]
            found = typed or found
        return found

    def _all(self, concepts: tuple[str, ...], period: Period, implied: bool) -> list[Found]:
        found = []
        for concept in concepts:
            one = self.deriver.figure(concept, period, self.plan.unit, implied=implied)
            if one is not None:
                found.append(one)
        reported = [f for f in found if f.derivation is None]
        return reported or found[:1]

    def one(self, mention: Mention, period: Period, *, implied: bool = True) -> Found | None:
        """The one figure that a mention means, None where there is none or a choice."""
        found = self.pick(mention, period, implied=implied)
        return found[0] if len(found) == 1 else None

    def settled(self, found: Found, **more: object) -> Outcome:
        """The outcome of one figure: answered, or disputed where it or what it rests on is."""
        outcome = self._settled(found)
        return replace(outcome, **more) if more else outcome  # type: ignore[arg-type]

    def _settled(self, found: Found) -> Outcome:
        kept = self.ledger.kept.settled
        known = kept.get(id(found))
        if known is not None and known[0] is found:
            before: Outcome = known[1]
            return before
        outcome = settled(found)
        kept.keep(id(found), (found, outcome))
        return outcome

    def missing(self, what: str = "") -> Outcome:
        """Nothing reported answers it."""
        return Outcome("unanswered", None, missing=what or "not reported")


def settled(found: Found) -> Outcome:
    """The outcome of one figure: answered, or disputed where it or what it rests on is."""
    kind: Kind = "derived" if found.derivation is not None else "figure"
    status: AnswerStatus = "disputed" if found.disputed else "answered"
    others = (
        tuple(
            replace(found, value=value, facts=facts or found.facts, others=(), disputed=True)
            for value, facts in found.others
        )
        if found.disputed
        else ()
    )
    doubt = found.derivation is not None and found.contested
    remark = "it rests on a disputed figure" if doubt else ""
    ties = tuple(
        Tie(name, False, detail, computed.inputs)
        for computed in (found.derivation,)
        if computed is not None
        for name, detail in computed.failed
    )
    remark = "; ".join(tie.detail for tie in ties) or remark
    return Outcome(status, kind, found, alternatives=others, ties=ties, remark=remark)
