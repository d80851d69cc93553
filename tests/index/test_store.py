"""The engine on disk answers as the engine in memory does, and imports little to do so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.base.errors import BuildError, NotFoundError
from corpus.base.records import Library
from index.embedded.build import write_generation
from index.embedded.memory import MemoryEngine
from index.embedded.store import StoredEngine
from index.generations.generations import publish
from tests.index.samples import CONCEPTS, make_library, make_reading, small_library


@pytest.fixture(scope="module")
def library() -> Library:
    return small_library()


@pytest.fixture(scope="module")
def stored(library: Library, tmp_path_factory: pytest.TempPathFactory) -> StoredEngine:
    return publish(library, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def memory(library: Library) -> MemoryEngine:
    return MemoryEngine(library, CONCEPTS)


def test_documents_passages_facts_and_checks_are_equal(
    stored: StoredEngine, memory: MemoryEngine
) -> None:
    assert dict(stored.documents) == dict(memory.documents)
    assert list(stored.documents) == list(memory.documents)
    assert dict(stored.passages) == dict(memory.passages)
    assert list(stored.facts) == list(memory.facts)
    assert list(stored.checks()) == list(memory.checks())
    assert stored.checks()[-1] == memory.checks()[-1]
    assert stored.checks()[:2] == list(memory.checks()[:2])
    assert sorted(stored.check_names) == sorted(memory.check_names)


def test_readings_are_equal(stored: StoredEngine, library: Library) -> None:
    for key, reading in library.readings.items():
        assert stored.reading(key) == reading
        assert stored.raw_reading(key) == reading


def test_checks_of_each_fact_are_equal(stored: StoredEngine, memory: MemoryEngine) -> None:
    assert any(memory.checks_of(fact.id) for fact in memory.facts)
    for fact in memory.facts:
        assert stored.checks_of(fact.id) == memory.checks_of(fact.id)
    assert stored.checks_of("nothing") == []


def test_facts_at_every_place_are_equal(stored: StoredEngine, memory: MemoryEngine) -> None:
    for key, document in memory.documents.items():
        for start in range(0, len(document.text), 7):
            for end in (start + 1, start + 30):
                assert stored.facts_at(key, start, end) == memory.facts_at(key, start, end)
                assert stored.fact_at(key, start, end) == memory.fact_at(key, start, end)
    assert stored.facts_at("nothing", 0, 10) == []


def test_hits_quote_the_document(stored: StoredEngine) -> None:
    hits = stored.search("equipment sales increased")
    assert hits
    for hit in hits:
        span = hit.passage.span
        text = stored.documents[span.document].text
        assert text[span.start : span.end] == hit.quote
        assert hit.spans
        assert all(text[s.start : s.end].lower() in hit.quote.lower() for s in hit.spans)


def test_filters_restrict(stored: StoredEngine) -> None:
    assert {h.passage.span.document for h in stored.search("sales", document="beta")} == {"beta"}
    found = {h.passage.span.document for h in stored.search("sales", entity="alpha-co", limit=50)}
    assert found == {"alpha", "beta"}
    assert {h.passage.kind for h in stored.search("sales", kinds=["table", "no"])} == {"table"}
    for nothing in ({"document": "no"}, {"entity": "no"}, {"kinds": ["no"]}, {"limit": 0}):
        assert stored.search("sales", **nothing) == []  # type: ignore[arg-type]
    assert stored.search("qqqq") == []
    assert stored.search("") == []


COUNTED: list[dict[str, Any]] = [
    {},
    {"document": "beta"},
    {"entity": "alpha-co"},
    {"kinds": ["table", "no"]},
    {"document": "beta", "kinds": ["table"]},
    {"document": "no"},
    {"entity": "no"},
    {"kinds": ["no"]},
]


@pytest.mark.parametrize("scope", COUNTED)
@pytest.mark.parametrize("text", ["sales", "equipment sales increased", "qqqq", "", "sales qqqq"])
def test_hits_are_counted_as_a_search_without_a_limit_finds_them(
    stored: StoredEngine, memory: MemoryEngine, text: str, scope: dict[str, Any]
) -> None:
    found = stored.search(text, limit=10**6, **scope)
    assert stored.count_hits(text, **scope) == len(found) == memory.count_hits(text, **scope)
    assert stored.search(text, limit=3, **scope) == found[:3]


def test_unknown_ids_are_said(stored: StoredEngine) -> None:
    for ask in (stored.reading, stored.check, stored.facts.get):
        with pytest.raises(NotFoundError):
            ask("nothing")
    assert "nothing" not in stored.passages
    assert 3 not in stored.documents


def test_vocabulary_counts_passages(stored: StoredEngine, memory: MemoryEngine) -> None:
    assert stored.vocabulary() == memory.vocabulary()
    assert stored.suggest_terms("equipmnet") == memory.suggest_terms("equipmnet") == ["equipment"]


def test_raw_readings_keep_what_ties_changed(tmp_path: Path) -> None:
    from dataclasses import replace

    reading = make_reading("alpha", 1)
    settled = replace(
        reading, facts=(replace(reading.facts[0], status="disputed"), *reading.facts[1:])
    )
    engine = publish_with_raw(tmp_path, settled, reading)
    assert engine.reading("alpha") == settled
    assert engine.raw_reading("alpha") == reading


def publish_with_raw(folder: Path, settled: object, raw: object) -> StoredEngine:
    library = make_library(settled)  # type: ignore[arg-type]
    folder.mkdir(exist_ok=True)
    write_generation(library, folder, raw={"alpha": raw})  # type: ignore[dict-item]
    return StoredEngine(folder, "test")


def test_an_id_twice_is_refused(tmp_path: Path) -> None:
    from dataclasses import replace

    reading = make_reading("alpha", 1)
    twice = replace(reading, passages=reading.passages * 2)
    with pytest.raises(BuildError, match="same id"):
        write_generation(make_library(twice), tmp_path)


def test_an_empty_library_can_be_asked(tmp_path: Path) -> None:
    engine = publish(Library({}), tmp_path)
    assert engine.search("anything") == []
    assert list(engine.facts) == list(engine.checks()) == list(engine.documents) == []
    assert engine.facts.find("x") == []
    assert engine.facts.concepts() == {}


def test_asking_imports_neither_whoosh_nor_pandas(stored: StoredEngine) -> None:
    folder = stored.folder.parent
    code = (
        "import sys; from pathlib import Path; from index.engines import open_engine;"
        f"e = open_engine(Path({str(folder)!r})); assert e.search('equipment sales')[0].quote;"
        "assert next(iter(e.facts)).value.printed;"
        "bad = {'pandas', 'nltk', 'flask', 'whoosh.index', 'whoosh.fields', 'whoosh.analysis'};"
        "print(sorted(bad & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
