"""Facts, checks, documents and tables as plain JSON, for the API and the command line alike.

Comes in: records of an engine. Goes out: dictionaries of strings, integers and lists; decimals as
strings. Not for: answers (`service.say.to_json`), nor for choosing which records.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corpus.base.records import Block, Check, Entity, Fact, Span, Table
from corpus.grammar.numbers import plain_number
from service.cite.citations import Citation, citation_of
from service.cite.shelf import shelf_of
from service.cite.standing import standings_of, ties_of
from service.say.to_json import fact_to_json

if TYPE_CHECKING:
    from index.engine import Documents, Engine

Json = dict[str, Any]


def cite(engine: Documents, span: Span, *, base_url: str = "") -> Citation:
    """Cite a span of one of the engine's documents, with page and section."""
    return cite_many(engine, (span,), base_url=base_url)[0]


def cite_many(engine: Documents, spans: Sequence[Span], *, base_url: str = "") -> list[Citation]:
    """Cite spans, each with its page and section."""
    blocks = engine.blocks_at([(span.document, span.start) for span in spans])
    return [
        citation_of(
            engine.documents[span.document], span.start, span.end, block=block, base_url=base_url
        )
        for span, block in zip(spans, blocks, strict=True)
    ]


def fact_rows(facts: Sequence[Fact], engine: Engine, *, base_url: str = "") -> list[Json]:
    """The fact contract of each, with the aspects that can be filtered by."""
    citations = cite_many(engine, [fact.span for fact in facts], base_url=base_url)
    standings = standings_of(engine, facts)
    return [
        fact_to_json(fact, citation, standing) | {"entity": fact.entity, "scenario": fact.scenario}
        for fact, citation, standing in zip(facts, citations, standings, strict=True)
    ]


def fact_row(fact: Fact, engine: Engine, *, base_url: str = "") -> Json:
    """The fact contract of one fact."""
    return fact_rows((fact,), engine, base_url=base_url)[0]


def tie_json(check: Check) -> Json:
    """A tie-out with the ids of its facts, the result first."""
    return {
        "id": check.id,
        "name": check.name,
        "passed": check.passed,
        "detail": check.detail,
        "difference": _finite(check.difference),
        "tolerance": _finite(check.tolerance),
        "documents": list(check.documents),
        "facts": list(check.facts),
    }


def _finite(number: Decimal | None) -> str | None:
    """A difference in digits; null where there is none to state, as after a division by zero."""
    return None if number is None or not number.is_finite() else plain_number(number)


def duplicates_of(fact: Fact, engine: Engine) -> list[Fact]:
    """The other printings with equal aspects: concept, period, unit, entity and scenario."""
    found = engine.facts.find(
        concept=fact.concept,
        period=fact.period.label,
        unit=fact.value.unit,
        entity=fact.entity,
        scenario=fact.scenario,
    )
    return [other for other in found if other.id != fact.id and other.period == fact.period]


def fact_detail(fact: Fact, engine: Engine, *, base_url: str = "") -> Json:
    """A fact with its row or sentence, its tie-outs, and its duplicates with their grade."""
    others = duplicates_of(fact, engine)
    return fact_row(fact, engine, base_url=base_url) | {
        "context": cite(engine, fact.context, base_url=base_url).to_json(),
        "qualifier": fact.qualifier,
        "proof": fact.proof,
        "path": list(fact.path),
        "columns": list(fact.columns),
        "ties": [tie_json(check) for check in ties_of(engine, (fact,))],
        "duplicates": {
            "grade": _grade([fact, *others]),
            "facts": fact_rows(others, engine, base_url=base_url),
        },
    }


def _grade(facts: list[Fact]) -> str:
    if len(facts) == 1:
        return "single"
    from corpus.ties.duplicates import grade

    return str(grade(facts))


def block_json(block: Block, text: str) -> Json:
    """A block with its text."""
    return {
        "kind": block.kind,
        "start": block.span.start,
        "end": block.span.end,
        "level": block.level,
        "page": block.page,
        "headings": list(block.headings),
        "text": text[block.span.start : block.span.end],
    }


def table_json(table: Table) -> Json:
    """A table as a grid, each cell with its offsets."""
    return {
        "id": table.id,
        "caption": table.caption,
        "units_line": table.units_line,
        "page": table.page,
        "header_rows": table.header_rows,
        "start": table.span.start,
        "end": table.span.end,
        "rows": [
            [
                {
                    "text": cell.text,
                    "start": cell.span.start if cell.span else None,
                    "end": cell.span.end if cell.span else None,
                }
                for cell in row
            ]
            for row in table.rows
        ],
    }


def entity_json(entity: Entity, engine: Engine, *, facts: int) -> Json:
    """Who reports, with its documents and the number of its facts."""
    ends = entity.fiscal_year_end
    return {
        "id": entity.id,
        "name": entity.name,
        "fiscal_year_end": f"{ends[0]:02d}-{ends[1]:02d}" if ends else None,
        "currency": entity.currency,
        "documents": list(shelf_of(engine).of_entity(entity.id)),
        "facts": facts,
    }
