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
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.formats.pdffile import Box
from corpus.formats.pdflines import Line, Segment
from corpus.formats.pdfstrips import Strips
from corpus.formats.pieces import Inline, RawCell, TablePiece

OVERLAP = 0.7  # heights between lines that can only be one row
CLOSE = 0.87  # of the distance between rows: lines that are nearer may be one row
RULE_GAP = 0.7  # heights between a head and the rule under it
_FIGURE = re.compile(r"[-–—−(\s]*(?:US|C|A)?[$€£¥₹]?[-–—−(\s]*(?:\d|\.\d)|[-–—−]+$|[$€£¥)%]+$")
_AMOUNT = re.compile(r"[-–—−($€£¥\s]*[\d,.]*\d(?:\.\d+)?[)%\s]*$|[-–—−]$|[$€£¥]$")
_YEAR = re.compile(r"(?:19|20)\d\d$")


def is_figure(text: str) -> bool:
    """Whether a segment begins as a figure does, or is a mark of one."""
    return bool(_FIGURE.match(text))


def is_amount(text: str) -> bool:
    """Whether a segment is a figure and no year."""
    return bool(_AMOUNT.match(text)) and not _YEAR.match(text)


@dataclass(slots=True)
class _Cell:
    """Segments of one cell, from the top down."""

    segments: list[Segment]
    x0: float
    x1: float

    def take(self, segment: Segment) -> None:
        self.segments.append(segment)
        self.x0, self.x1 = min(self.x0, segment.x0), max(self.x1, segment.x1)


@dataclass(slots=True)
class _Row:
    """Lines that are one row."""

    lines: list[Line]
    cells: list[_Cell] = field(default_factory=list)


def raw_table(lines: Sequence[Line], rules: Sequence[Box], strips: Strips) -> TablePiece:
    """The rows of a table with their cells, heads as wide as the rules under them."""
    left = min(line.x0 for line in lines)
    rows = _rows(lines)
    cells: list[RawCell] = []
    body = False
    for number, row in enumerate(rows):
        row.cells = _cells(row)
        body = body or any(is_amount(c.segments[0].text) for c in row.cells[1:])
        if not body:
            _widen(row, rules)
        cells += [_raw(cell, number, left, strips) for cell in row.cells]
    page = lines[0].page
    return TablePiece(cells, page, ends=page)


def _raw(cell: _Cell, row: int, left: float, strips: Strips) -> RawCell:
    content = Inline()
    for segment in cell.segments:
        strips.add(content, segment)
    first = max(round(cell.x0 - left), 0)
    content.indent = max(round(cell.segments[0].x0 - left), 0)
    width = max(round(cell.x1 - left) - first, 1)
    return RawCell(content, row, first, width, text=content.text)


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Lines grouped to rows."""
    left = _left_of_figures(lines)
    usual = _usual_gap(lines)
    room = max((line.segments[0].x1 for line in lines if line.segments[0].x0 < left), default=left)
    rows = [_Row([lines[0]])]
    for above, below in pairwise(lines):
        if _is_one_row(rows[-1], above, below, left, room, usual):
            rows[-1].lines.append(below)
        else:
            rows.append(_Row([below]))
    return rows


def _left_of_figures(lines: Sequence[Line]) -> float:
    return min((s.x0 for line in lines for s in line.segments[1:]), default=lines[0].x1)


def _usual_gap(lines: Sequence[Line]) -> float:
    """Heights between two rows of figures, as most stand in a table."""
    gaps = [
        _gap(above, below)
        for above, below in pairwise(lines)
        if all(any(is_amount(s.text) for s in line.segments[1:]) for line in (above, below))
    ]
    return median(gaps) if gaps else 0.0


def _gap(above: Line, below: Line) -> float:
    return (above.base - below.base) / max(above.height, below.height)


def _is_one_row(
    row: _Row, above: Line, below: Line, left: float, room: float, usual: float
) -> bool:
    gap = _gap(above, below)
    if gap < OVERLAP:
        return True
    figured = [_has_amounts(line) for line in (*row.lines, below)]
    if sum(figured) > 1:
        return False
    if usual and gap < CLOSE * usual:
        return True
    if gap > (1.12 * usual if usual else 1.3):
        return False
    return _goes_on(above, below, left, room, figured=any(figured))


def _goes_on(above: Line, below: Line, left: float, room: float, *, figured: bool) -> bool:
    """Whether a caption that had no room left, or a cell of text, goes on below."""
    first, second = above.segments[0], below.segments[0]
    if len(above.segments) > 1 or first.x0 >= left or second.x0 >= left:
        return False
    if first.words[-1].font.bold != second.words[0].font.bold or first.text.endswith(":"):
        return False
    word = second.words[0]
    full = first.x1 + word.x1 - word.x0 + 0.25 * above.height > min(room, left)
    return full and (second.text[0].islower() or second.text[0].isdigit() or second.text[0] in "(&" or first.text[-1] in ",-–/&" or figured and second.x0 > first.x0)


def _has_amounts(line: Line) -> bool:
    return any(is_amount(segment.text) for segment in line.segments[1:])


def _cells(row: _Row) -> list[_Cell]:
    """The cells of a row: segments of its lines that stand over each other are one."""
    cells: list[_Cell] = []
    for line in row.lines:
        for segment in line.segments:
            under = [c for c in cells if c.x0 < segment.x1 and segment.x0 < c.x1]
            if len(under) == 1 and line is not row.lines[0]:
                under[0].take(segment)
            else:
                cells.append(_Cell([segment], segment.x0, segment.x1))
    return sorted(cells, key=lambda cell: cell.x0)


def _widen(row: _Row, rules: Sequence[Box]) -> None:
    """Give the heads of a row the width of the rules drawn under them."""
    last = row.lines[-1]
    low, high = last.base - RULE_GAP * last.height, last.base + 0.25 * last.height
    drawn = sorted((x0, x1) for x0, y0, x1, _ in rules if low <= y0 <= high)
    under: list[list[float]] = []
    for x0, x1 in drawn:
        if under and x0 <= under[-1][1] + 0.5:
            under[-1][1] = max(under[-1][1], x1)
        else:
            under.append([x0, x1])
    for number, cell in enumerate(row.cells):
        before = row.cells[number - 1].x1 if number else float("-inf")
        after = row.cells[number + 1].x0 if number + 1 < len(row.cells) else float("inf")
        for x0, x1 in under:
            if x0 <= cell.x0 + 1 and cell.x1 - 1 <= x1 and before <= x0 + 1 and x1 - 1 <= after:
                cell.x0, cell.x1 = min(cell.x0, x0), max(cell.x1, x1)
