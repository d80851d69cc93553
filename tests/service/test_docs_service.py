"""The docs of the service name each route, command, option and setting, and their examples run."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import pytest
from flask.testing import FlaskClient

from corpus.ties.kinds import KINDS, MARKS
from service.cite.exports import EXPORTS
from service.cli import EXTENSIONS, OWN
from service.papers.forms import PAPERS
from service.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = ("api.md", "checks.md", "citations.md", "cli.md", "workpaper.md", "xbrl.md", "metrics.md")
DOCS = {name: (ROOT / "docs" / name).read_text() for name in PAGES}
EXAMPLES = [
    (name, line.removeprefix("$ "))
    for name, text in DOCS.items()
    for block in re.findall(r"```console\n(.*?)```", text, re.S)
    for line in block.splitlines()
    if line.startswith("$ ")
]


def test_each_route_and_parameter_is_documented(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    own = {"Questions", "Plans", "Facts", "Documents", "Citations"}
    for path, operations in spec["paths"].items():
        if not own & {tag for row in operations.values() for tag in row.get("tags", ())}:
            continue
        written = path.replace("{", "<").replace("}", ">")
        for method, operation in operations.items():
            assert f"{method.upper()} {written}`" in DOCS["api.md"], path
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                assert re.search(rf"[`<]{name}[`>=]", DOCS["api.md"]), (path, name)


def test_each_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `TICKMARK_(\w+)` \| (.*?) \|", DOCS["api.md"], re.M))
    assert {name.lower() for name in rows} == {f.name for f in dataclasses.fields(Settings)}
    for item in dataclasses.fields(Settings):
        if type(item.default) is int:
            assert str(item.default) in rows[item.name.upper()]


def commands() -> Iterator[tuple[str, click.Command]]:
    for command in OWN:
        yield str(command.name), command
        if isinstance(command, click.Group):
            yield from command.commands.items()


def test_each_command_and_option_is_documented() -> None:
    for name, command in commands():
        assert re.search(rf"\b{name}\b", DOCS["cli.md"]), name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert option in DOCS["cli.md"], (name, option)
    assert not {name for name, _ in commands()} & set(EXTENSIONS)


def test_each_tick_mark_and_state_is_documented() -> None:
    for mark in MARKS:
        assert f"`{mark}`" in DOCS["api.md"]
    assert set(re.findall(r"^\| `(\w+)` \|", DOCS["checks.md"], re.M)) == set(KINDS)
    assert all(f"`format={form}`" in DOCS["api.md"] for form in EXPORTS)
    assert all(f"| `{form}` |" in DOCS["workpaper.md"] for form in PAPERS)
    for state in ("holds", "moved", "altered", "document_altered", "unknown"):
        assert f"| `{state}` |" in DOCS["citations.md"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The production server over the shipped documents; its address and the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keep = {k: v for k, v in os.environ.items() if not k.startswith("TICKMARK_")}
    environ = keep | {
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TICKMARK_LOG": "off",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "1"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"localhost:{port}"
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield address, environ
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server is not ready")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_every_example_runs(server: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    address, environ = server
    assert len(EXAMPLES) > 25
    for source in ("corpus", "index", "service", "wsgi.py"):
        (tmp_path / source).symlink_to(ROOT / source)

    def run(example: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", example.replace("localhost:8000", address)],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
        )

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, [example for _, example in EXAMPLES]))
    for (name, example), done in zip(EXAMPLES, results, strict=True):
        shown = f"{name}: {example}\n{done.stdout[:500]}\n{done.stderr[-2000:]}"
        allowed = (0, 1) if " checks" in example or " facts " in example else (0,)
        assert done.returncode in allowed, shown
        if example.startswith("curl") and "limit=1000" not in example:
            assert '"status":4' not in done.stdout, shown
            assert '"status":5' not in done.stdout, shown
        if (
            not re.search("-o |--out |> ", example)
            and "facts --csv" not in example
            and done.returncode == 0
        ):
            assert done.stdout.strip() or "--failed" in example, shown
