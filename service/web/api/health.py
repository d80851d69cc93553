"""Alive and ready: two addresses for whoever runs the service.

Comes in: nothing. Goes out: 200 where alive; 200 once a verified generation is open, else 503, and
whether the documents are still those that it was made from.
Not for: metrics.
"""

from __future__ import annotations

import logging

from apiflask import APIBlueprint
from flask import Response

from service.web.api.responses import reply, tickmark
from service.web.edge.problems import ApiProblem

bp = APIBlueprint("health", __name__, enable_openapi=False)


@bp.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers."""
    return _fresh(reply({"status": "alive"}))


@bp.get("/readyz")
def ready() -> Response:
    """200 with the generation once one is open and verified; 503 before."""
    engines = tickmark().engines
    try:
        generation = engines.generation()
    except Exception as error:
        logging.getLogger("tickmark").error("not ready", exc_info=error)
        raise ApiProblem(
            "index-unavailable", "no generation is open yet", headers={"Retry-After": "2"}
        ) from error
    state = {"status": "ready", "generation": generation, "documents": engines.documents}
    return _fresh(reply(state))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
