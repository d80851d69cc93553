"""The period of each column, by one grammar over the grid: spans, stub, captions, statement.

Comes in: a `Table`, its value columns and a calendar. Goes out: a `Head` a column: the cells that
stand over it, the period that their parts make together, and why. Not for: parts of one text
(`corpus.grammar.when`), units and facets of columns (`corpus.tables.columns`).

Parts are taken from the cells over a column, the lowest first; what is missing from the stub (the
corner and the first cells of the head), then from the captions, the nearest first. A day is an
instant where nothing names a stretch; a year alone is that of a balance where a caption gives its
day. What cannot be put together is no period.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.base.records import Head, Period, Table
from corpus.grammar.calendars import Calendar
from corpus.grammar.periods import find_periods
from corpus.grammar.when import Day, When, read_when
from corpus.layout.spanners import spread_rows
from corpus.tables.quarters import quarter_number

Kind = Literal["instant", "flow"]
NEAREST = 4  # captions above a table that may date it
_INSTANT = re.compile(r"\bbalance\ssheets?\b|\bfinancial\s(?:position|condition)\b", re.IGNORECASE)
_FLOW = re.compile(
    r"\bstatements?\sof\s(?:consolidated\s)?(?:[\w’'-]+\s){0,4}?(?:income|operations|earnings|loss(?:es)?"
    r"|profit|cash\sflows?|comprehensive)\b|\bprofit\sand\sloss\b|\bincome\sstatements?\b"
    r"|\bcash\sflow\sstatements?\b|\bsummary\sof\s(?:our\s)?cash\sflows?\b",
    re.IGNORECASE,
)
# Heads of columns that are moved and not held.
_MOVES = re.compile(
    r"\b(?:additions?|depreciation|amorti[sz]ation|(?<!un)recogni[sz]ed|reclassified|purchases|sales)\b"
    r"(?!.*\b(?:accumulated|balance|asset|assets|liabilit\w+|carrying)\b)",
    re.IGNORECASE,
)
_PART = re.compile(r"\W*(?:notes?\s\d|\d{1,2}[.)]\s|item\s\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What the captions around a table say of its periods; `kind` is that of its statement."""

    when: When
    kind: Kind | None = None


def read_heads(tables: Sequence[Table], calendar: Calendar) -> tuple[Table, ...]:
    """Tables with the heads of their columns; one that goes on has those of the one before."""
    done: list[Table] = []
    whole: Table | None = None  # the last table that did not go on another
    for table in tables:
        if whole is None or not _goes_on(whole, table):
            whole = replace(table, heads=_heads(table, whole, calendar))
        done.append(replace(table, heads=whole.heads))
    return tuple(done)


def _heads(table: Table, before: Table | None, calendar: Calendar) -> tuple[Head, ...]:
    said = read_captions(table, calendar)
    above = {h.column: h.path for h in before.heads} if before and _is_below(before, table) else {}
    rows = spread_rows(table.rows[: table.header_rows], _first_value(table), spanned=table.spanned)
    stub = [read_when(row[0].text, calendar) for row in table.rows[: table.header_rows] if row]
    found = []
    for column in range(1, len(table.rows[0]) if table.rows else 0):
        path = tuple(text for row in rows if column < len(row) and (text := row[column]))
        head = _head(column, path, stub, said, calendar)
        if head.period is None and path and column in above:
            head = _head(column, (*above[column], *path), stub, said, calendar)
        found.append(head)
    return tuple(found if table.spanned else _evened(found, calendar))


def _evened(heads: Sequence[Head], calendar: Calendar) -> list[Head]:
    """Heads of a table whose cells do not say what they span: days beside stretches that end on
    days are ends of such stretches, as "Years ended" stands over one of them.
    """
    lengths = {
        round((p.end - p.start).days / 30.4)
        for h in heads
        if (p := h.period) and p.start and h.dated
    }
    if len(lengths) != 1:
        return list(heads)
    months = lengths.pop()
    return [
        replace(h, period=calendar.ending(months, h.period.end), why="the length beside it")
        if h.dated and h.period is not None and h.period.start is None
        else h
        for h in heads
    ]


