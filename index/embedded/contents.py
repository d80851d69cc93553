"""A library laid out for an index: which facts, checks and passages it holds, each once.

Comes in: a `Library`. Goes out: plain lists in document order. Not for: storing them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.base.records import Check, Fact, Library, Passage, Reading


def facts_of(library: Library) -> list[Fact]:
    """All facts; the library knows better than a reading what ties between documents settled."""
    by_id = {fact.id: fact for reading in library.readings.values() for fact in reading.facts}
    by_id.update((fact.id, fact) for fact in library.facts)
    return list(by_id.values())


def checks_of(library: Library) -> list[Check]:
    """All tie-outs: each document's own, then those between documents."""
    by_id = {check.id: check for reading in library.readings.values() for check in reading.checks}
    by_id.update((check.id, check) for check in library.checks)
    return list(by_id.values())


def passages_of(library: Library) -> list[Passage]:
    """All passages in document order."""
    return [passage for reading in library.readings.values() for passage in reading.passages]


def settled(reading: Reading, facts: Iterable[Fact]) -> Reading:
    """The reading with its facts as the whole library settled them."""
    return replace(reading, facts=tuple(facts))
