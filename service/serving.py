"""The engine that answers now: opened on first use, exchanged when a new generation is published.

Comes in: `Settings` (or a ready engine, in tests). Goes out: the current `Engine`, and the one
before it for cursors that still walk it. Not for: building on demand of a client; a missing index
is built once, at the start, under the builder's lock.

A service watches what it opened: another generation that is published is opened beside it and
exchanged; one that is written to on the disk is given up and built again from the documents.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.base.errors import IndexStoreError, TickmarkError

if TYPE_CHECKING:
    from index.engine import Engine
    from index.generations.watch import Watch
    from service.settings import Settings

LOOK_EVERY = 0.25
"""Seconds between two looks at what is published, and at the files that are mapped."""
DOCUMENTS_EVERY = 1.0
"""Seconds between two looks at the documents, or 20 times what a look takes."""
SETTLES_WITHIN = 1.0
"""Seconds until what was removed from the disk is built again."""
RETRY_AFTER = 5.0
"""Seconds before what could not be opened is tried again."""
FIRST_RETRY_AFTER = 1.0
PATIENCE = 10.0
"""Seconds that a request waits for the first engine, which another is opening."""

_log = logging.getLogger("tickmark")


class Mark(NamedTuple):
    """What changes when a generation is published: the pointer's identity, time and size."""

    inode: int
    time_ns: int
    size: int


