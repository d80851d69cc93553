"""Facts made by hand, for tests of tie-outs: one short call a figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from corpus.base.records import Check, Document, Entity, Fact, Period, Span, Value
from corpus.concepts.concepts import load_concepts
from corpus.ties.checks import run_checks

ACME = Entity("acme", "Acme Corp", (3, 31), "start", "JPY")
PERIODS = {
    "1Q02": (date(2002, 4, 1), date(2002, 6, 30)),
    "2Q02": (date(2002, 7, 1), date(2002, 9, 30)),
    "1Q01": (date(2001, 4, 1), date(2001, 6, 30)),
    "2Q01": (date(2001, 7, 1), date(2001, 9, 30)),
    "3Q01": (date(2001, 10, 1), date(2001, 12, 31)),
    "4Q01": (date(2002, 1, 1), date(2002, 3, 31)),
    "4Q00": (date(2001, 1, 1), date(2001, 3, 31)),
    "1H02": (date(2002, 4, 1), date(2002, 9, 30)),
    "1H01": (date(2001, 4, 1), date(2001, 9, 30)),
    "FY2001": (date(2001, 4, 1), date(2002, 3, 31)),
}
_numbers = count(1)


def document(id: str = "report", *, rendition_of: str | None = None) -> Document:
    """A document without text: tie-outs read facts only."""
    return Document(id, "", "0" * 64, id, ACME, rendition_of=rendition_of)


def period(label: str) -> Period:
    """ "2Q02" or an ISO date for an instant."""
    if label in PERIODS:
        return Period(label, *PERIODS[label])
    return Period(label, None, date.fromisoformat(label))


def fact(
    concept: str,
    amount: str | int,
    when: str = "2Q02",
    *,
    unit: str = "JPY",
    decimals: int | None = -3,
    doc: str = "report",
    table: str | None = "t1",
    row: int | None = None,
    column: int | None = 1,
    label: str | None = None,
    **more: Any,
) -> Fact:
    """One figure. Amounts in thousands where `decimals` is -3; `table=None` is a sentence."""
    number = next(_numbers)
    value = Decimal(str(amount))
    base = value.scaleb(-decimals) if decimals is not None and decimals < 0 else value
    start = number * 100
    said = label if label is not None else concept.replace("_", " ")
    source = "table" if table else "prose"
    return Fact(
        id=f"f{number:05}",
        document=doc,
        entity="acme",
        concept=concept,
        label=said,
        period=period(when),
        value=Value(base, unit, f"{abs(value):,}", decimals),
        span=Span(doc, start, start + 5),
        context=Span(doc, start, start + 50),
        path=more.pop("path", (said,)),
        table=table,
        row=(row if row is not None else number) if table else None,
        column=column if table else None,
        source=more.pop("source", source),
        **more,
    )


def check(facts: Iterable[Fact], *documents: Document) -> tuple[dict[str, Fact], list[Check]]:
    """Facts by id after all tie-outs, and the checks."""
    known = {d.id: d for d in (documents or (document(),))}
    updated, checks = run_checks(tuple(facts), load_concepts(), known)
    return {f.id: f for f in updated}, list(checks)


def named(checks: Iterable[Check], name: str) -> list[Check]:
    """The checks of one name."""
    return [c for c in checks if c.name == name]
