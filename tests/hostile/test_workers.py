"""A worker killed under load, and documents changed underfoot: what serves is what was verified."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import CatalogError
from index.engine import ensure_engine

ROOT = Path(__file__).parents[2]
CLIENTS = 6
REPORT = "# Results\n\nRevenues were JPY1,234 million in FY2002, the year ended March 31, 2003.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The port and process id of a server with two workers over a small corpus."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.txt").write_text(REPORT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TICKMARK_")}
    environ |= {"TICKMARK_CORPUS": str(folder / "corpus"), "TICKMARK_INDEX": str(folder / "index")}
    environ |= {"TICKMARK_LOG": "off", "TICKMARK_MAX_IN_FLIGHT": "64"}
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while status(port) != 200:
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def status(port: int, path: str = "/readyz") -> int | None:
    """The status of one request on a connection of its own; None where the connection is lost."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status == 200 and path.startswith("/api"):
            assert json.loads(body)["status"]
        return response.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def workers_of(process: int) -> list[int]:
    """The children that serve: those that listen; a helper of multiprocessing does not."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    lines = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in text.split()}
    return [child for child, line in lines.items() if b"tracker" not in line]


def test_a_killed_worker_costs_no_more_than_it_held(server: tuple[int, int]) -> None:
    port, process = server
    before = workers_of(process)
    assert len(before) == 2
    seen: list[int | None] = []
    stop = threading.Event()

    def ask(number: int) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            seen.append(status(port, f"/api/v1/ask?q=revenues%20{number}x{count}"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    answered = len(seen)
    os.kill(before[0], signal.SIGKILL)
    time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join()
    assert answered > 20
    assert len(seen) > answered + 20, "the other worker serves on"
    assert seen.count(None) <= 2 * CLIENTS, "lost: what the killed worker held or had accepted"
    assert {code for code in seen if code is not None} == {200}
    until = time.monotonic() + 30
    while len(workers_of(process)) < 2 or before[0] in workers_of(process):
        assert time.monotonic() < until, "a new worker takes its place"
        time.sleep(0.1)
    assert [status(port) for _ in range(20)] == [200] * 20


def test_documents_changed_underfoot_are_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    report = folder / "report.txt"
    report.write_text(REPORT)
    first = ensure_engine(folder, tmp_path / "index")
    report.write_text(REPORT.replace("1,234", "9,999"))
    assert "1,234" in first.documents["report"].text, "what is open stays what it was"
    second = ensure_engine(folder, tmp_path / "index")
    assert second.generation != first.generation
    assert {fact.value.printed for fact in second.facts} == {"9,999"}


def test_a_document_that_is_not_the_catalogs_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "report.txt").write_text(REPORT)
    (folder / "catalog.toml").write_text(f'[[document]]\nid = "report"\nsha256 = "{"0" * 64}"\n')
    with pytest.raises(CatalogError, match=r"report\.txt: its SHA-256"):
        ensure_engine(folder, tmp_path / "index")
