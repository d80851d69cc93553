"""The docs of workpapers, exports, tools, metrics and the client name what there is."""

from __future__ import annotations

import importlib
import inspect
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from service.cli import EXTENSIONS
from service.client import Client
from service.papers.auditlog import seal
from service.papers.workpaper_rows import ROLES
from tests.service.samples import make_app

FOLDER = Path(__file__).parents[2] / "docs"
DOCS = {
    name: (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    for name in ("workpaper", "xbrl", "mcp", "metrics", "client")
}
COMMANDS = {"workpaper": "workpaper", "export": "xbrl", "audit-log": "workpaper", "mcp": "mcp"}


def options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from (option for option in parameter.opts if option.startswith("--"))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from options(inner)


def test_each_command_and_option_is_documented() -> None:
    assert set(COMMANDS) == set(EXTENSIONS)
    for name, place in COMMANDS.items():
        command = importlib.import_module(EXTENSIONS[name][0]).command
        assert f"service {name}" in DOCS[place]
        assert [option for option in options(command) if option not in DOCS[place]] == []


@pytest.mark.parametrize(("tag", "place"), [("Workpapers", "workpaper"), ("XBRL", "xbrl")])
def test_each_route_and_parameter_is_documented(client: FlaskClient, tag: str, place: str) -> None:
    spec = client.get("/openapi.json").get_json()
    found = {
        path: operation
        for path, operations in spec["paths"].items()
        for operation in operations.values()
        if tag in operation.get("tags", ())
    }
    assert found
    for path, operation in found.items():
        assert f"GET {path}`" in DOCS[place]
        for parameter in operation["parameters"]:
            assert f"`{parameter['name']}`" in DOCS[place], parameter["name"]


def test_each_metric_is_documented_and_no_other(client: FlaskClient) -> None:
    client.get("/readyz")
    text = client.get("/metrics").text
    shown = set(re.findall(r"^# HELP (tickmark_\w+)", text, re.MULTILINE))
    shown = {name for name in shown if not name.endswith("_created")}
    shown.add("tickmark_published_timestamp_seconds")  # of an index that lies on a disk
    assert shown == set(re.findall(r"^\| `(tickmark_\w+)`", DOCS["metrics"], re.MULTILINE))


def test_each_tool_and_argument_is_documented() -> None:
    pytest.importorskip("mcp")
    from service.console.mcp_server import Tools

    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", DOCS["mcp"], re.MULTILINE))
    for name, arguments in rows.items():
        parameters = set(inspect.signature(getattr(Tools, name)).parameters) - {"self"}
        assert set(re.findall(r"`(\w+)`", arguments)) == parameters, name
    assert {name for name in vars(Tools) if not name.startswith("_")} == set(rows)


def test_each_call_of_the_client_is_documented_and_its_example_runs(
    small_engine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = {name for name in vars(Client) if not name.startswith("_")}
    assert [name for name in calls if f"`{name}(" not in DOCS["client"]] == []
    example = re.findall(r"```python\n(.*?)```", DOCS["client"], re.DOTALL)[0]
    server = make_server("127.0.0.1", 0, make_app(small_engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        exec(example.replace("8000", str(server.server_port)), {})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    shown = capsys.readouterr().out
    assert "1,774,953" in shown
    assert "['holds']" in shown
    assert "404 not-found" in shown


def test_each_member_of_a_log_line_and_each_role_is_documented(tmp_path: Path) -> None:
    from service.ask.pipeline import refusal_json
    from service.papers.auditlog import AuditLog

    AuditLog(tmp_path / "log").record("r", "g", None, refusal_json("q", "none"))
    line = (tmp_path / "log").read_text(encoding="utf-8")
    for name in re.findall(r'"(\w+)":', line):
        assert f"`{name}`" in DOCS["workpaper"], name
    assert seal({"a": 1})[0].startswith(b'{"a":1,"hash":"')
    letters = set(re.findall(r"^\| `([A-Z])1?` \|", DOCS["workpaper"], re.MULTILINE))
    assert len(letters) == len(ROLES) + 1
