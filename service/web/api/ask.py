"""Questions over HTTP: ask, search, suggest.

Comes in: a question. Goes out: the answer contract, ranked passages, suggestions. Not for:
answering (`service.ask.answer`).
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from service.say.records import cite
from service.web.api import shapes
from service.web.api.responses import base_url, engine, get_or_404, one, page, pure, tickmark
from service.web.api.schemas import AskQuery, BatchBody, BatchQuestion, SearchQuery, SuggestQuery
from service.web.edge.problems import fault

bp = APIBlueprint("ask", __name__, url_prefix="/api/v1", tag="Questions")


@bp.get("/ask")
@bp.input(AskQuery, location="query")
@bp.output(shapes.OneAnswer)
@pure
def ask_one(query_data: AskQuery) -> Response:
    """Ask a question

    Answers with a figure and the printed characters that it came from, or says what is missing.
    404 where `document` is not here.
    """
    if query_data.document is not None:
        get_or_404("document", engine().documents, query_data.document)
    return one(_answer(query_data.q, query_data.document, query_data.id))


@bp.post("/ask")
@bp.input(BatchBody, location="json")
@bp.output(shapes.Answers)
def ask_many(json_data: BatchBody) -> Response:
    """Ask up to 200 questions

    Each is a string, or an object with `question` and optionally `id` and `document`. The answers
    come in the order of the questions, all over one generation.
    """
    items = [
        item if isinstance(item, BatchQuestion) else BatchQuestion(question=item)
        for item in json_data.questions
    ]
    for item in items:
        if item.document is not None:
            get_or_404("document", engine().documents, item.document)
    return page(items, lambda item: _answer(item.question, item.document, item.id))


@bp.get("/search")
@bp.input(SearchQuery, location="query")
@bp.output(shapes.Passages)
@pure
def search(query_data: SearchQuery) -> Response:
    """Search passages

    Ranked by the words of `q`; every passage is cited to the character.
    """
    hits = engine().search(
        query_data.q,
        limit=query_data.limit,
        document=query_data.document,
        entity=query_data.entity,
    )
    return page(hits, _passage)


@bp.get("/suggest")
@bp.input(SuggestQuery, location="query")
@bp.output(shapes.Suggestions)
@pure
def suggest(query_data: SuggestQuery) -> Response:
    """Suggest questions

    Complete the beginning of a question to ones that have an answer.
    """
    suggestions = tickmark().suggest(query_data.q, engine(), query_data.limit)
    return page(suggestions, lambda item: item)


def _answer(question: str, document: str | None, identifier: str | None) -> dict[str, Any]:
    from corpus.base.errors import QuestionError

    try:
        return tickmark().ask(question, engine(), document, identifier)
    except QuestionError as error:
        raise fault("query", "/q", str(error)) from None


def _passage(hit: Any) -> dict[str, Any]:
    citation = cite(engine(), hit.passage.span, base_url=base_url())
    return {
        "citation": citation.to_json(),
        "score": round(float(hit.score), 6),
        "kind": hit.passage.kind,
        "headings": list(hit.passage.headings),
        "highlights": [[span.start, span.end] for span in hit.spans],
    }
