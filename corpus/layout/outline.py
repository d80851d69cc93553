"""Pieces of a text get their page, their path of headings and their depth.

Comes in: pieces in order (`blocks`). Goes out: `Block`s, and the lead-in of each list item. Not
for: telling a heading from a paragraph (`lines`, `blocks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.base.records import Block, BlockKind, Document, Span
from corpus.layout import lines as ln

# Ranks of headings without a printed depth; Markdown's are 1 to 6. A heading ends those of its
# rank and below.
RANK_PAGE_TITLE, RANK_CAPITALS, RANK_NUMBERED, RANK_BARE = 7, 8, 9, 10
# Headings that follow each other are nested; more than this many lines apart, or this deep, they
# are not.
RUN_GAP_LINES = 5
RUN_DEPTH = 3
# A line that is a heading on this many pages is a running title.
RUNNING_PAGES = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A block to be: its kind, its offsets, its lines, its indent, and whether it starts a page."""

    kind: BlockKind
    start: int
    end: int
    first_line: int
    last_line: int
    indent: int = 0
    starts_page: bool = False

    def extended(self, end: int, last_line: int) -> Piece:
        """The same piece up to a later end."""
        return replace(self, end=end, last_line=last_line)


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that what follows stands under."""

    rank: int
    title: str


@dataclass(frozen=True, slots=True)
class _Item:
    """A list item that nested items stand under; `leads` says that it ends with a colon."""

    indent: int
    marker: str
    leads: bool


def make_outline(document: Document, pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """Turn pieces into blocks with page, headings and level.

    Headings: nested by Markdown depth, else capitals over numbered over bare titles, else by
    following each other without text between. A page's first title stands over the page; a page
    that ends in its only title (slides whose title is drawn last) stands under that.
    """
    text = document.text
    pages = _pages(text, pieces)
    paths = _heading_paths(document, pieces)
    levels = _list_levels(text, pieces)
    blocks = []
    for i, piece in enumerate(pieces):
        path = paths[i]
        level = len(path) + 1 if piece.kind == "heading" else levels[i]
        if piece.kind == "paragraph" and (lead := ln.lead_in(text[piece.start : piece.end])):
            path = (*path, lead)
        span = Span(document.id, piece.start, piece.end)
        blocks.append(Block(piece.kind, span, level, pages[i], path))
    return tuple(blocks)


def lead_ins(blocks: Sequence[Block]) -> tuple[int | None, ...]:
    """For each block the index of the list item that it is nested under, None where there is none.

    "In 3Q02:" leads the items below it, whose sentences alone do not say their period.
    """
    result: list[int | None] = []
    above: list[int] = []
    for i, block in enumerate(blocks):
        if block.kind == "list_item":
            while above and blocks[above[-1]].level >= block.level:
                above.pop()
            result.append(above[-1] if above else None)
            above.append(i)
            continue
        above.clear()
        result.append(None)
    return tuple(result)


def _pages(text: str, pieces: Sequence[Piece]) -> list[int | None]:
    """Number the pages by their printed marks, else by the pages that start.

    A mark before all other text heads its page; otherwise marks stand at the foot.
    """
    marks = {
        i: ln.page_number(text[piece.start : piece.end])
        for i, piece in enumerate(pieces)
        if piece.kind == "page_mark"
    }
    if marks:
        heads = 0 in marks
        order = range(len(pieces)) if heads else range(len(pieces) - 1, -1, -1)
        numbers: list[int | None] = [None] * len(pieces)
        number: int | None = None
        for i in order:
            number = marks.get(i, number)
            numbers[i] = number
        return numbers
    if not any(piece.starts_page for piece in pieces):
        return [None] * len(pieces)
    count = 0
    numbers = []
    for piece in pieces:
        count += piece.starts_page
        numbers.append(max(count, 1))
    return numbers


def _rank(heading: str, piece: Piece) -> int:
    """How high a heading stands; 1 is the highest."""
    first, _, rest = heading.partition("\n")
    if depth := ln.markdown_level(first):
        return depth
    if rest and (depth := ln.setext_level(rest.strip())):
        return depth
    if piece.starts_page:
        return RANK_PAGE_TITLE
    if ln.is_capital_heading(first):
        return RANK_CAPITALS
    if ln.is_numbered_title(first) and not ln.is_caption(first):
        return RANK_NUMBERED
    return RANK_BARE


def _heading_paths(document: Document, pieces: Sequence[Piece]) -> list[tuple[str, ...]]:
    """The path of headings above each piece; a heading's own title is not in its path."""
    text = document.text
    ignored = _running_titles(document, pieces)
    late_titles = _late_titles(text, pieces)
    paths: list[tuple[str, ...]] = []
    above: list[_Open] = []
    run = 0  # how many headings of one rank follow each other
    for i, piece in enumerate(pieces):
        if piece.starts_page:
            above = [one for one in above if one.rank < RANK_PAGE_TITLE]
            run = 0
            if title := late_titles.get(i):
                above.append(_Open(RANK_PAGE_TITLE, title))
        if piece.kind != "heading":
            paths.append(tuple(one.title for one in above))
            if piece.kind != "page_mark":
                run = 0
            continue
        body = text[piece.start : piece.end]
        rank = _rank(body, piece)
        near = i > 0 and piece.first_line - pieces[i - 1].last_line <= RUN_GAP_LINES
        follows = 0 < run < RUN_DEPTH and near and rank > 6
        run = run + 1 if follows else 1
        while above and (above[-1].rank > rank or (above[-1].rank == rank and not follows)):
            above.pop()
        paths.append(tuple(one.title for one in above))
        title = ln.plain_heading(body)
        if title.casefold() not in ignored:
            above.append(_Open(rank, title))
    return paths


