"""The tools of the Model Context Protocol, called by its own client over stdio and HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli import main
from service.settings import Settings

anyio = pytest.importorskip("anyio")
pytest.importorskip("mcp")

from mcp.client import Client  # noqa: E402
from mcp.client.stdio import StdioServerParameters  # noqa: E402

from service.console.mcp_server import make_server  # noqa: E402

ROOT = Path(__file__).parents[2]
LEAF = {"measure": {"concepts": ["equipment_sales"]}, "period": "2Q02"}
TOOLS = {"ask", "run_plan", "search", "get_fact", "verify_citation", "list_documents"}
REPORT = """# Second quarter results

| (JPY in thousands) | 2Q02 | 2Q01 |
| --- | --- | --- |
| Equipment sales | 1,774,953 | 623,064 |
| Total revenues | 10,568,342 | 9,533,065 |
"""
Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def calls(client: Client) -> Call:
    async def call(name: str, **arguments: Any) -> dict[str, Any]:
        result = await client.call_tool(name, arguments)
        assert not result.is_error, result.content
        content = result.structured_content
        assert content == json.loads(result.content[0].text)
        return dict(content)

    return call


def refusal(client: Client) -> Call:
    async def call(name: str, **arguments: Any) -> dict[str, Any]:
        result = await client.call_tool(name, arguments)
        assert result.is_error
        return {"text": result.content[0].text}

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    (place / "report.md").write_text(REPORT, encoding="utf-8")
    return place


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("TICKMARK_")}
    return {**kept, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT), **more}


async def walk(client: Client) -> None:
    """The walk of an auditor: which documents, a figure, its facts, its citation."""
    listed = await client.list_tools()
    assert {tool.name for tool in listed.tools} == TOOLS
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
    call = calls(client)
    documents = await call("list_documents")
    assert [item["id"] for item in documents["items"]] == ["report"]
    answer = await call("ask", question="2Q02 equipment sales")
    assert (answer["status"], answer["value"]["amount"]) == ("answered", "1774953000")
    told = await call("run_plan", **answer["interpretation"]["plan"])
    assert (told["status"], told["value"]) == ("answered", answer["value"])
    assert told["citations"] == answer["citations"]
    citation = answer["citations"][0]
    assert citation["quote"] == "1,774,953"
    assert answer["passages"] == []
    held = await call("verify_citation", id=citation["id"])
    assert (held["state"], held["citation"]["quote"]) == ("holds", "1,774,953")
    found = await call("get_fact", concept="equipment_sales", period="2Q02")
    assert [item["value"]["printed"] for item in found["items"]] == ["1,774,953"]
    fact = await call("get_fact", id=found["items"][0]["id"])
    assert "Equipment sales" in fact["items"][0]["context"]["quote"]
    hits = await call("search", words="equipment sales")
    assert "Equipment sales" in hits["items"][0]["citation"]["quote"]


def test_client_over_stdio(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "service", "mcp", "--corpus", str(folder)],
        env=environment(tmp_path, TICKMARK_AUDIT_LOG=str(log)),
        cwd=ROOT,
    )

    async def run() -> None:
        async with Client(server) as client:
            assert client.instructions is not None
            assert "Never work out" in client.instructions
            await walk(client)
            text = await client.read_resource("tickmark://documents/report")
            assert text.contents[0].text == REPORT

    anyio.run(run)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines] == [
        "2Q02 equipment sales",
        "Equipment sales 2Q02",
    ]
    assert CliRunner().invoke(main, ["audit-log", "verify", str(log)]).exit_code == 0


def test_client_over_http(folder: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--http", "--port", str(port), "--corpus", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "mcp", *options],
        cwd=ROOT,
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(port, process)
        address = f"http://127.0.0.1:{port}/mcp"

        async def run() -> None:
            async with Client(address) as client:
                await walk(client)

        anyio.run(run)
        assert strange_host(port) == 421
    finally:
        process.terminate()
        process.communicate(timeout=20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not listen")


def strange_host(port: int) -> int:
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    headers = {
        "Host": "evil.example",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    connection.request("POST", "/mcp", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_tools_say_what_is_wrong(small_engine: Any) -> None:
    async def run() -> None:
        async with Client(make_server(lambda: small_engine, Settings())) as client:
            refused = refusal(client)
            for name, arguments, words in (
                ("ask", {"question": "x", "document": "nothing"}, "nothing"),
                ("ask", {"question": "x" * 501}, "500"),
                ("ask", {}, "question"),
                ("run_plan", {"tree": {"op": "conjure", "args": []}}, "/tree/op"),
                ("run_plan", {"tree": LEAF, "document": "nothing"}, "no document"),
                ("search", {"words": "x", "document": "nothing"}, "no document"),
                ("search", {"words": "x", "limit": 1000}, "25"),
                ("get_fact", {"id": "nothing"}, "no fact"),
                ("get_fact", {}, "give an id"),
            ):
                assert words in (await refused(name, **arguments))["text"], name
            call = calls(client)
            verdict = await call("verify_citation", document="memo-press", quote="1,774,955")
            assert verdict["state"] == "altered"
            assert (await call("verify_citation"))["state"] == "unknown"

    anyio.run(run)


def test_without_the_package_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "mcp" else find(name, *a)
    )
    result = CliRunner().invoke(main, ["mcp"])
    assert result.exit_code == 2
    assert "pip install 'mcp" in result.output
