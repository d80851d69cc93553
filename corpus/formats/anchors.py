"""What an original prints at an anchor: the walk back from a citation.

Comes in: the bytes of a page and an anchor. Goes out: the characters from there on. Not for: making
anchors (`corpus.base.structure.Origins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from corpus.base.errors import DocumentError
from corpus.formats.edgar import pieces_of
from corpus.formats.html import parse_page
from corpus.formats.pdffile import printed_in

MOST_BOXES = 2_000  # of a page
LONGEST = 20_000  # characters that are read from an anchor on
_PATH = re.compile(
    r"\(\(//[a-z][a-z0-9]{0,15}\)\[\d{1,7}\]//text\(\)\[normalize-space\(\)\]\)\[\d{1,7}\]"
)
"""The one form of paths that are handed out; others are not evaluated."""


def printed_at(data: bytes, anchor: Mapping[str, Any], length: int) -> str | None:
    """At least so many characters (or all that follow) from an anchor on, with those of hidden
    elements between; None where the page has no such place. Of boxes on a printed page, what they
    hold.
    """
    if "boxes" in anchor:
        return _printed_in_boxes(data, anchor)
    if "part" in anchor:
        named = {piece.name: piece.body for piece in pieces_of(data)}
        data = named.get(str(anchor["part"]), "").encode()
    try:
        root = parse_page(data)
    except DocumentError:
        return None
    if "fact" in anchor:
        found = root.xpath("//*[@id=$id]", id=str(anchor["fact"]))
        return "".join(found[0].itertext()) if found else None
    path, offset = str(anchor.get("xpath", "")), anchor.get("offset")
    if not isinstance(offset, int) or offset < 0 or not _PATH.fullmatch(path):
        return None
    nodes = root.xpath(path)
    return _read_on(nodes[0], offset, min(length, LONGEST)) if nodes else None


def _printed_in_boxes(data: bytes, anchor: Mapping[str, Any]) -> str | None:
    """What the boxes of an anchor hold, page by page; None where they are no boxes of its pages."""
    more = anchor.get("more", [])
    pages = [anchor, *(more if isinstance(more, list) else [])]
    printed: list[str] = []
    for page in pages:
        if not isinstance(page, dict):
            return None
        number, boxes = page.get("page"), page.get("boxes")
        if not isinstance(number, int) or number < 1 or not _are_boxes(boxes):
            return None
        found = printed_in(data, number, boxes or ())
        if found is None:
            return None
        printed.append(found)
    return "".join(printed)


def _are_boxes(boxes: object) -> bool:
    return (
        isinstance(boxes, list)
        and len(boxes) <= MOST_BOXES
        and all(
            isinstance(box, list) and len(box) == 4 and all(isinstance(x, float | int) for x in box)
            for box in boxes
        )
    )


def _read_on(node: Any, offset: int, length: int) -> str:
    """What is printed from a place in a text node on, through the text nodes behind it."""
    pieces, count = [str(node)[offset:]], len(str(node)) - offset
    for text in _texts_after(node):
        if count >= length:
            break
        pieces.append(text)
        count += len("".join(text.split()))
    return "".join(pieces)


def _texts_after(node: Any) -> Iterator[str]:
    """The text nodes of a page behind one, in order."""
    element = node.getparent()
    if node.is_text:
        yield from _texts_in(element, own=False)
    while element is not None:
        if not (node.is_tail and element is node.getparent()) and element.tail:
            yield element.tail
        for follows in element.itersiblings():
            yield from _texts_in(follows, own=True)
            if follows.tail:
                yield follows.tail
        element = element.getparent()


def _texts_in(element: etree._Element, *, own: bool) -> Iterator[str]:
    """The text nodes in an element, its first one only if it is its `own`."""
    if own and element.text and isinstance(element.tag, str):
        yield element.text
    for inner in element:
        yield from _texts_in(inner, own=True)
        if inner.tail:
            yield inner.tail
