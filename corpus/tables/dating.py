"""Columns with their periods: of an amount its head's, of a share or change its neighbours'.

Comes in: a `Table` with its heads read and the entity's calendar. Goes out: `Column`s. Not for:
reading heads (`corpus.tables.heads`) or what dates rows (`corpus.tables.rowperiods`).
"""

from __future__ import annotations

from dataclasses import replace

from corpus.base.records import Period, Table
from corpus.grammar.periods import Calendar, find_periods
from corpus.grammar.when import read_when
from corpus.tables.changes import compared_year
from corpus.tables.columns import Column, plain_columns
from corpus.tables.heads import printed_periods
from corpus.tables.ordered import in_order


def read_columns(table: Table, calendar: Calendar) -> tuple[Column, ...]:
    """The columns of a table; periods are None where nothing in header or captions tells."""
    columns = plain_columns(table, calendar)
    values = [c for c in columns if c.role == "value"]
    heads = {head.column: head.period for head in table.heads if head.period is not None}
    own = {head.column for head in table.heads if head.dated}
    given = {i: period for i, period in heads.items() if i in own}
    if not table.spanned:
        given = in_order(values, given, printed_periods(table, calendar))
    dated = set(given)
    if not given:
        given = heads
    given = {
        c.index: given[c.index]
        for c in values
        if c.index in given
        and (c.facet is None or (c.facet == "share" and read_when(c.caption, calendar).is_dated))
    }
    spans = columns if table.spanned else []
    placed = [_placed(c, spans, given, calendar) for c in columns]
    return tuple(replace(c, dated=bool(dated) and c.period is not None) for c in placed)


def _placed(
    column: Column, columns: list[Column], given: dict[int, Period], calendar: Calendar
) -> Column:
    if column.role != "value":
        return column
    if not given:
        year = compared_year(column.above) if column.facet == "change" else None
        return replace(column, period=calendar.fiscal_year(year)) if year else column
    if column.facet in ("yoy_change", "qoq_change", "change"):
        return replace(column, period=_changed_in(column, columns, given, calendar))
    if column.index in given:
        return replace(column, period=given[column.index])
    if column.facet == "share":
        left = next((given[i] for i in range(column.index - 1, 0, -1) if i in given), None)
        return replace(column, period=left)
    return column


def _changed_in(
    column: Column, columns: list[Column], given: dict[int, Period], calendar: Calendar
) -> Period | None:
    """The period whose change a column holds: the later one that it compares, else the latest."""
    group = _compared(column, columns, given)
    latest = max(group.values(), key=lambda p: (p.end, p.start or p.end))
    year = compared_year(column.above)
    if year is None:
        if column.facet != "change":
            return latest
        own = {m.period for m in find_periods(column.caption, calendar, bare_years=True)}
        left, right = group.get(column.index - 1), group.get(column.index + 1)
        between = left if left is not None and right is not None else latest
        return own.pop() if len(own) == 1 else between  # "2019 | Change | 2018"
    found = {p for p in group.values() if p.label == f"FY{year}" or p.end.year == year}
    return found.pop() if len(found) == 1 else calendar.fiscal_year(year) if not found else None


def _compared(column: Column, columns: list[Column], given: dict[int, Period]) -> dict[int, Period]:
    """The periods that stand under the same cells as a column of changes, or all.

    `columns` is empty where cells do not say what they span."""
    for depth in range(len(column.over) - 1, 0, -1):
        same = {
            c.index: given[c.index]
            for c in columns
            if c.index in given and c.over[:depth] == column.over[:depth]
        }
        if same:
            return same
    return given
