"""Pages become text with the structure that they have themselves."""

from __future__ import annotations

import pytest

from corpus.base.errors import DocumentError
from corpus.base.structure import Grid
from corpus.formats.html import parse_page, read_html
from corpus.formats.rendition import Rendition

STATEMENT = """
<table>
 <tr><td colspan="3"></td><td colspan="3"></td>
     <td colspan="9">Three Months Ended</td></tr>
 <tr><td colspan="3"></td><td colspan="3"></td>
     <td colspan="3">June 29, 2025</td><td colspan="3"></td><td colspan="3">June 30, 2024</td></tr>
 <tr><td colspan="3">Net sales</td><td colspan="3"></td>
     <td>$</td><td>23,743</td><td></td><td colspan="3"></td><td>$</td><td>22,447</td><td></td></tr>
 <tr><td colspan="3" style="padding-left:12pt">Other income</td><td colspan="3"></td>
     <td colspan="2">(1,095</td><td>)</td><td colspan="3"></td><td colspan="2">\u2014</td><td></td>
 </tr>
 <tr><td colspan="3">Margin</td><td colspan="3"></td>
     <td colspan="2">12.5</td><td>%</td><td colspan="3"></td><td colspan="2">(0.4</td><td>)%</td>
 </tr>
</table>
"""


def read(body: str) -> Rendition:
    return read_html(f"<html><body>{body}</body></html>".encode())


def parts(rendition: Rendition) -> list[tuple[str, str]]:
    assert rendition.structure is not None
    return [(p.kind, rendition.text[p.start : p.end]) for p in rendition.structure.parts]


def grid(rendition: Rendition) -> Grid:
    assert rendition.structure is not None
    (found,) = rendition.structure.grids
    return found


def cells(rendition: Rendition) -> list[tuple[int, int, int, str]]:
    return [
        (c.row, c.column, c.width, rendition.text[c.start : c.end]) for c in grid(rendition).cells
    ]


def test_marks_in_their_own_cells_belong_to_their_figure() -> None:
    assert cells(read(STATEMENT))[3:] == [
        (2, 0, 1, "Net sales"),
        (2, 1, 1, "$23,743"),
        (2, 2, 1, "$22,447"),
        (3, 0, 1, "Other income"),
        (3, 1, 1, "(1,095)"),
        (3, 2, 1, "\u2014"),
        (4, 0, 1, "Margin"),
        (4, 1, 1, "12.5%"),
        (4, 2, 1, "(0.4)%"),
    ]


def test_spanning_heads_know_the_columns_under_them() -> None:
    assert cells(read(STATEMENT))[:3] == [
        (0, 1, 2, "Three Months Ended"),
        (1, 1, 1, "June 29, 2025"),
        (1, 2, 1, "June 30, 2024"),
    ]


def test_table_text_is_a_line_a_row_with_tabs_between_columns() -> None:
    assert read(STATEMENT).text.splitlines() == [
        "\tThree Months Ended",
        "\tJune 29, 2025\tJune 30, 2024",
        "Net sales\t$23,743\t$22,447",
        "Other income\t(1,095)\t\u2014",
        "Margin\t12.5%\t(0.4)%",
    ]


def test_cells_over_rows_push_the_others_aside() -> None:
    page = """<table>
    <tr><td rowspan="2">Region</td><td>2024</td><td>2023</td></tr>
    <tr><td>$m</td><td>$m</td></tr><tr><td>Europe</td><td>5</td><td>4</td></tr></table>"""
    found = {(c[0], c[1]): c[3] for c in cells(read(page))}
    assert found[1, 1] == found[1, 2] == "$m"
    assert grid(read(page)).cells[0].height == 2


def test_hidden_text_is_no_text() -> None:
    page = """<style>.gone{display:none}</style><p>Seen <span style="display: none">never</span>
    <b class="gone">nor this</b><i hidden>nor that</i><script>x()</script>again</p>"""
    assert read(page).text == "Seen again"


