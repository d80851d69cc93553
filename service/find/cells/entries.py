"""The figures of one document with all words that name them: of its tables and of its sentences.

Comes in: an engine and a document. Goes out: `Entry`s and how much each word tells them apart. Not
for: which entry a phrase means (`service.find.cells.seating`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.base.records import Fact
from index.engine import Engine
from service.find.cells.cells import (
    PERIODS,
    UNITS,
    GridCell,
    content_words,
    listed,
    read_cells,
    years_in,
)
from service.find.reported import Found
from service.understand.terms import words_of
from service.understand.weights import Weights, fitted_weights

LIGHT = listed("light")
SMALL = 0.3
ROUND, LEAD = 0.35, 700
"""How much less a word weighs with each e-fold of the entries that it names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure and its names: `row` and `column` words name it, `around` say what it is of.

    `core` is the part of its own caption that a phrase should hold; `place` is (table, row,
    column), None in a sentence; `years` are those that its captions or its period name.
    """

    fact: Fact
    label: str
    row: frozenset[str]
    column: frozenset[str]
    core: frozenset[str]
    around: frozenset[str]
    years: frozenset[str]
    place: tuple[str, int, int] | None

    def found(self) -> Found:
        """The entry as a figure of an answer."""
        fact = self.fact
        return Found(fact.concept, self.label or fact.label, fact.period, fact.value, (fact,))


@dataclass(frozen=True)
class Entries:
    """All figures of one document, the weight of each word that names any, how all is weighed."""

    all: tuple[Entry, ...]
    weights: Mapping[str, float]
    printed: frozenset[str]
    tuned: Weights

    def weight(self, word: str) -> float:
        """How much a word tells the figures of this document apart; 1 for one that names none."""
        return self.weights.get(word, SMALL if word in LIGHT | PERIODS | UNITS else 1.0)

    def weigh(self, words: Iterable[str]) -> float:
        """The weight of several words."""
        return sum(self.weight(w) for w in words)


def entries_of(engine: Engine, document: str) -> Entries:
    """The figures of a document that no tie-out disputes."""
    cells = [c for c in read_cells(engine, document) if c.fact.status != "disputed"]
    text = engine.documents[document].text
    told = [f for f in engine.reading(document).facts if f.source == "prose"]
    dated = frozenset((c.table, c.at[0]) for c in cells if c.years)
    led = {
        c.table: content_words(_led_by(text, c.fact.context.start, c.table)) for c in cells[::-1]
    }
    found = [_of_cell(c, dated, led[c.table]) for c in cells]
    found += [_of_sentence(f, text) for f in told if f.value.amount is not None]
    names: Counter[str] = Counter()
    for words in {(e.row, e.place and e.place[:2]) for e in found}:
        names.update(words[0])
    for column in {(e.column, e.place and (e.place[0], e.place[2])) for e in found}:
        names.update(column[0])
    weights = {w: _weight(w, n) for w, n in names.items()}
    return Entries(tuple(found), weights, frozenset(words_of(text)), fitted_weights())


def _weight(word: str, holders: int) -> float:
    if word in LIGHT or word in PERIODS or word in UNITS:
        return SMALL
    return 1.0 / (1.0 + ROUND * math.log(holders))


def _led_by(text: str, start: int, table: str) -> str:
    """The two sentences before a table, which say what it shows."""
    head = text[:start].rfind("\n\n")
    before = text[max(0, head - LEAD) : head] if head > 0 else ""
    return " ".join(before.splitlines()[-2:])


def _of_cell(cell: GridCell, dated: frozenset[tuple[str, int]], led: frozenset[str]) -> Entry:
    years = frozenset(cell.years)
    if not years and (cell.table, cell.at[0]) not in dated and cell.fact.period.label != "undated":
        years = frozenset((str(cell.fact.period.end.year),))
    label = cell.row if not cell.row_words <= PERIODS else cell.column
    return Entry(
        cell.fact,
        label,
        cell.row_words,
        cell.column_words,
        cell.row_core,
        cell.section_words | cell.about | led,
        years,
        (cell.table, *cell.at),
    )


def _of_sentence(fact: Fact, text: str) -> Entry:
    said = text[fact.context.start : fact.context.end]
    label = content_words(fact.label)
    years = (
        frozenset((str(fact.period.end.year),)) if fact.period.label != "undated" else frozenset()
    )
    named = years | (frozenset(years_in(fact.label)))
    return Entry(
        fact, fact.label, label, frozenset(), frozenset(), content_words(said), named, None
    )
