"""Read a document's prose facts as lines to compare with a table written down by reading it."""

from __future__ import annotations

from corpus.base.records import Document, Fact
from corpus.concepts.concepts import load_concepts
from corpus.layout.blocks import split_blocks
from corpus.layout.sentences import split_sentences
from corpus.layout.tables import find_tables
from corpus.prose.facts import read_prose_facts


def prose_facts(document: Document) -> list[Fact]:
    """The facts of everything that is no table."""
    blocks = split_blocks(document)
    tables = [t.span for t in find_tables(document, blocks)]
    found = read_prose_facts(document, blocks, split_sentences(document, blocks), load_concepts())
    return [f for f in found if not any(f.span.overlaps(span) for span in tables)]


def lines(facts: list[Fact]) -> list[str]:
    """One line a fact: concept, period, amount, unit, printed figure."""
    return [
        f"{f.concept} {f.period.label} {f.value.amount} {f.value.unit} {f.value.printed}"
        for f in facts
    ]


def table(text: str) -> list[str]:
    """The lines of an expectation, without blanks around them, comments and empty ones."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]
