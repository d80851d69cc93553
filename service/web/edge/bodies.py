"""Bodies read before a request is let in, so that one that never comes holds no one's place.

Comes in: a WSGI environment. Goes out: the same with its body in memory, or the problem. Not for:
what a body says. A server hands over a request once its head is there; its body may follow a byte
a minute.
"""

from __future__ import annotations

import io
import threading
from typing import Any

from service.web.edge.problems import ApiProblem

AT_A_TIME = 8
"""Bodies read at a time, a worker: the threads that are left beside the requests in flight."""


class BodyReader:
    """Reads bodies of at most `most` bytes; larger ones are left to be refused unread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places = threading.BoundedSemaphore(AT_A_TIME)

    def read(self, environ: dict[str, Any]) -> ApiProblem | None:
        """Put the whole body into `wsgi.input`; the problem where it cannot be had."""
        told = environ.get("CONTENT_LENGTH")
        if not told or not told.isdecimal() or not 0 < (length := int(told)) <= self._most:
            return None
        if not self._places.acquire(blocking=False):
            return BUSY
        try:
            body = environ["wsgi.input"].read(length)
        except (OSError, ValueError):
            body = b""
        finally:
            self._places.release()
        if len(body) < length:
            return CUT_SHORT
        environ["wsgi.input"] = io.BytesIO(body)
        return None


BUSY = ApiProblem(
    "overloaded", "more bodies at a time than are read; try again", headers={"Retry-After": "1"}
)
CUT_SHORT = ApiProblem("malformed-request", "the body is shorter than its Content-Length")
