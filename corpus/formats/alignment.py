"""Raw cells of a table to columns that mean something: one a figure, with its marks in its cell.

Comes in: a table whose cells know the raw columns that they cover. Goes out: the same with columns.
Not for: what columns mean.

Pages lay a figure out over several raw columns (`$`, `4,183`, `)`, spacers), in other ways from row
to row. Two cells of one row never share a column; so each gap between neighbours holds at least one
cut between columns, and the fewest cuts that do so are the columns. A cell covers the columns whose
core (what the cells of one column occupy) it overlaps: so heads know what they stand over.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from corpus.formats.pieces import RawCell, TablePiece

_LEADS = re.compile(r"(?:US|C|A|HK|NZ|S|R)?[$€£¥₹₩]|\(|[$€£¥]\s?\(|[A-Z]{3}")
_FOLLOWS = re.compile(r"\)|%|\)\s?%|%\s?\)|pts?\.?|bps|x|¢|\)\s?[x¢]|\)?\s?pts?\.?", re.IGNORECASE)
_FIGURE = re.compile(r"\(?[-–—−]?\s?(?:[$€£¥]\s?)?\(?\s?(?:\d|\.\d|[-–—−])|[-–—−]+")
_CODES = re.compile(r"[A-Z]{3}")


def align(table: TablePiece) -> None:
    """Join marks to their figures and give each cell its column; sets `columns` throughout."""
    rows = groupby(table.cells, key=lambda cell: cell.row)
    table.cells = [cell for _, row in rows for cell in _merged(list(row))]
    cuts = _cuts(table.cells)
    cores = _cores(table.cells, cuts)
    for cell in table.cells:
        cell.column, cell.columns = _columns(cell, cuts, cores)
    table.columns = len(cores)


def _merged(row: list[RawCell]) -> list[RawCell]:
    """A row's cells, marks joined to the figures that they belong to."""
    row.sort(key=lambda cell: cell.first)
    done: list[RawCell] = []
    for cell in row:
        before = done[-1] if done else None
        if before is not None and _leads(before, cell):
            _join(before, cell, tight=_CODES.fullmatch(before.text) is None)
        elif before is not None and _follows(before, cell):
            _join(before, cell, tight=not cell.text[:1].isalpha())
        else:
            done.append(cell)
    return done


def _leads(before: RawCell, cell: RawCell) -> bool:
    return bool(_LEADS.fullmatch(before.text) and _FIGURE.match(cell.text))


def _follows(before: RawCell, cell: RawCell) -> bool:
    return bool(_FOLLOWS.fullmatch(cell.text) and _FIGURE.match(before.text.lstrip("$€£¥ ")))


def _join(cell: RawCell, other: RawCell, *, tight: bool) -> None:
    cell.content.join(other.content, tight=tight)
    cell.width = other.last - cell.first
    cell.text += other.text if tight else f" {other.text}"


def _rows(cells: Sequence[RawCell]) -> dict[int, list[RawCell]]:
    """The cells that stand in each row, those that reach down from rows above among them."""
    rows: dict[int, list[RawCell]] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + min(cell.height, 40)):
            rows.setdefault(row, []).append(cell)
    return {row: sorted(found, key=lambda c: c.first) for row, found in rows.items()}


def _cuts(cells: Sequence[RawCell]) -> list[int]:
    """The fewest raw columns at which columns begin, so that no two cells of a row share one.

    Of the places that do, a cut takes the one that the fewest cells straddle.
    """
    gaps = {
        (left.last, max(right.first, left.last))
        for row in _rows(cells).values()
        for left, right in pairwise(row)
    }
    straddled: Counter[int] = Counter()
    for cell in cells:
        straddled.update(range(cell.first + 1, min(cell.last, cell.first + 64)))
    cuts: list[int] = []
    low = high = -1
    for start, end in sorted(gaps, key=lambda gap: gap[1]):
        if start <= high:
            low = max(low, start)
            continue
        if high >= 0:
            cuts.append(_best(low, high, straddled))
        low, high = start, end
    if high >= 0:
        cuts.append(_best(low, high, straddled))
    return cuts


def _best(low: int, high: int, straddled: Counter[int]) -> int:
    return min(range(high, low - 1, -1), key=lambda at: straddled[at])


def _cores(cells: Sequence[RawCell], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """For each column the raw columns that the cells of this column alone occupy."""
    bounds = [0, *cuts, max((cell.last for cell in cells), default=1)]
    cores = [(low, max(high, low + 1)) for low, high in pairwise(bounds)]
    own: dict[int, tuple[int, int]] = {}
    for cell in cells:
        column = bisect_right(cuts, cell.first)
        if cell.last <= bounds[column + 1]:
            low, high = own.get(column, (cell.first, cell.last))
            own[column] = (min(low, cell.first), max(high, cell.last))
    return [own.get(column, core) for column, core in enumerate(cores)]


def _columns(
    cell: RawCell, cuts: Sequence[int], cores: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """The first column that a cell covers, and how many."""
    first, last = bisect_right(cuts, cell.first), bisect_left(cuts, cell.last)
    covered = [
        column
        for column in range(first, last + 1)
        if cell.first < cores[column][1] and cores[column][0] < cell.last
    ]
    return (covered[0], covered[-1] - covered[0] + 1) if covered else (first, 1)
