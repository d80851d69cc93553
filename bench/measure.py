"""Time taken, said with care: interleaved runs, medians and 99th percentiles, and the machine.

Comes in: things to call. Goes out: seconds as lists, figures as plain dictionaries. Not for: what
is measured.
"""

from __future__ import annotations

import gc
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

SLOW = 0.02
"""Seconds; what has a higher median is asked in the first round only."""


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (the nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and count of some timings, in milliseconds."""
    return {
        "p50_ms": round(quantile(seconds, 0.5) * 1000, 4),
        "p99_ms": round(quantile(seconds, 0.99) * 1000, 4),
        "count": len(seconds),
    }


@contextmanager
def no_collection() -> Iterator[None]:
    """What exists already is not looked through by the garbage collector meanwhile."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def interleaved(
    calls: Mapping[str, Callable[[str], object]], inputs: Sequence[str], rounds: int = 3
) -> dict[str, list[float]]:
    """Each call with each input, one after another, the order turned by one each time.

    All meet the same state of the machine. Calls that are slow are made in the first round alone.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for given in inputs[:10]:
            call(given)
    with no_collection():
        for round_number in range(rounds):
            names = [
                name for name in calls if round_number == 0 or quantile(taken[name], 0.5) < SLOW
            ]
            for number, given in enumerate(inputs):
                turn = number % len(names)
                for name in names[turn:] + names[:turn]:
                    started = perf_counter()
                    calls[name](given)
                    taken[name].append(perf_counter() - started)
    return taken


def in_a_row(
    calls: Mapping[str, Callable[[str], object]], inputs: Sequence[str]
) -> dict[str, list[float]]:
    """Each call with all inputs before the next call: the processor's caches stay its own."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    with no_collection():
        for name, call in calls.items():
            for given in inputs:
                started = perf_counter()
                call(given)
                taken[name].append(perf_counter() - started)
    return taken


def machine() -> dict[str, Any]:
    """What this was measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = named[0] if named else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": sys.version.split()[0],
        "load_before": round(os.getloadavg()[0], 2),
    }
