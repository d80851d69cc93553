"""A document's text becomes `Block`s: headings, paragraphs, list items, tables, notes, marks.

Comes in: a Document. Goes out: Blocks in order that do not overlap and together hold every
printed character. Not for: cells (`tables`), sentences (`sentences`) or runs that are searched
(`passages`).

Lines are looked at one by one (`lines`), gathered here, and then given their page, heading path
and depth (`outline`).
"""

from __future__ import annotations

from collections.abc import Callable

from corpus.base.records import Block, BlockKind, Document
from corpus.layout import lines as ln
from corpus.layout.lines import Line
from corpus.layout.outline import Piece, make_outline
from corpus.layout.structured import structured_blocks

# Two lines are rows of a table even with one bar each; a lone line needs more to be one.
LONE_ROW_BARS = 3
LONE_ROW_TABS = 2
# A text that starts each page with one blank has this many such lines at least.
MIN_SPACED_PAGES = 3
_SENTENCE_ENDS = frozenset(".!?:;")


def split_blocks(document: Document) -> tuple[Block, ...]:
    """Split a document into blocks with page, heading path and depth.

    A paragraph is a run of soft-wrapped lines; a table is a run of rows without a blank line
    between; a row flattened into a line of prose stays a paragraph. A file that says what its
    parts are is taken at its word. Linear in the length of the text.
    """
    if document.structure is not None:
        return structured_blocks(document, document.structure)
    return make_outline(document, split_pieces(document.text))


def split_pieces(text: str) -> list[Piece]:
    """Split a text into pieces that know their kind and lines but not yet their headings."""
    return _Splitter(text).split()


def page_starts(lines: list[Line]) -> frozenset[int]:
    """The numbers of the lines that start a page or slide.

    Form feeds start pages. A text layer may have each of them turned into one blank: then the
    very first line starts with one blank too, and so does every slide's first line.
    """
    fed = {i for i, line in enumerate(lines) if line.page_break}
    if fed:
        return frozenset({0} | fed)
    if lines[0].blank or lines[0].indent != 1:
        return frozenset()
    spaced = {i for i, line in enumerate(lines) if line.indent == 1 and not line.blank}
    spaced = {i for i in spaced if not ln.is_note(lines[i].text, after_table=False)}
    return frozenset(spaced) if len(spaced) >= MIN_SPACED_PAGES else frozenset()


