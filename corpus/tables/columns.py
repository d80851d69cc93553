"""What each column of a table holds: its currency, scale, unit and facet.

Comes in: a `Table` and the entity's calendar. Goes out: one `Column` a grid column. Not for:
periods (`corpus.tables.dating`), rows and values.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Cell, Period, Table
from corpus.grammar.periods import Calendar, find_periods
from corpus.grammar.units import find_currencies, find_scale, parse_units_line
from corpus.layout.spanners import spread_rows
from corpus.tables.changes import compared_year, facet_of, is_bare, mostly_percent

_NOTE = re.compile(r"^(?:notes?|ref|references?)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|percent|per cent", re.IGNORECASE)
_MARKS = re.compile(r"\(\d{1,2}\)|[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹*]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `role` is "label", "value", "note" or "empty"; `caption` its own words.

    `facet` names a share or change column; `currency`, `scale`, `unit` are None where the header
    is silent. `above` is the caption with the words of the cells that span the column, which `over`
    has row by row; `dated` tells a period of its header from one of the captions around the table.
    """

    index: int
    role: str
    caption: str = ""
    period: Period | None = None
    currency: str | None = None
    scale: int | None = None
    unit: str | None = None
    facet: str | None = None
    above: str = ""
    over: tuple[str, ...] = ()
    dated: bool = False


def plain_columns(table: Table, calendar: Calendar) -> list[Column]:
    """The columns of a table without their periods."""
    header = table.rows[: table.header_rows]
    body = table.rows[table.header_rows :]
    width = len(table.rows[0]) if table.rows else 0
    columns = [_column(header, body, index, table) for index in range(width)]
    first = next((c.index for c in columns if c.role == "value"), 1)
    spread = spread_rows(header, first, spanned=table.spanned)
    over = {head.column: head.path for head in table.heads}
    columns = [replace(c, over=over.get(c.index, ())) for c in columns]
    return _beside([_faceted(c, spread, body, calendar) for c in columns], body)


def _column(
    header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]], index: int, table: Table
) -> Column:
    own = (row[index] for row in header)
    caption = _words(c.text for c in own if c.width == 1 or not table.spanned)
    if index == 0:
        return Column(0, "label", caption)
    if not any(row[index].text for row in body):
        return Column(index, "empty", caption)
    if _NOTE.match(caption):
        return Column(index, "note", caption)
    currencies = find_currencies(caption)
    units = parse_units_line(caption)
    return Column(
        index,
        "value",
        caption,
        None,
        currencies[0] if currencies else None,
        find_scale(caption),
        units.unit if units and units.unit == "bps" else None,
    )


def _words(texts: Iterable[str]) -> str:
    """The texts of one column's header cells, each once."""
    parts: list[str] = []
    for text in texts:
        plain = _MARKS.sub(" ", text).strip()
        if plain and plain not in parts:
            parts.append(plain)
    return " ".join(" ".join(parts).split())


def _faceted(
    column: Column,
    spread: Sequence[Sequence[str]],
    body: Sequence[Sequence[Cell]],
    calendar: Calendar,
) -> Column:
    """A column with its facet, by its own words or by the change that spans it."""
    if column.role != "value":
        return column
    above = _words(row[column.index] for row in spread)
    facet = facet_of(_without_periods(column.caption, calendar))
    if column.currency and "%" not in column.caption and facet != "change":
        facet = None
    if compared_year(column.caption) is not None:
        facet = facet or "change"
    elif facet is None and above != column.caption and is_bare(column.caption):
        spanned = facet_of(_without_periods(above, calendar))
        facet = spanned if spanned not in (None, "share") else None
    unit = column.unit
    if facet == "share" or (
        facet is not None
        and not column.currency
        and (_PERCENT.search(above) or mostly_percent(body, column.index))
    ):
        unit = "percent"
    return replace(column, facet=facet, unit=unit, above=above)


def _beside(columns: list[Column], body: Sequence[Sequence[Cell]]) -> list[Column]:
    """Columns of percentages left of growth rates whose shared caption stands over the latter."""
    found = list(columns)
    for column, follows in itertools.pairwise(columns):
        if (
            column.role == "value"
            and column.facet is None
            and follows.facet in ("change", "yoy_change", "qoq_change")
            and follows.unit == "percent"
            and is_bare(column.caption)
            and mostly_percent(body, column.index)
        ):
            found[column.index] = replace(column, facet=follows.facet, unit="percent")
    return found


def _without_periods(caption: str, calendar: Calendar) -> str:
    for match in reversed(find_periods(caption, calendar, bare_years=True)):
        caption = caption[: match.start] + " " + caption[match.end :]
    return " ".join(caption.split())
