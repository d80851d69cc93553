"""One line of JSON a request, without personal data: no address, no question, no headers.

Comes in: an `Exchange`. Goes out: a line on a stream. Not for: the audit log, which is chained
and kept.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

import orjson

if TYPE_CHECKING:
    from service.middleware import Exchange


class AccessLog:
    """An observer of the edge that writes each exchange as one JSON line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, exchange: Exchange) -> None:
        """Write the line; a closed or broken stream is no reason to fail a request."""
        record = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "level": "error" if exchange.status >= 500 else "info",
            "request_id": exchange.request_id,
            "method": exchange.environ.get("REQUEST_METHOD"),
            "path": exchange.environ.get("PATH_INFO"),
            "status": exchange.status,
            "ms": round(exchange.seconds * 1000, 3),
            "bytes": exchange.size,
            "cached": exchange.cached,
        }
        try:
            line = orjson.dumps(record).decode()
        except TypeError:  # a path that is not Unicode
            record["path"] = ascii(record["path"])
            line = orjson.dumps(record).decode()
        try:
            self._stream.write(line + "\n")
        except (OSError, ValueError):
            return
