"""What a worker does for itself: idle connections are closed, others are not, nothing leaks."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections.abc import Iterator

import pytest

from service import upkeep


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket, socket.socket]]:
    """A listening socket, a connection made to it, and its accepted end."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = socket.create_connection(listening.getsockname())
    accepted, _ = listening.accept()
    with listening, made, accepted:
        yield listening, made, accepted


Pair = tuple[socket.socket, socket.socket, socket.socket]


def test_a_connection_that_says_nothing_is_closed(pair: Pair) -> None:
    _, made, _ = pair
    time.sleep(0.05)
    assert upkeep.close_idle(60) == 0
    assert upkeep.close_idle(0.02) >= 1
    made.settimeout(5)
    assert made.recv(1) == b""


def test_a_connection_that_speaks_is_kept(pair: Pair) -> None:
    _, made, accepted = pair
    time.sleep(0.3)
    made.sendall(b"x")
    assert accepted.recv(1) == b"x"
    assert upkeep.close_idle(0.2) == 0
    accepted.sendall(b"y")
    assert made.recv(1) == b"y"


def test_a_body_that_drips_is_hung_up_on(pair: Pair) -> None:
    _, made, accepted = pair
    accepted.sendall(b"x")
    assert made.recv(1) == b"x"
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        made.sendall(b"y")
        assert accepted.recv(1) == b"y"
        assert upkeep.close_idle(0.2) == 0, "it speaks"
        time.sleep(0.02)
    assert upkeep.close_unanswered({"192.0.2.1"}, 0.2) == 0
    assert upkeep.close_unanswered({"127.0.0.1"}, 60) == 0
    assert upkeep.close_unanswered({"127.0.0.1"}, 0.2) == 1
    assert made.recv(1) == b""


def test_a_connection_to_elsewhere_is_kept() -> None:
    def serve(ready: object) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            ready.send(listening.getsockname())  # type: ignore[attr-defined]
            connection, _ = listening.accept()
            connection.recv(1)

    mine, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("fork").Process(target=serve, args=(theirs,))
    other.start()
    with socket.create_connection(mine.recv()) as made:
        time.sleep(0.05)
        assert upkeep.close_idle(0.02) == 0
        made.sendall(b"x")
    other.join(5)
    assert other.exitcode == 0


def test_looking_leaks_no_descriptor(pair: Pair) -> None:
    assert len(pair) == 3
    before = sorted(os.listdir("/proc/self/fd"))
    for _ in range(5):
        upkeep.close_idle(60)
    assert sorted(os.listdir("/proc/self/fd")) == before


def test_a_process_that_is_no_worker_starts_nothing() -> None:
    assert multiprocessing.parent_process() is None
    upkeep.start()
