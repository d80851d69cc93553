"""Cells to `Fact`s: each placed figure with its concept, period, unit, scale and sign.

Comes in: a document and its tables. Goes out: facts in printed order, and problems for cells that
print something unreadable. Not for: values (`corpus.tables.cellvalues`), sentences
(`corpus.prose.facts`) or proving rows right (`corpus.tables.repair`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.base.records import Document, Fact, Problem, Table
from corpus.concepts.concepts import Concepts
from corpus.grammar.periods import Calendar
from corpus.grammar.units import UnitsLine, parse_units_line
from corpus.layout.headers import names_period
from corpus.tables.balances import rolled_columns
from corpus.tables.cellfacts import Once, cell_fact, fact_id, row_period
from corpus.tables.cellvalues import Scope, rate_columns
from corpus.tables.columns import Column
from corpus.tables.dating import read_columns
from corpus.tables.heads import read_captions
from corpus.tables.members import column_members, told_apart
from corpus.tables.placings import Steps
from corpus.tables.repair import place_rows
from corpus.tables.rowperiods import date_rows
from corpus.tables.rows import Row, read_rows
from corpus.tables.sharecounts import share_counts
from corpus.tables.shares import wholes_of
from corpus.tables.suspects import dispute_suspects

OPENING = 40_000  # characters in which a document says what period it reports
LONGEST_SECTION = 60  # characters; a longer caption is a sentence and names nothing
_EXPLAINED = "cash"  # the balance that a statement of cash flows explains; others are changes
_INSTANT_SECTION = re.compile(r"\bbalance\ssheets?\b|\bfinancial\sposition\b", re.IGNORECASE)


def read_table_facts(
    document: Document, tables: Sequence[Table], concepts: Concepts
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """All facts of a document's tables, and problems for unreadable cells."""
    facts: list[Fact] = []
    problems: list[Problem] = []
    calendar, steps = Calendar(document.entity), Steps()
    before: tuple[Column, ...] = ()
    context: tuple[str, ...] | None = None
    units_before: UnitsLine | None = None
    latest = _latest(document, tables)
    for table in tables:
        columns = own = read_columns(table, calendar)
        if not table.spanned or table.context == context:
            columns = _inherited(columns, before)
        rows = read_rows(document, table, columns)
        columns = rolled_columns(rows, _until(columns, latest), calendar)
        units = parse_units_line(table.units_line or "") or (
            units_before if columns != own else None
        )
        scope = Scope(
            document,
            table,
            columns,
            units or UnitsLine(),
            _table_currency(document, columns, rows, units),
            calendar,
            concepts,
            tuple(rows),
            _is_transposed(rows, columns, calendar, latest),
            rate_columns(rows, columns, units or UnitsLine()),
            date_rows(rows, columns, calendar, latest),
            column_members(columns, calendar),
            wholes_of(rows, columns, concepts),
            share_counts(table, rows, columns),
        )
        placed = place_rows(rows, columns, concepts, table.context, steps)
        adding = [p for p in placed if columns[p.column].facet in (None, "share")]
        rest = [p for p in placed if columns[p.column].facet not in (None, "share")]
        placed = [*dispute_suspects(adding), *rest]
        once = Once(scope, dated=latest < date.max)
        read = [f for f in (cell_fact(once, p) for p in placed) if f is not None]
        facts.extend(_identified(document, f) for f in told_apart(read))
        problems.extend(_unreadable(row) for row in rows for _ in row.unreadable[:1])
        if any(c.period for c in columns) and rows:
            before, context, units_before = columns, table.context, units
    return tuple(_distinct(facts)), tuple(problems)


def _latest(document: Document, tables: Sequence[Table]) -> date:
    """The last day that figures are of: a head's, of statements where there are some, and none
    after the document was published.

    Years beyond it, in rows or heads, are when something falls due.
    """
    said, calendar = document.published or date.max, Calendar(document.entity)
    statements = [t for t in tables if read_captions(t, calendar).kind]
    for group in (statements, tables):
        ends = [h.period.end for t in group for h in t.heads if h.dated and h.period and h.path]
        days = [end for end in ends if end <= said]
        if days:
            return max(days)
    return date.max


def _until(columns: Sequence[Column], latest: date) -> tuple[Column, ...]:
    """Columns without periods that are yet to come: they say when something falls due."""
    return tuple(
        replace(c, period=None) if c.period is not None and c.period.end > latest else c
        for c in columns
    )


def _identified(document: Document, fact: Fact) -> Fact:
    """A fact with the id that its aspects give it."""
    known = fact_id(document, fact.span, fact.concept, fact.period, fact.value.unit)
    return fact if known == fact.id else replace(fact, id=known)


def _distinct(facts: list[Fact]) -> list[Fact]:
    seen: set[str] = set()
    kept = []
    for fact in facts:
        if fact.id not in seen:
            seen.add(fact.id)
            kept.append(fact)
    return kept


def _unreadable(row: Row) -> Problem:
    cells = row.unreadable
    said = ", ".join(repr(c.text) for c in cells)
    return Problem(
        "warning",
        "cell.unreadable",
        f"{row.label or 'a row'}: {said} is no figure",
        tuple(c.span for c in cells if c.span is not None),
    )


def _inherited(columns: tuple[Column, ...], before: tuple[Column, ...]) -> tuple[Column, ...]:
    """A table without periods that continues the one before it has that one's columns, in order."""
    values = [c for c in columns if c.role == "value"]
    given = [c for c in before if c.role == "value" and c.period]
    if not values or any(c.period for c in values) or len(values) != len(given):
        return columns
    if any(c.caption and not c.caption.isdigit() for c in values):
        return columns
    by_index = {v.index: g for v, g in zip(values, given, strict=True)}
    return tuple(
        replace(by_index[c.index], index=c.index) if c.index in by_index else c for c in columns
    )


def _table_currency(
    document: Document, columns: Sequence[Column], rows: Sequence[Row], units: UnitsLine | None
) -> str | None:
    """The currency of cells and columns that name none.

    The units line's, the table's, the entity's.
    """
    if units and units.currencies:
        return units.currencies[0]
    for column in columns:
        if column.currency:
            return column.currency
    for row in rows:
        for tokens in row.tokens.values():
            for token in tokens:
                if token.figure is not None and token.figure.currency:
                    return token.figure.currency
    if units and units.unit and units.scale is None:
        return None
    return document.entity.currency


def _is_transposed(
    rows: Sequence[Row], columns: Sequence[Column], calendar: Calendar, latest: date
) -> bool:
    """True where rows are captioned by periods and columns by measures."""
    if any(c.period and c.caption and names_period(c.caption, calendar) for c in columns):
        return False
    labelled = [r for r in rows if r.tokens and r.label]
    named = [
        r
        for r in labelled
        if names_period(r.label, calendar)
        and (said := row_period(r.label, calendar)) is not None
        and said.end <= latest
    ]
    return len(named) >= 2 and 2 * len(named) >= len(labelled)
