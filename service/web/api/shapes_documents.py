"""Shapes of what the API tells of documents: metadata, text, blocks, tables, tie-outs.

Comes in: nothing; these are descriptions. Goes out: JSON schemas. Not for: making answers
(`service.web.api.shapes` says how the two are held together).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from service.web.api.shapes import FactRow, Page


class ReporterShape(BaseModel):
    """Who reports, as far as it is known; `names` are those it goes by, misreadings among them."""

    id: str
    name: str
    names: list[str]
    ticker: str | None
    fiscal_year_end: str | None
    fiscal_weeks: bool | None
    year_label: Literal["start", "end"] | None
    currency: str | None


class FileProblem(BaseModel):
    """Why a file gave no document of its own."""

    code: Literal["empty", "encoding", "too-large", "unreadable", "outside", "name", "duplicate"]
    detail: str
    file: str


class TieCounts(BaseModel):
    """How many tie-outs of a document hold, and how many do not."""

    passed: int
    failed: int


class DocumentShape(BaseModel):
    """The document contract: one disclosure, or a file that could not be read."""

    id: str
    title: str | None
    media_type: str
    sha256: str | None
    text_sha256: str | None
    reader: str | None
    published: str | None
    entity: ReporterShape | None
    periods: list[str]
    sources: dict[str, Any]
    facts: int
    ties: TieCounts
    problems: list[FileProblem]
    files: list[str]
    period: str | None
    rendition_of: str | None
    characters: int | None
    url: str | None


class Documents(Page):
    """Documents, in the order of the catalog, and the files that could not be read."""

    items: list[DocumentShape]


class OneDocument(DocumentShape):
    """A document and where its parts are."""

    generation: str
    links: dict[str, str]


class TextShape(BaseModel):
    """A slice of a document's text."""

    generation: str
    document: str
    sha256: str
    start: int
    end: int
    text: str


class BlockShape(BaseModel):
    """A heading, paragraph, list item, table, note or page mark."""

    kind: str
    start: int
    end: int
    level: int
    page: int | None
    headings: list[str]
    text: str


class Blocks(Page):
    """Blocks in reading order."""

    items: list[BlockShape]


class CellShape(BaseModel):
    """Printed text; no offsets where the cell is empty."""

    text: str
    start: int | None
    end: int | None


class TableShape(BaseModel):
    """A grid: rows by columns, header rows first."""

    id: str
    caption: str | None
    units_line: str | None
    page: int | None
    header_rows: int
    start: int
    end: int
    rows: list[list[CellShape]]


class Tables(Page):
    """Tables in reading order."""

    items: list[TableShape]


class TickShape(BaseModel):
    """One tick mark: what was tried on a figure."""

    mark: str
    check: str
    name: str
    passed: bool
    detail: str
    facts: list[str]


class TiedFigure(FactRow):
    """A figure with its tick marks."""

    ticks: list[TickShape]
    exception: bool


class TieSummary(BaseModel):
    """How far a document ties."""

    document: str
    figures: int
    tied: int
    repaired: int
    disputed: int
    untied: int
    failed: int
    checks: int
    checks_failed: int


class TieOut(Page):
    """The tie-out of one document."""

    summary: TieSummary
    items: list[TiedFigure]
