"""The formats that are read: one table, from which folders, media types and help are made.

Comes in: a file's name and bytes. Goes out: the reader, and what it makes of the bytes. Not for:
the formats themselves, one module each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from corpus.base.errors import DocumentError
from corpus.formats.confined import read_confined
from corpus.formats.rendition import Rendition

BLANKS = "\ufeff \t\r\n\f\v"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its suffixes, its media type, and what reads it.

    `version` counts the changes of the text that the reader makes of the same bytes: citations and
    indexes of another version are of another text. A `confined` format is one whose files can be
    made to take all memory or never to end: they are read in a process of their own.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    version: int
    reads: Callable[[bytes], Rendition]
    confined: bool = False

    @property
    def reader(self) -> str:
        """The reader's name and version, as documents show it."""
        return f"{self.name} {self.version}"

    def read(self, data: bytes) -> Rendition:
        """Read a file of this format.

        Raises: DocumentError where it cannot be read or prints nothing.
        """
        rendition = read_confined(self.name, data) if self.confined else self.reads(data)
        if not rendition.text.strip(BLANKS):
            raise DocumentError("empty; remove it or give it text", "empty")
        return rendition


def _read_by(module: str, function: str, data: bytes) -> Rendition:
    """Read with a function of `corpus.formats`, imported when its format is first met."""
    rendition: Rendition = getattr(import_module(f"corpus.formats.{module}"), function)(data)
    return rendition


FORMATS = (
    Format("text", (".txt",), "text/plain", 1, partial(_read_by, "text", "read_text")),
    Format("markdown", (".md",), "text/markdown", 1, partial(_read_by, "text", "read_text")),
    Format(
        "html", (".html", ".htm", ".xhtml"), "text/html", 1, partial(_read_by, "html", "read_html")
    ),
    Format(
        "pdf",
        (".pdf",),
        "application/pdf",
        1,
        partial(_read_by, "pdf", "read_pdf"),
        confined=True,
    ),
)

_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def suffixes() -> tuple[str, ...]:
    """All suffixes of files that are read."""
    return tuple(_BY_SUFFIX)


def format_of(name: str) -> Format | None:
    """The format of a file by its name; None for what is not read."""
    match = re.search(r"\.[^.]+$", name)
    return _BY_SUFFIX.get(match[0].lower()) if match else None


def reader_of(name: str) -> Callable[[bytes], Rendition]:
    """What reads the bytes of the format of this name."""
    (found,) = (one.reads for one in FORMATS if one.name == name)
    return found
