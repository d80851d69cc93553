"""Lines of the log: one rule reads all of them, and a request's lines name it and its trace."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from service.logs import CAUSE, Cause, make_formatter
from service.web.edge.tracing import trace_of
from tests.service.samples import make_app

ROOT = Path(__file__).parents[2]
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_whatever_is_said_is_a_line_of_json() -> None:
    program = """
        import logging, threading, warnings
        from service import logs
        logs.configure()
        logging.getLogger("tickmark").info("begins")
        logging.getLogger("a.library").error("two\\nlines of %s", "a library")
        warnings.warn("a warning", stacklevel=1)
        try:
            1 / 0
        except ZeroDivisionError:
            logging.getLogger("tickmark").exception("bytes \\udcff of a name")
        def fail():
            raise ValueError("in a thread")
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        raise KeyError("at the end")
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.stdout == ""
    assert [line["level"] for line in lines] == [
        "info", "error", "warning", "error", "critical", "critical",
    ]  # fmt: skip
    assert all({"time", "level", "event", "logger"} <= line.keys() for line in lines)
    assert lines[1]["event"] == "two\nlines of a library"
    assert "ZeroDivisionError" in lines[3]["exception"]
    assert "in a thread" in lines[4]["exception"]
    assert "at the end" in lines[5]["exception"]


def test_a_failure_is_logged_with_its_request_and_trace(
    small_engine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("the reason")

    seen: list[Cause | None] = []
    caplog.handler.addFilter(lambda _: seen.append(CAUSE.get()) or True)
    headers = {"X-Request-ID": "mine", "traceparent": f"00-{TRACE}-{PARENT}-01"}
    client = make_app(small_engine, fail).test_client()
    assert client.get("/api/v1/ask?q=x", headers=headers).status_code == 500
    assert seen == [Cause("mine", TRACE)]
    assert CAUSE.get() is None


def test_a_line_carries_its_cause() -> None:
    record = logging.LogRecord("tickmark", logging.ERROR, "", 0, "failed", (), None)
    token = CAUSE.set(Cause("mine", TRACE))
    try:
        line = json.loads(make_formatter().format(record))
    finally:
        CAUSE.reset(token)
    assert (line["request_id"], line["trace_id"]) == ("mine", TRACE)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}-01\n",
    ],
)
def test_a_trace_that_is_not_well_formed_is_begun_anew(header: str | None) -> None:
    begun = trace_of(header)
    assert len(bytes.fromhex(begun)) == 16
    assert begun != trace_of(header)


@pytest.mark.parametrize("header", [f"00-{TRACE}-{PARENT}-00", f"01-{TRACE}-{PARENT}-01-later"])
def test_a_trace_is_taken_over(header: str) -> None:
    assert trace_of(header) == TRACE
