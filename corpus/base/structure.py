"""What a file itself says of its layout: parts, grids of cells, tagged figures, and where in the
original each character stands.

Comes in: nothing. Goes out: frozen records over the text of a rendition. Not for: reading files
(`corpus.formats`) or giving parts their headings (`corpus.layout`). All offsets are those of the
rendition's text, half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Box = tuple[float, float, float, float]
PartKind = Literal["heading", "paragraph", "list_item", "table"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph, list item or table of the file, in order and apart from the others.

    `level` is a heading's depth, 1 the top; `page` counts from 1 where the file breaks pages;
    `indent` is how far a list item stands in, in points.
    """

    kind: PartKind
    start: int
    end: int
    level: int = 0
    page: int | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A filled cell: it covers `width` columns and `height` rows from (`row`, `column`) on.

    `header` is the file's own word for it (`th`); `indent` is in points.
    """

    row: int
    column: int
    width: int
    height: int
    start: int
    end: int
    header: bool = False
    bold: bool = False
    indent: int = 0
    align: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows by columns; empty cells are left out, cells come row by row.

    Marks that stand in cells of their own (`$`, `)`, `%`) are part of their figure's cell.
    """

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class TaggedFigure:
    """A printed figure with the fact that the document says it is (Inline XBRL `ix:nonFraction`).

    `start`..`end` are the exact characters; `amount` has scale and sign applied, in `unit` as
    tagged ("USD", "USD/shares", "pure"); `decimals` is None where exact. `dimensions` are pairs of
    axis and member, as tagged.
    """

    id: str
    name: str
    start: int
    end: int
    amount: Decimal
    unit: str
    period_end: date
    period_start: date | None = None
    decimals: int | None = None
    scale: int = 0
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A tagged statement in words, such as `dei:EntityRegistrantName`.

    `start` is `end` where the file hides it; `context_end` is the last day of its context.
    """

    name: str
    value: str
    start: int
    end: int
    context_end: date | None = None
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A text node of the original: the `text`-th that prints something in the `number`-th `tag`."""

    tag: str
    number: int
    text: int

    @property
    def xpath(self) -> str:
        """An XPath 1.0 that finds the node in the page as browsers and parsers alike build it.

        It counts elements of one name, so that rows' bodies that browsers add do not matter.
        """
        return f"((//{self.tag})[{self.number}]//text()[normalize-space()])[{self.text}]"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the characters from `start` on stand: in the node of number `node` from `offset` on."""

    start: int
    node: int
    offset: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Letters on one line of a page: `edges` are the left edge of each and the right of the last.

    In points from the bottom left, after the page was turned back by `turn` quarters clockwise.
    """

    page: int
    turn: int
    y0: float
    y1: float
    edges: tuple[float, ...]

    def box(self, first: int, last: int) -> Box:
        """The box around letters `first` up to `last`, on the page as the file has it."""
        box = (self.edges[first], self.y0, self.edges[last], self.y1)
        for _ in range(-self.turn % 4):
            x0, y0, x1, y1 = box
            box = (y0, -x1, y1, -x0)
        return box


@dataclass(frozen=True, slots=True)
class Structure:
    """The layout of one rendition.

    `origins` count in `nodes` where the original is a page of HTML, in `strips` where it is a PDF.
    """

    parts: tuple[Part, ...] = ()
    grids: tuple[Grid, ...] = ()
    figures: tuple[TaggedFigure, ...] = ()
    texts: tuple[TaggedText, ...] = ()
    origins: tuple[Origin, ...] = ()
    nodes: tuple[Node, ...] = ()
    strips: tuple[Strip, ...] = ()

    def boxes(self, start: int, end: int) -> tuple[int, tuple[Box, ...]] | None:
        """The page on which a span begins, and the boxes of its characters there, one a line.

        None where the original has no pages of boxes, or nothing of the span is printed.
        """
        found: dict[int, tuple[int, int]] = {}
        for place in range(
            max(bisect_right(self.origins, start, key=_start) - 1, 0), len(self.origins)
        ):
            origin = self.origins[place]
            if origin.start >= end or origin.node >= len(self.strips):
                break
            following = self.origins[place + 1].start if place + 1 < len(self.origins) else end
            first = origin.offset + max(start - origin.start, 0)
            last = min(
                origin.offset + min(end, following) - origin.start,
                len(self.strips[origin.node].edges) - 1,
            )
            if first < last:
                low, high = found.get(origin.node, (first, last))
                found[origin.node] = min(low, first), max(high, last)
        strips = [(self.strips[node], *span) for node, span in found.items()]
        if not strips:
            return None
        page = strips[0][0].page
        return page, tuple(s.box(low, high) for s, low, high in strips if s.page == page)

    def origin(self, offset: int) -> tuple[str, int] | None:
        """The XPath of the text node that prints the character at `offset`, and where in it.

        None where the original has no such node.
        """
        place = bisect_right(self.origins, offset, key=_start) - 1
        if place < 0 or not self.nodes:
            return None
        found = self.origins[place]
        return self.nodes[found.node].xpath, found.offset + offset - found.start


def _start(origin: Origin) -> int:
    return origin.start