def _is_below(before: Table, table: Table) -> bool:
    """True for a part of the grid of the table before, whose head says one part of it anew."""
    if not (before.spanned and table.spanned and before.rows and table.rows):
        return False
    return len(before.rows[0]) == len(table.rows[0]) and before.context == table.context


def _first_value(table: Table) -> int:
    """The first column beyond the captions that holds anything below the head."""
    body = table.rows[table.header_rows :]
    return min((c.column for row in body for c in row if c.column and c.text), default=1)


def _goes_on(before: Table, table: Table) -> bool:
    """True for a table whose head repeats the last rows of that before, which says more."""
    if not (before.spanned and table.spanned) or not 0 < table.header_rows < before.header_rows:
        return False
    own = [[c.text for c in row] for row in table.rows[: table.header_rows]]
    last = before.rows[before.header_rows - table.header_rows : before.header_rows]
    return own == [[c.text for c in row] for row in last]


def read_captions(table: Table, calendar: Calendar) -> Said:
    """What the nearest caption that names a time says, and the kind of the statement."""
    kind: Kind | None = None
    for text in reversed(table.context[-NEAREST:]):
        if _INSTANT.search(text) and not text.rstrip().endswith("."):
            kind = "instant"
        elif _FLOW.search(text) and not text.rstrip().endswith("."):
            kind = "flow"
        if kind or _PART.match(text):
            break
    for text in reversed(table.context[-NEAREST:]):
        when = read_when(text, calendar)
        if when.says_time:
            return Said(when, kind)
    return Said(When(), kind)


def printed_periods(table: Table, calendar: Calendar) -> list[Period]:
    """The periods of the head's row that names most, in printed order; parts as in `_head`."""
    best: list[Period] = []
    said = read_captions(table, calendar)
    for row in table.rows[: table.header_rows]:
        found: list[Period] = []
        for cell in row:
            if not cell.column and not read_when(cell.text, calendar).is_alone:
                continue
            for match in find_periods(cell.text, calendar, bare_years=True):
                parts, _ = _informed(read_when(match.text, calendar), said)
                period, _ = _composed(parts, said.kind, calendar)
                found.append(period or match.period)
        if len(found) > len(best):
            best = found
    return best


def _head(
    column: int, path: tuple[str, ...], stub: Sequence[When], said: Said, calendar: Calendar
) -> Head:
    parts, dated = When(), False
    for text in reversed(path):
        when = read_when(text, calendar)
        number = None if when.says_time else quarter_number(text)
        parts = _filled(parts, replace(when, quarter=number) if number else when)
    dated = parts.is_dated
    for when in reversed(stub):
        parts = _filled(parts, when)
    if not dated and not parts.lengths and not parts.is_dated:
        period, why = _alone(said, calendar)
        return Head(column, path, period, why, dated=False)
    parts, why = _informed(parts, said)
    period, reason = _composed(parts, said.kind, calendar)
    if period is not None and period.is_instant and not parts.as_of and said.kind is None:
        flow = next((text for text in path if _MOVES.search(text)), "")
        if flow:
            period, reason = None, f"{flow} is no balance, and nothing says over how long it is"
    return Head(column, path, period, "; ".join(w for w in (why, reason) if w), dated=dated)


def _filled(inner: When, outer: When) -> When:
    """The parts of a cell with what it leaves out taken from the one over it."""
    if not outer.says_time and not outer.as_of:
        return inner
    if not inner.says_time:
        return replace(outer, as_of=inner.as_of or outer.as_of)
    if inner.whole is not None:
        return inner
    day = inner.day or outer.day if not (inner.begins or inner.quarter) else inner.day
    return replace(
        inner,
        whole=outer.whole if inner.year is None or inner.year == _year(outer.whole) else None,
        lengths=inner.lengths or outer.lengths,
        begins=inner.begins or (outer.begins if inner.day is None else None),
        day=day,
        year=inner.year or outer.year,
        quarter=inner.quarter or (outer.quarter if inner.day is None else None),
        to_date=inner.to_date or outer.to_date,
        as_of=inner.as_of or outer.as_of,
        days=inner.days or outer.days,
        years=inner.years or outer.years,
    )


def _year(period: Period | None) -> int | None:
    return period.end.year if period is not None else None


