"""The captions above a table, and which of them hold for the tables after it.

Comes in: a document's blocks. Goes out: texts, outermost first. Not for: captions in a table's own
rows (`corpus.layout.tables`).

What leads in to a table leads in to the next one too where nothing stands between them, or nothing
but headings under "The following tables".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.base.records import Block, Document
from corpus.layout.tableunits import units_text

TABLE_NUMBER = re.compile(r"^\W*(?:t?able|exhibit|figure|schedule)\s+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableSettings:
    """How far a table looks around itself."""

    blocks_above: int = 6
    longest_caption: int = 420
    longest_lead_in: int = 1600

    def __post_init__(self) -> None:
        if self.blocks_above < 0 or self.longest_caption < 0:
            raise ValueError("table settings must not be negative")


SETTINGS = TableSettings()


def lead_in(
    document: Document,
    blocks: Sequence[Block],
    index: int,
    before: tuple[str, ...],
    settings: TableSettings,
) -> tuple[str, ...]:
    """The captions above the table of a block; `before` are those of the table before it."""
    above = _above(document, blocks, index, settings)
    between = _between(document, blocks, index)
    return (*before, *above) if between is not None and _covers(before, between) else above


def _between(document: Document, blocks: Sequence[Block], index: int) -> tuple[str, ...] | None:
    """The headings between a table and the one before it; None where a text stands between."""
    headings: list[str] = []
    for block in reversed(blocks[:index]):
        if block.kind == "table":
            return tuple(headings)
        if block.kind == "heading":
            headings.append(document.text[block.span.start : block.span.end])
        elif block.kind not in ("page_mark", "note"):  # a table's notes are its own
            return None
    return None


def _covers(lead: Sequence[str], headings: Sequence[str]) -> bool:
    """True where the lead-in of a table is that of the next one too: nothing stands between them,
    or headings under "The following tables".
    """
    return not headings or any(_TABLES.search(text) for text in lead)


_TABLES = re.compile(r"\btables\b", re.IGNORECASE)


def _above(
    document: Document, blocks: Sequence[Block], index: int, settings: TableSettings
) -> tuple[str, ...]:
    """The captions above a table, outermost first; a long paragraph counts by its last sentence."""
    found: list[str] = []
    page = blocks[index].page
    for block in reversed(blocks[max(0, index - settings.blocks_above) : index]):
        text = document.text[block.span.start : block.span.end]
        if block.kind == "table":
            if not _only_units_table(text):
                break
            found.append(" ".join(text.replace("|", " ").replace("-", " ").split()))
            continue
        if block.kind in ("page_mark", "note") or (block.page != page and found):
            if block.kind == "page_mark":
                continue
            break
        if len(text) > settings.longest_caption or _is_prose(text):
            last = text[-settings.longest_lead_in :].rsplit(". ", 1)[-1].strip()
            if last.endswith(":") or units_text(last) or _LEAD_IN.search(last):
                found.append(" ".join(last.split()))
            break
        found.append(" ".join(text.split()))
    return tuple(reversed(found))


_LEAD_IN = re.compile(r"\b(?:following|below|as follows|table|summari[sz]es?)\b", re.IGNORECASE)
PROSE_END = re.compile(r"[a-z\d)]\.[\"”’']?\s*$")


def _is_prose(text: str) -> bool:
    return len(text) > 60 and bool(PROSE_END.search(text[-40:])) and text.count(" ") > 8


def _only_units_table(text: str) -> bool:
    joined = " ".join(text.replace("|", " ").replace("-", " ").split())
    return len(joined) < 60 and units_text(joined) is not None


def caption_below(document: Document, blocks: Sequence[Block], index: int) -> tuple[str, ...]:
    """A numbered caption printed right under a table that lost its line breaks."""
    for block in blocks[index + 1 : index + 2]:
        text = document.text[block.span.start : block.span.end]
        if TABLE_NUMBER.match(text) and len(text) < 200:
            return (" ".join(text.split()),)
    return ()
