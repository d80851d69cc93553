"""The bench runs at a tiny size, with real engines and real servers, and its figures make sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import sleep

import pytest

from bench.__main__ import main
from bench.facts import make_table, measure_facts
from bench.generator import Shape, make_document, queries
from bench.large import KINDS, MILLION, measure_engine
from bench.made import make_library
from bench.measure import in_a_row, interleaved, milliseconds, quantile
from bench.report import TABLES, fill, write_page
from bench.soak import said
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.generations.generations import publish


def test_equal_seeds_give_equal_documents_and_queries() -> None:
    assert make_document(3) == make_document(3)
    assert make_document(3).text != make_document(4).text
    assert make_document(3, seed=8) != make_document(3)
    assert queries(30) == queries(30)
    assert all(2 <= len(query.split()) <= 8 for query in queries(100))


def test_a_made_library_has_so_many_passages_and_cites_what_is_printed() -> None:
    library, made = make_library(50)
    passages = [p for reading in library.readings.values() for p in reading.passages]
    assert len(passages) == 50
    texts = {document.id: document.text for document in made}
    assert library.facts
    for fact in library.facts:
        assert texts[fact.document][fact.span.start : fact.span.end] == fact.value.printed
    for passage in passages:
        assert passage.text.endswith(texts[passage.span.document][passage.span.start :][:20]) or (
            texts[passage.span.document][passage.span.start : passage.span.end] in passage.text
        )


def test_the_readers_find_the_known_figures_of_made_documents(tmp_path: Path) -> None:
    made = [make_document(number) for number in range(3)]
    for document in made:
        (tmp_path / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    library = read_corpus(load_corpus(tmp_path), processes=1)
    amounts = {(fact.document, fact.value.amount) for fact in library.facts}
    known = [figure for document in made for figure in document.known]
    assert len(known) > 50
    assert all((figure.document, Decimal(figure.amount)) in amounts for figure in known)


def test_every_call_meets_every_input_and_slow_ones_once() -> None:
    for timed in (interleaved, in_a_row):
        met: dict[str, list[str]] = {"one": [], "other": []}
        calls: dict[str, Callable[[str], object]] = {name: met[name].append for name in met}
        calls["slow"] = lambda _: sleep(0.021)
        taken = timed(calls, [["a", "b"], ["c", "d"]])
        assert {name: len(times) for name, times in taken.items()} == {
            "one": 4,
            "other": 4,
            "slow": 2,
        }
        assert met["one"] == met["other"] == list("ababcd")  # the first round warms up


def test_quantiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert quantile(values, 0.5) == 50
    assert quantile(values, 0.99) == 99
    assert milliseconds([0.001])["p99_ms"] == 1


def test_a_made_table_of_facts_finds_each_key_once() -> None:
    table = make_table(2_000)
    for row in (0, 1, 1_999):
        fact = table._fact(row)
        found = table.find(fact.concept, fact.period.label, fact.value.unit, fact.entity)
        assert [each.id for each in found] == [str(row)]
    figures = measure_facts(2_000)
    assert 0 < figures["exact_rows"]["p50_us"] <= figures["exact"]["p50_us"]


def test_growth_of_memory_is_told_from_the_filling_of_caches() -> None:
    row = {"requests": 10, "requests_a_second": 1.0, "failed": 0, "p50_ms": 1.0, "p99_ms": 2.0}
    sizes = [50, 100, 100, 100]
    flat = said([row | {"at_s": at, "memory_mb": size} for at, size in enumerate(sizes)])
    assert flat["memory_growth"] == 1
    grown = said([row | {"at_s": at, "memory_mb": 50 * (at + 1)} for at in range(4)])
    assert grown["memory_growth"] == 2
    assert grown["requests"] == 40


def test_the_bench_runs_and_writes_its_figures(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    pytest.importorskip("bm25s")
    arguments = ["--sizes", "120", "--facts", "1000", "--queries", "12", "--out", str(tmp_path)]
    assert main([*arguments, "--only", "ranking", "facts", "asking"]) == 0
    found = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))
    engines = found["ranking"][0]["engines"]
    assert {"tickmark", "tantivy", "sqlite_fts5", "bm25s", "whoosh"} <= set(engines)
    assert all(figure["p50_ms"] > 0 < figure["in_turn_p50_ms"] for figure in engines.values())
    assert found["asking"]["any"]["p50_ms"] > 0
    assert found["measured"]["ranking"]["cores"] >= 1


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "everything"])
    assert "no part 'everything'" in capsys.readouterr().err


def test_a_large_generation_is_measured_by_kind_and_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    made = publish(make_library(400, shape=MILLION)[0], folder)
    assert len(made.facts) / len(made.passages) > 10
    found = measure_engine(made, folder, asked=3)
    assert found["companies"] == 10
    assert set(found["kinds"]) == set(KINDS)
    assert all(figure["count"] == 3 for figure in found["kinds"].values())
    assert found["any"]["count"] == 3 * len(KINDS)
    assert found["first_question_ms"] > 0
    assert min(found["pages_ms"].values()) > 0


def test_a_quarter_that_several_reports_print_has_one_figure() -> None:
    shape = Shape(columns=6, reports=5)
    reports = [make_document(number, shape=shape) for number in range(10, 15)]
    assert len({report.company for report in reports}) == 1
    assert len({report.id for report in reports}) == 5
    printed: dict[tuple[str, str], set[Decimal]] = {}
    for report in reports:
        assert len(report.known) == 84
        for known in report.known:
            printed.setdefault((known.label, known.period), set()).add(known.amount)
    assert all(len(amounts) == 1 for amounts in printed.values())
    assert any(
        sum((k.label, k.period) == key for r in reports for k in r.known) > 1 for key in printed
    )


def test_the_page_has_the_very_figures_of_the_file(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "performance.md").read_text(encoding="utf-8")
    assert {name for name in TABLES if f"<!-- {name} -->" in page} == set(TABLES)
    for name in ("performance.json", "performance-load.json"):
        (tmp_path / name).write_bytes((docs / name).read_bytes())
    (tmp_path / "performance.md").write_text(page, encoding="utf-8")
    write_page(tmp_path)
    assert (tmp_path / "performance.md").read_text(encoding="utf-8") == page


def test_a_table_without_figures_stays_and_one_with_figures_is_written_anew() -> None:
    page = "before\n<!-- facts -->\n\nold\n\n<!-- end -->\nafter <!-- load -->\nkept\n<!-- end -->"
    lookup = {"p50_us": 1.5, "p99_us": 2.25}
    made = fill(page, {"facts": {"facts": 1000, "exact": lookup}})
    assert made.startswith("before\n<!-- facts -->\n\n| among 1,000 facts |")
    assert "| the same, and the `Fact` made | 1.50 | 2.25 |" in made
    assert "old" not in made
    assert "kept" in made
    assert made.endswith("<!-- end -->")
