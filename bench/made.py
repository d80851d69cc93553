"""Made disclosures as a library that an index is built from, without reading them.

Comes in: how many passages. Goes out: a `Library` of exactly so many, with the facts that the
generator printed. Not for: how long reading takes (`bench.starting` reads for real).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256

from bench.generator import PLAIN, Known, Made, Shape, make_document
from corpus.base.records import (
    Document,
    Entity,
    Fact,
    Library,
    Passage,
    Period,
    Reading,
    Span,
    Value,
)
from corpus.concepts.concepts import Concepts, load_concepts
from corpus.layout.blocks import split_blocks
from corpus.layout.sentences import split_sentences

SHORTEST = 60
"""Characters; a shorter piece is a caption and goes with what follows it."""

_PIECE = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def make_library(
    passages: int, *, seed: int = 7, shape: Shape = PLAIN
) -> tuple[Library, list[Made]]:
    """A library of exactly so many passages, and the documents as they were made."""
    concepts = load_concepts()
    readings: dict[str, Reading] = {}
    made: list[Made] = []
    left = passages
    while left > 0:
        made.append(make_document(len(made), seed=seed, shape=shape))
        reading = _reading(made[-1], concepts, left)
        readings[made[-1].id] = reading
        left -= len(reading.passages)
    facts = tuple(fact for reading in readings.values() for fact in reading.facts)
    return Library(readings, facts, ()), made


def _reading(made: Made, concepts: Concepts, most: int) -> Reading:
    title = made.text.partition("\n")[0].lstrip("# ")
    name = title.partition(" announces")[0]
    entity = Entity(made.company, name, (12, 31), "end", "USD", (name,))
    digest = sha256(made.text.encode()).hexdigest()
    period = quarter(title.rpartition(" ")[2])
    published = period.end + timedelta(days=40)
    document = Document(made.id, made.text, digest, title, entity, published, period.label)
    facts = tuple(_fact(known, number, made, concepts) for number, known in enumerate(made.known))
    blocks = split_blocks(document)
    return Reading(
        document,
        blocks,
        split_sentences(document, blocks),
        passages=_passages(made, title, facts)[:most],
        facts=facts,
    )


def _passages(made: Made, title: str, facts: tuple[Fact, ...]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    caption = ""
    for match in _PIECE.finditer(made.text):
        if match.start() == 0:
            continue
        piece = match.group()
        if len(piece) < SHORTEST:
            caption = piece
            continue
        span = Span(made.id, match.start(), match.end())
        held = [fact for fact in facts if fact.span.overlaps(span)]
        found.append(
            Passage(
                f"{made.id}-p{len(found)}",
                span,
                f"{caption}\n{piece}" if caption else piece,
                (title,),
                None,
                "table" if piece.startswith("|") else "prose",
                tuple(sorted({fact.concept for fact in held})),
                tuple(sorted({fact.period.label for fact in held})),
            )
        )
        caption = ""
    return tuple(found)


def _fact(known: Known, number: int, made: Made, concepts: Concepts) -> Fact:
    """A known figure as the reader of tables would give it."""
    row = made.text.index(f"| {known.label} |")
    end = made.text.find("\n", row)
    start = made.text.index(known.quote, row + len(known.label))
    found = concepts.find(known.label)
    concept = found.id if found is not None else "_".join(re.findall(r"\w+", known.label.lower()))
    span = Span(made.id, start, start + len(known.quote))
    value = Value(known.amount, known.unit, known.quote, -3)
    return Fact(
        f"{made.id}-f{number}",
        made.id,
        made.company,
        concept,
        known.label,
        quarter(known.period),
        value,
        span,
        Span(made.id, row, end if end > 0 else len(made.text)),
    )


def quarter(label: str) -> Period:
    """The quarter of a calendar year by its label: "2Q02" is April to June 2002."""
    number, year = int(label[0]), int(label[2:])
    year += 1900 if year > 50 else 2000
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Period(label, first, after - timedelta(days=1))
