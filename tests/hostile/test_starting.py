"""A start, as the first on a machine: nothing compiled, no index."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.servers import make_corpus, running


def test_a_first_start_says_one_line_and_a_stop_nothing(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus")
    with running(tmp_path, PYTHONPYCACHEPREFIX=str(tmp_path / "compiled")) as server:
        assert server.get("/api/v1/ask?q=revenues+in+FY2002")[0] == 200
    (line,) = server.lines()
    place = f"http://127.0.0.1:{server.port}"
    assert line["event"] == f"Tickmark 0.1.0 serves {place} with 2 workers; Ctrl+C stops it"
