"""What the walk over a page gathers before text is laid down: blocks and the cells of tables.

Comes in: nothing. Goes out: the records that the HTML reader fills. Not for: offsets (`rendition`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.formats.rendition import Run
from corpus.formats.styles import Look


@dataclass(slots=True)
class Inline:
    """Inline content with how much of it looks how (letters and digits counted)."""

    runs: list[Run] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    italic: int = 0
    underlined: int = 0
    linked: int = 0
    size: float = 0.0
    align: str = ""
    indent: int = 0

    def add(self, run: Run, look: Look, *, linked: bool = False) -> None:
        """Take in a run of text; `linked` text leads to another place of the page."""
        self.runs.append(run)
        self.weigh(run.text, look, linked=linked)

    def weigh(self, text: str, look: Look, *, linked: bool = False) -> None:
        """Count the letters of a text, and how they look."""
        weight = len(text.strip())
        if not self.letters:
            self.align = look.align
        self.letters += weight
        self.bold += weight * look.bold
        self.italic += weight * look.italic
        self.underlined += weight * look.underlined
        self.linked += weight * linked
        self.size = max(self.size, look.size) if weight else self.size

    @property
    def text(self) -> str:
        """What is printed, with single blanks."""
        return " ".join("".join(run.text if run.node >= 0 else "\n" for run in self.runs).split())

    def join(self, other: Inline, *, tight: bool) -> None:
        """Take in what stands to the right, without a blank between where `tight`."""
        self.runs.append(Run("" if tight else " "))
        self.runs.extend(other.runs)
        self.letters += other.letters
        self.bold += other.bold
        self.italic += other.italic
        self.underlined += other.underlined
        self.linked += other.linked
        self.size = max(self.size, other.size)


@dataclass(slots=True)
class RawCell:
    """A filled cell: its content, and the raw columns and rows that the file has it cover.

    `column` and `columns` are those that mean something, once the table is aligned.
    """

    content: Inline
    row: int
    first: int
    width: int = 1
    height: int = 1
    header: bool = False
    text: str = ""
    column: int = 0
    columns: int = 1

    @property
    def last(self) -> int:
        """The raw column after its last."""
        return self.first + self.width


@dataclass(slots=True)
class TextPiece:
    """A block of text; `tag` is the element that makes it one (`p`, `h2`, `li`)."""

    content: Inline
    tag: str
    page: int
    text: str = ""


@dataclass(slots=True)
class TablePiece:
    """A table: its filled cells in order, the page it begins on and the one it ends on."""

    cells: list[RawCell]
    page: int
    columns: int = 0
    ends: int = 0


Piece = TextPiece | TablePiece
