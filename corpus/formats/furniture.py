"""Running heads, feet and page numbers: what a page prints for the sake of its pages.

Comes in: pieces in order, with their pages. Goes out: the pieces that are content, paragraphs that
pages cut whole again. Not for: tables over pages (`htmltables`).

Furniture stands at the edge of a page: from its first or last block inwards, as long as blocks are
page numbers or are printed at the edge of several pages alike, a number at either end aside. A line
that states units is content wherever it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from corpus.formats.pieces import Piece, TextPiece

EDGE = 4  # blocks at either edge of a page that may be furniture
ALIKE = 3  # pages that print a running head
LONGEST = 160  # characters
_NUMBER = re.compile(
    r"[-–—\s\[(]*(?:page\s*)?(?:[A-Z]{1,2}-)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s\])]*",
    re.IGNORECASE,
)
_UNITS = re.compile(r"\b(?:thousand|million|billion|crore|lakh)s?\b", re.IGNORECASE)


def without_furniture(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without running heads, feet and page numbers; all where nothing breaks pages."""
    pages = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.page)]
    if len(pages) < ALIKE:
        return list(pieces)
    printed: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for piece in (*page[:EDGE], *page[-EDGE:]):
            if isinstance(piece, TextPiece):
                printed[_alike(piece.text)].add(number)
    running = {text for text, on in printed.items() if len(on) >= ALIKE and text}
    kept: list[Piece] = []
    for page in pages:
        head = _run(page[:EDGE], running)
        foot = _run(reversed(page[max(head, len(page) - EDGE) :]), running)
        kept.extend(page[head : len(page) - foot])
    return kept


def joined_paragraphs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with each paragraph that goes on at the top of the next page as one."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if isinstance(before, TextPiece) and isinstance(piece, TextPiece):
            cut = piece.page == before.page + 1 and before.text[-1] not in ".!?:;"
            if cut and piece.text[0].islower():
                before.content.join(piece.content, tight=False)
                before.text = f"{before.text} {piece.text}"
                continue
        joined.append(piece)
    return joined


def _alike(text: str) -> str:
    """A line without the number at either end; "" for one that is never furniture."""
    if len(text) > LONGEST or _UNITS.search(text):
        return ""
    return re.sub(r"^\d+\b|\b\d+$", "#", text).casefold()


def _run(pieces: Iterable[Piece], running: set[str]) -> int:
    """How many pieces from an edge inwards are furniture."""
    count = 0
    for piece in pieces:
        if not isinstance(piece, TextPiece):
            break
        if not (_NUMBER.fullmatch(piece.text) or _alike(piece.text) in running):
            break
        count += 1
    return count
