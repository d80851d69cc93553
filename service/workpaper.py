"""Workpapers: an answer or a selection of facts with all that is needed to check it later.

Comes in: an answer of the contract, or facts, with the engine that gave them. Goes out: a
`Workpaper`: one row for each figure and each place that prints it, the formula between them, their
tie-outs, the documents' SHA-256, the generation, the question, the date; and its JSON lines, which
`verify` reads. Not for: spreadsheets and pages (`service.workpaper_xlsx`, `service.workpaper_html`)
nor for asking again (`service.reproduce`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from corpus.errors import NotFoundError
from corpus.model import Check, Document, Fact
from service.citations import Citation, citation_of, resolve_id
from service.envelope import period_to_json, plain_number, value_to_json
from service.readings import reading_of
from service.records import cite

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]

FORM = "tickmark-workpaper/1"
"""Says what the lines mean; a reader refuses another number."""
ROLES = {
    "answer": "Answer",
    "point": "Figure of the answer",
    "input": "Input of the formula",
    "alternative": "Also printed",
    "quote": "Quoted text",
    "fact": "Fact",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure at one place that prints it.

    `ref` is short and unique ("I1"); further places of the same figure continue it ("I1.2").
    `value` and `period` are those of the contract; `formula` names the rows that it reads;
    `citation` is None only for a computed figure; `status` is the fact's; `checks` are tie-outs
    in words, failed ones first.
    """

    ref: str
    role: str
    label: str
    concept: str | None
    period: Json | None
    value: Json | None
    citation: Citation | None
    formula: str | None = None
    status: str | None = None
    fact: str | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie-out of the figures, with the places that it reads, the result first."""

    check: Check
    refs: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Workpaper:
    """Everything that a reader needs to reproduce an answer and to verify its citations.

    `made` is UTC; `answer` is the contract's object without its passages; `selection` holds the
    filters of a selection of facts and `total` how many facts they match.
    """

    made: datetime
    generation: str
    question: str | None
    scope: str | None
    answer: Json | None
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
    answer: Json | None = None,
    scope: str | None = None,
    facts: Sequence[Fact] = (),
    selection: dict[str, str] | None = None,
    total: int | None = None,
    made: datetime | None = None,
    base_url: str = "",
) -> Workpaper:
    """The workpaper of an answer (asked of `scope`, a document id or None), of facts, or both."""
    maker = _Maker(engine, base_url)
    if answer is not None:
        maker.add_answer(answer)
    for number, fact in enumerate(facts, start=1):
        maker.add_fact(f"F{number}", fact)
    kept = {name: value for name, value in (answer or {}).items() if name != "passages"}
    return Workpaper(
        made=(made or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
        generation=engine.generation,
        question=answer["question"] if answer else None,
        scope=scope,
        answer=kept or None,
        rows=tuple(maker.rows),
        ties=maker.ties(),
        documents=maker.documents(),
        selection=selection or {},
        total=total,
    )


class _Maker:
    """Collects rows, and the tie-outs of the facts behind them."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        self.engine = engine
        self.base_url = base_url
        self.rows: list[Row] = []
        self._refs: dict[str, str] = {}

    def add_answer(self, answer: Json) -> None:
        """Rows of the value, the points, the inputs and the alternatives of an answer."""
        derivation = answer["derivation"]
        used = {ref for group in _points(answer) for ref in group["citations"]}
        own = [item["id"] for item in answer["citations"] if item["id"] not in used]
        if answer["value"] is not None:
            concept = answer.get("concept")
            head = {
                "label": self.engine.concepts.label(concept) if concept else "",
                "concept": concept,
                "period": answer.get("period"),
                "value": answer["value"],
                "citations": [] if derivation else self._printings(own, answer),
            }
            self._add_point("A", "answer", head, derivation and derivation["formula"])
        elif not answer["points"]:
            for number, identifier in enumerate(own, start=1):
                self._add_quote(f"Q{number}", identifier)
        for number, point in enumerate((derivation or {}).get("inputs", ()), start=1):
            self._add_point(f"I{number}", "input", point)
        for number, point in enumerate(answer["points"], start=1):
            self._add_point(f"P{number}", "point", point)
        for number, point in enumerate(answer["alternatives"], start=1):
            self._add_point(f"O{number}", "alternative", point)

    def _printings(self, identifiers: list[str], answer: Json) -> list[str]:
        """Of an answer's citations, those that print its value; a tie-out's are evidence only."""
        period = (answer.get("period") or {}).get("label")
        wanted = (answer.get("concept"), period, answer["value"]["unit"])
        exact = []
        for identifier in identifiers:
            fact = self._fact_of(self._cited(identifier))
            if fact and (fact.concept, fact.period.label, fact.value.unit) == wanted:
                exact.append(identifier)
        of_checks = {ref for check in answer["checks"] for ref in check["citations"]}
        return exact or [ref for ref in identifiers if ref not in of_checks] or identifiers[:1]

    def _add_point(self, ref: str, role: str, point: Json, formula: str | None = None) -> None:
        label = point["label"]
        if point["concept"] and label == (point["period"] or {}).get("label"):
            label = self.engine.concepts.label(point["concept"])
        aspects = (label, point["concept"], point["period"], point["value"])
        if not point["citations"]:
            self.rows.append(Row(ref, role, *aspects, None, formula))
        for number, identifier in enumerate(point["citations"], start=1):
            citation = self._cited(identifier)
            fact = self._fact_of(citation)
            place = ref if number == 1 else f"{ref}.{number}"
            self._append(Row(place, role, *aspects, citation, formula), fact)

    def _add_quote(self, ref: str, identifier: str) -> None:
        self._append(Row(ref, "quote", "", None, None, None, self._cited(identifier)), None)

    def add_fact(self, ref: str, fact: Fact) -> None:
        """The row of a fact."""
        citation = cite(self.engine, fact.span, base_url=self.base_url)
        value, period = value_to_json(fact.value), period_to_json(fact.period)
        self._append(Row(ref, "fact", fact.label, fact.concept, period, value, citation), fact)

    def _append(self, row: Row, fact: Fact | None) -> None:
        if fact is not None:
            self._refs.setdefault(fact.id, row.ref)
            checks = sorted(self.engine.checks_of(fact.id), key=lambda check: check.passed)
            words = tuple(dict.fromkeys(map(check_words, checks)))
            row = replace(row, status=fact.status, fact=fact.id, checks=words)
        self.rows.append(row)

    def _cited(self, identifier: str) -> Citation:
        document, start, end = resolve_id(identifier, self.engine.documents.values())
        reading = reading_of(self.engine, document.id)
        return citation_of(document, start, end, reading=reading, base_url=self.base_url)

    def _fact_of(self, citation: Citation) -> Fact | None:
        place = (citation.start, citation.end)
        for fact in self.engine.facts_at(citation.document, *place):
            if (fact.span.start, fact.span.end) == place:
                return fact
        return None

    def ties(self) -> tuple[Tie, ...]:
        """Every tie-out of the facts of the rows, once, failed ones first."""
        found: dict[str, Check] = {}
        for fact_id in self._refs:
            for check in self.engine.checks_of(fact_id):
                found.setdefault(check.id, check)
        ordered = sorted(found.values(), key=lambda check: check.passed)
        return tuple(
            Tie(
                check,
                tuple(self._refs[fact] for fact in check.facts if fact in self._refs),
                tuple(self._places(check)),
            )
            for check in ordered
        )

    def _places(self, check: Check) -> Iterator[Citation]:
        for fact_id in check.facts:
            try:
                fact = self.engine.facts.get(fact_id)
            except NotFoundError:
                continue
            yield cite(self.engine, fact.span, base_url=self.base_url)

    def documents(self) -> tuple[Document, ...]:
        """The documents that the rows cite, in the order of first use."""
        cited = dict.fromkeys(row.citation.document for row in self.rows if row.citation)
        return tuple(self.engine.documents[name] for name in cited)


