"""The log of questions and answers: append-only JSON lines, each chained to the one before by hash.

Comes in: a question with its answer. Goes out: one line at the end of a file; and, for `audit-log
verify`, the first line that is not what was written. Not for: access logs
(`service.web.edge.accesslog`), nor for who asked beyond the name of a token: no address and no
header is in it.

A line ends in `,"hash":"<hex>"}`: the SHA-256 of the line's bytes with that member taken out. Its
`previous` is the hash of the line before (64 zeros in the first), its `number` counts from 1. So
a line that is altered, removed, moved or put in between is found. What a chain cannot show is that
lines were cut off its end: note the last hash elsewhere, and verify with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from corpus.base.errors import ConfigurationError

START = "0" * 64
_HASH = b',"hash":"'
_HASH_END = b'"}'
_TAIL = len(_HASH) + 64 + len(_HASH_END)
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """How a log stands: `lines` that hold, the hash of the last one, and the first fault."""

    lines: int
    head: str
    broken: int | None = None
    reason: str = ""
    seen: bool = True
    """Whether the hash that was expected is in the chain; True where none was."""


class AuditLog:
    """A log file that several processes and threads may write.

    Every line is written under an exclusive lock on the file, in one write, and is on the disk
    before the answer is given.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> None:
        """Raises: ConfigurationError where the file cannot be written."""
        with self._locked():
            pass

    def record(
        self,
        request_id: str,
        generation: str,
        scope: str | None,
        answer: dict[str, Any],
        token: str | None = None,
    ) -> str:
        """Append a line for an answer of the contract; its hash.

        Raises: ConfigurationError where it cannot be written: then the answer is not to be given.
        """
        fields = {
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "request_id": request_id,
            "token": token,
            "generation": generation,
            "question": answer["question"],
            "scope": scope,
            "answer_id": answer.get("answer_id"),
            "status": answer["status"],
            "kind": answer["kind"],
            "answer_sha256": answer_digest(answer),
        }
        with self._locked() as descriptor:
            number, previous, torn = _end_of(descriptor)
            line, digest = seal({"number": number + 1, **fields, "previous": previous})
            _append(descriptor, (b"\n" if torn else b"") + line + b"\n", self._path)
        return digest

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, open for appending and locked against other writers."""
        try:
            descriptor = self._open()
        except OSError as error:
            raise ConfigurationError(
                f"TICKMARK_AUDIT_LOG: {self._path}: {error.strerror}"
            ) from None
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        while True:
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            descriptor = os.open(self._path, flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                # Whoever rotates the log may have moved it while this writer waited.
                if os.path.samestat(os.fstat(descriptor), os.stat(self._path)):
                    return descriptor
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)


def answer_digest(answer: dict[str, Any]) -> str:
    """SHA-256 of an answer: JSON with sorted members and no blanks, without `id` and `passages`."""
    kept = {name: value for name, value in answer.items() if name not in ("id", "passages")}
    return hashlib.sha256(_json(kept, orjson.OPT_SORT_KEYS)).hexdigest()


def seal(fields: dict[str, Any]) -> tuple[bytes, str]:
    """A line (without its end) and its hash."""
    body = _json(fields)
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + _HASH + digest.encode() + _HASH_END, digest


def verify_log(stream: BinaryIO, expected: str | None = None) -> LogVerdict:
    """Walk a log from its beginning to the first line that is not what was written."""
    previous, count, seen = START, 0, expected in (None, START)
    for number, raw in enumerate(stream, start=1):
        fault = _fault(raw, number, previous)
        if fault is not None:
            return LogVerdict(count, previous, number, fault, seen)
        previous = _hash_of(raw.rstrip(b"\n"))
        count = number
        seen = seen or previous == expected
    return LogVerdict(count, previous, seen=seen)


def _fault(raw: bytes, number: int, previous: str) -> str | None:
    if not raw.endswith(b"\n"):
        return "is cut short"
    line = raw[:-1]
    if line[-_TAIL : len(line) - 64 - len(_HASH_END)] != _HASH or not line.endswith(_HASH_END):
        return "does not end in its hash"
    body = line[:-_TAIL] + b"}"
    if hashlib.sha256(body).hexdigest() != _hash_of(line):
        return "was altered: its hash is not that of its text"
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "is not JSON"
    if not isinstance(fields, dict) or fields.get("previous") != previous:
        return "does not follow the line before it: a line was altered, removed or put in between"
    if fields.get("number") != number:
        return f"is numbered {fields.get('number')}"
    return None


def _hash_of(line: bytes) -> str:
    return line[-64 - len(_HASH_END) : -len(_HASH_END)].decode("ascii", "replace")


def _end_of(descriptor: int) -> tuple[int, str, bool]:
    """The number and hash of the last line, and whether it lacks its end.

    A line that was torn by a crash keeps its place: the next is chained to the hash of its bytes,
    and `audit-log verify` shows it.
    """
    size = os.fstat(descriptor).st_size
    if size == 0:
        return 0, START, False
    block, reach = b"", 0
    while reach < size and b"\n" not in block[:-1]:
        reach = min(size, reach + _BLOCK)
        block = os.pread(descriptor, reach, size - reach)
    torn = not block.endswith(b"\n")
    line = block.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    try:
        return int(orjson.loads(line)["number"]), _hash_of(line), torn
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return _count_lines(descriptor, size), hashlib.sha256(line).hexdigest(), torn


def _count_lines(descriptor: int, size: int) -> int:
    """Lines of the file, a last one without end among them."""
    count = at = 0
    last = b""
    while at < size and (block := os.pread(descriptor, _BLOCK, at)):
        count, at, last = count + block.count(b"\n"), at + len(block), block
    return count + (not last.endswith(b"\n"))


def _append(descriptor: int, data: bytes, path: Path) -> None:
    before = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, data) != len(data):
            raise OSError(28, "No space left on device")
        os.fdatasync(descriptor)
    except OSError as error:
        with suppress(OSError):
            os.ftruncate(descriptor, before)
        raise ConfigurationError(f"TICKMARK_AUDIT_LOG: {path}: {error.strerror}") from None


def _json(value: object, option: int = 0) -> bytes:
    try:
        return orjson.dumps(value, option=option)
    except TypeError:  # half of a surrogate pair, which no UTF-8 can hold, becomes "?"
        import json

        text = json.dumps(value, ensure_ascii=False, sort_keys=bool(option), separators=(",", ":"))
        return text.encode("utf-8", "replace")
