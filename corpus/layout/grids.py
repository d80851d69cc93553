"""Table text to rows of cells with exact offsets: pipes, tabs, and tables flattened into one line.

Comes in: a document's text and the span of a table block or paragraph. Goes out: rows of `Cell`s.
Not for: what a column or row means (`corpus.layout.tables`, `corpus.tables.columns`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.base.records import Cell, Span
from corpus.grammar.numbers import find_figures
from corpus.grammar.periods import Calendar, find_periods

MAX_WIDTH = 120  # cells of one row; what stands further right is not read as a column
MAX_CELLS = 600_000  # of a document's tables; rows beyond are not read as cells, and that is said
_MARKUP = re.compile(r"</?[a-z]{1,6}>|\*\*|__|\\(?=[$|*_])", re.IGNORECASE)
_RULE = re.compile(r":?-{2,}:?")
_SPACED = re.compile(r"\(?\d{1,3}(?: \d{3})+\)?")


def visible(text: str, start: int = 0) -> tuple[str, Sequence[int]]:
    """The text without markup, and for each visible character its offset (`start` is that of
    `text`).
    """
    if not _MARKUP.search(text):
        return text, range(start, start + len(text))
    shown: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _MARKUP.finditer(text):
        shown.append(text[at : match.start()])
        offsets.extend(range(start + at, start + match.start()))
        at = match.end()
    shown.append(text[at:])
    offsets.extend(range(start + at, start + len(text)))
    return "".join(shown), offsets


def mark_of(text: str, start: int, end: int) -> str:
    """What parts the columns of a table block: a bar or a tab."""
    return "|" if text.count("|", start, end) >= text.count("\t", start, end) else "\t"


def readable_end(text: str, start: int, end: int, allowed: int) -> tuple[int, int]:
    """Where the rows of a table block end that make at most so many cells, and how many they make.

    A grid has its widest row's cells in each of its rows.
    """
    mark = mark_of(text, start, end)
    outer = 1 if mark == "|" else -1  # a row of pipes has a bar on either side
    rows = widest = 0
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        width = min(max(text.count(mark, start, stop) - outer, 1), MAX_WIDTH)
        if (rows + 1) * max(width, widest) > allowed:
            return start, rows * widest
        rows, widest, start = rows + 1, max(width, widest), stop + 1
    return end, rows * widest


def wide_line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first line of a table block with more cells than are read; None where there is none."""
    mark = mark_of(text, start, end)
    return next(
        ((a, b) for a, b in _lines(text, start, end) if text.count(mark, a, b) > MAX_WIDTH + 1),
        None,
    )


def split_pipe_table(document: str, text: str, start: int, end: int) -> list[list[Cell]]:
    """Rows of a pipe table; a rule row ("|---|") comes out as a row without cells."""
    rows: list[list[Cell]] = []
    for begin, finish in _lines(text, start, end):
        line = text[begin:finish]
        bars = [i for i, c in enumerate(line) if c == "|" and (i == 0 or line[i - 1] != "\\")]
        if not bars:
            continue
        bars = bars[: MAX_WIDTH + 1]
        edges = bars if not line[: bars[0]].strip() else [-1, *bars]
        if len(bars) <= MAX_WIDTH and line[bars[-1] + 1 :].strip():
            edges = [*edges, len(line)]
        row = [
            _cell(document, text, len(rows), c, begin + a + 1, begin + b)
            for c, (a, b) in enumerate(itertools.pairwise(edges))
        ]
        filled = [c.text for c in row if c.text]
        rows.append([] if filled and all(_RULE.fullmatch(t) for t in filled) else row)
    return rows


def split_tab_table(document: str, text: str, start: int, end: int) -> list[list[Cell]]:
    """Rows of a table whose columns are parted by tabs."""
    rows: list[list[Cell]] = []
    while start and text[start - 1] == "\t":
        start -= 1  # an empty first caption: the block begins at its first letter
    for begin, finish in _lines(text, start, end):
        row: list[Cell] = []
        at = begin
        for piece in text[begin:finish].split("\t", MAX_WIDTH)[:MAX_WIDTH]:
            row.append(_cell(document, text, len(rows), len(row), at, at + len(piece)))
            at += len(piece) + 1
        rows.append(row)
    return rows


def split_flat_table(
    document: str, text: str, start: int, end: int, calendar: Calendar
) -> list[list[Cell]] | None:
    """Rows of a table that lost its line breaks: a run of periods, then captions each with as
    many figures.

    None where the text is no such table. The first row holds the periods.
    """
    shown, offsets = visible(text[start:end], start)
    periods = find_periods(shown, calendar)
    run = _period_run(shown, [(m.start, m.end) for m in periods])
    if run is None:
        return None
    first, last = run
    heads = [(m.start, m.end) for m in periods[first : last + 1]]
    at = heads[-1][1]
    figures = [f for f in find_figures(shown, at) if f.unit is None and f.currency is None]
    groups = _figure_groups(shown, [(f.start, f.end) for f in figures], len(heads))
    if len(groups) < 2:
        return None
    title = _flat_cell(document, shown, offsets, 0, 0, 0, heads[0][0])
    rows = [
        [
            title,
            *(
                _flat_cell(document, shown, offsets, 0, c + 1, a, b)
                for c, (a, b) in enumerate(heads)
            ),
        ]
    ]
    for group in groups:
        row = len(rows)
        label = _flat_cell(document, shown, offsets, row, 0, at, group[0][0])
        rows.append(
            [
                label,
                *(
                    _flat_cell(document, shown, offsets, row, c + 1, a, b)
                    for c, (a, b) in enumerate(group)
                ),
            ]
        )
        at = group[-1][1]
    return rows


def cell_figures(text: str, *, commas: bool) -> str | None:
    """A space-grouped figure ("11 411 067") as one with commas; None where the cell is no such
    figure.

    In a table that groups by commas two groups ("700 200") may as well be two figures that ran
    together.
    """
    stripped = text.strip()
    if not _SPACED.fullmatch(stripped) or (commas and stripped.count(" ") < 2):
        return None
    return stripped.replace(" ", ",")


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            found.append((at, stop))
        at = stop + 1
    return found


def _cell(document: str, text: str, row: int, column: int, start: int, end: int) -> Cell:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return Cell(row, column, "")
    return Cell(row, column, visible(text[start:end])[0].strip(), Span(document, start, end))


def _flat_cell(
    document: str, shown: str, offsets: Sequence[int], row: int, column: int, start: int, end: int
) -> Cell:
    while start < end and shown[start].isspace():
        start += 1
    while end > start and shown[end - 1].isspace():
        end -= 1
    if start >= end:
        return Cell(row, column, "")
    return Cell(row, column, shown[start:end], Span(document, offsets[start], offsets[end - 1] + 1))


def _period_run(shown: str, periods: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The first run of two or more periods with nothing but blanks between them: (first, last)."""
    for first in range(len(periods) - 1):
        last = first
        while (
            last + 1 < len(periods) and not shown[periods[last][1] : periods[last + 1][0]].strip()
        ):
            last += 1
        if last > first:
            return first, last
    return None


def _figure_groups(
    shown: str, figures: list[tuple[int, int]], width: int
) -> list[list[tuple[int, int]]]:
    """Runs of exactly `width` adjacent figures, each after a caption of its own."""
    runs: list[list[tuple[int, int]]] = []
    for figure in figures:
        if runs and not shown[runs[-1][-1][1] : figure[0]].strip():
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return [run for run in runs if len(run) == width]