def _running_titles(document: Document, pieces: Sequence[Piece]) -> frozenset[str]:
    """Headings that head nothing: the reporter's own name, and lines printed on page after page."""
    entity = document.entity
    pages: dict[str, set[int]] = {}
    page = 0
    for piece in pieces:
        page += piece.starts_page or piece.kind == "page_mark"
        if piece.kind == "heading":
            title = ln.plain_heading(document.text[piece.start : piece.end]).casefold()
            pages.setdefault(title, set()).add(page)
    repeated = {title for title, on in pages.items() if len(on) >= RUNNING_PAGES}
    return frozenset(repeated | {name.casefold() for name in (entity.name, *entity.aliases)})


def _late_titles(text: str, pieces: Sequence[Piece]) -> dict[int, str]:
    """Titles of the pages that start without one and end in one, by the index of the page's first
    piece.
    """
    starts = [i for i, piece in enumerate(pieces) if piece.starts_page]
    titles = {}
    for first, after in pairwise([*starts, len(pieces)]):
        kinds = [piece.kind for piece in pieces[first:after]]
        if kinds[-1] == "heading" and kinds.count("heading") == 1 and len(kinds) > 1:
            last = pieces[after - 1]
            titles[first] = ln.plain_heading(text[last.start : last.end])
    return titles


def _list_levels(text: str, pieces: Sequence[Piece]) -> list[int]:
    """The depth of each list item, 1 for the outermost; 0 for other pieces."""
    levels = []
    above: list[_Item] = []
    for piece in pieces:
        if piece.kind != "list_item" or piece.starts_page:
            above = []
        if piece.kind != "list_item":
            levels.append(0)
            continue
        body = text[piece.start : piece.end]
        marker = ln.list_marker(body)
        item = _Item(piece.indent, marker.kind if marker else "", body.endswith((":", "：")))
        _place(item, above)
        levels.append(len(above))
    return levels


def _place(item: _Item, above: list[_Item]) -> None:
    """Put an item under those that it is nested in, by indent first and by its kind of mark second.

    A mark that comes back belongs to its earlier depth, unless that item led in others with a
    colon, this one does not, and another kind of mark came between: slides use one bullet on two
    depths.
    """
    while above and above[-1].indent > item.indent:
        above.pop()
    peers = [
        i for i, one in enumerate(above) if one.indent == item.indent and one.marker == item.marker
    ]
    if peers:
        peer = peers[-1]
        deeper = above[peer].leads and not item.leads and peer < len(above) - 1
        if not deeper:
            del above[peer:]
    above.append(item)
