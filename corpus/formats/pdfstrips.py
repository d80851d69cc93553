"""Where the characters of a PDF's text stand: strips of letters, and how they become runs.

Comes in: segments of lines. Goes out: runs of inline content, and for each a strip with the edges
of its letters. Not for: lines (`pdflines`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from corpus.base.structure import Strip
from corpus.formats.pdflines import Segment, Word
from corpus.formats.pieces import Inline
from corpus.formats.rendition import Run
from corpus.formats.styles import Look

LEADING = 0.1  # of the height of letters at their top and foot, where lines may overlap
HYPHENS = "-\u2010\u00ad"


class Strips:
    """The strips of a document, in the order in which text was taken from them.

    `words` are all words of the document: a word that is parted at the end of a line is joined
    without its hyphen where the document prints it so elsewhere. `turns` says by how many quarters
    each page was turned back.
    """

    def __init__(self, words: Collection[str], turns: Mapping[int, int]) -> None:
        self.strips: list[Strip] = []
        self._words, self._turns = words, turns

    def add(self, content: Inline, segment: Segment, *, tight: bool = False) -> None:
        """Add a segment to what is printed before it, a blank or a parted word between them."""
        if content.runs and not tight and not self._rejoined(content, segment):
            content.runs.append(Run(" "))
        gaps = [*segment.gaps(), False]
        parts = zip(segment.words, gaps, strict=True)
        for raised, run in groupby(parts, key=lambda part: part[0].raised):
            self._strip(content, list(run), segment.page, raised=raised)

    def _strip(
        self, content: Inline, words: Sequence[tuple[Word, bool]], page: int, *, raised: bool
    ) -> None:
        """Words that stand alike, as a run and its strip."""
        text = "".join(word.text + " " * gap for word, gap in words)
        edges: list[float] = []
        for word, gap in words:
            edges.extend(word.edges[:-1])
            if gap:
                edges.append(word.x1)
        edges.append(words[-1][0].x1)
        low, high = min(w.y0 for w, _ in words), max(w.y1 for w, _ in words)
        low, high = low + LEADING * (high - low), high - LEADING * (high - low)
        self.strips.append(Strip(page, self._turns.get(page, 0), low, high, tuple(edges)))
        node = len(self.strips) - 1
        for word, _ in words:
            look = Look(bold=word.font.bold, italic=word.font.italic, size=round(word.height, 1))
            content.weigh(word.text, look)
        content.runs.append(Run(text, node, raised))

    def _rejoined(self, content: Inline, segment: Segment) -> bool:
        """Join a word that the end of a line parted; False where none is."""
        last = content.runs[-1]
        text = last.text.rstrip()
        if len(text) < 2 or text[-1] not in HYPHENS or not text[-2].isalpha():
            return False
        if not segment.text[:1].islower():
            return False
        whole = text.split()[-1][:-1] + segment.text.split()[0]
        if text[-1] == "\u00ad" or whole.strip(".,;:()").lower() in self._words:
            last.text = text[:-1]
        return True
