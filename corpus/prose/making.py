"""A prose fact from what was understood of a figure.

Comes in: aspects, value and place. Goes out: a `Fact` with a stable id. Not for: understanding
(`corpus.prose.saying`).
"""

from __future__ import annotations

from corpus.base.records import Fact, Period, Scenario, Span, Status, Value
from corpus.language.views import Mention
from corpus.prose.discourse import Discourse
from corpus.tables.cellfacts import fact_id


def make_fact(
    discourse: Discourse,
    *,
    concept: str,
    label: str,
    period: Period,
    value: Value,
    span: Span,
    context: Span,
    path: tuple[str, ...] = (),
    status: Status = "clean",
    scenario: Scenario = "actual",
    mention: Mention | None = None,
    proof: str | None = None,
) -> Fact:
    """A prose fact with a stable id."""
    document = discourse.document
    return Fact(
        id=fact_id(document, span, concept, period, value.unit),
        document=document.id,
        entity=document.entity.id,
        concept=concept,
        label=label,
        period=period,
        value=value,
        span=span,
        context=context,
        status=status,
        scenario=scenario,
        path=path,
        qualifier=mention.qualifier if mention else None,
        bound=mention.bound if mention else None,
        given=document.published if scenario == "guidance" else None,
        proof=proof,
        source="prose",
    )
