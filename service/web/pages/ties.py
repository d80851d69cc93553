"""The tie-out page of a document: its figures in reading order under the tables they stand in.

Comes in: tied figures. Goes out: groups of `TieRow`s. Not for: trying tie-outs, nor for HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.ties.kinds import Mark
from service.cite.readings import reading_of
from service.papers.tieouts import TiedFigure
from service.say.values import period_words
from service.web.pages.checks import ShownTick, marks_of, ticks_of
from service.web.pages.presenters import fact_url, sentence_case
from service.web.pages.source import place_of, shorten

if TYPE_CHECKING:
    from index.engine import Engine


@dataclass(frozen=True, slots=True)
class TieRow:
    """One figure: what it is, what is printed, the marks it earns, and its exceptions."""

    label: str
    period: str
    printed: str
    fact: str
    url: str
    marks: tuple[Mark, ...]
    exception: bool
    failed: tuple[ShownTick, ...] = ()


def group_figures(engine: Engine, figures: Iterable[TiedFigure]) -> list[tuple[str, list[TieRow]]]:
    """Rows under the table or the section that prints them, in reading order."""
    groups: list[tuple[str, list[TieRow]]] = []
    last: object = None
    for tied in figures:
        fact, failed = tied.fact, [t for t in tied.ticks if not t.check.passed]
        reading = reading_of(engine, fact.document)
        key = fact.table or place_of(reading, fact.span.start)
        if key != last:
            table = next((t for t in reading.tables if t.id == fact.table), None)
            groups.append((sentence_case(place_of(reading, fact.span.start, table)) or "Text", []))
            last = key
        groups[-1][1].append(
            TieRow(
                label=shorten(engine.concepts.label(fact.concept), 90),
                period=fact.period.label if fact.period.start else period_words(fact.period),
                printed=fact.value.printed,
                fact=fact.id,
                url=fact_url(fact),
                marks=marks_of(tied),
                exception=tied.exception,
                failed=tuple(ticks_of(engine, [t.check for t in failed], [t.mark for t in failed])),
            )
        )
    return groups
