"""Hostile documents through the reader and the index: read or refused with a clear word, in time
and memory that grow with the text and not faster.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.fuzztargets import HEADER, check_reading
from corpus.base.errors import CorpusError
from corpus.base.records import Reading
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus, make_document
from corpus.layout import limits as tablelimits
from corpus.layout.grids import MAX_CELLS, MAX_WIDTH
from corpus.library import read_corpus, read_document
from index.generations.generations import publish

SHORT, LONG = 8_000, 32_000
SQUARE = 9  # times as long for four times the text: between a line (4) and a square (16)
WORTH_MEASURING = 0.3  # seconds
UNITS = [
    "a", "revenue was ", "1", "1,", "1,234 ", "(", "|", "x\t", "\n", " ", "a.", "-", "* ", "a, ",
    "Revenue was JPY1,234 million in 2Q02. ", "Revenue was JPY1,234 million in 2Q02 and ",
    "Sales\t1,234\t5,678\n", "Sales 1,234 5,678 9\n", '<script>alert(1)</script><b onclick="x">\n',
    "# Head\n", "Operating Results\n\n", "- item one\n", "page 1\n", "Note 1: x\n", "\f", "\0x",
    "\U0001f600", "2Q02 ", '"a" ', "Aa/A", "\u202e(1,234", "March 31, 2002 ", "10.5% ", "JPY",
    "million ", "We expect revenues of JPY10 billion for fiscal year 2003. ", "AA (a", "\r",
    "increased 10.5% from JPY1 million to JPY2 million, ", "\x1b[31m", "=1+2|", "\ufffd",
]  # fmt: skip
ROWS: dict[str, Callable[[int], str]] = {
    "same_rows": lambda n: "| Sales | 1,234 | 5,678 |\n" * (n // 26),
    "other_rows": lambda n: "".join(f"| Sales {i} | {i * 7:,} | {i:,} |\n" for i in range(n // 26)),
    "same_figures": lambda n: "".join(f"| Sales {i} | 100 | 100 |\n" for i in range(n // 26)),
    "growing_rows": lambda n: "".join("| 1 " * (1 + i % 9) + "|\n" for i in range(n // 22)),
    "no_figures": lambda n: "| a | b | c |\n" * (n // 14),
    "no_captions": lambda n: "".join(f"| | {i * 7:,} | {i:,} |\n" for i in range(n // 20)),
    "ran_together": lambda n: "".join(
        f"| Sales {i} | {i * 7:,} {i * 3:,} | {i:,} {i * 11:,} |\n" for i in range(n // 34)
    ),
    "ran_together_above_a_total": lambda n: "".join(
        f"| {'Total' if i == n // 34 - 1 else 'Sales'} {i} | {i * 7:,}{' 1' * (i % 9 == 5)} | 3 |\n"
        for i in range(n // 34)
    ),
    "dates": lambda n: "".join(
        f"| nine months ended March {1 + i % 31}, {1950 + i // 31} | {i * 7:,} | {i:,} |\n"
        for i in range(n // 48)
    ),
    "totals_that_fail": lambda n: "".join(
        f"| {('Sales', 'Fees', 'Total')[i % 3]} {i} | {1_000 + (i % 3 > 1) * 1_000:,} | {i:,} |\n"
        for i in range(n // 30)
    ),
}


def read(text: str) -> tuple[Reading, float]:
    """The reading, held to its offsets, and the processor's seconds."""
    document = make_document(text)
    started = time.process_time()
    reading = read_document(document, load_concepts())
    spent = time.process_time() - started
    check_reading(reading)
    return reading, spent


def grows(make: Callable[[int], str]) -> float:
    """How many times longer four times the text takes; 0 where it takes next to no time."""
    read(make(400))
    _, slow = read(make(LONG))
    if slow < WORTH_MEASURING:
        return 0.0
    return slow / max(read(make(SHORT))[1], 1e-3)


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_one_thing(unit: str) -> None:
    assert grows(lambda n: "Head\n\nx " + unit * (n // len(unit))) < SQUARE


@pytest.mark.parametrize("name", ROWS)
def test_a_table_of_many_rows(name: str) -> None:
    assert grows(lambda n: HEADER + ROWS[name](n)) < SQUARE


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        ("**1,234**", ["1,234"]),
        ("<b>1,234</b>", ["1,234"]),
        ("(**1,234**)", ["(1,234)"]),
        ("1**2**34", []),
        ("1,2**34", []),
        ("1__2__3", []),
        ("12<b>3</b>4", []),
    ],
)
def test_marks_within_a_figure_make_none(cell: str, figures: list[str]) -> None:
    reading, _ = read(f"{HEADER}| Equipment sales | {cell} | 623,064 |\n")
    found = [fact.value.printed for fact in reading.facts if fact.period.label == "2Q02"]
    assert found == figures
    assert bool(figures) != ("cell.unreadable" in {p.code for p in reading.problems})


