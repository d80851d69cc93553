"""What each column of a table holds: its period, currency, scale and facet.

Comes in: a `Table` and the entity's calendar. Goes out: one `Column` a grid column. Header rows
may be split over lines, merged into one cell or shifted; a column's period then follows from the
order in which the periods are printed and from the columns of the reporting currency. Not for:
rows and values.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Cell, Period, Table
from corpus.grammar.periods import ORDINALS, Calendar, find_periods
from corpus.grammar.units import find_currencies, find_scale, parse_units_line
from corpus.layout.spanners import FILLER, spread_rows
from corpus.tables.changes import compared_year, facet_of, is_bare, mostly_percent

_NOTE = re.compile(r"^(?:notes?|ref|references?)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|percent|per cent", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(three|six|nine|twelve)[\s-]months?\b|\b(years?|quarters?|half[\s-]years?)\s+end(?:ed|ing)\b",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\b(?:as\s(?:of|at)|balance\ssheets?|financial\sposition)\b", re.IGNORECASE)
_MARKS = re.compile(r"\(\d{1,2}\)|[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹*]+")
_QUARTER_CAPTION = re.compile(
    r"(?:Q(?=\d))?([1-4]|first|second|third|fourth|1st|2nd|3rd|4th)(?:Q|(?:\s(?:fiscal\s)?quarter)?)",
    re.IGNORECASE,
)
_MONTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `role` is "label", "value", "note" or "empty"; `caption` its own words.

    `facet` names a share or change column; `currency`, `scale`, `unit` are None where the header
    is silent. `above` is the caption with the words of the cells that span the column; `dated`
    tells a period of its header from one of the captions around the table.
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
    dated: bool = False


def read_columns(table: Table, calendar: Calendar) -> tuple[Column, ...]:
    """The columns of a table; periods are None where nothing in header or captions tells."""
    header = table.rows[: table.header_rows]
    body = table.rows[table.header_rows :]
    width = len(table.rows[0]) if table.rows else 0
    columns = [_column(header, body, index) for index in range(width)]
    first = next((c.index for c in columns if c.role == "value"), 1)
    spread = spread_rows(header, first, spanned=table.spanned)
    columns = _beside([_faceted(c, spread, body, calendar) for c in columns], body)
    months = stated_months(table)
    columns = _with_periods(columns, header, spread, calendar, table)
    return tuple(_as_stated(c, months, calendar) for c in columns)


def stated_months(table: Table) -> int | None:
    """Months of the durations that a table's captions state, 0 for "as of", None where they are
    silent.
    """
    for text in reversed(table.context):
        duration = list(_DURATION.finditer(text))
        if duration:
            count, word = duration[-1].groups()
            if count:
                return _MONTHS[count.lower()]
            return 12 if word.lower().startswith("y") else 6 if "half" in word.lower() else 3
        if _AS_OF.search(text) and not text.rstrip().endswith("."):
            return 0
    return None


def _column(header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]], index: int) -> Column:
    caption = _words(row[index].text for row in header)
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


def _with_periods(
    columns: list[Column],
    header: Sequence[Sequence[Cell]],
    spread: Sequence[Sequence[str]],
    calendar: Calendar,
    table: Table,
) -> list[Column]:
    values = [c for c in columns if c.role == "value"]
    if not values:
        return columns
    printed = _printed_periods(header, calendar)
    amounts = [c for c in values if c.facet is None]
    primary = _primary(amounts)
    given = _direct(values, header, spread, calendar)
    below = bool(amounts) and all(c.index in given for c in amounts)
    if below and set(printed) == set(
        given.values()
    ):  # what stands under no caption of its own, a share, follows the amount at its left
        given = {c.index: given[c.index] for c in amounts}
    elif (
        len(primary) >= 2
        and len(printed) == len(primary)
        and (any(c.currency for c in amounts) or any(c.facet for c in values))
    ):
        given = dict(zip((c.index for c in primary), printed, strict=True))
    else:
        if not given and len(printed) == len(primary):
            given = dict(zip((c.index for c in primary), printed, strict=True))
        if not given and len(printed) == 1:
            given = {c.index: printed[0] for c in amounts}
    dated = bool(given) and not (len(printed) == 1 and _in_stub(header, calendar))
    if not given:
        fallback = _title_period(table, calendar)
        given = {c.index: fallback for c in values} if fallback else {}
    return [replace(_placed(c, columns, given, calendar), dated=dated) for c in columns]


def _printed_periods(header: Sequence[Sequence[Cell]], calendar: Calendar) -> list[Period]:
    """The periods of the header row that names most, in printed order."""
    best: list[Period] = []
    for row in header:
        found = [
            m.period
            for cell in row
            for m in find_periods(cell.text, calendar, bare_years=True)
            if cell.column or FILLER.fullmatch(cell.text[: m.start] + " " + cell.text[m.end :])
        ]
        if len(found) > len(best):
            best = found
    return best


def _in_stub(header: Sequence[Sequence[Cell]], calendar: Calendar) -> bool:
    """True where the corner cell names the period: headings further down name others."""
    return any(find_periods(row[0].text, calendar, bare_years=True) for row in header if row)


def _primary(amounts: list[Column]) -> list[Column]:
    """The columns of the currency that most columns have: a convenience translation has fewer."""
    counts: dict[str | None, int] = {}
    for column in amounts:
        counts[column.currency] = counts.get(column.currency, 0) + 1
    if len(counts) < 2:
        return amounts
    most = max(counts, key=lambda code: counts[code])
    return [c for c in amounts if c.currency == most]


def _direct(
    values: list[Column],
    header: Sequence[Sequence[Cell]],
    spread: Sequence[Sequence[str]],
    calendar: Calendar,
) -> dict[int, Period]:
    """Periods from a column's own header cells, with the spanning cells above it."""
    given = _ordinal_quarters(values, header, calendar)
    for column in values:
        if column.index in given:
            continue
        own = [row[column.index].text for row in header]
        over = [row[column.index] for row in spread]
        for parts in (_joined(over, own), _joined(own, own), _joined(over, over)):
            found = find_periods(parts, calendar, bare_years=True)
            if len({m.period for m in found}) == 1:
                given[column.index] = found[0].period
                break
    return given


