"""What happened beneath an open generation is told by one word, by hash where a time changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.base.errors import BuildError
from corpus.base.records import Document
from index.generations.generations import ensure_engine, open_whole
from index.generations.watch import Watch
from tests.index.faults import contents

TEXT = "# Results\n\nEquipment sales were JPY1,234 million in FY2002.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "report.txt").write_text(TEXT)
    return folder


def test_documents_are_compared_by_hash(corpus: Path, tmp_path: Path) -> None:
    watch = Watch(ensure_engine(corpus, tmp_path / "index"), corpus)
    report = corpus / "report.txt"
    assert watch.documents() == "current"
    os.utime(report, (1, 1))
    assert watch.documents() == "current"
    report.write_text(TEXT.replace("1,234", "1,235"))
    os.utime(report, (1, 1))
    assert watch.documents() == "changed", "though its size and time are the same"
    report.write_text(TEXT)
    assert watch.documents() == "current"
    report.rename(corpus / "other.txt")
    assert watch.documents() == "changed"
    shutil.rmtree(corpus)
    assert watch.documents() == "unreadable"


def test_files_are_whole_gone_missing_damaged_or_altered(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine = ensure_engine(corpus, folder)
    watch, place = Watch(engine, corpus), engine.folder
    names = sorted(p.name for p in place.iterdir() if p.is_file() and p.stat().st_size)
    assert len(names) > 10
    for name in names:
        path = place / name
        good = path.read_bytes()
        os.utime(path, (1, 1))
        assert watch.files() == "whole"
        path.rename(folder / "aside")
        assert watch.files() == "damaged"
        path.write_bytes(good[:-1])
        assert watch.files() == "damaged"
        path.unlink()
        (folder / "aside").rename(path)
        assert watch.files() == "whole"
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        assert watch.files() == "altered"
        path.write_bytes(good)
        assert watch.files() == "whole"
    before = contents(engine)
    (corpus / "report.txt").write_text(TEXT.replace("1,234", "5,678"))
    ensure_engine(corpus, folder)
    assert watch.files() == "gone", "another is published, and this one is kept"
    shutil.rmtree(place)
    assert watch.files() == "gone"
    shutil.rmtree(folder)
    assert watch.files() == "missing"
    assert contents(engine) == before


def test_what_is_published_opens_without_its_documents(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert open_whole(corpus, folder) is None
    before = contents(ensure_engine(corpus, folder))
    shutil.rmtree(corpus)
    engine = open_whole(corpus, folder)
    assert engine is not None
    assert contents(engine) == before
    (engine.folder / "facts.rows").unlink()
    assert open_whole(corpus, folder) is None


def test_documents_that_change_without_end_are_given_up(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.formats.folder import load_folder

    def load(folder: Path, known: Mapping[str, Document]) -> object:
        with (corpus / "report.txt").open("a") as file:
            file.write("More.\n")
        return load_folder(folder, known)

    monkeypatch.setattr("corpus.formats.folder.load_folder", load)
    with pytest.raises(BuildError, match="change faster"):
        ensure_engine(corpus, tmp_path / "index")
