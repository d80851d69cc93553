"""Texts to blocks: kinds, offsets, pages, headings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from corpus.base.records import Block, Document
from corpus.formats.folder import make_document
from corpus.layout.blocks import split_blocks
from corpus.layout.outline import lead_ins
from tests.corpus.texts import HOSTILE_UNITS, texts
from tests.growth import SQUARE, grows

Shown = list[tuple[str, str]]


def _shown(text: str) -> Shown:
    document = make_document(text)
    return [(block.kind, _quote(document, block)) for block in split_blocks(document)]


def _quote(document: Document, block: Block) -> str:
    return document.text[block.span.start : block.span.end]


def _assert_covers(document: Document, blocks: tuple[Block, ...]) -> None:
    """Blocks are in order, apart, trimmed, and leave nothing printed outside."""
    at = 0
    for block in blocks:
        assert not document.text[at : block.span.start].replace("\ufeff", "").strip()
        quote = _quote(document, block)
        assert quote == quote.strip()
        at = block.span.end
    assert not document.text[at:].replace("\ufeff", "").strip()


@given(texts)
def test_blocks_hold_every_printed_character_once(text: str) -> None:
    document = make_document(text)
    _assert_covers(document, split_blocks(document))


def test_blocks_cover_the_shipped_documents(documents: dict[str, Document]) -> None:
    for document in documents.values():
        blocks = split_blocks(document)
        _assert_covers(document, blocks)
        assert len(blocks) > 30


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def text_of(length: int) -> str:
        return unit * (length // len(unit)) + "x"

    assert grows(lambda text: split_blocks(make_document(text)), text_of, 100_000) < SQUARE


@pytest.mark.parametrize(
    "line",
    [
        "# Results", "## 2Q02 ##", "<u>New Office</u>", "**Others**", "CATV strategy",
        "Cost and expenses", "The 2nd Quarter of FY2002 Results Summary", "Interest Expense:",
        "INTERNET INITIATIVE JAPAN INC.", "5. Property and Equipment, Net", "NOTE 7—ACQUISITIONS",
        "Equity in net loss of equity method investees", "-- Continued solid growth --",
        "(a) Disaggregation of Revenue", "Note 19: Segment, Geographic Information", "MGI",
        "Internet Initiative Japan Inc.", "CONSOLIDATED BALANCE SHEETS As of Sept 30, 2002",
    ],
)  # fmt: skip
def test_title_is_a_heading(line: str) -> None:
    assert _shown(f"{line}\n\nRevenue rose by a lot in the year that ended.") == [
        ("heading", line),
        ("paragraph", "Revenue rose by a lot in the year that ended."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Revenue rose.", "(JPY Millions)", "52.8%", "Floor space 14,143.10", "May, 2002",
        "February 16, 2004", "lower case words", "Place: Yokohama-city", "1,000 + 200", "50 1 +3",
        "Inventories, net, consisted of the following at the dates shown below:", "",
    ],
)  # fmt: skip
def test_other_short_line_is_no_heading(line: str) -> None:
    assert ("heading", line) not in _shown(f"First text.\n\n{line}\n\nMore text follows here.")


def test_soft_wrapped_lines_are_one_paragraph() -> None:
    text = "Revenue rose\nby 3% in\n2Q02.\n\nIt fell later."
    assert _shown(text) == [
        ("paragraph", "Revenue rose\nby 3% in\n2Q02."),
        ("paragraph", "It fell later."),
    ]


def test_sentence_cut_by_a_blank_line_is_one_item() -> None:
    text = "• Operating loss was JPY567 million (vs. JPY151 million\n\nprofit in 3Q01)\n\n• Next"
    assert [kind for kind, _ in _shown(text)] == ["list_item", "list_item"]


@pytest.mark.parametrize(
    "marks",
    ["--", "••", "●●", "®®", "@@", "—»", "ee", "▶▶", ("1)", "2)"), ("a.", "b."), ("[ ]", "[ ]")],
)
def test_bullets_and_numbers_start_items(marks: tuple[str, str]) -> None:
    first, second = marks
    text = f"{first} Revenue rose\nin 2Q02\n{second} It fell"
    assert _shown(text) == [
        ("list_item", f"{first} Revenue rose\nin 2Q02"),
        ("list_item", f"{second} It fell"),
    ]


def test_items_know_their_depth_and_their_lead_in() -> None:
    text = "• In 3Q02:\n– Loss\n• Loss was JPY567 million\n– EBITDA\n• In 4Q02:\n– Sales"
    blocks = split_blocks(make_document(text))
    assert [block.level for block in blocks] == [1, 2, 3, 2, 1, 2]
    assert lead_ins(blocks) == (None, 0, 1, 0, None, 4)


def test_indent_nests_items_with_the_same_mark() -> None:
    blocks = split_blocks(make_document("- Guidance\n - 1Q02\n - 2Q02\n- Results"))
    assert [block.level for block in blocks] == [1, 2, 2, 1]


def test_tables_end_at_a_blank_line() -> None:
    text = "Caption\n| (JPY in | millions) |\n|--|--|\n\n| | 2Q02 |\n| Sales | 5 |\nText after."
    assert [kind for kind, _ in _shown(text)] == ["heading", "table", "table", "paragraph"]


def test_tab_lines_are_a_table() -> None:
    text = "(JPY Millions)\n\nStatements\t1Q03\nBalance Sheet\t\nTotal\t27"
    assert _shown(text)[1] == ("table", "Statements\t1Q03\nBalance Sheet\t\nTotal\t27")


def test_table_without_outer_bars_needs_its_rule() -> None:
    assert _shown("a | b\n--- | ---\n1 | 2")[0][0] == "table"
    assert _shown("a | b\n1 | 2")[0][0] == "paragraph"


@pytest.mark.parametrize(
    "note",
    [
        "Note (1):The translations", "Note: 1 Excludes gains", "⁽²⁾ The figures",
        "* Conversion rate", "(1) Represents the write-off of certain spare parts.",
        "Source: Nikkei", "NM-not meaningful",
        "2 Includes the value of the cash allowance taken by some individuals in lieu of it",
    ],
)  # fmt: skip
def test_note_under_a_table(note: str) -> None:
    assert _shown(f"| a | b |\n| 1 | 2 |\n\n{note}")[-1] == ("note", note)


def test_stars_in_a_row_are_bullets() -> None:
    assert [kind for kind, _ in _shown("* Sales rose\n* Costs fell")] == ["list_item", "list_item"]


def test_mark_at_the_head_numbers_what_follows() -> None:
    blocks = split_blocks(make_document("May 1, 2002 Page 1\n\nOne.\n\nMay 1, 2002 Page 2\n\nTwo."))
    assert [(block.kind, block.page) for block in blocks] == [
        ("page_mark", 1), ("paragraph", 1), ("page_mark", 2), ("paragraph", 2),
    ]  # fmt: skip


def test_mark_at_the_foot_numbers_what_precedes() -> None:
    blocks = split_blocks(make_document("One.\n\n- 1 -\n\nTwo.\n\n- 2 -"))
    assert [block.page for block in blocks] == [1, 1, 2, 2]


@pytest.mark.parametrize("mark", ["\f", " "])
def test_slides_start_at_form_feeds_or_the_blanks_left_of_them(mark: str) -> None:
    text = f"{mark}Sales\nRose.\n\n{mark}Costs\nFell.\n{mark}Cash\nSame."
    blocks = split_blocks(make_document(text))
    assert [block.page for block in blocks] == [1, 2, 3] or [block.page for block in blocks] == [
        1, 1, 2, 2, 3, 3,
    ]  # fmt: skip


def test_slide_that_prints_its_title_last_stands_under_it(documents: dict[str, Document]) -> None:
    document = documents["iij-3q02-slides"]
    loss = next(
        block for block in split_blocks(document) if "Operating loss was" in _quote(document, block)
    )
    assert loss.headings == ("3Q02 Highlights",)
    assert loss.page == 2


def _path(documents: dict[str, Document], name: str, words: str) -> tuple[str, ...]:
    document = documents[name]
    return next(b.headings for b in split_blocks(document) if words in _quote(document, b))


@pytest.mark.parametrize(
    ("name", "words", "path"),
    [
        ("iij-3q02-slides", "boost in SI-related", ("Equipment Sales",)),
        ("iij-4q01-slides", "Hitting bottom", ("Connectivity Services", "IP Service(*) ARPU")),
        ("iij-2q02-release", "Cost of SI revenues was",
         ("Cost of SI (Systems Integration) revenues",)),
        ("iij-3q03-slides", "Revenue increased by 13.3%",
         ("Revenues and Gross Margin", "Gross margin improved significantly")),
    ],
)  # fmt: skip
def test_headings_name_what_stands_under_them(
    documents: dict[str, Document], name: str, words: str, path: tuple[str, ...]
) -> None:
    assert _path(documents, name, words) == path


def test_statement_title_ends_the_section_before(documents: dict[str, Document]) -> None:
    path = _path(documents, "iij-2q02-release", "| Operating Activities:")
    assert path[0] == "CONDENSED CONSOLIDATED STATEMENTS OF CASH FLOWS (UNAUDITED)"


def test_markdown_depth_is_kept(document_of: Callable[[str], Document]) -> None:
    blocks = split_blocks(
        document_of("# A\n\n## B\n\nText b.\n\n## C\n\nTitle\n\nText c.\n\n# D\n\nEnd.")
    )
    texts_under = [block.headings for block in blocks if block.kind == "paragraph"]
    assert texts_under == [("A", "B"), ("A", "C", "Title"), ("D",)]


def test_name_of_the_reporter_heads_nothing(documents: dict[str, Document]) -> None:
    document = documents["iij-3q02-slides-ocr"]
    names = {name.casefold() for name in document.entity.aliases}
    assert not any(names & set(map(str.casefold, b.headings)) for b in split_blocks(document))


def test_underlined_lead_in_heads_its_own_paragraph() -> None:
    (block,) = split_blocks(make_document("<u>CDN JAPAN</u> In 2Q02, it was launched."))
    assert block.headings == ("CDN JAPAN",)
