"""Questions over HTTP: ask, search, suggest.

Comes in: a question. Goes out: the answer contract, ranked passages, suggestions. Not for:
answering (`service.ask.answer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from apiflask import APIBlueprint
from flask import Response

from service.say.records import cite
from service.say.to_json import answer_to_json
from service.web.api import shapes
from service.web.api.batch import answer_item
from service.web.api.responses import (
    base_url,
    engine,
    one,
    page,
    pure,
    settled,
    tickmark,
    use_cursor,
)
from service.web.api.schemas import AskQuery, BatchBody, SearchQuery, SuggestQuery

if TYPE_CHECKING:
    from index.engine import Engine, Hit

bp = APIBlueprint("ask", __name__, url_prefix="/api/v1", tag="Questions")


@bp.get("/ask")
@bp.input(AskQuery, location="query")
@bp.output(shapes.OneAnswer)
@pure
def ask(query_data: AskQuery) -> Response:
    """Ask a question

    Answers with a figure and the printed characters that it came from, or says what is missing.
    404 where `document` is not here.
    """
    query = settled(query_data)
    answer = tickmark().ask(query.q, engine(), query.document, query.id)
    return one(answer_to_json(answer))


@bp.post("/ask")
@bp.input(BatchBody, location="json")
@bp.output(shapes.Answers)
def ask_many(json_data: BatchBody) -> Response:
    """Ask up to 200 questions

    Each is a string, or an object with `question` and optionally `id` and `document`. The answers
    come in the order of the questions, all over one generation. One that cannot be asked is
    `unanswered` and has its `problem`, with a JSON pointer into the body; the others are answered.
    """
    return page(list(enumerate(json_data.questions)), lambda row: answer_item(*row))


@bp.get("/search")
@bp.input(SearchQuery, location="query")
@bp.output(shapes.Passages)
@pure
def search(query_data: SearchQuery) -> Response:
    """Search passages

    Ranked by the words of `q`; every passage is cited to the character. `total` counts all that
    hold a word, and `cursor` walks them.
    """
    use_cursor(query_data.cursor)
    query = settled(query_data)
    rows = FoundPassages(engine(), query.q, document=query.document, entity=query.entity)
    return page(rows, _passage, limit=query.limit, cursor=query.cursor)


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


class FoundPassages(Sequence["Hit"]):
    """The passages that words find, best first; only those up to the end of a page are made."""

    def __init__(self, held: Engine, words: str, **scope: str | None) -> None:
        self._held = held
        self._words = words
        self._scope: dict[str, Any] = scope

    def __len__(self) -> int:
        return self._held.count_hits(self._words, **self._scope)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Hit]: ...

    def __getitem__(self, place: int | slice) -> Hit | Sequence[Hit]:
        stop = place.stop if isinstance(place, slice) else place + 1
        return self._held.search(self._words, limit=stop, **self._scope)[place]


def _passage(hit: Any) -> dict[str, Any]:
    citation = cite(engine(), hit.passage.span, base_url=base_url())
    return {
        "citation": citation.to_json(),
        "score": round(float(hit.score), 6),
        "kind": hit.passage.kind,
        "headings": list(hit.passage.headings),
        "highlights": [[span.start, span.end] for span in hit.spans],
    }
