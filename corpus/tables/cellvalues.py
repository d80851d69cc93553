"""What a cell of a table says as a value: unit, power of ten, sign, decimals.

Comes in: a placed token with its column and what holds for the table (`Scope`). Goes out:
`Value`s in base units. Not for: concepts and periods (`corpus.tables.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.base.records import Document, Table, Value
from corpus.concepts.concepts import Concepts
from corpus.grammar.captionunits import (
    is_in_cents,
    is_per_share,
    numbers_shares,
    said_unit,
)
from corpus.grammar.numbers import Figure
from corpus.grammar.periods import Calendar
from corpus.grammar.units import DOLLARS, UnitsLine
from corpus.tables.columns import Column
from corpus.tables.rowperiods import RowDate
from corpus.tables.rows import Row
from corpus.tables.sharecounts import ShareCounts
from corpus.tables.solver import Placement

_PERCENT_OF = re.compile(r"\b(?:as (?:a )?)percent(?:age)? of\b", re.IGNORECASE)
_BASIC = re.compile(r"\b(?:basic|diluted)\b", re.IGNORECASE)
_UNITED = frozenset({"count", "bandwidth", "area", "number"})
_EXCEPT_SHARES = re.compile(r"\bshares?\b|\bads\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a whole table; `rates` are columns of percentages whose signs are left
    out, `dates` what dates its rows, `members` what columns add to their names,
    `wholes` what columns of shares are shares of, `shares` what counts shares.
    """

    document: Document
    table: Table
    columns: tuple[Column, ...]
    units: UnitsLine
    currency: str | None
    calendar: Calendar
    concepts: Concepts
    rows: tuple[Row, ...]
    transposed: bool = False
    rates: frozenset[int] = frozenset()
    dates: Mapping[int, RowDate] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    wholes: Mapping[int, str] = field(default_factory=dict)
    shares: ShareCounts = field(default_factory=ShareCounts)
    places: list[int] = field(default_factory=list)


def cell_value(
    scope: Scope, placement: Placement, column: Column, base: str, label: str, percent: bool
) -> Value:
    figure = placement.token.figure
    unit, scale = _unit(scope, placement.row, column, base, label, percent, figure)
    if figure is None:
        return Value(Decimal(0), unit, placement.token.text, None if unit == "percent" else -scale)
    number, decimals = figure.scaled(scale)
    return Value(number, unit, figure.printed, decimals)


def _unit(
    scope: Scope,
    row: Row,
    column: Column,
    base: str,
    label: str,
    percent: bool,
    figure: Figure | None,
) -> tuple[str, int]:
    """(unit, power of ten) of a cell, the nearest statement first."""
    if figure is not None and figure.unit and figure.unit != "percent":
        return figure.unit, 0
    if percent or column.unit == "percent" or _PERCENT_OF.search(column.caption):
        return "percent", 0
    if figure is not None and figure.unit:
        return figure.unit, 0
    known = scope.concepts.get(base)
    section = row.sections[-1] if row.sections else ""
    numbered = numbers_shares(section) if figure is not None and figure.grouped else None
    if numbered is not None:
        return "shares", numbered or _count_scale(scope, scope.units.scale or 0)
    signed = figure.currency if figure is not None else None
    if signed is None and scope.shares.counts(row.index, column.index):
        told = next((s for c in (label, section, column.caption) if (s := said_unit(c))), None)
        own_scale = told.scale if told is not None and told.kind == "shares" else None
        own_scale = own_scale if own_scale is not None else column.scale
        unit = known.unit if known is not None and known.unit == "ads" else "shares"
        return unit, own_scale if own_scale is not None else _count_scale(
            scope, scope.units.scale or 0
        )
    signed = _own_dollar(scope, signed)
    own = column.currency if "US" in column.caption else _own_dollar(scope, column.currency)
    currency = signed or own or scope.currency
    if (known is not None and known.kind == "per_share") or _is_price(
        scope, row, column, label, figure
    ):
        per = known.unit if known is not None and known.unit else "/share"
        in_cents = any(is_in_cents(c) for c in (label, column.caption, section))
        return (f"{currency}{per}" if currency else "count"), -2 if in_cents and not signed else 0
    scale = column.scale if column.scale is not None else scope.units.scale or 0
    if known is not None and known.unit and known.kind in _UNITED:
        return known.unit, _count_scale(scope, scale) if known.unit in ("shares", "ads") else (
            scale if known.kind == "bandwidth" or known.kind == "area" else 0
        )
    if signed:
        return signed, scale
    if known is not None and known.unit and known.kind in ("percent", "ratio", "rate"):
        if figure is None or not figure.grouped:
            return known.unit, 0
    elif (said := _said(scope, row, column, label, scale)) is not None:
        return said
    if column.index in scope.rates:
        return "percent", 0
    if scope.units.unit and scope.units.unit != "percent":
        return scope.units.unit, scale
    return (currency, scale) if currency else ("count", scale)


