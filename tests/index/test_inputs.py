"""What an index is made from is in its digest: another line of code, another index."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.base.errors import CorpusError
from index.generations import inputs


@pytest.mark.parametrize("part", ["corpus", "corpus/room/inner", "corpus/room/data", "index"])
def test_a_change_of_any_room_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    (tmp_path / part).mkdir(parents=True)
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    before = inputs.digest_code.__wrapped__()
    (tmp_path / part / "rule.py").write_text("TOLERANCE = 1\n")
    assert inputs.digest_code.__wrapped__() != before


def test_a_document_that_is_a_link_to_nowhere_is_lost_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Revenues were JPY1 million in FY2002.")
    before = inputs.digest_corpus(tmp_path)
    (tmp_path / ".#report.txt").symlink_to("somebody@elsewhere")
    (tmp_path / "folder.txt").mkdir()
    assert inputs.digest_corpus(tmp_path) == before
    (tmp_path / "other.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(CorpusError, match=r"other\.txt: cannot be read"):
        inputs.digest_corpus(tmp_path)
