"""What a reader makes of a file, and the writer that lays text down and remembers where it stood.

Comes in: words of text nodes in reading order. Goes out: a `Rendition`. Not for: what the words are
(the readers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.base.structure import Origins, Structure, TaggedFigure

# Runs of what is printed; characters without width part nothing.
_PRINTED = re.compile(r"[^\s\u200b\u2060\ufeff\u00ad]+")
_WIDTHLESS = re.compile("[\u200b\u2060\ufeff\u00ad]*")
RAISED = str.maketrans("0123456789()+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻")


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file as plain text; `structure` is None where the text is all that there is.

    `origins` say where its characters stand in a file that is no plain text. `problems` are what
    could not be read of it, each a stable code and why in words.
    """

    text: str
    structure: Structure | None = None
    origins: Origins | None = None
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Run:
    """A piece of inline content: the text of a node, or what stands between texts.

    `node` is the text node's number, -1 for none: then `text` is a line break or a blank, or empty
    where what follows joins on without one. `raised` text is set above the line, `kept` text keeps
    its blanks and lines. `opens` and `closes` are the edges of a tag.
    """

    text: str = ""
    node: int = -1
    raised: bool = False
    kept: bool = False
    opens: int | None = None
    closes: int | None = None


@dataclass(slots=True)
class Writer:
    """Lays runs down as text with single blanks, and keeps where each character came from."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[int] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    tags: dict[int, tuple[int, int]] = field(default_factory=dict)
    _waiting: list[int] = field(default_factory=list)
    _gap: str = ""
    _joined: bool = True
    _node: int = -1
    _shift: int = 0

    def put(self, text: str) -> None:
        """Lay down text that is not in the original: what parts cells, rows and blocks."""
        self.pieces.append(text)
        self.length += len(text)
        self._node = -1

    def write(self, runs: list[Run], newline: str = "\n") -> tuple[int, int]:
        """Lay runs down; returns their span, blanks around cut off. Line breaks become `newline`.

        A tag's characters run from the first to the last character printed inside it.
        """
        start = self.length
        self._gap, self._joined = "", True
        for run in runs:
            if run.opens is not None:
                self._waiting.append(run.opens)
            elif run.closes is not None:
                self._close(run.closes)
            elif run.node < 0:
                self._gap = newline if run.text == "\n" else run.text
                self._joined = not run.text or self.length == start
            elif run.kept:
                self._word(run, 0, run.text.expandtabs())
            else:
                self._text(run)
        return start, self.length

    def _close(self, tag: int) -> None:
        if tag in self._waiting:
            self._waiting.remove(tag)
        elif tag in self.tags:
            self.tags[tag] = (self.tags[tag][0], self.length)

    def _text(self, run: Run) -> None:
        at = 0
        for match in _PRINTED.finditer(run.text):
            if not _WIDTHLESS.fullmatch(run.text, at, match.start()):
                self._gap = self._gap or " "
            word = match.group()
            self._word(run, match.start(), word.translate(RAISED) if run.raised else word)
            at = match.end()
        if not _WIDTHLESS.fullmatch(run.text, at):
            self._gap = self._gap or " "

    def _word(self, run: Run, offset: int, word: str) -> None:
        """Lay down what a node prints from `offset` on, after the blank that is due."""
        if self._gap and not self._joined:
            self.pieces.append(self._gap)
            self.length += len(self._gap)
        self._gap, self._joined = "", False
        for tag in self._waiting:
            self.tags[tag] = (self.length, self.length)
        self._waiting.clear()
        shift = self.length - offset
        if (run.node, shift) != (self._node, self._shift):
            self.starts.append(self.length)
            self.nodes.append(run.node)
            self.offsets.append(offset)
            self._node, self._shift = run.node, shift
        self.pieces.append(word)
        self.length += len(word)

    def text(self) -> str:
        """All that was laid down."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Nodes:
    """The text nodes of an original in order, counted as `Origins` counts them."""

    tags: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    printed: int = 0

    def element(self, tag: str) -> tuple[str, int, int]:
        """Count an element that starts here; what it returns names the text nodes inside it."""
        number = self.counts.get(tag, 0) + 1
        self.counts[tag] = number
        return tag, number, self.printed

    def text(self, within: tuple[str, int, int]) -> int:
        """Count a text node that prints something; returns its number."""
        self.printed += 1
        tag, number, before = within
        self.tags.append(tag)
        self.numbers.append(number)
        self.texts.append(self.printed - before)
        return len(self.tags) - 1


def origins_of(writer: Writer, nodes: Nodes, figures: Iterable[TaggedFigure]) -> Origins:
    """Where what a writer laid down stands in the original, and what is tagged in it."""
    tagged = sorted(figures, key=lambda f: (f.start, f.end))
    return Origins(
        tuple(writer.starts),
        tuple(writer.nodes),
        tuple(writer.offsets),
        tuple(nodes.tags),
        tuple(nodes.numbers),
        tuple(nodes.texts),
        tuple(f.start for f in tagged),
        tuple(f.end for f in tagged),
        tuple(f.id for f in tagged),
    )
