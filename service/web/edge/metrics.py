"""Prometheus metrics at `/metrics`: requests, their time, answers by kind, what is served.

Comes in: every exchange of the edge, every answer. Goes out: the exposition formats of Prometheus
and OpenMetrics. Not for: figures, questions, documents or clients; no label names one.

Several workers count into files of one folder, `PROMETHEUS_MULTIPROC_DIR`, and whichever worker is
scraped adds them up (`shared_folder` makes one for `python -m service serve`).
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from corpus.base.errors import IndexStoreError
from service.web.edge.tallies import BUCKETS, RouteOf, Tallies

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from index.engine import Engine
    from service.ask.records import Answer
    from service.web.context import Ask, Tickmark
    from service.web.edge.middleware import Exchange

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
KNOWN_PATHS = 4096
OWN = "tickmark-metrics-"
COUNTERS = (
    ("requests", "Responses by route.", ("method", "route", "status")),
    ("cache_hits", "Responses that were given from the answer cache.", ()),
    ("answers", "Answers that were worked out.", ("status", "kind")),
    ("sheds", "Requests that were refused for load, by what ran out.", ("reason",)),
    ("failures", "What failed beside requests: opening or watching the index.", ("what",)),
    ("respawns", "Workers that died and were started again.", ()),
)
DOCUMENT_STATES = ("current", "changed", "unreadable")
INDEX_STATES = ("whole", "missing", "damaged", "altered")


def own_tallies(route_of: RouteOf) -> Tallies:
    """The tallies of this process, in the folder of all where there is one."""
    folder = os.environ.get(FOLDER)
    return Tallies(route_of, Path(folder) if folder else None)


class Metrics:
    """The counters of one application; `route_of` names the route of a method and a path."""

    def __init__(self, route_of: RouteOf) -> None:
        self.tallies = own_tallies(route_of)

    def observe(self, exchange: Exchange) -> None:
        """Count one exchange of the edge."""
        environ = exchange.environ
        method = environ["REQUEST_METHOD"]
        self.tallies.note_request(
            method if method in METHODS else "OTHER",
            environ["PATH_INFO"],
            exchange.status,
            exchange.seconds,
            exchange.cached,
        )
        if exchange.shed:
            self.tallies.note("sheds", exchange.shed)

    def counting(self, ask: Ask) -> Ask:
        """`ask`, with its answers counted by status and kind."""
        note = self.tallies.note

        def counted(
            question: str, engine: Engine, document: str | None, identifier: str | None
        ) -> Answer:
            answer = ask(question, engine, document, identifier)
            note("answers", answer.status, answer.kind or "none")
            return answer

        return counted

    def collect(self) -> Iterator[Metric]:
        """What all workers counted."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        totals = self.tallies.totals()
        for name, text, labels in COUNTERS:
            counter = CounterMetricFamily(f"tickmark_{name}", text, labels=labels)
            found = {key[1:]: count for key, count in totals.counts.items() if key[0] == name}
            for key, count in (found or ({} if labels else {(): 0})).items():
                counter.add_metric(key, count)
            yield counter
        seconds = HistogramMetricFamily(
            "tickmark_request_seconds",
            "Time from the request's head to the response's end.",
            labels=("route",),
        )
        for route, row in totals.times.items():
            bounds = (*(str(bound) for bound in BUCKETS), "+Inf")
            seconds.add_metric(
                [route], list(zip(bounds, accumulate(row[:-1]), strict=True)), row[-1]
            )
        yield seconds


class _Both:
    """Two collectors as one, for an encoder."""

    def __init__(self, *collectors: Any) -> None:
        self._collectors = collectors

    def collect(self) -> Iterator[Metric]:
        """All that both have."""
        for collector in self._collectors:
            yield from collector.collect()


