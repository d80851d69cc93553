"""The reader over every shipped document: nothing printed is lost, every span has one anchor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.base.records import Reading
from index.engine import Engine
from service.web.pages.document import DocumentView, view_document
from service.web.pages.figure import card_of
from service.web.pages.grid import grid_of
from service.web.pages.source import Piece

DOCUMENTS = (
    "iij-2q02-release",
    "iij-3q02-slides",
    "iij-3q02-slides-ocr",
    "iij-3q03-slides",
    "iij-4q01-slides",
)


def pieces_of(view: DocumentView) -> Iterator[Piece]:
    for block in view.blocks:
        if block.table is None:
            yield from block.pieces
        else:
            for row in (*block.table.head, *block.table.body):
                for cell in row:
                    yield from cell.pieces


def show(reading: Reading, span: tuple[int, int] | None = None, find: str = "") -> DocumentView:
    return view_document(reading, lambda _: "tied", span=span, find=find)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_letter_of_a_document_is_shown(engine: Engine, name: str) -> None:
    reading = engine.reading(name)
    text = reading.document.text
    shown = {i for p in pieces_of(show(reading)) for i in range(p.start, p.start + len(p.text))}
    shown |= {i for tag in re.finditer(r"</?u>", text) for i in range(*tag.span())}
    lost = {i for i in range(len(text)) if i not in shown and text[i].isalnum()}
    assert not lost, [text[i - 20 : i + 20] for i in sorted(lost)[:3]]
    for piece in pieces_of(show(reading)):
        assert text[piece.start : piece.start + len(piece.text)] == piece.text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_printed_figure_has_one_anchor(engine: Engine, name: str) -> None:
    reading = engine.reading(name)
    anchors = Counter(i for p in pieces_of(show(reading)) for i in p.ids)
    assert all(count == 1 for count in anchors.values())
    for fact in reading.facts:
        inside = [
            a
            for a in anchors
            if int(a[1:].split("-")[0]) < fact.span.end and int(a.split("-")[1]) > fact.span.start
        ]
        assert inside, fact


@given(data=st.data())
@settings(max_examples=60)
def test_any_span_is_marked_and_has_one_anchor(engine: Engine, data: st.DataObject) -> None:
    reading = engine.reading(data.draw(st.sampled_from(DOCUMENTS)))
    text = reading.document.text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 400)))
    pieces = list(pieces_of(show(reading, (start, end))))
    if any(c.isalnum() for c in text[start:end]):
        assert sum(p.ids.count(f"c{start}-{end}") for p in pieces) == 1
        assert any(p.cite for p in pieces)
    for piece in pieces:
        if piece.cite:
            assert start <= piece.start
            assert piece.start + len(piece.text) <= end


def test_card_tells_whether_other_printings_agree(engine: Engine) -> None:
    facts = engine.facts.find("equipment_sales", "2Q02", "JPY", document="iij-2q02-release")
    cards = [card_of(engine, fact) for fact in facts]
    table = next(card for card in cards if card.fact.value.printed == "1,774,953")
    assert {p.printed: p.agrees for p in table.printings}["1,775"] is True


def test_grid_puts_parts_above_their_total_and_leaves_gaps_empty(engine: Engine) -> None:
    grid = grid_of(engine, kind="quarter")
    rows = {row.label: row for _, rows in grid.groups for row in rows}
    order = [row.label for _, rows in grid.groups for row in rows]
    assert order.index("Equipment sales") < order.index("Total revenues")
    assert rows["Total revenues"].total
    assert rows["Equipment sales"].depth == 1
    columns = [label for label, _ in grid.periods]
    assert columns == sorted(columns, key=lambda label: (label[2:], label[0]))
    assert rows["Equipment sales"].cells[columns.index("2Q02")].text == "1,775"
    assert any(not cell.text for cell in rows["Equipment sales"].cells)
