"""Characters of a PDF page to words, words to lines, lines to segments parted by wide gaps.

Comes in: a `PdfPage`. Goes out: its lines from the top down, column by column of running text. Not
for: what lines are (`pdfblocks`).

Distances are told in parts of the height of the letters, never in points: a page may be scaled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.formats.pdffile import Box, Font, PdfPage

LINES_BESIDE = 6  # lines with prose on both sides of a gutter that make two columns
PROSE = 4  # words of a line of prose, at least
WORD_GAP = 0.18  # heights between two letters that belong to two words
CELL_GAP = 0.75  # heights between two cells, where nothing is printed between them
FIGURE_GAP = 0.45  # heights between two figures
BLANK_GAP = 1.8  # heights between two cells, where a blank is printed between them
SAME_LINE = 0.3  # heights between the baselines of one line
RAISED = 0.85  # of the height of its line, below which a word above the baseline is raised
CURRENCIES = frozenset("$€£¥₹")
CLOSING = frozenset((")", "%", ")%"))
_NUMBER = re.compile(r"[$€£¥₹(]*[-–—−]?[\d,.]*\d[\d,.]*[)%]*|[-–—−]|[)%]+")
LIGATURES = {ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}


@dataclass(slots=True)
class Word:
    """Letters without a blank; `edges` are the left edge of each and the right edge of the last.

    `blank` is how wide a blank is printed after it; `parted` that the file ends the word here.
    """

    text: str
    edges: list[float]
    y0: float
    y1: float
    font: Font
    blank: float = 0.0
    parted: bool = False
    raised: bool = False

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.edges[0]

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.edges[-1]

    @property
    def height(self) -> float:
        """The height of its font."""
        return self.y1 - self.y0


@dataclass(slots=True)
class Segment:
    """Words of one line that stand near each other: a line of running text, or a cell's line."""

    words: list[Word]
    page: int = 0

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.words[-1].x1

    @property
    def text(self) -> str:
        """Its words, with single blanks."""
        return "".join(
            word.text + (" " if gap else "")
            for word, gap in zip(self.words, [*self.gaps(), False], strict=True)
        )

    def gaps(self) -> list[bool]:
        """For each word but the last, whether a blank follows it."""
        return [is_apart(left, right) for left, right in pairwise(self.words)]


@dataclass(slots=True)
class Line:
    """Segments on one baseline, from the left."""

    segments: list[Segment]
    base: float
    height: float
    page: int = 0

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.segments[-1].x1


@dataclass(slots=True)
class _Band:
    """Words that share a baseline, while they are gathered."""

    base: float
    top: float
    words: list[Word] = field(default_factory=list)


def page_lines(page: PdfPage) -> list[Line]:
    """The lines of a page in reading order."""
    return in_columns(_lines(page_words(page), page.number))


def is_apart(left: Word, right: Word) -> bool:
    """Whether a blank stands between two words of a line; a figure and its marks are one."""
    if right.text in CLOSING if _is_number(left) else left.text in CURRENCIES:
        return False
    wide = right.x0 - left.x1 > WORD_GAP * min(left.height, right.height)
    return wide or (left.parted and left.raised == right.raised)


def page_words(page: PdfPage) -> list[Word]:
    """The words of a page in the order in which they are drawn."""
    words: list[Word] = []
    open_word: Word | None = None
    for code, box, font in zip(page.codes, page.boxes, page.fonts, strict=True):
        if code.isspace():
            if open_word is not None:
                open_word.parted = True
            if words:
                words[-1].blank += box[2] - box[0]
            open_word = None
            continue
        if open_word is None or not _goes_on(open_word, box, font):
            open_word = Word("", [box[0]], box[1], box[3], font)
            words.append(open_word)
        _append(open_word, code, box)
    return words


def _goes_on(word: Word, box: Box, font: Font) -> bool:
    x0, y0, _, y1 = box
    height = word.y1 - word.y0
    gap = x0 - word.edges[-1]
    return (
        -0.4 * height < gap < WORD_GAP * height
        and abs(y0 - word.y0) < 0.1 * height
        and abs(y1 - y0 - height) < 0.1 * height
        and font.bold == word.font.bold
    )


