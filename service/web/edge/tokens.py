"""Who may do what: bearer tokens with scopes, known by their SHA-256 alone.

Comes in: a file of tokens, a request. Goes out: the name of whoever asks, or the problem. Not for:
making tokens (docs/security.md shows how), nor for people: a sign-on in front is theirs.

A line of the file is a name, its scopes with commas between, and the SHA-256 of the token in hex:

    # who      may          hash
    desk       read         6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b
    loader     read,add     d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35
    anyone     read         -

`-` in place of a hash is a request without a token. Without a file anyone may read. The file is
read again when it changes, so a line that is taken out is a token revoked.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.base.errors import ConfigurationError
from service.web.edge.problems import ApiProblem

NAMED = "tickmark.token"
"""Where the name of the token stands in a request's environment."""
SCOPES = frozenset({"read", "add", "remove"})
OF_METHOD = {"PUT": "add", "PATCH": "add", "DELETE": "remove"}
"""What a method needs; all others read, also a question that is sent."""
NOBODY = "-"
LOOK_EVERY = 1.0
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}|-")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is, and what it is good for."""

    name: str
    scopes: frozenset[str]


class Tokens:
    """The tokens of a file; all of them in memory, by hash."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises: ConfigurationError where the file cannot be read."""
        self._path = path
        self._clock = clock
        self._mark = _mark(path)
        self._holders = read_tokens(path)
        self._look_at = clock() + LOOK_EVERY

    def refusal(self, environ: dict[str, Any]) -> ApiProblem | None:
        """Why a request may not do what it asks for; where it may, `NAMED` says who asks."""
        self._look()
        scheme, _, token = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        given = scheme.lower() == "bearer"
        key = sha256(token.strip().encode("latin-1", "replace")).hexdigest() if given else NOBODY
        holder = self._holders.get(key)
        if holder is None:
            return UNKNOWN if given else NEEDED
        scope = OF_METHOD.get(environ["REQUEST_METHOD"], "read")
        if scope not in holder.scopes:
            return _not_enough(scope) if given else NEEDED
        environ[NAMED] = holder.name
        return None

    def _look(self) -> None:
        """Read the file again where it changed; what cannot be read leaves what was read."""
        if self._clock() < self._look_at:
            return
        self._look_at = self._clock() + LOOK_EVERY
        mark = _mark(self._path)
        if mark == self._mark:
            return
        self._mark = mark
        try:
            self._holders = read_tokens(self._path)
        except ConfigurationError as error:
            logging.getLogger("tickmark").error("the tokens stay as they were: %s", error)


def read_tokens(path: Path) -> dict[str, Holder]:
    """The holders of a file of tokens, by hash. Raises: ConfigurationError naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"TICKMARK_TOKENS: {path}: {error}") from None
    holders: dict[str, Holder] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        scopes = frozenset(words[1].split(",")) if len(words) == 3 else frozenset()
        fits = _NAME.fullmatch(words[0]) and _HASH.fullmatch(words[-1])
        if not (fits and scopes and scopes <= SCOPES) or words[-1] in holders:
            raise ConfigurationError(
                f"TICKMARK_TOKENS: {path}: line {number}: needs a name, scopes such as read,add, "
                "and the SHA-256 of a token that no other line has"
            )
        holders[words[-1]] = Holder(words[0], scopes)
    return holders


def _mark(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _not_enough(scope: str) -> ApiProblem:
    says = f'Bearer realm="tickmark", error="insufficient_scope", scope="{scope}"'
    return ApiProblem(
        "forbidden", f"the token is not good for {scope}", headers={"WWW-Authenticate": says}
    )


NEEDED = ApiProblem(
    "unauthorized",
    "send Authorization: Bearer and a token",
    headers={"WWW-Authenticate": 'Bearer realm="tickmark"'},
)
UNKNOWN = ApiProblem(
    "unauthorized",
    "the token is not known, or no longer",
    headers={"WWW-Authenticate": 'Bearer realm="tickmark", error="invalid_token"'},
)
