"""Responses that were given before, kept whole.

Comes in: a response that is a pure function of its request and the generation. Goes out: the same
bytes. Not for: deciding what is pure; the views declare it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

MAX_BYTES = 64 * 1024 * 1024
MAX_ITEM = 256 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole response; `generation` is empty where it may not be kept."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str | None
    generation: str

    def matches(self, if_none_match: str | None) -> bool:
        """Whether the client holds this very response (weak comparison, RFC 9110, 13.1.2)."""
        if not if_none_match or self.etag is None:
            return False
        if if_none_match.strip() == "*":
            return True
        own = self.etag.removeprefix("W/")
        return any(own == item.strip().removeprefix("W/") for item in if_none_match.split(","))


class AnswerCache:
    """Least recently used out; at most `size` responses and `MAX_BYTES` a process."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, ...], Stored] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: tuple[str, ...], generation: Callable[[], str]) -> Stored | None:
        """The response to the same request over the same generation."""
        stored = self._kept.get(key)
        if stored is None:
            return None
        if stored.generation != generation():
            self._drop(key)
            return None
        with suppress(KeyError):  # another thread dropped it in the meantime
            self._kept.move_to_end(key)
        return stored

    def put(self, key: tuple[str, ...], stored: Stored) -> None:
        """Keep a response; a large one is not kept."""
        if len(stored.body) > MAX_ITEM or not self._size:
            return
        self._drop(key)
        with self._lock:
            self._kept[key] = stored
            self._bytes += len(stored.body)
            while len(self._kept) > self._size or self._bytes > MAX_BYTES:
                _, dropped = self._kept.popitem(last=False)
                self._bytes -= len(dropped.body)

    def _drop(self, key: tuple[str, ...]) -> None:
        with self._lock:
            dropped = self._kept.pop(key, None)
            if dropped is not None:
                self._bytes -= len(dropped.body)
