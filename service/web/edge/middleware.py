"""The edge: what happens to a request before Flask is entered and to a response after it is left.

Comes in: a WSGI application and settings. Goes out: a WSGI application that lets in by the gate,
gives repeated answers without entering Flask, compresses, and puts the same headers, request id
and log line on every response. Not for: what a response says, nor for who is let in
(`service.web.edge.gate`).

An answer is a pure function of the request and the generation: a view that declares so
(`environ[PURE] = generation`) has its response kept and given again until the generation changes.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from service.ask.memo import Bounded
from service.logs import CAUSE, Cause
from service.web.edge import problems
from service.web.edge.answercache import AnswerCache, Stored
from service.web.edge.bodies import BodyReader
from service.web.edge.encoding import (
    SMALLEST,
    coding_of,
    compress,
    compress_stream,
    encoded,
    is_worth_it,
)
from service.web.edge.gate import MAX_PATH, OVERLOADED, Gate, has_one_host
from service.web.edge.security import Header, cors_headers, preflight_headers, security_headers
from service.web.edge.tokens import Tokens
from service.web.edge.tracing import trace_of

if TYPE_CHECKING:
    from service.settings import Settings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Observer = Callable[["Exchange"], None]

PURE = "tickmark.pure"
REQUEST_ID = "tickmark.request_id"
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What whoever runs the service asks: answered whatever the Host, never limited, never shed."""
ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


class Exchange:
    """One request and its response, for observers: log line, metrics, audit."""

    __slots__ = (
        "cached",
        "environ",
        "placed",
        "request_id",
        "seconds",
        "shed",
        "size",
        "status",
        "trace_id",
    )

    def __init__(self, environ: Environ, request_id: str) -> None:
        self.environ = environ
        self.request_id = request_id
        self.trace_id = trace_of(environ.get("HTTP_TRACEPARENT"))
        self.status = 0
        self.size = 0
        self.seconds = 0.0
        self.cached = False
        self.placed = False
        """Whether it holds one of the places."""
        self.shed = ""
        """What ran out, where it was refused for load: places, bodies, or a client's rate."""


