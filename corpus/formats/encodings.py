"""Bytes to characters, by what a file says of its own encoding.

Comes in: bytes. Goes out: text with single newlines. Not for: what the text means.

Source: WHATWG Encoding and HTML (a byte order mark wins, then the declaration; `latin-1` and
`ascii` mean windows-1252 on the web).
"""

from __future__ import annotations

import codecs
import re

from corpus.base.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252"})
HEAD = 4096  # bytes in which a page declares its encoding


def decode_page(data: bytes) -> str:
    """The characters of a page: its mark's or declared encoding, UTF-8, else windows-1252.

    Raises: DocumentError where the bytes are not in the encoding that the page declares.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lines(_decoded(data[len(mark) :], name))
    declared = _DECLARED.search(data[:HEAD])
    name = _known(declared[1].decode("ascii")) if declared else "utf-8"
    if name in _WESTERN or name == "utf-8":
        try:
            return _lines(data.decode("utf-8"))
        except UnicodeDecodeError:
            return _lines(data.decode("cp1252", "replace"))
    return _lines(_decoded(data, name))


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"not {name} at byte {error.start}; save it as UTF-8", "encoding"
        ) from error


def _lines(text: str) -> str:
    """Newlines as parsers of pages see them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
