"""Counts of requests and answers, kept by each worker and added up over all of them.

Comes in: a record of every request and answer. Goes out: totals. Not for: the form in which they
are shown (`service.web.edge.metrics`).

A request only leaves a record, which costs it a fraction of a microsecond; a thread adds up what
has come together every second. Where several workers share a folder, each keeps its totals there
in a file of its own, replaced whole; a worker that is killed loses the last second.
"""

from __future__ import annotations

import atexit
import os
import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

EVERY = 1.0
MOST_WAITING = 20_000
"""Records that wait at most until one of the requests adds them up itself."""
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds; an answer of the cache takes the first, a question the second."""
Key = tuple[str, ...]
RouteOf = Callable[[str, str], str]


@dataclass
class Totals:
    """Counts by name and labels; of times the count in each bucket, beyond all, and the sum."""

    counts: Counter[Key] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=dict)

    def time(self, route: str, seconds: float) -> None:
        """Count one time."""
        row = self.times.setdefault(route, [0.0] * (len(BUCKETS) + 2))
        row[bisect_left(BUCKETS, seconds)] += 1
        row[-1] += seconds

    def add(self, other: Totals) -> None:
        """Add the totals of another worker."""
        self.counts.update(other.counts)
        for route, row in other.times.items():
            own = self.times.setdefault(route, [0.0] * len(row))
            self.times[route] = [one + two for one, two in zip(own, row, strict=True)]

    def to_bytes(self) -> bytes:
        """As JSON."""
        return orjson.dumps([[[*key], count] for key, count in self.counts.items()] + [self.times])

    @classmethod
    def of_bytes(cls, data: bytes) -> Totals:
        """Read what `to_bytes` wrote."""
        *counts, times = orjson.loads(data)
        return cls(Counter({tuple(key): count for key, count in counts}), times)


class Tallies:
    """The totals of this process, and of all where they share a folder."""

    def __init__(self, route_of: RouteOf, folder: Path | None = None) -> None:
        self._route_of = route_of
        self._folder = folder
        self._path: Path | None = None
        self._own = Totals()
        self._waiting: deque[tuple[str, str, int, float, bool]] = deque()
        self._noted: deque[Key] = deque()
        self._adding = threading.Lock()
        self._thread: threading.Thread | None = None

    def note_request(
        self, method: str, path: str, status: int, seconds: float, cached: bool
    ) -> None:
        """Leave the record of a request."""
        self._waiting.append((method, path, status, seconds, cached))
        if self._thread is None:
            self._start()
        elif len(self._waiting) > MOST_WAITING:
            self._add_up()

    def note(self, name: str, *labels: str) -> None:
        """Leave the record of something else that is counted."""
        self._noted.append((name, *labels))
        if self._thread is None:
            self._start()

    def totals(self) -> Totals:
        """What all workers counted."""
        self._write()
        total = Totals()
        with self._adding:
            total.add(self._own)
        others = self._folder.glob("*.json") if self._folder is not None else ()
        for path in others:
            if path != self._path:
                with suppress(OSError, ValueError):  # its folder is gone, or the disk was full
                    total.add(Totals.of_bytes(path.read_bytes()))
        return total

    def _add_up(self) -> bool:
        """Add up what waits; false where nothing did."""
        with self._adding:
            found = bool(self._waiting or self._noted)
            own = self._own
            while self._noted:
                own.counts[self._noted.popleft()] += 1
            while self._waiting:
                method, path, status, seconds, cached = self._waiting.popleft()
                route = self._route_of(method, path)
                own.counts["requests", method, route, str(status)] += 1
                own.counts["cache_hits",] += cached
                own.time(route, seconds)
            return found

    def _write(self) -> None:
        """Add up, and replace this process's file in the folder, where there is one."""
        if not self._add_up() or self._folder is None:
            return
        with self._adding:
            if self._path is None:
                self._path = self._folder / f"{os.getpid()}-{os.urandom(4).hex()}.json"
            data = self._own.to_bytes()
        made = self._path.with_suffix(".new")
        try:
            made.write_bytes(data)
            made.replace(self._path)
        except OSError:
            # A full or vanished folder is no reason to fail; the next second tries again.
            with suppress(OSError):
                made.unlink()

    def _start(self) -> None:
        with self._adding:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="tallies", daemon=True)
            self._thread.start()
        atexit.register(self._write)

    def _run(self) -> None:
        ticking = threading.Event()
        while not ticking.wait(EVERY):
            self._write()
