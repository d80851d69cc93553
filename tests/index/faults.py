"""What goes wrong, done for real: children that are killed, or run out of space."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

from corpus.base.records import Library
from index.embedded.memory import MemoryEngine
from index.embedded.store import StoredEngine
from index.generations.generations import open_current, publish
from tests.index.samples import CONCEPTS, make_library, make_reading

NOBODY = 65534


def read_only_to_child(folder: Path) -> None:
    """Let a child `as_nobody` read a folder's files but write none of them."""
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
        path.chmod(0o500 if path.is_dir() else 0o400)


def variant(number: int) -> Library:
    """A library whose every figure depends on its number: two variants share no answer."""
    return make_library(make_reading("alpha", number), make_reading("beta", 1000 + number))


def contents(engine: StoredEngine | MemoryEngine) -> tuple[object, ...]:
    """All that an engine holds, to compare whole generations; its hits must quote its documents."""
    hits = engine.search("equipment sales increased")
    assert hits
    for hit in hits:
        span = hit.passage.span
        assert engine.documents[span.document].text[span.start : span.end] == hit.quote
    return (
        dict(engine.documents),
        list(engine.facts),
        list(engine.checks()),
        [engine.reading(key) for key in engine.documents],
    )


def expected(library: Library) -> tuple[object, ...]:
    """What an engine over this library holds."""
    return contents(MemoryEngine(library, CONCEPTS))


def in_child(work: Callable[[], object], *, as_nobody: bool = False) -> int:
    """Fork a child that does the work and exits 0, or 3 if it raises; returns its process id.

    `as_nobody` gives up the rights of root, who may write anywhere.
    """
    child = os.fork()
    if child == 0:
        code = 3
        try:
            if as_nobody and os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def wait(child: int) -> int:
    """A child's exit code; a negative signal if it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def publish_and_die(library: Library, folder: Path, after: float) -> int:
    """Publish in a child that is killed (SIGKILL) after so many seconds; returns its exit code."""
    child = in_child(lambda: publish(library, folder))
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return wait(child)


def limit_file_size(limit: int) -> None:
    """From now on this process may not make a file larger: its disk is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def publish_with_little_space(library: Library, folder: Path, limit: int) -> int:
    """Publish in a child that may not write files larger than `limit`; returns its exit code."""

    def work() -> None:
        limit_file_size(limit)
        publish(library, folder)

    return wait(in_child(work))


def read_for(folder: Path, seconds: float, known: set[str]) -> None:
    """Open what is published again and again; every opened generation must be whole and known."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        engine = open_current(folder)
        ids = [document.sha256 for document in engine.documents.values()]
        if "".join(ids) not in known:
            raise AssertionError("a mixed generation")
        for hit in engine.search("equipment sales"):
            span = hit.passage.span
            if engine.documents[span.document].text[span.start : span.end] != hit.quote:
                raise AssertionError("a hit of another generation")
        for fact in engine.facts:
            if engine.documents[fact.document].text.find(fact.value.printed) < 0:
                raise AssertionError("a fact of another generation")
