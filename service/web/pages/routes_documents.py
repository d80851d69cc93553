"""Pages of the documents: the reader, a figure's card, tie-outs, explore.

Comes in: a request. Goes out: HTML. Not for: answers (`service.web.pages.routes`), nor for
computing.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from corpus.base.errors import NotFoundError
from index.engine import Engine
from service.cite.readings import reading_of
from service.cite.shelf import shelf_of
from service.cite.standing import NOT_TIES, standings_of
from service.papers.tieouts import Summary, summarise, tie_out
from service.web.api.responses import engine, pure
from service.web.pages.checks import LEGEND, ticks_of
from service.web.pages.document import view_document
from service.web.pages.figure import card_of
from service.web.pages.grid import document_rows, grid_of
from service.web.pages.rendering import once, page
from service.web.pages.ties import group_figures

bp = Blueprint("document_pages", __name__)
PER_PAGE = 50
FIGURES_PER_PAGE = 1000


@bp.get("/documents")
@pure
def documents() -> Response:
    """The documents with what they cover, or those of one company."""
    serving = engine()
    company = request.args.get("entity", "")
    idents = shelf_of(serving).of_entity(company) if company else shelf_of(serving).ids
    number, last = _page_number(len(idents), PER_PAGE)
    shown = idents[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = document_rows(serving, shown, partial(_summary, serving))
    return page(
        "documents.html",
        rows=rows,
        number=number,
        last=last,
        company=company,
        unread=serving.unread,
    )


def _summary(serving: Engine, document_id: str) -> Summary:
    """How far a document of a generation ties."""
    known: dict[str, Summary] = once("summaries", dict)
    if document_id not in known:
        known[document_id] = summarise(serving, document_id, tie_out(serving, document_id))
    return known[document_id]


@bp.get("/documents/<document_id>")
@pure
def document(document_id: str) -> Response:
    """The reader. 404 for an unknown document; a span outside the text is left aside."""
    serving = engine()
    reading = reading_of(serving, document_id)
    start = request.args.get("start", -1, type=int)
    end = request.args.get("end", -1, type=int)
    span = (start, end) if 0 <= start < end <= len(reading.document.text) else None
    find = request.args.get("find", "")[:200]
    standings = zip(reading.facts, standings_of(serving, reading.facts), strict=True)
    verdicts = {fact.id: standing.verdict for fact, standing in standings}
    view = view_document(reading, lambda fact: verdicts[fact.id], span=span, find=find)
    return page(
        "document.html",
        v=view,
        verdicts=verdicts,
        find=find,
        span=span,
        both=request.args.get("view") == "both",
    )


@bp.get("/documents/<document_id>/tieout")
@pure
def tieout(document_id: str) -> Response:
    """Every figure of a document with its tick marks. 404 for an unknown document."""
    serving = engine()
    figures = tie_out(serving, document_id)
    show = request.args.get("show", "all")
    kept = [
        f
        for f in figures
        if show not in ("exceptions", "untested")
        or (show == "exceptions" and f.exception)
        or (show == "untested" and f.verdict == "untested")
    ]
    number, last = _page_number(len(kept))
    shown = kept[(number - 1) * FIGURES_PER_PAGE : number * FIGURES_PER_PAGE]
    return page(
        "tieout.html",
        document=serving.documents[document_id],
        groups=group_figures(serving, shown),
        number=number,
        last=last,
        summary=summarise(serving, document_id, figures),
        show=show,
        legend=LEGEND,
    )


@bp.get("/figures/<fact_id>")
@pure
def figure(fact_id: str) -> Response:
    """The card of one printed figure. 404 for an unknown fact."""
    return page("figure.html", c=card_of(engine(), engine().facts.get(fact_id)))


@bp.get("/explore")
@pure
def explore() -> Response:
    """Measures by periods."""
    grid = grid_of(engine(), entity=request.args.get("entity"), kind=request.args.get("periods"))
    return page("explore.html", g=grid)


@bp.get("/checks")
@pure
def checks() -> Response:
    """All tie-outs, exceptions first. 404 for an unknown document."""
    serving = engine()
    document_id = request.args.get("document")
    if document_id and document_id not in serving.documents:
        raise NotFoundError(f"no document {document_id!r}")
    only = document_id or None
    failed = serving.checks(document=only, but=NOT_TIES, passed=False)
    held = serving.checks(document=only, but=NOT_TIES, passed=True)
    compared = [c for name in NOT_TIES for c in serving.checks(document=only, name=name)]
    number, last = _page_number(max(len(failed), len(held), len(compared)), PER_PAGE)
    here = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    idents = shelf_of(serving).ids
    return page(
        "checks.html",
        failed=ticks_of(serving, failed[here]),
        exceptions=len(failed),
        held=ticks_of(serving, held[here]),
        compared=ticks_of(serving, compared[here]),
        count=len(held),
        number=number,
        last=last,
        document_id=document_id,
        documents=idents if len(idents) <= PER_PAGE else [only] if only else [],
    )


def _page_number(count: int, size: int = FIGURES_PER_PAGE) -> tuple[int, int]:
    """Which page of a list is asked for, and how many there are."""
    last = max(1, -(-count // size))
    return min(max(1, request.args.get("page", 1, type=int)), last), last
