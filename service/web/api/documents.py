"""Documents over HTTP: metadata, text, blocks, tables as grids, and the tie-out.

Comes in: a document id. Goes out: what was read in it. Not for: pages for people
(`service.web.pages.routes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from corpus.base.records import Document
from corpus.ties.kinds import EXCEPTION
from service.cite.readings import reading_of
from service.papers.tables import tie_table
from service.papers.tieouts import Tick, TiedFigure, summarise, tie_out
from service.say.records import (
    block_json,
    fact_rows,
    table_json,
)
from service.web.api import shapes_documents as shapes
from service.web.api.listing import document_json, listed, listed_json
from service.web.api.responses import (
    base_url,
    engine,
    exported,
    get_or_404,
    one,
    page,
    pure,
    settled,
    use_cursor,
    wanted_form,
)
from service.web.api.schemas import BlocksQuery, NoQuery, PageQuery, TextQuery, TieOutQuery

bp = APIBlueprint("documents", __name__, url_prefix="/api/v1/documents", tag="Documents")

PARTS = ("text", "blocks", "tables", "tieout")


@bp.get("")
@bp.input(PageQuery, location="query")
@bp.output(shapes.Documents)
@pure
def list_documents(query_data: PageQuery) -> Response:
    """List documents

    In the order of the catalog; then the files that could not be read, each with its problem.
    """
    use_cursor(query_data.cursor)
    return page(
        listed(engine()),
        lambda one: listed_json(engine(), one, base_url=base_url()),
        limit=query_data.limit,
        cursor=query_data.cursor,
    )


@bp.get("/<document_id>")
@bp.input(NoQuery, location="query")
@bp.output(shapes.OneDocument)
@pure
def get_document(document_id: str, query_data: NoQuery) -> Response:
    """Get a document

    Its metadata, the SHA-256 of its bytes, and where its parts are.
    """
    document = _document(document_id)
    payload = document_json(engine(), document, base_url=base_url())
    root = f"{base_url()}/api/v1/documents/{document.id}"
    return one(payload | {"links": {part: f"{root}/{part}" for part in PARTS}})


@bp.get("/<document_id>/text")
@bp.input(TextQuery, location="query")
@bp.output(shapes.TextShape)
@pure
def get_text(document_id: str, query_data: TextQuery) -> Response:
    """Get the text

    A slice of it in characters (code points), or all. As `text/plain` it is the text alone.
    """
    document = _document(document_id)
    length = len(document.text)
    start = min(query_data.start, length)
    end = length if query_data.end is None else min(query_data.end, length)
    text = document.text[start:end]
    if wanted_form(query_data) == "text":
        return Response(text.encode(), mimetype="text/plain")
    return one(
        {
            "document": document.id,
            "sha256": document.sha256,
            "start": start,
            "end": max(start, end),
            "text": text,
        }
    )


@bp.get("/<document_id>/blocks")
@bp.input(BlocksQuery, location="query")
@bp.output(shapes.Blocks)
@pure
def list_blocks(document_id: str, query_data: BlocksQuery) -> Response:
    """List blocks

    Headings, paragraphs, list items, tables, notes and page marks, in reading order.
    """
    use_cursor(query_data.cursor)
    document = _document(document_id)
    blocks = reading_of(engine(), document.id).blocks
    rows = [block for block in blocks if query_data.kind in (None, block.kind)]
    return page(
        rows,
        lambda block: block_json(block, document.text),
        limit=query_data.limit,
        cursor=query_data.cursor,
    )


@bp.get("/<document_id>/tables")
@bp.input(PageQuery, location="query")
@bp.output(shapes.Tables)
@pure
def list_tables(document_id: str, query_data: PageQuery) -> Response:
    """List tables

    As grids: rows by columns, header rows first, each cell with its offsets.
    """
    use_cursor(query_data.cursor)
    tables = reading_of(engine(), _document(document_id).id).tables
    return page(tables, table_json, limit=query_data.limit, cursor=query_data.cursor)


@bp.get("/<document_id>/tieout")
@bp.input(TieOutQuery, location="query")
@bp.output(shapes.TieOut)
@pure
def get_tie_out(document_id: str, query_data: TieOutQuery) -> Response:
    """Get the tie-out

    Every figure with its tick marks: footed, recomputed, converted, agrees to table, to prose, to
    another document, or exception.
    """
    use_cursor(query_data.cursor)
    document, query = _document(document_id), settled(query_data)
    figures = tie_out(engine(), document.id)
    rows = [
        figure
        for figure in figures
        if query.exception in (None, figure.exception)
        and (query.tick is None or _has_tick(figure, query.tick))
    ]
    table = exported(rows, tie_table, name="tieout", query=query)
    if table is not None:
        return table
    summary = summarise(engine(), document.id, figures)
    return page(
        rows,
        _figures,
        together=True,
        limit=query.limit,
        cursor=query.cursor,
        summary={name: getattr(summary, name) for name in summary.__dataclass_fields__},
    )


def _document(document_id: str) -> Document:
    """The document of this id. Raises: NotFoundError."""
    document: Document = get_or_404("document", engine().documents, document_id)
    return document


def _has_tick(figure: TiedFigure, mark: str) -> bool:
    if mark == EXCEPTION.word:
        return figure.exception
    return any(tick.mark.word == mark for tick in figure.ticks)


def _figures(figures: Sequence[TiedFigure]) -> list[dict[str, Any]]:
    rows = fact_rows([figure.fact for figure in figures], engine(), base_url=base_url())
    return [
        row | {"ticks": list(map(_tick, figure.ticks)), "exception": figure.exception}
        for row, figure in zip(rows, figures, strict=True)
    ]


def _tick(tick: Tick) -> dict[str, Any]:
    return {
        "mark": tick.mark.word,
        "check": tick.check.id,
        "name": tick.check.name,
        "passed": tick.check.passed,
        "detail": tick.check.detail,
        "facts": list(tick.check.facts),
    }
