"""PDFs become text with the structure that shows in where their characters stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.base.structure import Origins, Structure
from corpus.formats.anchors import printed_at
from corpus.formats.folder import make_document
from corpus.formats.pdf import read_pdf
from corpus.formats.rendition import Rendition
from service.cite.originals import anchor_of
from tests.formats.pdfs import At, Drawn, Rule, pdf, right, row

HEADS: list[Drawn] = [
    At(355, 700, "Years ended"),
    At(268, 686, "2024"), At(368, 686, "2023"), At(468, 686, "2022"),
]  # fmt: skip
STATEMENT: list[Drawn] = [
    *HEADS,
    At(250, 670, "$"), *row(670, "Net sales", "23,743", "22,447", "21,000"),
    *row(656, "Other income", "(1,095)", "-", "77"),
    *row(642, "Margin", "12.5", "", "(0.4)"), At(501, 642, "%"), At(301, 642, "%"),
]  # fmt: skip


def structure(rendition: Rendition) -> Structure:
    assert rendition.structure is not None
    return rendition.structure


def origins(rendition: Rendition) -> Origins:
    assert rendition.origins is not None
    return rendition.origins


def parts(*pages: list[Drawn]) -> list[tuple[str, str]]:
    rendition = read_pdf(pdf(*pages))
    return [(p.kind, rendition.text[p.start : p.end]) for p in structure(rendition).parts]


def cells(*page: Drawn) -> list[tuple[int, int, int, str]]:
    rendition = read_pdf(pdf(page))
    (grid,) = structure(rendition).grids
    return [(c.row, c.column, c.width, rendition.text[c.start : c.end]) for c in grid.cells]


def test_figures_stand_under_their_heads_with_their_marks() -> None:
    assert cells(*STATEMENT)[1:] == [
        (1, 1, 1, "2024"), (1, 2, 1, "2023"), (1, 3, 1, "2022"),
        (2, 0, 1, "Net sales"), (2, 1, 1, "$23,743"), (2, 2, 1, "22,447"), (2, 3, 1, "21,000"),
        (3, 0, 1, "Other income"), (3, 1, 1, "(1,095)"), (3, 2, 1, "-"), (3, 3, 1, "77"),
        (4, 0, 1, "Margin"), (4, 1, 1, "12.5%"), (4, 3, 1, "(0.4)%"),
    ]  # fmt: skip


def test_head_stands_over_all_columns_that_it_is_centred_over() -> None:
    assert cells(*STATEMENT)[0] == (0, 1, 3, "Years ended")


def test_rule_under_a_head_tells_its_columns() -> None:
    page = [At(305, 700, "Quarter"), Rule(240, 410, 697), *HEADS[1:], *STATEMENT[4:]]
    assert cells(*page)[0] == (0, 1, 2, "Quarter")


def test_two_heads_share_the_columns_between_them() -> None:
    ends = (250, 330, 430, 510)
    page = [At(260, 700, "2024"), At(440, 700, "2023")]
    page += [At(x - 28, 686, word) for x, word in zip(ends, ("Cost", "Value") * 2, strict=True)]
    page += row(670, "Bonds", "1,000", "1,100", "2,000", "2,200", ends=ends)
    assert cells(*page)[:2] == [(0, 1, 2, "2024"), (0, 3, 2, "2023")]


def test_head_of_several_lines_is_one_cell() -> None:
    page = [
        At(262, 700, "June 29,"), At(362, 700, "June 30,"), At(271, 690.5, "2025"),
        At(371, 690.5, "2024"), *row(674, "Sales", "5", "4"), *row(660, "Costs", "3", "2"),
    ]  # fmt: skip
    assert cells(*page)[:2] == [(0, 1, 1, "June 29, 2025"), (0, 2, 1, "June 30, 2024")]


def test_caption_of_two_lines_is_one_row() -> None:
    page = [
        *HEADS, *row(670, "Sales", "5", "4", "3"), At(50, 654, "Costs of what was"),
        *row(644.5, "sold and made", "3", "2", "1"), *row(628, "Profit", "2", "2", "2"),
    ]  # fmt: skip
    assert [text for _, column, _, text in cells(*page) if column == 0] == [
        "Sales", "Costs of what was sold and made", "Profit",
    ]  # fmt: skip


def test_figures_that_stand_between_the_lines_of_their_caption_are_in_its_row() -> None:
    page = [
        *HEADS, *row(670, "Sales", "5", "4", "3"), At(50, 646, "Costs of what was"),
        *row(640, "", "3", "2", "1"), At(50, 634, "sold and made"),
        *row(610, "Profit", "2", "2", "2"),
    ]  # fmt: skip
    assert (3, 0, 1, "Costs of what was sold and made") in cells(*page)
    assert (3, 1, 1, "3") in cells(*page)


def test_lines_become_paragraphs_and_headings() -> None:
    long = "The company reports what it sold in the year, and whom it sold it to, in"
    page: list[Drawn] = [
        At(50, 700, "Results", bold=True), At(50, 680, long), At(50, 668, "some detail."),
        At(50, 648, "Costs fell."),
    ]  # fmt: skip
    assert parts(page) == [
        ("heading", "Results"),
        ("paragraph", f"{long} some detail."),
        ("paragraph", "Costs fell."),
    ]


def test_columns_of_text_are_read_one_after_the_other() -> None:
    left = [At(50, 680 - 12 * n, f"the left side goes on in line {n}") for n in range(1, 8)]
    right = [At(320, 680 - 12 * n, f"and right of it another one in {n}") for n in range(1, 8)]
    page: list[Drawn] = [
        At(50, 700, "A line over both of the columns of this page, as titles are.")
    ]
    read = " ".join(text for _, text in parts(page + left + right))
    assert read.index("left side goes on in line 7") < read.index(
        "and right of it another one in 1"
    )


def test_word_parted_at_the_end_of_a_line_is_whole_where_the_document_prints_it_whole() -> None:
    lines = ("We show income, and then what remains of the inco-", "me of a year-", "to-date.")
    page: list[Drawn] = [At(50, 700 - 12 * i, text) for i, text in enumerate(lines)]
    page[1] = At(50, 688, "me of the whole of a long and most eventful year-")
    assert parts(page)[0][1].split("what")[1] == (
        " remains of the income of the whole of a long and most eventful year-to-date."
    )


def test_ligatures_are_letters() -> None:
    assert parts([At(50, 700, "Gross pro\xaet of the year.")])[0][1] == "Gross profit of the year."


def test_raised_marks_cannot_run_into_figures() -> None:
    page = [*STATEMENT, At(300.5, 674, "2", size=6)]
    assert (2, 1, 1, "$23,743²") in cells(*page)


def test_running_heads_and_page_numbers_are_no_content() -> None:
    pages: list[list[Drawn]] = [
        [At(50, 780, "Harbour plc"), At(50, 700, f"Text {n} of it."), At(290, 20, f"{n}")]
        for n in range(1, 5)
    ]
    assert [text for _, text in parts(*pages)] == [f"Text {n} of it." for n in range(1, 5)]


def test_table_goes_on_over_a_page() -> None:
    more = [
        *row(760, "Sales abroad", "5", "", "3"),
        *row(746, "Costs", "1,234,567", "", "1"),
    ]
    ((kind, text),) = parts(STATEMENT, more)
    assert kind == "table"
    assert text.splitlines()[-2:] == ["Sales abroad\t5\t\t3", "Costs\t1,234,567\t\t1"]


def printed(data: bytes, rendition: Rendition, start: int, end: int) -> str:
    """What the file prints at the anchor of a span, without blanks."""
    document = replace(make_document(rendition.text), origins=rendition.origins)
    anchor = anchor_of(document, start, end)
    assert anchor is not None
    return "".join((printed_at(data, anchor, 0) or "").split())


def test_every_printed_character_is_found_in_its_box_again() -> None:
    data = pdf([At(50, 780, "A title", size=14), *STATEMENT])
    rendition = read_pdf(data)
    for offset, character in enumerate(rendition.text):
        if not character.isspace():
            assert printed(data, rendition, offset, offset + 1) == character


def test_page_that_is_turned_is_read_upright_and_cited_as_it_lies() -> None:
    data = pdf([At(100, 50, "Sales of 1,234 units rose.", turned=True)])
    rendition = read_pdf(data)
    assert rendition.text == "Sales of 1,234 units rose."
    assert printed(data, rendition, 9, 14) == "1,234"


def test_span_over_lines_and_pages_is_found_whole() -> None:
    long = "The company reports what it sold in the year, and whom it sold it to, in"
    data = pdf([At(50, 680, long), At(50, 668, "some detail, and")], [At(50, 780, "then more.")])
    rendition = read_pdf(data)
    whole = f"{long} some detail, and then more."
    assert rendition.text == whole
    assert printed(data, rendition, 0, len(whole)) == whole.replace(" ", "")
    (first, boxes), (second, _) = origins(rendition).boxes(0, len(whole))
    assert (first, second) == (1, 2)
    assert [round(box[0]) for box in boxes] == [50, 50]
    assert boxes[0][1] > boxes[1][1]


@pytest.mark.parametrize("count", [1, 2])
def test_pages_that_are_pictures_are_told_of(count: int) -> None:
    blank: list[list[Drawn]] = [[At(50, 700, "Text of the first page.")]]
    pages = [*blank, *[[] for _ in range(count)]]
    rendition = read_pdf(pdf(*pages, picture=True))
    ((code, detail),) = rendition.problems
    assert code == "scanned"
    assert detail.startswith("page 2:" if count == 1 else "pages 2-3:")


def test_text_that_is_turned_against_its_page_is_told_of() -> None:
    page: list[Drawn] = [At(50, 700, "Upright text of a page."), At(30, 50, "Aside", turned=True)]
    rendition = read_pdf(pdf(page))
    assert rendition.text == "Upright text of a page."
    assert [code for code, _ in rendition.problems] == ["turned"]


def test_table_whose_figures_stand_over_two_columns_is_not_read() -> None:
    page: list[Drawn] = [
        *HEADS,
        *row(670, "Sales", "5", "4", "3"),
        *row(656, "Costs", "3", "2", "1"),
    ]
    page += [At(50, 642, "Both"), At(280, 642, "1,234,567,890,123,456,789"), right(500, 642, "4")]
    rendition = read_pdf(pdf(page))
    (grid,) = structure(rendition).grids
    assert grid.columns == 1
    assert [code for code, _ in rendition.problems] == ["table"]
