"""What the service is measured against: an empty Flask route and a bare WSGI response.

Comes in: a name and a port. Goes out: the application, served as ours is, by the same server with
the same threads and workers. `python -m bench.apps NAME PORT WORKERS`. Not for: production.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
BODY = "BENCH_BODY"
"""The variable that names the file whose bytes the bare application sends."""


def empty_route() -> Application:
    """Flask with one route that gives nothing."""
    from flask import Flask

    app = Flask("empty")

    @app.get("/api/v1/ask")
    def nothing() -> str:
        return ""

    return app


def raw_wsgi() -> Application:
    """One body for every request, with no framework and no look at the request."""
    body = Path(os.environ[BODY]).read_bytes()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", headers)
        return [body]

    return app


def main(name: str, port: int, workers: int) -> None:
    """Serve one of the two, as `service.server` serves ours, until a signal."""
    from granian.constants import Interfaces
    from granian.server import Server

    from service.server import BACKLOG, THREADS

    Server(
        f"bench.apps:{name}",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=2 * THREADS,
        websockets=False,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
