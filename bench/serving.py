"""HTTP on loopback: the service beside an empty Flask route and a bare WSGI response.

Comes in: nothing. Goes out: requests a second of the same server with the same workers, in turns.
Not for: load over minutes (`bench.soak`).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from bench.apps import BODY
from bench.asking import figure_questions
from bench.measure import quantile
from bench.wrk import available, load
from index.generations import ensure_engine

WORKERS = 2
ASK = "/api/v1/ask"
REPEATED = "2Q02 equipment sales"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def served(*command: str, port: int, patience: float = 30, **extra: str) -> Iterator[int]:
    """A server process that answers; gives its process id, and ends it with what it started."""
    environment = os.environ | extra
    with subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until = monotonic() + patience
            while True:
                try:
                    get(port, f"{ASK}?q={quote(REPEATED)}")
                    break
                except OSError:
                    if monotonic() > until or process.poll() is not None:
                        raise
                    sleep(0.2)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def get(port: int, path: str) -> bytes:
    """The body of one response."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        body: bytes = response.read()
        return body


def serve_ours(port: int, workers: int = WORKERS) -> tuple[str, ...]:
    """The command that serves Tickmark."""
    return ("-m", "service", "serve", "--port", str(port), "--workers", str(workers))


def new_questions() -> list[str]:
    """Paths of different figure questions; each request has an id of its own besides."""
    return [f"{ASK}?q={quote(text)}&id=NUMBER" for text in figure_questions(ensure_engine(), 200)]


def measure_serving(seconds: int = 4, rounds: int = 3) -> dict[str, Any]:
    """Requests a second of the four, the median of the rounds, and the two ratios."""
    if not available():
        return {"left_out": "wrk is not installed"}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        ports = {server: free_port() for server in ("tickmark", "empty_route", "raw_wsgi")}
        quiet = {"TICKMARK_LOG": "errors"}
        ours = ports["tickmark"]
        stack.enter_context(served(*serve_ours(ours), port=ours, **quiet))
        body = Path(name, "body")
        same = f"{ASK}?q={quote(REPEATED)}"
        body.write_bytes(get(ours, same))
        for server in ("empty_route", "raw_wsgi"):
            command = ("-m", "bench.apps", server, str(ports[server]), str(WORKERS))
            stack.enter_context(served(*command, port=ports[server], **{BODY: str(body)}))
        jobs = {
            "new_question": (ours, new_questions()),
            "empty_route": (ports["empty_route"], [ASK]),
            "repeated_question": (ours, [same]),
            "raw_wsgi": (ports["raw_wsgi"], [same]),
        }
        runs: dict[str, list[dict[str, Any]]] = {job: [] for job in jobs}
        for _ in range(rounds):
            for job, (port, paths) in jobs.items():
                runs[job].append(load(port, paths, seconds))
        size = body.stat().st_size
    found: dict[str, Any] = {"workers": WORKERS, "body_bytes": size, "connections": 16}
    for job, made in runs.items():
        rate = quantile([run["requests_a_second"] for run in made], 0.5)
        found[job] = {
            "requests_a_second": rate,
            "p50_ms": quantile([run["p50_ms"] for run in made], 0.5),
            "p99_ms": quantile([run["p99_ms"] for run in made], 0.5),
            "failed": sum(run["failed"] for run in made),
        }
    for job, other in (("new_question", "empty_route"), ("repeated_question", "raw_wsgi")):
        ratio = found[job]["requests_a_second"] / found[other]["requests_a_second"]
        found[f"{job}_share_of_{other}"] = round(ratio, 3)
    return found
