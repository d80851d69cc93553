"""Tables of a page: which lay text out and which hold data, and which go on over a page.

Comes in: pieces as the walk left them. Goes out: pieces whose tables are data, aligned, and each
whole. Not for: columns (`alignment`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from corpus.formats.alignment import align
from corpus.formats.pieces import Inline, Piece, RawCell, TablePiece, TextPiece

MOST_BESIDE = 3  # cells of a lone row that is a line of text
_MARK = re.compile(
    r"[•●○▪■□◦‣∙·►▶▸–—*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]"
    r"|(?P<head>(?:Item|Note|Part)\s[\dIVX]+[A-C]?\.?)",
    re.IGNORECASE,
)


def settle_tables(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with each table aligned, or as blocks of text where it only lays them out."""
    settled: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, TextPiece):
            settled.append(piece)
            continue
        align(piece)
        rows = [list(row) for _, row in groupby(piece.cells, key=lambda cell: cell.row)]
        if _is_layout(piece, rows):
            settled.extend(_as_text(row, piece.page) for row in rows)
        else:
            settled.append(piece)
    return settled


def _is_layout(table: TablePiece, rows: Sequence[Sequence[RawCell]]) -> bool:
    """True for one column, a line of text in cells, items behind their marks, and contents whose
    rows link to their places.
    """
    if table.columns == 1 or (len(rows) == 1 and len(rows[0]) <= MOST_BESIDE):
        return True
    if all(len(row) == 2 and _MARK.fullmatch(row[0].text) for row in rows):
        return True
    linked = sum(any(cell.content.linked for cell in row) for row in rows)
    return 2 * linked > len(rows)


def _as_text(row: Sequence[RawCell], page: int) -> TextPiece:
    """A row as one block of text."""
    first, *others = row
    content: Inline = first.content
    mark = _MARK.fullmatch(first.text) if others else None
    for other in others:
        content.join(other.content, tight=False)
    return TextPiece(content, "li" if mark and not mark["head"] else "p", page, content.text)


def joined_tables(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with each table that goes on over a page as one."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if isinstance(before, TablePiece) and isinstance(piece, TablePiece):
            rows = _continuation(before, piece)
            if rows is not None:
                append_rows(before, rows, piece.ends)
                continue
        joined.append(piece)
    return joined


def _continuation(before: TablePiece, piece: TablePiece) -> list[RawCell] | None:
    """The cells of a table that go on the one before; None where it begins anew.

    It stands at the top of the next page, has as many columns, and repeats the head of the table
    before or has none.
    """
    if piece.page != before.ends + 1 or piece.columns != before.columns:
        return None
    head, own = _head(before), _head(piece)
    if not own:
        return list(piece.cells)
    if [cell.text for cell in own] == [cell.text for cell in head]:
        return piece.cells[len(own) :]
    return None


def _head(table: TablePiece) -> list[RawCell]:
    """The cells of the rows above the first row that has a caption and something beside it."""
    found: list[RawCell] = []
    for _, row in groupby(table.cells, key=lambda cell: cell.row):
        cells = list(row)
        if cells[0].column == 0 and len(cells) > 1:
            return found
        found.extend(cells)
    return found


def append_rows(table: TablePiece, cells: Sequence[RawCell], ends: int) -> None:
    """Add the rows of a table that goes on to page `ends`."""
    shift = table.cells[-1].row + 1
    for cell in cells:
        cell.row += shift
    table.cells.extend(cells)
    table.ends = ends
