"""A plan with its question: the leaves, scope and periods that every kind of plan needs.

Comes in: a `Question`, its `Plan`, a `Deriver`. Goes out: `Leaf`s and lists of them. Not for: what
a kind of plan becomes (`service.find.fromplan.make`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.base.records import Period
from service.find.algebra.leaves import known_or_formula, main_periods, told_concept
from service.find.algebra.terms import RefusedError
from service.find.derive import Deriver
from service.find.outcome import Outcome
from service.find.reported import Found, Ledger
from service.plan.relations import Plan
from service.plan.tree import MOST_PERIODS, Expression, Leaf, Measure, Op, Scope
from service.understand.question import Mention, Question
from service.understand.terms import word_set, words_of

PART_OF_A_NAME = 0.7
"""Where less of a name is said, all measures whose names hold the words are meant alike."""
PLURAL_COVER, MOST_KIN = 0.9, 8
"""Below this cover a name in the plural means all of its kin, of at most so many."""


@dataclass(frozen=True)
class Draft:
    """A plan with the question that it is of and the look-ups to settle what words leave open."""

    question: Question
    plan: Plan
    deriver: Deriver

    @property
    def ledger(self) -> Ledger:
        """The look-ups."""
        return self.deriver.ledger

    @property
    def words(self) -> frozenset[str]:
        """The words of the question, canonical."""
        return frozenset(words_of(self.question.text))

    def said(self, mention: Mention) -> str:
        """The characters of a mention."""
        return self.question.text[mention.start : mention.end]

    def leaf(self, mention: Mention, period: Period | None = None) -> Leaf:
        """A measure of the plan in a period, in the plan's unit and scope."""
        match = mention.match
        if match is None:
            raise missing()
        family = match.family if match.cover < PART_OF_A_NAME else ()
        measure = Measure(match.concepts, family)
        return Leaf(measure, period, self.plan.unit, self.scope())

    def scope(self) -> Scope:
        """Where the figures may be printed, and of whom."""
        return Scope(tuple(self.ledger.documents), self.ledger.entity)

    def grid(self) -> list[Leaf]:
        """Each measure in each period; without a period where none is planned."""
        periods: Sequence[Period | None] = self.plan.periods or (None,)
        return [self.leaf(m, p) for m in self.plan.measures for p in periods]

    def listed(self, periods: Sequence[Period], mention: Mention) -> Expression:
        """A measure at each of some periods, of very many the last ones.

        Raises: RefusedError where there are none."""
        if not periods:
            raise missing()
        return Op("series", (self.leaf(mention),), over=tuple(periods[-MOST_PERIODS:]))

    def reported(self, periods: Sequence[Period], mention: Mention) -> list[Period]:
        """Those of some periods that the measure is known for."""
        leaf = self.leaf(mention)
        return [p for p in periods if known_or_formula(self.deriver, leaf, p) is not None]

    def all_periods(self, mention: Mention) -> list[Period]:
        """The periods of one length that a measure is reported for; years where they are asked."""
        yearly = not self.words.isdisjoint(word_set("yearly"))
        concept = told_concept(self.ledger, self.leaf(mention).measure)
        years = main_periods(self.ledger, concept, self.plan.unit, "years") if yearly else []
        return years or main_periods(self.ledger, concept, self.plan.unit)


def missing(what: str = "not reported") -> RefusedError:
    """Nothing reported answers it."""
    return RefusedError(Outcome("unanswered", None, missing=what))


def kin(draft: Draft, mention: Mention) -> Expression | None:
    """All measures whose names hold the words, where they are said in the plural."""
    match = mention.match
    if match is None or match.cover >= PLURAL_COVER or not 1 < len(match.family) <= MOST_KIN:
        return None
    typed = draft.said(mention).split()
    if not any(w.endswith("s") and not w.endswith("ss") for w in typed):
        return None
    found: list[tuple[Found, Leaf]] = []
    for concept in match.family:
        periods = draft.plan.periods or tuple(main_periods(draft.ledger, concept))
        if len(periods) != 1:
            return None
        one = draft.ledger.reported(concept, periods[0], draft.plan.unit)
        if one is not None:
            leaf = Leaf(Measure((concept,)), periods[0], draft.plan.unit, draft.scope())
            found.append((one, leaf))
    if len(found) < 2 or len({f.value.unit for f, _ in found}) != 1:
        return None
    found.sort(key=lambda pair: (pair[0].facts[0].document, pair[0].facts[0].span.start))
    return Op("each", tuple(leaf for _, leaf in found))