def _append(word: Word, code: str, box: Box) -> None:
    """Add a letter, or the letters of a ligature, each with its part of the width."""
    letters = LIGATURES.get(ord(code), code)
    step = (box[2] - box[0]) / len(letters)
    word.edges[-1] = box[0]
    for place in range(1, len(letters) + 1):
        word.edges.append(box[0] + step * place)
    word.text += letters


def _lines(words: Iterable[Word], page: int) -> list[Line]:
    """Words on their lines; the largest words make the lines, small ones join the one they touch.

    A word that is small and stands above the baseline is raised.
    """
    bands: list[_Band] = []
    ordered = sorted(words, key=lambda word: (-round(word.height), -word.y0))
    by_base: dict[int, list[_Band]] = {}
    for word in ordered:
        band = _band_of(word, by_base)
        if band is None:
            band = _Band(word.y0, word.y1)
            bands.append(band)
            for key in range(int(word.y0) - 1, int(word.y1) + 2):
                by_base.setdefault(key, []).append(band)
        band.words.append(word)
    bands.sort(key=lambda band: -band.base)
    return [_line(band, page) for band in bands]


def _band_of(word: Word, by_base: dict[int, list[_Band]]) -> _Band | None:
    """The line that a word stands on: of its baseline, or of larger words around its middle."""
    middle = (word.y0 + word.y1) / 2
    best: tuple[float, _Band] | None = None
    for band in by_base.get(int(middle), ()):
        height = band.top - band.base
        off = abs(word.y0 - band.base)
        small = word.height < RAISED * height and band.base <= middle <= band.top
        if (off < SAME_LINE * height or small) and (best is None or off < best[0]):
            best = off, band
    return best[1] if best else None


def _line(band: _Band, page: int) -> Line:
    words = sorted(band.words, key=lambda word: word.x0)
    height = band.top - band.base
    for word in words:
        lifted = word.y0 + word.height / 2 > band.base + 0.55 * height
        word.raised = word.height < RAISED * height and lifted
    segments = [Segment([words[0]], page)]
    for left, right, after in zip(words, words[1:], [*words[2:], None], strict=False):
        lone = right.text in CURRENCIES and after and after.x0 - right.x1 > CELL_GAP * height
        if right.x0 - left.x1 > (WORD_GAP if lone else _cell_gap(left, right)) * height:
            segments.append(Segment([right], page))
        else:
            segments[-1].words.append(right)
    return Line(segments, band.base, height, page)


def _cell_gap(left: Word, right: Word) -> float:
    """Heights of line from which two words are in two cells: figures stand nearer than words."""
    if right.text in CURRENCIES and _is_number(left):
        return WORD_GAP
    if right.text in CURRENCIES or (_is_number(left) and _is_number(right)):
        return FIGURE_GAP
    return BLANK_GAP if left.blank else CELL_GAP


def _is_number(word: Word) -> bool:
    return bool(_NUMBER.fullmatch(word.text))


def in_columns(lines: list[Line]) -> list[Line]:
    """The lines with two columns of running text one after the other, where a page has them.

    They are told from a table by prose on both sides of one gutter on many lines, which no line
    between them crosses.
    """
    beside = [number for number, line in enumerate(lines) if _is_prose_beside(line)]
    if len(beside) < LINES_BESIDE:
        return lines
    gutter = min(lines[number].segments[1].x0 for number in beside)
    first, last = beside[0], beside[-1] + 1
    while last < len(lines) and lines[last].x1 < gutter:
        last += 1
    columns: tuple[list[Line], list[Line]] = [], []
    for line in lines[first:last]:
        if any(segment.x0 < gutter < segment.x1 for segment in line.segments):
            return lines
        for column, right in zip(columns, (False, True), strict=True):
            kept = [s for s in line.segments if (s.x0 >= gutter) == right]
            if kept:
                column.append(replace(line, segments=kept))
    return [*lines[:first], *columns[0], *columns[1], *lines[last:]]


def _is_prose_beside(line: Line) -> bool:
    return len(line.segments) == 2 and all(
        sum(word.text[0].isalpha() for word in segment.words) >= PROSE for segment in line.segments
    )
