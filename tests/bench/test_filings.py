"""What a filing costs is measured beside others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.filings import LXML, OURS, cost_of, main
from tests.formats.tagged import PAGE


def test_each_way_is_measured_and_finds_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    monkeypatch.setattr("bench.filings.ways", lambda: {"tickmark": OURS, "lxml": LXML})
    assert main([str(page)]) == 0
    ours, lxml = capsys.readouterr().out.splitlines()
    assert "tickmark: " in ours
    assert " found" in ours
    assert "lxml: " in lxml


def test_way_that_fails_says_so(tmp_path: Path) -> None:
    assert cost_of("raise SystemExit(1)", tmp_path) is None
