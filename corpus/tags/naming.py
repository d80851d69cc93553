"""Which of our concepts a standard name is, in one document.

Comes in: tagged figures with what was read at each. Goes out: a concept for each. Not for: words
(`corpus.tags.words`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from corpus.base.records import Fact
from corpus.base.structure import TaggedFigure
from corpus.concepts.concepts import Concepts, slug
from corpus.tags.words import member_words, part_slug, unit_of, words_of

Aspects = tuple[date | None, date, str, tuple[tuple[str, str], ...]]
LONGEST_NAME = 160  # characters of a concept that only its tag names


class TagNames:
    """The concepts of a document's tags, each name always the same one."""

    def __init__(
        self, told: Iterable[tuple[TaggedFigure, Fact | None]], concepts: Concepts
    ) -> None:
        self._concepts = concepts
        self._given: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        said: dict[str, dict[Aspects, Decimal]] = {}
        captions: dict[str, str] = {}
        for figure, read in told:
            aspects = (figure.period_start, figure.period_end, figure.unit, figure.dimensions)
            values = said.setdefault(figure.name, {})
            values.setdefault(aspects, figure.amount)
            captioned = read is not None and read.source == "table" and not figure.dimensions
            if captioned and read is not None and _is_plain(read, figure):
                captions.setdefault(figure.name, read.concept)
                if not _is_bare(read):
                    self._labels.setdefault(figure.name, read.label)
        taken: dict[str, list[str]] = {}
        for name, values in said.items():
            concept = captions.get(name) or self._own(name)
            if any(_contradict(values, said[other]) for other in taken.get(concept, ())):
                concept = slug(words_of(name), limit=LONGEST_NAME)
            taken.setdefault(concept, []).append(name)
            self._given[name] = concept

    def concept(self, figure: TaggedFigure) -> str:
        """The concept of a tagged figure, with the members that make it a part."""
        whole = self._given.get(figure.name) or self._own(figure.name)
        return f"{whole}_{part_slug(figure.dimensions)}" if figure.dimensions else whole

    def label(self, figure: TaggedFigure, read: Fact | None) -> str:
        """How a tagged figure is called: a whole by its caption, a part by both.

        A sentence is no caption: its figure goes by the caption of its name elsewhere, or by the
        name in words.
        """
        whole = self._labels.get(figure.name) or words_of(figure.name).capitalize()
        captioned = read is not None and read.source == "table" and bool(read.label)
        caption = read.label if captioned and read is not None else ""
        if not figure.dimensions:
            return caption or whole
        members = ", ".join(member_words(member) for _, member in figure.dimensions)
        return f"{whole}, {caption if caption and slug(caption) != slug(whole) else members}"

    def _own(self, name: str) -> str:
        words = words_of(name)
        found = self._concepts.find(words)
        return self._concepts.canonical(found.id) if found else slug(words, limit=LONGEST_NAME)


def _is_plain(read: Fact, figure: TaggedFigure) -> bool:
    """True where what was read is the tagged figure under its row's caption."""
    unit, power = unit_of(figure.unit, figure.scale)
    amount = read.value.amount
    same = amount is not None and abs(amount) == abs(figure.amount.scaleb(power))
    return same and unit == read.value.unit and bool(read.label)


def _is_bare(read: Fact) -> bool:
    """True for a caption that names nothing without its section: "Total", "Other"."""
    return read.concept.endswith(f"_{slug(read.label)}")


def _contradict(one: dict[Aspects, Decimal], other: dict[Aspects, Decimal]) -> bool:
    return any(aspects in other and other[aspects] != amount for aspects, amount in one.items())
