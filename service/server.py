"""The production server: granian, worker processes with threads, a worker that dies is replaced.

Comes in: host, port, number of workers. Goes out: a server until it is stopped. Not for: tests,
which call the application; nor for other servers: any WSGI server can serve `wsgi:app`.
"""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from corpus.base.errors import ConfigurationError, TickmarkError
from service import VERSION
from service.console.terminal import say
from service.settings import load_settings

BACKLOG = 2048
CONNECTIONS = 8192
"""Connections a worker, most of them idle: one that is not served costs memory, not a thread."""

SPARE_THREADS = 8
"""Threads a worker beside those of requests and bodies: for refusals and probes."""
MOST_THREADS = 512

COLLECT_AFTER = (20_000, 20, 50)
"""Objects made, and collections of the young and of the middle-aged, between two collections."""
STOPS_WITHIN = 8
"""Seconds for the requests in flight at a stop; whoever runs it may kill after ten."""

MOST_DEATHS, DEATHS_WITHIN = 20, 60.0
"""A worker that dies so often in so many seconds cannot be helped."""

USAGE, NO_INDEX = 2, 3
"""How a start ends that cannot be; as of any command."""
MAX_HEAD = 65_536
"""Bytes of a request's head; more is 431."""


def warm_app() -> WSGIApplication:
    """The application of one worker, with its index open and its first question behind it.

    Connections wait meanwhile; a worker that cannot open the index says so by `/readyz`.
    """
    from service import logs, upkeep
    from service.app import create_app
    from service.web.edge.bodies import DEADLINE
    from service.web.edge.middleware import Edge

    logs.configure()
    upkeep.start()
    app = create_app()
    edge = app.wsgi_app
    assert isinstance(edge, Edge)
    upkeep.hang_up_on(edge.bodies.overdue, DEADLINE)
    tickmark = app.extensions["tickmark"]
    try:
        tickmark.ask("revenues", tickmark.engines.current(), None, None)
    except Exception:
        logging.getLogger("tickmark").exception("the index is not open yet")
    collect_seldom()
    return app


def collect_seldom() -> None:
    """What is loaded stays, so the collector of cycles need not look through it again and again.

    Answers are made of records without cycles, which go as soon as nobody holds them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def serve(host: str, port: int, workers: int, prepare: Callable[[], object]) -> int:
    """Prepare, and serve until a signal stops it; requests in flight are finished.

    Raises: TickmarkError for a person at the terminal; else it is a line of the log, and a status.
    """
    from service import logs

    logs.configure()
    try:
        prepare()
        refuse_taken(host, port)
    except TickmarkError as error:
        if sys.stderr.isatty():
            raise
        logging.getLogger("tickmark.server").critical("cannot start: %s", error)
        return USAGE if isinstance(error, ConfigurationError) else NO_INDEX
    _serve_on(host, port, workers)
    return 0


def _serve_on(host: str, port: int, workers: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    from service import logs
    from service.web.edge.metrics import shared_folder

    server = Server(
        "service.server:warm_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads_for(load_settings().max_in_flight),
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=MAX_HEAD, header_read_timeout=10_000),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOPS_WITHIN,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig=logs.CONFIG,
    )
    server.on_startup(ignore_other_signals)
    server.on_startup(lambda: tell(started(host, port, workers)))
    with shared_folder():
        server.respawned_wrks = Respawns(counting_respawns())
        server.serve()


def tell(line: str) -> None:
    """Say a line to the person at the terminal, or to the log."""
    if sys.stderr.isatty():
        say(line)
    else:
        logging.getLogger("tickmark.server").info("%s", line)


def threads_for(in_flight: int) -> int:
    """Threads a worker; more than it serves and reads at a time, so that the edge can say 503.

    They are made when they are needed.
    """
    from service.web.edge.bodies import AT_A_TIME

    return min(in_flight + AT_A_TIME + SPARE_THREADS, MOST_THREADS)


def started(host: str, port: int, workers: int) -> str:
    """The one line of a start: what serves, and where."""
    place = f"[{host}]" if ":" in host else host
    many = "1 worker" if workers == 1 else f"{workers} workers"
    return f"Tickmark {VERSION} serves http://{place}:{port} with {many}; Ctrl+C stops it"


def ignore_other_signals() -> None:
    """There is nothing to load again: these would only stop the main process or all workers."""
    for name in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(name, signal.SIG_IGN)


def counting_respawns() -> Callable[[], None]:
    """Count one worker that was started again, where whichever worker is scraped finds it."""
    from service.web.edge.metrics import own_tallies

    tallies = own_tallies(lambda method, path: "none")
    return partial(tallies.note, "respawns")


class Respawns(dict[int, float]):
    """When each worker was started again.

    Granian looks here and gives up, with all workers, where one died within 5.5 seconds of that. A
    worker that is killed twice is no reason to stop the other: only one that dies again and again.
    """

    def __init__(self, count: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._count = count
        self._times: dict[int, deque[float]] = {}

    def __setitem__(self, worker: int, at: float) -> None:
        self._count()
        self._times.setdefault(worker, deque(maxlen=MOST_DEATHS)).append(at)
        super().__setitem__(worker, at)

    def get(self, worker: int, default: Any = None) -> Any:
        """The last time, if the worker died too often; else the default."""
        times = self._times.get(worker)
        if times is None or len(times) < MOST_DEATHS or times[-1] - times[0] > DEATHS_WITHIN:
            return default
        return times[-1]

    def clear(self) -> None:
        """Granian forgets at each turn; here it is remembered."""


def refuse_taken(host: str, port: int) -> None:
    """Granian shares a port with whoever listens there already, and each gets half of the requests.

    Raises: ConfigurationError naming the address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise ConfigurationError(f"{host}:{port}: {error.strerror or error}") from None
