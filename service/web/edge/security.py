"""Headers that every response carries, and who may call: pure functions over settings.

Comes in: `Settings`, a request's path, host and origin. Goes out: header pairs and verdicts. Not
for: sending them (`service.web.edge.middleware`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, IPv6Network

from service.settings import Settings

Header = tuple[str, str]

EXPOSED = "ETag, Link, Retry-After, X-Request-ID, X-Generation, Content-Disposition"
SENT = "Authorization, Content-Type, If-None-Match, X-Request-ID"
MAX_CLIENTS = 10_000
MOST_DEBT = 1.0
"""Minutes that a client waits at most for what it had."""


def page_policy(settings: Settings) -> str:
    """The Content-Security-Policy of all responses: nothing inline, nothing from elsewhere."""
    ancestors = " ".join(settings.frame_ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def security_headers(settings: Settings) -> tuple[Header, ...]:
    """What every response says to a browser, errors included."""
    resource = "cross-origin" if settings.cors_origins else "same-origin"
    headers = [
        ("Content-Security-Policy", page_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", resource),
        (
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        ),
        ("X-Permitted-Cross-Domain-Policies", "none"),
    ]
    if not settings.frame_ancestors:
        headers.append(("X-Frame-Options", "DENY"))
    if settings.hsts:
        headers.append(("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))
    return tuple(headers)


def host_is_trusted(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header names one of ours, its port aside; `*` trusts any well-formed one."""
    name, bracket, rest = host.rpartition("]")
    if bracket:
        name, port = name + bracket, rest
    else:
        name, _, port = host.partition(":")
        port = f":{port}" if port else ""
    if port and not (port[0] == ":" and port[1:].isascii() and port[1:].isdigit()):
        return False
    lowered = name.lower()
    if not lowered or any(char in lowered for char in " \t/\\@?#,"):
        return False
    return "*" in trusted or lowered in trusted


def cors_headers(settings: Settings, origin: str | None) -> tuple[Header, ...]:
    """What an allowed origin is told; nothing for others. No credentials are ever allowed."""
    if not settings.cors_origins:
        return ()
    if "*" in settings.cors_origins:
        return (
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", EXPOSED),
        )
    vary = (("Vary", "Origin"),)
    if origin not in settings.cors_origins or origin is None:
        return vary
    return (
        *vary,
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", EXPOSED),
    )


def preflight_headers(settings: Settings, environ: Mapping[str, object]) -> tuple[Header, ...]:
    """The answer to a browser that asks an allowed origin's way ahead; nothing for others."""
    origin = str(environ.get("HTTP_ORIGIN", ""))
    allowed = "*" in settings.cors_origins or origin in settings.cors_origins
    if not allowed or not environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD"):
        return ()
    return (
        ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
        ("Access-Control-Allow-Headers", SENT),
        ("Access-Control-Max-Age", "600"),
    )


class RateLimiter:
    """A token bucket a client: `per_minute` requests, refilled evenly, in one process.

    The bucket holds a sixth of a minute's worth, at least 10, so that a page with its parts passes.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._burst = max(10.0, per_minute / 6)
        self._debt = per_minute * MOST_DEBT
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_for(self, client: str) -> float:
        """Take one token; 0 where there was one, else the seconds until the next."""
        now = self._clock()
        with self._lock:
            tokens, seen = self._buckets.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + (now - seen) * self._rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
            self._buckets[client] = (tokens - 1 if wait == 0 else tokens, now)
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
        return wait

    def charge(self, client: str, tokens: float) -> None:
        """Take more tokens, also those that are not there yet: the next request waits for them."""
        with self._lock:
            if client in self._buckets:
                held, seen = self._buckets[client]
                self._buckets[client] = max(held - tokens, -self._debt), seen


def client_of(environ: dict[str, object], proxies: int) -> str:
    """The address to count for: the peer, or what the innermost trusted proxies passed on.

    Of an IPv6 address the network of 64 bits, all of whose addresses one client has.
    """
    peer = str(environ.get("REMOTE_ADDR", ""))
    if not proxies:
        return _network_of(peer)
    chain = [part.strip() for part in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    known = len(chain) >= proxies and chain[-proxies]
    return _network_of(chain[-proxies][:64] if known else peer)


def _network_of(address: str) -> str:
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.strip("[]").partition("%")[0])
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or IPv6Network((int(parsed) >> 64 << 64, 64)))
