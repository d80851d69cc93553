"""Originals: the bytes that a document was read from, and what they print at an anchor.

Comes in: a document with the folder of its files. Goes out: its bytes, what an anchor says, and
which of original, rendition and quote hold. Not for: finding a quote in a rendition
(`service.cite.verify`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encode

from corpus.base.errors import DocumentError
from corpus.base.records import Document
from corpus.base.structure import Box
from corpus.formats.anchors import printed_at
from corpus.formats.folder import CORPUS_FOLDER, read_bytes
from corpus.formats.registry import format_of

Finder = Callable[[Document], bytes | None]
Place = tuple[int, int]
Anchor = Mapping[str, Any]
_BLANKS = re.compile(r"\s+")
_LONGEST_FRAGMENT = 80  # characters of a text fragment's one end


@dataclass(frozen=True, slots=True)
class Held:
    """Which hold: the original's bytes, the text that is made of them, the quote at its anchor.

    None for what could not be tried.
    """

    original: bool | None = None
    rendition: bool | None = None
    quote: bool | None = None

    def to_json(self) -> dict[str, bool | None]:
        """As the API and the command line show it."""
        return {"original": self.original, "rendition": self.rendition, "quote": self.quote}


def anchor_of(document: Document, start: int, end: int) -> dict[str, Any] | None:
    """Where a span of a document's text stands in its original; None for plain text.

    A tagged figure is anchored at its element; anything else at its first printed character, with
    the fragment that takes a browser there. `part` names the document of a submission. What stands
    on printed pages is anchored at its page and the boxes of its characters there, in points, and
    at `more` of them where it goes on over a page.
    """
    origins = document.origins
    if origins is None:
        return None
    if pages := [_boxes(*page) for page in origins.boxes(start, end)]:
        first, *others = pages
        more = {"more": others} if others else {}
        return first | {"fragment": f"page={first['page']}"} | more
    part = origins.part(start)
    within = {} if part is None else {"part": part}
    ident = origins.figure(start, end)
    if ident is not None and not ident.startswith("#"):
        return {"fact": ident} | within
    quote = document.text[start:end]
    blank = len(quote) - len(quote.lstrip())
    found = origins.at(start + blank)
    if found is None:
        return None
    return {"xpath": found[0], "offset": found[1], "fragment": _fragment(quote)} | within


def _boxes(page: int, boxes: Sequence[Box]) -> dict[str, Any]:
    return {"page": page, "boxes": [[round(edge, 2) for edge in box] for box in boxes]}


def _fragment(quote: str) -> str:
    """The text fragment of a quote: its text, or both ends where it runs over cells or is long."""
    pieces = [" ".join(piece.split()) for piece in re.split(r"[\t\n]+", quote) if piece.strip()]
    first, last = pieces[0][:_LONGEST_FRAGMENT], pieces[-1][-_LONGEST_FRAGMENT:]
    ends = [first] if len(pieces) == 1 and first == pieces[0] else [first, last]
    return ":~:text=" + ",".join(_encoded(end) for end in ends)


def _encoded(text: str) -> str:
    """Percent-encoded, with the signs that text fragments part their pieces by."""
    return percent_encode(text, safe="").replace("-", "%2D")


def originals_in(folder: Path | None) -> Finder:
    """How the bytes of a document are found among the files of its folder."""
    place = folder or CORPUS_FOLDER

    def find(document: Document) -> bytes | None:
        for name in document.files or (f"{document.id}.txt",):
            try:
                return read_bytes(place / name)
            except DocumentError:
                continue
        return None

    return find


class Originals:
    """The originals of some documents, each read again at most once."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self._read: dict[str, tuple[bytes | None, str | None]] = {}

    def hold(self, document: Document, span: Place, anchor: Anchor | None) -> Held:
        """Try the original's bytes, the text that its reader makes of them, the quote in it."""
        data, text = self._again(document)
        if data is None:
            return Held()
        original, rendition = sha256(data).hexdigest() == document.sha256, text == document.text
        quote = document.text[span[0] : span[1]]
        if anchor is None:
            return Held(original, rendition, (text or "")[span[0] : span[1]] == quote)
        # What its reader did not survive is opened by nobody.
        printed = None if text is None else printed_at(data, anchor, len(quote) + 64)
        return Held(original, rendition, printed is not None and _same(printed, quote))

    def _again(self, document: Document) -> tuple[bytes | None, str | None]:
        """A document's bytes, and what they are read as now."""
        if document.id not in self._read:
            data = self._find(document)
            self._read[document.id] = data, None if data is None else _text_of(document, data)
        return self._read[document.id]


def _text_of(document: Document, data: bytes) -> str | None:
    name = next(iter(document.files), f"{document.id}.txt")
    form = format_of(name, data)
    try:
        return None if form is None else form.read(data).text
    except DocumentError:
        return None


def _same(printed: str, quote: str) -> bool:
    """True where what is printed begins with a quote, blanks and raised signs aside."""
    return _plain(printed).startswith(_plain(quote))


def _plain(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))
