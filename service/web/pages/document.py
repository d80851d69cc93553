"""A document as the reader shows it: outline, pages, tables, every figure with its standing.

Comes in: a reading and, from the address, a span to mark or words to find. Goes out: one
`DocumentView` whose pieces, joined, are the printed text. Not for: HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Block, Document, Fact, Reading, Table
from service.web.pages.source import (
    Mark,
    Piece,
    ShownTable,
    cut_pieces,
    shorten,
    show_table,
    visible,
)

MOST_FOUND = 300
LONGEST_FIND = 100
DEEPEST = 4
CONTEXT = 36


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block: `tag` is how it is shown; a table carries its grid and its printed text."""

    tag: str
    id: str
    pieces: tuple[Piece, ...] = ()
    table: ShownTable | None = None
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the outline."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words sought stand."""

    anchor: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the reader prints."""

    document: Document
    blocks: tuple[ShownBlock, ...]
    outline: tuple[OutlineEntry, ...]
    pages: tuple[tuple[int, str], ...]
    hits: tuple[Hit, ...] = ()
    found: int = 0
    standing: tuple[tuple[str, int], ...] = ()


def view_document(
    reading: Reading,
    verdict: Callable[[Fact], str],
    *,
    span: tuple[int, int] | None = None,
    find: str = "",
) -> DocumentView:
    """Lay out a whole document; `verdict` says each figure's standing."""
    text = reading.document.text
    facts = _distinct(reading.facts)
    marks = [
        Mark(f.span.start, f.span.end, "figure", f, f"c{f.span.start}-{f.span.end}") for f in facts
    ]
    if span is not None:
        marks = [_cited(reading.blocks, *span), *(m for m in marks if (m.start, m.end) != span)]
        marks += [
            Mark(f.span.start, f.span.end, "figure", f)
            for f in facts
            if (f.span.start, f.span.end) == span
        ]
    places = find_words(text, find)
    marks += [Mark(s, e, "found", id=f"f{i}") for i, (s, e) in enumerate(places, 1)]
    marks.sort(key=lambda m: (m.start, m.end))
    blocks, outline = _blocks(reading, marks)
    counts: dict[str, int] = {}
    for fact in facts:
        name = verdict(fact)
        counts[name] = counts.get(name, 0) + 1
    return DocumentView(
        document=reading.document,
        blocks=tuple(blocks),
        outline=tuple(outline),
        pages=_pages(reading.blocks),
        hits=tuple(_hit(text, i, s, e) for i, (s, e) in enumerate(places[:40], 1)),
        found=len(places),
        standing=tuple(counts.items()),
    )


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """One fact for each printed figure: a printing read in two ways gets one tick mark."""
    chosen: dict[tuple[int, int], Fact] = {}
    end = -1
    for fact in sorted(facts, key=lambda f: (f.span.start, -f.span.end)):
        key = (fact.span.start, fact.span.end)
        if key not in chosen and fact.span.start >= end:
            chosen[key] = fact
            end = fact.span.end
    return list(chosen.values())


def _cited(blocks: Sequence[Block], start: int, end: int) -> Mark:
    """The span of the address, moved to the next printed block if it begins between two."""
    at = bisect_right(blocks, start, key=lambda b: b.span.end)
    first = max(start, blocks[at].span.start) if at < len(blocks) else start
    return Mark(min(first, end - 1), end, "cite", id=f"c{start}-{end}")


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand, without regard to case: at most `MOST_FOUND` places."""
    sought = " ".join(words.split())[:LONGEST_FIND]
    if not sought:
        return []
    pattern = re.compile(r"\s".join(map(re.escape, sought.split(" "))), re.IGNORECASE)
    out = []
    for match in pattern.finditer(text):
        out.append(match.span())
        if len(out) == MOST_FOUND:
            break
    return out


def _hit(text: str, number: int, start: int, end: int) -> Hit:
    before = " ".join(text[max(0, start - CONTEXT) : start].split())
    after = " ".join(text[end : end + CONTEXT].split())
    return Hit(f"f{number}", before, text[start:end], after)


def _pages(blocks: Sequence[Block]) -> tuple[tuple[int, str], ...]:
    """The first block of each page."""
    seen: dict[int, str] = {}
    for block in blocks:
        if block.page is not None and block.page not in seen:
            seen[block.page] = f"b{block.span.start}"
    return tuple(seen.items())


def _blocks(reading: Reading, marks: Sequence[Mark]) -> tuple[list[ShownBlock], list[OutlineEntry]]:
    text = reading.document.text
    tables = sorted(reading.tables, key=lambda t: t.span.start)
    shown: list[ShownBlock] = []
    outline: list[OutlineEntry] = []
    done: set[str] = set()
    depth = 1
    for block in reading.blocks:
        inside = [m for m in marks if m.start < block.span.end and m.end > block.span.start]
        anchor = f"b{block.span.start}"
        if block.kind == "heading":
            depth = min(block.level + 1, depth + 1, DEEPEST)
            words = shorten(visible(text[block.span.start : block.span.end]), 90)
            outline.append(OutlineEntry(depth - 1, words, anchor))
            pieces = cut_pieces(text, block.span.start, block.span.end, inside)
            shown.append(ShownBlock(f"h{depth}", anchor, pieces, level=depth))
            continue
        here = [t for t in tables if t.span.overlaps(block.span) and t.id not in done]
        if here:
            done.update(t.id for t in here)
            shown += _with_tables(text, block, here, inside, anchor)
        elif not any(t.span.overlaps(block.span) for t in tables):
            pieces = cut_pieces(text, block.span.start, block.span.end, inside)
            tag = {"list_item": "item", "note": "note", "page_mark": "page", "table": "pre"}
            shown.append(ShownBlock(tag.get(block.kind, "p"), anchor, pieces, level=block.level))
    return shown, outline


def _with_tables(
    text: str, block: Block, tables: Sequence[Table], marks: Sequence[Mark], anchor: str
) -> list[ShownBlock]:
    """A block with its tables as grids, each beside its printed text, and what is around them."""
    out: list[ShownBlock] = []
    at = block.span.start
    for table in tables:
        start, end = max(table.span.start, at), table.span.end
        if _says(text[at:start]):
            out.append(ShownBlock("p", f"b{at}", cut_pieces(text, at, start, marks)))
        within = [m for m in marks if m.start < end and m.end > table.span.start]
        grid = show_table(text, table, [_into_cell(table, m) for m in within])
        bare = [replace(m, id=None) for m in within]
        label = shorten(table.caption or " ".join(table.context[-1:]) or "Table", 90)
        printed = cut_pieces(text, table.span.start, end, bare)
        out.append(ShownBlock("table", f"b{table.span.start}", printed, grid, label=label))
        at = max(at, end)
    if at < block.span.end and _says(text[at : block.span.end]):
        out.append(ShownBlock("p", f"b{at}", cut_pieces(text, at, block.span.end, marks)))
    if out and out[0].id != anchor:
        out.insert(0, ShownBlock("anchor", anchor))
    return out


def _says(text: str) -> bool:
    """False for what is left of a table's rules between two tables."""
    return bool(text.strip(" \t\r\n|-:"))


def _into_cell(table: Table, mark: Mark) -> Mark:
    """A mark that begins on a rule of the table moves to the next cell, where its anchor stands."""
    spans = sorted(
        (cell.span.start, cell.span.end) for row in table.rows for cell in row if cell.span
    )
    at = bisect_right(spans, mark.start, key=lambda s: s[1])
    if at < len(spans) and spans[at][0] > mark.start and spans[at][0] < mark.end:
        return replace(mark, start=spans[at][0])
    return mark
