"""Plans over HTTP: execute one, and its schema.

Comes in: a plan, as `interpretation.plan` of an answer gives it. Goes out: the answer contract.
Not for: executing (`service.ask.plans`).
"""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from service.plan.tree import TreeError
from service.plan.treeschema import plan_schema
from service.say.to_json import answer_to_json
from service.web.api import shapes
from service.web.api.responses import engine, get_or_404, one, pure, tickmark
from service.web.api.schemas import NoQuery, PlanBody
from service.web.edge.problems import fault

bp = APIBlueprint("plans", __name__, url_prefix="/api/v1/plans", tag="Plans")


@bp.post("")
@bp.input(PlanBody, location="json")
@bp.output(shapes.OneAnswer)
def run_plan(json_data: PlanBody) -> Response:
    """Execute a plan

    A tree: measures at the leaves, operations over any expression above them. Gets the answer that
    a question with this plan would get; a plan that means no figure is unanswered, with the reason.
    """
    if json_data.document is not None:
        get_or_404("document", engine().documents, json_data.document)
    sent = json_data.model_dump(include={"tree", "form"}, exclude_none=True)
    try:
        answer = tickmark().run_plan(sent, engine(), json_data.document, json_data.id)
    except TreeError as error:
        raise fault("body", error.pointer, str(error)) from None
    return one(answer_to_json(answer))


@bp.get("/schema")
@bp.input(NoQuery, location="query")
@bp.output(shapes.PlanSchema)
@pure
def get_schema(query_data: NoQuery) -> Response:
    """Get the schema of plans

    JSON Schema 2020-12, complete in itself: every operation with its arguments and options.
    """
    return one({"schema": plan_schema()})
