"""The heads of a table of a PDF: cells of several lines, and how wide they stand over columns.

Comes in: the lines above the first row of figures, and the rules drawn on the page; later the
columns. Goes out: cells that know how many lines they take and which columns they stand over. Not
for: rows of figures (`pdfrows`), what heads mean.

A head goes on where exactly one segment stands close below it and under it alone. What no rule or
letter says of its width its middle says: a head stands centred over its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.formats.pdffile import Box
from corpus.formats.pdflines import Line, Segment
from corpus.formats.pieces import RawCell, TablePiece

CLOSE = 0.87  # of the distance between rows: lines that are nearer may be one row
NEXT_LINE = 1.0  # heights between the lines of a head where nothing tells how far rows are
HEAD_GAP = 1.4  # of the usual gap between words: a wider one parts two heads
RULE_GAP = 0.7  # heights between a head and the rule under it
OFF_CENTRE = 0.25  # of a column's width that the middle of a head may be off


@dataclass(slots=True)
class LaidCell:
    """Segments of one cell, from the top down; `height` counts the lines that it reaches over."""

    segments: list[Segment]
    x0: float
    x1: float
    row: int = 0
    height: int = 1
    lines: list[Line] = field(default_factory=list)

    def take(self, segment: Segment) -> None:
        """Add a segment below."""
        self.segments.append(segment)
        self.x0, self.x1 = min(self.x0, segment.x0), max(self.x1, segment.x1)


def gap(above: Line, below: Line) -> float:
    """Heights from one baseline down to the next."""
    return (above.base - below.base) / max(above.height, below.height)


def head_cells(lines: Sequence[Line], usual: float, rules: Sequence[Box]) -> list[LaidCell]:
    """The cells of the lines above the figures of a table, row by row."""
    cells: list[LaidCell] = []
    for number, line in enumerate(map(_parted, lines)):
        line = _parted_below(line, cells, usual)
        over = [_over(segment, line, cells, usual) for segment in line.segments]
        for segment, above in zip(line.segments, over, strict=True):
            if above is None or sum(other is above for other in over) > 1:
                cells.append(LaidCell([segment], segment.x0, segment.x1, number, 1, [line]))
            else:
                above.take(segment)
                above.lines.append(line)
                above.height = number - above.row + 1
    for cell in cells:
        _widen(cell, [c for c in cells if c is not cell and _beside(c, cell)], rules)
    return cells


def _parted(line: Line) -> Line:
    """A line of heads, parted where the gap between words is wider than words have."""
    gaps = [
        right.x0 - left.x1
        for segment in line.segments
        for left, right in pairwise(segment.words)
        if right.x0 > left.x1
    ]
    if not gaps:
        return line
    usual = min(median(gaps), 0.3 * line.height)
    segments: list[Segment] = []
    for segment in line.segments:
        segments.append(Segment([segment.words[0]], segment.page))
        for left, right in pairwise(segment.words):
            if right.x0 - left.x1 > HEAD_GAP * max(usual, left.blank):
                segments.append(Segment([right], segment.page))
            else:
                segments[-1].words.append(right)
    return Line(segments, line.base, line.height, line.page)


def _parted_below(line: Line, cells: Sequence[LaidCell], usual: float) -> Line:
    """A line of heads, parted where its words go on different heads above."""
    segments: list[Segment] = []
    for segment in line.segments:
        before: Sequence[LaidCell] = ()
        for word in segment.words:
            over = _close_above(word.x0, word.x1, line, cells, usual)
            if word is segment.words[0] or (before and over and over[0] is not before[0]):
                segments.append(Segment([word], segment.page))
            else:
                segments[-1].words.append(word)
            before = over if len(over) == 1 else ()
    return Line(segments, line.base, line.height, line.page)


def _over(
    segment: Segment, line: Line, cells: Sequence[LaidCell], usual: float
) -> LaidCell | None:
    """The head that goes on in a segment: the one that stands close above it, alone."""
    found = _close_above(segment.x0, segment.x1, line, cells, usual)
    return found[0] if len(found) == 1 else None


def _close_above(
    x0: float, x1: float, line: Line, cells: Sequence[LaidCell], usual: float
) -> list[LaidCell]:
    """The heads whose last line stands close above a stretch of a line."""
    near = max(NEXT_LINE, CLOSE * usual)
    return [
        cell
        for cell in cells
        if cell.x0 < x1
        and x0 < cell.x1
        and cell.lines[-1].base > line.base
        and gap(cell.lines[-1], line) <= near
    ]


def _beside(one: LaidCell, other: LaidCell) -> bool:
    return one.row < other.row + other.height and other.row < one.row + one.height


def _widen(cell: LaidCell, beside: Sequence[LaidCell], rules: Sequence[Box]) -> None:
    """Give a head the width of the rules drawn under it."""
    last = cell.lines[-1]
    low, high = last.base - RULE_GAP * last.height, last.base + 0.25 * last.height
    for x0, x1 in _joined(sorted((r[0], r[2]) for r in rules if low <= r[1] <= high)):
        alone = all(c.x1 <= x0 + 1 or c.x0 >= x1 - 1 for c in beside)
        if alone and x0 <= cell.x0 + 1 and cell.x1 - 1 <= x1:
            cell.x0, cell.x1 = min(cell.x0, x0), max(cell.x1, x1)


def _joined(rules: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Rules as they are seen: pieces that touch are one."""
    seen: list[tuple[float, float]] = []
    for x0, x1 in rules:
        if seen and x0 <= seen[-1][1] + 0.5:
            seen[-1] = seen[-1][0], max(seen[-1][1], x1)
        else:
            seen.append((x0, x1))
    return seen


