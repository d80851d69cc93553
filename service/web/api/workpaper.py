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
from service.papers.workpaper import Workpaper, make_workpaper, write_jsonl
from service.papers.workpaper_html import page_policy, write_html
from service.papers.workpaper_xlsx import write_xlsx
from service.web.api.responses import base_url, engine, settled, tickmark, wanted_form
from service.web.api.schemas import Name, Query, QuestionText, Scenario, Status
from service.web.edge.accept import MEDIA_TYPES
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
            Literal["html", "xlsx", "jsonl"],
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
    form = wanted_form(query)
    paper = _make(query)
    if form == "xlsx":
        return _file(write_xlsx(paper), paper, "xlsx")
    if form == "jsonl":
        return _file(write_jsonl(paper), paper, "jsonl")
    response = _file(write_html(paper, links=True), paper, "html")
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


def _file(body: bytes, paper: Workpaper, form: str) -> Response:
    """The response; a spreadsheet and lines are saved, a page is shown."""
    response = Response(body, content_type=_content_type(form))
    way = "inline" if form == "html" else "attachment"
    name = f"tickmark-workpaper-{paper.made:%Y%m%dT%H%M%SZ}.{form}"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Generation"] = paper.generation
    return response


def _content_type(form: str) -> str:
    return MEDIA_TYPES[form] + ("; charset=utf-8" if form != "xlsx" else "")


def register(app: APIFlask) -> None:
    """Put the route into an application."""
    app.register_blueprint(bp)
