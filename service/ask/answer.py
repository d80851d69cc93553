"""A question to an answer: understood, planned, looked up or computed, cited and said.

Comes in: text and an `Engine`. Goes out: an `Answer`, a pure function of the text, the scope and
the engine's generation. Not for: its JSON (`service.say.to_json`), nor for HTML.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.base.errors import NotFoundError, PeriodError
from index.engine import Engine
from service.ask.frames import keep, recall
from service.ask.passages import passages_for
from service.ask.records import (
    Answer,
    Interpretation,
    Part,
    ShownCheck,
    ShownPassage,
)
from service.cite.standing import Standing, standing_of
from service.find.companies import operate
from service.find.composed import reread
from service.find.derive import Deriver
from service.find.fromplan.make import tree_of
from service.find.outcome import NOT_CARRIED_OUT, AnswerStatus, Desk, Outcome
from service.find.reported import Found, Ledger
from service.plan.plan import make_plan
from service.plan.relations import Plan, concept_of
from service.say.missing import say_missing
from service.say.stating import Citer, stated, ties_shown
from service.understand.question import Question, understand
from service.understand.terms import words_of
from service.understand.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from service.find.sentences.speaking import Speech

UNCOUNTED = frozenset({"m2", "bps", "percent", "percentage_point", "JPY/USD"})
THING = (("the",), ("a",), ("an",), ("its",), ("their",), ("total",))
"""What follows "what is" where a thing is asked for rather than an event."""
OPENERS = frozenset(
    {"what", "whats", "describe", "explain", "summarize", "tell", "is", "did", "does", "do"}
    | {"are", "was", "were", "has", "have", "will", "how"}
)
"""Words that open a question; without one a few words name a thing, and sentences are no answer."""
QUANTITIES = frozenset({("how", "much"), ("how", "many"), ("number", "of"), ("amount", "of")})
CONTENTS = frozenset({"include", "comprise", "contain", "exclude", "consist"})
"""Verbs that ask what a thing is made of, which no figure answers."""
COULD_MEAN = frozenset({"verb", "degree", "manner"})
"""Parts of a sentence that a reader could have meant something by."""
COMPUTING = ("share", "ratio", "growth", "change", "average", "sum", "difference", "per")
"""Operations that ask for a figure, which no words are."""


def ask(text: str, engine: Engine, *, document: str | None = None, id: str | None = None) -> Answer:
    """Answer one question; `document` restricts it to one, `id` is echoed.

    Raises: QuestionError where the text is no question, NotFoundError for an unknown document.
    """
    if document is not None and document not in engine.documents:
        raise NotFoundError(f"no document {document!r}")
    desk, outcome = _worked(text, engine, document)
    if outcome is not None and outcome.found is not None and _miscounts(desk, outcome.found):
        outcome = desk.missing("not reported")
    if document is None:
        desk, outcome = reread(desk, outcome)
    else:
        from service.find.cells.answer import consult

        desk, outcome = consult(desk, outcome, document)
    if outcome is None:
        return _speak(desk, id, document)
    if outcome.status == "unanswered":
        return _unanswered(desk, outcome, id, document)
    return _figures(desk, outcome, id, document)


def _worked(text: str, engine: Engine, document: str | None) -> tuple[Desk, Outcome | None]:
    """The question understood and planned, and what its plan comes to; None for a plan to speak.

    Arithmetic that leaves the calendar ends at no period, never at an error.
    """
    vocabulary = vocabulary_of(engine)
    recalled = recall(text, vocabulary) if document is None else None
    question = recalled[0] if recalled else understand(text, vocabulary, document=document)
    ledger = Ledger(
        engine, question.calendar, question.scope.documents, question.entity, vocabulary.kept
    )
    try:
        plan = recalled[1] if recalled else _planned(question, ledger)
    except PeriodError:
        plan = Plan("refuse", question.measures, question.periods, form="no such period")
    if recalled is None and document is None:
        keep(question, plan, vocabulary)
    desk = Desk(question, plan, Deriver(ledger))
    if plan.operation == "speak":
        return desk, None
    try:
        return operate(desk, apart=document is None)
    except PeriodError:
        return desk, desk.missing("no such period")


def _planned(question: Question, ledger: Ledger) -> Plan:
    """The plan; "what is ... called" asks for a name."""
    plan = make_plan(question, ledger)
    words = words_of(question.corrected)
    if words[-1:] in (("called",), ("named",)) and words[:1] == ("what",):
        return replace(plan, operation="speak", form="text")
    return plan


def _miscounts(desk: Desk, found: Found) -> bool:
    """True for "how many floors" answered in square metres: a count is no other quantity."""
    question = desk.question
    if "many" not in question.corrected.casefold():
        return False
    words = words_of(question.corrected)
    counting = ("how", "many") in pairwise(words) and "percent" not in words
    if not counting or question.of("scale") or question.unit:
        return False
    unit = found.value.unit
    return unit in UNCOUNTED or (unit.isupper() and len(unit) == 3)


def _figures(desk: Desk, outcome: Outcome, id: str | None, document: str | None) -> Answer:
    """An answer that rests on figures."""
    engine, found = desk.ledger.engine, outcome.found
    told = stated(desk.ledger, outcome, kept_long=desk.plan.operation == "figure")
    return Answer(
        _answer_id(desk, document),
        id,
        desk.question.text,
        engine.generation,
        told.status,
        outcome.kind,
        _sentence(desk, outcome, told.sentence),
        _interpretation(desk),
        found.value if found else None,
        found.concept if found else None,
        found.period if found else None,
        told.points,
        told.derivation,
        told.checks,
        told.alternatives,
        told.citations,
        _passages(desk, document, found, *outcome.points),
        outcome.short,
        told.standing,
        told.facts,
    )


def _sentence(desk: Desk, outcome: Outcome, text: str) -> str:
    notes = [n for n in desk.plan.notes if n and n != "yes_no"]
    meant = [m for m in desk.question.of("aside") if m.meaning in COULD_MEAN]
    if meant:
        said = ", ".join(f"“{desk.question.text[m.start : m.end]}”" for m in meant)
        notes.append(f"{said} is left aside")
    return (
        f"{text} ({'; '.join(notes).capitalize()}.)"
        if notes and outcome.status != "ambiguous"
        else text
    )


def _passages(desk: Desk, document: str | None, *figures: Found | None) -> tuple[ShownPassage, ...]:
    told = [f for f in figures if f is not None]
    return passages_for(desk.ledger.engine, desk.question.corrected, told, document)


def _unanswered(desk: Desk, outcome: Outcome, id: str | None, document: str | None) -> Answer:
    """What is missing and what is reported nearby; words about no figure go to the readers."""
    if desk.plan.operation == "refuse" and not desk.plan.words and _speaks(desk):
        return _speak(desk, id, document)
    if desk.plan.operation == "refuse" and not desk.plan.words and document is None:
        from service.find.sentences.speaking import name_asked

        named = name_asked(desk.question, desk.ledger.engine)
        if named is not None:
            return _spoken(desk, id, document, named)
    if document is not None and outcome.missing != NOT_CARRIED_OUT:
        from service.find.sentences.speaking import WHOLE, holds_figure, quote_shortest, says_all

        quoted = quote_shortest(desk.question, desk.ledger.engine, at_least=WHOLE)
        if quoted is not None and (not holds_figure(quoted) or says_all(desk.question, quoted)):
            return _spoken(desk, id, document, quoted)
    return Answer(
        _answer_id(desk, document),
        id,
        desk.question.text,
        desk.ledger.engine.generation,
        "unanswered",
        None,
        say_missing(desk, outcome),
        _interpretation(desk),
        passages=_passages(desk, document),
    )


def _speaks(desk: Desk) -> bool:
    """True for a question that asks no figure: no quantity word, no thing at a period."""
    question = desk.question
    words = words_of(question.corrected)
    inside = words[:1] == ("what",) and not CONTENTS.isdisjoint(words)
    if QUANTITIES & set(pairwise(words)) and not inside:
        return False
    if question.cue in ("why", "how", "text") or question.cue_anywhere:
        return True
    if _ends_in_verb(question, words):
        return True
    exact = any(m.match is not None and m.match.cover >= 0.9 for m in question.measures)
    if exact and words[:1] not in (("what",), ("describe",)):
        return False
    if not question.periods:
        return True
    asks = words[:1] == ("what",)
    return asks and words[2:3] not in THING and not question.measures


def _ends_in_verb(question: Question, words: tuple[str, ...]) -> bool:
    """True for "what did the loss reflect?": the verb, last of all, is no measure."""
    said = [m for m in question.mentions if m.kind not in ("period", "filler", "joiner")]
    asks = words[:1] == ("what",) and words[1:2] in (("do",), ("did",), ("does",))
    return asks and bool(said) and said[-1].kind == "unmatched"


def _speak(desk: Desk, id: str | None, document: str | None) -> Answer:
    """The answer of the readers of sentences, else an honest refusal with passages."""
    from service.find.sentences.speaking import quote_shortest, speak

    engine, question = desk.ledger.engine, desk.question
    speech = quote_shortest(question, engine) if document is not None else None
    if document is not None and _wants_figure(desk, speech):
        speech = None
    elif speech is None:
        speech = speak(question, engine, passage_only=desk.plan.form == "passage")
    return _spoken(desk, id, document, speech)


def _wants_figure(desk: Desk, speech: Speech | None) -> bool:
    """True where only a plan may answer: it was refused, or a figure is to be computed."""
    from service.find.sentences.speaking import holds_figure, says_all

    question, refused = desk.question, desk.plan.operation == "refuse"
    figure = speech is not None and holds_figure(speech)
    if figure and speech is not None and says_all(question, speech):
        return question.has(*COMPUTING)
    counted = bool(QUANTITIES & set(pairwise(words_of(question.corrected))))
    computed = question.has(*COMPUTING)
    return (refused and (computed or figure)) or (figure and (computed or counted))


def _spoken(desk: Desk, id: str | None, document: str | None, speech: Speech | None) -> Answer:
    """An answer of what is said, cited sentence by sentence."""
    from service.find.sentences.speaking import printed_figure

    engine = desk.ledger.engine
    citer = Citer(engine)
    fact = printed_figure(engine, speech) if speech is not None else None
    standing = standing_of(engine, (fact,)) if fact is not None else None
    checks: list[ShownCheck] = []
    if fact is not None:
        citer.cite(fact.span)
        checks = ties_shown(citer, (fact,))
    for span in speech.spans if speech is not None else ():
        citer.cite(span)
    return Answer(
        _answer_id(desk, document),
        id,
        desk.question.text,
        engine.generation,
        "unanswered" if speech is None else _status(standing),
        None if speech is None else "figure" if fact is not None else speech.kind,
        say_missing(desk, desk.missing(desk.plan.form)) if speech is None else speech.text,
        _interpretation(desk),
        value=fact.value if fact is not None else None,
        concept=fact.concept if fact is not None else None,
        period=fact.period if fact is not None else None,
        checks=tuple(checks),
        citations=tuple(citer.made.values()),
        passages=_passages(desk, document),
        short=() if speech is None else speech.short,
        standing=standing,
        facts=(fact.id,) if fact is not None else (),
    )


def _status(standing: Standing | None) -> AnswerStatus:
    """How an answer stands that quotes: as the one figure in it, if it is one."""
    return "disputed" if standing is not None and standing.verdict == "disputed" else "answered"


def _interpretation(desk: Desk) -> Interpretation:
    question, plan = desk.question, desk.plan
    concepts = tuple(dict.fromkeys(concept_of(m) for m in plan.measures or question.measures))
    periods = tuple(p.label for p in plan.periods or question.periods)
    parts = tuple(
        Part(m.kind, m.start, m.end, question.text[m.start : m.end], m.meaning)
        for m in question.mentions
        if m.kind not in ("joiner",)
    )
    return Interpretation(
        question.entity,
        concepts,
        periods,
        plan.unit,
        plan.operation,
        question.unmatched,
        _in_words(desk, plan),
        tuple(sorted(question.scope.documents)),
        parts,
        question.corrected if question.corrected != question.text else None,
        tree_of(desk),
        question.ignored,
    )


def _in_words(desk: Desk, plan: Plan) -> str:
    """The plan in words: "equipment sales, 2Q02, in JPY"."""
    names = [desk.ledger.label(concept_of(m)) for m in plan.measures]
    said = (
        [plan.operation.replace("_", " ")]
        if plan.operation not in ("figure", "points", "speak")
        else []
    )
    said += [" and ".join(names)] if names else []
    said += [" and ".join(p.label for p in plan.periods)] if plan.periods else []
    if plan.unit:
        said.append(f"in {plan.unit}")
    if desk.question.scope.documents:
        said.append("in " + ", ".join(sorted(desk.question.scope.documents)))
    return ", ".join(said)


def _answer_id(desk: Desk, document: str | None) -> str:
    """An id made of the question, its scope and the generation: equal ids, equal bytes."""
    key = f"{desk.ledger.engine.generation}\n{document or ''}\n{desk.question.text}"
    return "a" + sha256(key.encode()).hexdigest()[:20]
