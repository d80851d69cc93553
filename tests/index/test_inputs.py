"""What an index is made from is in its digest: another line of code, another index."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import inputs


@pytest.mark.parametrize("part", ["corpus", "corpus/tieouts", "corpus/data", "index"])
def test_a_change_of_any_room_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    for name in ("corpus", "corpus/tieouts", "corpus/data", "index"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    before = inputs.digest_code.__wrapped__()
    (tmp_path / part / "rule.py").write_text("TOLERANCE = 1\n")
    assert inputs.digest_code.__wrapped__() != before
