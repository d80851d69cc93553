"""The columns of exported tables: facts, tie-outs, and figures with their tick marks.

Comes in: records. Goes out: `Column`s. Not for: writing them (`service.cite.exports`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cite.citations import citation_id
from service.cite.exports import Column

if TYPE_CHECKING:
    from index.engine import Engine

Columns = tuple[Column, ...]


def fact_columns(engine: Engine) -> Columns:
    """A row a fact: aspects, amount in base units, and where it is printed."""
    documents = engine.documents
    return (
        Column("id", "text", lambda f: f.id),
        Column("document", "text", lambda f: f.document),
        Column("entity", "text", lambda f: f.entity),
        Column("concept", "text", lambda f: f.concept),
        Column("label", "text", lambda f: f.label),
        Column("period", "text", lambda f: f.period.label),
        Column("period_start", "date", lambda f: f.period.start),
        Column("period_end", "date", lambda f: f.period.end),
        Column("amount", "number", lambda f: f.value.amount),
        Column("low", "number", lambda f: f.value.low),
        Column("high", "number", lambda f: f.value.high),
        Column("unit", "text", lambda f: f.value.unit),
        Column("decimals", "integer", lambda f: f.value.decimals),
        Column("printed", "text", lambda f: f.value.printed),
        Column("status", "text", lambda f: f.status),
        Column("scenario", "text", lambda f: f.scenario),
        Column("start", "integer", lambda f: f.span.start),
        Column("end", "integer", lambda f: f.span.end),
        Column(
            "quote",
            "text",
            lambda f: documents[f.document].text[f.context.start : f.context.end],
        ),
        Column(
            "citation",
            "text",
            lambda f: citation_id(documents[f.document].sha256, f.span.start, f.span.end),
        ),
        Column("sha256", "text", lambda f: documents[f.document].sha256),
        Column(
            "checks",
            "text",
            lambda f: " ".join(dict.fromkeys(c.name for c in engine.checks_of(f.id))),
        ),
    )


CHECK_COLUMNS: Columns = (
    Column("id", "text", lambda c: c.id),
    Column("name", "text", lambda c: c.name),
    Column("passed", "bool", lambda c: c.passed),
    Column("detail", "text", lambda c: c.detail),
    Column("difference", "number", lambda c: c.difference),
    Column("tolerance", "number", lambda c: c.tolerance),
    Column("documents", "text", lambda c: " ".join(c.documents)),
    Column("facts", "text", lambda c: " ".join(c.facts)),
)


def tie_columns(engine: Engine) -> Columns:
    """A row a figure: the fact's columns, its tick marks, and whether it is an exception."""
    of_fact = tuple(map(_of_figure, fact_columns(engine)))
    return (
        *of_fact,
        Column("ticks", "text", lambda t: "; ".join(dict.fromkeys(x.mark for x in t.ticks))),
        Column("exception", "bool", lambda t: t.exception),
        Column(
            "failed",
            "text",
            lambda t: "; ".join(x.check.detail for x in t.ticks if not x.check.passed),
        ),
    )


def _of_figure(column: Column) -> Column:
    read = column.read
    return Column(column.name, column.kind, lambda figure: read(figure.fact))
