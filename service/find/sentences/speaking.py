"""A question in words to what is said: a short answer, the sentences that answer, or nothing.

Comes in: a `Question` that asks no figure and an engine. Goes out: a `Speech`, or None where the
documents do not say. Not for: figures, nor for making an `Answer` of it (`service.ask.answer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.base.records import Fact, Span
from corpus.grammar.numbers import find_figures
from index.engine import Engine
from service.find.cells.cells import PERIODS, UNITS, content_words, years_in
from service.find.cells.fit import ASKING
from service.find.sentences.answertypes import Inquiry, read_inquiry
from service.find.sentences.askedkinds import DOING, amount_words, word_list
from service.find.sentences.passageanswer import answer_passage
from service.find.sentences.spananswer import answer_span
from service.find.sentences.textanswer import answer_text
from service.find.sentences.words import split_words
from service.understand.question import Question
from service.understand.terms import kin

ADDRESSES = ("email", "phone", "web", "ticker", "exchange", "expansion")
NO_PASSAGE = ("person", "date", "place", *ADDRESSES)
"""Whoever asks for one of these is not served by a sentence that speaks of something like it."""

WHOLE = 0.9
"""A sentence that covers so much of a question may be quoted where no figure is known."""

BARE = 0.75
"""A sentence stands in for words that ask nothing from this confidence up."""

NAMED = ("person", "organization", "name", "place")
SURE_NAME = 0.9
"""A name is given beside a measure that is not understood from this confidence up."""

PASSAGE_FOR_NAME = 0.5
"""A sentence stands in for a name that is asked for from this confidence up."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said: `text` for people, `short` the printed words that answer, `spans` to cite."""

    kind: Literal["text", "passage"]
    text: str
    short: tuple[str, ...]
    spans: tuple[Span, ...]
    confidence: float


def speak(question: Question, engine: Engine, *, passage_only: bool = False) -> Speech | None:
    """The best that the documents say to a question in words, of the question's own documents."""
    finding = answer_text(question, engine)
    if finding is not None and (not passage_only or finding.sure):
        return Speech("text", finding.text, (finding.answer,), finding.spans, finding.confidence)
    spoken = answer_passage(question, engine)
    if not spoken or not _may_stand_in(question, engine, spoken[0].confidence, passage_only):
        return None
    first = spoken[0]
    text = engine.documents[first.span.document].text
    return Speech(
        "passage",
        " ".join(p.text for p in spoken),
        (" ".join(text[first.short.start : first.short.end].split()),),
        tuple(p.span for p in spoken),
        first.confidence,
    )


def _may_stand_in(
    question: Question, engine: Engine, confidence: float, passage_only: bool
) -> bool:
    inquiry = read_inquiry(question, engine)
    kind = inquiry.kind
    if kind in ADDRESSES or (kind in NO_PASSAGE and not passage_only):
        return False
    if passage_only:
        return True
    words = [t.text.casefold() for t in inquiry.tokens]
    if words[:1] and words[0] not in word_list("telling") and word_list("asking").isdisjoint(words):
        bare = amount_words().isdisjoint(words) and confidence >= BARE and len(inquiry.wanted) > 2
        return bare or kind in ("why", "how", "definition")
    return not _asks_figure(inquiry) and (question.cue != "text" or confidence >= PASSAGE_FOR_NAME)


def _asks_figure(inquiry: Inquiry) -> bool:
    """True for "what salary", "what was the price of it": no sentence that mentions it answers."""
    words = [t.text.casefold() for t in inquiry.tokens]
    if words[0] not in ("what", "whats", "which") or not word_list("amount", "unless").isdisjoint(
        words
    ):
        return False
    if words[1:2] and words[1] in DOING and not word_list("amount", "verbs").isdisjoint(words[2:]):
        return True
    skipped = ("is", "was", "are", "were", "s", "the", "a", "an", "its", "their")
    rest = [w for w in words[1:] if w not in skipped][:4]
    stop = next((i for i, w in enumerate(rest) if w in word_list("function")), len(rest))
    return stop > 0 and rest[stop - 1] in amount_words() and (words[1] in skipped or stop == 1)


def name_asked(question: Question, engine: Engine) -> Speech | None:
    """The name that "name a customer of" or "product, name?" asks for, where it is all but sure."""
    words = [t.text.casefold() for t in split_words(question.text)]
    if "name" not in (*words[:1], *words[-1:]) and words[:1] not in (["which"], ["whose"]):
        return None
    finding = answer_text(question, engine, at_least=SURE_NAME)
    if finding is None or read_inquiry(question, engine).kind not in NAMED:
        return None
    return Speech("text", finding.text, (finding.answer,), finding.spans, finding.confidence)


def quote_shortest(question: Question, engine: Engine, *, at_least: float = 0.0) -> Speech | None:
    """What a question presupposing one document means there: the shortest words that answer.

    `at_least` is the share of the question that their sentence must cover.
    """
    found = answer_span(question, engine)
    if found is None or found.confidence < at_least or (at_least and found.kind == "words"):
        return None
    text = engine.documents[found.sentence.document].text
    sentence = " ".join(text[found.sentence.start : found.sentence.end].split())
    short = tuple(" ".join(answer.split()) for answer in found.answers)
    return Speech("text", sentence, short, (found.sentence,), found.confidence)


MARKS_BESIDE = 12
"""Characters beside the figure in an answer that is nothing but one: unit and currency."""


def holds_figure(speech: Speech) -> bool:
    """True for short words that hold a figure, which only a plan that is carried out may give."""
    return any(find_figures(words) for words in speech.short)


def says_all(question: Question, speech: Speech) -> bool:
    """True where the quoted sentence holds every word that the question restricts by."""
    asked = content_words(question.text) - ASKING - UNITS - PERIODS
    said = content_words(speech.text)
    spoken = {w for w in asked - said if kin().get(w, frozenset()) & said}
    years = set(years_in(question.text)) <= set(years_in(speech.text))
    return bool(asked) and years and asked <= said | spoken


def printed_figure(engine: Engine, speech: Speech) -> Fact | None:
    """The one fact that a short answer prints, where it prints nothing else; None for words."""
    if speech.kind != "text" or len(speech.short) != 1 or not speech.spans:
        return None
    short, span = speech.short[0], speech.spans[0]
    found = [
        fact
        for fact in engine.facts_at(span.document, span.start, span.end)
        if fact.value.amount is not None
        and fact.value.printed in short
        and len(short) - len(fact.value.printed) <= MARKS_BESIDE
    ]
    return found[0] if len({(f.value.amount, f.value.unit) for f in found}) == 1 else None
