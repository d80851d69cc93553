"""A question that presupposes one document, answered from the cells of that document's tables.

Comes in: a question's text, an engine, the document. Goes out: an `Outcome` of figures, or None
where the words do not single out cells. Not for:
questions of a whole corpus, whose measures are named in full (`service.plan`).

A cell is meant where its captions hold the question's words and no other cell fits as well; a word
of the question that the document does not print anywhere leaves the question unanswered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.numbers import find_figures
from index.engine import Engine
from service.derive import Deriver
from service.gridcells import PERIODS, UNITS, GridCell, content_words, read_cells, years_in
from service.gridwords import Asked
from service.ledger import Found
from service.outcome import Outcome
from service.terms import words_of

LIGHT = frozenset(["total", "net", "gross", "balance", "related", "other", "account"])
SMALL = 0.25
ENOUGH = 0.55
"""The share of a phrase's words, by weight, that the captions of a cell must hold."""
STRICT = 0.25
"""Of a figure that is only looked up, so much of the words may stand elsewhere in the document."""
MARGIN = 0.04
"""By so much a cell must fit better than the next one that prints another figure."""
ASKING = frozenset(
    [
        "change",
        "increase",
        "decrease",
        "difference",
        "average",
        "mean",
        "sum",
        "percentage",
        "percent",
        "proportion",
        "ratio",
        "share",
        "higher",
        "highest",
        "larger",
        "largest",
        "lower",
        "lowest",
        "smaller",
        "smallest",
        "greater",
        "greatest",
        "most",
        "less",
        "more",
        "than",
        "which",
        "when",
        "what",
        "who",
        "how",
        "many",
        "expressed",
        "nominal",
        "year",
        "quarter",
        "period",
        "combined",
        "compared",
        "from",
        "to",
        "over",
        "exceed",
    ]
)


@dataclass(frozen=True)
class Grid:
    """The cells of one document and what else it says."""

    cells: tuple[GridCell, ...]
    printed: frozenset[str]
    deriver: Deriver
    dated: frozenset[tuple[str, int]] = frozenset()
    """The rows with a caption of a year over or beside one of their figures."""


def answer_grid(asked: Asked, engine: Engine, document: str, deriver: Deriver) -> Outcome | None:
    """The answer of a document's tables; None where they do not single one out."""
    cells = [c for c in read_cells(engine, document) if c.fact.status != "disputed"]
    if not cells:
        return None
    printed = frozenset(words_of(engine.documents[document].text))
    dated = frozenset((c.table, c.at[0]) for c in cells if c.years)
    grid = Grid(tuple(cells), printed, deriver, dated)
    return OPERATIONS[asked.operation](grid, asked)


def _weight(word: str) -> float:
    return SMALL if word in LIGHT or word in PERIODS or word in UNITS else 1.0


def _weigh(words: Iterable[str]) -> float:
    return sum(_weight(w) for w in words)


def fit(grid: Grid, phrase: str, cell: GridCell, *, strict: bool = False) -> float:
    """How well a cell's captions answer a phrase, 0 where they do not; at most about 1.2."""
    said = content_words(phrase) - (ASKING - cell.row_words - cell.column_words)
    named = said & (cell.row_words | cell.column_words)
    aside = (said - named) & (cell.section_words | cell.about)
    core = said - PERIODS - UNITS
    if not core or not core & named:
        return 0.0
    total = _weigh(said)
    strange = _weigh(w for w in core - named - aside if w not in grid.printed)
    elsewhere = _weigh(w for w in core - named - aside if w in grid.printed)
    extra = _weigh(cell.row_core - said - UNITS)
    other = _weigh(cell.column_words - said - PERIODS - UNITS)
    if strict and elsewhere + strange > STRICT * total:
        return 0.0
    if strange > 0.34 * total or _weigh(named | aside) < ENOUGH * (total - 0.5 * elsewhere):
        return 0.0
    if extra > _weigh(cell.row_words & said) + 0.5 and not cell.row_words <= PERIODS:
        if not (core & cell.column_words and not core & cell.row_words):
            return 0.0
    score = _weigh(named) + 0.65 * _weigh(aside) - 0.3 * elsewhere - 0.6 * strange
    return max(0.0, (score - 0.45 * extra - 0.3 * other) / max(total, 0.5))


def _fits_year(grid: Grid, cell: GridCell, year: str) -> bool:
    if cell.years or (cell.table, cell.at[0]) in grid.dated:
        return year in cell.years
    period = cell.fact.period
    return period.label in ("undated",) or period.end.year == int(year)


