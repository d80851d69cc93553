"""What is served is changed, damaged or taken away beneath a running server: it serves on, says so,
and never gives a figure that was not read from a document.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.base.errors import DamagedError
from index.generations.generations import ensure_engine, open_current
from tests.hostile.servers import ASK, REPORT, Server, eventually, make_corpus, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("underfoot")
    make_corpus(folder / "corpus")
    with running(folder) as started:
        yield started


@pytest.fixture(autouse=True)
def as_at_first(server: Server) -> None:
    """Each test begins with the one report, built and served by all workers."""
    shutil.rmtree(server.corpus, ignore_errors=True)
    make_corpus(server.corpus)
    ensure_engine(server.corpus, server.index)
    eventually(lambda: server.figures() == {"1,234"})
    eventually(lambda: said(server) == {"current"})


def said(server: Server) -> set[str]:
    return {server.get()[1].get("documents", "") for _ in range(8)}


def the_generation(server: Server) -> Path | None:
    """The folder of what is published; None where that is not whole."""
    try:
        return open_current(server.index).folder
    except DamagedError:
        return None


@pytest.mark.parametrize("change", ["changed", "added", "removed", "unreadable", "taken away"])
def test_documents_changed_underfoot_are_noticed_and_built_anew(
    server: Server, change: str
) -> None:
    report = server.corpus / "report.txt"
    if change == "changed":
        report.write_text(REPORT.replace("1,234", "9,999"))
    elif change == "added":
        (server.corpus / "other.txt").write_text("Net income was JPY5 million in FY2001.\n")
    elif change == "removed":
        (server.corpus / "other.txt").write_text("Net income was JPY5 million in FY2001.\n")
        report.unlink()
    elif change == "unreadable":
        report.write_bytes(b"\xff\xfe\x00")
    else:
        shutil.rmtree(server.corpus)
    eventually(lambda: said(server) == {"unreadable" if change == "taken away" else "changed"})
    assert server.figures() == {"1,234"}
    if change in ("changed", "added", "removed"):
        ensure_engine(server.corpus, server.index)
        expected = {"changed": "9,999", "added": "1,234", "removed": ""}[change]
        eventually(lambda: server.figures() == {expected})
        eventually(lambda: said(server) == {"current"})


def test_a_worker_that_starts_again_needs_no_documents(server: Server) -> None:
    (server.corpus / "report.txt").write_bytes(b"\xff\xfe\x00")
    first = server.workers()[0]
    os.kill(first, signal.SIGKILL)
    eventually(lambda: len(server.workers()) == 2 and first not in server.workers())
    until = time.monotonic() + 3
    while time.monotonic() < until:
        status, _ = server.get(f"{ASK}&id={time.monotonic_ns()}")
        assert status in (200, None)  # None: the connection that the killed one had accepted
        time.sleep(0.02)
    assert server.figures() == {"1,234"}


@pytest.mark.parametrize("fault", ["broken", "missing", "folder deleted"])
def test_the_pointer_is_lost_and_the_open_generation_serves_on(server: Server, fault: str) -> None:
    if fault == "broken":
        (server.index / "CURRENT").write_bytes(b"gen-7")
    elif fault == "missing":
        (server.index / "CURRENT").unlink()
    else:
        shutil.rmtree(server.index)
    time.sleep(1)
    assert server.figures() == {"1,234"}
    (server.corpus / "report.txt").write_text(REPORT.replace("1,234", "8,888"))
    ensure_engine(server.corpus, server.index)
    eventually(lambda: server.figures() == {"8,888"})


@pytest.mark.parametrize("name", ["facts.rows", "texts.rows", "facts.columns", "ranking.arrays"])
def test_a_file_altered_in_place_is_given_up_and_built_again(server: Server, name: str) -> None:
    place = the_generation(server)
    assert place is not None
    data = (place / name).read_bytes()
    at = max(data.find(b"1,234"), 0) or len(data) // 2
    with (place / name).open("r+b") as file:
        file.seek(at)
        file.write(b"9" if data[at : at + 1] != b"9" else b"8")
    until = time.monotonic() + 2
    while time.monotonic() < until:
        status, body = server.get(f"{ASK}&id={time.monotonic_ns()}")
        assert status in (200, 503)
        if status == 200:
            assert body["value"]["printed"] == "1,234"
    eventually(lambda: the_generation(server) not in (None, place))
    eventually(lambda: server.figures() == {"1,234"})


@pytest.mark.parametrize("name", ["facts.rows", "ranking.arrays"])
def test_a_mapped_file_that_is_cut_short_kills_nobody_for_good(server: Server, name: str) -> None:
    """Reading beyond its end is a fault of the bus, which ends a worker before it can notice."""
    place = the_generation(server)
    assert place is not None
    os.truncate(place / name, 0)
    for _ in range(20):
        status, body = server.get(f"{ASK}&id={time.monotonic_ns()}")
        assert status in (200, 503, None)
        assert status != 200 or body["value"]["printed"] == "1,234"
    eventually(lambda: server.figures() == {"1,234"}, 20)
    assert server.process.poll() is None
    eventually(lambda: the_generation(server) not in (None, place))


@pytest.mark.parametrize("can_build", [True, False])
def test_a_removed_index_is_said_once_and_built_again(server: Server, can_build: bool) -> None:
    if not can_build:
        (server.corpus / "report.txt").unlink()
    before = len(server.lines())
    shutil.rmtree(server.index)
    if can_build:
        eventually((server.index / "CURRENT").exists)
    else:
        eventually(lambda: {server.get()[1]["index"] for _ in range(8)} == {"missing"})
    time.sleep(12)
    assert server.figures() == {"1,234"}
    told = server.get()[1]["index"]
    assert told == ("whole" if can_build else "missing")
    events = [line["event"] for line in server.lines()[before:]]
    assert max(events.count(event) for event in {*events}) <= len(server.workers())


@pytest.mark.parametrize("way", ["unlinked", "replaced"])
def test_a_file_that_is_lost_is_built_again_while_the_mapped_one_serves(
    server: Server, way: str
) -> None:
    place = the_generation(server)
    assert place is not None
    (place / "facts.rows").unlink()
    if way == "replaced":
        (place / "facts.rows").write_bytes(b"nonsense")
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        assert server.figures(1) == {"1,234"}
    eventually(lambda: the_generation(server) not in (None, place))


def test_two_servers_over_one_index_both_take_what_is_published(server: Server) -> None:
    with running(server.folder, workers=1) as second:
        assert second.figures(4) == {"1,234"}
        (server.corpus / "report.txt").write_text(REPORT.replace("1,234", "7,777"))
        ensure_engine(server.corpus, server.index)
        eventually(lambda: server.figures() | second.figures() == {"7,777"})


def test_a_pointer_with_an_older_time_is_a_new_one(server: Server) -> None:
    (server.corpus / "report.txt").write_text(REPORT.replace("1,234", "6,666"))
    ensure_engine(server.corpus, server.index)
    os.utime(server.index / "CURRENT", (1, 1))
    eventually(lambda: server.figures() == {"6,666"})
