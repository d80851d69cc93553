"""An index is built when absent, stale or damaged, and never otherwise; known readings are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from corpus import library
from corpus.base.errors import CorpusError
from index.embedded.store import StoredEngine
from index.generations import inputs
from index.generations.folders import BUILDING, default_folder, pointer_of
from index.generations.generations import ensure_engine, open_current, rebuild

RELEASE = """# Alpha Co. announces results for the year ended March 31, 2003

Total revenues for the quarter were JPY 10,568 million, an increase of 4.9%.

| (JPY in thousands) | 2Q02 | 2Q01 |
| --- | --- | --- |
| Equipment sales | 1,774,953 | 622,954 |
| Total revenues | 10,568,342 | 9,876,543 |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "disclosures"
    corpus.mkdir()
    (corpus / "alpha.txt").write_text(RELEASE)
    (corpus / "beta.md").write_text(RELEASE.replace("Alpha", "Beta").replace("10,568", "11,699"))
    return corpus


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "index"


def without_a_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def same(left: StoredEngine, right: StoredEngine) -> bool:
    return left.folder == right.folder and left.generation == right.generation


def test_built_once_then_opened(folder: Path, store: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    first = ensure_engine(folder, store, lambda *step: seen.append(step))
    assert seen
    seen.clear()
    assert same(ensure_engine(folder, store, lambda *step: seen.append(step)), first)
    assert same(open_current(store), first)
    assert seen == []
    assert list(first.documents) == ["alpha", "beta"]
    assert len(first.facts) > 0


def test_a_changed_document_is_noticed_whatever_its_date(folder: Path, store: Path) -> None:
    first = ensure_engine(folder, store)
    path = folder / "alpha.txt"
    times = path.stat()
    path.write_text(RELEASE.replace("1,774,953", "1,774,954"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    second = ensure_engine(folder, store)
    assert second.generation != first.generation
    assert "1,774,954" in second.documents["alpha"].text
    assert "1,774,953" in first.documents["alpha"].text, "who opened the first keeps it"


@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_added_and_removed_documents_are_noticed(folder: Path, store: Path, change: str) -> None:
    first = ensure_engine(folder, store)
    if change == "add":
        (folder / "gamma.txt").write_text(RELEASE.replace("Alpha", "Gamma"))
    elif change == "remove":
        (folder / "beta.md").unlink()
    else:
        (folder / "beta.md").rename(folder / "delta.md")
    second = ensure_engine(folder, store)
    assert second.generation != first.generation
    assert sorted(second.documents) == sorted(path.stem for path in folder.iterdir())


def test_other_code_is_noticed(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ensure_engine(folder, store)
    monkeypatch.setattr(inputs, "digest_code", lambda: "other code")
    second = ensure_engine(folder, store)
    assert not same(first, second)
    assert second.generation != first.generation


def test_the_digest_of_code_covers_sources_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("corpus/data", "corpus/ties", "index"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "corpus" / "tables.py").write_text("a = 1")
    (tmp_path / "corpus" / "data" / "concepts.toml").write_text("b = 1")
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    digest = inputs.digest_code.__wrapped__
    seen = {digest()}
    changed = ("corpus/tables.py", "corpus/ties/new.py", "corpus/data/concepts.toml")
    for name in (*changed, "index/new.py"):
        (tmp_path / name).write_text("c = 2")
        seen.add(digest())
    assert len(seen) == 5


@pytest.mark.parametrize("harm", ["flip", "remove", "pointer", "empty"])
def test_a_damaged_index_is_rebuilt_with_the_same_answers(
    folder: Path, store: Path, harm: str
) -> None:
    first = ensure_engine(folder, store)
    facts = list(first.facts)
    victim = first.folder / "facts.rows"
    data = victim.read_bytes()
    if harm == "flip":
        victim.write_bytes(data[:9] + bytes([data[9] ^ 1]) + data[10:])
    elif harm == "remove":
        victim.unlink()
    elif harm == "empty":
        victim.write_bytes(b"")
    else:
        (store / "CURRENT").write_text("gen-9")
    second = ensure_engine(folder, store)
    assert second.folder != first.folder
    assert second.generation == first.generation, "equal inputs, equal name"
    assert list(second.facts) == facts


def test_debris_is_cleaned_at_the_start(folder: Path, store: Path) -> None:
    ensure_engine(folder, store)
    debris = store / f"{BUILDING}00000007"
    debris.mkdir()
    (debris / "half").write_text("written")
    ensure_engine(folder, store)
    assert not debris.exists()


def test_known_documents_are_not_read_again(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_engine(folder, store)
    (folder / "gamma.txt").write_text(RELEASE.replace("Alpha", "Gamma"))
    read: list[str] = []
    plain = library.read_document

    def noted(document: Any, *rest: Any) -> Any:
        read.append(document.id)
        return plain(document, *rest)

    monkeypatch.setattr(library, "read_document", noted)
    grown = ensure_engine(folder, store)
    assert read == ["gamma"]
    assert len(list((grown.folder / "segments").iterdir())) == 2
    whole = rebuild(folder, store.parent / "other")
    assert sorted(read) == ["alpha", "beta", "gamma", "gamma"]
    assert whole.generation == grown.generation
    assert list(whole.facts) == list(grown.facts)
    assert list(whole.checks()) == list(grown.checks())
    assert [whole.reading(key) for key in whole.documents] == [
        grown.reading(key) for key in grown.documents
    ]
    assert [(h.passage, h.score) for h in whole.search("revenues")] == [
        (h.passage, h.score) for h in grown.search("revenues")
    ]


def test_a_folder_that_others_may_write_is_not_grown(folder: Path, store: Path) -> None:
    ensure_engine(folder, store)
    (folder / "gamma.txt").write_text(RELEASE.replace("Alpha", "Gamma"))
    store.chmod(0o777)
    engine = ensure_engine(folder, store)
    assert len(engine.documents) == 3
    assert len(list((engine.folder / "segments").iterdir())) == 1


def test_a_missing_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        ensure_engine(tmp_path / "nowhere", tmp_path / "index")


def test_the_default_folder_is_a_cache_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TICKMARK_INDEX", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    one, other = default_folder(tmp_path / "a"), default_folder(tmp_path / "b")
    assert one != other != default_folder()
    assert one.parent == tmp_path / "cache" / "tickmark"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", without_a_home)
    assert str(os.geteuid()) in str(default_folder())
    monkeypatch.setenv("TICKMARK_INDEX", str(tmp_path / "set"))
    assert default_folder() == tmp_path / "set"
    assert default_folder(tmp_path / "a").parent == tmp_path / "set"
    assert pointer_of(tmp_path / "a").name == "CURRENT"
    assert pointer_of(None, tmp_path / "x") == tmp_path / "x" / "CURRENT"