def best(
    grid: Grid, phrase: str, year: str | None = None, *, strict: bool = False
) -> GridCell | None:
    """The one cell that a phrase means, in a year where one is given."""
    pool = [c for c in grid.cells if year is None or _fits_year(grid, c, year)]
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


def _settled(found: Found) -> Outcome:
    return Outcome("answered", "derived" if found.derivation is not None else "figure", found)


def _computed(
    grid: Grid, formula: str, inputs: Sequence[Found], label: str, unit: str | None
) -> Outcome | None:
    names = [chr(ord("a") + i) for i in range(len(inputs))]
    found = grid.deriver.compute(
        formula,
        dict(zip(names, inputs, strict=True)),
        inputs[0].concept,
        inputs[0].period,
        unit,
        label=label,
    )
    return _settled(found) if found is not None else None


def _look(grid: Grid, asked: Asked) -> Outcome | None:
    phrase = asked.phrases[0]
    if len(asked.years) > 1:
        cells = [best(grid, phrase, y) for y in asked.years]
        if any(c is None for c in cells):
            return None
        points = tuple(found_of(c) for c in cells if c is not None)
        return Outcome("answered", "comparison", points=points)
    year = asked.years[0] if asked.years else None
    cell = best(grid, phrase, year, strict=True)
    if " and " in phrase and (cell is None or "respective" in phrase):
        pair = [best(grid, part, year) for part in phrase.split(" and ", 1)]
        both = [found_of(c) for c in pair if c is not None]
        if len(both) == 2 and both[0].facts != both[1].facts:
            return Outcome("answered", "comparison", points=tuple(both))
    return _settled(found_of(cell)) if cell is not None else None


def _pair(grid: Grid, asked: Asked) -> tuple[GridCell, GridCell] | None:
    """The later and the earlier cell of one measure."""
    years = asked.years
    if len(asked.phrases) == 2:
        year = years[0] if years else None
        earlier, later = (best(grid, phrase, year) for phrase in asked.phrases)
    elif len(years) == 2:
        pair = [best(grid, asked.phrases[0], y) for y in sorted(years)]
        earlier, later = pair
    else:
        cells = sorted(line(grid, asked.phrases[0]), key=lambda c: c.years[0])
        if len(years) == 1:
            at = [i for i, c in enumerate(cells) if c.years[0] == years[0]]
            cells = cells[at[0] - 1 : at[0] + 1] if at and at[0] else []
        if len(cells) != 2:
            return None
        earlier, later = cells
    if earlier is None or later is None or earlier.fact.id == later.fact.id:
        return None
    if earlier.fact.value.unit != later.fact.value.unit or not _together(earlier, later):
        return None
    return later, earlier


def _together(one: GridCell, other: GridCell) -> bool:
    same_row = one.table == other.table and one.at[0] == other.at[0]
    return same_row or one.at[1] == other.at[1] or one.row == other.row


def _change(grid: Grid, asked: Asked) -> Outcome | None:
    pair = _pair(grid, asked)
    if pair is None:
        return None
    later, earlier = (found_of(c) for c in pair)
    label = f"Change in {later.label}"
    points = later.value.unit in ("percent", "percentage_point")
    if asked.percent and not points:
        return _computed(grid, "(a - b) / b * 100", (later, earlier), label, "percent")
    unit = "percentage_point" if points else None
    return _computed(grid, "a - b", (later, earlier), label, unit)


def _several(grid: Grid, asked: Asked) -> list[GridCell]:
    if len(asked.phrases) > 1:
        year = asked.years[0] if asked.years else None
        both = [best(grid, phrase, year) for phrase in asked.phrases]
        return [c for c in both if c is not None] if all(both) else []
    if asked.years:
        cells = [best(grid, asked.phrases[0], y) for y in asked.years]
        if len(asked.years) == 1:
            earlier = best(grid, asked.phrases[0], str(int(asked.years[0]) - 1))
            cells = [*cells, earlier]
        found = [c for c in cells if c is not None]
        if len(found) < max(len(asked.years), 2):
            return []
        return found if all(_together(found[0], c) for c in found) else []
    return line(grid, asked.phrases[0])


def _total(grid: Grid, asked: Asked) -> Outcome | None:
    if asked.operation == "average" and len(asked.phrases) == 1 and len(asked.years) < 2:
        named = f"average {asked.phrases[0]}"
        cell = best(grid, named, asked.years[0] if asked.years else None)
        if cell is not None and "average" in cell.row_words | cell.column_words:
            return _settled(found_of(cell))
    found = [found_of(c) for c in _several(grid, asked)]
    if len(found) < 2 or len({f.value.unit for f in found}) != 1 or len(found) > 12:
        return None
    names = " + ".join(chr(ord("a") + i) for i in range(len(found)))
    if asked.operation == "average":
        label = f"Average {found[0].label}"
        return _computed(grid, f"({names}) / {len(found)}", found, label, None)
    return _computed(grid, names, found, f"Sum of {found[0].label}", None)


