"""The tools of the Model Context Protocol: a language model asks, and gets figures with citations.

Comes in: an opener of the current engine and settings. Goes out: an `MCPServer` with six tools and
the documents as resources. Not for: answering; the tools give what the API gives. The package `mcp`
is optional, and imported only here and in the command.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.types import ToolAnnotations
from pydantic import Field, WithJsonSchema

from corpus.base.errors import NotFoundError, QuestionError
from service.cite.shelf import shelf_of
from service.plan.tree import OPERATORS, TreeError
from service.settings import Settings
from service.web.api.filters import settle

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]

INSTRUCTIONS = """\
Figures from financial disclosures, each cited to the printed characters. Use `ask` for any figure
and repeat it with its unit, period and citation. Never work out, round or complete a figure
yourself: where the status is "unanswered" say what is missing, where it is "disputed" show both
figures, where it is "ambiguous" offer the readings. `verify_citation` says whether a quote holds.
"""
MOST_QUESTION = 500
MOST_HITS = 25

Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_QUESTION,
        description='A question as a person types it, such as "2Q02 equipment sales".',
    ),
]
Document = Annotated[str | None, Field(max_length=128, description="This document alone, by id.")]
Text = Annotated[str, Field(min_length=1, max_length=128)]
TREE = {
    "type": "object",
    "description": f"A leaf, a constant or an operation: {', '.join(OPERATORS)}.",
}
"""The schema of plans refers to itself; here it is in words, at `/api/v1/plans/schema` in full."""


def make_server(current: Callable[[], Engine], settings: Settings) -> MCPServer[Any]:
    """The server; `current` gives the engine of the generation that is published now."""
    tools = Tools(current, settings)
    server: MCPServer[Any] = MCPServer(
        "tickmark", title="Tickmark", instructions=INSTRUCTIONS, version="1", log_level="ERROR"
    )
    reading = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    for title, tool in (
        ("Ask a question", tools.ask),
        ("Run a plan", tools.run_plan),
        ("Search passages", tools.search),
        ("Get a fact", tools.get_fact),
        ("Verify a citation", tools.verify_citation),
        ("List documents", tools.list_documents),
    ):
        server.tool(title=title, annotations=reading, structured_output=True)(tool)

    @server.resource("tickmark://documents/{document}", mime_type="text/plain")
    def read_document(document: str) -> str:
        """The text of a document; citations count its characters from 0."""
        held = current().documents.get(document)
        if held is None:
            raise ResourceNotFoundError(f"no document {document!r} here")
        return held.text

    return server


class Tools:
    """The tools, over whatever engine is current."""

    def __init__(self, current: Callable[[], Engine], settings: Settings) -> None:
        self._current = current
        self._base_url = settings.base_url
        self._numbers = itertools.count(1)
        self._log = None
        if settings.audit_log is not None:
            from service.papers.auditlog import AuditLog

            self._log = AuditLog(settings.audit_log)
            self._log.check()

    def ask(
        self,
        question: Question,
        document: Document = None,
        passages: Annotated[
            bool, Field(description="Also give the passages that were found for the question.")
        ] = False,
    ) -> Json:
        """Answer a question with a figure and the printed characters that it came from.

        `text` is the answer in a sentence, `value` the exact figure in base units, `derivation` how
        a computed one was computed, `citations` the printed characters. An unanswered question has
        no value, and its text says what is missing.
        """
        from service.ask.pipeline import answer_json

        engine = self._current()
        document = _settled(engine, document=document)["document"]
        try:
            answer = answer_json(question, engine, document=document)
        except (QuestionError, NotFoundError) as error:
            raise ToolError(str(error)) from None
        self._record(engine, document, answer)
        return answer if passages else answer | {"passages": []}

    def run_plan(
        self,
        tree: Annotated[dict[str, Any], WithJsonSchema(TREE)],
        form: Annotated[
            dict[str, Any] | None, Field(description="scale, decimals, table of the result.")
        ] = None,
        document: Document = None,
        passages: Annotated[
            bool, Field(description="Also give the passages that were found for the plan.")
        ] = False,
    ) -> Json:
        """Execute a plan in place of a question: a tree with measures at its leaves.

        A leaf is {"measure": {"concepts": ["equipment_sales"]}, "period": "2Q02"}, or {"measure":
        {"phrase": "equipment sales"}, ...}; an operation {"op": "share", "args": [part, whole]}
        stands over any plans. `interpretation.plan` of an answer is one. The same figures,
        citations, checks and refusals as for a question; a plan that is none is an error that says
        where.
        """
        from service.ask.pipeline import plan_json

        engine = self._current()
        plan = {"tree": tree} | ({} if form is None else {"form": form})
        try:
            answer = plan_json(plan, engine, document=document)
        except TreeError as error:
            raise ToolError(f"{error.pointer or '/'}: {error}") from None
        except NotFoundError as error:
            raise ToolError(str(error)) from None
        self._record(engine, document, answer)
        return answer if passages else answer | {"passages": []}

    def _record(self, engine: Engine, document: str | None, answer: Json) -> None:
        """Log an answer before it is given, where a log is kept."""
        if self._log is not None:
            request = f"mcp-{os.getpid():x}-{next(self._numbers):x}"
            self._log.record(request, engine.generation, document, answer)

    def search(
        self,
        words: Question,
        limit: Annotated[int, Field(ge=1, le=MOST_HITS)] = 5,
        document: Document = None,
    ) -> Json:
        """Find passages by their words, best first, each cited to the character."""
        from service.say.records import cite

        engine = self._current()
        hits = engine.search(words, limit=limit, **_settled(engine, document=document))
        return {
            "generation": engine.generation,
            "items": [
                {
                    "citation": cite(engine, hit.passage.span, base_url=self._base_url).to_json(),
                    "score": round(float(hit.score), 6),
                }
                for hit in hits
            ],
        }

    def get_fact(
        self,
        id: Annotated[Text | None, Field(description="The id of a fact.")] = None,
        concept: Annotated[Text | None, Field(description="Such as equipment_sales.")] = None,
        period: Annotated[Text | None, Field(description="2Q02, FY2002, 2002-09-30.")] = None,
        unit: Annotated[Text | None, Field(description="Such as JPY or percent.")] = None,
        document: Document = None,
        limit: Annotated[int, Field(ge=1, le=100)] = 20,
    ) -> Json:
        """Get one fact by its id with its tie-outs and duplicates, or the facts with given aspects.

        One fact is one printing of a figure: a figure in a table and in a sentence is two.
        """
        from service.say.records import fact_detail, fact_rows

        engine = self._current()
        if id is not None:
            try:
                fact = engine.facts.get(id)
            except NotFoundError as error:
                raise ToolError(str(error)) from None
            detail = fact_detail(fact, engine, base_url=self._base_url)
            return {"generation": engine.generation, "total": 1, "items": [detail]}
        if concept is None and period is None and document is None:
            raise ToolError("give an id, or at least a concept, a period or a document")
        aspects = {"concept": concept, "period": period, "unit": unit, "document": document}
        found = engine.facts.find(**_settled(engine, **aspects))
        rows = fact_rows(found[:limit], engine, base_url=self._base_url)
        return {"generation": engine.generation, "total": len(found), "items": rows}

    def verify_citation(
        self,
        id: Annotated[Text | None, Field(description="The id of a citation.")] = None,
        document: Document = None,
        quote: Annotated[str | None, Field(max_length=20_000)] = None,
        start: Annotated[int | None, Field(ge=0)] = None,
        end: Annotated[int | None, Field(ge=0)] = None,
        sha256: Annotated[str | None, Field(max_length=64)] = None,
    ) -> Json:
        """Say whether a citation holds: holds, moved, altered, document_altered or unknown.

        Give an id, or a document with a quote; offsets and SHA-256 make the verdict stricter.
        """
        from service.cite.verify import Verifier

        engine = self._current()
        given = {
            "id": id,
            "document": document,
            "quote": quote,
            "start": start,
            "end": end,
            "sha256": sha256,
        }
        item = {name: value for name, value in given.items() if value is not None}
        verifier = Verifier(shelf_of(engine), engine.block_at, base_url=self._base_url)
        return {"generation": engine.generation} | verifier.verify(item).to_json()

    def list_documents(self) -> Json:
        """List the documents that can be asked: titles, dates, SHA-256, how many facts each has."""
        from service.web.api.listing import document_json

        engine = self._current()
        documents = engine.documents.values()
        rows = [document_json(engine, one, base_url=self._base_url) for one in documents]
        return {"generation": engine.generation, "total": len(rows), "items": rows}


def _settled(engine: Engine, **filters: str | None) -> dict[str, Any]:
    """The filters as the engine has them. Raises: ToolError naming what is not here."""
    try:
        return settle(engine, filters)
    except NotFoundError as error:
        raise ToolError(str(error)) from None
