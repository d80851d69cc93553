"""A question that presupposes one document, answered from the cells of that document's tables.

Comes in: what a question asks, an engine, the document. Goes out: an `Outcome` of figures, or None
where the words do not single out cells. Not for: questions of a whole corpus, whose measures are
named in full (`service.plan.plan`), nor for finding the cells (`service.find.cells.fit`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.engine import Engine
from service.find.cells.cells import GridCell, read_cells, years_in
from service.find.cells.fit import Grid, best, found_of, line
from service.find.cells.lists import (
    count,
    count_rows,
    rows,
    which_past,
    which_row,
    which_year,
    years,
)
from service.find.cells.wording import Asked
from service.find.derive import Deriver
from service.find.outcome import Outcome, settled
from service.find.reported import Found
from service.understand.terms import words_of


def answer_grid(asked: Asked, engine: Engine, document: str, deriver: Deriver) -> Outcome | None:
    """The answer of a document's tables; None where they do not single one out."""
    cells = [c for c in read_cells(engine, document) if c.fact.status != "disputed"]
    if not cells:
        return None
    printed = frozenset(words_of(engine.documents[document].text))
    dated = frozenset((c.table, c.at[0]) for c in cells if c.years)
    grid = Grid(tuple(cells), printed, deriver, dated)
    return OPERATIONS[asked.operation](grid, asked)


def _computed(
    grid: Grid,
    formula: str,
    inputs: Sequence[Found],
    label: str,
    unit: str | None,
    *,
    part: bool = False,
) -> Outcome | None:
    names = [chr(ord("a") + i) for i in range(len(inputs))]
    found = grid.deriver.compute(
        formula,
        dict(zip(names, inputs, strict=True)),
        inputs[0].concept,
        inputs[0].period,
        unit,
        label=label,
        part=part,
    )
    return settled(found) if found is not None else None


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
    return settled(found_of(cell)) if cell is not None else None


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
    if asked.relative or (asked.percent and not points):
        return _computed(grid, "(a - b) / b * 100", (later, earlier), label, "percent")
    if asked.apart and later.amount < earlier.amount:
        later, earlier = earlier, later
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
            return settled(found_of(cell))
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
        return _computed(grid, "a / b * 100", two, label, "percent", part=True)
    return _computed(grid, "a / b", two, label, "ratio")


def _difference(grid: Grid, asked: Asked) -> Outcome | None:
    two = _two(grid, asked)
    if two is None:
        return None
    first, second = two if two[0].amount >= two[1].amount else two[::-1]
    label = f"Difference between {two[0].label} and {two[1].label}"
    return _computed(grid, "a - b", (first, second), label, None)


OPERATIONS: dict[str, Callable[[Grid, Asked], Outcome | None]] = {
    "look": _look,
    "change": _change,
    "average": _total,
    "sum": _total,
    "share": _share,
    "difference": _difference,
    "which_year": which_year,
    "which_past": which_past,
    "which_row": which_row,
    "count": count,
    "years": years,
    "rows": rows,
    "count_rows": count_rows,
}
