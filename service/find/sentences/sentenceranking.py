"""Statements ranked for a question in words: which sentence speaks of what is asked.

Comes in: an `Inquiry` and an engine. Goes out: `Ranked` statements, best first, with how much of
the question each covers. Not for: taking the answer out of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.engine import Engine
from service.cite.shelf import shelf_of
from service.find.sentences.answertypes import Inquiry, Wanted
from service.find.sentences.statements import PAGE, Statement, statements_of

RENDITION = 0.96
"""Another rendition (OCR) of a document stands behind the document itself."""

LEAST = 0.15
"""A statement that covers less of the question is not looked at further."""

MOST_NOISE = 0.12
"""A sentence with more stray signs and letters, per word, is a chart's debris."""

FEW_DOCUMENTS, MOST_READ = 12, 4
"""Of so few documents all are read whole; of more, so many that a search finds first."""

MOST_HITS = 40
"""So many passages are looked for to tell which documents to read."""

OTHER_PERIOD, NO_PERIOD, DOCUMENT_PERIOD = 0.5, 0.9, 0.97
OTHER_SUBJECT = 0.8
"""What a sentence counts where neither it nor its context names the measure asked for."""

TELLING = 3.0
"""So much a word must weigh for a sentence without it to miss the question."""

CARRIED = 1.35
"""What the context of a sentence that points back ("This increase was due to") counts more."""

NEIGHBOURS = 0.12
"""What question words that stand together add when they do so in the sentence."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement for a question: what it covers with its context and `inside` alone, 0 to 1.

    `missing` are names asked for that neither it nor its context has; `score` ranks; `row` are all
    statements of its document, held so that it knows what stands before it.
    """

    statement: Statement
    covered: float
    inside: float
    period: float
    score: float
    missing: tuple[Wanted, ...] = ()
    row: tuple[Statement, ...] = field(default=(), repr=False, compare=False)


def rank_statements(
    inquiry: Inquiry,
    engine: Engine,
    *,
    evidence: Callable[[Statement], float] | None = None,
    limit: int = 16,
) -> list[Ranked]:
    """The statements that speak of the question, best first; `evidence` multiplies a score."""
    if not inquiry.wanted:
        return []
    total = inquiry.weight or 1.0
    keys = frozenset(key for w in inquiry.wanted for key, _ in w.keys)
    found = []
    store = statements_of(engine)
    for document in _documents(inquiry, engine):
        row = store.of(engine, document)
        for statement in row:
            ranked = _score(inquiry, statement, total, keys, row)
            if ranked is None:
                continue
            if evidence is not None:
                ranked = replace(ranked, score=ranked.score * evidence(statement))
            found.append(ranked)
    found.sort(key=lambda r: (-r.score, r.statement.document.id, r.statement.start))
    return found[:limit]


def _documents(inquiry: Inquiry, engine: Engine) -> Sequence[str]:
    """The documents to read whole: all of few; of many those whose passages a search finds."""
    if len(engine.documents) <= FEW_DOCUMENTS or 0 < len(inquiry.documents) <= MOST_READ:
        return inquiry.documents or tuple(engine.documents)
    scope = frozenset(inquiry.documents)
    entity = engine.documents[inquiry.documents[0]].entity.id if scope else None
    if entity is not None and not scope.issubset(shelf_of(engine).of_entity(entity)):
        entity = None
    hits = engine.search(inquiry.text, limit=MOST_HITS, entity=entity, periods=inquiry.periods)
    found = dict.fromkeys(h.passage.span.document for h in hits)
    return [d for d in found if not scope or d in scope][:MOST_READ]


def match_of(wanted: Wanted, statement: Statement) -> tuple[float, float]:
    """(inside the statement, with its context): how well a word of the question is met, 0 to 1."""
    inside = around = 0.0
    more = CARRIED if statement.points_back else 1.0
    for key, worth in wanted.keys:
        if key in statement.own:
            inside = max(inside, worth)
        elif key in statement.context:
            around = max(around, worth * min(0.95, statement.context[key] * more))
    return inside, max(inside, around)


def lost_words(
    inquiry: Inquiry, statement: Statement, least: float = TELLING, met: float = 0.01
) -> list[Wanted]:
    """The telling words asked for, no names, that the statement and its context hardly meet."""
    return [
        w
        for w in inquiry.wanted
        if w.weight >= least and not w.named and match_of(w, statement)[1] < met
    ]


def _score(
    inquiry: Inquiry,
    statement: Statement,
    total: float,
    keys: frozenset[str],
    row: tuple[Statement, ...],
) -> Ranked | None:
    if keys.isdisjoint(statement.own) and keys.isdisjoint(statement.context):
        return None
    inside = covered = 0.0
    missing = []
    for wanted in inquiry.wanted:
        own, all_in = match_of(wanted, statement)
        inside += wanted.weight * own
        covered += wanted.weight * all_in
        if wanted.named and all_in <= PAGE:
            missing.append(wanted)
    if covered < LEAST * total:
        return None
    period = _period_fit(inquiry, statement)
    part = 0.85 if statement.points_back else 0.6
    base = (part * covered + (1 - part) * inside) / total
    score = (
        (base + NEIGHBOURS * _together(inquiry, statement, inside))
        * period
        * _length_fit(statement)
    )
    if not all(_named(subject, statement) for subject in inquiry.subjects):
        score *= OTHER_SUBJECT
    if statement.document.rendition_of is not None:
        score *= RENDITION
    return Ranked(statement, covered / total, inside / total, period, score, tuple(missing), row)


def _named(subject: frozenset[str], statement: Statement) -> bool:
    return not (subject.isdisjoint(statement.own) and subject.isdisjoint(statement.context))


def _length_fit(statement: Statement) -> float:
    """A heading or a scrap answers less often than a sentence; a very long one hides its answer."""
    words = len(statement.tokens)
    if statement.noise > MOST_NOISE:
        return 0.65
    if statement.block.kind == "heading":
        return 0.8 if words > 4 else 0.6
    if words < 3 and not statement.key:
        return 0.8
    return 1.0 if words < 60 else 0.9


def _period_fit(inquiry: Inquiry, statement: Statement) -> float:
    if not inquiry.periods:
        return 1.0
    own = statement.periods()
    asked = set(inquiry.periods)
    reported = statement.document.period
    if own & asked:
        return 1.0 if reported in asked or not (reported and own - asked) else 0.95
    if any(p.startswith("FY") and p[2:] in statement.text for p in asked):
        return DOCUMENT_PERIOD
    around = {p for s in (statement.before, statement.lead) if s is not None for p in s.periods()}
    if around & asked:
        return DOCUMENT_PERIOD
    if reported in asked:
        return DOCUMENT_PERIOD if not own else NO_PERIOD
    return NO_PERIOD if reported is None and not own else OTHER_PERIOD


def _together(inquiry: Inquiry, statement: Statement, inside: float) -> float:
    """The share of neighbouring question words that stand near each other in the statement."""
    words = inquiry.wanted
    if len(words) < 2 or not inside:
        return 0.0
    places: list[list[int]] = []
    for wanted in words:
        keys = {key for key, _ in wanted.keys}
        places.append([i for i, token in enumerate(statement.tokens) if token.stem in keys])
    pairs = close = 0
    for first, second, a, b in zip(words, words[1:], places, places[1:], strict=False):
        if second.place - first.place > 3:
            continue
        pairs += 1
        close += any(0 < y - x <= second.place - first.place + 1 for x in a for y in b)
    return close / pairs if pairs else 0.0
