"""What a file itself says of its layout: parts, grids of cells, tagged figures, and where in the
original each character stands.

Comes in: nothing. Goes out: frozen records over the text of a rendition. Not for: reading files
(`corpus.formats`) or giving parts their headings (`corpus.layout`). All offsets are those of the
rendition's text, half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
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
class Origins:
    """Where in the original the characters of a text stand.

    From `starts[i]` on they stand in the text node of number `nodes[i]` from `offsets[i]` on. Text
    node n is the `texts[n]`-th that prints something in the `numbers[n]`-th element `tags[n]`.
    Figures that the original tags stand at `figure_starts`..`figure_ends`, in order. An original of
    several documents has them from `part_starts` on, by name; nodes are counted within each. In an
    original of printed pages the nodes are its `strips`, and have no tags.
    """

    starts: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    offsets: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    figure_starts: tuple[int, ...] = ()
    figure_ends: tuple[int, ...] = ()
    figure_ids: tuple[str, ...] = ()
    part_starts: tuple[int, ...] = ()
    part_names: tuple[str, ...] = ()
    strips: tuple[Strip, ...] = ()

    def at(self, offset: int) -> tuple[str, int] | None:
        """The XPath of the text node that prints a character, and the character's place in it.

        The path counts elements of one name in the order of the page, and in the element the text
        nodes that print something: so it finds the same node in browsers, which add bodies to
        tables, and in parsers. None where the original has no such node.
        """
        place = bisect_right(self.starts, offset) - 1
        if place < 0 or self.strips:
            return None
        node = self.nodes[place]
        inside = f"(//{self.tags[node]})[{self.numbers[node]}]//text()[normalize-space()]"
        return f"({inside})[{self.texts[node]}]", self.offsets[place] + offset - self.starts[place]

    def boxes(self, start: int, end: int) -> tuple[tuple[int, tuple[Box, ...]], ...]:
        """The pages that print a span, each with the boxes of its characters there, one a line.

        Empty where the original has no printed pages, or prints nothing of the span.
        """
        found: dict[int, tuple[int, int]] = {}
        place = max(bisect_right(self.starts, start) - 1, 0)
        while self.strips and place < len(self.starts) and self.starts[place] < end:
            begins, node, offset = self.starts[place], self.nodes[place], self.offsets[place]
            place += 1
            follows = self.starts[place] if place < len(self.starts) else end
            letters = len(self.strips[node].edges) - 1
            first = offset + max(start - begins, 0)
            last = min(offset + min(end, follows) - begins, letters)
            if first < last:
                low, high = found.get(node, (first, last))
                found[node] = min(low, first), max(high, last)
        strips = [(self.strips[node], *span) for node, span in found.items()]
        by_page = groupby(strips, key=lambda strip: strip[0].page)
        return tuple((page, tuple(s.box(*span) for s, *span in group)) for page, group in by_page)

    def part(self, offset: int) -> str | None:
        """The document of the original that prints a character; None where it is but one."""
        place = bisect_right(self.part_starts, offset) - 1
        return self.part_names[place] if place >= 0 else None

    def figure(self, start: int, end: int) -> str | None:
        """The id of the tagged element that prints exactly these characters."""
        place = bisect_left(self.figure_starts, start)
        while place < len(self.figure_starts) and self.figure_starts[place] == start:
            if self.figure_ends[place] == end:
                return self.figure_ids[place]
            place += 1
        return None


@dataclass(frozen=True, slots=True)
class Structure:
    """The layout of one rendition."""

    parts: tuple[Part, ...] = ()
    grids: tuple[Grid, ...] = ()
    figures: tuple[TaggedFigure, ...] = ()
    texts: tuple[TaggedText, ...] = ()