def spread_heads(table: TablePiece, body: int) -> None:
    """Have heads with heads below them stand over all columns that they are centred over.

    `body` is the first row of figures.
    """
    columns = _extents(table)
    heads = [c for c in table.cells if c.row < body and c.column > 0]
    for cell in heads:
        beside = [c for c in heads if c is not cell and _stand_beside(c, cell)]
        least = max((_reach(c, cell, heads) for c in beside if c.first < cell.first), default=0.0)
        most = min(
            (_reach(c, cell, heads) for c in beside if c.first > cell.first), default=float("inf")
        )
        within = [
            column
            for column, (low, high) in columns.items()
            if column > 0 and least < (low + high) / 2 < most
        ]
        _spread(cell, within, columns, _below(cell, heads))


def _stand_beside(one: RawCell, other: RawCell) -> bool:
    return one.row < other.row + other.height and other.row < one.row + one.height


def _below(cell: RawCell, heads: Sequence[RawCell]) -> list[RawCell]:
    return [c for c in heads if c.row >= cell.row + cell.height]


def _reach(beside: RawCell, cell: RawCell, heads: Sequence[RawCell]) -> float:
    """How far a head beside another may reach towards it: half way where heads stand below it."""
    left = beside.first < cell.first
    edge = beside.last if left else beside.first
    columns = range(beside.column, beside.column + beside.columns)
    if not any(c.column in columns for c in _below(beside, heads)):
        return edge
    return (edge + (cell.first if left else cell.last)) / 2


def _spread(
    cell: RawCell,
    within: Sequence[int],
    columns: dict[int, tuple[int, int]],
    below: Sequence[RawCell],
) -> None:
    """Widen a head to the most columns around it that it is centred over."""
    middle = (cell.first + cell.last) / 2
    first, last = cell.column, cell.column + cell.columns - 1
    best: tuple[int, int] | None = None
    for low in (c for c in within if c <= first):
        for high in (c for c in within if c >= last):
            width = columns[high][1] - columns[low][0]
            off = abs((columns[high][1] + columns[low][0]) / 2 - middle)
            headed = any(low <= c.column <= high for c in below)
            if headed and off <= OFF_CENTRE * width / (high - low + 1):
                best = max(best or (0, 0), (high - low, low))
    if best is not None and best[0]:
        cell.column, cell.columns = best[1], best[0] + 1


def _extents(table: TablePiece) -> dict[int, tuple[int, int]]:
    """What each column covers, by the cells that stand in it alone."""
    found: dict[int, tuple[int, int]] = {}
    for cell in table.cells:
        if cell.columns == 1:
            low, high = found.get(cell.column, (cell.first, cell.last))
            found[cell.column] = min(low, cell.first), max(high, cell.last)
    return found