def _two(grid: Grid, asked: Asked) -> tuple[Found, Found] | None:
    years = asked.years
    cells = []
    for at, phrase in enumerate(asked.phrases):
        own = years_in(phrase)
        year = own[0] if len(own) == 1 else years[min(at, len(years) - 1)] if years else None
        cell = best(grid, phrase, year)
        if cell is None and at == 1:
            # "of A in total": the words of the whole may stand in the part's phrase.
            cell = best(grid, f"total {phrase}", year)
        cells.append(cell)
    one, other = cells
    if one is None or other is None or one.fact.id == other.fact.id:
        return None
    if one.fact.value.unit != other.fact.value.unit:
        return None
    return found_of(one), found_of(other)


def _share(grid: Grid, asked: Asked) -> Outcome | None:
    two = _two(grid, asked)
    if two is None or not two[1].amount:
        return None
    label = f"{two[0].label} over {two[1].label}"
    if asked.percent:
        return _computed(grid, "a / b * 100", two, label, "percent")
    return _computed(grid, "a / b", two, label, "ratio")


def _difference(grid: Grid, asked: Asked) -> Outcome | None:
    two = _two(grid, asked)
    if two is None:
        return None
    first, second = two if two[0].amount >= two[1].amount else two[::-1]
    label = f"Difference between {two[0].label} and {two[1].label}"
    return _computed(grid, "a - b", (first, second), label, None)


def _which_year(grid: Grid, asked: Asked) -> Outcome | None:
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


def _which_past(grid: Grid, asked: Asked) -> Outcome | None:
    passed = [c for c in _past(grid, asked) if _limit(asked, c)]
    return _captioned(passed) if passed else None


def _captioned(cells: Sequence[GridCell], sentence: str = "") -> Outcome:
    short = tuple(c.years[0] for c in cells)
    points = tuple(found_of(c) for c in cells)
    if len(points) == 1:
        return Outcome("answered", "figure", points[0], sentence=sentence, short=short)
    return Outcome("answered", "series", points=points, short=short)


def _count(grid: Grid, asked: Asked) -> Outcome | None:
    cells = _past(grid, asked)
    passed = [c for c in cells if _limit(asked, c)]
    if not passed:
        return None
    said = f"{len(passed)} of {len(cells)} reported periods"
    points = tuple(found_of(c) for c in passed)
    short = (str(len(passed)),)
    return Outcome("answered", "series", points=points, sentence=said, short=short)


def _which_row(grid: Grid, asked: Asked) -> Outcome | None:
    """The row whose figure is the highest in the one column that the words and the year name."""
    year = asked.years[0] if len(asked.years) == 1 else None
    said = content_words(asked.phrases[0]) - ASKING
    columns: dict[tuple[str, int], list[GridCell]] = {}
    for cell in grid.cells:
        if year is None or _fits_year(grid, cell, year):
            columns.setdefault((cell.table, cell.at[1]), []).append(cell)
    if not columns:
        return None
    scored = sorted(
        (
            (_weigh(said & cells[0].column_words), -at, key)
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


LISTING = ASKING | frozenset(
    [
        "table",
        "provide",
        "provided",
        "include",
        "included",
        "list",
        "listed",
        "calculated",
        "information",
        "recorded",
        "cover",
        "covered",
        "highlighted",
        "item",
        "component",
        "type",
        "category",
        "segment",
        "financial",
        "considered",
        "calculating",
        "calculate",
        "consist",
        "comprise",
        "exist",
        "making",
        "make",
    ]
)


def _years(grid: Grid, asked: Asked) -> Outcome | None:
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


def _rows(grid: Grid, asked: Asked) -> Outcome | None:
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


def _count_rows(grid: Grid, asked: Asked) -> Outcome | None:
    told = _rows(grid, asked)
    return replace(told, short=(str(len(told.points)),)) if told is not None else None


OPERATIONS: dict[str, Callable[[Grid, Asked], Outcome | None]] = {
    "look": _look,
    "change": _change,
    "average": _total,
    "sum": _total,
    "share": _share,
    "difference": _difference,
    "which_year": _which_year,
    "which_past": _which_past,
    "which_row": _which_row,
    "count": _count,
    "years": _years,
    "rows": _rows,
    "count_rows": _count_rows,
}
