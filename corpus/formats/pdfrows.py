"""Lines of a table of a PDF to rows of raw cells, for columns to be found in.

Comes in: the lines of one table, and the rules drawn on its page. Goes out: a table whose cells
know the points that they cover. Not for: where tables are (`pdfblocks`), columns (`alignment`).

A caption, a head or a cell of text may take several lines. Lines belong to one row where they
overlap; or where they stand closer than rows do and nothing speaks against it. Where all lines
stand as close as rows, a caption goes on where its next word had no room left on its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from corpus.formats.htmltables import append_rows
from corpus.formats.pdffile import Box
from corpus.formats.pdfheads import CLOSE, LaidCell, Stretch, gap, head_cells, joined
from corpus.formats.pdflines import CURRENCIES, Line
from corpus.formats.pdfstrips import Strips
from corpus.formats.pieces import Inline, Piece, RawCell, TablePiece

ORIGIN = 20_000  # added to points: left of every page, however it is turned
SAME_WIDTH = 12  # points by which two parts of one table may differ at the right
OVERLAP = 0.7  # heights between lines that can only be one row
LEAN = 3.0  # heights that a head may reach out to the left of its column
BESIDE = 1.0  # heights between a caption and figures that can only be one row
_FIGURE = re.compile(r"[-–—−(\s]*(?:US|C|A)?[$€£¥₹]?[-–—−(\s]*(?:\d|\.\d)|[-–—−]+$|[$€£¥)%]+$")
_AMOUNT = re.compile(r"[-–—−($€£¥\s]*[\d,.]*\d(?:\.\d+)?[)%\s]*$|[-–—−]$|[$€£¥]$")
_YEAR = re.compile(r"(?:19|20)\d\d$")


def is_figure(text: str) -> bool:
    """Whether a segment begins as a figure does, or is a mark of one."""
    return bool(_FIGURE.match(text))


def is_amount(text: str) -> bool:
    """Whether a segment is a figure and no year."""
    return bool(_AMOUNT.match(text)) and not _YEAR.match(text)


def raw_table(lines: Sequence[Line], rules: Sequence[Box], strips: Strips) -> TablePiece:
    """The rows of a table with their cells, heads as wide as the rules under them."""
    left = min(line.x0 for line in lines)
    body = _first_of_body(lines)
    heads = head_cells(lines[:body], _usual_gap(lines), rules, _columns(lines[body:]))
    cells = _beside_heads(heads, left_of_figures(lines))
    for number, row in enumerate(_rows(lines[body:]), body):
        cells += [replace(cell, row=number) for cell in _cells(row)]
    page = lines[0].page
    return TablePiece([_raw(cell, left, strips) for cell in cells], page, ends=page)


def _first_of_body(lines: Sequence[Line]) -> int:
    """The line that begins the rows: of the first figures, or of the captions above them."""
    body = next((i for i, line in enumerate(lines) if has_amounts(line)), len(lines))
    left = left_of_figures(lines)
    while body and len(lines[body - 1].segments) == 1 and lines[body - 1].x0 < left:
        body -= 1
    return body


def _columns(lines: Sequence[Line]) -> list[Stretch]:
    """Where the figures of a table stand, column by column."""
    figures: list[Stretch] = []
    for line in lines:
        opened: float | None = None
        for segment in line.segments[1:]:
            if segment.text in CURRENCIES:
                opened = segment.x0
            elif is_figure(segment.text):
                figures.append((segment.x0 if opened is None else opened, segment.x1))
                opened = None
    return joined(sorted(figures))


def _beside_heads(cells: Sequence[LaidCell], left: float) -> list[LaidCell]:
    """Heads, those of the captions in the row in which the heads beside them begin."""
    beside = [
        [c.row for c in cells if c.x0 >= left and c.row <= cell.row < c.row + c.height]
        for cell in cells
    ]
    return [
        replace(cell, row=max(rows)) if rows and cell.x1 <= left and cell.height == 1 else cell
        for cell, rows in zip(cells, beside, strict=True)
    ]


def _raw(cell: LaidCell, left: float, strips: Strips) -> RawCell:
    content = Inline()
    for segment in cell.segments:
        strips.add(content, segment)
    first = ORIGIN + round(cell.x0)
    content.indent = max(round(cell.segments[0].x0 - left), 0)
    width = max(ORIGIN + round(cell.x1) - first, 1)
    return RawCell(content, cell.row, first, width, cell.height, text=content.text)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped to rows."""
    if not lines:
        return []
    left = left_of_figures(lines)
    usual = _usual_gap(lines)
    room = max((line.segments[0].x1 for line in lines if line.segments[0].x0 < left), default=left)
    rows = [[lines[0]]]
    for above, below in pairwise(lines):
        if _is_one_row(rows[-1], above, below, left, room, usual):
            rows[-1].append(below)
        else:
            rows.append([below])
    return rows


