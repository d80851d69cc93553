"""Facts over HTTP: the fact table with its aspects, and the tie-outs.

Comes in: filters. Goes out: facts, tie-outs, concepts, periods, entities. Not for: choosing a
fact as an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, overload

from apiflask import APIBlueprint
from flask import Response

from corpus.base.records import Fact, Period
from service.cite.shelf import shelf_of
from service.papers.tables import check_table, fact_table
from service.say.records import entity_json, fact_detail, fact_rows, tie_json
from service.say.to_json import period_to_json
from service.web.api import shapes
from service.web.api.responses import (
    base_url,
    engine,
    exported,
    one,
    page,
    pure,
    settled,
    use_cursor,
)
from service.web.api.schemas import (
    ChecksQuery,
    ConceptsQuery,
    FactsQuery,
    NoQuery,
    PageQuery,
    PeriodsQuery,
)
from service.web.edge.problems import ApiProblem

if TYPE_CHECKING:
    from index.engine import Engine

bp = APIBlueprint("facts", __name__, url_prefix="/api/v1", tag="Facts")

MOST_SORTED = 50_000
"""Each fact that is sorted is read; of more, the order of the documents is all there is."""

SORT_KEYS: dict[str, Callable[[Fact], Any]] = {
    "concept": lambda fact: fact.concept,
    "period": lambda fact: (fact.period.end, fact.period.start or fact.period.end),
    "amount": lambda fact: fact.value.amount or fact.value.low or Decimal(0),
    "status": lambda fact: fact.status,
    "document": lambda fact: fact.document,
}


@bp.get("/facts")
@bp.input(FactsQuery, location="query")
@bp.output(shapes.Facts)
@pure
def list_facts(query_data: FactsQuery) -> Response:
    """List facts

    One fact for each printing of a figure. Filters join with "and"; `format` exports all that
    match.
    """
    use_cursor(query_data.cursor)
    query = settled(query_data)
    rows = select_facts(query)
    table = exported(rows, fact_table, name="facts", query=query)
    if table is not None:
        return table
    return page(rows, rows_of, together=True, limit=query.limit, cursor=query.cursor)


@bp.get("/facts/<fact_id>")
@bp.input(NoQuery, location="query")
@bp.output(shapes.OneFact)
@pure
def get_fact(fact_id: str, query_data: NoQuery) -> Response:
    """Get a fact

    With its row or sentence, its tie-outs, and its duplicates with their grade.
    """
    fact = engine().facts.get(fact_id)
    return one(fact_detail(fact, engine(), base_url=base_url()))


@bp.get("/concepts")
@bp.input(ConceptsQuery, location="query")
@bp.output(shapes.Concepts)
@pure
def list_concepts(query_data: ConceptsQuery) -> Response:
    """List concepts

    What is measured, with the number of facts of each, by id.
    """
    use_cursor(query_data.cursor)
    query = settled(query_data)
    counts = sorted(engine().facts.concepts(entity=query.entity).items())
    return page(
        counts,
        lambda row: {"id": row[0], "label": engine().concepts.label(row[0]), "facts": row[1]},
        limit=query_data.limit,
        cursor=query_data.cursor,
    )


@bp.get("/periods")
@bp.input(PeriodsQuery, location="query")
@bp.output(shapes.Periods)
@pure
def list_periods(query_data: PeriodsQuery) -> Response:
    """List periods

    Instants and durations that have facts, in time.
    """
    use_cursor(query_data.cursor)
    query = settled(query_data)
    counts = engine().facts.period_counts(query.concept, query.entity)
    return page(
        sorted(counts.items(), key=lambda row: _time_of(row[0])),
        lambda row: (period_to_json(row[0]) or {}) | {"facts": row[1]},
        limit=query_data.limit,
        cursor=query_data.cursor,
    )


@bp.get("/entities")
@bp.input(PageQuery, location="query")
@bp.output(shapes.Entities)
@pure
def list_entities(query_data: PageQuery) -> Response:
    """List entities

    Who reports, on which fiscal calendar, in which documents.
    """
    use_cursor(query_data.cursor)
    counts = engine().facts.entities()
    return page(
        tuple(shelf_of(engine()).holders.values()),
        lambda entity: entity_json(entity, engine(), facts=counts.get(entity.id, 0)),
        limit=query_data.limit,
        cursor=query_data.cursor,
    )


@bp.get("/checks")
@bp.input(ChecksQuery, location="query")
@bp.output(shapes.Ties)
@pure
def list_checks(query_data: ChecksQuery) -> Response:
    """List tie-outs

    Every check that was tried, passed or failed, with its formula in numbers.
    """
    use_cursor(query_data.cursor)
    query = settled(query_data)
    rows = engine().checks(document=query.document, name=query.name, passed=query.passed)
    table = exported(rows, check_table, name="checks", query=query)
    if table is not None:
        return table
    return page(rows, tie_json, limit=query.limit, cursor=query.cursor)


@bp.get("/checks/<check_id>")
@bp.input(NoQuery, location="query")
@bp.output(shapes.OneTie)
@pure
def get_check(check_id: str, query_data: NoQuery) -> Response:
    """Get a tie-out

    With every fact that it reads, the result first.
    """
    check = engine().check(check_id)
    facts = tuple(engine().facts.get_many(check.facts).values())
    return one(tie_json(check) | {"rows": rows_of(facts)})


@bp.get("/generation")
@bp.input(NoQuery, location="query")
@bp.output(shapes.Generation)
@pure
def get_generation(query_data: NoQuery) -> Response:
    """Get the generation

    What is served now. Equal generations give equal answers.
    """
    held = engine()
    return one(
        {
            "documents": len(held.documents),
            "facts": len(held.facts),
            "checks": len(held.checks()),
            "passages": len(held.passages),
        }
    )


def rows_of(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Facts as rows of a list."""
    return fact_rows(facts, engine(), base_url=base_url())


class FactRows(Sequence[Fact]):
    """The facts with some aspects, as printed; only those that a page shows are made."""

    def __init__(self, held: Engine, aspects: dict[str, Any]) -> None:
        self._held = held
        self._aspects = aspects

    def __len__(self) -> int:
        return self._held.facts.count(**self._aspects)

    @overload
    def __getitem__(self, place: int) -> Fact: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Fact]: ...

    def __getitem__(self, place: int | slice) -> Fact | Sequence[Fact]:
        stop = place.stop if isinstance(place, slice) else place + 1
        return self._held.facts.find(**self._aspects, limit=stop)[place]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._held.facts.find(**self._aspects))


def select_facts(query: FactsQuery) -> Sequence[Fact]:
    """The facts that pass all filters, in the order asked for; ties stay in printed order."""
    names = ("concept", "period", "unit", "entity", "document", "scenario", "status")
    rows: Sequence[Fact] = FactRows(engine(), {name: getattr(query, name) for name in names})
    if query.sort != "document":
        if len(rows) > MOST_SORTED:
            raise ApiProblem(
                "invalid-parameter",
                f"more than {MOST_SORTED:,} facts match: narrow the filters to have them sorted",
            )
        descending = query.sort.startswith("-")
        rows = sorted(rows, key=SORT_KEYS[query.sort.lstrip("-")], reverse=descending)
    return rows


def _time_of(period: Period) -> tuple[Any, ...]:
    return period.end, period.start or period.end, period.label
