"""The records that everything else passes around: frozen, and each figure knows its printed
characters.

Comes in: nothing. Goes out: the nouns of the project (XBRL's Open Information Model for figures,
W3C Web Annotation for spans, auditors' words for checks). Not for: behaviour; the modules that make
these records hold the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from corpus.base.structure import Origins, Structure

BlockKind = Literal["heading", "paragraph", "list_item", "table", "note", "page_mark"]
Status = Literal["clean", "repaired", "disputed"]
Scenario = Literal["actual", "guidance", "translation"]
PeriodType = Literal["instant", "duration"]
Bound = Literal["low", "high"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters of one document.

    Code points, half-open, so `text[start:end]` is the quote.
    """

    document: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """True where both share a character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Entity:
    """Who reports: its fiscal calendar and its currency.

    `fiscal_year_end` is (month, day) of the nominal last day, None where nothing tells it;
    `fiscal_weeks` says whether the year has 52 or 53 weeks, so that quarters end near the nominal
    day, and `closings` are the printed last days of its quarters, in order, where they are no ends
    of months. `year_label` says whether fiscal 2002 is the year that starts ("start") or ends
    ("end") in 2002. `aliases` are its names and their known misreadings. `known` is False where the
    name is only a guess.
    """

    id: str
    name: str
    fiscal_year_end: tuple[int, int] | None = (12, 31)
    year_label: Literal["start", "end"] | None = "end"
    currency: str | None = None
    aliases: tuple[str, ...] = ()
    known: bool = True
    ticker: str | None = None
    fiscal_weeks: bool | None = None
    closings: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What says a member of a document: its characters, or None for the catalog."""

    member: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One disclosure, never altered after reading.

    `text` is the file decoded as UTF-8; `sha256` is of the file's bytes. `period` is the label of
    the period that it reports ("2Q02"), `published` its date; `rendition_of` names the document
    of which it is another rendition (OCR, text layer): both corroborate as one source.
    `sources` say where each member about who and when stands.
    `structure` is what the file itself says of its layout, None for plain text, and is needed to
    read it; `origins` say where its characters stand in the original; `reader` names what
    made the text of the bytes, with its version; `files` are the names under which a folder holds
    these very bytes. `problems` are what could not be read of them, a stable code and why in words.
    """

    id: str
    text: str = field(repr=False)
    sha256: str
    title: str
    entity: Entity
    published: date | None = None
    period: str | None = None
    rendition_of: str | None = None
    media_type: str = "text/plain"
    reader: str = "text 1"
    sources: tuple[Source, ...] = ()
    structure: Structure | None = field(default=None, repr=False, compare=False)
    origins: Origins | None = field(default=None, repr=False, compare=False)
    files: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def assigned_period(self) -> str | None:
        """The period that a catalog says the document reports, for what names none in it."""
        inferred = any(s.member == "period" and s.span is not None for s in self.sources)
        return None if inferred else self.period

    @property
    def source(self) -> str:
        """The id of the disclosure itself, one for all its renditions."""
        return self.rendition_of or self.id


@dataclass(frozen=True, slots=True)
class Unread:
    """What a folder has that was not read: a file without a document of its own, a document's page.

    `code` is stable, `detail` says why in words. `id` is the one that its document would have, or
    has; `sha256` is None where not even its bytes could be had.
    """

    id: str
    file: str
    code: str
    detail: str
    media_type: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder of disclosures came to: a `Document` or an `Unread` for each of its files."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table, note or page mark.

    `level` is the heading's depth (1 is the top) or the list item's indent; `headings` is the
    path of headings above; `page` counts from 1 where the document has pages or slides.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    page: int | None = None
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence inside one block."""

    span: Span
    block: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of blocks that reads alone, is searched and quoted; 40-200 words where the blocks
    allow.

    `text` is what is indexed: the quote, with the caption, unit line and header of its table
    before it.
    """

    id: str
    span: Span
    text: str = field(repr=False)
    headings: tuple[str, ...] = ()
    page: int | None = None
    kind: str = "prose"
    concepts: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Printed text at a grid position. `span` is None for an empty cell.

    It covers `width` columns and `height` rows. `header` and `bold` are the file's own marks,
    `indent` is in points: hints, where a file has them.
    """

    row: int
    column: int
    text: str
    span: Span | None = None
    width: int = 1
    height: int = 1
    header: bool = False
    bold: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a column was read as.

    `path` are the texts of the cells over it, from the top down; `period` is None where they and
    the captions make none, and `why` says what decided or what is missing. `dated` tells a period
    of the head itself from one of the captions.
    """

    column: int
    path: tuple[str, ...]
    period: Period | None
    why: str = ""
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells: `rows[r][c]`, ragged rows filled with empty cells; header rows first.

    `caption` and `units_line` are what the document prints above or inside; `header_rows` counts
    the rows that name columns; `context` is the heading path. `spanned` tells that cells know how
    many columns they cover: nothing is to be guessed of that. `heads` say how its columns were
    read.
    """

    id: str
    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    caption: str | None = None
    units_line: str | None = None
    page: int | None = None
    context: tuple[str, ...] = ()
    spanned: bool = False
    heads: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """An instant (`start` is None) or a duration, both days included.

    Labels: `2Q02`, `1H02`, `9M02`, `FY2002` on the entity's fiscal calendar, an instant by its
    ISO date, other spans as `2002-07-01/2002-08-31`.
    """

    label: str
    start: date | None
    end: date

    @property
    def is_instant(self) -> bool:
        """True for a day, false for a stretch of days."""
        return self.start is None


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in base units (yen, not thousands of yen; 184.9 for 184.9%).

    `decimals` is XBRL's: -3 for thousands, None where the print is exact. `printed` is the figure
    as the document shows it, without its unit; empty where it is implied or derived.
    """

    amount: Decimal | None
    unit: str
    printed: str
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """What the document itself says that a figure is: a standard's name, its parts as tagged.

    `id` is that of the tagged element in the original.
    """

    name: str
    id: str
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One printing of one figure with its aspects.

    `span` is the printed figure itself (the cell or the number in its sentence) and `context` the
    table row or sentence around it. `concept` may carry a facet (`equipment_sales_yoy_change`).
    `path` is the section and row captions from the outside in, `columns` the column captions.
    `scenario` tells an actual from guidance and from a convenience translation, whose `rate` is
    stated. `dimensions` are pairs of words ("segment", "North America") that make the figure a part
    or another basis: it is never the whole. `qualifier` is a printed hedge ("approximately", "more
    than"). `given` is the day a forecast was published. `alternatives` are other readings of the
    same printing. `source` says which reader found it ("table" or "prose"), `tag` what the document
    itself says that it is.
    """

    id: str
    document: str
    entity: str
    concept: str
    label: str
    period: Period
    value: Value
    span: Span
    context: Span
    status: Status = "clean"
    scenario: Scenario = "actual"
    path: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    table: str | None = None
    row: int | None = None
    column: int | None = None
    qualifier: str | None = None
    bound: Bound | None = None
    rate: Decimal | None = None
    given: date | None = None
    alternatives: tuple[Value, ...] = ()
    proof: str | None = None
    source: Literal["table", "prose"] = "table"
    dimensions: tuple[tuple[str, str], ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A tie-out that was tried: the formula with its numbers, how far it misses, and the facts it
    reads.

    `name` is one of the auditors' words of `corpus.ties.checks`; `difference` and `tolerance` are
    in the unit of the result; `facts` are fact ids, the result first; `spans` cite them.
    """

    id: str
    name: str
    passed: bool
    detail: str
    facts: tuple[str, ...]
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about the data.

    `level` is "error", "warning" or "inconsistency"; `code` is stable.
    """

    level: str
    code: str
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document says, made without knowing the others."""

    document: Document
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Readings of a whole corpus, with the ties between documents; what an index is built from.

    `unread` are the files of its folder that gave no document.
    """

    readings: Mapping[str, Reading]
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    unread: tuple[Unread, ...] = ()