def _informed(parts: When, said: Said) -> tuple[When, str]:
    """Parts with what the captions say besides, where they do not speak of other days."""
    clue = said.when
    if parts.whole is not None or parts.quarter is not None or not clue.says_time:
        return parts, ""
    told = []
    if parts.year is None and clue.year is not None:
        parts = replace(parts, year=clue.year)
        told.append("the year by the caption")
    day = _clue_day(parts, clue)
    if parts.day is None and day is not None and (parts.year is not None):
        parts = replace(parts, day=day)
        told.append("the day by the caption")
    if not parts.lengths and not parts.as_of and _speaks_of(parts, clue):
        if clue.as_of and not clue.lengths:
            parts = replace(parts, as_of=True)
            told.append("as of a day by the caption")
        elif clue.lengths and not clue.as_of:
            parts = replace(parts, lengths=clue.lengths)
            told.append("the length by the caption")
    return parts, ", ".join(told)


def _clue_day(parts: When, clue: When) -> Day | None:
    """The day that a caption gives for a year: its own, else the one day that it names at all."""
    own = {day for year, day in clue.days if year == parts.year}
    if len(own) == 1:
        return own.pop()
    named = {day for _, day in clue.days}
    if own or len(named) != 1 or (clue.years and parts.year not in clue.years):
        return None
    return named.pop()


def _speaks_of(parts: When, clue: When) -> bool:
    """False where a caption names days and years, and none of them is the column's."""
    if parts.day is None or not clue.days:
        return not clue.years or parts.year is None or parts.year in clue.years
    return parts.day in {day for _, day in clue.days}


def _alone(said: Said, calendar: Calendar) -> tuple[Period | None, str]:
    """The one period that the captions name, for a table whose head names none."""
    clue = said.when
    if not clue.says_time:
        return None, "neither head nor caption names a period"
    if len(clue.wholes) + len(clue.days) > 1 or len(clue.years) > 1:
        return None, "the caption names several periods"
    period, why = _composed(clue, said.kind, calendar)
    return period, why or "by the caption"


def _composed(parts: When, kind: Kind | None, calendar: Calendar) -> tuple[Period | None, str]:
    """The period that parts make, or None and what they lack."""
    try:
        return _made(parts, kind, calendar)
    except (ValueError, OverflowError):
        return None, "no such day"


def _made(parts: When, kind: Kind | None, calendar: Calendar) -> tuple[Period | None, str]:
    end = _date(parts)
    if parts.whole is not None:
        start = parts.whole.start
        if end is None or start is None or end == parts.whole.end:
            return parts.whole, ""
        months = round((parts.whole.end - start).days / 30.4)
        return calendar.ending(months, end), "the day in brackets ends the period that is named"
    if parts.year is None:
        return None, "no year" if len(parts.years) < 2 else "several years"
    if len(parts.lengths) > 1:
        return None, "several lengths"
    if parts.quarter is not None and end is None:
        quarter = calendar.quarter(parts.quarter, parts.year)
        if not parts.to_date:
            return quarter, ""
        first = calendar.fiscal_year(parts.year).start or quarter.end
        return calendar.between(first, quarter.end), "from the start of the year"
    if end is None:
        return _year_alone(parts, kind, calendar)
    if parts.begins is not None:
        return calendar.between(date(end.year, *parts.begins), end), ""
    length = parts.months or (3 if parts.quarter else None)
    if length:
        return calendar.ending(length, end), ""
    if kind == "flow" and not parts.as_of:
        year = calendar.year_to(calendar.instant(end))
        if year is not None:
            return year, "a statement of flows on the last day of a fiscal year"
        return None, "a statement of flows, and nothing says over how long"
    return calendar.instant(end), ""


def _year_alone(parts: When, kind: Kind | None, calendar: Calendar) -> tuple[Period | None, str]:
    assert parts.year is not None
    if parts.as_of or (kind == "instant" and not parts.lengths):
        return calendar.instant(calendar.year_end(parts.year)), "the end of the fiscal year"
    if parts.months in (None, 12):
        return calendar.fiscal_year(parts.year), ""
    return None, "no day on which the months end"


def _date(parts: When) -> date | None:
    """The day of the parts; a month's last where they name the month alone."""
    if parts.day is None or parts.year is None:
        return None
    month, day = parts.day
    return date(parts.year, month, day or monthrange(parts.year, month)[1])
