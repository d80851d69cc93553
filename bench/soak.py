"""Minutes of load at the highest rate that two workers hold: `python -m bench.soak --minutes 10`.

Comes in: how long. Goes out: latencies, errors and memory of each slice of ten seconds, as JSON and
a plot. Half of the requests are new questions, half repeated ones. At the end four clients come for
each place that the workers have: what is shed, and how soon it is over. Status 1 if a request
failed, memory grew, or the overload showed anything but answers and "come back later". Not for:
short comparisons (`bench.serving`).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from bench.chart import draw_load
from bench.measure import machine, quantile
from bench.report import write_page
from bench.serving import ASK, WORKERS, free_port, get, new_questions, serve_ours, served
from bench.wrk import available, load
from service.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"
SLICE = 10
OVERLOAD_SECONDS, OVERLOAD = 10, 4
"""So long, and so many clients for each place."""
RECOVERS_WITHIN = 5.0
MOST_GROWTH = 1.1
"""Memory of the last quarter over that of the second, at most: the first fills the caches."""


def memory_mb(pid: int) -> float:
    """Resident memory of a process and all that it started, in MB."""
    return sum(_resident(each) for each in _with_children(pid)) / 1024


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text(encoding="ascii").split():
            found += _with_children(int(child))
    return found


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def soak(minutes: float, slice_seconds: int = SLICE, connections: int = 16) -> dict[str, Any]:
    """Load for so many minutes; the figures of each slice and of all."""
    port = free_port()
    new = new_questions()
    known = [path.replace("&id=NUMBER", "") for path in new[:20]] + [f"{ASK}?q={quote('sales')}"]
    paths = [path for pair in zip(new, known * len(new), strict=False) for path in pair]
    rows: list[dict[str, Any]] = []
    with served(*serve_ours(port), port=port, TICKMARK_LOG="errors") as pid:
        started = monotonic()
        while monotonic() - started < minutes * 60:
            row = load(port, paths, slice_seconds, connections)
            row |= {"at_s": round(monotonic() - started), "memory_mb": round(memory_mb(pid), 1)}
            rows.append(row)
            print(json.dumps(row), file=sys.stderr)
        over = overload(port, new)
    return {
        "machine": machine(),
        "workers": WORKERS,
        "connections": connections,
        "overload": over,
    } | said(rows)


def overload(port: int, new: list[str], seconds: int = OVERLOAD_SECONDS) -> dict[str, Any]:
    """More clients than places, none of which waits between questions; then the way back."""
    clients = OVERLOAD * WORKERS * Settings().max_in_flight
    row = load(port, new, seconds, clients, counting=True)
    del row["failed"]
    ended = monotonic()
    good, slowest = 0, 0.0
    while good < 50 and monotonic() - ended < 4 * RECOVERS_WITHIN:
        started = monotonic()
        try:
            get(port, new[good].replace("NUMBER", f"after-{good}"))
        except OSError:
            good, slowest = 0, 0.0
            sleep(0.05)
        else:
            good, slowest = good + 1, max(slowest, monotonic() - started)
    row |= {
        "recovered_s": round(monotonic() - ended, 3),
        "slowest_after_ms": round(slowest * 1000, 1),
    }
    return {"clients": clients, "seconds": seconds, "recovered": good == 50} | row


def endured(row: dict[str, Any]) -> bool:
    """Whether overload was met by answers and by 429 or 503 with Retry-After alone, and ended."""
    return (
        set(row["statuses"]) <= {"200", "429", "503"}
        and row["lost"] == row["bare"] == 0
        and row["recovered"]
        and row["recovered_s"] < RECOVERS_WITHIN
    )


def said(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the slices show together."""
    quarter = max(1, len(rows) // 4)
    settled = rows[quarter : 2 * quarter] or rows
    memory = [
        quantile([row["memory_mb"] for row in part], 0.5) for part in (settled, rows[-quarter:])
    ]
    return {
        "minutes": round(rows[-1]["at_s"] / 60, 1),
        "requests": sum(row["requests"] for row in rows),
        "requests_a_second": quantile([row["requests_a_second"] for row in rows], 0.5),
        "failed": sum(row["failed"] for row in rows),
        "p50_ms": quantile([row["p50_ms"] for row in rows], 0.5),
        "p99_ms": quantile([row["p99_ms"] for row in rows], 0.5),
        "p99_worst_slice_ms": max(row["p99_ms"] for row in rows),
        "memory_growth": round(memory[1] / memory[0], 3) if memory[0] else None,
        "slices": rows,
    }


def main(arguments: list[str] | None = None) -> int:
    """Write `soak.json` and `soak.svg` into the folder; say the sum."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--out", type=Path, default=DOCS, help="folder (default: docs)")
    args = parser.parse_args(arguments)
    if not available():
        print("wrk is not installed", file=sys.stderr)
        return 2
    found = soak(args.minutes)
    (args.out / "performance-load.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    draw_load(found["slices"], args.out / "performance-load.svg")
    write_page(args.out)
    print(json.dumps({key: value for key, value in found.items() if key != "slices"}, indent=1))
    grew = (found["memory_growth"] or 1) > MOST_GROWTH
    return 1 if found["failed"] or grew or not endured(found["overload"]) else 0


if __name__ == "__main__":
    sys.exit(main())
