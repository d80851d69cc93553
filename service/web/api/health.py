"""Alive and ready: two addresses for whoever runs the service.

Comes in: nothing. Goes out: 200 where alive; 200 once a verified generation is open, else 503; with
it whether index and documents are still on the disk what they were, and which files gave none.
Not for: metrics.
"""

from __future__ import annotations

import logging

from apiflask import APIBlueprint
from flask import Response

from service.web.api.listing import problem_json
from service.web.api.responses import reply, tickmark
from service.web.edge.problems import ApiProblem

MOST_PROBLEMS = 100
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
        engine = engines.current()
    except Exception as error:
        logging.getLogger("tickmark").error("not ready", exc_info=error)
        raise ApiProblem(
            "index-unavailable", "no generation is open yet", headers={"Retry-After": "2"}
        ) from error
    return _fresh(
        reply(
            {
                "status": "ready",
                "generation": engine.generation,
                "index": engines.index,
                "documents": engines.documents,
                "unread": len(engine.unread),
                "problems": [problem_json(one) for one in engine.unread[:MOST_PROBLEMS]],
            }
        )
    )


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
