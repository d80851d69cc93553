"""Workers and their main process are killed and signalled, under load; and documents that are not
what the catalog says.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.base.errors import CatalogError
from index.engines import ensure_engine
from service.server import DEATHS_WITHIN, MOST_DEATHS, Respawns
from tests.hostile.servers import ASK, REPORT, ROOT, Server, eventually, make_corpus, running

CLIENTS = 6


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers over a small corpus."""
    folder = tmp_path_factory.mktemp("served")
    make_corpus(folder / "corpus")
    with running(folder, TICKMARK_MAX_IN_FLIGHT="64") as started:
        yield started


class Clients:
    """Clients that ask new questions until they are stopped; `seen` are the statuses."""

    def __init__(self, server: Server, count: int = CLIENTS) -> None:
        self.seen: list[int | None] = []
        self._server = server
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(count)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        count = 0
        while not self._stop.is_set():
            count += 1
            self.seen.append(self._server.get(f"/api/v1/ask?q=revenues%20{number}x{count}")[0])


def test_a_killed_worker_costs_no_more_than_it_held(server: Server) -> None:
    before = server.workers()
    assert len(before) == 2
    with Clients(server) as clients:
        eventually(lambda: len(clients.seen) > 20)
        os.kill(before[0], signal.SIGKILL)
        killed_at = len(clients.seen)
        eventually(lambda: len(clients.seen) > killed_at + 40 * CLIENTS)
    seen = clients.seen
    assert seen.count(None) <= 2 * CLIENTS, "lost: what the killed worker held or had accepted"
    assert {code for code in seen if code is not None} == {200}
    eventually(lambda: len(server.workers()) == 2 and before[0] not in server.workers())
    assert [server.get()[0] for _ in range(20)] == [200] * 20


def test_all_workers_killed_again_and_again_come_back(server: Server) -> None:
    for _ in range(3):
        killed = server.workers()
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        eventually(
            lambda killed=killed: (  # type: ignore[misc]
                len(server.workers()) == 2 and not {*killed} & {*server.workers()}
            )
        )
    eventually(lambda: server.get()[0] == 200)
    assert server.process.poll() is None


def test_only_a_worker_that_dies_without_end_ends_the_server() -> None:
    respawns = Respawns()
    for number in range(MOST_DEATHS):
        assert respawns.get(0, 0) == 0
        respawns.clear()
        respawns[0] = float(number)
    assert respawns.get(0, 0) == MOST_DEATHS - 1
    assert respawns.get(1, 0) == 0
    respawns[0] = DEATHS_WITHIN + MOST_DEATHS
    assert respawns.get(0, 0) == 0


def test_signals_that_mean_nothing_cost_nothing(server: Server) -> None:
    workers = server.workers()
    with Clients(server, 2) as clients:
        for name in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
            for process in (server.process.pid, *workers):
                os.kill(process, name)
            time.sleep(0.2)
    assert server.workers() == workers
    assert set(clients.seen) == {200}


def test_a_port_that_is_taken_is_said(server: Server) -> None:
    second = server.start(server.port)
    assert second.wait(60) == 2
    (line,) = [line for line in server.lines() if line["level"] == "critical"]
    assert line["event"] == f"cannot start: 127.0.0.1:{server.port}: Address already in use"
    assert server.get()[0] == 200


def test_a_stop_answers_what_is_in_flight_and_ends(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus")
    with running(tmp_path) as server, Clients(server, 4) as clients:
        eventually(lambda: len(clients.seen) > 20)
        server.process.terminate()
        assert server.process.wait(60) == 0
        answered = [code for code in clients.seen if code is not None]
    assert set(answered) == {200}
    assert clients.seen[: len(answered) - 4].count(None) <= 4, "nothing was lost before"


def test_workers_end_with_a_main_process_that_is_killed(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus")
    with running(tmp_path) as server:
        workers = server.workers()
        server.process.kill()
        server.process.wait()
        eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        assert server.get()[0] is None
        server.process = server.start(server.port)
        eventually(lambda: server.get(ASK)[0] == 200)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGKILL])
def test_processes_of_a_build_end_with_it(tmp_path: Path, name: signal.Signals) -> None:
    """A service manager stops the one process that it started."""
    folder = make_corpus(tmp_path / "corpus")
    for number in range(200):
        (folder / f"report-{number}.txt").write_text(REPORT.replace("1,234", f"1,{number:03}") * 9)
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "service", "index", "build", "--corpus", str(folder)]
    with (tmp_path / "said").open("wb") as said:
        build = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=said, stderr=said)
    listed = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    eventually(lambda: len(listed.read_text().split()) >= 3)
    readers = [Path("/proc") / child for child in listed.read_text().split()]
    build.send_signal(name)
    assert build.wait(60) == -name
    eventually(lambda: not any(reader.exists() for reader in readers), 30)


def test_documents_changed_underfoot_are_noticed(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus")
    report = folder / "report.txt"
    first = ensure_engine(folder, tmp_path / "index")
    report.write_text(REPORT.replace("1,234", "9,999"))
    assert "1,234" in first.documents["report"].text, "what is open stays what it was"
    second = ensure_engine(folder, tmp_path / "index")
    assert second.generation != first.generation
    assert {fact.value.printed for fact in second.facts} == {"9,999"}


def test_a_document_that_is_not_the_catalogs_is_refused(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus")
    (folder / "catalog.toml").write_text(f'[[document]]\nid = "report"\nsha256 = "{"0" * 64}"\n')
    with pytest.raises(CatalogError, match=r"report\.txt: its SHA-256"):
        ensure_engine(folder, tmp_path / "index")
