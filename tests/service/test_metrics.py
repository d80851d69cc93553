"""Metrics: what is counted, by which names, over one process and several."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.web.edge.metrics import FOLDER, OWN, shared_folder
from service.web.edge.tallies import BUCKETS, Tallies, Totals
from tests.index.faults import in_child, limit_file_size, wait
from tests.service.samples import make_app

ROOT = Path(__file__).parents[2]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scrape(client: FlaskClient, **headers: str) -> Samples:
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    return parse(response.text)


def parse(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


@pytest.fixture
def counted(small_engine: Any) -> FlaskClient:
    return make_app(small_engine).test_client()


def test_requests_are_counted_by_route_and_status(counted: FlaskClient) -> None:
    started = time.perf_counter()
    for fact in ("press-1", "press-2", "nothing"):
        counted.get(f"/api/v1/facts/{fact}")
    counted.get("/no/such/page")
    counted.post("/api/v1/facts")
    took = time.perf_counter() - started
    samples = scrape(counted)
    route = "/api/v1/facts/<fact_id>"
    total = "tickmark_requests_total"
    assert value(samples, total, method="GET", route=route, status="200") == 2
    assert value(samples, total, method="GET", route=route, status="404") == 1
    assert value(samples, total, method="GET", route="none", status="404") == 1
    assert value(samples, total, method="POST", route="none", status="405") == 1
    assert value(samples, "tickmark_request_seconds_count", route=route) == 3
    assert value(samples, "tickmark_request_seconds_bucket", route=route, le="+Inf") == 3
    seconds = value(samples, "tickmark_request_seconds_sum", route=route)
    assert seconds is not None
    assert 0 < seconds <= took


def test_answers_and_cache_hits_are_counted(counted: FlaskClient) -> None:
    for _ in range(3):
        counted.get("/api/v1/ask?q=equipment+sales")
    counted.post("/api/v1/ask", json={"questions": ["a", "b"]})
    samples = scrape(counted)
    answered = {"status": "answered", "kind": "figure"}
    assert value(samples, "tickmark_answers_total", **answered) == 3
    assert value(samples, "tickmark_cache_hits_total") == 2
    ask = {"method": "GET", "route": "/api/v1/ask", "status": "200"}
    assert value(samples, "tickmark_requests_total", **ask) == 3


def test_what_is_served_is_told(counted: FlaskClient, small_engine: Any) -> None:
    assert value(scrape(counted), "tickmark_facts") is None
    assert counted.get("/readyz").status_code == 200
    samples = scrape(counted)
    info = value(samples, "tickmark_generation_info", generation=small_engine.generation)
    assert info == 1
    assert value(samples, "tickmark_documents") == 2
    assert value(samples, "tickmark_facts") == 7
    assert value(samples, "tickmark_checks") == 3
    assert value(samples, "tickmark_failed_checks") == 1


def test_states_of_index_and_documents_are_told(counted: FlaskClient) -> None:
    engines = counted.application.extensions["tickmark"].engines
    assert value(scrape(counted), "tickmark_ready") == 0
    assert counted.get("/readyz").status_code == 200
    engines.documents, engines.index = "changed", "missing"
    engines.failed("watch")
    samples = scrape(counted)
    assert value(samples, "tickmark_ready") == 1
    assert value(samples, "tickmark_documents_state", state="changed") == 1
    assert value(samples, "tickmark_documents_state", state="current") == 0
    assert value(samples, "tickmark_index_state", state="missing") == 1
    assert value(samples, "tickmark_index_state", state="whole") == 0
    assert value(samples, "tickmark_unread_files") == 0
    assert value(samples, "tickmark_failures_total", what="watch") == 1
    assert value(samples, "tickmark_respawns_total") == 0


def test_what_is_refused_for_load_is_counted_by_reason(small_engine: Any) -> None:
    client = make_app(small_engine, rate_limit=1).test_client()
    statuses = [client.get("/api/v1/facts").status_code for _ in range(14)]
    refused = statuses.count(429)
    assert refused
    assert value(scrape(client), "tickmark_sheds_total", reason="rate") == refused
    client.get("/api/v1/facts", headers={"Host": "evil.example"})
    assert value(scrape(client), "tickmark_sheds_total", reason="rate") == refused


def test_alert_rules_ask_for_what_is_told(small_engine: Any) -> None:
    client = make_app(small_engine, rate_limit=1).test_client()
    assert client.get("/readyz").status_code == 200
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"][0]["rules"]
    text = client.get("/metrics").text
    told = {family.name for family in text_string_to_metric_families(text)}
    documented = (ROOT / "docs" / "metrics.md").read_text()
    runbook = (ROOT / "docs" / "operating.md").read_text()
    assert len({rule["alert"] for rule in rules}) == len(rules) > 5
    for rule in rules:
        assert f"| `{rule['alert']}` |" in runbook
        for name in re.findall(r"\btickmark_\w+", rule["expr"]):
            assert name.removesuffix("_total").removesuffix("_bucket") in told, name
    for name in told:
        assert f"`{name}" in documented, name


def test_no_path_of_a_client_becomes_a_label(counted: FlaskClient) -> None:
    for number in range(50):
        counted.get(f"/documents/{number}")
        counted.open(f"/{number}", method=f"METHOD{number}")
    text = counted.get("/metrics").text
    assert "METHOD" not in text
    assert "/documents/4" not in text
    assert 'method="OTHER"' in text


def test_openmetrics_is_given_where_it_is_asked_for(counted: FlaskClient) -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    response = counted.get("/metrics", headers={"Accept": accept})
    assert response.mimetype == "application/openmetrics-text"
    assert response.text.endswith("# EOF\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_metrics_are_off_where_settings_say_so(small_engine: Any) -> None:
    client = make_app(small_engine, metrics=False).test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/api/v1/ask?q=x").status_code == 200


def test_workers_count_into_one_folder(tmp_path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from tests.service.samples import make_app, make_press, make_slides
        from corpus.concepts.concepts import load_concepts
        from corpus.base.records import Library
        from index.embedded.memory import MemoryEngine
        readings = {r.document.id: r for r in (make_press(), make_slides())}
        facts = tuple(f for r in readings.values() for f in r.facts)
        client = make_app(MemoryEngine(Library(readings, facts), load_concepts())).test_client()
        for number in range(int(sys.argv[1])):
            client.get(f"/api/v1/ask?q=question+{number}")
        print(client.get("/metrics").text)
    """
    outputs = []
    for count in ("2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), count],
            cwd=ROOT,
            env={**os.environ, FOLDER: str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(parse(done.stdout))
    ask = {"method": "GET", "route": "/api/v1/ask", "status": "200"}
    assert [value(one, "tickmark_requests_total", **ask) for one in outputs] == [2, 5]
    answered = {"status": "answered", "kind": "figure"}
    assert value(outputs[1], "tickmark_answers_total", **answered) == 5
    assert value(outputs[1], "tickmark_facts") == 7


def test_totals_of_workers_are_added_up_and_survive_their_files(tmp_path: Path) -> None:
    one, other = (Tallies(lambda _, path: path, tmp_path) for _ in range(2))
    for seconds in (0.0004, 0.0005, 0.3, 60):
        one.note_request("GET", "/a", 200, seconds, cached=False)
    other.note_request("GET", "/a", 200, 0.3, cached=True)
    other.note("answers", "answered", "figure")
    other.totals()
    totals = one.totals()
    assert totals.counts["requests", "GET", "/a", "200"] == 5
    assert totals.counts["cache_hits",] == 1
    assert totals.counts["answers", "answered", "figure"] == 1
    row = totals.times["/a"]
    assert row[0] == 2
    assert row[BUCKETS.index(0.5)] == 2
    assert row[len(BUCKETS)] == 1
    assert sum(row[:-1]) == 5
    assert row[-1] == pytest.approx(60.6009)
    assert Totals.of_bytes(totals.to_bytes()) == totals


def test_a_folder_that_vanished_loses_no_count_of_its_own(tmp_path: Path) -> None:
    tallies = Tallies(lambda _, path: path, tmp_path / "gone")
    tallies.note_request("GET", "/a", 200, 0.1, cached=False)
    assert tallies.totals().counts["requests", "GET", "/a", "200"] == 1


def test_records_do_not_wait_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.edge.tallies.EVERY", 3600)
    monkeypatch.setattr("service.web.edge.tallies.MOST_WAITING", 100)
    tallies = Tallies(lambda _, path: path)
    for _ in range(250):
        tallies.note_request("GET", "/a", 200, 0.1, cached=False)
    assert len(tallies._waiting) <= 101
    assert tallies.totals().counts["requests", "GET", "/a", "200"] == 250


def test_the_server_makes_a_folder_for_its_workers_and_removes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with shared_folder():
        folder = Path(os.environ[FOLDER])
        assert folder.is_dir()
    assert not folder.exists()
    assert FOLDER not in os.environ
    monkeypatch.setenv(FOLDER, "/mine")
    with shared_folder():
        assert os.environ[FOLDER] == "/mine"
    assert os.environ[FOLDER] == "/mine"


@pytest.mark.parametrize("limit", [0, 10])
def test_a_full_disk_costs_no_request_and_leaves_nothing(tmp_path: Path, limit: int) -> None:
    (tmp_path / "1-of-another.json").write_bytes(b"[[[")

    def work() -> None:
        limit_file_size(limit)
        tallies = Tallies(lambda *_: "/", tmp_path)
        for _ in range(3):
            tallies.note("answers", "answered", "figure")
            assert tallies.totals().counts["answers", "answered", "figure"] >= 1

    assert wait(in_child(work)) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["1-of-another.json"]


def test_the_folder_of_a_killed_server_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv(FOLDER, raising=False)
    gone = in_child(lambda: None)
    wait(gone)
    (tmp_path / f"{OWN}{gone}-x").mkdir()
    (tmp_path / f"{OWN}{os.getpid()}-mine").mkdir()
    with shared_folder():
        left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 2
    assert all(name.startswith(f"{OWN}{os.getpid()}-") for name in left)