class Edge:
    """The WSGI wrapper; `observers` are called once a response has been handed over."""

    def __init__(
        self,
        app: Callable[[Environ, StartResponse], Iterable[bytes]],
        settings: Settings,
        generation: Callable[[], str],
        fast: Callable[[Environ], Stored | None] | None = None,
    ) -> None:
        self.app = app
        self.settings = settings
        self.generation = generation
        self.fast = fast
        self.observers: list[Observer] = []
        # With an audit log every question is answered anew, so that every one is logged.
        self.answers = AnswerCache(0 if settings.audit_log else settings.answer_cache)
        self._headers = security_headers(settings)
        self.gate = Gate(settings)
        self._tokens = Tokens(settings.tokens) if settings.tokens is not None else None
        self.bodies = BodyReader(settings.max_body)
        self._lacked: Bounded[tuple[str, ...], tuple[Header, ...]] = Bounded(256)
        self._prefix = os.urandom(6).hex()
        self._numbers = itertools.count(1)
        if settings.log == "requests":
            from service.web.edge.accesslog import AccessLog

            self.observers.append(AccessLog(sys.stderr))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        exchange = Exchange(environ, self._request_id(environ))
        environ[REQUEST_ID] = exchange.request_id
        if environ["PATH_INFO"] in PROBES and has_one_host(environ):
            environ["HTTP_HOST"] = "localhost"
            return self._hand_over(None, exchange, started, start_response)
        refusal = self.gate.refusal(environ)
        if refusal is not None:
            return self._refuse(refusal, exchange, started, start_response)
        if environ["REQUEST_METHOD"] == "OPTIONS" and self.settings.cors_origins:
            preflight = preflight_headers(self.settings, environ)
            if preflight:
                allowed = Stored("204 NO CONTENT", [*preflight, *self._headers], b"", None, "")
                return self._give(allowed, exchange, started, start_response)
        refusal = self._tokens.refusal(environ) if self._tokens is not None else None
        if refusal is not None:
            return self._refuse(refusal, exchange, started, start_response)
        key = self._key(environ)
        if key is not None:
            known = self.answers.get(key, self.generation)
            if known is not None:
                exchange.cached = True
                return self._give(known, exchange, started, start_response)
        if environ.get("CONTENT_LENGTH"):
            refusal = self.bodies.read(environ, self.gate.client(environ))
        if refusal is None:
            exchange.placed = self.gate.enter()
            refusal = None if exchange.placed else OVERLOADED
        if refusal is not None:
            return self._refuse(refusal, exchange, started, start_response)
        return self._hand_over(key, exchange, started, start_response)

    def _hand_over(
        self,
        key: tuple[str, ...] | None,
        exchange: Exchange,
        started: float,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Let the application answer a request that holds a place, or is a probe."""
        environ = exchange.environ
        CAUSE.set(Cause(exchange.request_id, exchange.trace_id))
        worked = time.thread_time()
        try:
            quick = self.fast(environ) if self.fast is not None else None
            made = _call(self.app, environ) if quick is None else quick
        except BaseException:
            self._leave(exchange)
            raise
        finally:
            CAUSE.set(None)
            self.gate.charge(environ, time.thread_time() - worked)
        if isinstance(made, Stored):
            self._leave(exchange)
            stored = self._finish(key, environ, made)
            return self._give(stored, exchange, started, start_response)
        return self._stream(*made, exchange, started, start_response)

    def _leave(self, exchange: Exchange) -> None:
        if exchange.placed:
            exchange.placed = False
            self.gate.leave()

    def _request_id(self, environ: Environ) -> str:
        given = environ.get("HTTP_X_REQUEST_ID")
        if given and len(given) <= 64 and ID_CHARACTERS.issuperset(given):
            return str(given)
        return f"{self._prefix}-{next(self._numbers):x}"

    def _key(self, environ: Environ) -> tuple[str, ...] | None:
        if environ["REQUEST_METHOD"] != "GET":
            return None
        return (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            coding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )

    def _finish(self, key: tuple[str, ...] | None, environ: Environ, made: Stored) -> Stored:
        """Compress, add the headers that all responses carry, and keep what is pure."""
        headers, body = made.headers, made.body
        if len(body) >= SMALLEST and _wants_gzip(environ, headers):
            body = compress(body)
            headers = encoded(headers, len(body))
        headers = [*headers, *self._lacking(tuple([name for name, _ in headers]))]
        stored = Stored(made.status, headers, body, made.etag, made.generation)
        if key is not None and stored.generation and stored.status.startswith("200"):
            self.answers.put(key, stored)
        return stored

    def _lacking(self, names: tuple[str, ...]) -> tuple[Header, ...]:
        """The headers of all responses that one with headers of these names does not set itself."""
        known = self._lacked.get(names)
        if known is None:
            lower = {name.lower() for name in names}
            found = tuple(pair for pair in self._headers if pair[0].lower() not in lower)
            known = self._lacked.keep(names, found)
        return known

    def _give(
        self, stored: Stored, exchange: Exchange, started: float, start_response: StartResponse
    ) -> list[bytes]:
        status, headers, body = stored.status, stored.headers, stored.body
        environ = exchange.environ
        given = environ.get("HTTP_IF_NONE_MATCH")
        if given and stored.generation and status[:3] == "200" and stored.matches(given):
            status, body = "304 NOT MODIFIED", b""
            headers = [pair for pair in headers if not pair[0].startswith("Content-")]
            headers += [pair for pair in self._headers if pair[0].startswith("Content-")]
        start_response(status, [*headers, *self._own_headers(exchange)])
        self._observe(exchange, status, len(body), started)
        return [body]

    def _stream(
        self,
        status: str,
        headers: list[Header],
        body: Iterable[bytes],
        exchange: Exchange,
        started: float,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        if _wants_gzip(exchange.environ, headers):
            body, headers = compress_stream(body), encoded(headers, None)
        headers = [*headers, *self._lacking(tuple([name for name, _ in headers]))]
        start_response(status, [*headers, *self._own_headers(exchange)])

        def done(size: int) -> None:
            self._leave(exchange)
            self.gate.charge(exchange.environ, pieces.worked)
            self._observe(exchange, status, size, started)

        pieces = _Pieces(body, done)
        return pieces

    def _refuse(
        self,
        problem: problems.ApiProblem,
        exchange: Exchange,
        started: float,
        start_response: StartResponse,
    ) -> list[bytes]:
        kind = problem.kind
        exchange.shed = problem.sheds
        body = problems.problem_body(
            kind,
            problem.detail,
            instance=str(exchange.environ.get("PATH_INFO", ""))[:MAX_PATH],
            request_id=exchange.request_id,
        )
        headers = [
            ("Content-Type", problems.MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *problem.headers.items(),
            *self._headers,
            *self._own_headers(exchange),
        ]
        status = f"{kind.status} {kind.title}"
        start_response(status, headers)
        self._observe(exchange, status, len(body), started)
        return [b"" if exchange.environ["REQUEST_METHOD"] == "HEAD" else body]

    def _own_headers(self, exchange: Exchange) -> tuple[Header, ...]:
        own: tuple[Header, ...] = (("X-Request-ID", exchange.request_id),)
        if self._tokens is not None:
            own = (*own, ("Vary", "Authorization"))
        if self.settings.cors_origins:
            origin = exchange.environ.get("HTTP_ORIGIN")
            return (*own, *cors_headers(self.settings, origin))
        return own

    def _observe(self, exchange: Exchange, status: str, size: int, started: float) -> None:
        if not self.observers:
            return
        exchange.status = int(status[:3])
        exchange.size = size
        exchange.seconds = time.perf_counter() - started
        for observer in self.observers:
            observer(exchange)


class _Pieces:
    """A streamed body that says once how much of it was sent, however it ends."""

    def __init__(self, body: Iterable[bytes], done: Callable[[int], None]) -> None:
        self._body = body
        self._done: Callable[[int], None] | None = done
        self._size = 0
        self.worked = 0.0
        """Seconds of processor time that making the pieces took."""

    def __iter__(self) -> Iterator[bytes]:
        try:
            pieces = iter(self._body)
            while True:
                since = time.thread_time()
                piece = next(pieces, None)
                self.worked += time.thread_time() - since
                if piece is None:
                    return
                self._size += len(piece)
                yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Called by the server when the response ended or the client left."""
        done, self._done = self._done, None
        try:
            close = getattr(self._body, "close", None)
            if close:
                close()
        finally:
            if done:
                done(self._size)


def _call(
    app: Callable[[Environ, StartResponse], Iterable[bytes]], environ: Environ
) -> Stored | tuple[str, list[Header], Iterable[bytes]]:
    """Run a WSGI application: the response as a whole where it is one, else its parts."""
    caught: list[Any] = []

    def start(status: str, headers: list[Header], exc_info: Any = None) -> Callable[[bytes], None]:
        caught[:] = [status, headers]
        return _refuse_write

    body = app(environ, start)
    if not caught:  # an iterable that starts the response with its first piece
        pieces = iter(body)
        body = itertools.chain([next(pieces, b"")], pieces)
    status, headers = caught[0], list(caught[1])
    names = {name.lower(): value for name, value in headers}
    if "content-length" not in names and not hasattr(body, "__len__"):
        return status, headers, body
    try:
        joined = b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close:
            close()
    return Stored(status, headers, joined, names.get("etag"), environ.get(PURE, ""))


def _refuse_write(_: bytes) -> None:
    raise RuntimeError("write() of WSGI is not supported")


def _wants_gzip(environ: Environ, headers: list[Header]) -> bool:
    coding = coding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return coding == "gzip" and environ["REQUEST_METHOD"] != "HEAD" and is_worth_it(headers)
