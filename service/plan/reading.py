"""A question's readings as trees whose leaves are measures that the vocabulary knows.

Comes in: a `Question` and the `Vocabulary`. Goes out: `Tree`s with how fully their leaves are
named, the likelier first. Not for: what a tree comes to (`service.find.algebra`).

A leaf is one measure, named by all words of its slot: words that nothing explains, a second
measure or an operation inside a slot make the reading none.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.plan.tree import Expression, Leaf, Measure, Op, Scope, Tree, TreeError
from service.understand.bystanders import word_class
from service.understand.periodsigns import read_words
from service.understand.productions import EARLIER, TOTAL, Node, Slot, readings
from service.understand.question import Question, understand
from service.understand.vocabulary import Vocabulary

LEAST_COVER, PART_OF_A_NAME = 0.6, 0.7
QUIET = frozenset({"filler", "joiner", "entity", "aside", "scale", "unit", "document", "period"})
"""Kinds of mentions that say nothing of their own inside a slot."""
UNSURE = frozenset({EARLIER, TOTAL})
"""Forms that names of measures may hold too: the plan reads those by what is reported."""
LEFT_OUT = frozenset({"aside", "document", "entity"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A tree with its weight: the mean cover of the names of its leaves."""

    tree: Tree
    weight: float


def trees_of(question: Question, vocabulary: Vocabulary, scope: Scope) -> list[Weighed]:
    """The readings of a question that name every leaf in full, the likelier first."""
    words = read_words(_told(question), question.calendar)
    maker = _Maker(question, vocabulary, scope)
    found: list[Weighed] = []
    for reading in readings(words):
        if isinstance(reading.root, Slot) or reading.form in UNSURE:
            continue
        if not maker.quiet(reading.outside):
            continue
        maker.covers.clear()
        made = maker.expression(reading.root)
        if made is not None:
            found.append(Weighed(Tree(made), sum(maker.covers) / len(maker.covers)))
    return sorted(found, key=lambda w: -w.weight)


def _told(question: Question) -> str:
    """The text without what is left aside and without the names of documents and companies."""
    text = question.text
    for mention in question.mentions:
        if mention.kind in LEFT_OUT:
            blank = " " * (mention.end - mention.start)
            text = f"{text[: mention.start]}{blank}{text[mention.end :]}"
    return text


class _Maker:
    """Makes expressions of nodes; `covers` are those of the leaves made since it was cleared."""

    def __init__(self, question: Question, vocabulary: Vocabulary, scope: Scope) -> None:
        self.question, self.vocabulary, self.scope = question, vocabulary, scope
        self.known: dict[str, tuple[Measure, float] | None] = {}
        self.covers: list[float] = []

    def expression(self, node: Slot | Node) -> Expression | None:
        """The expression of a node; None where a slot does not name one measure."""
        if isinstance(node, Slot):
            return self.leaf(node)
        args: list[Expression] = []
        for arg in node.args:
            made = self.expression(arg)
            if made is None:
                return None
            args.append(made)
        try:
            return _operation(node.op, tuple(args))
        except TreeError:
            return None

    def leaf(self, slot: Slot) -> Leaf | None:
        """The leaf of a slot."""
        if slot.hard not in self.known:
            self.known[slot.hard] = self.named(slot.hard)
        named = self.known[slot.hard]
        if named is None or slot.period is None:
            return None
        measure, cover = named
        self.covers.append(cover)
        unit = self.question.unit
        unit = unit if unit is not None and unit.isupper() else None
        return Leaf(measure, slot.period, unit, self.scope)

    def quiet(self, outside: str) -> bool:
        """True where what stands outside the slots says nothing of its own."""
        if not any(c.isalpha() for c in outside):
            return True
        part = understand(outside, self.vocabulary)
        return not part.measures and _all_quiet(part)

    def named(self, phrase: str) -> tuple[Measure, float] | None:
        """The one measure that all words of a phrase name, with how much of its name they say."""
        if not phrase.strip(" ,.:;-"):
            return None
        part = understand(phrase, self.vocabulary)
        if len(part.measures) != 1 or not _all_quiet(part):
            return None
        match = part.measures[0].match
        if match is None or match.cover < LEAST_COVER:
            return None
        family = match.family if match.cover < PART_OF_A_NAME else ()
        return Measure(match.concepts, family), match.cover


def _all_quiet(part: Question) -> bool:
    """True where nothing but measures in a part of a question restricts or asks."""
    for mention in part.mentions:
        said = part.text[mention.start : mention.end].casefold()
        if mention.kind not in QUIET | {"measure"} and said not in word_class("determiner"):
            return False
    return True


def _operation(name: str, args: tuple[Expression, ...]) -> Op:
    if name == "gap":
        return Op("magnitude", (Op("difference", args),))
    return Op("share" if name == "proportion" else name, args)
