"""The formats that are read: one table, from which folders, media types and help are made.

Comes in: a file's name and bytes. Goes out: the reader, and what it makes of the bytes. Not for:
the formats themselves, one module each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module

from corpus.base.errors import DocumentError
from corpus.formats.confined import read_confined
from corpus.formats.rendition import Rendition

BLANKS = "\ufeff \t\r\n\f\v"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its suffixes, its media type, and what reads it.

    `reads` names a module of this package and its function from bytes to a `Rendition`; a
    `confined` one runs in a process of its own. A file that begins as `opens` says is of this
    format whatever its suffix. `version` counts the changes of the text that the reader makes of
    the same bytes: citations and indexes of another version are of another text.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    version: int
    reads: tuple[str, str]
    confined: bool = False
    opens: re.Pattern[bytes] | None = None

    @property
    def reader(self) -> str:
        """The reader's name and version, as documents show it."""
        return f"{self.name} {self.version}"

    def read(self, data: bytes) -> Rendition:
        """Read a file of this format.

        Raises: DocumentError where it cannot be read or prints nothing.
        """
        module, function = self.reads
        if self.confined:
            rendition = read_confined(module, function, data)
        else:
            rendition = getattr(import_module(f"corpus.formats.{module}"), function)(data)
        if not rendition.text.strip(BLANKS):
            raise DocumentError("empty; remove it or give it text", "empty")
        return rendition


FORMATS = (
    Format("text", (".txt",), "text/plain", 1, ("text", "read_text")),
    Format("markdown", (".md",), "text/markdown", 1, ("text", "read_text")),
    Format("csv", (".csv", ".tsv"), "text/csv", 1, ("csvtext", "read_csv")),
    Format("html", (".html", ".htm", ".xhtml"), "text/html", 1, ("html", "read_html"), True),
    Format("pdf", (".pdf",), "application/pdf", 1, ("pdf", "read_pdf"), True),
    Format(
        "edgar",
        (".sgml",),
        "application/vnd.sec.submission",
        1,
        ("edgar", "read_submission"),
        True,
        re.compile(rb"\s*(?:-----BEGIN PRIVACY-ENHANCED|<SEC-DOCUMENT>|<SEC-HEADER>|<DOCUMENT>)"),
    ),
)

_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def suffixes() -> tuple[str, ...]:
    """All suffixes of files that are read."""
    return tuple(_BY_SUFFIX)


def format_of(name: str, data: bytes = b"") -> Format | None:
    """The format of a file by its name, or by how it opens; None for what is not read."""
    match = re.search(r"\.[^.]+$", name)
    named = _BY_SUFFIX.get(match[0].lower()) if match else None
    if named is None:
        return None
    return next((f for f in FORMATS if f.opens is not None and f.opens.match(data)), named)
