"""The engine that answers now: opened on first use, exchanged when a new generation is published.

Comes in: `Settings` (or a ready engine, in tests). Goes out: the current `Engine`, and the one
before it for cursors that still walk it. Not for: building on demand of a client; a missing index
is built once, at the start, under the builder's lock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.engine import Engine
    from service.settings import Settings

LOOK_EVERY = 0.25
"""Seconds between two looks at what is published."""


class Engines:
    """Holds one engine, and the one before it."""

    def __init__(
        self,
        opener: Callable[[], Engine],
        published: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opener = opener
        self._published = published or (lambda: None)
        self._clock = clock
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._before: Engine | None = None
        self._mark: object = None
        self._look_at = 0.0

    @classmethod
    def of(cls, engine: Engine) -> Engines:
        """A holder of one engine that never changes."""
        return cls(lambda: engine)

    @classmethod
    def from_settings(cls, settings: Settings) -> Engines:
        """A holder of the index that the settings name, built where there is none."""

        def opener() -> Engine:
            from index.engine import ensure_engine

            return ensure_engine(settings.corpus, settings.index)

        return cls(opener, lambda: _published_mark(settings))

    @property
    def ready(self) -> bool:
        """Whether an engine is open."""
        return self._engine is not None

    def current(self) -> Engine:
        """The engine over what is published now.

        Raises: what opening raises, as long as no engine was ever open; after that the last one
        serves.
        """
        engine = self._engine
        now = self._clock()
        if engine is not None and now < self._look_at:
            return engine
        with self._lock:
            if self._engine is None:
                self._mark = self._published()
                self._engine = self._opener()
                self._mark = self._published()
            elif now >= self._look_at:
                self._exchange(self._engine)
            self._look_at = now + LOOK_EVERY
            return self._engine

    def generation(self) -> str:
        """The name of the current generation."""
        return self.current().generation

    @property
    def before(self) -> Engine | None:
        """The engine that served before the current one, for cursors that still walk it."""
        return self._before

    def _exchange(self, serving: Engine) -> None:
        mark = self._published()
        if mark == self._mark:
            return
        try:
            engine = self._opener()
        except Exception:  # noqa: BLE001 - the old one serves on
            self._log_failure()
            self._mark = mark
            return
        self._mark = mark
        if engine.generation != serving.generation:
            self._before, self._engine = serving, engine

    @staticmethod
    def _log_failure() -> None:
        import logging

        logging.getLogger("tickmark").exception("the published generation cannot be opened")


def _published_mark(settings: Settings) -> object:
    """What changes when a generation is published: the pointer file's identity and time."""
    from index.folders import pointer_of

    try:
        status = pointer_of(settings.corpus, settings.index).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
