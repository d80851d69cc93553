"""The engine that answers now: opened on first use, exchanged when a new generation is published.

Comes in: `Settings` (or a ready engine, in tests). Goes out: the current `Engine`, and the one
before it for cursors that still walk it. Not for: building on demand of a client; a missing index
is built once, at the start, under the builder's lock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.engine import Engine
    from service.settings import Settings

LOOK_EVERY = 0.25
RETRY_AFTER = 5.0
"""Seconds between two looks at what is published."""


class Engines:
    """Holds one engine, and the one before it.

    `opener` opens the first (it may build); `reopener` opens what was published since, in the
    background where that is asked for, so that no request waits for it.
    """

    def __init__(
        self,
        opener: Callable[[], Engine],
        published: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        reopener: Callable[[], Engine] | None = None,
        background: bool = False,
    ) -> None:
        self._opener = opener
        self._reopener = reopener or opener
        self._published = published or (lambda: None)
        self._clock = clock
        self._background = background
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

        def reopener() -> Engine:
            from index.engine import open_engine

            return open_engine(_pointer(settings).parent)

        return cls(opener, lambda: _published_mark(settings), reopener=reopener, background=True)

    @property
    def ready(self) -> bool:
        """Whether an engine is open."""
        return self._engine is not None

    def current(self) -> Engine:
        """The engine over what is published now, or until a moment ago.

        Raises: what opening raises, while no engine was ever open; then the last one serves.
        """
        engine = self._engine
        if engine is None:
            return self._first()
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            if self._published() != self._mark and self._lock.acquire(blocking=False):
                if self._background:
                    threading.Thread(target=self._exchange, name="exchange", daemon=True).start()
                else:
                    self._exchange()
        return self._engine or engine

    def generation(self) -> str:
        """The name of the current generation."""
        return self.current().generation

    @property
    def before(self) -> Engine | None:
        """The engine that served before the current one, for cursors that still walk it."""
        return self._before

    def _first(self) -> Engine:
        with self._lock:
            if self._engine is None:
                engine = self._opener()
                self._mark = self._published()
                self._look_at = self._clock() + LOOK_EVERY
                self._engine = engine
            return self._engine

    def _exchange(self) -> None:
        """Open what is published; the caller took the lock, which is given back here."""
        try:
            mark = self._published()
            engine = self._reopener()
            if self._engine is not None and engine.generation != self._engine.generation:
                self._before, self._engine = self._engine, engine
            self._mark = mark
        except Exception:
            # The old one serves on, and a later look tries again.
            self._look_at = self._clock() + RETRY_AFTER
            logging.getLogger("tickmark").exception("the published generation cannot be opened")
        finally:
            self._lock.release()


def _pointer(settings: Settings) -> Path:
    from index.folders import pointer_of

    return pointer_of(settings.corpus, settings.index)


def _published_mark(settings: Settings) -> object:
    """What changes when a generation is published: the pointer file's identity and time."""
    try:
        status = _pointer(settings).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
