"""Submissions: the main document and the releases with it, as one text."""

from __future__ import annotations

import pytest

from corpus.base.errors import DocumentError
from corpus.formats.anchors import printed_at
from corpus.formats.edgar import read_submission
from corpus.formats.registry import format_of
from tests.formats.tagged import PAGE

SUBMISSION = f"""<SEC-DOCUMENT>0001-25-1.txt : 20250827
<SEC-HEADER>x</SEC-HEADER>
<DOCUMENT>
<TYPE>8-K
<SEQUENCE>1
<FILENAME>main.htm
<TEXT>
<XBRL>
{PAGE}
</XBRL>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-10.1
<FILENAME>lease.htm
<TEXT><html><body><p>A lease of $9 million.</p></body></html></TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.1
<FILENAME>release.htm
<TEXT><html><body><p>Revenue was $47 million.</p></body></html></TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.2
<FILENAME>remarks.txt
<TEXT>
<PAGE>
Good afternoon.

Thank you all.
</TEXT>
</DOCUMENT>
"""


def test_main_document_and_exhibits_99_are_read() -> None:
    read = read_submission(SUBMISSION.encode())
    assert "46,743" in read.text
    assert read.text.endswith("Revenue was $47 million.\n\nGood afternoon.\n\nThank you all.")
    assert "lease" not in read.text
    assert read.structure is not None
    texts = [read.text[p.start : p.end] for p in read.structure.parts]
    assert texts[-2:] == ["Good afternoon.", "Thank you all."]
    figure = read.structure.figures[0]
    assert read.text[figure.start : figure.end] == "46,743"


def test_anchor_names_the_document_of_the_submission() -> None:
    read = read_submission(SUBMISSION.encode())
    at = read.text.index("$47 million")
    assert read.origins is not None
    found = read.origins.at(at)
    assert found is not None
    assert read.origins.part(at) == "release.htm"
    anchor = {"xpath": found[0], "offset": found[1], "part": "release.htm"}
    assert printed_at(SUBMISSION.encode(), anchor, 11) == "$47 million."


def test_submission_of_plain_texts_is_plain_text() -> None:
    text = "<DOCUMENT>\n<TYPE>10-K\n<TEXT>\n<PAGE>\n\nANNUAL REPORT\n</TEXT>\n</DOCUMENT>"
    read = read_submission(text.encode())
    assert (read.text.strip(), read.structure) == ("ANNUAL REPORT", None)


def test_submission_without_documents_is_refused() -> None:
    with pytest.raises(DocumentError, match="without documents"):
        read_submission(b"<SEC-DOCUMENT>x")


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.txt", b"plain", "text"),
        ("a.txt", b"\n<SEC-DOCUMENT>x", "edgar"),
        ("a.HTM", b"<html>", "html"),
        ("a.tsv", b"a\tb", "csv"),
        ("a.exe", b"<SEC-DOCUMENT>x", None),
    ],
)
def test_format_is_told_by_name_and_by_how_a_file_opens(
    name: str, data: bytes, format_name: str | None
) -> None:
    found = format_of(name, data)
    assert (found.name if found else None) == format_name
