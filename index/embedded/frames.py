"""Facts as a pandas table, the analytical face of the fact table.

Comes in: facts. Goes out: a DataFrame. Not for: answering; pandas is imported
here and only when asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpus.base.records import Fact

if TYPE_CHECKING:
    import pandas

_NAMES = (
    "id document entity concept label period start end amount low high unit printed decimals status"
    " scenario span_start span_end table row column path columns qualifier bound source"
)
COLUMNS = _NAMES.split()


def facts_frame(facts: Iterable[Fact]) -> pandas.DataFrame:
    """One row a fact in the given order; amounts are Decimals in base units."""
    import pandas

    return pandas.DataFrame([_row(fact) for fact in facts], columns=COLUMNS)


def _row(fact: Fact) -> tuple[object, ...]:
    value, period = fact.value, fact.period
    return (
        fact.id,
        fact.document,
        fact.entity,
        fact.concept,
        fact.label,
        period.label,
        period.start,
        period.end,
        value.amount,
        value.low,
        value.high,
        value.unit,
        value.printed,
        value.decimals,
        fact.status,
        fact.scenario,
        fact.span.start,
        fact.span.end,
        fact.table,
        fact.row,
        fact.column,
        " > ".join(fact.path),
        " > ".join(fact.columns),
        fact.qualifier,
        fact.bound,
        fact.source,
    )
