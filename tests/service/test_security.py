"""Headers on every response, strangers' hosts, limits, and overload."""

from __future__ import annotations

import gzip
import io
import json
import threading
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from service.web.edge.accesslog import AccessLog
from service.web.edge.bodies import AT_A_TIME, DEADLINE, OF_ONE_CLIENT, BodyReader
from service.web.edge.middleware import Exchange
from service.web.edge.security import RateLimiter, client_of, host_is_trusted
from tests.service.samples import make_app, plain_answer

ADDRESSES = [
    "/healthz",
    "/api/v1/facts",
    "/api/v1/ask?q=x",
    "/api/v1/facts?format=csv",
    "/api/v1/nothing",
    "/api/v1/facts?limit=0",
    "/openapi.json",
    "/api/docs",
    "/static/api.css",
    "/nothing",
]
STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_response_has_the_strict_headers(
    client: FlaskClient, address: str, host: str
) -> None:
    headers = client.get(address, headers={"Host": host}).headers
    assert set(headers["Content-Security-Policy"].split("; ")) >= STRICT
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Request-ID"]
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    for name in ("Content-Security-Policy", "X-Request-ID", "Content-Type", "Content-Length"):
        assert len(headers.getlist(name)) <= 1


def test_frame_rules_follow_the_settings(small_engine: Any) -> None:
    app = make_app(small_engine, frame_ancestors=("https://intranet.example",), hsts=True)
    headers = app.test_client().get("/healthz").headers
    assert "frame-ancestors https://intranet.example" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("127.0.0.1:80", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("", False),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("localhost:80@evil.example", False),
        ("localhost:x", False),
        ("localhost/..", False),
    ],
)
def test_hosts(host: str, trusted: bool) -> None:
    assert host_is_trusted(host, ("localhost", "127.0.0.1", "[::1]")) is trusted


def test_any_wellformed_host_where_all_are_trusted() -> None:
    assert host_is_trusted("anything.example:80", ("*",))
    assert not host_is_trusted("any thing", ("*",))


