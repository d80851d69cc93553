"""The Python client, against a served application."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from service.client import Client, ProblemError, exact
from tests.service.samples import make_app

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tickmark(small_engine: Any) -> Iterator[Client]:
    server = make_server("127.0.0.1", 0, make_app(small_engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Client(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_answers_are_typed_and_exact(tickmark: Client) -> None:
    answer = tickmark.ask("2Q02 equipment sales", id="mine")
    assert (answer["id"], answer["status"]) == ("mine", "answered")
    assert answer["value"] is not None
    assert exact(answer["value"]) == Decimal("1774953000")
    many = tickmark.ask_many(["a", {"question": "b", "document": "memo-slides"}])
    assert [item["question"] for item in many] == ["a", "b"]
    (refused,) = tickmark.ask_many([{"question": "b", "document": "nothing"}])
    assert (refused["problem"] or {})["errors"][0]["pointer"] == "/questions/0/document"


def test_a_plan_runs_and_runs_again_as_it_is_shown(tickmark: Client) -> None:
    told = tickmark.run_plan({"measure": {"concepts": ["equipment_sales"]}, "period": "2Q02"})
    assert told["value"] is not None
    assert exact(told["value"]) == Decimal("1774953000")
    again = tickmark.run_plan(**told["interpretation"]["plan"])
    assert (again["value"], again["citations"]) == (told["value"], told["citations"])


def test_every_call_has_its_route(tickmark: Client, small_engine: Any) -> None:
    assert len(list(tickmark.facts())) == 7
    assert [fact["id"] for fact in tickmark.facts(status="disputed")] == ["press-5"]
    assert tickmark.fact("press-1")["concept"] == "equipment_sales"
    assert [check["id"] for check in tickmark.checks(passed="false")] == ["check-3"]
    assert {item["id"] for item in tickmark.concepts()} >= {"equipment_sales"}
    assert {item["label"] for item in tickmark.periods()} == {"2Q01", "2Q02"}
    assert [item["id"] for item in tickmark.entities()] == ["iij"]
    assert {item["id"] for item in tickmark.documents()} == {"memo-press", "memo-slides"}
    assert tickmark.generation() == small_engine.generation
    assert tickmark.suggest("2q02 equ")[0] == "2Q02 Equipment sales"
    passage = tickmark.search("equipment", limit=1)[0]
    assert [passage, *list(tickmark.found("equipment"))[1:]] == tickmark.search("equipment")
    assert len(list(tickmark.found("equipment", document="memo-slides"))) == 1
    cited = passage["citation"]
    assert tickmark.text(cited["document"], cited["start"], cited["end"]) == cited["quote"]
    assert tickmark.citation(cited["id"])["quote"] == cited["quote"]
    assert [item["state"] for item in tickmark.verify([cited, "cnothing"])] == ["holds", "unknown"]
    assert tickmark.workpaper("2Q02 equipment sales").startswith(b'{"type":"workpaper"')
    assert tickmark.workpaper(concept="equipment_sales", format="xlsx")[:2] == b"PK"
    with zipfile.ZipFile(io.BytesIO(tickmark.xbrl(unit="percent"))) as archive:
        assert "tickmark/reports/facts.json" in archive.namelist()


def test_lists_are_walked_by_cursor(tickmark: Client) -> None:
    seen = [fact["id"] for fact in tickmark._pages("facts", {"limit": "2"})]
    assert len(seen) == len(set(seen)) == 7


def test_a_refusal_says_what_is_at_fault(tickmark: Client) -> None:
    with pytest.raises(ProblemError) as caught:
        list(tickmark.facts(colour="red"))
    assert (caught.value.status, caught.value.code) == (422, "invalid-parameter")
    assert caught.value.parameters == ["/colour"]
    assert caught.value.request_id
    with pytest.raises(ProblemError, match="not-found"):
        tickmark.fact("../../etc/passwd")
    with pytest.raises(ValueError, match="no address"):
        Client("file:///etc/passwd")


def test_a_busy_service_is_asked_again(small_engine: Any) -> None:
    from flask import Flask

    app, calls = Flask("busy"), []

    @app.get("/api/v1/generation")
    def generation() -> Any:
        calls.append(1)
        if len(calls) < 3:
            return {"code": "overloaded"}, 503, {"Retry-After": "0"}
        return {"generation": "g"}

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        assert Client(address).generation() == "g"
        calls.clear()
        with pytest.raises(ProblemError, match="503"):
            Client(address, retries=1).generation()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_service_never_imports_the_client() -> None:
    program = (
        "import sys, service.app, service.console.commands, service.console.mcp_cli\n"
        "service.app.create_app()\n"
        "sys.exit('service.client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_client_needs_the_standard_library_alone() -> None:
    program = (
        "import sys; sys.path.insert(0, 'service'); import client\n"
        "ours = {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(bool(ours & {'service', 'corpus', 'index', 'flask', 'orjson'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_connection_is_kept_and_what_holds_is_not_sent_again() -> None:
    """A service that counts its connections and what it is asked with."""
    connections, asked = [0], []

    class Counting(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            connections[0] += 1
            super().setup()

        def do_GET(self) -> None:
            asked.append(self.headers.get("If-None-Match"))
            holds = asked[-1] == '"one"'
            body = b"" if holds else b'{"generation": "g"}'
            self.send_response(304 if holds else 200)
            self.send_header("ETag", '"one"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = len(asked) == 2  # as one that was idle for too long

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        client = Client(f"http://127.0.0.1:{server.server_port}")
        assert [client.generation() for _ in range(4)] == ["g"] * 4
        client.close()
        server.shutdown()
        thread.join()
    assert asked == [None, '"one"', '"one"', '"one"']
    assert connections == [2]
