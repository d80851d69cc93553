"""The edge: what happens to a request before Flask is entered and to a response after it is left.

Comes in: a WSGI application and settings. Goes out: a WSGI application that refuses strangers'
hosts, sheds load, counts clients, gives repeated answers without entering Flask, compresses, and
puts the same headers, request id and log line on every response. Not for: what a response says.

An answer is a pure function of the request and the generation: a view that declares so
(`environ[PURE] = generation`) has its response kept and given again until the generation changes.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from service.ask.memo import Bounded
from service.web.edge import problems
from service.web.edge.answercache import AnswerCache, Stored, compress, compress_stream
from service.web.edge.bodies import BodyReader
from service.web.edge.security import (
    Header,
    RateLimiter,
    client_of,
    cors_headers,
    host_is_trusted,
    preflight_headers,
    security_headers,
)

if TYPE_CHECKING:
    from service.settings import Settings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Observer = Callable[["Exchange"], None]

PURE = "tickmark.pure"
REQUEST_ID = "tickmark.request_id"
MAX_QUERY = 8_192
MAX_PATH = 1_024
SMALLEST_COMPRESSED = 1_024
COMPRESSIBLE = ("application/", "text/", "image/svg+xml")
INCOMPRESSIBLE = (
    "application/vnd.openxmlformats",
    "application/vnd.apache.parquet",
    "application/zip",
)
ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


class Exchange:
    """One request and its response, for observers: log line, metrics, audit."""

    __slots__ = ("cached", "environ", "request_id", "seconds", "size", "status")

    def __init__(self, environ: Environ, request_id: str) -> None:
        self.environ = environ
        self.request_id = request_id
        self.status = 0
        self.size = 0
        self.seconds = 0.0
        self.cached = False


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
        self._limiter = RateLimiter(settings.rate_limit) if settings.rate_limit else None
        self._bodies = BodyReader(settings.max_body)
        self._hosts: dict[str, bool] = {}
        self._lacked: Bounded[tuple[str, ...], tuple[Header, ...]] = Bounded(256)
        self._in_flight = 0
        self._lock = threading.Lock()
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
        refusal = self._refusal(environ)
        if refusal is not None:
            return self._refuse(refusal, exchange, started, start_response)
        if environ["REQUEST_METHOD"] == "OPTIONS" and self.settings.cors_origins:
            preflight = preflight_headers(self.settings, environ)
            if preflight:
                allowed = Stored("204 NO CONTENT", [*preflight, *self._headers], b"", None, "")
                return self._give(allowed, exchange, started, start_response)
        key = self._key(environ)
        if key is not None:
            known = self.answers.get(key, self.generation)
            if known is not None:
                exchange.cached = True
                return self._give(known, exchange, started, start_response)
        refusal = self._bodies.read(environ) if environ.get("CONTENT_LENGTH") else None
        if refusal is not None:
            return self._refuse(refusal, exchange, started, start_response)
        if not self._enter():
            return self._refuse(_OVERLOADED, exchange, started, start_response)
        try:
            quick = self.fast(environ) if self.fast is not None else None
            made = _call(self.app, environ) if quick is None else quick
        except BaseException:
            self._leave()
            raise
        if isinstance(made, Stored):
            self._leave()
            stored = self._finish(key, environ, made)
            return self._give(stored, exchange, started, start_response)
        return self._stream(*made, exchange, started, start_response)

    def _request_id(self, environ: Environ) -> str:
        given = environ.get("HTTP_X_REQUEST_ID")
        if given and len(given) <= 64 and ID_CHARACTERS.issuperset(given):
            return str(given)
        return f"{self._prefix}-{next(self._numbers):x}"

    def _refusal(self, environ: Environ) -> problems.ApiProblem | None:
        host = environ.get("HTTP_HOST", "")
        trusted = self._hosts.get(host)
        if trusted is None:
            trusted = host_is_trusted(host, self.settings.trusted_hosts)
            if len(self._hosts) < 256:
                self._hosts[host] = trusted
        if not trusted:
            return _STRANGE_HOST
        if len(environ.get("QUERY_STRING", "")) > MAX_QUERY or len(environ["PATH_INFO"]) > MAX_PATH:
            return _LONG_ADDRESS
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            return _NO_LENGTH
        if self._limiter is not None:
            wait = self._limiter.wait_for(client_of(environ, self.settings.proxies))
            if wait:
                return problems.ApiProblem(
                    "too-many-requests",
                    f"at most {self.settings.rate_limit} requests a minute; try again shortly",
                    headers={"Retry-After": str(int(wait) + 1)},
                )
        return None

    def _key(self, environ: Environ) -> tuple[str, ...] | None:
        if environ["REQUEST_METHOD"] != "GET":
            return None
        return (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "",
        )

    def _enter(self) -> bool:
        with self._lock:
            if self._in_flight >= self.settings.max_in_flight:
                return False
            self._in_flight += 1
            return True

    def _leave(self) -> None:
        with self._lock:
            self._in_flight -= 1

    def _finish(self, key: tuple[str, ...] | None, environ: Environ, made: Stored) -> Stored:
        """Compress, add the headers that all responses carry, and keep what is pure."""
        headers, body = made.headers, made.body
        if _wants_gzip(environ, headers) and len(body) >= SMALLEST_COMPRESSED:
            body = compress(body)
            headers = _encoded(headers, len(body))
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
            body, headers = compress_stream(body), _encoded(headers, None)
        headers = [*headers, *self._lacking(tuple([name for name, _ in headers]))]
        start_response(status, [*headers, *self._own_headers(exchange)])

        def done(size: int) -> None:
            self._leave()
            self._observe(exchange, status, size, started)

        return _Pieces(body, done)

    def _refuse(
        self,
        problem: problems.ApiProblem,
        exchange: Exchange,
        started: float,
        start_response: StartResponse,
    ) -> list[bytes]:
        kind = problem.kind
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
        own = (("X-Request-ID", exchange.request_id),)
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

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._body:
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


_STRANGE_HOST = problems.ApiProblem("untrusted-host", "set TICKMARK_TRUSTED_HOSTS to serve it")
_LONG_ADDRESS = problems.ApiProblem(
    "address-too-long", f"at most {MAX_PATH} characters of path and {MAX_QUERY} of query"
)
_NO_LENGTH = problems.ApiProblem("length-required", "send the body with a Content-Length")
_OVERLOADED = problems.ApiProblem(
    "overloaded", "more requests at a time than are served; try again", headers={"Retry-After": "1"}
)


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
    if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return False
    names = {name.lower(): value for name, value in headers}
    media = names.get("content-type", "")
    return (
        "content-encoding" not in names
        and environ["REQUEST_METHOD"] != "HEAD"
        and media.startswith(COMPRESSIBLE)
        and not media.startswith(INCOMPRESSIBLE)
    )


def _encoded(headers: list[Header], length: int | None) -> list[Header]:
    kept = [pair for pair in headers if pair[0].lower() != "content-length"]
    if length is not None:
        kept.append(("Content-Length", str(length)))
    return [*kept, ("Content-Encoding", "gzip")]
