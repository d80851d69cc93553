"""Bodies read before a request is let in, so that one that never comes holds no one's place.

Comes in: a WSGI environment. Goes out: the same with its body in memory, or the problem. Not for:
what a body says. A server hands over a request once its head is there; its body may follow a byte
a minute.

Reading waits in the server, and nothing interrupts it but the end of its connection. So what is
being read is noted here, and `service.upkeep` ends the connections of the clients that are
`overdue`. Until then a client has its share of the places and no more.
"""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from service.web.edge.problems import ApiProblem

AT_A_TIME = 64
"""Bodies read at a time, a worker: as many threads beside those of the requests in flight."""
OF_ONE_CLIENT = 48
"""Of these for one client, so that a client alone cannot have all."""
DEADLINE = 10.0
"""Seconds from a request's head to the end of its body."""


class BodyReader:
    """Reads bodies of at most `most` bytes; larger ones are left to be refused unread."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._clients: Counter[str] = Counter()
        self._waiting: dict[int, tuple[float, str]] = {}

    def read(self, environ: dict[str, Any], client: str) -> ApiProblem | None:
        """Put the whole body into `wsgi.input`; the problem where it cannot be had."""
        told = environ.get("CONTENT_LENGTH")
        if not told or not told.isdecimal() or not 0 < (length := int(told)) <= self._most:
            return None
        if not self._enter(environ, client):
            return BUSY
        try:
            body = environ["wsgi.input"].read(length)
        except (OSError, ValueError):
            body = b""
        finally:
            self._leave(environ, client)
        if len(body) < length:
            return CUT_SHORT
        environ["wsgi.input"] = io.BytesIO(body)
        return None

    def overdue(self) -> set[str]:
        """The addresses whose connections hold a body that has been coming for too long."""
        before = self._clock() - DEADLINE
        with self._lock:
            return {peer for since, peer in self._waiting.values() if since <= before}

    def _enter(self, environ: dict[str, Any], client: str) -> bool:
        with self._lock:
            if len(self._waiting) >= AT_A_TIME or self._clients[client] >= OF_ONE_CLIENT:
                return False
            self._clients[client] += 1
            self._waiting[id(environ)] = self._clock(), str(environ.get("REMOTE_ADDR", ""))
            return True

    def _leave(self, environ: dict[str, Any], client: str) -> None:
        with self._lock:
            del self._waiting[id(environ)]
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]


BUSY = ApiProblem(
    "overloaded",
    "more bodies at a time than are read; try again",
    headers={"Retry-After": "1"},
    sheds="bodies",
)
CUT_SHORT = ApiProblem("malformed-request", "the body is shorter than its Content-Length")
