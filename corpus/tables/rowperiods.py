"""What dates the rows of a table whose columns print no period: headings, balances, captions.

Comes in: rows, columns and a calendar. Goes out: a `RowDate` for each row that something dates. Not
for: columns that print their period (`corpus.tables.columns`), which rows do not overrule.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.base.records import Period
from corpus.grammar.periods import Calendar, PeriodMatch, find_periods
from corpus.layout.spanners import FILLER
from corpus.tables.columns import Column
from corpus.tables.quarters import quarter_number
from corpus.tables.rows import Row

_BALANCE = re.compile(r"\b(?:at|as\s(?:of|at)|balances?)\b", re.IGNORECASE)
_OPENS = re.compile(r"\W{0,2}balances?\b", re.IGNORECASE)
_JOINTS = re.compile(r"(?:\W|\b(?:at|as|of|on|the)\b)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowDate:
    """The period of a row; `crossed` where its caption is the period, so that columns name the
    measures; `label` is what a balance's caption says without its date.
    """

    period: Period
    crossed: bool = False
    label: str = ""


def date_rows(
    rows: Sequence[Row], columns: Sequence[Column], calendar: Calendar, latest: date = date.max
) -> dict[int, RowDate]:
    """Row index -> date, for the rows that a heading, a caption or a roll forward dates.

    A year or day after `latest` is when something falls due, and dates no row.
    """
    printed = {c.period for c in columns if c.dated and c.period}
    if len(printed) > 1:
        return {}
    only = next(iter(printed), None)
    found: dict[int, RowDate] = {}
    balances: list[tuple[int, Period]] = []
    band: Period | None = None  # of the last heading that is a period: it holds until the next
    for at, row in enumerate(rows):
        if not row.tokens:
            band = _heading_period((row.label,), calendar) or band
            continue
        heading = only or _heading_period(row.sections, calendar) or band
        number = quarter_number(row.label)
        if number and heading is not None and heading.label.startswith("FY"):
            quarter = calendar.quarter(number, int(heading.label[2:]))
            found[row.index] = RowDate(quarter, crossed=True)
        if only is not None or row.index in found:
            continue
        match = _single(row.label, calendar)
        if match is not None and match.period.end > latest:
            match = None
        if match is not None and _alone(row.label, match) and not _OPENS.match(row.label):
            found[row.index] = RowDate(match.period, crossed=True)
        elif match is not None and match.period.is_instant and _is_balance(row.label, match):
            bare = row.label[: match.start] + row.label[match.end :]
            day = calendar.instant(_closed_before(match.period.end))
            found[row.index] = RowDate(day, label=_JOINTS.sub("", bare).strip())
            balances.append((at, day))
        elif heading is not None:
            found[row.index] = RowDate(heading)
    if len([d for d in found.values() if d.crossed]) == 1:
        found = {index: date for index, date in found.items() if not date.crossed}
    return found | _rolled(rows, balances, calendar)


def _is_balance(label: str, match: PeriodMatch) -> bool:
    """ "Balance at May 31, 2024", "Reserve June 30, 2023": a noun and the day that it is of."""
    return bool(_BALANCE.search(label)) or not label[match.end :].strip(" .:,")


def _closed_before(day: date) -> date:
    """A balance at the first of a month is that at the close of the day before."""
    return day - timedelta(days=1) if day.day == 1 else day


def _single(text: str, calendar: Calendar) -> PeriodMatch | None:
    """The one period that a caption names."""
    if not any(c.isdigit() for c in text):
        return None
    matches = find_periods(text, calendar, bare_years=True)
    return matches[0] if len(matches) == 1 else None


def _alone(text: str, match: PeriodMatch) -> bool:
    return bool(FILLER.fullmatch(text[: match.start] + " " + text[match.end :]))


def _heading_period(sections: Sequence[str], calendar: Calendar) -> Period | None:
    """The period of the innermost heading that is a period and nothing else."""
    for section in reversed(sections):
        match = _single(section, calendar)
        if match is not None and _alone(section, match):
            return match.period
    return None


def _rolled(
    rows: Sequence[Row], balances: Sequence[tuple[int, Period]], calendar: Calendar
) -> dict[int, RowDate]:
    """The rows between two balances hold what happened from the day of one to that of the other."""
    found: dict[int, RowDate] = {}
    for (first, opening), (last, closing) in itertools.pairwise(balances):
        start = opening.end + timedelta(days=1)
        if start >= closing.end:
            continue
        between = RowDate(calendar.between(start, closing.end))
        found |= {row.index: between for row in rows[first + 1 : last] if row.tokens}
    return found
