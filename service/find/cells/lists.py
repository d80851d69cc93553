"""Questions of one document that a caption answers: which year, which row, how many, what items.

Comes in: a `Grid` and an `Asked`. Goes out: an `Outcome` with the figures behind the answer and
the captions as its `short`. Not for: figures themselves (`service.find.cells.ask`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.grammar.numbers import find_figures
from service.find.cells.cells import PERIODS, GridCell, content_words, listed, years_in
from service.find.cells.fit import ASKING, Grid, fits_year, found_of, line, weigh
from service.find.cells.wording import Asked
from service.find.outcome import Outcome

LISTING = ASKING | listed("listing")


def which_year(grid: Grid, asked: Asked) -> Outcome | None:
    cells = line(grid, asked.phrases[0], asked.years if len(asked.years) > 1 else ())
    if len(cells) < 2:
        return None
    pick = max if asked.rank == "highest" else min
    top = pick(cells, key=lambda c: c.fact.value.amount or Decimal(0))
    return _captioned([top], asked.rank)


def _limit(asked: Asked, cell: GridCell) -> bool:
    """True where a printed figure, in its table's own scale, is past the figure of the question."""
    way, _, figure = asked.rank.partition(" ")
    limits = find_figures(figure.replace("–", "-"))
    printed = find_figures(cell.printed)
    if not limits or not (printed or cell.fact.value.amount == 0):
        return False
    own = printed[0].amount if printed else Decimal(0)
    return own > limits[0].amount if way == "above" else own < limits[0].amount


def _past(grid: Grid, asked: Asked) -> list[GridCell]:
    return line(grid, asked.phrases[0], asked.years if len(asked.years) > 1 else ())


def which_past(grid: Grid, asked: Asked) -> Outcome | None:
    passed = [c for c in _past(grid, asked) if _limit(asked, c)]
    return _captioned(passed) if passed else None


def _captioned(cells: Sequence[GridCell], sentence: str = "") -> Outcome:
    short = tuple(c.years[0] for c in cells)
    points = tuple(found_of(c) for c in cells)
    if len(points) == 1:
        return Outcome("answered", "figure", points[0], sentence=sentence, short=short)
    return Outcome("answered", "series", points=points, short=short)


def count(grid: Grid, asked: Asked) -> Outcome | None:
    cells = _past(grid, asked)
    passed = [c for c in cells if _limit(asked, c)]
    if not passed:
        return None
    said = f"{len(passed)} of {len(cells)} reported periods"
    points = tuple(found_of(c) for c in passed)
    short = (str(len(passed)),)
    return Outcome("answered", "series", points=points, sentence=said, short=short)


def which_row(grid: Grid, asked: Asked) -> Outcome | None:
    """The row whose figure is the highest in the one column that the words and the year name."""
    year = asked.years[0] if len(asked.years) == 1 else None
    said = content_words(asked.phrases[0]) - ASKING
    columns: dict[tuple[str, int], list[GridCell]] = {}
    for cell in grid.cells:
        if year is None or fits_year(grid, cell, year):
            columns.setdefault((cell.table, cell.at[1]), []).append(cell)
    if not columns:
        return None
    scored = sorted(
        (
            (weigh(said & cells[0].column_words), -at, key)
            for at, (key, cells) in enumerate(columns.items())
        ),
        reverse=True,
    )
    if len(scored) > 1 and scored[0][0] == scored[1][0] and year is None:
        return None
    rows = [
        c
        for c in columns[scored[0][2]]
        if "total" not in c.row_words and not years_in(c.row) and c.fact.value.amount is not None
    ]
    if len(rows) < 2 or len({c.fact.value.unit for c in rows}) != 1:
        return None
    pick = max if asked.rank == "highest" else min
    top = pick(rows, key=lambda c: c.fact.value.amount or Decimal(0))
    return Outcome("answered", "figure", found_of(top), sentence=asked.rank, short=(top.row,))


def years(grid: Grid, asked: Asked) -> Outcome | None:
    """The years that the figures of a measure, or else of the whole table, are printed for."""
    cells = line(grid, asked.phrases[0])
    if not cells:
        said = content_words(asked.phrases[0]) - LISTING
        known = said & frozenset().union(*(c.about | c.row_words for c in grid.cells))
        dated = {c.years[0]: c for c in reversed(grid.cells) if len(c.years) == 1}
        if not 1 < len(dated) <= 6 or len(known) < 0.5 * len(said):
            return None
        cells = sorted(dated.values(), key=lambda c: c.at)
    return _captioned(cells) if len(cells) > 1 else None


def rows(grid: Grid, asked: Asked) -> Outcome | None:
    """The captions of the rows under the caption, or above the total, that the words name."""
    said = content_words(asked.phrases[0]) - LISTING - PERIODS
    groups: dict[tuple[str, str], dict[str, GridCell]] = {}
    names: dict[tuple[str, str], frozenset[str]] = {}
    for cell in grid.cells:
        key = (cell.table, cell.section)
        total = "total" in cell.row_words or not cell.row
        names[key] = names.get(key, content_words(cell.section)) | (
            cell.row_words if total else frozenset()
        )
        if not total:
            groups.setdefault(key, {}).setdefault(cell.row, cell)
    ranked = sorted(
        ((len(said & names[key]), -at, key) for at, key in enumerate(groups)), reverse=True
    )
    if not ranked:
        return None
    if ranked[0][0] and ranked[0][0] >= 0.5 * len(said):
        rows = groups[ranked[0][2]]
    else:
        about = grid.cells[0].about | frozenset(("table",))
        if len(groups) > 1 or len(said & about) < 0.5 * len(said):
            return None
        rows = groups[ranked[0][2]]
    if not 1 < len(rows) <= 12:
        return None
    points = tuple(found_of(c) for c in rows.values())
    return Outcome("answered", "comparison", points=points, short=tuple(rows))


def count_rows(grid: Grid, asked: Asked) -> Outcome | None:
    told = rows(grid, asked)
    return replace(told, short=(str(len(told.points)),)) if told is not None else None