def test_headings_are_told_by_element_or_by_look() -> None:
    page = """<h2>Results</h2><div><span style="font-weight:700">Net sales</span></div>
    <p>Sales rose. <b>Not</b> a heading.</p><p><b>This is a sentence.</b></p>"""
    assert parts(read(page)) == [
        ("heading", "Results"),
        ("heading", "Net sales"),
        ("paragraph", "Sales rose. Not a heading."),
        ("paragraph", "This is a sentence."),
    ]


def test_items_laid_out_in_tables_are_list_items() -> None:
    page = (
        "<table><tr><td>•</td><td>Revenue rose 3%.</td></tr></table><ul><li>Costs fell.</li></ul>"
    )
    assert parts(read(page)) == [
        ("list_item", "• Revenue rose 3%."),
        ("list_item", "Costs fell."),
    ]


def test_table_around_a_page_is_no_table() -> None:
    page = f"<table><tr><td><p>Before.</p>{STATEMENT}</td></tr></table>"
    assert [kind for kind, _ in parts(read(page))] == ["paragraph", "table"]


def test_raised_marks_cannot_run_into_figures() -> None:
    page = """<table><tr><td>Sales<sup>(1)</sup></td><td>1,234<span style="position:relative;
    top:-3pt">2</span></td><td>5</td></tr><tr><td>Cost</td><td>7</td><td>8</td></tr></table>"""
    assert cells(read(page))[0][3] == "Sales⁽¹⁾"
    assert cells(read(page))[1][3] == "1,234²"


def paged(*pages: str) -> str:
    return '<hr style="page-break-after:always"/>'.join(pages)


def test_running_heads_and_page_numbers_are_no_content() -> None:
    pages = [f"<div>Harbour plc</div><p>Text {n} of it.</p><div>{n}</div>" for n in range(1, 5)]
    assert [text for _, text in parts(read(paged(*pages)))] == [
        f"Text {n} of it." for n in range(1, 5)
    ]


def test_units_line_on_top_of_each_page_is_content() -> None:
    pages = [f"<p>(in millions)</p><p>Text {n} of it.</p>" for n in range(1, 5)]
    assert read(paged(*pages)).text.count("(in millions)") == 4


def test_table_and_paragraph_go_on_over_a_page() -> None:
    head = "<tr><td></td><td>2024</td><td>2023</td></tr>"
    rows = [f"<tr><td>Row {n}</td><td>{n}</td><td>{n}0</td></tr>" for n in range(1, 5)]
    page = paged(
        "<p>One page begins a</p>",
        f"<p>sentence that ends.</p><table>{head}{rows[0]}</table>",
        f"<table>{head}{rows[1]}</table>",
        f"<table>{rows[2]}{rows[3]}</table>",
    )
    assert parts(read(page)) == [
        ("paragraph", "One page begins a sentence that ends."),
        ("table", "\t2024\t2023\nRow 1\t1\t10\nRow 2\t2\t20\nRow 3\t3\t30\nRow 4\t4\t40"),
    ]


def test_every_printed_character_is_found_in_the_page_again() -> None:
    page = f"<html><body><p>Caf\xe9 <b>bold</b>\u00a0&amp; <i>more</i></p>{STATEMENT}</body></html>"
    rendition = read_html(page.encode())
    root = parse_page(page.encode())
    assert rendition.origins is not None
    for offset, character in enumerate(rendition.text):
        if character.isspace():
            continue
        origin = rendition.origins.at(offset)
        assert origin is not None
        xpath, at = origin
        (node,) = root.xpath(xpath)
        assert node[at] == character


def test_page_in_another_encoding_is_read() -> None:
    page = '<html><head><meta charset="windows-1252"></head><body>\x80 5 \u2013 fee</body></html>'
    data = page.replace("\x80", "€").encode("cp1252")
    assert read_html(data).text == "€ 5 – fee"


def test_deep_page_is_read_whole_and_too_deep_a_page_is_refused() -> None:
    def nested(depth: int) -> bytes:
        return ("<div>" * depth + "deep" + "</div>" * depth).encode()

    assert read_html(nested(1_000)).text == "deep"
    with pytest.raises(DocumentError, match="nested too deep"):
        read_html(nested(100_000))
