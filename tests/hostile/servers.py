"""A real server on loopback, and what is done to it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REPORT = "# Results\n\nRevenues were JPY1,234 million in FY2002, the year ended March 31, 2003.\n"
ASK = "/api/v1/ask?q=revenues+in+FY2002"
HOST = b"Host: localhost\r\n"


def make_corpus(folder: Path, text: str = REPORT) -> Path:
    """A corpus folder with one report."""
    folder.mkdir()
    (folder / "report.txt").write_text(text)
    return folder


class Server:
    """A running `python -m service serve`: its port, its process, and how to talk to it."""

    def __init__(self, folder: Path, workers: int = 2, **settings: str) -> None:
        self.folder = folder
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.port = free_port()
        self.settings = settings
        self.said = folder / "said"
        self.process = self.start(self.port, workers)

    def start(self, port: int, workers: int = 2) -> subprocess.Popen[bytes]:
        """Start a server process over the same folders."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TICKMARK_")}
        environ |= {"TICKMARK_CORPUS": str(self.corpus), "TICKMARK_INDEX": str(self.index)}
        environ |= {"TICKMARK_LOG": "off", **self.settings}
        command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
        with self.said.open("ab") as said:
            return subprocess.Popen(
                [*command, "--workers", str(workers)],
                cwd=ROOT,
                env=environ,
                stdout=said,
                stderr=said,
            )

    def get(self, path: str = "/readyz", timeout: float = 20) -> tuple[int | None, dict[str, Any]]:
        """Status and JSON of one request on a connection of its own; None where that is lost."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = json.loads(response.read())
            if response.status in (429, 503):
                assert int(response.headers["Retry-After"]) >= 1
            return response.status, body
        except (OSError, http.client.HTTPException):
            return None, {}
        finally:
            connection.close()

    def lines(self) -> list[dict[str, Any]]:
        """What the server said, by the one rule that all of its lines keep."""
        found = [json.loads(line) for line in self.said.read_text().splitlines()]
        for line in found:
            assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
            assert line["level"] in ("info", "warning", "error", "critical")
            assert line["event"]
            assert line["logger"]
        return found

    def figures(self, count: int = 12) -> set[str]:
        """The figure in the answers to one question, asked anew so often, of all workers."""
        bodies = [self.get(f"{ASK}&id={time.monotonic_ns()}")[1] for _ in range(count)]
        return {body["value"]["printed"] if body["value"] else "" for body in bodies}

    def send(self, data: bytes, timeout: float = 20) -> bytes:
        """What comes back for these bytes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.sendall(data)
            found = b""
            while piece := connection.recv(65_536):
                found += piece
            return found

    def hold(self, count: int, data: bytes = b"", peer: str = "") -> list[socket.socket]:
        """Connections that say so much and no more, made from the address `peer`."""
        source = (peer, 0) if peer else None
        there = ("127.0.0.1", self.port)
        held = [socket.create_connection(there, source_address=source) for _ in range(count)]
        for connection in held:
            connection.sendall(data)
        return held

    def workers(self) -> list[int]:
        """The children that serve: those that listen; a helper of multiprocessing does not."""
        main = self.process.pid
        text = Path(f"/proc/{main}/task/{main}/children").read_text()
        lines = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in text.split()}
        return [child for child, line in lines.items() if b"tracker" not in line]


@contextmanager
def running(folder: Path, workers: int = 2, **settings: str) -> Iterator[Server]:
    """A server over `folder/corpus`, ready, stopped afterwards; what it says is in `said`."""
    server = Server(folder, workers, **settings)
    try:
        eventually(lambda: server.get()[0] == 200)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(60)


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it holds; the limit is for what hangs, not for a busy machine."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never held"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
