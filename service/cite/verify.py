"""Verify pasted citations: whether the document still prints them, to the letter, where they say.

Comes in: a pasted citation and the documents. Goes out: a `Verdict`. Not for: reading files; the
command line and the API bring the documents.

`holds`: the quote stands where it is said to (or, without offsets, stands in the document).
`moved`: it stands elsewhere, to the letter. `altered`: it does not; the nearest text is shown
with a diff. `document_altered`: the document's bytes are not those that were cited. `unknown`: no
such document or citation here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.base.errors import NotFoundError
from corpus.base.records import Block, Document
from corpus.base.selectors import Selector, resolve
from service.cite.citations import Citation, citation_of, resolve_id
from service.cite.originals import Held, Originals
from service.cite.pasted import Pasted, read_pasted
from service.cite.shelf import Shelf

State = Literal["holds", "moved", "altered", "document_altered", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one pasted citation; `citation` is the text as it stands now, if found."""

    state: State
    detail: str
    given: dict[str, Any]
    document: str | None = None
    citation: Citation | None = None
    diff: tuple[str, ...] = field(default=())
    held: Held = field(default_factory=Held)

    def to_json(self) -> dict[str, Any]:
        """The verdict as the API and the command line show it."""
        return {
            "state": self.state,
            "detail": self.detail,
            "document": self.document,
            "given": self.given,
            "citation": self.citation.to_json() if self.citation else None,
            "diff": list(self.diff),
            "held": self.held.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands now."""

    state: State
    start: int
    end: int
    detail: str
    diff: tuple[str, ...] = ()


class Verifier:
    """Judges citations over one set of documents."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        block_at: Callable[[str, int], Block | None] | None = None,
        *,
        base_url: str = "",
        originals: Originals | None = None,
    ) -> None:
        self._documents = documents
        self._originals = originals
        self._block_at = block_at
        self._base_url = base_url

    def verify(self, item: object) -> Verdict:
        """Judge one citation in any of the forms of `service.cite.pasted`; never raises for its
        content.
        """
        pasted = read_pasted(item)
        if pasted.fault is not None:
            return Verdict("unknown", pasted.fault, pasted.given)
        if pasted.document is None or (pasted.quote is None and pasted.start is None):
            return self._by_id(pasted)
        document = self._documents.get(pasted.document)
        if document is None:
            detail = f"no document {pasted.document[:128]!r} here"
            return Verdict("unknown", detail, pasted.given, pasted.document)
        place = locate(document.text, pasted)
        if pasted.sha256 is not None and pasted.sha256.lower() != document.sha256:
            detail = "the document's bytes are not those that were cited; " + (
                place.detail if place else "the quote is not in it any more"
            )
            return self._verdict("document_altered", detail, pasted, document, place)
        if place is None:
            detail = "the document prints nothing like it"
            return Verdict("altered", detail, pasted.given, document.id)
        return self._verdict(place.state, place.detail, pasted, document, place)

    def _by_id(self, pasted: Pasted) -> Verdict:
        try:
            known = self._documents
            among = known if isinstance(known, Shelf) else known.values()
            document, start, end = resolve_id(str(pasted.id), among)
        except NotFoundError:
            detail = "no document here, in the version that is here, has this citation"
            return Verdict("unknown", detail, pasted.given, pasted.document)
        place = Place("holds", start, end, "the id stands for these characters")
        return self._verdict("holds", place.detail, pasted, document, place)

    def _verdict(
        self, state: State, detail: str, pasted: Pasted, document: Document, place: Place | None
    ) -> Verdict:
        citation = None
        if place is not None:
            block = self._block_at(document.id, place.start) if self._block_at else None
            citation = citation_of(
                document, place.start, place.end, block=block, base_url=self._base_url
            )
        diff = place.diff if place else ()
        held = self._held(document, citation, pasted)
        return Verdict(state, detail, pasted.given, document.id, citation, diff, held)

    def _held(self, document: Document, citation: Citation | None, pasted: Pasted) -> Held:
        """What the original says, where it is at hand: the anchor that was pasted is believed."""
        if self._originals is None or citation is None:
            return Held()
        anchor = pasted.anchor or citation.anchor
        span = citation.start, citation.end
        return self._originals.hold(document, span, anchor)


def locate(text: str, pasted: Pasted) -> Place | None:
    """Where the claim stands in a text; None where nothing is like it."""
    quote, start = pasted.quote, pasted.start
    if quote is None:
        end = pasted.end
        if start is None or end is None or not start < end <= len(text):
            return None
        detail = "the offsets are inside the document; no quote to compare"
        return Place("holds", start, end, detail)
    at = start or 0
    selector = Selector(quote, pasted.prefix, pasted.suffix, at, at + len(quote))
    found = resolve(text, selector)
    if found.start is None or found.end is None:
        return None
    if found.state == "altered":
        detail = f"the document prints otherwise at {found.start}"
        return Place("altered", found.start, found.end, detail, _diff_lines(found.diff))
    if start is None:
        count = text.count(quote)
        only = "once" if count == 1 else f"{count} times"
        detail = f"to the letter; the document prints it {only}"
        return Place("holds", found.start, found.end, detail)
    if pasted.end is not None and pasted.end != start + len(quote):
        detail = f"to the letter, at {found.start}; start and end do not hold the quote's length"
        return Place("moved", found.start, found.end, detail)
    if found.state == "exact":
        return Place("holds", found.start, found.end, "to the letter, where it says")
    choice = ", the nearest of several" if found.ambiguous else ""
    detail = f"to the letter, but at {found.start}{choice}, not at {start}"
    return Place("moved", found.start, found.end, detail)


def _diff_lines(changes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Kept ("  "), cited only ("- ") and printed only ("+ "), as diffs are written."""
    signs = {"equal": "  ", "delete": "- ", "insert": "+ "}
    return tuple(signs[change] + text for change, text in changes)