def _points(answer: Json) -> Iterator[Json]:
    yield from answer["points"]
    yield from answer["alternatives"]
    yield from (answer["derivation"] or {}).get("inputs", ())


def check_words(check: Check) -> str:
    """A tie-out in a line: "sum: ties: 3 + 4 = 7"."""
    return f"{check.name}: {'ties' if check.passed else 'DOES NOT TIE'}: {check.detail}"


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
        "answer": paper.answer,
        "documents": [document_row(document) for document in paper.documents],
    }
    for row in paper.rows:
        yield _row_line(row)
    for tie in paper.ties:
        check = tie.check
        yield {
            "type": "check",
            "check": check.id,
            "name": check.name,
            "passed": check.passed,
            "detail": check.detail,
            "difference": plain_number(check.difference),
            "tolerance": plain_number(check.tolerance),
            "refs": list(tie.refs),
            "citations": [citation.to_json() for citation in tie.citations],
        }


def _row_line(row: Row) -> Json:
    return {
        "type": "figure" if row.value is not None else "quote",
        "ref": row.ref,
        "role": row.role,
        "label": row.label,
        "concept": row.concept,
        "period": row.period,
        "value": row.value,
        "formula": row.formula,
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
    answer = paper.answer or {}
    derivation = answer.get("derivation") or {}
    told = answer.get("interpretation") or {}
    shown = sum(row.role == "fact" for row in paper.rows)
    more = f"{shown} of {paper.total} that match" if paper.total is not None else None
    lines: Iterable[tuple[str, object]] = (
        ("Question", paper.question),
        ("Asked of", paper.scope or ("all documents" if paper.question else None)),
        ("Answer", answer.get("text")),
        ("Status", answer.get("status")),
        ("Kind", answer.get("kind")),
        ("Understood as", told.get("plan")),
        ("Formula", derivation.get("formula")),
        ("Working", derivation.get("working")),
        ("Selection", ", ".join(f"{k} = {v}" for k, v in paper.selection.items())),
        ("Facts shown", more),
        ("Generation", paper.generation),
        ("Answer id", answer.get("answer_id")),
        ("Made", paper.made.strftime("%Y-%m-%d %H:%M:%S UTC")),
    )
    return [(name, str(text)) for name, text in lines if text]
