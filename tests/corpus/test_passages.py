"""Blocks to passages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from corpus.base.records import Cell, Document, Fact, Passage, Period, Span, Table, Value
from corpus.formats.folder import make_document
from corpus.layout.blocks import split_blocks
from corpus.layout.passages import MAX_CHARS, MAX_WORDS, make_passages
from corpus.layout.sentences import split_sentences
from tests.corpus.texts import HOSTILE_UNITS, texts


def _passages(document: Document, tables: tuple[Table, ...] = ()) -> tuple[Passage, ...]:
    blocks = split_blocks(document)
    return make_passages(document, blocks, split_sentences(document, blocks), tables)


def _quote(document: Document, passage: Passage) -> str:
    return document.text[passage.span.start : passage.span.end]


def _assert_sound(document: Document) -> None:
    """Passages are in order and apart, hold all text but page marks, ending in their quotes."""
    blocks = split_blocks(document)
    sentences = split_sentences(document, blocks)
    passages = make_passages(document, blocks, sentences)
    covered = bytearray(len(document.text))
    at = 0
    for passage in passages:
        assert at <= passage.span.start
        at = passage.span.end
        covered[passage.span.start : passage.span.end] = b"\1" * (at - passage.span.start)
        assert passage.text.endswith(_quote(document, passage))
    for block in blocks:
        inside = covered[block.span.start : block.span.end]
        missing = [i for i, seen in enumerate(inside, block.span.start) if not seen]
        assert block.kind == "page_mark" or not "".join(document.text[i] for i in missing).strip()
    edges = {passage.span.start for passage in passages} | {p.span.end for p in passages}
    for sentence in sentences:
        if sentence.span.end - sentence.span.start <= MAX_CHARS:
            assert not any(sentence.span.start < edge < sentence.span.end for edge in edges)


@given(texts)
def test_passages_hold_all_text_and_cut_no_sentence(text: str) -> None:
    _assert_sound(make_document(text))


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_hostile_texts_make_bounded_passages(unit: str) -> None:
    document = make_document(unit * (50_000 // len(unit)))
    for passage in _passages(document):
        assert passage.span.end - passage.span.start <= 2 * MAX_CHARS


def test_passages_of_the_shipped_documents(documents: dict[str, Document]) -> None:
    for document in documents.values():
        _assert_sound(document)
        passages = _passages(document)
        words = [len(_quote(document, one).replace("|", " ").split()) for one in passages]
        assert max(words) <= MAX_WORDS
        assert len({one.id for one in passages}) == len(passages)


def test_most_prose_passages_of_a_release_are_long_enough_to_read_alone(
    documents: dict[str, Document],
) -> None:
    release = documents["iij-2q02-release"]
    prose = [one for one in _passages(release) if one.kind == "prose"]
    long_enough = [one for one in prose if len(_quote(release, one).split()) >= 38]
    assert len(long_enough) / len(prose) > 0.8


def test_table_rows_are_whole_and_carry_their_head() -> None:
    rows = "".join(f"| Item number {i} | {i},000 | {i}.5% |\n" for i in range(1, 120))
    text = f"| | 2Q02 | Share |\n|---|---|---|\n{rows}"
    document = make_document(text)
    header = (Cell(0, 0, ""), Cell(0, 1, "2Q02"), Cell(0, 2, "Share"))
    table = Table(
        "t", Span(document.id, 4, len(text) - 3), (header,), 1, "Table 7. Sales", "JPY in millions"
    )
    passages = _passages(document, (table,))
    assert len(passages) > 2
    for passage in passages:
        assert all(line[0] == line[-1] == "|" for line in _quote(document, passage).splitlines())
        assert passage.text.startswith("Table 7. Sales\nJPY in millions\n")
    assert "2Q02 | Share" in passages[-1].text
    assert "2Q02" not in _quote(document, passages[-1])


def test_long_paragraph_is_cut_between_sentences_of_similar_length() -> None:
    sentence = "Revenue rose by a few percent in the quarter that ended in June. "
    document = make_document(sentence * 40)
    lengths = [len(_quote(document, one).split()) for one in _passages(document)]
    assert len(lengths) == 3
    assert max(lengths) <= MAX_WORDS
    assert min(lengths) >= 150


def test_heading_goes_with_its_text_and_items_with_their_lead_in() -> None:
    text = "Guidance\n\n- For fiscal 2002:\n - Revenue will rise\n - Costs will fall\n\nOther\n\nX."
    document = make_document(text)
    first, second = _passages(document)
    assert _quote(document, first).startswith("Guidance")
    assert _quote(document, first).endswith("Costs will fall")
    assert first.headings == ("Guidance",)
    assert _quote(document, second) == "Other\n\nX."


def test_passage_lists_the_concepts_and_periods_printed_in_it() -> None:
    document = make_document("Page 1\n\nSales were 5.\n\nPage 2\n\nCosts were 3.")
    period = Period("2Q02", date(2002, 7, 1), date(2002, 9, 30))
    span = Span(document.id, 19, 20)
    fact = Fact(
        "f", document.id, "e", "sales", "Sales", period, Value(Decimal(5), "JPY", "5"), span, span
    )
    blocks = split_blocks(document)
    first, second = make_passages(document, blocks, split_sentences(document, blocks), (), (fact,))
    assert (first.concepts, first.periods) == (("sales",), ("2Q02",))
    assert (second.concepts, second.page) == ((), 2)


def test_id_depends_on_the_document_and_the_place() -> None:
    one, two = make_document("Sales rose."), make_document("Sales fell.")
    assert _passages(one)[0].id == _passages(one)[0].id
    assert _passages(one)[0].id != _passages(two)[0].id
