"""Who is let in: hosts, addresses, rates and places, decided before a request costs anything.

Comes in: a WSGI environment. Goes out: the problem that it is refused with, or None. Not for: what
a request asks, nor for probes, which pass by.

A rate is paid for twice: a request takes one token, and once it is answered another for each
`TOKEN_SECONDS` of processor time that it took. So a batch, an export and a plain question cost a
client what they cost the service, whatever the route.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from service.web.edge import problems
from service.web.edge.security import RateLimiter, client_of, host_is_trusted

if TYPE_CHECKING:
    from service.settings import Settings

MAX_QUERY = 8_192
MAX_PATH = 1_024
KNOWN_HOSTS = 256
TOKEN_SECONDS = 0.05
"""Seconds of processor time that one token pays for: about ten new questions."""


class Gate:
    """Hosts, rates and places of one process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limiter = RateLimiter(settings.rate_limit) if settings.rate_limit else None
        self._hosts: dict[str, bool] = {}
        self._in_flight = 0
        self._lock = threading.Lock()

    @property
    def in_flight(self) -> int:
        """Requests that hold a place."""
        return self._in_flight

    def client(self, environ: dict[str, Any]) -> str:
        """Whom a request counts for."""
        return client_of(environ, self._settings.proxies)

    def refusal(self, environ: dict[str, Any]) -> problems.ApiProblem | None:
        """Why a request is not let in, if so; it takes a token where it is."""
        if not self._knows(environ.get("HTTP_HOST", "")):
            return STRANGE_HOST
        if len(environ.get("QUERY_STRING", "")) > MAX_QUERY or len(environ["PATH_INFO"]) > MAX_PATH:
            return LONG_ADDRESS
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            return NO_LENGTH
        wait = self._limiter.wait_for(self.client(environ)) if self._limiter is not None else 0.0
        return self._too_many(wait) if wait else None

    def charge(self, environ: dict[str, Any], seconds: float) -> None:
        """Let a client pay for the processor time of its request."""
        if self._limiter is not None and seconds > TOKEN_SECONDS:
            self._limiter.charge(self.client(environ), seconds / TOKEN_SECONDS)

    def enter(self) -> bool:
        """Take a place; False where all are taken."""
        with self._lock:
            if self._in_flight >= self._settings.max_in_flight:
                return False
            self._in_flight += 1
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._in_flight -= 1

    def _knows(self, host: str) -> bool:
        trusted = self._hosts.get(host)
        if trusted is None:
            trusted = host_is_trusted(host, self._settings.trusted_hosts)
            if len(self._hosts) < KNOWN_HOSTS:
                self._hosts[host] = trusted
        return trusted

    def _too_many(self, wait: float) -> problems.ApiProblem:
        return problems.ApiProblem(
            "too-many-requests",
            f"at most {self._settings.rate_limit} requests a minute, or what costs as much; "
            "try again shortly",
            headers={"Retry-After": str(int(wait) + 1)},
            sheds="rate",
        )


def has_one_host(environ: dict[str, Any]) -> bool:
    """Whether a request has one Host header, as HTTP/1.1 demands (RFC 9112, 3.2)."""
    host = environ.get("HTTP_HOST")
    return "," not in host if host else environ.get("SERVER_PROTOCOL") != "HTTP/1.1"


STRANGE_HOST = problems.ApiProblem("untrusted-host", "set TICKMARK_TRUSTED_HOSTS to serve it")
LONG_ADDRESS = problems.ApiProblem(
    "address-too-long", f"at most {MAX_PATH} characters of path and {MAX_QUERY} of query"
)
NO_LENGTH = problems.ApiProblem("length-required", "send the body with a Content-Length")
OVERLOADED = problems.ApiProblem(
    "overloaded",
    "more requests at a time than are served; try again",
    headers={"Retry-After": "1"},
    sheds="places",
)
