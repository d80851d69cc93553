"""Time taken, said with care: in a row and in turn, medians and 99th percentiles, and the machine.

Comes in: things to call. Goes out: seconds as lists, figures as plain dictionaries. Not for: what
is measured.
"""

from __future__ import annotations

import gc
import os
import platform
import random
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


Calls = Mapping[str, Callable[[str], object]]


def interleaved(calls: Calls, rounds: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    """Each input to one call after another, in an order that is drawn anew for each input.

    All meet the same state of the machine, and each follows each of the others equally often: who
    comes after a call that goes through much memory finds the processor's caches filled with it.
    """
    chance = random.Random(len(calls))
    taken = _warmed(calls, rounds)
    with no_collection():
        for number, inputs in enumerate(rounds):
            names = _worth(taken, number)
            for given in inputs:
                chance.shuffle(names)
                for name in names:
                    _time(calls[name], given, taken[name])
    return taken


def in_a_row(calls: Calls, rounds: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    """All inputs of a round to one call before the next call, the order turned by one each round.

    Each finds the caches as its own last call left them, as in a process that answers many
    questions one after another.
    """
    taken = _warmed(calls, rounds)
    with no_collection():
        for number, inputs in enumerate(rounds):
            names = _worth(taken, number)
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                for given in inputs:
                    _time(calls[name], given, taken[name])
    return taken


def _warmed(calls: Calls, rounds: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    """No timings yet, once each call has been made a few times."""
    for call in calls.values():
        for given in rounds[0][:10]:
            call(given)
    return {name: [] for name in calls}


def _worth(taken: Mapping[str, Sequence[float]], number: int) -> list[str]:
    """The calls that are made in a round: in the first all, then those that are not slow."""
    return [name for name in taken if number == 0 or quantile(taken[name], 0.5) < SLOW]


def _time(call: Callable[[str], object], given: str, taken: list[float]) -> None:
    started = perf_counter()
    call(given)
    taken.append(perf_counter() - started)


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
