"""What any engine must answer over a library: what looking at every record of it would find.

`conforms` is for each engine that there is or will be; nothing here knows how one is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, combinations
from typing import Any

import pytest

from corpus.base.errors import NotFoundError
from corpus.base.records import Block, Check, Fact, Library, Passage
from index.engine import Engine
from index.records.analysis import terms_of, tokens

ASPECTS: dict[str, Callable[[Fact], str]] = {
    "concept": lambda fact: fact.concept,
    "period": lambda fact: fact.period.label,
    "unit": lambda fact: fact.value.unit,
    "entity": lambda fact: fact.entity,
    "document": lambda fact: fact.document,
    "scenario": lambda fact: fact.scenario,
    "status": lambda fact: fact.status,
}
UNKNOWN = "nothing has this name"


def conforms(engine: Engine, library: Library) -> None:
    """Every seam of the engine against a scan of the library."""
    for seam in (documents, facts_by_aspect, facts_by_id, places, checks, passages):
        seam(engine, library)


def all_facts(library: Library) -> list[Fact]:
    settled = {fact.id: fact for fact in library.facts}
    read = chain.from_iterable(reading.facts for reading in library.readings.values())
    return [settled.get(fact.id, fact) for fact in read]


def all_checks(library: Library) -> list[Check]:
    own = chain.from_iterable(reading.checks for reading in library.readings.values())
    return [*own, *library.checks]


def some(items: Sequence[Any]) -> Sequence[Any]:
    """The ends and the middle, which is enough to look up by."""
    return [items[place] for place in {0, len(items) // 2, len(items) - 1}] if items else ()


def documents(engine: Engine, library: Library) -> None:
    """In their order, whole; a reading has its facts as the library settled them."""
    readings = library.readings
    assert list(engine.documents) == list(readings) == [head.id for head in engine.heads()]
    assert list(engine.unread) == list(library.unread)
    settled = {fact.id: fact for fact in all_facts(library)}
    for ident, reading in readings.items():
        assert engine.documents[ident] == reading.document
        found = engine.reading(ident)
        assert (found.blocks, found.tables) == (reading.blocks, reading.tables)
        assert [f.id for f in found.facts] == [f.id for f in reading.facts]
        assert all(fact == settled[fact.id] for fact in found.facts)
        assert engine.layout(ident).blocks == reading.blocks
    for missing in (engine.reading, engine.layout, lambda ident: engine.block_at(ident, 0)):
        with pytest.raises(NotFoundError):
            missing(UNKNOWN)


def facts_by_aspect(engine: Engine, library: Library) -> None:
    """Any aspects together, counted and cut; a name that nothing has finds nothing."""
    facts = all_facts(library)
    assert list(engine.facts) == facts
    assert len(engine.facts) == len(facts)
    names = chain.from_iterable(combinations(ASPECTS, size) for size in (0, 1, 2, 3))
    for chosen in names:
        for wanted in some(facts):
            asked: dict[str, Any] = {name: ASPECTS[name](wanted) for name in chosen}
            found = [f for f in facts if all(ASPECTS[n](f) == v for n, v in asked.items())]
            assert engine.facts.find(**asked) == found
            assert engine.facts.find(**asked, limit=2) == found[:2]
            assert engine.facts.count(**asked) == len(found)
    for name in ASPECTS:
        nothing: dict[str, Any] = {name: UNKNOWN}
        assert engine.facts.find(**nothing) == []
        assert engine.facts.count(**nothing) == 0
    counted = {c: sum(f.concept == c for f in facts) for c in {f.concept for f in facts}}
    assert engine.facts.concepts() == counted


def facts_by_id(engine: Engine, library: Library) -> None:
    """One, or many in the order of their ids; who is unknown is left out of many."""
    facts = all_facts(library)
    for fact in some(facts):
        assert engine.facts.get(fact.id) == fact
        assert fact.id in engine.facts
    assert UNKNOWN not in engine.facts
    with pytest.raises(NotFoundError):
        engine.facts.get(UNKNOWN)
    backwards = [fact.id for fact in reversed(facts)]
    found = engine.facts.get_many([UNKNOWN, *backwards, *backwards])
    assert list(found) == backwards
    assert list(found.values()) == facts[::-1]
    assert engine.facts.get_many(()) == {}


def places(engine: Engine, library: Library) -> None:
    """Facts and blocks by the characters that they stand on."""
    facts = all_facts(library)
    asked: list[tuple[str, int]] = []
    blocks: list[Block | None] = []
    for ident, reading in library.readings.items():
        own = sorted(
            (f for f in facts if f.document == ident), key=lambda f: (f.span.start, f.span.end)
        )
        assert {f.id for f in engine.facts.in_document(ident)} == {f.id for f in own}
        length = len(reading.document.text)
        for start in range(0, length, max(1, length // 9)):
            end = min(start + 40, length)
            touched = [f for f in own if f.span.start < end and f.span.end > start]
            assert engine.facts_at(ident, start, end) == touched
            before = [b for b in reading.blocks if b.span.start <= start]
            asked.append((ident, start))
            blocks.append(before[-1] if before else None)
        for fact in some(own):
            assert engine.fact_at(ident, fact.span.start, fact.span.end) == fact
    assert engine.blocks_at(asked) == blocks == [engine.block_at(*place) for place in asked]
    assert engine.facts_at(UNKNOWN, 0, 10) == []


def checks(engine: Engine, library: Library) -> None:
    """All, by any filter, by id, and by the facts that they read."""
    tried = all_checks(library)
    assert list(engine.checks()) == tried
    assert set(engine.check_names) == {check.name for check in tried}
    for document in (None, *library.readings):
        for name in (None, *{check.name for check in tried}):
            for passed in (None, True, False):
                found = engine.checks(document=document, name=name, passed=passed)
                assert list(found) == [
                    check
                    for check in tried
                    if document in (None, *check.documents)
                    and name in (None, check.name)
                    and passed in (None, check.passed)
                ]
    for name in {check.name for check in tried}:
        assert list(engine.checks(but=[name])) == [c for c in tried if c.name != name]
    for check in some(tried):
        assert engine.check(check.id) == check
    with pytest.raises(NotFoundError):
        engine.check(UNKNOWN)
    idents = [*(fact.id for fact in all_facts(library)), UNKNOWN]
    reading = {ident: [check for check in tried if ident in check.facts] for ident in idents}
    assert engine.checks_of_many(idents) == reading
    assert {ident: engine.checks_of(ident) for ident in idents} == reading


def passages(engine: Engine, library: Library) -> None:
    """By their words: who holds one is found, quoted to the letter, in whatever scope is given."""
    told = list(chain.from_iterable(reading.passages for reading in library.readings.values()))
    assert list(engine.passages) == [passage.id for passage in told]
    words = sorted({word for passage in told for word, _, _ in tokens(passage.text)})
    for word in some(words):
        assert engine.vocabulary()[word] == sum(word in _words(p.text) for p in told)
        assert engine.suggest_terms(word) == []
        _found(engine, library, word, told)
    assert engine.search(UNKNOWN.replace(" ", "")) == []


def _words(text: str) -> set[str]:
    return {word for word, _, _ in tokens(text)}


def _found(engine: Engine, library: Library, word: str, told: Iterable[Passage]) -> None:
    terms = set(terms_of(word))
    holding = {p.id for p in told if terms & {*terms_of(p.text), *terms_of(" ".join(p.headings))}}
    most = len(engine.passages)
    found = engine.search(word, limit=most)
    assert {hit.passage.id for hit in found} == holding
    assert engine.count_hits(word) == len(found)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert engine.search(word, limit=1) == found[:1]
    for hit in found:
        span = hit.passage.span
        text = library.readings[span.document].document.text
        assert hit.quote == text[span.start : span.end]
        assert all(span.start <= s.start < s.end <= span.end for s in hit.spans)
    for ident, reading in library.readings.items():
        inside = {p for p in holding if p in {own.id for own in reading.passages}}
        own = engine.search(word, limit=most, document=ident)
        assert {hit.passage.id for hit in own} == inside
        assert engine.count_hits(word, document=ident) == len(inside)
    assert engine.search(word, entity=UNKNOWN) == engine.search(word, document=UNKNOWN) == []
