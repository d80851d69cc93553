"""Citations: a span of a document as something that an auditor can paste, keep and look up again.

Comes in: a document and two offsets, or an id that was handed out earlier. Goes out: a
`Citation`, its JSON of the answer contract, and its W3C Web Annotation. Not for: judging a pasted
citation (`service.cite.verify`), nor finding what to cite.

An id is made of nothing but the document's SHA-256 and the two offsets, so it survives any
rebuild of an index, and it is read back without a table: base32 of `first 5 bytes of the SHA-256
| start | end - start | 2 check bytes`, both numbers as LEB128. The check bytes hash the whole
SHA-256 with both offsets: a mistyped id resolves to nothing rather than to another figure.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote as percent_encode

from corpus.base.errors import NotFoundError
from corpus.base.records import Block, Document
from corpus.base.selectors import make_selector
from service.cite.originals import anchor_of
from service.cite.shelf import Shelf

CITATION_ID = re.compile(r"^c[a-z2-7]{13,40}$")
DOCUMENT_BYTES = 5
CHECK_BYTES = 2
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TEXT_FRAGMENTS = "http://tools.ietf.org/rfc/rfc5147"
MOST_KEPT = 32_768
_KEPT: dict[tuple[str, str, int, int, int], tuple[str, str]] = {}


@dataclass(frozen=True)
class Citation:
    """Printed characters of one document: `text[start:end] == quote`, offsets in code points.

    `sha256` is of the document's bytes, `prefix` and `suffix` the characters around the quote
    that make it unique, `page` counts from 1, `section` is the path of headings joined by " > ",
    `anchor` is where the original prints it, None for plain text.
    """

    id: str
    document: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int | None
    section: str | None
    url: str
    anchor: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The CITATION of the answer contract; made once, so it is not to be changed."""
        return self._json

    @cached_property
    def _json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "document": self.document,
            "sha256": self.sha256,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "page": self.page,
            "section": self.section,
            "url": self.url,
        } | ({} if self.anchor is None else {"anchor": self.anchor})


def citation_of(
    document: Document,
    start: int,
    end: int,
    *,
    block: Block | None = None,
    base_url: str = "",
) -> Citation:
    """Cite `document.text[start:end]`; page and section are those of `block`, where it begins.

    Raises: ValueError where the offsets are outside the text or hold no character.
    """
    prefix, suffix = _surroundings(document, start, end)
    return Citation(
        id=citation_id(document.sha256, start, end),
        document=document.id,
        sha256=document.sha256,
        start=start,
        end=end,
        quote=document.text[start:end],
        prefix=prefix,
        suffix=suffix,
        page=block.page if block else None,
        section=" > ".join(block.headings) or None if block else None,
        url=citation_url(document.id, start, end, base_url=base_url),
        anchor=anchor_of(document, start, end),
    )


def citation_url(document_id: str, start: int, end: int, *, base_url: str = "") -> str:
    """The page that shows the document with the span marked, scrolled to by its anchor."""
    path = percent_encode(document_id, safe="")
    return f"{base_url}/documents/{path}?start={start}&end={end}#c{start}-{end}"


@lru_cache(maxsize=32768)
def citation_id(sha256: str, start: int, end: int) -> str:
    """The id of a span: a function of the document's bytes and the offsets alone."""
    if not 0 <= start < end:
        raise ValueError(f"a citation needs 0 <= start < end, not {start}..{end}")
    payload = (
        bytes.fromhex(sha256)[:DOCUMENT_BYTES]
        + _leb128(start)
        + _leb128(end - start)
        + _check_bytes(sha256, start, end)
    )
    return "c" + base64.b32encode(payload).decode("ascii").rstrip("=").lower()


def resolve_id(identifier: str, documents: Shelf | Iterable[Document]) -> tuple[Document, int, int]:
    """The document and offsets that an id stands for.

    Raises: NotFoundError where the id is malformed, mistyped or of a document (or a version of it)
    that is not among `documents`.
    """
    head, start, end = _unpack(identifier)
    for document in documents.hashed(head) if isinstance(documents, Shelf) else documents:
        if not document.sha256.startswith(head) or end > len(document.text):
            continue
        # Made again and compared whole: base32 has spare bits, and one span has one id.
        if citation_id(document.sha256, start, end) == identifier:
            return document, start, end
    raise NotFoundError(f"no document here has the citation {identifier}")


def to_annotation(citation: Citation, document: Document, *, base_url: str = "") -> dict[str, Any]:
    """The citation as a W3C Web Annotation (Recommendation of 2017-02-23), with all three
    selectors."""
    source = f"{base_url}/documents/{percent_encode(citation.document, safe='')}"
    return {
        "@context": ANNOTATION_CONTEXT,
        "id": f"{base_url}/api/v1/citations/{citation.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "target": {
            "type": "SpecificResource",
            "source": source,
            "state": {"type": "State", "document": citation.document, "sha256": citation.sha256},
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": citation.quote,
                    "prefix": citation.prefix,
                    "suffix": citation.suffix,
                },
                {
                    "type": "TextPositionSelector",
                    "start": citation.start,
                    "end": citation.end,
                },
                {
                    "type": "FragmentSelector",
                    "conformsTo": TEXT_FRAGMENTS,
                    "value": text_fragment(document.text, citation.start, citation.end),
                },
            ],
        },
    }


def text_fragment(text: str, start: int, end: int) -> str:
    """The RFC 5147 fragment of a span, where a CR LF counts as one character (section 2.2.1)."""
    before = text.count("\r\n", 0, start)
    inside = text.count("\r\n", start, end)
    return f"char={start - before},{end - before - inside}"


def _surroundings(document: Document, start: int, end: int) -> tuple[str, str]:
    """Prefix and suffix; kept by the document's hash, since hashing the record costs more."""
    text = document.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{document.id} has no characters {start}..{end}")
    key = (document.id, document.sha256, len(text), start, end)
    kept = _KEPT.get(key)
    if kept is None:
        selector = make_selector(text, start, end)
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[key] = (selector.prefix, selector.suffix)
    return kept


def _check_bytes(sha256: str, start: int, end: int) -> bytes:
    return hashlib.sha256(f"{sha256}:{start}:{end}".encode()).digest()[:CHECK_BYTES]


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _unpack(identifier: str) -> tuple[str, int, int]:
    """The first hexadecimal digits of the SHA-256, and both offsets."""
    unknown = NotFoundError(f"{identifier[:64]!r} is not a citation id")
    if not CITATION_ID.fullmatch(identifier):
        raise unknown
    body = identifier[1:].upper()
    try:
        payload = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        raise unknown from None
    numbers: list[int] = []
    position = DOCUMENT_BYTES
    while len(numbers) < 2:
        number = shift = 0
        while True:
            if position >= len(payload) - CHECK_BYTES or shift > 35:
                raise unknown
            byte = payload[position]
            number |= (byte & 0x7F) << shift
            position += 1
            shift += 7
            if byte < 0x80:
                break
        numbers.append(number)
    start, length = numbers
    if len(payload) != position + CHECK_BYTES or length == 0:
        raise unknown
    return payload[:DOCUMENT_BYTES].hex(), start, start + length
