"""PDFs that are damaged, locked, empty or made to exhaust their reader are told of, one by one."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from corpus.base.errors import DocumentError
from corpus.formats import confined, pdffile
from corpus.formats.folder import load_folder
from corpus.formats.pdf import read_pdf
from corpus.formats.registry import format_of
from tests.formats.pdfs import At, from_streams, pdf, stream

GOOD = pdf([At(50, 700, "Harbour plc sold 1,234 units in 2024.")])
LOCK = (
    b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
    b"/ID[<00><00>]"
)


def read(data: bytes) -> str:
    found = format_of("some.pdf")
    assert found is not None
    return found.read(data).text


def test_good_file_is_read_in_its_own_process() -> None:
    assert read(GOOD) == "Harbour plc sold 1,234 units in 2024."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.7\n" + b"\0" * 5_000, "unreadable"),
        (GOOD[:200], "unreadable"),
        (pdf([At(50, 700, "Locked.")], extra=LOCK), "encrypted"),
        (from_streams([]), "unreadable"),
        (pdf([]), "empty"),
        (pdf([], picture=True), "empty"),
    ],
    ids=["nothing", "zeros", "truncated", "locked", "no-page", "blank", "scanned"],
)
def test_file_without_text_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(data)
    assert refused.value.code == code


def test_scanned_file_names_what_would_read_it() -> None:
    with pytest.raises(DocumentError, match="character recognition"):
        read(pdf([], [], picture=True))


def test_file_that_grows_beyond_memory_is_refused() -> None:
    bomb = stream(zlib.compress(b" " * (20 << 20)), b"/Filter/FlateDecode")
    data = from_streams([bomb], repeats=100)
    assert len(data) < 30_000
    with pytest.raises(DocumentError):
        read(data)


def test_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "WAITING", 0.001)
    with pytest.raises(DocumentError, match="seconds") as refused:
        read(GOOD)
    assert refused.value.code == "too-costly"


@pytest.mark.parametrize("limit", ["MOST_CHARACTERS", "MOST_PAGES"])
def test_file_of_too_much_text_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdffile, limit, 1)
    with pytest.raises(DocumentError, match="split it") as refused:
        read_pdf(pdf([At(50, 700, "First.")], [At(50, 700, "Second.")]))
    assert refused.value.code == "too-large"


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(GOOD)
    (tmp_path / "cut.pdf").write_bytes(GOOD[:200])
    (tmp_path / "half.pdf").write_bytes(
        pdf([At(50, 700, "The first page is text.")], [], picture=True)
    )
    folder = load_folder(tmp_path)
    assert [document.id for document in folder.documents] == ["good", "half"]
    assert [(one.id, one.code) for one in folder.unread] == [
        ("cut", "unreadable"),
        ("half", "scanned"),
    ]
    assert folder.documents[0].reader == "pdf 1"
