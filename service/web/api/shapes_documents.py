"""Shapes of what the API tells of documents: metadata, text, blocks, tables, tie-outs.

Comes in: nothing; these are descriptions. Goes out: JSON schemas. Not for: making answers
(`service.web.api.shapes` says how the two are held together).
"""

from __future__ import annotations

from pydantic import BaseModel

from service.web.api.shapes import FactRow, Page


class DocumentShape(BaseModel):
    """One disclosure."""

    id: str
    title: str
    entity: str
    published: str | None
    period: str | None
    rendition_of: str | None
    media_type: str
    sha256: str
    characters: int
    facts: int
    url: str


class Documents(Page):
    """Documents, in the order of the catalog."""

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
