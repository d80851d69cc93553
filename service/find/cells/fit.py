"""How well the cells of a document's tables answer a phrase, and the one cell or line it means.

Comes in: a `Grid` and a phrase of a question. Goes out: cells. Not for: what is done with their
figures (`service.find.cells.ask`, `service.find.cells.lists`).

A cell is meant where its captions hold the phrase's words and no other cell fits as well; words
that the document prints nowhere count against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.find.cells.cells import PERIODS, UNITS, GridCell, content_words, listed
from service.find.derive import Deriver
from service.find.reported import Found
from service.understand.terms import words_of

LIGHT = listed("light")
SMALL = 0.25
ENOUGH = 0.55
"""The share of a phrase's words, by weight, that the captions of a cell must hold."""
STRICT = 0.25
"""Of a figure that is only looked up, so much of the words may stand elsewhere in the document."""
MARGIN = 0.04
"""By so much a cell must fit better than the next one that prints another figure."""
ASKING = listed("asking")


@dataclass(frozen=True)
class Grid:
    """The cells of one document and what else it says."""

    cells: tuple[GridCell, ...]
    printed: frozenset[str]
    deriver: Deriver
    dated: frozenset[tuple[str, int]] = frozenset()
    """The rows with a caption of a year over or beside one of their figures."""


def _weight(word: str) -> float:
    return SMALL if word in LIGHT or word in PERIODS or word in UNITS else 1.0


def weigh(words: Iterable[str]) -> float:
    return sum(_weight(w) for w in words)


def fit(grid: Grid, phrase: str, cell: GridCell, *, strict: bool = False) -> float:
    """How well a cell's captions answer a phrase, 0 where they do not; at most about 1.2."""
    said = content_words(phrase) - (ASKING - cell.row_words - cell.column_words)
    named = said & (cell.row_words | cell.column_words)
    aside = (said - named) & (cell.section_words | cell.about)
    core = said - PERIODS - UNITS
    if not core or not core & named:
        return 0.0
    total = weigh(said)
    strange = weigh(w for w in core - named - aside if w not in grid.printed)
    elsewhere = weigh(w for w in core - named - aside if w in grid.printed)
    extra = weigh(cell.row_core - said - UNITS)
    other = weigh(cell.column_words - said - PERIODS - UNITS)
    if strict and elsewhere + strange > STRICT * total:
        return 0.0
    if strange > 0.34 * total or weigh(named | aside) < ENOUGH * (total - 0.5 * elsewhere):
        return 0.0
    by_column = bool(core & cell.column_words) and not core & cell.row_words
    overlong = extra > weigh(cell.row_words & said) + 0.5 and not cell.row_words <= PERIODS
    if overlong and not by_column:
        return 0.0
    score = weigh(named) + 0.65 * weigh(aside) - 0.3 * elsewhere - 0.6 * strange
    return max(0.0, (score - 0.45 * extra - 0.3 * other) / max(total, 0.5))


def fits_year(grid: Grid, cell: GridCell, year: str) -> bool:
    """True for a cell of a year, by its captions, else by its period."""
    if cell.years or (cell.table, cell.at[0]) in grid.dated:
        return year in cell.years
    period = cell.fact.period
    return period.label in ("undated",) or period.end.year == int(year)


def best(
    grid: Grid, phrase: str, year: str | None = None, *, strict: bool = False
) -> GridCell | None:
    """The one cell that a phrase means, in a year where one is given."""
    pool = [c for c in grid.cells if year is None or fits_year(grid, c, year)]
    ranked = sorted(
        ((fit(grid, phrase, c, strict=strict), -i) for i, c in enumerate(pool)), reverse=True
    )
    if not ranked or ranked[0][0] <= 0.3:
        return None
    near = [pool[-at] for score, at in ranked if score >= ranked[0][0] - MARGIN]
    if len({c.at[0] for c in near}) == 1 and len({c.fact.value.unit for c in near}) > 1:
        percent = "percent" in words_of(phrase)
        near = [c for c in near if (c.fact.value.unit == "percent") == percent] or near
    said = content_words(phrase)
    near = [c for c in near if c.row_words <= said | UNITS] or near
    if len({c.fact.value.amount for c in near}) > 1:
        return None
    return near[0]


def line(grid: Grid, phrase: str, years: Sequence[str] = ()) -> list[GridCell]:
    """The cells of one row or column that a phrase means, one a year, as printed."""
    scores = [(fit(grid, phrase, c), c) for c in grid.cells if c.years]
    if years:
        scores = [(s, c) for s, c in scores if set(c.years) & set(years)]
    if not scores:
        return []
    score, top = max(scores, key=lambda pair: pair[0])
    if score <= 0.3:
        return []
    near = [c for s, c in scores if s >= score - MARGIN]
    if len({(c.table, c.at[0]) for c in near}) == 1 and len(top.years) == 1:
        own = top.table, top.at[0]
        unit = top.fact.value.unit
        near = [
            c for _, c in sorted(scores, key=lambda pair: -pair[0]) if (c.table, c.at[0]) == own
        ]
        row = {c.years[0]: c for c in reversed(near) if c.fact.value.unit == unit}
        if len(row) > 1:
            return sorted(row.values(), key=lambda c: c.at)
    found: dict[str, GridCell] = {}
    for cell in near:
        if cell.years[0] in found:
            return []
        found[cell.years[0]] = cell
    columns, named = {(c.table, c.at[1]) for c in near}, {(c.table, c.row) for c in near}
    return list(found.values()) if 1 in (len(columns), len(named)) else []


def found_of(cell: GridCell) -> Found:
    """A cell as a figure of an answer."""
    fact = cell.fact
    label = cell.row if not (cell.row_words <= PERIODS) else cell.column
    return Found(fact.concept, label or fact.label, fact.period, fact.value, (fact,))
