"""Lines of a PDF page to pieces: blocks of text, and tables as rows of raw cells.

Comes in: the lines of a page in reading order. Goes out: the pieces that the HTML reader makes too.
Not for: rows of tables (`pdfrows`), columns (`alignment`), running heads (`furniture`).

A line of several segments is a row of a table unless it stands alone; lines of one segment between
rows belong to the table as long as they keep out of the columns of figures, for a paragraph does
not. A line of text goes on the line before where it stands close below it and its first word had
no more room there: so paragraphs are told from short lines, and wrapped captions from rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.formats.pdffile import Box
from corpus.formats.pdfheads import gap
from corpus.formats.pdflines import Line, Segment
from corpus.formats.pdfrows import LEAN, has_amounts, is_figure, left_of_figures, raw_table
from corpus.formats.pdfstrips import Strips
from corpus.formats.pieces import Inline, Piece, TextPiece

ROW_GAP = 3.2  # heights of a line between rows of one table, at most
HEAD_GAP = 2.2  # heights between a head and what it stands over
NEW_GAP = 1.8  # heights before a head that begins another table
TEXT_GAP = 1.65  # heights between the lines of one paragraph
REACH = 0.6  # of the width of the columns of figures that a long caption may reach over
MOST_BESIDE = 3  # segments of a lone line that is a line of text
MOST_HEADS = 4  # lines above a table that may be heads
MARK = re.compile(
    r"[•●○▪■□◦‣∙·►▶▸–—*☐☒-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]"
    r"|(?P<head>(?:Item|Note|Part)\s[\dIVX]+[A-C]?\.?)",
    re.IGNORECASE,
)


def page_pieces(lines: Sequence[Line], rules: Sequence[Box], strips: Strips) -> list[Piece]:
    """The pieces of a page, in order."""
    lines = [_without_marks(line) for line in lines]
    pieces: list[Piece] = []
    at = 0
    for start, end in _tables(lines):
        pieces += _texts(lines[at:start], strips)
        pieces.append(raw_table(lines[start:end], rules, strips))
        at = end
    return pieces + _texts(lines[at:], strips)


def _without_marks(line: Line) -> Line:
    """A line whose mark of an item is part of the text behind it."""
    if len(line.segments) > 1:
        first, second, *others = line.segments
        if MARK.fullmatch(first.text) and not is_figure(second.text):
            first.words[-1].parted = True
            joined = Segment([*first.words, *second.words], first.page)
            return Line([joined, *others], line.base, line.height, line.page)
    return line


def _tables(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where tables begin and end among the lines."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        end = _end_of_rows(lines, at) if len(lines[at].segments) > 1 else at
        if end == at or not _is_table(lines[at:end]):
            at = max(end, at + 1)
            continue
        start = _with_heads(lines, at, end, found[-1][1] if found else 0)
        found += _parted(lines, start, end)
        at = end
    return found


def _is_table(lines: Sequence[Line]) -> bool:
    rows = [line for line in lines if len(line.segments) > 1]
    return len(rows) > 1 or len(rows[0].segments) > MOST_BESIDE


def _end_of_rows(lines: Sequence[Line], at: int) -> int:
    """The line after the last row of the table that begins here."""
    end = at + 1
    left, right = left_of_figures(lines[at:end]), lines[at].x1
    for place in range(at + 1, len(lines)):
        line = lines[place]
        if not -0.1 < gap(lines[place - 1], line) <= ROW_GAP:
            break
        if len(line.segments) > 1:
            end = place + 1
            left, right = left_of_figures(lines[at:end]), max(right, line.x1)
        elif line.x1 > left and line.x0 < left - LEAN * line.height:
            most = left + REACH * (right - left)
            if line.x1 > most or not _is_among_rows(lines[place - 1 : place + 2]):
                break
    return end


def _is_among_rows(lines: Sequence[Line]) -> bool:
    """Whether the second of three lines stands as near to the others as a caption does to rows."""
    if len(lines) < 3:
        return False
    above, line, below = lines
    return gap(above, line) <= HEAD_GAP and gap(line, below) <= TEXT_GAP and has_amounts(below)


def _with_heads(lines: Sequence[Line], at: int, end: int, least: int) -> int:
    """Where a table begins with the heads that stand alone on lines above its first row."""
    left = left_of_figures(lines[at:end])
    start = at
    while start > max(least, at - MOST_HEADS):
        line = lines[start - 1]
        over = line.x0 >= left - LEAN * line.height
        if not over or not 0 < gap(line, lines[start]) <= HEAD_GAP or len(line.segments) > 1:
            break
        start -= 1
    return start


def _parted(lines: Sequence[Line], start: int, end: int) -> list[tuple[int, int]]:
    """The tables in a run of rows: another one begins at a head with a wide gap above it."""
    tables: list[tuple[int, int]] = []
    begin, body = start, False
    for place in range(start, end):
        line = lines[place]
        if has_amounts(line):
            body = True
        elif body and len(line.segments) > 1:
            cut = _cut(lines, begin, place)
            if cut is not None:
                tables.append((begin, cut[0]))
                begin, body = cut[1], False
    return [*tables, (begin, end)]


def _cut(lines: Sequence[Line], begin: int, head: int) -> tuple[int, int] | None:
    """Where the table before a head ends and where its own begins, if a wide gap parts them."""
    last = head - 1
    while last > begin and len(lines[last].segments) == 1:
        last -= 1
    gaps = [(gap(lines[i], lines[i + 1]), i + 1) for i in range(last, head)]
    widest, place = max(gaps)
    if widest < NEW_GAP:
        return None
    first = head
    left = left_of_figures(lines[begin:head])
    while first > place and lines[first - 1].x0 >= left - LEAN * lines[head].height:
        first -= 1
    return last + 1, first


def _texts(lines: Sequence[Line], strips: Strips) -> list[Piece]:
    """Lines as blocks of text."""
    right = max((line.x1 for line in lines), default=0.0)
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and goes_on(blocks[-1][-1], line, right):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [_text(block, strips) for block in blocks]


def goes_on(above: Line, below: Line, right: float) -> bool:
    """Whether a line goes on the one above; `right` is where its text may reach."""
    if not 0 < gap(above, below) <= TEXT_GAP or (
        MARK.match(below.segments[0].text.split(" ")[0])
        and MARK.fullmatch(below.segments[0].text.split(" ")[0])
    ):
        return False
    if abs(above.height - below.height) > 0.12 * above.height:
        return False
    if _is_bold(above) != _is_bold(below):
        return False
    return not had_room(above, below, right)


def _mark(line: Line) -> re.Match[str] | None:
    """The mark of an item that a line begins with."""
    return MARK.fullmatch(line.segments[0].words[0].text)


def had_room(above: Line, below: Line, right: float) -> bool:
    """Whether the first word of a line would have had room on the line above."""
    word = below.segments[0].words[0]
    return above.x1 + (word.x1 - word.x0) + 0.25 * above.height < right


def _is_bold(line: Line) -> bool:
    return all(word.font.bold for segment in line.segments for word in segment.words)


def _text(lines: Sequence[Line], strips: Strips) -> TextPiece:
    content = Inline()
    for line in lines:
        for segment in line.segments:
            strips.add(content, segment)
    mark = _mark(lines[0])
    tag = "li" if mark and not mark["head"] else "p"
    return TextPiece(content, tag, lines[0].page, content.text)
