"""Who, where, when, which, name it: a short span with the sentence that it stands in.

Comes in: a question in words and an engine. Goes out: a `TextFinding`, or None where no sentence
says it: one wrong name costs more than ten silences. Not for: why and how
(`service.find.sentences.passageanswer`), nor figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from corpus.base.records import Span
from index.engine import Engine
from service.cite.shelf import shelf_of
from service.find.sentences.answerspans import DATE, Candidate, find_matches
from service.find.sentences.answertypes import Inquiry, read_inquiry
from service.find.sentences.askedkinds import types_data, word_list
from service.find.sentences.candidates import PATTERNS, candidates_for
from service.find.sentences.sentenceranking import (
    FEW_DOCUMENTS,
    MOST_NOISE,
    Ranked,
    lost_words,
    match_of,
    rank_statements,
)
from service.find.sentences.spanfit import fit_of
from service.find.sentences.statements import Statement, statements_of
from service.understand.question import Question

SURE = 0.55
"""An answer is given from this confidence up."""


OF_ENTITY = ("exchange", "ticker")
"""What a document says of whoever reports, in whatever sentence."""

SAID_ITSELF = 0.4
"""So much of the words that are no names a sentence must hold itself to name an answer."""

LIGHT, NEAR_BY = 1.5, 0.55
"""No word of a "when" that weighs so much may be met by less than this: another event's day."""

SURE_KINDS = (*PATTERNS, "value", "expansion")

RANKED = re.compile(
    r"\b(second|third|fourth|fifth|2nd|3rd|4th|5th)[\s-](?:most\s|\w+est\b)", re.IGNORECASE
)
SAME = re.compile(r"\bsame\s(?:URL|address|site|web\s?site|link|page)\b", re.IGNORECASE)
POINTED = 0.5
"""An address is taken from the sentence before where so much of the question is in this one."""

