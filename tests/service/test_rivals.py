"""Where several companies report a measure, a question must say whose is meant."""

from __future__ import annotations

from dataclasses import replace

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.ask.answer import ask
from service.find.companies import MOST_SHOWN, MOST_TRIED

TABLE = "| | 2019 | 2018 |\n|---|---|---|\n| Net sales | ${} | $900 |\n"
NAMES = {"alder": 1001, "birch": 1002}


def engine_of(
    names: dict[str, int],
    captions: dict[str, str] | None = None,
    *,
    title: str = "",
    period: str | None = None,
) -> MemoryEngine:
    documents = []
    for name, value in names.items():
        table = TABLE.format(value).replace("Net sales", (captions or {}).get(name, "Net sales"))
        heading = f"# {title or name.title() + ' Corp'} announces results"
        made = make_document(f"{heading}\n\n(in thousands)\n\n{table}", id=name)
        documents.append(replace(made, period=period))
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


def test_two_that_are_named_stand_side_by_side() -> None:
    answer = ask("Compare FY2019 net sales of Birch Corp and Alder Corp", engine_of(NAMES))
    assert (answer.status, answer.kind, answer.value) == ("answered", "comparison", None)
    assert [(p.label, p.value.amount) for p in answer.points] == [
        ("Birch Corp, FY2019", 1_002_000),
        ("Alder Corp, FY2019", 1_001_000),
    ]
    assert [c.document for c in answer.citations] == ["birch", "alder"]


def test_a_figure_that_one_of_two_lacks_is_not_answered_by_the_other() -> None:
    engine = engine_of(NAMES, {"birch": "Gross profit"})
    assert ask("Birch Corp FY2019 gross profit", engine).status == "answered"
    answer = ask("FY2019 gross profit of Birch Corp and Alder Corp", engine)
    assert answer.status == "unanswered"


def test_documents_that_bear_one_name_are_of_one_company_and_dispute_what_they_print() -> None:
    engine = engine_of({"alder": 1001, "birch": 1100}, title="Cedar Corp")
    answer = ask("Cedar Corp FY2019 net sales", engine)
    assert answer.status == "disputed"
    assert answer.value is not None
    offered = {answer.value.amount, *(p.value.amount for p in answer.alternatives)}
    assert offered == {1_001_000, 1_100_000}


def many(count: int, **captions: str) -> MemoryEngine:
    return engine_of({f"company{chr(97 + n)}": 1001 + n for n in range(count)}, captions)


def test_of_more_than_can_be_tried_some_are_shown_and_none_is_chosen() -> None:
    answer = ask("FY2019 net sales", many(MOST_TRIED + 3))
    assert answer.status == "ambiguous"
    assert len(answer.alternatives) == MOST_SHOWN


def test_a_figure_that_only_the_last_of_many_prints_is_found() -> None:
    engine = many(MOST_TRIED + 3, companyo="Gross profit")
    answer = ask("FY2019 gross profit", engine)
    assert answer.value is not None
    assert {c.document for c in answer.citations} == {"companyo"}
    assert answer.value.amount == 1_015_000


def test_documents_of_several_do_not_say_whose_is_meant() -> None:
    engine = engine_of(NAMES, period="FY2019")
    answer = ask("net sales in the FY2019 release", engine)
    assert answer.status == "ambiguous"
    assert {p.value.amount for p in answer.alternatives} == {1_001_000, 1_002_000}
