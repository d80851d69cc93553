"""The printed source of a figure: its passage with the characters marked, its table as a table.

Comes in: a reading and offsets into its text. Goes out: pieces of text with the marks that fall on
them, and tables of such cells. Not for: HTML; pieces are plain text and the template escapes them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.base.records import Cell, Document, Fact, Reading, Span, Table
from service.web.pages.presenters import source_url

MarkKind = Literal["cite", "figure", "found"]
_NUMERIC = re.compile(r"[\s(\-−–$¥€£%,.\d)]{1,40}\Z")
_MARKUP = re.compile(r"</?(?:u|b|i|em|strong|sup|sub|br)/?>|\\(?=[$|*_])")
_REMARKS = ("(", "for the ", "as of ")
ROWS_AROUND = 4
PASSAGE_LIMIT = 900


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that lies on characters of the text: a citation, a fact's figure, a word sought."""

    start: int
    end: int
    kind: MarkKind
    fact: Fact | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on which the same marks lie. `ids` are anchors that begin here."""

    text: str
    start: int
    cite: bool = False
    found: bool = False
    fact: Fact | None = None
    ids: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell for print: its pieces and where it stands towards the cited figure."""

    pieces: tuple[Piece, ...]
    numeric: bool = False
    header: bool = False
    hit: bool = False
    in_row: bool = False
    in_column: bool = False

    @property
    def text(self) -> str:
        """The printed text of the cell."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, or the rows around a figure: `cut` counts the rows that are left out."""

    caption: str
    units_line: str
    head: tuple[tuple[ShownCell, ...], ...]
    body: tuple[tuple[ShownCell, ...], ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One printing: where it stands, its link, and the table or the passage around it."""

    document: str
    title: str
    place: str
    url: str
    quote: str
    table: ShownTable | None = None
    pieces: tuple[Piece, ...] = ()


def cut_pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut `text[start:end]` wherever a mark begins or ends; the pieces joined are the text."""
    inside = [m for m in marks if m.start < end and m.end > start]
    edges = {start, end}
    for mark in inside:
        edges.update((max(mark.start, start), min(mark.end, end)))
    points = sorted(edges)
    pieces = []
    for left, right in pairwise(points):
        over = [m for m in inside if m.start <= left and m.end >= right]
        begun = [m for m in over if m.start == left or (m.start < start and left == start)]
        fact = next((m.fact for m in over if m.kind == "figure" and m.fact), None)
        pieces.append(
            Piece(
                text=text[left:right],
                start=left,
                cite=any(m.kind == "cite" for m in over),
                found=any(m.kind == "found" for m in over),
                fact=fact,
                ids=tuple(dict.fromkeys(m.id for m in begun if m.id and m.start == left)),
                first=fact is not None and any(m.fact is fact for m in begun),
            )
        )
    return tuple(pieces)


def table_at(reading: Reading, start: int, end: int) -> Table | None:
    """The table that these characters lie in, the smallest if tables nest."""
    span = Span(reading.document.id, start, end)
    found = [table for table in reading.tables if table.span.overlaps(span)]
    return min(found, key=lambda t: t.span.end - t.span.start, default=None)


def cell_at(table: Table, start: int, end: int) -> Cell | None:
    """The first cell that shares a character with these offsets."""
    for row in table.rows:
        for cell in row:
            if cell.span and cell.span.start < end and start < cell.span.end:
                return cell
    return None


def show_table(
    text: str,
    table: Table,
    marks: Sequence[Mark],
    *,
    hits: Sequence[tuple[int, int]] = (),
    at: int | None = None,
    window: bool = False,
) -> ShownTable:
    """Lay out a table; `hits` are figures whose rows and columns are tinted, `at` shows a row.

    With `window`, at most `ROWS_AROUND` body rows on each side of the hit are shown.
    """
    targets = [cell for hit in hits if (cell := cell_at(table, *hit))]
    rows = [
        tuple(_show_cell(text, cell, marks, targets, table.header_rows) for cell in row)
        for row in table.rows
    ]
    keep = _used_columns(rows)
    rows = [tuple(row[i] for i in keep if i < len(row)) for row in rows]
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    cut = 0
    centre = targets[0] if targets else cell_at(table, at, at + 400) if at is not None else None
    if window and centre and len(body) > 2 * ROWS_AROUND + 4:
        middle = centre.row - table.header_rows
        low, high = max(0, middle - ROWS_AROUND), middle + ROWS_AROUND + 1
        cut = len(body) - len(body[low:high])
        body = body[low:high]
    return ShownTable(table.caption or "", table.units_line or "", tuple(head), tuple(body), cut)


def _show_cell(
    text: str, cell: Cell, marks: Sequence[Mark], targets: Sequence[Cell], header_rows: int
) -> ShownCell:
    pieces = cut_pieces(text, cell.span.start, cell.span.end, marks) if cell.span else ()
    hit = any((cell.row, cell.column) == (t.row, t.column) for t in targets)
    return ShownCell(
        pieces=pieces,
        numeric=bool(cell.text) and bool(_NUMERIC.match(cell.text)),
        header=cell.row < header_rows or cell.column == 0,
        hit=hit,
        in_row=not hit and any(cell.row == t.row for t in targets),
        in_column=not hit and any(cell.column == t.column for t in targets),
    )


def _used_columns(rows: Sequence[Sequence[ShownCell]]) -> list[int]:
    """Columns that print anything; a column of empty cells says nothing to a reader."""
    width = max((len(row) for row in rows), default=0)
    return [
        i
        for i in range(width)
        if i == 0 or any(i < len(row) and row[i].text.strip() for row in rows)
    ]


def make_source(
    document: Document,
    reading: Reading | None,
    start: int,
    end: int,
    *,
    figures: Sequence[tuple[int, int]] = (),
) -> Source:
    """Show where `text[start:end]` is printed; `figures` are the numbers inside it, if known."""
    marks = [Mark(*place, "cite") for place in figures or [(start, end)]]
    table = table_at(reading, start, end) if reading else None
    shown: ShownTable | None = None
    pieces: tuple[Piece, ...] = ()
    if table is not None:
        shown = show_table(document.text, table, marks, hits=figures, at=start, window=True)
    else:
        low, high = _passage_bounds(document.text, reading, start, end)
        pieces = cut_pieces(document.text, low, high, marks)
    return Source(
        document=document.id,
        title=document.title,
        place=place_of(reading, start, table),
        url=source_url(document.id, *(figures[0] if figures else (start, end))),
        quote=document.text[start:end],
        table=shown,
        pieces=pieces,
    )


def _passage_bounds(text: str, reading: Reading | None, start: int, end: int) -> tuple[int, int]:
    """The block around the quote, or lines of the text where blocks are missing or very long."""
    for block in reading.blocks if reading else ():
        if block.span.start <= start and end <= block.span.end:
            if block.span.end - block.span.start <= PASSAGE_LIMIT:
                return block.span.start, block.span.end
            break
    low = max(0, start - PASSAGE_LIMIT // 3)
    high = min(len(text), end + PASSAGE_LIMIT // 3)
    while low > 0 and low < start and not text[low - 1].isspace():
        low += 1
    while high < len(text) and high > end and not text[high].isspace():
        high -= 1
    return low, high


def place_of(reading: Reading | None, start: int, table: Table | None = None) -> str:
    """Where in the document, in words: "page 7, Consolidated statements of operations"."""
    if reading is None:
        return ""
    at = bisect_right(reading.blocks, start, key=lambda block: block.span.start) - 1
    block = reading.blocks[at] if at >= 0 else None
    page = table.page if table and table.page else block.page if block else None
    parts = [f"page {page}"] if page else []
    if table is not None and (name := _name_of(table)):
        parts.append(name)
    elif block is not None and block.headings:
        parts.append(block.headings[-1])
    return ", ".join(shorten(part, 90) for part in parts)


def _name_of(table: Table) -> str:
    """What a table is called: its caption, or the nearest heading that is no remark on units or
    periods."""
    for text in (table.caption or "", *reversed(table.context)):
        name = visible(text).strip()
        if name and not name.lower().startswith(_REMARKS):
            return name
    return ""


def visible(text: str) -> str:
    """The text without the simple markup of Markdown renditions, for labels and for reading."""
    return _MARKUP.sub("", text)


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