def test_strange_host_is_a_problem_and_never_in_links(client: FlaskClient) -> None:
    response = client.get("/api/v1/facts?limit=1", headers={"Host": "evil.example"})
    assert (response.status_code, response.get_json()["code"]) == (400, "untrusted-host")
    forwarded = client.get("/api/v1/facts?limit=1", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in forwarded.text + forwarded.headers["Link"]


def test_base_url_comes_from_the_settings_alone(small_engine: Any) -> None:
    client = make_app(small_engine, base_url="https://tickmark.example").test_client()
    response = client.get("/api/v1/facts?limit=1")
    assert response.headers["Link"].startswith("<https://tickmark.example/api/v1/facts?")
    url = response.get_json()["items"][0]["citation"]["url"]
    assert url.startswith("https://tickmark.example/documents/memo-press?start=")


def test_cors_is_for_named_origins(small_engine: Any) -> None:
    client = make_app(small_engine, cors_origins=("https://app.example",)).test_client()
    for address in ("/api/v1/facts", "/api/v1/nothing", "/api/v1/ask?q=x", "/api/v1/ask?q=x"):
        allowed = client.get(address, headers={"Origin": "https://app.example"})
        assert allowed.headers["Access-Control-Allow-Origin"] == "https://app.example"
        assert "ETag" in allowed.headers["Access-Control-Expose-Headers"]
        other = client.get(address, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other.headers
        assert "Origin" in ", ".join(other.headers.getlist("Vary"))
    preflight = client.options(
        "/api/v1/ask",
        headers={
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "content-type" in preflight.headers["Access-Control-Allow-Headers"].lower()


def test_rate_limit_says_when_to_come_back(small_engine: Any) -> None:
    client = make_app(small_engine, rate_limit=60).test_client()
    statuses = [client.get("/api/v1/ask?q=x").status_code for _ in range(12)]
    assert statuses[:10] == [200] * 10
    refused = client.get("/api/v1/ask?q=x")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "too-many-requests")
    assert int(refused.headers["Retry-After"]) >= 1


def test_bucket_refills_and_forgets() -> None:
    now = [0.0]
    limiter = RateLimiter(60, clock=lambda: now[0])
    assert [limiter.wait_for("a") for _ in range(10)] == [0.0] * 10
    assert limiter.wait_for("a") == pytest.approx(1.0)
    assert limiter.wait_for("b") == 0.0
    now[0] = 1.5
    assert limiter.wait_for("a") == 0.0
    assert limiter.wait_for("a") > 0


def test_forwarded_addresses_count_only_behind_proxies() -> None:
    environ: dict[str, object] = {
        "REMOTE_ADDR": "10.0.0.1",
        "HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4",
    }
    assert client_of(environ, 0) == "10.0.0.1"
    assert client_of(environ, 1) == "1.2.3.4"
    assert client_of(environ, 5) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb:0:0:9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:99", "192.0.2.7:99"),
        ("unknown", "unknown"),
    ],
)
def test_a_network_of_one_client_is_one_client(address: str, counted: str) -> None:
    assert client_of({"REMOTE_ADDR": address}, 0) == counted
    assert client_of({"HTTP_X_FORWARDED_FOR": f"6.6.6.6, {address}"}, 1) == counted


def test_a_body_that_does_not_come_holds_no_place(small_engine: Any) -> None:
    """A WSGI server hands over the request before its body; `wsgi.input` then waits for it."""
    entered, leave = threading.Semaphore(0), threading.Event()

    class Slow(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            entered.release()
            leave.wait(10)
            return b'{"que'

    app = make_app(small_engine, max_in_flight=1)
    builder = EnvironBuilder("/api/v1/ask", method="POST", content_type="application/json")
    statuses: list[str] = []

    def send() -> None:
        environ = builder.get_environ() | {"REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": "900"}
        environ["wsgi.input"] = Slow()
        statuses.append(run_wsgi_app(app.wsgi_app, environ)[1])

    threads = [threading.Thread(target=send) for _ in range(OF_ONE_CLIENT)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert entered.acquire(timeout=10)
    refused = app.test_client().post("/api/v1/ask", json={"questions": ["x"]})
    assert app.test_client().get("/api/v1/ask?q=other").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.7"}
    told = app.test_client().post("/api/v1/ask", json={"questions": ["x"]}, environ_overrides=other)
    assert told.status_code == 200, "one client never has all the places"
    leave.set()
    for thread in threads:
        thread.join(10)
    assert (refused.status_code, refused.get_json()["code"]) == (503, "overloaded")
    assert int(refused.headers["Retry-After"]) >= 1
    assert {status[:3] for status in statuses} == {"400"}, (
        "what came short of its length is no request"
    )
    assert app.test_client().post("/api/v1/ask", json={"questions": ["x"]}).status_code == 200


def test_a_body_is_overdue_once_its_time_is_over() -> None:
    now = [100.0]
    reader = BodyReader(1000, lambda: now[0])
    seen: list[set[str]] = []

    class Dripping(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            seen.append(reader.overdue())
            now[0] += DEADLINE
            seen.append(reader.overdue())
            return b"x" * size

    environ = {"CONTENT_LENGTH": "9", "wsgi.input": Dripping(), "REMOTE_ADDR": "192.0.2.7"}
    assert reader.read(environ, "a client") is None
    assert seen == [set(), {"192.0.2.7"}]
    assert reader.overdue() == set()
    assert OF_ONE_CLIENT < AT_A_TIME


PROBES = ["/healthz", "/readyz", "/metrics"]


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "evil.example", "no host at all/"])
def test_probes_answer_whatever_the_host(client: FlaskClient, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 200
    assert client.get("/api/v1/ask?q=x", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("path", PROBES)
def test_probes_are_neither_limited_nor_shed(small_engine: Any, path: str) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> Any:
        entered.set()
        leave.wait(10)
        return plain_answer(*arguments)

    app = make_app(small_engine, slow, max_in_flight=1, rate_limit=1)
    first = threading.Thread(target=lambda: app.test_client().get("/api/v1/ask?q=slow"))
    first.start()
    assert entered.wait(10)
    statuses = {app.test_client().get(path).status_code for _ in range(40)}
    refused = {app.test_client().get("/api/v1/facts").status_code for _ in range(40)}
    leave.set()
    first.join(10)
    assert statuses == {200}
    assert refused == {429, 503}
    assert app.wsgi_app.gate.in_flight == 0


def test_what_costs_more_takes_more_of_the_rate(small_engine: Any) -> None:
    """One batch may not buy seconds of work for the price of one request."""

    def costly(*arguments: Any) -> Any:
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return plain_answer(*arguments)

    client = make_app(small_engine, costly, rate_limit=60).test_client()
    questions = [f"revenues {number}" for number in range(30)]
    assert client.post("/api/v1/ask", json={"questions": questions}).status_code == 200
    refused = client.get("/api/v1/ask?q=x")
    assert refused.status_code == 429
    assert 10 <= int(refused.headers["Retry-After"]) <= 61
    assert client.get("/healthz").status_code == 200


def test_overload_is_shed_and_recovers(small_engine: Any) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> Any:
        entered.set()
        leave.wait(10)
        return plain_answer(*arguments)

    app = make_app(small_engine, slow, max_in_flight=1)
    first = threading.Thread(target=lambda: app.test_client().get("/api/v1/ask?q=slow"))
    first.start()
    assert entered.wait(10)
    shed = app.test_client().get("/api/v1/ask?q=other")
    leave.set()
    first.join(10)
    assert (shed.status_code, shed.get_json()["code"]) == (503, "overloaded")
    assert int(shed.headers["Retry-After"]) >= 1
    assert app.test_client().get("/api/v1/ask?q=other").status_code == 200


def test_places_are_given_back_by_streams_and_failures(small_engine: Any) -> None:
    app = make_app(small_engine, max_in_flight=1)
    client = app.test_client()
    for _ in range(3):
        assert client.get("/api/v1/facts?format=csv").data.startswith(b"id,document")
        assert client.get("/api/v1/nothing").status_code == 404
        unread = client.get("/api/v1/facts?format=csv", buffered=False)
        unread.close()
    assert app.wsgi_app.gate.in_flight == 0


def test_body_limits(small_engine: Any) -> None:
    client = make_app(small_engine, max_body=2048).test_client()
    large = client.post("/api/v1/ask", json={"questions": ["x" * 400] * 20})
    assert (large.status_code, large.get_json()["code"]) == (413, "too-large")
    chunked = client.post(
        "/api/v1/ask",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"CONTENT_LENGTH": ""},
        content_type="application/json",
    )
    assert (chunked.status_code, chunked.get_json()["code"]) == (411, "length-required")


def test_gzip_where_it_is_accepted_and_pays(client: FlaskClient) -> None:
    plain = client.get("/api/v1/facts")
    for address in ("/api/v1/facts", "/api/v1/facts?format=csv"):
        for _ in range(2):
            packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
            assert packed.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(packed.data) == client.get(address).data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    small = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP, deflate;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("br;q=1.0, *;q=0.5", "gzip"),
        ("br, zstd", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0, gzip", "gzip"),
        ("x-notgzip", None),
        ("", None),
    ],
)
def test_a_coding_is_sent_only_where_it_is_accepted(
    client: FlaskClient, header: str, coding: str | None
) -> None:
    for address in ("/api/v1/facts", "/api/v1/facts?format=csv"):
        response = client.get(address, headers={"Accept-Encoding": header})
        assert response.status_code == 200
        assert response.headers.get("Content-Encoding") == coding


def test_request_ids_are_taken_over_only_when_harmless(client: FlaskClient) -> None:
    kept = client.get("/healthz", headers={"X-Request-ID": "job-7.a"})
    assert kept.headers["X-Request-ID"] == "job-7.a"
    for given in ("a b", "x" * 65, "ö", '"quoted"'):
        made = client.get("/healthz", headers={"X-Request-ID": given})
        assert made.headers["X-Request-ID"] != given
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(50)}
    assert len(ids) == 50


def test_log_lines_are_json_without_the_question() -> None:
    stream = io.StringIO()
    log = AccessLog(stream)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/ask\r\nx", "QUERY_STRING": "q=secret"}
    exchange = Exchange(environ, "id-1")
    exchange.status, exchange.size, exchange.seconds = 200, 12, 0.0015
    log(exchange)
    broken = Exchange({"REQUEST_METHOD": "GET", "PATH_INFO": "\ud800"}, "id-2")
    broken.status = 500
    log(broken)
    log.flush()
    lines = stream.getvalue().splitlines()
    first, second = map(json.loads, lines)
    assert (first["request_id"], first["status"], first["ms"]) == ("id-1", 200, 1.5)
    assert second["level"] == "error"
    assert "secret" not in stream.getvalue()


@pytest.mark.parametrize(
    "question",
    [
        "*a* OR *b* eq~9 [a TO z] NOT " * 16,
        "((((((((((" * 50,
        "\u202e2Q02 equipment sales\u202c",
        "😀" * 500,
        "9" * 500,
        "' OR 1=1 --",
        "{{7*7}} <script>alert(1)</script>",
        "../../../../etc/passwd",
    ],
)
def test_hostile_questions_are_answered_or_refused(client: FlaskClient, question: str) -> None:
    for address in ("/api/v1/ask", "/api/v1/search", "/api/v1/suggest"):
        response = client.get(address, query_string={"q": question[:500]})
        assert response.status_code == 200
        assert response.mimetype == "application/json"
    assert client.get("/api/v1/ask", query_string={"q": question * 60}).status_code in (414, 422)


def test_pages_for_people_say_the_allowed_methods_too(client: FlaskClient) -> None:
    response = client.delete("/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.headers["Cache-Control"] == "no-store"