def quarter_number(caption: str) -> int | None:
    """1 to 4 of a caption that is a quarter without its year: "First Quarter", "Q1"."""
    match = _QUARTER_CAPTION.fullmatch(caption.strip(" :."))
    if match is None or caption.isdigit():
        return None
    word = match.group(1).lower()
    return int(word) if word.isdigit() else ORDINALS[word]


def _ordinal_quarters(
    values: list[Column], header: Sequence[Sequence[Cell]], calendar: Calendar
) -> dict[int, Period]:
    """Columns captioned "First Quarter" or "Q1" under one fiscal year that is named once."""
    years = {
        m.period
        for row in header
        for cell in row
        for m in find_periods(cell.text, calendar, bare_years=True)
        if m.period.label.startswith("FY")
    }
    if len(years) != 1:
        return {}
    year = int(next(iter(years)).label[2:])
    given: dict[int, Period] = {}
    for column in values:
        for row in header:
            number = quarter_number(row[column.index].text)
            if number:
                given[column.index] = calendar.quarter(number, year)
    return given if len(given) >= 2 else {}


def _joined(first: list[str], second: list[str]) -> str:
    parts: list[str] = []
    for a, b in zip(first, second, strict=True):
        text = b or a
        if text and text not in parts:
            parts.append(_MARKS.sub(" ", text).strip())
    return " ".join(" ".join(parts).split())


def _title_period(table: Table, calendar: Calendar) -> Period | None:
    """The single period that the captions name, nearest first."""
    for text in reversed(table.context[-4:]):
        found = {m.period for m in find_periods(text, calendar)}
        if len(found) == 1:
            return next(iter(found))
        if found:
            return None
    return None


def _placed(
    column: Column, columns: list[Column], given: dict[int, Period], calendar: Calendar
) -> Column:
    if column.role != "value" or not given:
        return column
    latest = max(given.values(), key=lambda p: (p.end, p.start or p.end))
    if column.facet in ("yoy_change", "qoq_change", "change"):
        return replace(column, period=_changed_in(column, given, latest, calendar))
    if column.index in given:
        return replace(column, period=given[column.index])
    if column.facet == "share":
        left = next((given[i] for i in range(column.index - 1, 0, -1) if i in given), None)
        return replace(column, period=left or latest)
    right = given.get(column.index + 1)
    left = next((given[i] for i in range(column.index - 1, 0, -1) if i in given), None)
    follows = columns[column.index + 1] if column.index + 1 < len(columns) else None
    if right and column.currency and follows is not None and follows.currency != column.currency:
        return replace(column, period=right)
    return replace(column, period=left or right)


def _changed_in(
    column: Column, given: dict[int, Period], latest: Period, calendar: Calendar
) -> Period:
    """The period whose change a column holds: the later one that it compares, else the latest."""
    year = compared_year(column.above)
    if year is None:
        if column.facet != "change":
            return latest
        own = {m.period for m in find_periods(column.caption, calendar, bare_years=True)}
        left, right = given.get(column.index - 1), given.get(column.index + 1)
        between = (
            left if left is not None and right is not None else latest
        )  # "2019 | Change | 2018"
        return own.pop() if len(own) == 1 else between
    found = {p for p in given.values() if p.label == f"FY{year}" or p.end.year == year}
    return found.pop() if len(found) == 1 else calendar.fiscal_year(year)


def _as_stated(column: Column, months: int | None, calendar: Calendar) -> Column:
    """A column headed by a date holds the months that end there, where the captions say so."""
    if column.period is None or column.period.start is not None or not months:
        return column
    return replace(column, period=calendar.ending(months, column.period.end))
