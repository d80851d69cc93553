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
from random import Random
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from bench.apps import BODY
from bench.measure import quantile
from bench.wrk import available, load
from index.generations.generations import ensure_engine

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


FORMS = (
    "{period} {label}",
    "{label} {period}",
    "{label}, {period}",
    "{period}: {label}",
    "{label} for {period}",
    "{label} in {period} please",
    "show {label} {period}",
    "show {period} {label}",
    "give me {label} for {period}",
    "give me {period} {label}",
    "find {label} for {period}",
    "look up {period} {label}",
    "what was {label} in {period}",
    "what were {label} in {period}?",
    "what is {label} for {period}?",
    "what are the {label} of {period}",
    "how much was {label} in {period}?",
    "how much were {label} for {period}",
    "tell me {label} in {period}",
    "please show {label} for {period}",
    "i need {period} {label}",
    "i want {label} for {period}",
    "could you give me {label} in {period}?",
    "can you show me {period} {label}?",
    "the {label} of {period}",
    "{label} as reported for {period}",
    "{label} during {period}",
    "{label} ({period})",
)
"""Ways to ask for a figure."""


def new_questions() -> list[str]:
    """Paths of questions that are all different: each measure printed, in each period, each way.

    Half of them are answered; of the rest the documents print no figure.
    """
    engine = ensure_engine()
    labels: dict[str, None] = {}
    periods: dict[str, None] = {}
    for concept in engine.facts.concepts():
        for fact in engine.facts.find(concept=concept, scenario="actual", limit=3):
            if 3 < len(fact.label) < 60:
                labels[fact.label] = None
            periods[fact.period.label] = None
    texts = [
        form.format(label=label, period=period)
        for form in FORMS
        for label in labels
        for period in periods
    ]
    Random(2002).shuffle(texts)
    return [f"{ASK}?q={quote(text)}" for text in dict.fromkeys(texts)]


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
        fresh = new_questions()
        part = len(fresh) // (rounds + 1)
        load(ours, fresh[:part], seconds)  # what any server has behind it after its first minute
        jobs = {
            "new_question": (ours, fresh),
            "empty_route": (ports["empty_route"], [ASK]),
            "repeated_question": (ours, [same]),
            "raw_wsgi": (ports["raw_wsgi"], [same]),
        }
        runs: dict[str, list[dict[str, Any]]] = {job: [] for job in jobs}
        for number in range(1, rounds + 1):
            for job, (port, paths) in jobs.items():
                own = paths[number * part :][:part] if len(paths) > part else paths
                runs[job].append(load(port, own, seconds))
        asked = max(run["requests"] for run in runs["new_question"])
        size = body.stat().st_size
    found: dict[str, Any] = {"workers": WORKERS, "body_bytes": size, "connections": 16}
    found["times_a_new_question_is_asked"] = round(max(1.0, asked / part), 2)
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
