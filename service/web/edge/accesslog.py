"""One line of JSON a request, without personal data: no address, no question, no headers.

Comes in: an `Exchange`. Goes out: a line on a stream. Not for: the audit log, which is chained
and kept.

The request only leaves a record; a thread writes what has come together every tenth of a second,
so that a line costs a request about a microsecond. A process that is killed loses that tenth. The
lines have the members of all others (`service.logs`); made by hand they cost half.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, TextIO

import orjson

if TYPE_CHECKING:
    from service.web.edge.middleware import Exchange

EVERY = 0.1
MAX_WAITING = 100_000
Record = tuple[float, str, str, object, object, int, float, int, bool]


class AccessLog:
    """An observer of the edge that writes each exchange as one JSON line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[Record] = deque(maxlen=MAX_WAITING)
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, exchange: Exchange) -> None:
        """Leave the record of an exchange."""
        self._waiting.append(
            (
                time.time(),
                exchange.request_id,
                exchange.trace_id,
                exchange.environ.get("REQUEST_METHOD"),
                exchange.environ.get("PATH_INFO"),
                exchange.status,
                exchange.seconds,
                exchange.size,
                exchange.cached,
            )
        )
        if self._thread is None:
            self._start()

    def flush(self) -> None:
        """Write what waits; a closed or broken stream is no reason to fail."""
        with self._writing:
            lines = []
            while self._waiting:
                lines.append(_line(self._waiting.popleft()))
            if not lines:
                return
            try:
                self._stream.write("".join(lines))
                self._stream.flush()
            except (OSError, ValueError):
                return

    def _start(self) -> None:
        with self._writing:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)
            self._thread.start()
        atexit.register(self.flush)

    def _run(self) -> None:
        while not self._wake.wait(EVERY):
            self.flush()


def _line(record: Record) -> str:
    at, request_id, trace_id, method, path, status, seconds, size, cached = record
    fields = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03d}Z",
        "level": "error" if status >= 500 else "info",
        "event": "request",
        "logger": "tickmark.requests",
        "request_id": request_id,
        "trace_id": trace_id,
        "method": method,
        "path": path,
        "status": status,
        "ms": round(seconds * 1000, 3),
        "bytes": size,
        "cached": cached,
    }
    try:
        line = orjson.dumps(fields)
    except TypeError:  # a path that is not Unicode
        line = orjson.dumps(fields | {"path": ascii(path), "method": ascii(method)})
    return line.decode() + "\n"