class _Splitter:
    """Walks over the lines once; each `_take_` method consumes the lines of one piece."""

    def __init__(self, text: str) -> None:
        self.lines = ln.split_lines(text)
        self.pages = page_starts(self.lines)
        self.pieces: list[Piece] = []
        self.at = 0

    def split(self) -> list[Piece]:
        while self.at < len(self.lines):
            if self.lines[self.at].blank:
                self.at += 1
                continue
            self._take()
        return self.pieces

    def _take(self) -> None:
        """Consume the piece that starts at the current line."""
        line = self.lines[self.at]
        rows = self._table_rows(self.at)
        if rows:
            self._add("table", rows)
        elif ln.page_number(line.text) is not None:
            self._add("page_mark", 1)
        elif self._is_setext(self.at):
            self._add("heading", 2)
        elif ln.markdown_level(line.text) or ln.is_marked_heading(line.text):
            self._add("heading", 1)
        elif self._is_note(line.text):
            self._add("note", self._wrapped(self.at))
        elif ln.list_marker(line.text) and not self._is_numbered_heading(self.at):
            self._add("list_item", self._wrapped(self.at))
        elif self._is_heading(self.at):
            self._add("heading", 1)
        else:
            self._take_paragraph()

    def _take_paragraph(self) -> None:
        """Consume a paragraph, or join it to the item or paragraph that a blank line cut in two."""
        previous = self.pieces[-1] if self.pieces else None
        if previous is not None and self._continues(previous):
            count = self._wrapped(self.at, previous.first_line)
            last = self.lines[self.at + count - 1]
            self.pieces[-1] = previous.extended(last.end, self.at + count - 1)
            self.at += count
            return
        self._add("paragraph", self._wrapped(self.at))

    def _continues(self, previous: Piece) -> bool:
        """True where the current line goes on with a sentence that one blank line interrupts."""
        line = self.lines[self.at]
        before = self.lines[previous.last_line].text
        return (
            previous.kind in ("paragraph", "list_item", "note")
            and self.at - previous.last_line == 2
            and self.at not in self.pages
            and line.text[0].islower()
            and before[-1] not in _SENTENCE_ENDS
            and len(before.split(None, 4)) > 3
        )

    def _add(self, kind: BlockKind, count: int) -> None:
        first, last = self.lines[self.at], self.lines[self.at + count - 1]
        starts_page = self.at in self.pages
        indent = 0 if starts_page else first.indent
        self.pieces.append(
            Piece(kind, first.start, last.end, self.at, self.at + count - 1, indent, starts_page)
        )
        self.at += count

    def _wrapped(self, at: int, first: int | None = None) -> int:
        """How many lines from a line on belong to the paragraph, item or note that starts at
        `first`.
        """
        end = at + 1
        first = at if first is None else first
        while end < len(self.lines) and not self._interrupts(end, first):
            end += 1
        return end - at

    def _interrupts(self, at: int, first: int) -> bool:
        """True where the piece that starts at line `first` cannot go on with the line `at`."""
        line = self.lines[at]
        if line.blank or at in self.pages:
            return True
        text = line.text
        marker = ln.list_marker(text)
        if marker is not None:
            within = ln.list_marker(self.lines[first].text)
            ended = self.lines[at - 1].text[-1] in ".;:"
            same = within is not None and within.kind == marker.kind
            if (not marker.kind[0].isalnum() and marker.kind[0] != "(") or same or ended:
                return True
        return bool(
            ln.page_number(text) is not None
            or ln.markdown_level(text)
            or ln.is_marked_heading(text)
            or ln.is_note(text, after_table=False)
            or self._table_rows(at)
        )

    def _table_rows(self, at: int) -> int:
        """How many rows the table that starts at a line has, 0 where none starts."""
        line = self.lines[at]
        if ln.is_pipe_row(line.text):
            count = self._run(at, lambda other: ln.is_pipe_row(other.text))
            return count if count > 1 or line.text.count("|") >= LONE_ROW_BARS else 0
        if line.tabs:
            count = self._run(at, lambda other: other.tabs > 0)
            return count if count > 1 or line.tabs >= LONE_ROW_TABS else 0
        below = self.lines[at + 1] if at + 1 < len(self.lines) else line
        if "|" in line.text and ln.is_delimiter_row(below.text):
            return self._run(at, lambda other: "|" in other.text)
        return 0

    def _run(self, at: int, is_row: Callable[[Line], bool]) -> int:
        """How many lines from a line on are rows."""
        end = at + 1
        while end < len(self.lines) and is_row(self.lines[end]):
            end += 1
        return end - at

    def _is_setext(self, at: int) -> bool:
        """True for a short title whose next line underlines it with `===` or `---`."""
        if at + 1 >= len(self.lines) or len(self.lines[at].text) > ln.MAX_HEADING_CHARS:
            return False
        return ln.setext_level(self.lines[at + 1].text) is not None and self._opens(at)

    def _is_note(self, text: str) -> bool:
        """True where a note starts; a single star is a bullet among bullets, else a note's mark."""
        kind = self.pieces[-1].kind if self.pieces else None
        if ln.is_note(text, after_table=kind in ("table", "note")):
            return True
        return ln.is_star_note(text) and not (
            self._neighbour(-1).startswith("*") or self._neighbour(1).startswith("*")
        )

    def _neighbour(self, step: int) -> str:
        """The nearest printed line before or after the current one, at most one blank line away."""
        for distance in (step, 2 * step):
            at = self.at + distance
            if 0 <= at < len(self.lines) and not self.lines[at].blank:
                return self.lines[at].text
        return ""

    def _is_numbered_heading(self, at: int) -> bool:
        """True for a numbered title that stands alone and is not one of several numbered items."""
        text = self.lines[at].text
        if not (ln.is_numbered_title(text) and self._opens(at) and self._closes(at)):
            return False
        marker = ln.list_marker(text)
        after = ln.list_marker(self._neighbour(1))
        before = self.pieces[-1] if self.pieces else None
        if before is not None and before.kind == "list_item" and self.at - before.last_line <= 2:
            above = ln.list_marker(self.lines[before.first_line].text)
            if above is not None and marker is not None and above.kind == marker.kind:
                return False
        return marker is None or after is None or after.kind != marker.kind

    def _is_heading(self, at: int) -> bool:
        """True for a title by its looks that no text runs on from."""
        text = self.lines[at].text
        if not self._opens(at):
            return False
        if ln.is_capital_heading(text):
            return True
        return (ln.is_bare_heading(text) or self._is_numbered_heading(at)) and self._closes(at)

    def _opens(self, at: int) -> bool:
        """True where no text runs into a line from the line before."""
        return (
            at == 0
            or at in self.pages
            or self.lines[at - 1].blank
            or bool(self.pieces and self.pieces[-1].kind in ("table", "page_mark", "heading"))
        )

    def _closes(self, at: int) -> bool:
        """True where the next line is no continuation: blank, a new page, a table or a list."""
        below = at + 1
        if below >= len(self.lines) or self.lines[below].blank or below in self.pages:
            return True
        text = self.lines[below].text
        marker = ln.list_marker(text)
        return bool(
            (marker is not None and marker.kind not in ("e", "o", "."))
            or ln.page_number(text) is not None
            or ln.markdown_level(text)
            or ln.is_note(text, after_table=False)
            or self._table_rows(below)
        )
