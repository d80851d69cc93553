"""An HTML page to pieces: blocks of text and tables of raw cells, in reading order.

Comes in: a parsed page. Goes out: pieces whose runs know their text nodes. Hidden text is left out.
Not for: columns (`alignment`), running heads (`furniture`), text (`rendition`).

Tables that hold tables lay out a page: their cells are blocks like any other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from corpus.formats.pieces import Inline, Piece, RawCell, TablePiece, TextPiece
from corpus.formats.rendition import Nodes, Run
from corpus.formats.styles import Look, Sheet

_NAMES = tomllib.loads((Path(__file__).parent / "data" / "elements.toml").read_text("utf-8"))
BLOCKS, UNPRINTED, FORMATTING = (
    frozenset(_NAMES[kind]) for kind in ("blocks", "unprinted", "formatting")
)
MOST_SPANNED = 1000  # columns or rows that a cell may cover, as in the HTML standard
MOST_COLUMNS = 400  # of a table; cells further right are left aside


@dataclass(slots=True)
class _Open:
    """An element that is open: its look, where its text is counted, and its edges in the runs."""

    element: etree._Element
    look: Look
    within: tuple[str, int, int]
    block: bool
    kept: bool
    linked: bool
    tag: int | None = None


@dataclass(slots=True)
class _TableState:
    """A table being gathered: where the next cell stands, and what rows above still cover."""

    element: etree._Element
    cells: list[RawCell] = field(default_factory=list)
    row: int = -1
    column: int = 0
    covered: dict[int, int] = field(default_factory=dict)


class PageWalk:
    """Walks over a page once; `tag_of` numbers elements whose characters are to be known."""

    def __init__(
        self,
        tag_of: Callable[[etree._Element], int | None],
        is_hidden: Callable[[str], bool],
        sheet: Sheet,
    ) -> None:
        self.pieces: list[Piece] = []
        self.nodes = Nodes()
        self.page = 1
        self._tag_of, self._is_hidden, self._sheet = tag_of, is_hidden, sheet
        self._stack: list[_Open] = []
        self._content = Inline()
        self._tag = "div"
        self._table: _TableState | None = None
        self._layout: set[etree._Element] = set()

    def walk(self, root: etree._Element) -> None:
        """Gather the pieces of a page."""
        self._layout = {
            outer for table in root.iter("table") for outer in table.iterancestors("table")
        }
        events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event == "start":
                if not self._start(element):
                    events.skip_subtree()
                    self._skip(element)
            elif event == "end":
                if self._stack and self._stack[-1].element is element:
                    self._end(self._stack.pop())
                self._tail(element)
            else:
                self._tail(element)
        self._flush()

    def _start(self, element: etree._Element) -> bool:
        """Open an element; False where nothing of it is printed."""
        name = str(element.tag)
        above = self._stack[-1] if self._stack else None
        look = self._sheet.look(name, element.attrib, above.look if above else Look())
        if name in UNPRINTED or look.hidden or self._is_hidden(name):
            return False
        counted = name not in FORMATTING and name.isalnum()
        within = self.nodes.element(name) if counted or above is None else above.within
        block = name in BLOCKS
        kept = name == "pre" or (above is not None and above.kept)
        linked = name == "a" and (element.get("href") or "").startswith("#")
        linked = linked or (above is not None and above.linked)
        opened = _Open(element, look, within, block, kept, linked, self._tag_of(element))
        self._stack.append(opened)
        if look.break_before:
            self._break_page()
        if block:
            self._open_block(name, element, look)
        elif name == "br":
            self._content.runs.append(Run("\n"))
        if opened.tag is not None:
            self._content.runs.append(Run(opens=opened.tag))
        self._text(element.text, opened)
        return True

    def _skip(self, element: etree._Element) -> None:
        """Count what is inside an element of which nothing is printed."""
        for inner in element.iter():
            if isinstance(inner.tag, str) and inner.tag.isalnum() and inner.tag not in FORMATTING:
                self.nodes.element(inner.tag)
            if isinstance(inner.tag, str):
                self.nodes.printed += bool(inner.text and inner.text.strip(" \t\r\n"))
            if inner is not element:
                self.nodes.printed += bool(inner.tail and inner.tail.strip(" \t\r\n"))

    def _tail(self, element: etree._Element) -> None:
        if self._stack:
            self._text(element.tail, self._stack[-1])

    def _text(self, text: str | None, opened: _Open) -> None:
        if not text or not text.strip(" \t\r\n"):
            if text and self._content.runs:
                self._content.runs.append(Run(" ", 0))
            return
        node = self.nodes.text(opened.within)
        run = Run(text, node, opened.look.raised, opened.kept)
        self._content.add(run, opened.look, linked=opened.linked)

    def _end(self, opened: _Open) -> None:
        if opened.tag is not None:
            self._content.runs.append(Run(closes=opened.tag))
        if opened.block:
            self._close_block(str(opened.element.tag), opened.element)
        if opened.look.break_after:
            self._break_page()

    def _break_page(self) -> None:
        if self._table is None:
            self._flush()
            self.page += 1

    def _flush(self) -> None:
        """End the block of text that is being gathered."""
        content, self._content = self._content, Inline()
        if content.letters:
            self.pieces.append(TextPiece(content, self._tag, self.page, content.text))
        elif any(run.opens is not None or run.closes is not None for run in content.runs):
            self._content.runs = [
                run for run in content.runs if run.opens is not None or run.closes is not None
            ]
        self._tag = "div"

    def _open_block(self, name: str, element: etree._Element, look: Look) -> None:
        if self._table is not None:
            self._open_in_table(name, element, look)
            return
        self._flush()
        self._tag = name
        self._content.indent = look.indent
        if name == "table" and element not in self._layout:
            self._table = _TableState(element)

    def _open_in_table(self, name: str, element: etree._Element, look: Look) -> None:
        table = self._table
        assert table is not None
        if name == "tr":
            table.row, table.column = table.row + 1, 0
        elif name in ("td", "th", "caption"):
            self._content = Inline(indent=look.indent)
        elif self._content.runs:
            self._content.runs.append(Run("\n"))
        elif look.indent:
            self._content.indent += look.indent

    def _close_block(self, name: str, element: etree._Element) -> None:
        table = self._table
        if table is None:
            self._flush()
        elif element is table.element:
            self._table = None
            if table.cells:
                self.pieces.append(TablePiece(table.cells, self.page, ends=self.page))
            self._content = Inline()
        elif name in ("td", "th"):
            self._close_cell(table, element, name)
        elif name == "caption":
            self._tag = name
            self._flush()
        elif self._content.runs:
            self._content.runs.append(Run("\n"))

    def _close_cell(self, table: _TableState, element: etree._Element, name: str) -> None:
        """Place a cell in the first free columns of its row; only filled ones are kept."""
        row = max(table.row, 0)
        while table.covered.get(table.column, -1) >= row:
            table.column += 1
        width, height = _count(element, "colspan"), _count(element, "rowspan")
        first, table.column = table.column, table.column + width
        if height > 1:
            for column in range(first, min(first + width, MOST_COLUMNS)):
                table.covered[column] = row + height - 1
        content, self._content = self._content, Inline()
        if content.letters and first < MOST_COLUMNS:
            table.cells.append(
                RawCell(content, row, first, width, height, name == "th", content.text)
            )


def _count(element: etree._Element, name: str) -> int:
    """How many columns or rows a cell covers."""
    value = (element.get(name) or "").strip()
    return min(max(int(value), 1), MOST_SPANNED) if value.isdecimal() and len(value) < 6 else 1
