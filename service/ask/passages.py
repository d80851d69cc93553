"""The passages beside an answer: ranked by its words and by the figures that it gives.

Comes in: an `Engine`, words, figures. Goes out: `ShownPassage`s. Not for: answers that are quoted
(`service.find.sentences`).
"""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Engine, Hit
from service.ask.records import ShownPassage
from service.find.reported import Found
from service.understand.vocabulary import vocabulary_of

PASSAGES = 5
MOST_ASPECTS = 4


def passages_for(
    engine: Engine, words: str, figures: Sequence[Found], document: str | None
) -> tuple[ShownPassage, ...]:
    """The best passages for some words; those of the figures' measures and periods first."""
    hits = engine.search(
        words,
        limit=PASSAGES,
        document=document,
        concepts=[f.concept for f in figures][:MOST_ASPECTS],
        periods=[f.period.label for f in figures][:MOST_ASPECTS],
    )
    return tuple(_shown(engine, hit) for hit in hits)


def _shown(engine: Engine, hit: Hit) -> ShownPassage:
    citation = vocabulary_of(engine).citation(engine, hit.passage.span)
    return ShownPassage(citation, hit.score, hit)
