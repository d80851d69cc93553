"""Blocks to sentences."""

from __future__ import annotations

import pytest
from hypothesis import given

from corpus.base.records import Document
from corpus.formats.folder import make_document
from corpus.layout.blocks import split_blocks
from corpus.layout.sentences import sentence_spans, split_sentences
from tests.corpus.texts import HOSTILE_UNITS, texts
from tests.growth import SQUARE, grows


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Schutte of PoweredCom, Inc. provided $2.6 million.",
        "It grew by 3.4 times vs. 2Q01 to approx. JPY5 billion.",
        "On Sept. 30, 2002 the U.S. dollar fell.",
        "Adjusted EBITDA⁽¹⁾ was JPY662 million.",
        'See No. 5 of Asia Internet Holding Co., Ltd. ("AIH").',
        "Internet Initiative Japan Inc. (Nasdaq: IIJI) grew, e.g. in Europe.",
    ],
)
def test_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert _sentences(f"{sentence} It fell later.") == [sentence, "It fell later."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('He said "it grew." Then it fell.', ['He said "it grew."', "Then it fell."]),
        ("It is “core.” The rest is not.", ["It is “core.”", "The rest is not."]),
        ("It rose (by 3%.) It fell.", ["It rose (by 3%.)", "It fell."]),
        (
            "It was sold to Acme Inc. The price was $5.",
            ["It was sold to Acme Inc.", "The price was $5."],
        ),
        ("It was JPY5.(1) The rest fell.", ["It was JPY5.(1)", "The rest fell."]),
        ("It was JPY5.⁽²⁾ The rest fell.", ["It was JPY5.⁽²⁾", "The rest fell."]),
        ("**Net income: JPY 1,979 million.**", ["**Net income: JPY 1,979 million.**"]),
        ("Did it rise? It did! And fell.", ["Did it rise?", "It did!", "And fell."]),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_sentences_close_with_their_quotes_and_marks(text: str, parts: list[str]) -> None:
    assert _sentences(text) == parts


def test_list_mark_is_in_no_sentence() -> None:
    document = make_document("- ▶ Revenue rose. Costs fell.\n1) One")
    quotes = [
        document.text[one.span.start : one.span.end]
        for one in split_sentences(document, split_blocks(document))
    ]
    assert quotes == ["Revenue rose.", "Costs fell.", "One"]


def test_tables_and_page_marks_have_no_sentences() -> None:
    document = make_document("May 1, 2002 Page 1\n\n| a. B | 1 |\n| b | 2 |")
    assert split_sentences(document, split_blocks(document)) == ()


@given(texts)
def test_sentences_hold_a_block_but_its_mark_and_blanks(text: str) -> None:
    document = make_document(text)
    blocks = split_blocks(document)
    at = 0
    held = [0] * len(blocks)
    for sentence in split_sentences(document, blocks):
        block = blocks[sentence.block].span
        assert block.start <= sentence.span.start < sentence.span.end <= block.end
        assert at <= sentence.span.start
        quote = text[sentence.span.start : sentence.span.end]
        assert quote == quote.strip()
        held[sentence.block] += len("".join(quote.split()))
        at = sentence.span.end
    for block, count in zip(blocks, held, strict=True):
        printed = len("".join(text[block.span.start : block.span.end].split()))
        if block.kind in ("heading", "paragraph", "note"):
            assert count == printed


def test_every_paragraph_of_the_shipped_documents_is_in_sentences(
    documents: dict[str, Document],
) -> None:
    release = documents["iij-2q02-release"]
    blocks = split_blocks(release)
    quotes = [
        release.text[one.span.start : one.span.end] for one in split_sentences(release, blocks)
    ]
    assert "As of September 2002, the number of FTTH subscribers was 114,608." in quotes
    assert len(quotes) > 150


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def text_of(length: int) -> str:
        return unit * (length // len(unit))

    assert grows(lambda text: list(sentence_spans(text)), text_of, 60_000) < SQUARE


def test_text_that_is_no_paragraph_is_cut_without_punkt() -> None:
    text = "It rose. " * 20_000
    assert sum(1 for _ in sentence_spans(text)) == 20_000
    assert grows(lambda text: list(sentence_spans(text)), lambda n: text[:n], len(text)) < SQUARE
