"""Why, how, what is: the sentences that answer, not merely mention.

Comes in: a question in words and an engine. Goes out: `PassageFinding`s, best first; none where
no sentence covers what is asked. Not for: names, dates and places
(`service.find.sentences.textanswer`), nor figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Span
from index.engine import Engine
from service.find.sentences.answertypes import Inquiry, read_inquiry
from service.find.sentences.clausecut import cut_clause, phrase_pattern
from service.find.sentences.sentenceranking import (
    MOST_NOISE,
    Ranked,
    lost_words,
    match_of,
    rank_statements,
)
from service.find.sentences.statements import SMALL_PAGE, Statement, statements_of
from service.understand.question import Question

ENOUGH = 0.58
"""So much of the question, by weight, a sentence and its context must cover to be an answer."""

UNKNOWN = 0.35
"""So much of the question may be words that no document prints."""

CONTENTS = ("include", "includes", "included", "comprise", "contain", "consist")

ENOUGH_INSIDE = 0.12
MOST_FINDINGS = 3
LONGEST_LIST = 900
NEXT_BEST = 0.6
"""A second sentence is given where it scores so much of the first."""

LEADS_TO_REASON = re.compile(
    r"(?:due to|result of|because(?: of)?|reasons?|driven by|factors?|attributable to|caused by)"
    r"[ *_]*[:：][ *_]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PassageFinding:
    """Sentences that answer: `span` to cite, `sentence` the one inside it that answers best.

    `short` are the words inside it that answer, `text` is for people (white space evened), `score`
    ranks, `confidence` is 0 to 1.
    """

    span: Span
    sentence: Span
    short: Span
    text: str
    score: float
    confidence: float


def answer_passage(
    question: Question | str, engine: Engine, *, document: str | None = None
) -> list[PassageFinding]:
    """The sentences that answer a question, best first, at most three; none where nothing does."""
    inquiry = read_inquiry(question, engine, document=document)
    evidence = EVIDENCE.get(inquiry.kind, _plain)(inquiry)
    ranked = rank_statements(inquiry, engine, evidence=evidence, limit=24)
    best = [r for r in ranked if _answers(inquiry, r) and r.statement.noise <= MOST_NOISE]
    if inquiry.has(*CONTENTS):
        best = [r for r in best if evidence(r.statement) > 1]
    findings: list[PassageFinding] = []
    for found in _with_next(inquiry, best):
        if findings and found.score < NEXT_BEST * findings[0].score:
            break
        finding = _finding(inquiry, found, engine)
        if not any(finding.span.overlaps(f.span) or finding.text == f.text for f in findings):
            findings.append(finding)
        if len(findings) == MOST_FINDINGS:
            break
    return findings


def _answers(inquiry: Inquiry, found: Ranked) -> bool:
    if (
        found.missing
        or found.covered < ENOUGH
        or found.inside < ENOUGH_INSIDE * (not found.statement.points_back)
    ):
        return found.statement.lead is not None and not found.missing and found.covered >= ENOUGH
    if inquiry.kind in ("clause", "words", "name") and lost_words(inquiry, found.statement):
        return False
    unknown = [w for w in inquiry.wanted if not w.known and match_of(w, found.statement)[1] == 0]
    return sum(w.weight for w in unknown) <= UNKNOWN * inquiry.weight


def _with_next(inquiry: Inquiry, best: Sequence[Ranked]) -> Iterator[Ranked]:
    """After the first sentence the one that goes on about it: "This line-up offers" tells what a
    thing is, where the sentence before only announces it.
    """
    for place, found in enumerate(best):
        yield found
        after = found.statement.after
        if place or inquiry.kind not in ("how", "definition", "clause") or after is None:
            continue
        if after.points_back and phrase_pattern("definition").search(after.text):
            yield replace(found, statement=after)


def _reasons(inquiry: Inquiry) -> Callable[[Statement], float]:
    """Reason clauses count; a list under "due to:" is one as a whole."""
    pattern = phrase_pattern("reason")

    def weigh(statement: Statement) -> float:
        text = statement.text
        if statement.lead is not None and LEADS_TO_REASON.search(statement.lead.text):
            return 1.7
        if LEADS_TO_REASON.search(text):
            return 3.2 if statement.block.kind == "heading" else 1.7
        if statement.block.kind == "heading":
            return 1.2 if pattern.search(text) else 0.4
        return 1.75 if pattern.search(text) else 0.6

    return weigh


def _definitions(inquiry: Inquiry) -> Callable[[Statement], float]:
    """A defining verb right after what is asked counts most."""
    pattern = phrase_pattern("definition")

    def weigh(statement: Statement) -> float:
        if statement.block.kind == "heading":
            return 0.5
        best = 0.85
        keys = {key for w in inquiry.wanted for key, _ in w.keys}
        for match in pattern.finditer(statement.text):
            at = statement.start + match.start()
            before = [t for t in statement.tokens if t.end <= at][-4:]
            if any(t.stem in keys for t in before):
                verb = match.group().split()[0].casefold()
                return 1.8 if verb not in ("is", "are", "include", "includes") else 1.5
            best = max(best, 1.05)
        return best

    return weigh


def _contents(inquiry: Inquiry) -> Callable[[Statement], float]:
    """What a thing includes is told where it stands right before the verb."""
    pattern = phrase_pattern("definition")
    asked = [w for w in inquiry.wanted if w.token.text.casefold() not in CONTENTS]
    verbs = [t.start for t in inquiry.tokens if t.text.casefold() in CONTENTS]
    subject = [w for w in asked if w.token.end <= verbs[0]][-1:] if verbs else []
    keys = {key for w in subject or asked for key, _ in w.keys}

    def weigh(statement: Statement) -> float:
        for match in pattern.finditer(statement.text):
            before = [t for t in statement.tokens if t.end <= statement.start + match.start()][-4:]
            verb = match.group().split()[0].casefold()
            if verb not in ("is", "are") and any(t.stem in keys for t in before):
                return 1.5
        return 0.5

    return weigh


def _manner(inquiry: Inquiry) -> Callable[[Statement], float]:
    pattern, reason, definition = (
        phrase_pattern("manner"),
        phrase_pattern("reason"),
        _definitions(inquiry),
    )
    defining = inquiry.has("define", "defined", "definition", "mean", "calculated", "measured")

    def weigh(statement: Statement) -> float:
        if defining:
            return definition(statement)
        if statement.block.kind == "heading":
            return 0.5
        return 1.3 if pattern.search(statement.text) or reason.search(statement.text) else 0.9

    return weigh


def _plain(inquiry: Inquiry) -> Callable[[Statement], float]:
    definition = _definitions(inquiry)
    asks = (
        inquiry.tokens[0].text.casefold() in ("what", "whats", "define", "explain")
        if inquiry.tokens
        else False
    )
    if inquiry.has(*CONTENTS):
        return _contents(inquiry)
    short = len(inquiry.wanted) <= 3

    def weigh(statement: Statement) -> float:
        if asks and short:
            return definition(statement)
        return 0.5 if statement.block.kind == "heading" else 1.0

    return weigh


EVIDENCE: dict[str, Callable[[Inquiry], Callable[[Statement], float]]] = {
    "why": _reasons,
    "definition": _definitions,
    "how": _manner,
}


def _finding(inquiry: Inquiry, found: Ranked, engine: Engine) -> PassageFinding:
    statement = found.statement
    span = statement.span
    head = statement if statement.items else statement.lead
    if inquiry.kind == "why":
        group = _listed(statement, engine)
        if group is not None:
            span = group
    elif (
        head is not None
        and head is statement
        and statement.text.rstrip(" *_").endswith((":", "："))
    ):
        span = _around(statement, statement.items[-1])
    text = " ".join(statement.document.text[span.start : span.end].split())
    confidence = min(1.0, found.covered) * min(1.0, found.score)
    cut = cut_clause(inquiry, statement)
    short = Span(span.document, *cut[0]) if cut else statement.span
    return PassageFinding(span, statement.span, short, text, found.score, confidence)


def _listed(statement: Statement, engine: Engine) -> Span | None:
    """The whole list where a statement leads in reasons or is one of them."""
    lead = statement if LEADS_TO_REASON.search(statement.text) else statement.lead
    if lead is None or not LEADS_TO_REASON.search(lead.text):
        return None
    body = _slide_body(lead, engine)
    if body is not None:
        return body
    return _around(lead, lead.items[-1]) if lead.items else None


def _slide_body(lead: Statement, engine: Engine) -> Span | None:
    """On a slide the reasons may stand before their lead-in: all that stands below the titles."""
    page = lead.block.page
    if page is None:
        return None
    store = statements_of(engine)
    row = [s for s in store.of(engine, lead.document.id) if s.block.page == page]
    body = [s for s in row if s.block.kind in ("paragraph", "list_item")]
    if row[-1].end - row[0].start > SMALL_PAGE or not body or lead.block.kind == "list_item":
        return None
    while len(body) > 1 and len(body[0].tokens) < 4:
        body = body[1:]
    return _around(body[0], body[-1])


def _around(first: Statement, last: Statement) -> Span:
    start, end = min(first.start, last.start), max(first.end, last.end)
    if end - start > LONGEST_LIST:
        end = start + LONGEST_LIST
        end = max(first.end, first.document.text.rfind("\n", start, end))
    return Span(first.document.id, start, end)
