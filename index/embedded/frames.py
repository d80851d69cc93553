"""Facts and tie-outs as tables of pandas, the one face of figures as tables.

Comes in: facts or checks. Goes out: a DataFrame with a type for each column: text is `string`,
counts and offsets are `Int64`, days `datetime64[s]`, truths `boolean`, all with NA where nothing is
printed; figures are `Decimal`s in base units in a column of objects, None where there is none. Not
for: answering, nor for files (`service.cite.exports`); pandas is imported here and only when asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from corpus.base.records import Check, Fact
from corpus.grammar.numbers import plain_number

if TYPE_CHECKING:
    import pandas

Kind = Literal["string", "Int64", "boolean", "datetime64[s]", "object"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, its type, and how it is read from a record."""

    name: str
    kind: Kind
    read: Callable[[Any], object]


def text(name: str, read: Callable[[Any], str | None]) -> Column:
    """A column of text."""
    return Column(name, "string", read)


def number(name: str, read: Callable[[Any], Decimal | None]) -> Column:
    """A column of figures, exact, spelled as in JSON; none for what is not finite."""
    return Column(name, "object", lambda record: _spelled(read(record)))


def _spelled(figure: Decimal | None) -> Decimal | None:
    if figure is None or not figure.is_finite():
        return None
    return Decimal(plain_number(figure) or 0)


FACTS: tuple[Column, ...] = (
    text("id", lambda f: f.id),
    text("document", lambda f: f.document),
    text("entity", lambda f: f.entity),
    text("concept", lambda f: f.concept),
    text("label", lambda f: f.label),
    text("period", lambda f: f.period.label),
    Column("period_start", "datetime64[s]", lambda f: f.period.start),
    Column("period_end", "datetime64[s]", lambda f: f.period.end),
    number("amount", lambda f: f.value.amount),
    number("low", lambda f: f.value.low),
    number("high", lambda f: f.value.high),
    text("unit", lambda f: f.value.unit),
    Column("decimals", "Int64", lambda f: f.value.decimals),
    text("printed", lambda f: f.value.printed),
    text("status", lambda f: f.status),
    text("scenario", lambda f: f.scenario),
    Column("start", "Int64", lambda f: f.span.start),
    Column("end", "Int64", lambda f: f.span.end),
    text("table", lambda f: f.table),
    Column("row", "Int64", lambda f: f.row),
    Column("column", "Int64", lambda f: f.column),
    text("path", lambda f: " > ".join(f.path)),
    text("columns", lambda f: " > ".join(f.columns)),
    text("qualifier", lambda f: f.qualifier),
    text("bound", lambda f: f.bound),
    text("source", lambda f: f.source),
)
CHECKS: tuple[Column, ...] = (
    text("id", lambda c: c.id),
    text("name", lambda c: c.name),
    Column("passed", "boolean", lambda c: c.passed),
    text("detail", lambda c: c.detail),
    number("difference", lambda c: c.difference),
    number("tolerance", lambda c: c.tolerance),
    text("documents", lambda c: " ".join(c.documents)),
    text("facts", lambda c: " ".join(c.facts)),
)


def make_frame(records: Iterable[Any], columns: Sequence[Column]) -> pandas.DataFrame:
    """One row a record in the given order."""
    import pandas

    rows = list(records)
    return pandas.DataFrame(
        {c.name: pandas.Series([c.read(row) for row in rows], dtype=c.kind) for c in columns}
    )


def facts_frame(facts: Iterable[Fact]) -> pandas.DataFrame:
    """One row a fact: aspects, amounts in base units, and where it is printed."""
    return make_frame(facts, FACTS)


def checks_frame(checks: Iterable[Check]) -> pandas.DataFrame:
    """One row a tie-out; `difference` and `tolerance` are in the unit of its result."""
    return make_frame(checks, CHECKS)
