"""Facts as xBRL-JSON over HTTP: a report package with its taxonomy, or the report alone.

Comes in: filters of facts. Goes out: a ZIP or JSON. Not for: what is in it
(`service.papers.xbrl`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from apiflask import APIBlueprint, APIFlask
from flask import Response
from pydantic import Field

from service.web.api.responses import base_url, engine, pure, reply, settled, wanted_form
from service.web.api.schemas import Name, Query, Scenario, Status

bp = APIBlueprint("xbrl", __name__, url_prefix="/api/v1", tag="XBRL")


class XbrlQuery(Query):
    """Filters join with "and"."""

    entity: Annotated[Name, Field(description="Facts of this entity.")] | None = None
    concept: Annotated[Name, Field(description="Facts of this concept.")] | None = None
    period: Annotated[Name, Field(description="Facts for this period.")] | None = None
    unit: Annotated[Name, Field(description="Facts in this unit.")] | None = None
    document: Annotated[Name, Field(description="Facts that this document prints.")] | None = None
    status: Annotated[Status, Field(description="Facts of this status.")] | None = None
    scenario: Annotated[Scenario, Field(description="Facts of this scenario.")] | None = None
    format: (
        Annotated[
            Literal["zip", "json"],
            Field(description="A report package with its taxonomy (default), or the report alone."),
        ]
        | None
    ) = None


@bp.get("/xbrl")
@bp.input(XbrlQuery, location="query")
@pure
def get_xbrl(query_data: XbrlQuery) -> Response:
    """Export facts as xBRL-JSON

    A report package (OIM 1.0) with a generated extension taxonomy, for XBRL's own tools: one fact
    for each printing, decimals as printed, forecasts and translations with dimensions of their
    own. 404 where a filter names
    what is not here.
    """
    from service.papers.xbrl import make_export, report_files, write_zip

    query = settled(query_data)
    facts = engine().facts.find(**query.model_dump(exclude={"format"}))
    export = make_export(facts, engine(), base_url=base_url())
    if wanted_form(query) == "json":
        return reply(export.report)
    response = Response(write_zip(report_files(export)), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="tickmark-xbrl.zip"'
    return response


def register(app: APIFlask) -> None:
    """Put the route into an application."""
    app.register_blueprint(bp)