class Engines:
    """Holds one engine, and the one before it.

    `opener` opens the first (it may build); `reopener` opens what was published since. With
    `watch` a thread does so as soon as it is published; without, the next request.
    """

    def __init__(
        self,
        opener: Callable[[], Engine],
        published: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        reopener: Callable[[], Engine] | None = None,
        watch: Callable[[Engine], Watch] | None = None,
    ) -> None:
        self._opener = opener
        self._reopener = reopener or opener
        self._published = published or (lambda: None)
        self._clock = clock
        self._watch = watch
        self._watched: Watch | None = None
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._before: Engine | None = None
        self._mark: object = None
        self._look_at = 0.0
        self._failed_at: float | None = None
        self._failed_mark: object = None
        self._retry_at = self._rebuild_at = 0.0
        self._complaint = ""
        self.documents = "current"
        """Whether the documents are still those of the index: `current`, `changed`, `unreadable`"""
        self.index = "whole"
        """How the open generation is on the disk: `whole`, or `missing`, `damaged`, `altered`"""
        self.failed: Callable[[str], None] = lambda _: None
        """Called with what failed: `open` or `watch`."""

    @classmethod
    def of(cls, engine: Engine) -> Engines:
        """A holder of one engine that never changes."""
        return cls(lambda: engine)

    @classmethod
    def from_settings(cls, settings: Settings) -> Engines:
        """A holder of the index that the settings name, built where there is none."""

        def opener() -> Engine:
            from index.generations.generations import ensure_engine, open_whole

            try:
                return ensure_engine(settings.documents, settings.index)
            except TickmarkError as error:
                engine = open_whole(settings.documents, settings.index)
                if engine is None:
                    raise
                _log.error("the index cannot be built again, and serves as it is: %s", error)
                return engine

        def reopener() -> Engine:
            from index.engines import open_engine

            return open_engine(_pointer(settings).parent)

        def watch(engine: Engine) -> Watch:
            from index.generations.watch import Watch

            return Watch(engine, settings.documents)  # type: ignore[arg-type]  # it is a stored one

        return cls(opener, lambda: _published_mark(settings), reopener=reopener, watch=watch)

    @property
    def published_at(self) -> float | None:
        """When the open generation was published, in seconds since 1970, where that is known."""
        return self._mark.time_ns / 1e9 if isinstance(self._mark, Mark) else None

    @property
    def ready(self) -> bool:
        """Whether an engine is open."""
        return self._engine is not None

    def current(self) -> Engine:
        """The engine over what is published now, or until a moment ago.

        Raises: IndexStoreError while none is open and whole; what was tried a moment ago is not
        tried again at once.
        """
        engine = self._engine
        if engine is None:
            return self._first()
        if self._watch is None and self._clock() >= self._look_at:
            self._look_at = self._clock() + LOOK_EVERY
            self._look_for_another()
        return self._engine or engine

    def generation(self) -> str:
        """The name of the current generation."""
        return self.current().generation

    def open_generation(self) -> str:
        """The name of the generation that is open, empty where none is; opens nothing."""
        if self._engine is None:
            return ""
        try:
            return self.current().generation
        except IndexStoreError:
            return ""

    @property
    def before(self) -> Engine | None:
        """The engine that served before the current one, for cursors that still walk it."""
        return self._before

    def _first(self) -> Engine:
        """Open the first one, or wait for who is opening it. Raises: IndexStoreError."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise IndexStoreError("the index is being opened or built")
        try:
            if self._engine is None:
                self._open()
            assert self._engine is not None
            return self._engine
        finally:
            self._lock.release()

    def _open(self) -> None:
        """Open or build; under the lock."""
        now = self._clock()
        if self._failed_at is not None and now - self._failed_at < FIRST_RETRY_AFTER:
            raise IndexStoreError("the index could not be opened a moment ago")
        mark = self._published()  # before it is opened: what is published meanwhile is not missed
        try:
            engine = self._opener()
        except (TickmarkError, OSError) as error:
            self._failed_at = self._clock()
            self.failed("open")
            raise IndexStoreError(f"the index cannot be opened: {error}") from error
        self._failed_at = None
        self._mark = mark
        self._look_at = self._clock() + LOOK_EVERY
        self._adopt(engine)

    def _adopt(self, engine: Engine) -> None:
        if self._watch is None:
            self._engine = engine
            return
        starts = self._watched is None
        self._watched = self._watch(engine)
        self._engine = engine
        if starts:
            threading.Thread(target=self._watch_on, name="watch", daemon=True).start()

    def _look_for_another(self) -> None:
        """Exchange the engine where another generation is published; one thread at a time."""
        mark = self._published()
        if (
            mark is None
            or mark == self._mark
            or (mark == self._failed_mark and self._clock() < self._retry_at)
        ):
            return
        if not self._lock.acquire(blocking=False):
            return
        try:
            engine = self._reopener()
            if self._engine is not None and engine.generation != self._engine.generation:
                self._before = self._engine
                self._adopt(engine)
            self._mark = mark
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged
            # The old one serves on, and a later look tries again.
            self._failed_mark, self._retry_at = mark, self._clock() + RETRY_AFTER
            self._complain("the published generation cannot be opened", error)
        finally:
            self._lock.release()

    def _complain(self, what: str, error: Exception) -> None:
        """Log what failed, once for as long as it fails for the same reason."""
        self.failed("watch")
        complaint = f"{what}: {error}"
        if complaint != self._complaint:
            self._complaint = complaint
            _log.error("%s", complaint, exc_info=not isinstance(error, TickmarkError))

    def _watch_on(self) -> None:
        """Look again and again, in a thread that ends with the process."""
        pause = threading.Event()
        documents_at = 0.0
        while not pause.wait(LOOK_EVERY):
            try:
                self._look_for_another()
                self._look_at_files()
                started = self._clock()
                if started >= documents_at:
                    self._look_at_documents()
                    spent = self._clock() - started
                    documents_at = started + max(DOCUMENTS_EVERY, 20 * spent)
            except Exception as error:  # noqa: BLE001 - nobody would start the thread again
                self._complain("the index is not whole", error)

    def _look_at_files(self) -> None:
        """Give up what was written to, and build again what is damaged or missing."""
        watched = self._watched
        word = watched.files() if watched is not None else "whole"
        if word in ("whole", "gone"):
            self.index = "whole"
            return
        if word == "altered":
            self._engine = self._before = None
        if word != self.index:
            _log.error("the open generation is %s on the disk; it is built again", word)
            self.index = word
            if word != "altered":  # whoever removes it may not be done
                self._rebuild_at = self._clock() + SETTLES_WITHIN
        if self._clock() >= self._rebuild_at:
            self._build_again(watched)

    def _build_again(self, watched: Watch | None) -> None:
        """Raises: IndexStoreError; what is tried again, is tried in `RETRY_AFTER` seconds."""
        with self._lock:
            if self._watched is not watched:
                return  # a request has opened it anew meanwhile
            self._rebuild_at = self._clock() + RETRY_AFTER
            self._failed_at = None
            self._open()
            self._rebuild_at = 0.0
            self.index, self._complaint = "whole", ""
            _log.warning("the index is whole again")

    def _look_at_documents(self) -> None:
        word = self._watched.documents() if self._watched is not None else "current"
        if word != self.documents:
            _log.warning("the documents of the open generation: %s", word)
            self.documents = word


def _pointer(settings: Settings) -> Path:
    from index.generations.folders import pointer_of

    return pointer_of(settings.documents, settings.index)


def _published_mark(settings: Settings) -> object:
    """What changes when a generation is published: the pointer file's identity and time."""
    try:
        status = _pointer(settings).stat()
    except OSError:
        return None
    return Mark(status.st_ino, status.st_mtime_ns, status.st_size)
