"""The user's own library: originals by their hashes, answered from at once, removed again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.base.errors import CorpusError, NotFoundError
from corpus.formats import confined, registry
from corpus.formats.folder import CATALOG_NAME, CORPUS_FOLDER, load_corpus, load_folder
from corpus.formats.holdings import files_of, let_go, take_in
from index.generations.generations import ensure_engine
from service.ask.answer import ask
from tests.formats.tagged import PAGE


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "harbour.html").write_text(PAGE)
    (folder / "note.txt").write_text("Harbour note\n\nRevenue was $5 million in fiscal 2002.")
    (folder / "empty.txt").write_text(" ")
    return folder


def entries(library: Path) -> dict[str, str]:
    listed = tomllib.loads((library / CATALOG_NAME).read_text())["document"]
    return {entry["id"]: entry["file"] for entry in listed}


def test_originals_are_kept_by_hash_and_the_same_bytes_once(library: Path, incoming: Path) -> None:
    taken = take_in(library, files_of([incoming]))
    assert {one.id: one.fate for one in taken} == {
        "harbour": "added", "note": "added", "empty": "added",
    }  # fmt: skip
    copy = incoming / "copy.html"
    copy.write_text(PAGE)
    (again,) = take_in(library, [copy])
    assert (again.fate, again.id) == ("known", "harbour")
    kept = library / entries(library)["harbour"]
    assert kept.read_text() == PAGE
    assert len(entries(library)) == 3


def test_what_is_no_document_is_listed_and_stops_nothing(library: Path, incoming: Path) -> None:
    odd = incoming / "odd.exe"
    odd.write_text("x")
    fates = {one.file: one for one in take_in(library, [odd, *files_of([incoming])])}
    assert fates["odd.exe"].fate == "refused"
    assert "no format that is read" in fates["odd.exe"].detail
    folder = load_folder(library)
    assert {d.id for d in folder.documents} > {"harbour", "note"}
    (unread,) = folder.unread
    assert (unread.id, unread.code, unread.file) == ("empty", "empty", "empty.txt")


def test_library_is_served_with_the_shipped_documents_or_in_their_place(
    library: Path, incoming: Path
) -> None:
    take_in(library, [incoming / "note.txt"])
    assert len(load_folder(library).documents) > 1
    catalog = library / CATALOG_NAME
    catalog.write_text(catalog.read_text().replace("with_shipped = true", "with_shipped = false"))
    assert [d.id for d in load_folder(library).documents] == ["note"]


def test_a_name_that_is_taken_gets_its_ending_or_is_refused(library: Path, tmp_path: Path) -> None:
    def file(folder: str, text: str) -> Path:
        (tmp_path / folder).mkdir(exist_ok=True)
        path = tmp_path / folder / "report.txt"
        path.write_text(text)
        return path

    taken = take_in(library, [file("a", "one"), file("b", "two"), file("c", "three")])
    assert [(one.id, one.fate) for one in taken] == [
        ("report", "added"), ("report-txt", "added"), ("", "refused"),
    ]  # fmt: skip


def test_shipped_document_is_there_already_and_is_served_once(
    library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "again.txt"
    file.write_bytes((CORPUS_FOLDER / "iij-4q01-slides.txt").read_bytes())
    (known,) = take_in(library, [file], load_corpus())
    assert (known.fate, known.id) == ("known", "iij-4q01-slides")
    take_in(library, [file])
    texts = [d.sha256 for d in load_folder(library).documents]
    assert len(texts) == len(set(texts)) == 5


def test_removed_document_is_gone_with_its_original(library: Path, incoming: Path) -> None:
    take_in(library, files_of([incoming]))
    kept = library / entries(library)["harbour"]
    with pytest.raises(NotFoundError):
        let_go(library, ["harbour", "nobody"])
    let_go(library, ["harbour", "empty"])
    assert not kept.exists()
    assert list(entries(library)) == ["note"]


def test_lines_of_the_catalog_may_be_corrected(library: Path, incoming: Path) -> None:
    take_in(library, [incoming / "note.txt"])
    catalog = library / CATALOG_NAME
    catalog.write_text(catalog.read_text() + 'title = "A note"\n')
    take_in(library, [incoming / "harbour.html"])
    titles = {d.id: d.title for d in load_folder(library).documents}
    assert titles["note"] == "A note"
    assert "harbour" in titles


def test_new_document_is_answered_from_and_the_others_are_not_read_again(
    library: Path, incoming: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    take_in(library, [incoming / "harbour.html"])
    before = ensure_engine(library, index)
    read: list[bytes] = []

    def counted(module: str, function: str, data: bytes) -> object:
        read.append(data)
        return confined.read_confined(module, function, data)

    monkeypatch.setattr(registry, "read_confined", counted)
    plain = incoming / "quay.html"
    plain.write_text("<p>Quay Corp. had total revenues of $7 million in 2Q02.</p>")
    take_in(library, [plain])
    after = ensure_engine(library, index)
    assert read == [plain.read_bytes()]
    same = [[(f.id, f.value) for f in e.facts.find(document="harbour")] for e in (before, after)]
    assert same[0] == same[1]
    assert after.documents["harbour"].origins == before.documents["harbour"].origins
    answer = ask("Harbour Systems revenue in 2Q26", after)
    assert answer.value is not None
    assert answer.citations[0].anchor == {"fact": "f1"}


def test_corrected_line_of_a_page_reads_it_again(
    library: Path, incoming: Path, tmp_path: Path
) -> None:
    take_in(library, [incoming / "harbour.html"])
    before = ensure_engine(library, tmp_path / "index")
    catalog = library / CATALOG_NAME
    catalog.write_text(catalog.read_text() + 'published = "2025-08-27"\n')
    after = ensure_engine(library, tmp_path / "index")
    assert str(after.documents["harbour"].published) == "2025-08-27"
    assert after.facts.count(document="harbour") == before.facts.count(document="harbour")


def test_library_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("no folder")
    with pytest.raises(CorpusError, match="cannot be written"):
        take_in(place, [])
