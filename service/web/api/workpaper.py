"""Workpapers over HTTP: of an answer, of a selection of facts, or of both.

Comes in: a question, filters. Goes out: XLSX, a printable page, or JSON lines. Not for: what
belongs in a workpaper (`service.papers.workpaper`).

A workpaper carries the date on which it was made, so it is made anew each time and has no entity
tag.
"""

from __future__ import annotations

from typing import Annotated, Literal

from apiflask import APIBlueprint, APIFlask
from flask import Response
from pydantic import Field

from corpus.base.errors import QuestionError
from corpus.base.records import Fact
from service.papers.forms import PAPERS
from service.papers.workpaper import Workpaper, make_workpaper
from service.papers.workpaper_html import page_policy
from service.web.api.responses import base_url, engine, settled, tickmark, wanted_form
from service.web.api.schemas import Name, Query, QuestionText, Scenario, Status
from service.web.edge.problems import fault

MOST_FACTS = 2_000
FILTERS = ("entity", "concept", "period", "unit", "document", "scenario", "status")

bp = APIBlueprint("workpaper", __name__, url_prefix="/api/v1", tag="Workpapers")


class WorkpaperQuery(Query):
    """A question, filters of facts, or both."""

    q: Annotated[QuestionText, Field(description="The question whose answer is documented.")] | (
        None
    ) = None
    document: (
        Annotated[Name, Field(description="Ask this document alone; or its facts alone.")] | None
    ) = None
    entity: Annotated[Name, Field(description="Facts of this entity.")] | None = None
    concept: Annotated[Name, Field(description="Facts of this concept.")] | None = None
    period: Annotated[Name, Field(description="Facts for this period.")] | None = None
    unit: Annotated[Name, Field(description="Facts in this unit.")] | None = None
    status: Annotated[Status, Field(description="Facts of this status.")] | None = None
    scenario: Annotated[Scenario, Field(description="Facts of this scenario.")] | None = None
    limit: Annotated[
        int,
        Field(ge=1, le=MOST_FACTS, description="At most so many facts; what is left out is said."),
    ] = 500
    format: (
        Annotated[
            Literal[tuple(PAPERS)],  # type: ignore[valid-type]  # the forms that there are
            Field(description="A printable page (default), a spreadsheet, or JSON lines."),
        ]
        | None
    ) = None

    @property
    def selection(self) -> dict[str, str]:
        """The filters that were given; a document beside a question alone is the question's."""
        given = {name: getattr(self, name) for name in FILTERS}
        chosen = {name: str(value) for name, value in given.items() if value is not None}
        return {} if self.q is not None and set(chosen) <= {"document"} else chosen


@bp.get("/workpaper")
@bp.input(WorkpaperQuery, location="query")
def get_workpaper(query_data: WorkpaperQuery) -> Response:
    """Make a workpaper

    With `q` of its answer; with filters, or with neither, of the facts that match. It holds all
    that is needed to reproduce the answer and to verify each citation: `format=jsonl` is what
    `flask verify` and POST /api/v1/citations/verify read. 404 where `document` is not here.
    """
    query = settled(query_data)
    name = wanted_form(query)
    paper = _make(query)
    response = _file(paper, name)
    if PAPERS[name].shown:
        ancestors = " ".join(tickmark().settings.frame_ancestors) or "'none'"
        response.headers["Content-Security-Policy"] = page_policy(ancestors)
    return response


def _make(query: WorkpaperQuery) -> Workpaper:
    answer, rows, total = None, [], None
    if query.q is not None:
        try:
            answer = tickmark().ask(query.q, engine(), query.document, None)
        except QuestionError as error:
            raise fault("query", "/q", str(error)) from None
    if query.q is None or query.selection:
        rows = select(query)
        total = len(rows)
    return make_workpaper(
        engine(),
        answer=answer,
        scope=query.document if query.q is not None else None,
        facts=rows[: query.limit],
        selection=query.selection,
        total=total,
        base_url=base_url(),
    )


def select(query: WorkpaperQuery) -> list[Fact]:
    """The facts that pass all filters, in printed order."""
    return engine().facts.find(**query.model_dump(include=set(FILTERS)))


def _file(paper: Workpaper, name: str) -> Response:
    """The response; what is no page is saved."""
    form = PAPERS[name]
    response = Response(form.write(paper, True), content_type=form.content_type)
    way = "inline" if form.shown else "attachment"
    filename = f"tickmark-workpaper-{paper.made:%Y%m%dT%H%M%SZ}.{name}"
    response.headers["Content-Disposition"] = f'{way}; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Generation"] = paper.generation
    return response


def register(app: APIFlask) -> None:
    """Put the route into an application."""
    app.register_blueprint(bp)