def _own_dollar(scope: Scope, currency: str | None) -> str | None:
    """A bare "$" is the dollar of the units line: "in thousands of Canadian dollars"."""
    own = scope.units.currencies[0] if scope.units.currencies else None
    return own if currency == "USD" and own in DOLLARS else currency


def _said(scope: Scope, row: Row, column: Column, label: str, scale: int) -> tuple[str, int] | None:
    """The unit that a caption says of a cell without a sign of its own, the nearest first."""
    head = scope.table.rows[0][0].text if scope.table.header_rows else ""
    head = re.split(r"(?i)\bexcept\b", head)[0]
    told = [s for c in (label, column.caption, head) if (s := said_unit(c)) is not None]
    told = [s for s in told if s.kind not in ("per_share", "shares")]
    for said in sorted(told, key=lambda s: s.kind == "count"):
        return said.kind, said.scale or 0
    return None


def _is_price(scope: Scope, row: Row, column: Column, label: str, figure: Figure | None) -> bool:
    """True for an amount per share, by its row, its column, or its section and two decimals."""
    heads = (re.split(r"(?i)\bexcept\b", head)[0] for head in (column.caption, *column.over))
    told = [caption for caption in (label, *heads) if is_per_share(caption)]
    if told:
        whole = figure is not None and not figure.places and not figure.currency
        return not whole or any("per" in caption.lower() for caption in told)
    section = row.sections[-1] if row.sections else ""
    if is_per_share(section) and is_in_cents(section):
        return True
    if figure is None or figure.grouped or figure.places < 2:
        return False
    if is_per_share(section):
        return said_unit(label) is None
    # "Net income attributable to holders - basic | $(0.66)" under "except per share amounts".
    excepted = "per share" in scope.units.except_for.lower() and _BASIC.search(label)
    return bool(excepted) and _most_places(scope) < figure.places


def _most_places(scope: Scope) -> int:
    """The decimals that the rows print that are no rows of basic and diluted amounts."""
    if not scope.places:
        scope.places.append(_count_places(scope.rows))
    return scope.places[0]


def _count_places(rows: tuple[Row, ...]) -> int:
    return max(
        (
            token.figure.places
            for row in rows
            if not _BASIC.search(row.label) and not is_per_share(row.label)
            for tokens in row.tokens.values()
            for token in tokens
            if token.figure is not None and token.figure.unit is None
        ),
        default=0,
    )


def rate_columns(
    rows: Sequence[Row], columns: Sequence[Column], units: UnitsLine
) -> frozenset[int]:
    """Columns of percentages that print the sign in their first and last figure alone."""
    if units.scale is not None or units.currencies:
        return frozenset()
    found = []
    for column in columns:
        figures = [
            token.figure
            for row in rows
            for token in row.tokens.get(column.index, ())
            if token.figure is not None
        ]
        if (
            len(figures) > 2
            and figures[0].unit == figures[-1].unit == "percent"
            and not any(f.currency or f.grouped for f in figures)
        ):
            found.append(column.index)
    return frozenset(found)


def share_scale(scope: Scope) -> int:
    """The power of ten of numbers of shares where no column or row states its own."""
    return _count_scale(scope, scope.units.scale or 0)


def _count_scale(scope: Scope, scale: int) -> int:
    """Numbers of shares follow what the units line says of them, or the line unless it excepts
    them, beyond per-share data.
    """
    if scope.units.shares is not None:
        return scope.units.shares
    rest = re.sub(r"(?i)\bper[\s-]share\b", " ", scope.units.except_for)
    return 0 if _EXCEPT_SHARES.search(rest) else scale


def implied_values(
    placement: Placement, value: Value, scope: Scope, column: Column
) -> tuple[Value, ...]:
    """The implied figure of a disputed cell, in the unit and scale of the printed one."""
    if placement.implied is None or placement.token.figure is None or value.amount is None:
        return ()
    figure = placement.token.figure
    power = figure.places - value.decimals if value.decimals is not None else 0
    implied = placement.implied.scaleb(power) if figure.scale is None else placement.implied
    if implied == value.amount:
        return ()
    return (Value(implied, value.unit, "", value.decimals),)
