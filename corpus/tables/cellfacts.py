"""One placed figure to one `Fact`: its concept, period, unit, scale and sign.

Comes in: a placement and what holds for its table. Goes out: a fact, or none where the figure's
period is not told. Not for: walking tables (`corpus.tables.facts`) or values
(`corpus.tables.cellvalues`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from corpus.base.records import Document, Fact, Period, Span
from corpus.concepts.concepts import normalize, slug
from corpus.grammar.calendars import UNDATED
from corpus.grammar.captionunits import counts_shares, is_per_share
from corpus.grammar.periods import Calendar, find_periods
from corpus.tables.balances import line_period
from corpus.tables.cellvalues import Scope, cell_value, implied_values
from corpus.tables.changes import growth_basis
from corpus.tables.columns import Column
from corpus.tables.heads import read_captions
from corpus.tables.quarters import quarter_number
from corpus.tables.repair import Placement
from corpus.tables.rows import Row
from corpus.tables.shares import as_share

OPENING = 40_000  # characters in which a document says what period it reports
LONGEST_SECTION = 60  # characters; a longer caption is a sentence and names nothing
_EXPLAINED = "cash"  # the balance that a statement of cash flows explains; others are changes
_INSTANT_SECTION = re.compile(r"\bbalance\ssheets?\b|\bfinancial\sposition\b", re.IGNORECASE)


def fact_id(document: Document, span: Span, concept: str, period: Period, unit: str) -> str:
    """A stable id: the document's hash, the printed characters and the aspects."""
    key = f"{document.sha256}|{span.start}|{span.end}|{concept}|{period.label}|{unit}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class Once:
    """What holds for a whole row or column, worked out once and not again for each cell."""

    def __init__(self, scope: Scope, *, dated: bool) -> None:
        self.scope, self.dated = scope, dated
        self.rows = {row.index: row for row in scope.rows}
        self.kind = read_captions(scope.table, scope.calendar).kind
        with_figures = (row.index for row in scope.rows if row.tokens)
        self._second = next(islice(with_figures, 1, None), None)
        self._facets: dict[tuple[int, bool], tuple[str, bool]] = {}
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._instants: dict[str, bool | None] = {}

    def unlabelled(self, row: Row) -> str:
        """A row of figures without a caption under others is their total."""
        if self._second is None or row.index <= self._second:
            return ""
        return f"Total {row.sections[-1]}" if row.sections else "Total"

    def facet(self, column: Column, *, crossed: bool) -> tuple[str, bool]:
        """What a column adds to a concept, and whether its figures are percentages."""
        key = column.index, crossed
        if key not in self._facets:
            self._facets[key] = _facet(self.scope, column, crossed=crossed)
        return self._facets[key]

    def name(self, label: str, context: tuple[str, ...]) -> str:
        """The concept of a caption under others."""
        key = label, context
        if key not in self._names:
            self._names[key] = _named(self.scope, label, context)
        return self._names[key]

    def is_instant(self, concept: str) -> bool | None:
        """True for a balance, False for a flow, None where data knows no such measure."""
        if concept not in self._instants:
            concepts = self.scope.concepts
            known = concepts.get(concept) or concepts.get(concepts.split(concept)[0])
            self._instants[concept] = None if known is None else known.period != "duration"
        return self._instants[concept]


def cell_fact(once: Once, placement: Placement) -> Fact | None:
    scope = once.scope
    column = scope.columns[placement.column]
    row = placement.row
    label = placement.label or once.unlabelled(row)
    if not label and not column.caption:
        return None
    context = (*scope.table.context, *row.sections, row.closed_by)
    head = scope.table.rows[0][0].text if scope.table.rows and scope.table.header_rows else ""
    context = (head, *context) if head else context
    when = scope.dates.get(row.index)
    said = row_period(label, scope.calendar) if scope.transposed and when is None else None
    crossed = said is not None or (when is not None and when.crossed)
    if crossed:
        inner = row.sections[-1] if row.sections and when is None else ""
        name = column.caption or inner or next(iter(scope_sections(scope.table.context)), label)
        base = _named(scope, name, (head, *scope.table.context, label)[: -1 if when else None])
    else:
        base = once.name(when.label if when is not None and when.label else label, context)
    base = _counted_shares(scope, base, label, row)
    period = said or (_quartered(scope, when.period, column) if when is not None else column.period)
    period = period or _own_period(scope.document, once.dated)
    if period is None:
        return None
    facet, percent = once.facet(column, crossed=crossed)
    concept = f"{base}{facet}"
    if not percent:
        concept, percent = as_share(scope, base, concept, column, placement)
    if when is None or not when.period.is_instant:
        concept, period = _typed(once, base, concept, period, row)
    if period is None:
        return None
    value = cell_value(scope, placement, column, base, label, percent)
    section = tuple(s for s in row.sections if s)
    span = placement.token.span
    shown = label if not crossed else column.caption or label
    return Fact(
        id=fact_id(scope.document, span, concept, period, value.unit),
        document=scope.document.id,
        entity=scope.document.entity.id,
        concept=concept,
        label=shown,
        period=period,
        value=value,
        span=span,
        context=_context(row, once.rows.get(placement.token.row, row)),
        status=placement.status,
        scenario="translation" if _is_translation(scope, column) and not percent else "actual",
        path=(*section, label),
        columns=(column.caption,) if column.caption else (),
        table=scope.table.id,
        row=placement.token.row,
        column=placement.column,
        alternatives=implied_values(placement, value, scope, column),
        proof=placement.proof,
    )


