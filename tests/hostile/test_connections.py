"""Hostile clients on real sockets: broken requests, slow ones, idle ones, and too many of them."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.hostile.servers import ASK, HOST, Server, eventually, make_corpus, running

LAST = HOST + b"Connection: close\r\n"
JSON = b"Content-Type: application/json\r\n"
BODY = b'{"questions":["revenues in FY2002"]}'
HALF_BODY = b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + JSON + b'Content-Length: 900\r\n\r\n{"que'
IN_FLIGHT = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("connections")
    make_corpus(folder / "corpus")
    with running(folder, TICKMARK_MAX_IN_FLIGHT=str(IN_FLIGHT)) as started:
        yield started


def post(length: bytes, body: bytes = BODY, more: bytes = b"") -> bytes:
    head = b"POST /api/v1/ask HTTP/1.1\r\n" + LAST + JSON + more
    return head + b"Content-Length: " + length + b"\r\n\r\n" + body


def get(path: bytes, more: bytes = b"", method: bytes = b"GET") -> bytes:
    return method + b" " + path + b" HTTP/1.1\r\n" + LAST + more + b"\r\n"


CASES: dict[str, tuple[bytes, set[int]]] = {
    "not http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, {400}),
    "http 0.9": (b"GET /healthz\r\n\r\n", {400}),
    "no host": (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
    "two hosts": (get(b"/healthz", b"Host: evil.example\r\n"), {400}),
    "head": (get(ASK.encode(), method=b"HEAD"), {200}),
    "trace": (get(ASK.encode(), method=b"TRACE"), {405}),
    "connect": (get(b"evil.example:443", method=b"CONNECT"), {400, 404, 405}),
    "unknown method": (get(ASK.encode(), method=b"FROBNICATE"), {405}),
    "long method": (get(ASK.encode(), method=b"A" * 3000), {400, 405}),
    "options of all": (get(b"*", method=b"OPTIONS"), {200, 404}),
    "chunked": (
        b"POST /api/v1/ask HTTP/1.1\r\n" + LAST + JSON
        + b"Transfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n", {411},
    ),
    "chunked and long": (post(b"36", BODY, b"Transfer-Encoding: chunked\r\n"), {400, 411}),
    "two lengths": (post(b"36", BODY, b"Content-Length: 5\r\n"), {400}),
    "negative length": (post(b"-1"), {400}),
    "endless length": (post(b"9" * 30), {400}),
    "large length": (post(b"500000000"), {413}),
    "expecting": (post(b"36", BODY, b"Expect: 100-continue\r\n"), {100, 200}),
    "no body": (post(b"0", b""), {400, 422}),
    "nested json": (post(b"8000", b"[" * 8000), {400, 422}),
    "folded header": (get(b"/healthz", b"X-A: a\r\n b\r\n"), {400}),
    "NUL in a header": (get(b"/healthz", b"X-A: a\0b\r\n"), {400}),
    "bytes in headers": (get(b"/healthz", b"X-Request-ID: \xff\xfe\r\nAccept: \xff\r\n"), {200}),
    "a header of 300 KB": (get(b"/healthz", b"X-A: " + b"a" * 300_000 + b"\r\n"), {431}),
    "500 headers": (get(b"/healthz", b"".join(b"X-%d: a\r\n" % n for n in range(500))), {431}),
    "a long address": (get(b"/" + b"a" * 60_000), {414}),
    "a query of 20 KB": (get(b"/api/v1/ask?q=" + b"a" * 20_000), {414}),
    "bad escapes": (get(b"/api/v1/ask?q=%zz%ff%C3%28"), {200}),
    "raw bytes": (get(b"/api/v1/ask?q=\xe5\xa3\xb2\xff"), {200, 400, 422}),
    "up and out": (get(b"/static/%2e%2e/%2e%2e/etc/passwd"), {404}),
    "a document up and out": (get(b"/documents/..%2f..%2fetc%2fpasswd"), {404}),
    "two slashes": (get(b"//evil.example/%2e%2e"), {404}),
    "ranges": (get(b"/static/api.css", b"Range: bytes=0-1,2-3\r\n"), {200, 206, 400, 416}),
    "a long accept": (get(b"/api/v1/facts", b"Accept: " + b"a/b;q=0.1," * 3000 + b"\r\n"), {406}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_broken_request_is_refused_and_nothing_more(server: Server, name: str) -> None:
    data, expected = CASES[name]
    answer = server.send(data)
    assert answer.startswith(b"HTTP/1.")
    assert int(answer[9:12]) in expected
    assert len(answer) < 10_000
    assert b"Traceback" not in answer
    assert b"root:" not in answer
    assert server.get("/healthz")[0] == 200


def test_another_protocol_is_hung_up_on(server: Server) -> None:
    assert server.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 5)[9:12] in (b"", b"400", b"505")


def test_requests_in_one_piece_are_answered_in_order(server: Server) -> None:
    ask = b"GET " + ASK.encode() + b"&id=%d HTTP/1.1\r\n" + HOST + b"\r\n"
    answer = server.send(b"".join(ask % n for n in range(100)) + get(b"/healthz"))
    assert answer.count(b"HTTP/1.1 200 OK") == 101
    places = [answer.find(b'"id":"%d"' % n) for n in range(100)]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (b"", 400),
        (b"GET /heal", 400),
        (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (HALF_BODY, 100),
    ],
    ids=["nothing", "half a head", "one request", "half a body"],
)
def test_connections_that_wait_hold_nobody_up(server: Server, said: bytes, count: int) -> None:
    held = server.hold(count, said)
    try:
        time.sleep(0.3)
        assert server.get(f"{ASK}&id={count}x{said[:4].hex()}")[0] == 200
        assert not any(map(hung_up, held)), "it answered before it gave the waiting ones up"
        for number in range(30):
            assert server.get(f"{ASK}&id={count}x{number}x{said[:4].hex()}")[0] == 200
    finally:
        for connection in held:
            connection.close()
    eventually(lambda: server.send(post(b"%d" % len(BODY)))[9:12] == b"200")


def hung_up(connection: socket.socket) -> bool:
    """Whether the other end has closed a connection that it left unanswered or answered before."""
    with suppress(BlockingIOError):
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    return False


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.2"])
def test_bodies_that_drip_hold_nobody_up_and_are_hung_up_on(server: Server, peer: str) -> None:
    """Forty clients that send a byte now and then, from the own address or from another."""
    held = server.hold(40, HALF_BODY, peer)
    started = time.monotonic()
    dripping = set(held)
    try:
        while dripping:
            for connection in list(dripping):
                try:
                    connection.sendall(b"x")
                except OSError:
                    dripping.discard(connection)
            assert server.send(post(b"%d" % len(BODY)))[9:12] == b"200"
            assert server.get("/healthz")[0] == 200
            assert time.monotonic() < started + 60, "they drip on"
            time.sleep(0.3)
    finally:
        for connection in held:
            connection.close()


def test_a_body_that_stops_is_refused_in_whole(server: Server) -> None:
    (held,) = server.hold(1, HALF_BODY)
    with held:
        held.shutdown(1)
        held.settimeout(10)
        answer = held.recv(65_536)
    assert answer == b"" or answer[9:12] == b"400"
    assert server.get()[0] == 200


def test_more_than_is_served_is_shed_and_it_recovers(server: Server) -> None:
    """Four clients for each place, none of which waits: 200, or 503 and when to come back."""
    seen: list[int | None] = []
    enough = threading.Event()

    def ask(number: int) -> None:
        count = 0
        while not enough.is_set():
            count += 1
            question = json.dumps(
                {"questions": [f"revenues {number} {count} {n}" for n in range(40)]}
            )
            body = question.encode()
            answer = server.send(post(b"%d" % len(body), body))
            seen.append(int(answer[9:12]) if answer else None)
            if seen[-1] == 503:
                assert b"retry-after: 1" in answer.lower()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8 * IN_FLIGHT)]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: min(seen.count(200), seen.count(503)) > 10)
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    assert set(seen) == {200, 503}
    assert [server.get(f"{ASK}&id=after{n}")[0] for n in range(20)] == [200] * 20
