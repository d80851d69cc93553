"""Units lines in text: the part of a caption that is one, and one stated for all tables.

Comes in: captions, or a document with its blocks. Goes out: the text of a units line. Not for:
reading it (`corpus.grammar.units`) or choosing a table's own (`corpus.layout.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Block, Document
from corpus.grammar.units import parse_units_line

_FOR_ALL = re.compile(
    r"\(?\b(?:tabular|all)\s(?:dollar\s)?(?:amounts|figures)\s(?:are\s)?(?:stated\s|expressed\s)?"
    r"in\s(?:thousands|millions|billions)\b[^.;()]{0,60}\)?"
    r"|\b(?:amounts|figures|dollars)\s(?:[a-z]+\s){0,4}?in\s(?:thousands|millions|billions)\b"
    r"[^.;()]{0,60}\botherwise\s[a-z]+|\breports?\sin\s(?:thousands|millions|billions)\b[^.;()]{0,40}",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\([^()]{0,140}(?:\([^()]{0,20}\)[^()]{0,60}){0,4}\)?"
    r"|\b(?:expressed |stated |amounts |figures |dollars |presented )?"
    r"in (?:thousands|millions|billions)[^.;()]{0,120}"
    r"|\bin (?:[a-z]{2,3}[$€£]?|[$€£])\s?[‘’']?000s?\b[^.;()]{0,60}",
    re.IGNORECASE,
)


_STUB = re.compile(
    r"\W{0,3}(?:u\.?s\.?\s)?(?:[$€£¥]\s?|dollars\s|amounts\s)?(?:in\s)?(?:thousands|millions|billions)\b.{0,60}",
    re.IGNORECASE,
)
_OWN_DIGITS = re.compile(r"\d(?<!0)|\d[,.]\d")


def stub_units(text: str) -> str | None:
    """The units line that a stub is: "Millions, except per share amounts", "($ millions)"."""
    return text if _STUB.match(text) else units_text(text)


def units_text(text: str) -> str | None:
    """The part of a text that is a units line.

    "(JPY in millions)", "in thousands, except per share data".
    """
    for match in _UNITS.finditer(text[-2000:]):
        line = parse_units_line(match.group())
        if _OWN_DIGITS.search(match.group()):
            continue  # "($1.3 billion before tax)" is an amount
        if line is not None and (line.scale is not None or line.unit == "bps"):
            return match.group()
    short = len(text) < 40 and parse_units_line(text)
    if short and (short.scale is not None or short.unit in ("bps", "contracts")):
        return text
    return None


class StatedUnits:
    """The units line that a document states for all its tables: "Tabular amounts in millions"."""

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        self._document, self._blocks = document, blocks
        self._seen = 0
        self._found: tuple[str | None] | None = None

    def before(self, index: int) -> tuple[str | None] | None:
        """What is stated first above a block, None where nothing is; each block is read once."""
        while self._found is None and self._seen < index:
            self._found = self._in(self._blocks[self._seen])
            self._seen += 1
        return self._found

    def _in(self, block: Block) -> tuple[str | None] | None:
        text = self._document.text[block.span.start : block.span.end]
        stated = _FOR_ALL.search(text)
        if stated:
            return (units_text(text[stated.start() : stated.end()]),)
        if len(text) < 240 and "financial statements" in text.casefold() and units_text(text):
            return (units_text(text),)
        return None
