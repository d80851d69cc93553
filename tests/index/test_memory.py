"""The engine in memory: small, complete, and the reference for the stored one."""

from __future__ import annotations

import pytest

from corpus.base.errors import NotFoundError
from index.embedded.memory import MemoryEngine
from tests.index.samples import CONCEPTS, small_library


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(small_library(), CONCEPTS)


def test_best_passage_holds_the_words(engine: MemoryEngine) -> None:
    hits = engine.search("equipment sales")
    assert "equipment sales" in hits[0].quote.lower()
    text = engine.documents[hits[0].passage.span.document].text
    assert {text[span.start : span.end].lower() for span in hits[0].spans} == {"equipment", "sales"}


def test_inflected_question_finds_the_stem(engine: MemoryEngine) -> None:
    assert engine.search("increasing")[0].passage == engine.search("increased")[0].passage


def test_filters_restrict(engine: MemoryEngine) -> None:
    assert {h.passage.span.document for h in engine.search("sales", document="alpha")} == {"alpha"}
    assert engine.search("sales", entity="nobody") == []
    assert {h.passage.kind for h in engine.search("sales", kinds=["table"])} == {"table"}


def test_concepts_and_periods_raise(engine: MemoryEngine) -> None:
    first = engine.search("sales", concepts=["equipment_sales"], periods=["2Q02"])[0]
    assert "equipment_sales" in first.passage.concepts
    assert "2Q02" in first.passage.periods


def test_facts_by_aspect(engine: MemoryEngine) -> None:
    found = engine.facts.find("equipment_sales", "2Q02", "JPY", "alpha-co")
    assert found
    assert all(f.concept == "equipment_sales" and f.period.label == "2Q02" for f in found)
    assert engine.facts.find("equipment_sales", "9Q99") == []
    assert "2Q02" in engine.facts.periods("equipment_sales")
    assert engine.facts.get(found[0].id) is found[0]
    with pytest.raises(NotFoundError):
        engine.facts.get("nothing")


def test_fact_by_place(engine: MemoryEngine) -> None:
    fact = next(iter(engine.facts))
    assert engine.fact_at(fact.document, fact.span.start, fact.span.end) == fact
    assert engine.facts_at(fact.document, fact.span.end, fact.span.end + 1) == []


def test_checks_of_a_fact(engine: MemoryEngine) -> None:
    check = engine.checks()[0]
    assert all(check in engine.checks_of(fact_id) for fact_id in check.facts)
    assert engine.check(check.id) == check
    assert engine.checks_of("nothing") == []


def test_unknown_document_is_said(engine: MemoryEngine) -> None:
    with pytest.raises(NotFoundError):
        engine.reading("nothing")


def test_misspelled_word_is_offered(engine: MemoryEngine) -> None:
    assert engine.suggest_terms("equipmnet")[0] == "equipment"
    assert engine.suggest_terms("equipment") == []
