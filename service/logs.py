"""What a server says to those who run it: JSON lines on standard error, all of one form.

Comes in: whatever is logged, warned of or not caught, here or in a library. Goes out: one line of
JSON each, with `time`, `level`, `event`, `logger`, and `request_id` and `trace_id` where a request
caused it. Not for: the lines of requests, which are many and written in bulk
(`service.web.edge.accesslog`), nor for commands, which talk to a person.
"""

from __future__ import annotations

import logging
import logging.config
import sys
import threading
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor


class Cause(NamedTuple):
    """The request that something is done for."""

    request_id: str
    trace_id: str


CAUSE: ContextVar[Cause | None] = ContextVar("cause", default=None)
HANDLERS = {
    name: {
        "class": "logging.StreamHandler",
        "formatter": "lines",
        "stream": "ext://sys.stderr",
    }
    for name in ("console", "access")
}
CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "service.logs.make_formatter"}},
    "handlers": HANDLERS,
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tickmark": {"level": "INFO"}, "_granian": {}},
}
"""For `logging.config.dictConfig`, and for the server, which names its handlers."""


def configure() -> None:
    """Make lines of all that this process logs, warns of and does not catch."""
    logging.config.dictConfig(CONFIG)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda told: _log_uncaught(
        told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
    )


def make_formatter() -> logging.Formatter:
    """The formatter of all handlers."""
    import structlog  # which only a server needs

    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _add_cause,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
    )


def _add_cause(_: Any, __: str, event: EventDict) -> EventDict:
    cause = CAUSE.get()
    if cause is not None:
        event.update(cause._asdict())
    return event


def _dumps(event: EventDict, **_: Any) -> str:
    try:
        return orjson.dumps(event, default=str).decode()
    except TypeError:  # text that is no Unicode, as of a file's name
        return orjson.dumps({name: _escaped(value) for name, value in event.items()}).decode()


def _escaped(value: object) -> str:
    return str(value).encode("utf-8", "backslashreplace").decode()


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("tickmark").critical("not caught", exc_info=(kind, error, trace))
