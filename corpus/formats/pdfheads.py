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
from itertools import combinations_with_replacement, pairwise
from statistics import median

from corpus.formats.pdffile import Box
from corpus.formats.pdflines import Line, Segment

CLOSE = 0.87  # of the distance between rows: lines that are nearer may be one row
NEXT_LINE = 1.0  # heights between the lines of a head where nothing tells how far rows are
HEAD_GAP = 0.38  # heights between two heads
BLANKS = 1.4  # of the blank printed between them, by which two heads are parted at least
TOUCHING = 0.2  # heights between pieces of one rule
SPACER = 1.0  # heights between rules of neighbouring columns
RULE_GAP = 0.7  # heights between a head and the rule under it
LONE_COLUMN = 6.0  # heights that a column is wide where no other tells
OFF_CENTRE = 0.15  # of the width of a column that the middle of a head may be off

Stretch = tuple[float, float]


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


def head_cells(
    lines: Sequence[Line], usual: float, rules: Sequence[Box], columns: Sequence[Stretch]
) -> list[LaidCell]:
    """The cells of the lines above the figures of a table, row by row.

    `usual` is the distance between its rows in heights, `columns` where its figures stand.
    """
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
        beside = [c for c in cells if c is not cell and _beside(c, cell)]
        if not _widen(cell, beside, rules, columns):
            _spread(cell, beside, cells, columns)
            _reach_figures(cell, columns)
    return cells


def _parted(line: Line) -> Line:
    """A line of heads, parted where the gap between words is wider than words have."""
    segments: list[Segment] = []
    for segment in line.segments:
        segments.append(Segment([segment.words[0]], segment.page))
        for left, right in pairwise(segment.words):
            if right.x0 - left.x1 > max(HEAD_GAP * line.height, BLANKS * left.blank):
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


def _over(segment: Segment, line: Line, cells: Sequence[LaidCell], usual: float) -> LaidCell | None:
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


def _widen(
    cell: LaidCell,
    beside: Sequence[LaidCell],
    rules: Sequence[Box],
    columns: Sequence[Stretch],
) -> bool:
    """Give a head the width of the rule drawn under it; False where none tells its columns.

    A rule is its own if the head stands in its middle, and no other head over it. Pieces of rules
    are one where no more parts them than a spacer between columns, or else where they touch. The
    rule of a single column tells nothing: a head of several may stand over the middle one.
    """
    last = cell.lines[-1]
    low, high = last.base - RULE_GAP * last.height, last.base + 0.25 * last.height
    drawn = sorted((r[0], r[2]) for r in rules if low <= r[1] <= high)
    for between in (SPACER * last.height, TOUCHING * last.height):
        for x0, x1 in joined(drawn, between):
            over = x0 <= cell.x0 + 1 and cell.x1 - 1 <= x1
            centred = abs(x0 + x1 - cell.x0 - cell.x1) <= last.height
            several = sum(x0 < (low + high) / 2 < x1 for low, high in columns) > 1
            alone = all(c.x1 <= x0 + 1 or c.x0 >= x1 - 1 for c in beside)
            if several and over and centred and alone:
                cell.x0, cell.x1 = min(cell.x0, x0), max(cell.x1, x1)
                return True
    return False


def joined(stretches: Sequence[Stretch], between: float = 0.0) -> list[Stretch]:
    """Stretches in order, those as one that overlap or are parted by no more than `between`."""
    seen: list[Stretch] = []
    for x0, x1 in stretches:
        if seen and x0 <= seen[-1][1] + between:
            seen[-1] = seen[-1][0], max(seen[-1][1], x1)
        else:
            seen.append((x0, x1))
    return seen


def _spread(
    cell: LaidCell,
    beside: Sequence[LaidCell],
    heads: Sequence[LaidCell],
    columns: Sequence[Stretch],
) -> None:
    """Widen a head to the most columns that it is centred over.

    Figures stand at the right of their columns: the middle of columns is taken between figures, or
    between the figures of the column before and its own.
    Only one with heads below it, or alone on its lines, stands over more than its own column.
    """
    below = [c for c in heads if c.row >= cell.row + cell.height]
    if any(_are_over(c.x0, c.x1, columns) for c in beside) and not any(
        _are_over(c.x0, c.x1, columns) for c in below
    ):
        return
    before = (c for c in beside if c.x0 < cell.x0)
    behind = (c for c in beside if c.x0 > cell.x0)
    least = max((_reach(c.x1, cell.x0, c, heads) for c in before), default=float("-inf"))
    most = min((_reach(c.x0, cell.x1, c, heads) for c in behind), default=float("inf"))
    lefts = _lefts(columns, cell.lines[0].height)
    within = [i for i, (x0, x1) in enumerate(columns) if least < (x0 + x1) / 2 < most]
    middle = (cell.x0 + cell.x1) / 2
    best = cell.x0, cell.x1
    for first, last in combinations_with_replacement(within, 2):
        x0, x1 = columns[first][0], columns[last][1]
        box, figures = (lefts[first] + x1) / 2, (x0 + x1) / 2
        slack = OFF_CENTRE * (columns[first][1] - lefts[first])
        if min(box, figures) - slack <= middle <= max(box, figures) + slack:
            best = max(best, (x0, x1), key=lambda span: span[1] - span[0])
    cell.x0, cell.x1 = min(cell.x0, best[0]), max(cell.x1, best[1])


def _reach_figures(cell: LaidCell, columns: Sequence[Stretch]) -> None:
    """Have a head over the empty left of a column reach the figures that stand at its right."""
    if _are_over(cell.x0, cell.x1, columns):
        return
    for (x0, x1), left in zip(columns, _lefts(columns, cell.lines[0].height), strict=True):
        if left <= cell.x0 and cell.x1 <= x0:
            cell.x1 = x1


def _lefts(columns: Sequence[Stretch], height: float) -> list[float]:
    """Where columns begin: at the figures of the column before, the first as far as others do."""
    if not columns:
        return []
    gaps = [right[1] - left[1] for left, right in pairwise(columns)]
    first = columns[0][1] - (median(gaps) if gaps else LONE_COLUMN * height)
    return [first, *(x1 for _, x1 in columns[:-1])]


def _are_over(x0: float, x1: float, columns: Sequence[Stretch]) -> bool:
    return any(low < x1 and x0 < high for low, high in columns)


def _reach(edge: float, other: float, head: LaidCell, heads: Sequence[LaidCell]) -> float:
    """How far a head beside another may reach towards it: half way where heads stand below it."""
    below = (c for c in heads if c.row >= head.row + head.height)
    spanning = any(c.x0 < head.x1 and head.x0 < c.x1 for c in below)
    return (edge + other) / 2 if spanning else edge
