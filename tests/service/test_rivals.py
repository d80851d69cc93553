"""Where several companies report a measure, a question must say whose is meant."""

from __future__ import annotations

from corpus.concepts import load_concepts
from corpus.documents import make_document
from corpus.library import read_corpus
from index.memory import MemoryEngine
from service.asking.answer import ask

TABLE = "| | 2019 | 2018 |\n|---|---|---|\n| Net sales | ${} | $900 |\n"
NAMES = {"alder": 1001, "birch": 1002}


def engine_of(names: dict[str, int]) -> MemoryEngine:
    documents = [
        make_document(
            f"# {name.title()} Corp announces results\n\n(in thousands)\n\n" + TABLE.format(value),
            id=name,
        )
        for name, value in names.items()
    ]
    return MemoryEngine(read_corpus(documents), load_concepts())


def test_nobody_named_and_two_reporting_is_ambiguous_with_a_reading_each() -> None:
    answer = ask("FY2019 net sales", engine_of(NAMES))
    assert answer.status == "ambiguous"
    assert answer.value is None
    amounts = {p.value.amount for p in answer.alternatives}
    assert amounts == {1_001_000, 1_002_000}


def test_the_company_that_is_named_answers_alone() -> None:
    answer = ask("Birch Corp FY2019 net sales", engine_of(NAMES))
    assert answer.value is not None
    assert answer.value.amount == 1_002_000
    assert {c.document for c in answer.citations} == {"birch"}


def test_one_reporter_needs_no_name() -> None:
    answer = ask("FY2019 net sales", engine_of({"alder": 1001}))
    assert answer.value is not None
    assert answer.value.amount == 1_001_000
