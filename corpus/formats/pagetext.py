"""Pieces of a page to a rendition: text, parts, grids, and the level of each heading.

Comes in: pieces in order. Goes out: the text with the parts and grids over it. Not for: which
pieces are content (`furniture`, `htmltables`).

A heading is an element that says so (`h1` to `h6`, `caption`), or a short block wholly bold,
underlined or slanted that ends as no sentence does. Levels follow the elements' numbers, then the
looks: larger before smaller, then bold capitals, bold, and the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from corpus.base.structure import Grid, GridCell, Part, PartKind
from corpus.formats.pieces import Inline, Piece, TablePiece, TextPiece
from corpus.formats.rendition import Writer

LONGEST_HEADING = 200  # characters
_WHOLLY = 0.97  # of the letters of a block that looks one way
_HEADS = re.compile(r"h([1-6])")
_SENTENCE = re.compile(r"[.;,]\W{0,2}$")
_NUMBERED = re.compile(r"(?:item|note|part)\s[\dIVX]+[A-C]?\b.{0,80}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
Rank = tuple[float, ...]


def lay_out(pieces: Sequence[Piece], writer: Writer) -> tuple[list[Part], list[Grid]]:
    """Write the pieces; returns the parts and grids over the text."""
    ranks = [_rank(piece) if isinstance(piece, TextPiece) else None for piece in pieces]
    levels = {rank: i for i, rank in enumerate(sorted({r for r in ranks if r is not None}), 1)}
    parts: list[Part] = []
    grids: list[Grid] = []
    paged = len({piece.page for piece in pieces}) > 1
    for piece, rank in zip(pieces, ranks, strict=True):
        if writer.length:
            writer.put("\n\n")
        page = piece.page if paged else None
        if isinstance(piece, TablePiece):
            grid = _write_table(piece, writer)
            grids.append(grid)
            parts.append(Part("table", grid.start, grid.end, page=page))
            continue
        start, end = writer.write(piece.content.runs)
        kind: PartKind = "list_item" if piece.tag in ("li", "dd") else "paragraph"
        kind = kind if rank is None else "heading"
        level = levels[rank] if rank is not None else 0
        parts.append(Part(kind, start, end, level, page, piece.content.indent))
    return parts, grids


def _rank(piece: TextPiece) -> Rank | None:
    """How high a heading stands, lower numbers higher; None for what is no heading."""
    if match := _HEADS.fullmatch(piece.tag):
        return (0, int(match[1]))
    text, content = piece.text, piece.content
    if len(text) > LONGEST_HEADING or not _WORD.search(text) or piece.tag in ("li", "dd"):
        return None
    if piece.tag == "caption":
        return (2,)
    if _SENTENCE.search(text) and not _NUMBERED.match(text):
        return None
    if content.linked and text[-1].isdigit():
        return None  # a line of the contents
    bold, slanted = _wholly(content, content.bold), _wholly(content, content.italic)
    if not (bold or slanted or _wholly(content, content.underlined)):
        return None
    return (1, -content.size, not (bold and text.isupper()), not bold, slanted)


def _wholly(content: Inline, letters: int) -> bool:
    return letters >= _WHOLLY * content.letters


def _write_table(table: TablePiece, writer: Writer) -> Grid:
    """A table as lines with tabs between columns; rows without a filled cell are left out."""
    rows = [list(row) for _, row in groupby(table.cells, key=lambda cell: cell.row)]
    number = {row[0].row: place for place, row in enumerate(rows)}
    cells: list[GridCell] = []
    start = writer.length
    for place, row in enumerate(rows):
        if place:
            writer.put("\n")
        column = 0
        for cell in row:
            if cell.column > column:
                writer.put("\t" * (cell.column - column))
                column = cell.column
            begin, end = writer.write(cell.content.runs, " ")
            height = sum(r in number for r in range(cell.row, cell.row + cell.height))
            content = cell.content
            cells.append(
                GridCell(
                    place,
                    cell.column,
                    cell.columns,
                    height,
                    begin,
                    end,
                    cell.header,
                    _wholly(content, content.bold),
                    content.indent,
                    content.align,
                )
            )
    return Grid(start, writer.length, len(rows), table.columns, tuple(cells))
