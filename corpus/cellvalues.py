"""What a cell of a table says as a value: unit, power of ten, sign, decimals.

Comes in: a placed token with its column and what holds for the table (`Scope`). Goes out:
`Value`s in base units. Not for: concepts and periods (`corpus.tablefacts`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.columns import Column
from corpus.concepts import Concepts
from corpus.model import Document, Table, Value
from corpus.numbers import Figure
from corpus.periods import Calendar
from corpus.rows import Row
from corpus.solver import Placement
from corpus.units import UnitsLine

_PER_SHARE = re.compile(r"\bper\s+(?:\w+\s+){0,2}(?:share|ads|unit)", re.IGNORECASE)
_SHARE_COUNT = re.compile(
    r"\b(?:number of|weighted.average).{0,30}\b(?:shares?|ads|units?)\b|\bshares\s"
    r"(?:outstanding|issued|granted|used|purchased)|\bcommon\sshares\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bnumber\s+of\b|\bheadcount\b|\bemployees\b|\bcount\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bpercent|\bpercentage\b", re.IGNORECASE)
_PERCENT_OF = re.compile(r"\b(?:as (?:a )?)percent(?:age)? of\b", re.IGNORECASE)
_EXCEPT_SHARES = re.compile(r"\bshares?\b|\bads\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a whole table."""

    document: Document
    table: Table
    columns: tuple[Column, ...]
    units: UnitsLine
    currency: str | None
    calendar: Calendar
    concepts: Concepts
    rows: tuple[Row, ...]
    transposed: bool = False


def cell_value(
    scope: Scope, placement: Placement, column: Column, base: str, label: str, percent: bool
) -> Value:
    figure = placement.token.figure
    unit, scale = _unit(scope, column, base, label, percent, figure)
    if figure is None:
        return Value(Decimal(0), unit, placement.token.text, None if unit == "percent" else -scale)
    number, decimals = figure.scaled(scale)
    return Value(number, unit, figure.printed, decimals)


def _unit(
    scope: Scope, column: Column, base: str, label: str, percent: bool, figure: Figure | None
) -> tuple[str, int]:
    """(unit, power of ten) of a cell, the nearest statement first."""
    if percent or column.unit == "percent" or _PERCENT_OF.search(column.caption):
        return "percent", 0
    if figure is not None and figure.unit:
        return figure.unit, 0
    known = scope.concepts.get(base)
    currency = (
        (figure.currency if figure is not None else None) or column.currency or scope.currency
    )
    if (known is not None and known.kind == "per_share") or _PER_SHARE.search(label):
        per = known.unit if known is not None and known.unit else "/share"
        return (f"{currency}{per}" if currency else "count"), 0
    scale = column.scale if column.scale is not None else scope.units.scale or 0
    if known is not None and known.kind in ("count", "bandwidth", "area", "number") and known.unit:
        return known.unit, _count_scale(scope, scale) if known.unit in ("shares", "ads") else (
            scale if known.kind == "bandwidth" or known.kind == "area" else 0
        )
    if known is not None and known.kind in ("percent", "ratio", "rate") and known.unit:
        return known.unit, 0
    if figure is not None and figure.currency:
        return figure.currency, scale
    if _PERCENT.search(label) and not _SHARE_COUNT.search(label):
        return "percent", 0
    if _SHARE_COUNT.search(label):
        return "shares", _count_scale(scope, scale)
    if _COUNT.search(label) or _COUNT.search(column.caption):
        return "count", 0 if column.scale is None else column.scale
    if scope.units.unit and scope.units.unit != "percent":
        return scope.units.unit, scale
    return (currency, scale) if currency else ("count", scale)


def _count_scale(scope: Scope, scale: int) -> int:
    """Numbers of shares follow the units line unless it excepts them, beyond per-share data."""
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
    return (Value(implied, value.unit, f"{placement.implied:,f}", value.decimals),)
