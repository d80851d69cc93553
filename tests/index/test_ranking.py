"""The vectors give Whoosh's own BM25F: same scores, same order, over random corpora and queries."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Or, Term

from corpus.base.records import Library
from index.embedded.build import write_generation
from index.embedded.ranking import best_of, reaching
from index.embedded.store import StoredEngine
from index.embedded.termlists import COLUMN
from index.embedded.weights import FACETS, FIELD_BOOSTS
from index.generations.generations import publish
from index.records.analysis import query_terms, terms_of
from tests.index.samples import MEASURES, QUARTERS, make_library, make_reading

QUERIES = [
    "equipment sales",
    "increased",
    "2Q02 total revenues as planned",
    "revenues JPY in thousands results alpha",
    "operating loss of the third quarter 3Q02 subscribers",
    "nothing printed xyzzy",
]


def whoosh_scores(
    engine: StoredEngine,
    text: str,
    *,
    concepts: tuple[str, ...] = (),
    periods: tuple[str, ...] = (),
    **filters: str,
) -> dict[str, float]:
    """What stock Whoosh answers to the same words, boosts and filters, all hits."""
    parts: list[Any] = [
        Term(name, term, boost=boost)
        for term in query_terms(text)
        for name, boost in FIELD_BOOSTS.items()
    ]
    parts += [Term("concepts", value, boost=FACETS["concepts"]) for value in concepts]
    parts += [Term("periods", value, boost=FACETS["periods"]) for value in periods]
    keep = And([Term(name, value) for name, value in filters.items()]) if filters else None
    index = FileStorage(str(engine.folder / "whoosh")).open_index()
    with index.searcher() as searcher:
        results = searcher.search(Or(parts), limit=None, filter=keep)
        return {hit["id"]: hit.score for hit in results}


def assert_same(engine: StoredEngine, text: str, **asked: Any) -> int:
    expected = whoosh_scores(engine, text, **asked)
    names = {"kind": "kinds"}
    ours = {
        names.get(name, name): [value] if name == "kind" else value for name, value in asked.items()
    }
    hits = engine.search(text, limit=10_000, **ours)
    found = {hit.passage.id: hit.score for hit in hits}
    assert found.keys() == expected.keys()
    for ident, score in found.items():
        assert score == pytest.approx(expected[ident], rel=1e-12)
    order = [hit.score for hit in hits]
    assert order == sorted(order, reverse=True)
    return len(hits)


def random_library(seed: int, documents: int) -> Library:
    chance = random.Random(seed)
    names = [f"doc{number}" for number in range(documents)]
    shared = make_reading("alpha", seed).document.entity
    return make_library(
        *(
            make_reading(
                name, chance.randrange(10**6), rows=chance.randrange(2, 9),
                entity=shared if chance.random() < 0.5 else None,
            )
            for name in names
        )
    )  # fmt: skip


@pytest.fixture(scope="module", params=[1, 2, 3])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> StoredEngine:
    library = random_library(request.param, documents=7 * request.param)
    return publish(library, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize("text", QUERIES)
def test_scores_are_whooshs(engine: StoredEngine, text: str) -> None:
    assert_same(engine, text)


def test_random_words_score_as_whoosh(engine: StoredEngine) -> None:
    chance = random.Random(5)
    words = sorted(engine.vocabulary())
    found = [
        assert_same(engine, " ".join(chance.choices(words, k=chance.randrange(1, 9))))
        for _ in range(25)
    ]
    assert sum(found) > 100


def test_filters_and_boosts_score_as_whoosh(engine: StoredEngine) -> None:
    text = "equipment sales increased in 2Q02"
    concept, period = next(iter(MEASURES)), next(iter(QUARTERS))
    found = [
        assert_same(engine, text, document="doc1"),
        assert_same(engine, text, entity="alpha-co"),
        assert_same(engine, text, kind="table"),
        assert_same(engine, text, concepts=(concept,), periods=(period,)),
        assert_same(engine, text, document="doc2", concepts=(concept,), kind="prose"),
    ]
    assert all(found)


def test_a_grown_index_scores_as_one_written_whole(tmp_path: Path) -> None:
    readings = list(random_library(4, documents=14).readings.values())
    engine, segments = None, []
    for size in (2, 3, 5, 8, 9, 10, 11, 12, 13, 14):
        place = tmp_path / f"grown-{size}"
        place.mkdir()
        library = make_library(*sorted(readings[:size], key=lambda r: -len(r.document.text)))
        write_generation(library, place, before=engine.folder if engine else None)
        engine = StoredEngine(place, "grown")
        segments.append(len(list((place / "segments").iterdir())))
        whole = publish(library, tmp_path / "whole")
        for text in QUERIES:
            assert_same(engine, text)
            found = [(hit.passage.id, hit.score) for hit in engine.search(text, limit=50)]
            assert found == [(hit.passage.id, hit.score) for hit in whole.search(text, limit=50)]
    assert segments == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2]


def test_best_come_first_and_ties_in_order() -> None:
    scores = np.array([0.0, 2.0, 1.0, 2.0, 0.0, 3.0])
    assert best_of(scores, None, 3) == [(5, 3.0), (1, 2.0), (3, 2.0)]
    assert best_of(scores, None, 99) == [(5, 3.0), (1, 2.0), (3, 2.0), (2, 1.0)]
    places = np.array([2, 3, 5, 7, 11, 13])
    assert best_of(scores, places, 2) == [(13, 3.0), (3, 2.0)]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=2000), st.integers(1, 12))
def test_narrowing_loses_nothing(values: list[int], limit: int) -> None:
    expected = sorted((-score, place) for place, score in enumerate(values) if score)[:limit]
    found = best_of(np.array(values, np.float64), None, limit)
    assert found == [(place, -negative) for negative, place in expected]


@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(0, 5))
def test_skipping_columns_loses_nothing(seed: int, limit: int, slack: int) -> None:
    chance = np.random.default_rng(seed)
    size, high = int(chance.integers(1, 900)) * COLUMN, int(chance.integers(2, 5000))
    sums = chance.integers(0, high, size).astype(np.uint16)
    sums[chance.random(size) < chance.random()] = 0
    found = reaching(sums, limit, slack)
    assert found.tolist() == sorted(set(found.tolist()))
    last = sorted(sums.tolist())[-limit:][0]
    needed = np.flatnonzero(sums >= max(1, last - slack))
    assert set(needed.tolist()) <= set(found.tolist())
    assert sums[found].all()


@pytest.fixture(params=[1, 3, 10**6])
def bounded(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> StoredEngine:
    """An engine that adds bounds first, with no rows, some, and a row for every term."""
    monkeypatch.setattr("index.embedded.postings.DENSE_FROM", 1)
    monkeypatch.setattr("index.embedded.ranking.DENSE_FROM", 1)
    monkeypatch.setattr("index.embedded.postings.DENSE_SHARE", request.param)
    engine = publish(random_library(6, documents=9), tmp_path)
    assert len(engine._arrays["terms.bounds"])
    rows = len(engine._arrays["dense.terms"])
    assert rows == 0 if request.param == 1 else rows > 5
    return engine


def test_bounds_and_rows_change_no_score(bounded: StoredEngine) -> None:
    concept, period = next(iter(MEASURES)), next(iter(QUARTERS))
    for text in QUERIES:
        assert_same(bounded, text)
        assert_same(bounded, text, document="doc3")
        assert_same(bounded, text, kind="prose", concepts=(concept,), periods=(period,))
    assert assert_same(bounded, QUERIES[0], entity="alpha-co") > 0


def test_bounds_keep_the_best_and_their_order(bounded: StoredEngine) -> None:
    """The few best are those of all passages scored, also where they are equal."""
    chance = random.Random(8)
    words = sorted(bounded.vocabulary())
    for _ in range(60):
        text = " ".join(chance.choices(words, k=chance.choice((1, 2, 4, 8, 20))))
        everything = bounded.search(text, limit=10_000)
        for limit in (1, 3, 10):
            assert bounded.search(text, limit=limit) == everything[:limit]


def test_bounds_count_what_is_found(bounded: StoredEngine) -> None:
    for text in ("revenues", "equipment sales in tokyo", "the network"):
        for limit in (1, 7, 10**6):
            found = len(bounded.search(text, limit=limit))
            assert found == min(limit, bounded.count_hits(text))


def test_bounds_of_many_terms_do_not_run_over(bounded: StoredEngine) -> None:
    words = sorted(bounded.vocabulary())
    texts = [" ".join(words[start::3]) for start in range(3)]
    assert min(len(query_terms(text)) for text in texts) > 16
    assert min(assert_same(bounded, text) for text in texts) > 10


def test_odd_queries_and_filters_that_leave_nothing(bounded: StoredEngine) -> None:
    many = " ".join(f"word{number} sales" for number in range(10_000))
    assert [hit.terms >= {"sale"} for hit in bounded.search(many)] == [True] * 10
    for nothing in ("", " ,.?", "xyzzy qqqq", "with of the", "\ud800 \0", "sales" * 1000):
        assert bounded.search(nothing) == []
    known = [(hit.passage.id, hit.score) for hit in bounded.search("sales")]
    assert [(h.passage.id, h.score) for h in bounded.search("xyzzy sales")] == known != []
    for emptied in (
        bounded.search("sales", document="no"),
        bounded.search("sales", entity="no"),
        bounded.search("sales", kinds=["no"]),
        bounded.search("sales", entity="alpha-co", document="doc0", kinds=["no"]),
        bounded.search("sales", limit=0),
        bounded.search("xyzzy", concepts=["no"], periods=["no"]),
    ):
        assert emptied == []


def test_threads_do_not_share_sums(bounded: StoredEngine) -> None:
    words = sorted(bounded.vocabulary())
    chance = random.Random(9)
    asked = [" ".join(chance.choices(words, k=4)) for _ in range(150)]
    expected = [bounded.search(text) for text in asked]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: [bounded.search(text) for text in asked], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert found == [expected] * 4


@given(st.text(max_size=60) | st.text("aB1,. Ü\u0301İ", max_size=60))
def test_a_query_is_cut_as_documents_are(text: str) -> None:
    assert query_terms(text) == list(dict.fromkeys(terms_of(text)))[:32]


def test_a_figure_is_measured_as_it_is_printed() -> None:
    figure = ",".join(["123"] * 20)
    assert query_terms(figure) == terms_of(figure) == []


def test_terms_are_counted_out() -> None:
    assert len(query_terms(" ".join(f"word{number}" for number in range(10_000)))) == 32
    assert query_terms("x" * 1_000_000) == []
    assert query_terms('*a* body:[a TO z] ~9 "NOT" ((((') == ["bodi", "z", "9", "not"]