class _Served:
    """The open generation, in numbers; nothing before one is open."""

    def __init__(self, tickmark: Tickmark) -> None:
        self._tickmark = tickmark
        self._counted = ("", 0, 0)

    def _checks(self, engine: Engine) -> tuple[int, int]:
        """How many tie-outs there are, and how many failed; counted once a generation."""
        if self._counted[0] != engine.generation:
            failed = len(engine.checks(passed=False))
            self._counted = (engine.generation, len(engine.checks()), failed)
        return self._counted[1:]

    def collect(self) -> Iterator[Metric]:
        """One sample a metric."""
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        engines = self._tickmark.engines
        yield GaugeMetricFamily("tickmark_ready", "1 once an index is open.", int(engines.ready))
        yield _states("documents", DOCUMENT_STATES, engines.documents)
        yield _states("index", INDEX_STATES, engines.index)
        try:
            engine = engines.current() if engines.ready else None
        except IndexStoreError:
            engine = None
        if engine is None:
            return
        if engines.published_at is not None:
            text = "When the open generation was published, in seconds since 1970."
            at = engines.published_at
            yield GaugeMetricFamily("tickmark_published_timestamp_seconds", text, at)
        checks, failed = self._checks(engine)
        named = {"generation": engine.generation}
        yield InfoMetricFamily("tickmark_generation", "The open generation.", value=named)
        for name, text, value in (
            ("documents", "Documents that are served.", len(engine.documents)),
            ("facts", "Facts that are served.", len(engine.facts)),
            ("checks", "Tie-outs that were tried.", checks),
            ("failed_checks", "Tie-outs that failed.", failed),
            ("unread_files", "Files of the folder that gave no document.", len(engine.unread)),
        ):
            yield GaugeMetricFamily(f"tickmark_{name}", text, value=value)


def _states(what: str, states: Sequence[str], now: str) -> Metric:
    """One sample a state, 1 for the one that holds."""
    from prometheus_client.core import GaugeMetricFamily

    text = f"How the {what} of the open generation are on the disk: 1 for the state that holds."
    family = GaugeMetricFamily(f"tickmark_{what}_state", text, labels=["state"])
    for state in states:
        family.add_metric([state], int(state == now))
    return family


def register(app: Flask) -> None:
    """Count what the application does and show it at `/metrics`, unless settings say not to."""
    tickmark: Tickmark = app.extensions["tickmark"]
    if not tickmark.settings.metrics:
        return
    metrics = Metrics(_router(app))
    tickmark.observers.append(metrics.observe)
    tickmark.ask = metrics.counting(tickmark.ask)
    tickmark.engines.failed = lambda what: metrics.tallies.note("failures", what)
    served = _Served(tickmark)

    @app.get("/metrics")
    def show() -> Response:
        from prometheus_client.exposition import choose_encoder

        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        response = Response(encode(_Both(metrics, served)), content_type=content_type)
        response.headers["Cache-Control"] = "no-store"
        return response


def _router(app: Flask) -> Callable[[str, str], str]:
    """The rule that a path belongs to: there are few rules and any number of paths."""
    from werkzeug.exceptions import HTTPException

    @lru_cache(maxsize=KNOWN_PATHS)
    def route_of(method: str, path: str) -> str:
        adapter = app.url_map.bind("localhost")
        try:
            rule, _ = adapter.match(path, method, return_rule=True)
        except (HTTPException, ValueError):
            return "none"
        return rule.rule

    return route_of


@contextmanager
def shared_folder() -> Iterator[None]:
    """A folder for the counters of worker processes, where none is set by hand; gone afterwards."""
    if os.environ.get(FOLDER):
        yield
        return
    try:
        _remove_orphans()
        made = tempfile.TemporaryDirectory(
            prefix=f"{OWN}{os.getpid()}-", ignore_cleanup_errors=True
        )
    except OSError as error:
        logging.getLogger("tickmark").error("metrics of each worker alone: %s", error)
        yield
        return
    with made as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            os.environ.pop(FOLDER, None)


def _remove_orphans() -> None:
    """Remove the folders of this user's processes that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{OWN}*"):
        owner = path.name.removeprefix(OWN).partition("-")[0]
        with suppress(OSError):
            if path.lstat().st_uid == os.geteuid() and owner.isdecimal():
                try:
                    os.kill(int(owner), 0)
                except ProcessLookupError:
                    shutil.rmtree(path, ignore_errors=True)
