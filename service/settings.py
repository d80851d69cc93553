"""Settings: everything that can be set from outside, from the environment alone, checked at the
start.

Comes in: environment variables that begin with `TICKMARK_`. Goes out: one frozen `Settings`. An
unknown `TICKMARK_` name or an unusable value is refused with its name, so that a misspelt limit
does not pass for a limit. Not for: secrets; there is none here, only the name of the file that
holds the tokens' hashes.

Kubernetes puts variables of each of its services into every container: one that is called tickmark
gives `TICKMARK_SERVICE_HOST` and `TICKMARK_PORT=tcp://...`. These are no settings, and are warned
of, not refused.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from corpus.base.errors import ConfigurationError

PREFIX = "TICKMARK_"
ORIGIN = re.compile(r"^https?://[A-Za-z0-9.\-\[\]:]{1,255}$")
FRAME_SOURCE = re.compile(r"^(?:https?://)?[A-Za-z0-9.*\-]{1,255}(?::[0-9]{1,5})?$")
OF_KUBERNETES = re.compile(
    r"(?:\w{1,64}_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w{1,64})?|PORT_\d{1,5}_(?:TCP|UDP|SCTP)(?:_\w{1,64})?)"
)
ADDRESS = re.compile(r"(?:tcp|udp|sctp)://")
"""What Kubernetes writes into `..._PORT`, which a person would give a number."""
LogLevel = Literal["requests", "errors", "off"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service was started with; docs/api.md lists each variable.

    `corpus` and `index` are folders (None: the shipped corpus, the cache of this user); `library`
    is the folder that documents are added to, and is served in place of `corpus` once it is there;
    `base_url` is put before links (empty: links are relative); `rate_limit` is requests a minute
    and client (0: none); `max_in_flight` requests are served at a time, more are shed with 503;
    sizes are in bytes, the answer cache in answers a process; `proxies` counts the trusted
    proxies in front.
    """

    corpus: Path | None = None
    library: Path | None = None
    index: Path | None = None
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    proxies: int = 0
    frame_ancestors: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    rate_limit: int = 0
    max_in_flight: int = 24
    max_body: int = 1_048_576
    answer_cache: int = 4096
    log: LogLevel = "requests"
    hsts: bool = False
    metrics: bool = True
    audit_log: Path | None = None
    tokens: Path | None = None

    @property
    def documents(self) -> Path | None:
        """The folder of documents that is served."""
        made = self.library is not None and self.library.is_dir()
        return self.library if made else self.corpus


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `TICKMARK_*` from the environment.

    Raises: ConfigurationError naming the variable that is unknown or has an unusable value.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(PREFIX)
    }
    known = {item.name for item in fields(Settings)}
    foreign = sorted(n for n in set(given) - known if _is_of_kubernetes(n.upper(), given[n]))
    if foreign:
        named = ", ".join(PREFIX + name.upper() for name in foreign)
        logging.getLogger("tickmark").warning("not settings, and not read: %s", named)
    unknown = sorted(set(given) - known - set(foreign))
    if unknown:
        raise ConfigurationError(f"{PREFIX}{unknown[0].upper()} is not a setting of Tickmark")
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in foreign:
            continue
        try:
            values[name] = READERS[name](text.strip())
        except ValueError as error:
            raise ConfigurationError(f"{PREFIX}{name.upper()}: {error}") from None
    return Settings(**values)


def _is_of_kubernetes(name: str, value: str) -> bool:
    """Whether an orchestrator set this variable for a service that is called like this program."""
    if OF_KUBERNETES.fullmatch(name):
        return True
    return name.split("_")[-1] == "PORT" and ADDRESS.match(value) is not None


def _folder(text: str) -> Path:
    if not text:
        raise ValueError("needs a path")
    return Path(text).expanduser()


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 12:
            raise ValueError(f"needs a whole number from {low} to {high}")
        number = int(text)
        if not low <= number <= high:
            raise ValueError(f"needs a whole number from {low} to {high}")
        return number

    return read


def _switch(text: str) -> bool:
    words = {"1": True, "true": True, "on": True, "yes": True}
    words |= {"0": False, "false": False, "off": False, "no": False}
    try:
        return words[text.lower()]
    except KeyError:
        raise ValueError("needs true or false") from None


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _hosts(text: str) -> tuple[str, ...]:
    hosts = _items(text)
    if not hosts:
        raise ValueError("needs at least one host name, or * for any")
    return hosts


def _matching(pattern: re.Pattern[str], example: str) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        items = _items(text)
        for item in items:
            if item != "*" and not pattern.fullmatch(item):
                raise ValueError(f"needs items such as {example}")
        return items

    return read


def _url(text: str) -> str:
    text = text.rstrip("/")
    scheme, _, rest = text.partition("://")
    origin, _, _ = rest.partition("/")
    if text and not ORIGIN.fullmatch(f"{scheme}://{origin}"):
        raise ValueError("needs an address such as https://tickmark.example")
    return text


def _log(text: str) -> str:
    if text not in ("requests", "errors", "off"):
        raise ValueError("needs requests, errors or off")
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "corpus": _folder,
    "library": _folder,
    "index": _folder,
    "base_url": _url,
    "trusted_hosts": _hosts,
    "proxies": _number(0, 8),
    "frame_ancestors": _matching(FRAME_SOURCE, "https://intranet.example"),
    "cors_origins": _matching(ORIGIN, "https://app.example"),
    "rate_limit": _number(0, 1_000_000),
    "max_in_flight": _number(1, 10_000),
    "max_body": _number(1_024, 104_857_600),
    "answer_cache": _number(0, 1_000_000),
    "log": _log,
    "hsts": _switch,
    "metrics": _switch,
    "audit_log": _folder,
    "tokens": _folder,
}
