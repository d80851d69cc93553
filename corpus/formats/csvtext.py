"""Comma-separated values: the file is its own text, and says itself which cells it has.

Comes in: bytes in UTF-8. Goes out: a `Rendition` whose one grid is the file's. Not for: what
columns mean.

Source: RFC 4180; the delimiter is the one that most lines agree on.
"""

from __future__ import annotations

import re

from corpus.base.errors import DocumentError
from corpus.base.structure import Grid, GridCell, Part, Structure
from corpus.formats.rendition import Rendition
from corpus.formats.text import read_text

DELIMITERS = ",;\t|"
MOST_CELLS = 600_000
SAMPLE = 20  # lines by which the delimiter is told


def read_csv(data: bytes) -> Rendition:
    """Read a table of values.

    Raises: DocumentError where it is not UTF-8 or has too many cells.
    """
    text = read_text(data).text
    cell = _cell_of(_delimiter(text))
    cells: list[GridCell] = []
    row = column = columns = 0
    for match in cell.finditer(text, text.startswith("\ufeff")):
        group = "quoted" if match["quoted"] is not None else "plain"
        start, end = _trimmed(text, *match.span(group))
        if start < end:
            cells.append(GridCell(row, column, 1, 1, start, end, header=row == 0))
        if len(cells) > MOST_CELLS:
            raise DocumentError(f"more than {MOST_CELLS:,} cells; split it", "too-large")
        column += 1
        columns = max(columns, column)
        if match["end"] and match["end"] in "\r\n":
            row, column = row + 1, 0
    start, end = cells[0].start if cells else 0, len(text.rstrip())
    grid = Grid(start, end, cells[-1].row + 1 if cells else 0, columns, tuple(cells))
    return Rendition(text, Structure((Part("table", start, end),), (grid,)) if cells else None)


def _delimiter(text: str) -> str:
    lines = [line for line in text[:100_000].splitlines()[:SAMPLE] if line.strip()]
    fewest = {mark: min((line.count(mark) for line in lines), default=0) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: fewest[mark])


def _cell_of(mark: str) -> re.Pattern[str]:
    """One cell with what ends it: a delimiter, a line's end or the text's."""
    end = rf"(?P<end>{re.escape(mark)}|\r\n|\n|\r|\Z)"
    plain = rf"(?P<plain>[^{re.escape(mark)}\r\n]*)"
    return re.compile(rf'(?:[ ]*"(?P<quoted>(?:[^"]|"")*)"[ ]*|{plain}){end}')


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())
