"""A question asked of one document: the shortest printed words that answer it.

Comes in: a question and the one document that it presupposes. Goes out: a `SpanFinding`, or None
where no sentence is near. Not for: questions of a whole corpus, whose answers must be surer
(`service.find.sentences.textanswer`, `service.find.sentences.passageanswer`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corpus.base.records import Span
from index.engine import Engine
from service.find.sentences.answertypes import Inquiry, read_inquiry
from service.find.sentences.askedkinds import word_list
from service.find.sentences.candidates import PATTERNS
from service.find.sentences.clausecut import cut_amount, cut_clause, figures_in
from service.find.sentences.passageanswer import EVIDENCE
from service.find.sentences.sentenceranking import rank_statements
from service.find.sentences.spanfit import FITS
from service.find.sentences.statements import Statement
from service.find.sentences.textanswer import answer_text
from service.understand.question import Question

LOWEST = 0.5
"""In one document a name is given from this confidence up."""

ENOUGH = 0.4
"""A sentence must cover so much of the question, by weight, to be cut."""


@dataclass(frozen=True, slots=True)
class SpanFinding:
    """The shortest answers in one sentence, as printed; `kind` says how they were found."""

    answers: tuple[str, ...]
    spans: tuple[Span, ...]
    sentence: Span
    kind: str
    confidence: float


def answer_span(
    question: Question | str, engine: Engine, *, document: str | None = None
) -> SpanFinding | None:
    """The words that answer; None where no sentence is near the question."""
    inquiry = read_inquiry(question, engine, document=document)
    if inquiry.kind in FITS or inquiry.kind in (*PATTERNS, "expansion"):
        named = answer_text(question, engine, document=document, at_least=LOWEST)
        if named is not None:
            return SpanFinding(
                (named.answer,), (named.span,), named.sentence, inquiry.kind, named.confidence
            )
    amount = asks_amount(inquiry)
    evidence = EVIDENCE.get(inquiry.kind)
    if amount:
        ranked = rank_statements(inquiry, engine, evidence=_amounts(inquiry), limit=4)
    else:
        ranked = rank_statements(
            inquiry, engine, evidence=evidence(inquiry) if evidence else None, limit=4
        )
    for found in ranked:
        if found.covered < ENOUGH:
            continue
        cut = cut_amount(inquiry, found.statement) if amount else None
        kind = "amount" if cut else inquiry.kind
        cut = cut or cut_clause(inquiry, found.statement)
        sure = min(1.0, found.covered) * min(1.0, found.period)
        if cut:
            text = found.statement.document.text
            spans = tuple(Span(found.statement.document.id, s, e) for s, e in cut)
            return SpanFinding(
                tuple(text[s:e] for s, e in cut), spans, found.statement.span, kind, sure
            )
    return None


def asks_amount(inquiry: Inquiry) -> bool:
    """True where a figure is asked: how much, how many, what was the (amount)."""
    words = [t.text.casefold() for t in inquiry.tokens]
    if inquiry.kind == "number":
        return True
    if inquiry.kind not in ("clause", "words") or len(words) < 3:
        return False
    at = words.index("what") + 1 if "what" in words else len(words)
    tail = words[at:]
    if not tail or tail[0] not in word_list("amount", "openings"):
        return False
    closing = words[-1] in ("for", "of", "to", "on", "by")
    basis = closing or not word_list("amount", "unless").isdisjoint(tail)
    return not basis and not word_list("amount").isdisjoint(tail)


def _amounts(inquiry: Inquiry) -> Callable[[Statement], float]:
    """Only a sentence that prints an amount answers how much."""

    def weigh(statement: Statement) -> float:
        return 1.0 if next(figures_in(inquiry, statement), None) else 0.3

    return weigh
