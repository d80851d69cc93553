"""Readers of other people's formats run in a process of their own, within limits."""

from __future__ import annotations

import pytest

from corpus.base.errors import DocumentError
from corpus.formats import confined
from corpus.formats.confined import read_confined
from corpus.formats.html import read_html
from tests.formats.tagged import PAGE


def test_child_reads_what_the_reader_reads() -> None:
    assert read_confined("html", "read_html", PAGE.encode()) == read_html(PAGE.encode())


def test_what_cannot_be_read_is_told_with_the_readers_own_words() -> None:
    with pytest.raises(DocumentError, match="a submission without documents") as raised:
        read_confined("edgar", "read_submission", b"<SEC-DOCUMENT>")
    assert raised.value.code == "format"


def test_file_that_takes_too_long_or_dies_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError, match="memory or time"):
        read_confined("html", "no_such_reader", b"")
    monkeypatch.setattr(confined, "WAITING", 0.01)
    with pytest.raises(DocumentError, match=r"0\.01 seconds") as raised:
        read_confined("html", "read_html", PAGE.encode())
    assert raised.value.code == "too-costly"
