"""What an index is made from is in its digest: another line of code, another index."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.base.errors import CorpusError
from corpus.formats.folder import CATALOG_NAME
from corpus.formats.registry import suffixes
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


@pytest.mark.parametrize("name", ["corpus/documents/a.txt", "index/__pycache__/a.pyc", "index/.a"])
def test_documents_and_caches_are_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    before = inputs.digest_code.__wrapped__()
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("1,234")
    assert inputs.digest_code.__wrapped__() == before


def test_a_document_that_is_lost_changes_the_digest_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Revenues were JPY1 million in FY2002.")
    before = inputs.digest_corpus(tmp_path)
    (tmp_path / ".#report.txt").symlink_to("somebody@elsewhere")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "README.md").write_text("About this folder")
    assert inputs.digest_corpus(tmp_path) == before
    (tmp_path / "other.txt").symlink_to(tmp_path / "gone.txt")
    assert inputs.digest_corpus(tmp_path) != before
    (tmp_path / "other.txt").unlink()
    assert inputs.digest_corpus(tmp_path) == before


def test_every_file_that_is_read_is_in_the_digest(tmp_path: Path) -> None:
    seen = {inputs.digest_corpus(tmp_path)}
    for name in [*(f"a{suffix}" for suffix in suffixes()), CATALOG_NAME]:
        (tmp_path / name).write_text("Revenues were JPY1 million in FY2002.")
        seen.add(inputs.digest_corpus(tmp_path))
    assert len(seen) == 2 + len(suffixes())
    with pytest.raises(CorpusError, match="cannot be read"):
        inputs.digest_corpus(tmp_path / "none")
