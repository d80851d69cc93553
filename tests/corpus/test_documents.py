"""Folders to documents: catalog, inference, and clear errors."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from corpus.base.errors import CatalogError, CorpusError
from corpus.base.records import Document
from corpus.formats import folder as module
from corpus.formats.entities import infer_currency, infer_published, load_entities
from corpus.formats.folder import (
    CORPUS_FOLDER,
    check_id,
    load_corpus,
    load_folder,
    make_document,
)

CATALOG = """
[[document]]
id = "a"
file = "a.txt"
sha256 = "{sha256}"
published = 2020-02-01
entity = "acme"

[[entity]]
id = "acme"
name = "Acme plc"
fiscal_year_end = "06-30"
currency = "GBP"
"""


def _folder(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_bytes(text.encode())
    return tmp_path


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_shipped_documents_are_the_files_byte_for_byte(documents: dict[str, Document]) -> None:
    assert len(documents) == 5
    for document in documents.values():
        data = (CORPUS_FOLDER / f"{document.id}.txt").read_bytes()
        assert document.text.encode() == data
        assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_shipped_catalog_says_who_reports_what_and_when(documents: dict[str, Document]) -> None:
    release = documents["iij-2q02-release"]
    assert (release.period, release.published) == ("2Q02", date(2002, 11, 12))
    assert release.entity.fiscal_year_end == (3, 31)
    assert release.entity.year_label == "start"
    assert {"IIJ", "11J", "I1J", "lIJ", "[IJ"} <= set(release.entity.aliases)
    assert documents["iij-4q01-slides"].published == date(2002, 5, 31)


def test_renditions_are_one_source(documents: dict[str, Document]) -> None:
    assert documents["iij-3q02-slides-ocr"].source == documents["iij-3q02-slides"].source


def test_catalog_may_describe_its_own_entities(tmp_path: Path) -> None:
    text = "Revenue was £3m."
    _folder(tmp_path, a=text)
    (tmp_path / "catalog.toml").write_text(CATALOG.format(sha256=_sha256(text)))
    (document,) = load_corpus(tmp_path)
    assert document.entity.name == "Acme plc"
    assert document.entity.fiscal_year_end == (6, 30)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c.replace(_sha256("text"), "0" * 64), "its SHA-256 is"),
        (lambda c: c.replace('"a.txt"', '"b.txt"'), "is missing"),
        (
            lambda c: c.replace('"a.txt"', '"../a.txt"'),
            "file of the folder",
        ),
        (lambda c: c.replace('id = "a"', 'id = "../a"'), "is not an id"),
        (lambda c: c.replace('entity = "acme"', 'entity = "x"'), "unknown entity 'x'"),
        (lambda c: c.replace("06-30", "June"), "fiscal_year_end must be"),
        (lambda c: c.replace("2020-02-01", '"soon"'), "not a date"),
        (lambda c: c + '[[document]]\nid = "a"\nfile = "a.txt"\n', "given twice"),
        (lambda c: c.replace("[[document]]", "[[document]"), "not a TOML file"),
        (lambda c: c.replace("published", 'rendition_of = "z"\npublished'), "rendition of 'z'"),
    ],
)
def test_catalog_that_contradicts_the_files_is_refused(tmp_path, change, says) -> None:  # type: ignore[no-untyped-def]
    _folder(tmp_path, a="text")
    (tmp_path / "catalog.toml").write_text(change(CATALOG.format(sha256=_sha256("text"))))
    with pytest.raises(CatalogError, match=says):
        load_corpus(tmp_path)


def test_file_that_the_catalog_forgets_is_not_silently_left_out(tmp_path: Path) -> None:
    _folder(tmp_path, a="text", b="more")
    (tmp_path / "catalog.toml").write_text(CATALOG.format(sha256=_sha256("text")))
    with pytest.raises(CatalogError, match=r"b\.txt: not in"):
        load_corpus(tmp_path)


def test_folder_without_catalog_gives_ids_from_file_names(tmp_path: Path) -> None:
    _folder(tmp_path, **{"b": "# Second\n\nText.", "a report": "First"})
    (tmp_path / "c.md").write_text("## Third **title**")
    (tmp_path / "README.md").write_text("About this folder")
    (tmp_path / "d.pdf").write_text("no")
    found = load_corpus(tmp_path)
    assert [(one.id, one.title) for one in found] == [
        ("a-report", "First"),
        ("b", "Second"),
        ("c", "Third title"),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"caf\xe9 revenue", "not UTF-8 at byte 3"),
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        ("﻿".encode(), "empty"),
        (b"x" * 101, "101 bytes, over the 100 allowed"),
    ],
)
def test_unreadable_document_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, says: str
) -> None:
    monkeypatch.setattr(module, "MAX_DOCUMENT_BYTES", 100)
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(CorpusError, match=rf"a\.txt: .*{says}"):
        load_corpus(tmp_path)
    _folder(tmp_path, b="Revenue was £3m.")
    folder = load_folder(tmp_path)
    assert [one.id for one in folder.documents] == ["b"]
    (unread,) = folder.unread
    assert (unread.id, unread.file) == ("a", "a.txt")
    assert re.search(says, unread.detail)


def test_missing_and_empty_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no documents"):
        load_corpus(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        load_corpus(tmp_path / "none")


@pytest.mark.parametrize("ident", ["", ".", "..", "a/b", "-a", "a b", "a\n", "é", "a" * 129])
def test_what_is_not_an_id_is_refused(ident: str) -> None:
    with pytest.raises(CatalogError):
        check_id(ident, "test")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("for the year ended March 31, 2003. As of December 31, 2002", (3, 31)),
        ("52 weeks ended 29 June 2019", (6, 30)),
        ("Years Ended December 31,", (12, 31)),
        ("fiscal years ended February 28, 2019 and February 28, 2018", (2, 28)),
        ("as of September 28, 2019 and September 29, 2018", None),
        ("Fiscal years ended January 3, 2020", (12, 31)),
        ("three months ended June 30, 2019", None),
        ("At April 16 we met", None),
    ],
)
def test_fiscal_year_end_is_read_from_phrases_or_not_known(
    text: str, end: tuple[int, int] | None
) -> None:
    entity = make_document(text).entity
    assert entity.fiscal_year_end == end
    assert entity.year_label == ("end" if end == (12, 31) else None)
    assert not entity.known


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("£m 3.0", "GBP"),
        ("US$ 3, $4", "USD"),
        ("RMB in millions", "CNY"),
        ("A$5", "AUD"),
        ("5", None),
    ],
)
def test_currency_is_the_one_printed_most(text: str, currency: str | None) -> None:
    assert infer_currency(text) == currency


def test_known_entity_is_recognised_without_a_catalog() -> None:
    text = "Internet Initiative Japan Inc.\n\nRevenues were JPY 3 million."
    assert make_document(text).entity == load_entities()["iij"]


def test_misreading_alone_does_not_make_an_entity() -> None:
    assert make_document("There were 113 contracts. 11J").entity.id == "document"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Acme\n\nFebruary 16, 2004\n\nText", date(2004, 2, 16)),
        ("Tokyo, November 13, 2002 – Acme today", date(2002, 11, 13)),
        ("November 12, 2002 Page 1\nAcme", date(2002, 11, 12)),
        ("May, 2002", date(2002, 5, 31)),
        ("16 February 2004", date(2004, 2, 16)),
        ("Balance sheet\n\nAs of February 16, 2004", None),
        ("On May 1, 2002 we sold it.", None),
        ("February 30, 2004", None),
    ],
)
def test_publication_date_is_a_line_of_its_own(text: str, day: date | None) -> None:
    assert infer_published(text) == day
