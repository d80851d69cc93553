"""Balances and flows: which rows of a table are of a day, and which of the time between two.

Comes in: rows, columns with periods, a calendar. Goes out: the period of a row's figures under a
column. Not for: heads (`corpus.tables.heads`), rows that print dates (`corpus.tables.rowperiods`).

An opening line is of the day before its period, a closing line of the last day. A table that opens
and closes holds flows, so that a day over its columns is the last of theirs. A balance among the
flows of a statement is a change of it; a flow under the last day of a fiscal year is that year's,
and under another day of no period that is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from corpus.base.records import Period
from corpus.grammar.calendars import Calendar
from corpus.tables.columns import Column
from corpus.tables.rows import Row

_SPAN = r"(?:the\s)?(?:(?:fiscal\s)?(?:periods?|years?|quarters?|months?)|half[\s-]year)"
_OPENING = re.compile(
    rf"\b(?:beginning|start|opening)\s(?:of\s)?{_SPAN}\b|\b(?:beginning|opening)\s(?:cash\s)?balances?\b"
    r"|\bbalances?,?\s(?:at\s)?(?:the\s)?(?:beginning|opening)\b|^\W*beginning\W*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"\b(?:end|close|closing)\s(?:of\s)?{_SPAN}\b|\b(?:ending|closing)\s(?:cash\s)?balances?\b"
    r"|\bbalances?,?\s(?:at\s)?(?:the\s)?(?:end|closing)\b|^\W*ending\W*$",
    re.IGNORECASE,
)


def opens(label: str) -> bool:
    """True for an opening line: "Balance at beginning of year"."""
    return bool(_OPENING.search(label))


def closes(label: str) -> bool:
    """True for a closing line: "Cash, end of period"."""
    return bool(_CLOSING.search(label))


def rolled_columns(
    rows: Sequence[Row], columns: Sequence[Column], calendar: Calendar
) -> tuple[Column, ...]:
    """Columns headed by days in a table that opens and closes: years that end on these days."""
    labels = [row.label for row in rows if row.tokens]
    if not (any(map(opens, labels)) and any(map(closes, labels))):
        return tuple(columns)
    return tuple(replace(c, period=calendar.year_to(c.period)) for c in columns)


def line_period(label: str, period: Period, calendar: Calendar) -> Period | None:
    """The day of an opening or closing line under a duration; None for another line."""
    if period.start is None:
        return None
    if opens(label):
        return calendar.instant(period.start - timedelta(days=1))
    return calendar.instant(period.end) if closes(label) else None
