"""What docs/operating.md tells an operator to do, done: backup and restore, rollback, a rolling
restart under load; and the files that it points to are what they are for.
"""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.generations.generations import ensure_engine
from service.cli import OWN
from service.settings import load_settings
from tests.hostile.servers import ASK, REPORT, ROOT, Server, eventually, make_corpus, running

DEPLOY = ROOT / "deploy"
CLIENTS = 3


def generations(index: Path) -> dict[str, int]:
    """The folders of generations, each with the time at which it was made."""
    return {path.name: path.stat().st_mtime_ns for path in index.glob("gen-*")}


def test_a_backup_is_copied_and_serves_where_it_is_put_back(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus")
    with running(tmp_path, workers=1) as server:
        _, before = server.get(ASK)
        for name in ("corpus", "index"):
            shutil.copytree(tmp_path / name, tmp_path / "backup" / name)
    for name in ("corpus", "index"):
        shutil.rmtree(tmp_path / name)
        shutil.copytree(tmp_path / "backup" / name, tmp_path / name)
    restored = generations(tmp_path / "index")
    with running(tmp_path, workers=1) as server:
        _, after = server.get(ASK)
    assert after == before
    assert after["value"]["printed"] == "1,234"
    assert generations(tmp_path / "index") == restored, "nothing was built"


def test_a_rollback_is_the_index_of_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = make_corpus(tmp_path / "corpus")
    old = ensure_engine(corpus, tmp_path / "index-1")
    with monkeypatch.context() as newer:
        inputs = {"code": "of another version", "corpus": "the same"}
        newer.setattr("index.generations.generations.digest_inputs", lambda _: inputs)
        assert ensure_engine(corpus, tmp_path / "index-2").generation != old.generation
    before = generations(tmp_path / "index-1")
    assert ensure_engine(corpus, tmp_path / "index-1").generation == old.generation
    assert generations(tmp_path / "index-1") == before, "nothing was built"


class Behind:
    """What a proxy does: the next server where one cannot be reached or is busy."""

    def __init__(self, *servers: Server) -> None:
        self._servers = servers
        self._turn = count()
        self.failed: list[int | None] = []
        self.answered = 0

    def get(self, path: str) -> None:
        """Ask each server once, in turn."""
        turn = next(self._turn)
        status: int | None = None
        for step in range(len(self._servers)):
            status, _ = self._servers[(turn + step) % len(self._servers)].get(path)
            if status not in (None, 503):
                break
        if status == 200:
            self.answered += 1
        else:
            self.failed.append(status)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    make_corpus(tmp_path / "corpus", REPORT)
    with running(tmp_path, workers=1) as first, running(tmp_path, workers=1) as second:
        yield first, second


def test_a_rolling_restart_under_load_fails_no_request(pair: tuple[Server, Server]) -> None:
    proxy, enough = Behind(*pair), threading.Event()

    def ask(number: int) -> None:
        asked = 0
        while not enough.is_set():
            asked += 1
            proxy.get(f"{ASK}&id={number}x{asked}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        for server in pair:
            since = proxy.answered
            eventually(lambda since=since: proxy.answered > since + 20)  # type: ignore[misc]
            server.process.terminate()
            assert server.process.wait(60) == 0
            server.process = server.start(server.port, workers=1)
            eventually(lambda server=server: server.get()[0] == 200)  # type: ignore[misc]
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    assert proxy.failed == []


def read(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def test_every_setting_and_option_in_the_files_exists() -> None:
    options = {
        option
        for command in OWN
        if command.name == "serve"
        for parameter in command.params
        for option in parameter.opts
    }
    text = "".join(path.read_text() for path in DEPLOY.iterdir())
    values = dict(re.findall(r"^Environment=(TICKMARK_\w+)=(.+)$", text, re.M))
    values |= dict(re.findall(r"^ +(TICKMARK_\w+): (.+)$", text, re.M))
    values |= dict(re.findall(r'name: (TICKMARK_\w+), value: "?([^"}]+)"?}', text))
    assert {"TICKMARK_INDEX", "TICKMARK_TRUSTED_HOSTS", "TICKMARK_TOKENS"} <= values.keys()
    assert load_settings(values).trusted_hosts
    assert set(re.findall(r"--\w+", re.findall(r"ExecStart=(.*)", text)[0])) <= options


def test_the_unit_and_the_pods_give_requests_their_time() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(DEPLOY / "tickmark.service")
    assert shlex.split(unit["Service"]["ExecStart"])[1:4] == ["-m", "service", "serve"]
    assert int(unit["Service"]["TimeoutStopSec"]) > 8
    pods = read("kubernetes.yml")[0]["spec"]["template"]["spec"]
    assert pods["enableServiceLinks"] is False
    (container,) = pods["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    waits = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pods["terminationGracePeriodSeconds"] > waits + 8


def test_the_composed_service_can_write_nothing_but_its_index() -> None:
    (composed,) = read("compose.yml")
    service = composed["services"]["tickmark"]
    assert service["read_only"] is True
    assert service["volumes"] == ["index:/var/lib/tickmark"]
    assert "/var/lib/tickmark/index" in (ROOT / "Containerfile").read_text()
