"""Workpapers: an answer or a selection of facts with all that is needed to check it later.

Comes in: an `Answer`, or facts, with the engine that gave them. Goes out: a
`Workpaper`: one row for each figure and each place that prints it, the formula between them,
their tie-outs, the documents' SHA-256, the generation, the question, the date; and its JSON
lines, which `verify` reads. Not for: spreadsheets and pages (`service.papers.workpaper_xlsx`,
`service.papers.workpaper_html`) nor for asking again (`service.papers.reproduce`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corpus.base.records import Document, Fact
from corpus.grammar.numbers import plain_number
from service.ask.records import Answer
from service.papers.workpaper_rows import Row, RowMaker, Tie
from service.say.to_json import answer_to_json, period_to_json, value_to_json

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]

FORM = "tickmark-workpaper/1"
"""Says what the lines mean; a reader refuses another number."""


@dataclass(frozen=True, slots=True)
class Workpaper:
    """Everything that a reader needs to reproduce an answer and to verify its citations.

    `made` is UTC; `selection` holds the filters of a selection of facts and `total` how many facts
    they match.
    """

    made: datetime
    generation: str
    question: str | None
    scope: str | None
    answer: Answer | None
    rows: tuple[Row, ...]
    ties: tuple[Tie, ...]
    documents: tuple[Document, ...]
    selection: dict[str, str] = field(default_factory=dict)
    total: int | None = None

    @property
    def title(self) -> str:
        """The question, or the filters in words."""
        if self.question is not None:
            return self.question
        chosen = ", ".join(f"{name} {value}" for name, value in self.selection.items())
        return f"Facts: {chosen or 'all'}"


def make_workpaper(
    engine: Engine,
    *,
    answer: Answer | None = None,
    scope: str | None = None,
    facts: Sequence[Fact] = (),
    selection: dict[str, str] | None = None,
    total: int | None = None,
    made: datetime | None = None,
    base_url: str = "",
) -> Workpaper:
    """The workpaper of an answer (asked of `scope`, a document id or None), of facts, or both."""
    maker = RowMaker(engine, base_url)
    if answer is not None:
        maker.add_answer(answer)
    for number, fact in enumerate(facts, start=1):
        maker.add_fact(f"F{number}", fact)
    return Workpaper(
        made=(made or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
        generation=engine.generation,
        question=answer.question if answer else None,
        scope=scope,
        answer=answer,
        rows=tuple(maker.rows),
        ties=maker.ties(),
        documents=maker.documents(),
        selection=selection or {},
        total=total,
    )


def to_lines(paper: Workpaper) -> Iterator[Json]:
    """The workpaper as JSON objects, one a line: itself, its figures, its tie-outs.

    Only `citation` and `citations` hold citations, so that `verify` finds each of them.
    """
    yield {
        "type": "workpaper",
        "form": FORM,
        "made": paper.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "generation": paper.generation,
        "question": paper.question,
        "scope": paper.scope,
        "selection": paper.selection,
        "total": paper.total,
        "answer": _answer_line(paper.answer) if paper.answer else None,
        "documents": [document_row(document) for document in paper.documents],
    }
    for row in paper.rows:
        yield _row_line(row)
    for tie in paper.ties:
        check = tie.check
        yield {
            "type": "check",
            "ref": tie.ref,
            "check": check.id,
            "name": check.name,
            "passed": check.passed,
            "detail": check.detail,
            "difference": _finite(check.difference),
            "tolerance": _finite(check.tolerance),
            "refs": list(tie.refs),
            "citations": [citation.to_json() for citation in tie.citations],
        }


def _finite(number: Decimal | None) -> str | None:
    """The number; None where there is no limit ("more than 5,000" has no end upwards)."""
    return plain_number(number) if number is not None and number.is_finite() else None


def _answer_line(answer: Answer) -> Json:
    """The answer without the passages that were found beside it."""
    return {k: v for k, v in answer_to_json(answer).items() if k != "passages"}


def _row_line(row: Row) -> Json:
    return {
        "type": "figure" if row.value is not None else "quote",
        "ref": row.ref,
        "role": row.role,
        "label": row.label,
        "concept": row.concept,
        "period": period_to_json(row.period),
        "value": value_to_json(row.value),
        "formula": row.formula,
        "standing": row.standing,
        "status": row.status,
        "fact": row.fact,
        "checks": list(row.checks),
        "citation": row.citation.to_json() if row.citation else None,
    }


def document_row(document: Document) -> Json:
    """A document as a workpaper names it. No `id`: it is not a citation."""
    return {
        "name": document.id,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "sha256": document.sha256,
        "characters": len(document.text),
    }


def write_jsonl(paper: Workpaper) -> bytes:
    """The lines of `to_lines`, UTF-8."""
    import orjson

    return b"".join(orjson.dumps(line) + b"\n" for line in to_lines(paper))


def summary(paper: Workpaper) -> list[tuple[str, str]]:
    """What stands above the figures: a name and a text a line."""
    answer = paper.answer
    shown = sum(row.role == "fact" for row in paper.rows)
    more = f"{shown} of {paper.total} that match" if paper.total is not None else None
    lines: Iterable[tuple[str, object]] = (
        ("Question", paper.question),
        ("Asked of", paper.scope or ("all documents" if paper.question else None)),
        ("Answer", answer and answer.text),
        ("Status", answer and answer.status),
        ("Kind", answer and answer.kind),
        ("Understood as", answer and answer.interpretation.words),
        ("Formula", answer and answer.derivation and answer.derivation.formula),
        ("Working", answer and answer.derivation and answer.derivation.working),
        ("Selection", ", ".join(f"{k} = {v}" for k, v in paper.selection.items())),
        ("Facts shown", more),
        ("Generation", paper.generation),
        ("Answer id", answer and answer.answer_id),
        ("Made", paper.made.strftime("%Y-%m-%d %H:%M:%S UTC")),
    )
    return [(name, str(text)) for name, text in lines if text]