def left_of_figures(lines: Sequence[Line]) -> float:
    """Where the columns right of the captions begin; infinite where there are none."""
    margin = min(line.x0 for line in lines)
    return min(
        (
            segment.x0
            for line in lines
            for number, segment in enumerate(line.segments)
            if number or (is_figure(segment.text) and segment.x0 > margin + LEAN * line.height)
        ),
        default=float("inf"),
    )


def _usual_gap(lines: Sequence[Line]) -> float:
    """Heights between two rows of figures, as most stand in a table."""
    gaps = [
        gap(above, below)
        for above, below in pairwise(lines)
        if all(any(is_amount(s.text) for s in line.segments[1:]) for line in (above, below))
    ]
    return median(gaps) if gaps else 0.0


def _is_one_row(
    row: Sequence[Line], above: Line, below: Line, left: float, room: float, usual: float
) -> bool:
    far = gap(above, below)
    if far < OVERLAP or (far < BESIDE and _complete(above, below, left)):
        return True
    figured = [has_amounts(line) for line in (*row, below)]
    if sum(figured) > 1:
        return False
    if usual and far < CLOSE * usual:
        return True
    if far > (1.12 * usual if usual else 1.3):
        return False
    return _goes_on(above, below, left, room, figured=any(figured))


def _complete(one: Line, other: Line, left: float) -> bool:
    """Whether one line is a caption alone and the other figures alone."""
    first, second = sorted((one, other), key=lambda line: line.x0)
    return first.x1 <= left <= second.x0


def _goes_on(above: Line, below: Line, left: float, room: float, *, figured: bool) -> bool:
    """Whether a caption that had no room left, or a cell of text, goes on below."""
    first, second = above.segments[0], below.segments[0]
    if len(above.segments) > 1 or first.x0 >= left or second.x0 >= left:
        return False
    if first.words[-1].font.bold != second.words[0].font.bold or first.text.endswith(":"):
        return False
    if second.text[0].islower() or second.text[0] in "(&":
        return True
    word = second.words[0]
    full = first.x1 + word.x1 - word.x0 + 0.25 * above.height > min(room, left)
    inward = figured and second.x0 > first.x0
    return first.text[-1] in ",-–/&" or (full and (inward or second.text[0].isdigit()))


def has_amounts(line: Line) -> bool:
    """Whether a line prints a figure beside its caption."""
    return any(is_amount(segment.text) for segment in line.segments[1:])


def _cells(row: Sequence[Line]) -> list[LaidCell]:
    """The cells of a row: segments of its lines that stand over each other are one."""
    cells: list[LaidCell] = []
    for line in row:
        for segment in line.segments:
            under = [c for c in cells if c.x0 < segment.x1 and segment.x0 < c.x1]
            if len(under) == 1 and line is not row[0]:
                under[0].take(segment)
            else:
                cells.append(LaidCell([segment], segment.x0, segment.x1))
    return sorted(cells, key=lambda cell: cell.x0)


def joined_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with each table that goes on without a head on the next page as one."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if (
            isinstance(before, TablePiece)
            and isinstance(piece, TablePiece)
            and _goes_on_over_page(before, piece)
        ):
            append_rows(before, piece.cells, piece.ends)
        else:
            joined.append(piece)
    return joined


def _goes_on_over_page(before: TablePiece, piece: TablePiece) -> bool:
    """Whether a table begins with a row of figures on the next page, as wide as the one before."""
    first, *others = [cell for cell in piece.cells if cell.row == piece.cells[0].row]
    wide = [max(cell.last for cell in table.cells) for table in (before, piece)]
    return (
        piece.page == before.ends + 1
        and not is_amount(first.text)
        and any(is_amount(cell.text) for cell in others)
        and abs(wide[0] - wide[1]) <= SAME_WIDTH
    )


def lump_unclear(pieces: Sequence[Piece]) -> list[int]:
    """Make one column of each table whose figures cannot be told apart by column.

    Returns the pages on which such tables begin. A table is unclear where a figure stands over two
    columns that have figures of their own: to read it would be to guess.
    """
    pages: list[int] = []
    for table in pieces:
        if isinstance(table, TablePiece) and _is_unclear(table):
            for cell in table.cells:
                cell.column, cell.columns = 0, 1
            rows = groupby(table.cells, key=lambda cell: cell.row)
            table.cells = [_lumped(list(row)) for _, row in rows]
            table.columns = 1
            pages.append(table.page)
    return pages


def _is_unclear(table: TablePiece) -> bool:
    figures = [cell for cell in table.cells if cell.column and is_amount(cell.text)]
    own = {cell.column for cell in figures if cell.columns == 1}
    return any(
        len(own.intersection(range(cell.column, cell.column + cell.columns))) > 1
        for cell in figures
    )


def _lumped(row: Sequence[RawCell]) -> RawCell:
    """The cells of a row as one."""
    first, *others = row
    for other in others:
        first.content.join(other.content, tight=False)
    first.text, first.height = first.content.text, 1
    return first