def _context(row: Row, printed: Row) -> Span:
    """The printed row, with the row of its caption where the figure moved to a neighbour."""
    if printed is row:
        return row.span
    return Span(
        row.span.document,
        min(row.span.start, printed.span.start),
        max(row.span.end, printed.span.end),
    )


def _named(scope: Scope, label: str, context: Sequence[str]) -> str:
    concept = scope.concepts.find(label, context)
    if concept is not None:
        return scope.concepts.canonical(concept.id)
    if normalize(label) == "total" or not normalize(label):
        sections = [c for c in context if c]
        return scope.concepts.own(label or "total", scope_sections(sections))
    return scope.concepts.own(label, list(scope_sections(context)))


def scope_sections(context: Sequence[str]) -> list[str]:
    """The innermost short caption above a row, for naming a bare label after its section."""
    return [c for c in context if c and len(c) <= LONGEST_SECTION and not c.endswith(".")][-1:]


def _counted_shares(scope: Scope, base: str, label: str, row: Row) -> str:
    """ "Basic" under "Weighted average shares" counts shares; it is no amount per share."""
    known = scope.concepts.get(base)
    if known is None or known.kind != "per_share" or not row.sections or is_per_share(label):
        return base
    section = row.sections[-1]
    return f"{slug(section)}_{slug(label)}" if counts_shares(section) else base


def _quartered(scope: Scope, period: Period, column: Column) -> Period:
    """The quarter of a column "First" in a row of a fiscal year; else the row's period."""
    number = quarter_number(column.caption)
    if number is None or not period.label.startswith("FY"):
        return period
    return scope.calendar.quarter(number, int(period.label[2:]))


@lru_cache(maxsize=4)
def row_period(label: str, calendar: Calendar) -> Period | None:
    found = find_periods(label, calendar, bare_years=True)
    return found[0].period if found else None


@lru_cache(maxsize=4)
def _own_period(document: Document, dated: bool) -> Period | None:
    """The period that a catalog says a document reports, for tables that name none.

    Where no table of a document names a period its figures are undated; where others do they may be
    of any of these, so that there is none.
    """
    found = find_periods(document.period or "", Calendar(document.entity))
    if found:
        return found[0].period
    return None if dated else UNDATED


def _facet(scope: Scope, column: Column, *, crossed: bool) -> tuple[str, bool]:
    """(what the column adds to a concept's id, whether it is a percentage)."""
    if column.facet == "share":
        return f"_share_of_{_whole_name(scope, column)}", True
    basis = ""
    if column.facet in ("yoy_change", "qoq_change", "change"):
        found = growth_basis(column.above)
        basis = f"_{found}" if found else ""
    if column.facet in ("yoy_change", "qoq_change"):
        return f"{basis}_{column.facet}", True
    if column.facet == "change":
        percent = column.unit == "percent"
        annual = column.period is not None and column.period.label.startswith("FY")
        return f"{basis}_{'yoy_change' if percent and annual else 'change'}", percent
    member = "" if crossed else _member(scope, column)
    return (f"_{member}" if member else ""), False


def _member(scope: Scope, column: Column) -> str:
    """What a column adds to a measure where its caption is more than period, unit and currency."""
    if scope.dates and quarter_number(column.caption):
        return ""
    return scope.members.get(column.index, "")


def _whole_name(scope: Scope, column: Column) -> str:
    for row in scope.rows:
        tokens = row.tokens.get(column.index, ())
        if len(tokens) == 1 and tokens[0].figure is not None and tokens[0].figure.amount == 100:
            named = _named(scope, row.label, (*scope.table.context, *row.sections))
            return {"total_revenues": "revenues"}.get(named, named)
    return (
        slug(
            re.sub(
                r"(?i)^(?:as\s)?(?:an?\s)?(?:%|percentage|percent|share)\s*(?:of|to)?\s*(?:the\s|our\s)?"
                r"(?:total\s)?",
                "",
                column.caption,
            )
        )
        or "total"
    )


def _typed(
    once: Once, base: str, concept: str, period: Period, row: Row
) -> tuple[str, Period | None]:
    """Concept and period with a balance at its day and a flow over its time (see `balances`)."""
    calendar = once.scope.calendar
    line = line_period(row.label, period, calendar)
    if line is not None:
        return concept, line
    instant = once.is_instant(base)
    if instant is None:
        instant = True if any(_INSTANT_SECTION.search(s) for s in row.sections) else None
    if period.start is None:
        flows = instant is False and once.kind != "instant"
        return concept, calendar.year_to(period) if flows else period
    if not instant:
        return concept, period
    if once.kind == "flow" and base != _EXPLAINED:
        return f"{concept}_change", period
    return concept, calendar.instant(once.scope.concepts.balance_day(concept, period))


def _is_translation(scope: Scope, column: Column) -> bool:
    """A second currency beside the reporting one is a convenience translation."""
    own = scope.document.entity.currency
    return bool(
        column.currency
        and own
        and column.currency != own
        and any(c.currency == own for c in scope.columns)
    )
