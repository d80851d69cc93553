"""The production server: granian, worker processes with threads, a worker that dies is replaced.

Comes in: host, port, number of workers. Goes out: a server until it is stopped. Not for: tests,
which call the application; nor for other servers: any WSGI server can serve `wsgi:app`.
"""

from __future__ import annotations

import gc
from wsgiref.types import WSGIApplication

BACKLOG = 2048
THREADS = 32
"""Threads a worker; more than `max_in_flight` of the settings, so that the edge can say 503."""

COLLECT_AFTER = (20_000, 20, 50)
"""Objects made, and collections of the young and of the middle-aged, between two collections."""
MAX_HEAD = 65_536
"""Bytes of a request's head; more is 431."""


def warm_app() -> WSGIApplication:
    """The application of one worker, with its index open and its first question behind it.

    Connections wait meanwhile; a worker that cannot open the index says so by `/readyz`.
    """
    import logging

    from service.app import create_app

    app = create_app()
    tickmark = app.extensions["tickmark"]
    try:
        tickmark.ask("revenues", tickmark.engines.current(), None, None)
    except Exception:
        logging.getLogger("tickmark").exception("the index is not open yet")
    _collect_seldom()
    return app


def _collect_seldom() -> None:
    """What is loaded stays, so the collector of cycles need not look through it again and again.

    Answers are made of records without cycles, which go as soon as nobody holds them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def serve(host: str, port: int, workers: int) -> int:
    """Serve until a signal stops it; requests in flight are finished."""
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    from service.api.metrics import shared_folder

    server = Server(
        "service.server:warm_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=2 * THREADS,
        http1_settings=HTTP1Settings(max_buffer_size=MAX_HEAD, header_read_timeout=10_000),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=30,
        websockets=False,
        log_access=False,
    )
    with shared_folder(wanted=workers > 1):
        server.serve()
    return 0