SAYING = ("said", "say", "says", "stated", "commented", "quoted", "told", "explained", "quote")
SAID = re.compile(r"\b(?:said|says|stated|commented|added|explained|noted)\s+(?:Mr\.?\s|Ms\.?\s)?$")


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A short answer: `answer` as printed at `span`, in the sentence at `sentence`.

    `text` is for people; `confidence` is 0 to 1; `spans` are to be cited, the sentence first;
    `sure` is of an address, an expansion, the value of a "key : value" line.
    """

    answer: str
    span: Span
    sentence: Span
    text: str
    score: float
    confidence: float
    more: tuple[Span, ...] = ()
    sure: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """What to cite, best first."""
        return (self.sentence, *self.more)


def answer_text(
    question: Question | str,
    engine: Engine,
    *,
    document: str | None = None,
    at_least: float = SURE,
) -> TextFinding | None:
    """The short answer to who, where, when, which; None where the documents do not say."""
    inquiry = read_inquiry(question, engine, document=document)
    if inquiry.kind in ("why", "how"):
        return None
    best = _best(inquiry, engine)
    if inquiry.kind == "exchange" and best is None:
        best = _best(replace(inquiry, kind="name"), engine)
    if (best is None or best.confidence < at_least) and inquiry.hinted:
        best = _best(replace(inquiry, documents=()), engine)
    return best if best is not None and best.confidence >= at_least else None


def _best(inquiry: Inquiry, engine: Engine) -> TextFinding | None:
    """The likeliest finding; of equals the first in rank."""
    return max(_findings(inquiry, engine), key=lambda f: f.confidence, default=None)


def _findings(inquiry: Inquiry, engine: Engine) -> Iterator[TextFinding]:
    if inquiry.kind == "date":
        yield from _document_dates(inquiry, engine)
        if inquiry.weight < LIGHT:
            return
    rows = rank_statements(inquiry, engine, limit=14)
    if inquiry.kind in PATTERNS:
        rows = _with_pattern(inquiry, engine)
    for found in rows:
        if found.missing or _unknown(inquiry, found) or _ranked_apart(inquiry, found.statement):
            continue
        if inquiry.kind == "person" and inquiry.has(*SAYING):
            yield from _speakers(inquiry, found, engine)
        said = inquiry.kind in (*PATTERNS, "expansion") or _says_it(inquiry, found.statement)
        if not _has_event(inquiry, found.statement) or found.statement.noise > MOST_NOISE:
            continue
        if inquiry.kind == "date" and lost_words(inquiry, found.statement, LIGHT, NEAR_BY):
            continue
        for candidate in candidates_for(inquiry, found.statement, engine):
            if not said and candidate.kind != "value":
                continue
            fit = fit_of(inquiry, candidate, found.statement)
            if fit > 0:
                yield _finding(found, candidate, min(1.0, found.score) * fit)


def _speakers(inquiry: Inquiry, found: Ranked, engine: Engine) -> Iterator[TextFinding]:
    """Whoever is named as saying what the statement quotes, in it or beside it in its block."""
    near: list[Statement | None] = [found.statement]
    for _ in range(3):
        last = near[-1]
        near.append(last.before if last is not None else None)
    near.append(found.statement.after)
    for statement in near:
        for candidate in (
            candidates_for(inquiry, statement, engine) if statement is not None else ()
        ):
            assert statement is not None
            before = statement.document.text[max(0, candidate.start - 12) : candidate.start]
            if SAID.search(before):
                finding = _finding(found, candidate, min(1.0, found.score) * 1.1)
                more = (statement.span,) if statement is not found.statement else ()
                yield replace(finding, more=more)
                return


def _with_pattern(inquiry: Inquiry, engine: Engine) -> list[Ranked]:
    """Statements that hold an address of the kind asked for; the address itself is evidence."""
    pattern = PATTERNS[inquiry.kind]

    def holds(statement: Statement) -> float:
        return 1.0 if pattern.search(statement.text) else 0.0

    same = [
        replace(r, statement=r.statement.before)
        for r in rank_statements(inquiry, engine, evidence=_points_back(pattern), limit=1)
        if r.score >= POINTED and r.statement.before is not None
    ]
    if same and inquiry.kind == "web":
        return same
    if any(w.named for w in inquiry.wanted) or (inquiry.wanted and inquiry.kind not in OF_ENTITY):
        return [r for r in rank_statements(inquiry, engine, evidence=holds, limit=4) if r.score > 0]
    store = statements_of(engine)
    return [
        Ranked(statement, 1.0, 1.0, 1.0, 0.8, row=row)
        for document in inquiry.documents or islice(engine.documents, FEW_DOCUMENTS)
        for row in (store.of(engine, document),)
        for statement in row
        if holds(statement) and (inquiry.kind != "web" or _own_address(pattern, statement))
    ]


def _points_back(pattern: re.Pattern[str]) -> Callable[[Statement], float]:
    """What tells a sentence with "at the same URL" behind one that prints the address."""

    def points(statement: Statement) -> float:
        before = statement.before
        told = before is not None and SAME.search(statement.text) and pattern.search(before.text)
        return 1.0 if told else 0.0

    return points


def _own_address(pattern: re.Pattern[str], statement: Statement) -> bool:
    """True for an address that bears a name of whoever reports: "www.acme.example"."""
    entity = statement.document.entity
    names = [n.casefold() for n in (entity.name, *entity.aliases) if n.isalnum()]
    said = " ".join(m.group().casefold() for m in pattern.finditer(statement.text))
    return any(name in said for name in names)


def _document_dates(inquiry: Inquiry, engine: Engine) -> Iterator[TextFinding]:
    """The day a document was published, where the question asks of the document itself."""
    words = {t.text.casefold() for t in inquiry.tokens}
    data = types_data()["documents"]
    rest = [
        w for w in inquiry.wanted if w.token.text.casefold() not in (*data["nouns"], *data["verbs"])
    ]
    if not words & set(data["nouns"]) or not words & set(data["verbs"]) or rest:
        return
    store = statements_of(engine)
    shelf = shelf_of(engine)
    reporting = (key for period in inquiry.periods for key in shelf.reporting(period))
    for key in shelf.in_order(inquiry.documents or reporting):
        document = shelf[key]
        if document.published is None or document.rendition_of:
            continue
        day = document.published
        month = f"{day:%B}"
        for statement in store.of(engine, key)[:40]:
            for candidate in find_matches("date", DATE, statement):
                said = candidate.text
                if (
                    month in said
                    and str(day.year) in said
                    and (
                        f" {day.day}," in said or "," not in said or f"{month}, {day.year}" == said
                    )
                ):
                    yield _finding(Ranked(statement, 1.0, 1.0, 1.0, 1.0), candidate, 1.5)
                    return


def _says_it(inquiry: Inquiry, statement: Statement) -> bool:
    """True where the sentence itself, not what stands around it, has enough of the plain words."""
    plain = [w for w in inquiry.wanted if not w.named]
    total = sum(w.weight for w in plain)
    return sum(w.weight for w in plain if match_of(w, statement)[0]) >= SAID_ITSELF * total


def _has_event(inquiry: Inquiry, statement: Statement) -> bool:
    """True unless "when" asks of an event ("become", "list") that the sentence itself lacks."""
    events = [
        w for w in inquiry.wanted if w.token.text.casefold() in word_list("function", "events")
    ]
    return inquiry.kind != "date" or all(match_of(w, statement)[0] > 0 for w in events)


def _ranked_apart(inquiry: Inquiry, statement: Statement) -> bool:
    """True where "the second largest" is asked and the sentence says no "second"."""
    asked = RANKED.search(inquiry.text)
    return asked is not None and asked.group(1).casefold() not in statement.text.casefold()


def _unknown(inquiry: Inquiry, found: Ranked) -> bool:
    """True where words of the question that no document prints are left unexplained."""
    lost = sum(
        w.weight
        for w in inquiry.wanted
        if not w.known
        and w.token.stem not in inquiry.heads
        and match_of(w, found.statement)[1] == 0
    )
    allowed = 0.75 if inquiry.kind in PATTERNS else 0.1
    names = sum(w.named and match_of(w, found.statement)[0] > 0 for w in inquiry.wanted)
    if names > 1:
        allowed = 0.3
    return lost > allowed * inquiry.weight


def _finding(found: Ranked, candidate: Candidate, confidence: float) -> TextFinding:
    statement = found.statement
    answer = " ".join(candidate.text.split()).strip(" ,;")
    sentence = " ".join(statement.text.split())
    return TextFinding(
        answer,
        Span(statement.document.id, candidate.start, candidate.end),
        statement.span,
        f"{answer}: {sentence}" if answer not in sentence[: len(answer) + 2] else sentence,
        found.score,
        confidence,
        sure=candidate.kind in SURE_KINDS,
    )
