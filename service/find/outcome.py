"""What an operation came to: figures found or derived, how sure they are, and what else is printed.

Comes in: nothing. Goes out: `Outcome`, and `Desk`, what every operation works with. Not for:
sentences (`service.say.wording`) or JSON (`service.say.to_json`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from service.find.derive import Deriver
from service.find.reported import Found, Ledger
from service.plan.relations import Plan
from service.plan.tree import AS_REPORTED, Form, Tree
from service.understand.question import Question

AnswerStatus = Literal["answered", "disputed", "ambiguous", "unanswered"]
Kind = Literal["figure", "derived", "comparison", "series", "guidance", "text", "passage"]


@dataclass(frozen=True, slots=True)
class Tie:
    """A check made for this very question: a name, whether it holds, and its working."""

    name: str
    passed: bool
    detail: str
    evidence: tuple[Found, ...] = ()


class Absent(NamedTuple):
    """A figure that was needed and is not reported: its measure, the period and unit asked."""

    concept: str
    period: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an operation. `lead` is a word before the sentence ("Yes"), `remark` one after
    it; `short` is what was asked where it is no figure: a year, the caption of a row, a count.
    Where nothing comes out, `missing` says why in a word, with the `absent` figure or, for
    "reason", the whole of it in `remark`. `form` is how the figures are asked to be shown.
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
    absent: Absent | None = None
    form: Form = AS_REPORTED


NOT_CARRIED_OUT = "not carried out"
"""Why nothing is said: the operation that was asked for has not all of its figures."""


@dataclass(frozen=True)
class Desk:
    """A question with its plan, the means to answer it, and the tree that goes before the plan."""

    question: Question
    plan: Plan
    deriver: Deriver
    tree: Tree | None = None

    @property
    def ledger(self) -> Ledger:
        """The look-ups."""
        return self.deriver.ledger

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