def test_a_table_too_wide_is_cut_at_its_side_and_said_to_be() -> None:
    wide = 200_000
    text = f"| a {'| 1 ' * wide}|\n{'|---' * (wide + 1)}|\n| Sales {'| 2 ' * wide}|\n"
    reading, spent = read(text)
    assert spent < 5
    assert all(len(row) <= MAX_WIDTH for table in reading.tables for row in table.rows)
    assert [problem.code for problem in reading.problems] == ["table.wide"]


def test_a_table_too_long_is_cut_and_its_rest_said_to_be_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tablelimits, "MAX_CELLS", 30)
    body = "".join(f"| Sales {i} | 1,{i:03} | 2,{i:03} |\n" for i in range(20))
    reading, _ = read(f"Head\n\n{HEADER}{body}\nNext\n\n{HEADER}{body}")
    assert {fact.label for fact in reading.facts} == {f"Sales {i}" for i in range(8)}
    first, second = reading.problems
    assert first.code == second.code == "table.long"
    assert "30 cells; 12 rows from here on" in first.message
    text = reading.document.text
    assert text[first.spans[0].start :].startswith("| Sales 8 |")
    assert text[second.spans[0].start : second.spans[0].end] == (HEADER + body).rstrip()
    assert any("Sales 19" in passage.text for passage in reading.passages)


def test_a_section_of_more_rows_than_python_nests_is_read() -> None:
    rows = "".join(f"| Sales {i} | {i:,}{' 7' * (i == 9)} | {i:,} |\n" for i in range(1_500))
    reading, spent = read(f"{HEADER}{rows}| Total | 1,124,250 | 1,124,250 |\n")
    assert spent < 20
    assert len(reading.facts) > 2_900


def test_a_line_of_ten_megabytes() -> None:
    for text in ("a" * 10_000_000, "Net sales of 1,234 " * 526_000):
        reading, spent = read(text)
        assert spent < 15
        assert max(len(passage.text) for passage in reading.passages) < 100_000


@pytest.mark.slow
@pytest.mark.skipif("HOSTILE_FULL" not in os.environ, reason="a minute: set HOSTILE_FULL")
def test_a_million_cells() -> None:
    text = HEADER + "| Sales | 1,234 | 5,678 |\n" * 333_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading, spent = read(text)
    assert spent < 120
    assert sum(len(row) for table in reading.tables for row in table.rows) <= MAX_CELLS
    assert [problem.code for problem in reading.problems] == ["table.long"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("latin", "Umsatz 1.234 \u20ac f\u00fcr M\u00e4rz".encode("cp1252")),
        ("utf16", "Revenues 1,234".encode("utf-16")),
        ("sjis", "\u58f2\u4e0a\u9ad8 1,234".encode("shift_jis")),
        ("cut", "Revenues 1,234 \u20ac".encode()[:-1]),
        ("overlong", b"Revenues \xc0\xaf 1,234"),
        ("surrogate", b"Revenues \xed\xa0\x80 1,234"),
        ("pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n"),
        ("empty", b""),
        ("blank", b"\xef\xbb\xbf \n\t\n"),
    ],
)
def test_other_encodings_are_refused_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / f"{name}.txt").write_bytes(data)
    with pytest.raises(CorpusError, match=rf"{name}\.txt"):
        load_corpus(tmp_path)


def test_hostile_documents_are_indexed_and_found(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number, unit in enumerate(UNITS):
        text = f"Report {number}\n\nRevenues were JPY1,234 million in FY2002.\n\n{unit * 300}\n"
        (folder / f"hostile{number}.txt").write_text(text, encoding="utf-8", newline="")
    library = read_corpus(load_corpus(folder), processes=1)
    engine = publish(library, tmp_path / "index")
    hits = engine.search("revenues", limit=100)
    assert len({hit.passage.span.document for hit in hits}) == len(UNITS)
    for hit in hits:
        span = hit.passage.span
        assert engine.documents[span.document].text[span.start : span.end] == hit.quote
