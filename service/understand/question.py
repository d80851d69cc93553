"""A question's text to what it asks: measures, periods, operations, units, scope; every word
accounted for.

Comes in: text and the `Vocabulary` of an engine. Goes out: a `Question`, each part with the
characters that say it and the rule that read it. Not for: what is reported (`service.plan.plan`
looks that up).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from corpus.base.errors import QuestionError
from corpus.base.records import Period
from corpus.grammar.numbers import Figure, find_figures
from corpus.grammar.periods import GAPPED, Calendar, PeriodMatch
from service.understand.bystanders import set_aside
from service.understand.ellipsis import asked_periods, part_of_year
from service.understand.mentions import Mention
from service.understand.parse import Piece, Word
from service.understand.rereading import reread
from service.understand.roles import phrases_from
from service.understand.scope import Scope, find_scope
from service.understand.terms import Term, split_terms, word_set
from service.understand.vocabulary import PERIOD_WORDS, Vocabulary

__all__ = ["LONGEST_QUESTION", "Mention", "Question", "refuse", "understand"]
LONGEST_QUESTION = 500
WALL = re.compile(
    r":(?=\s)|\((?=(?:incl|excl|with|without|not|non|other than|before|after)\b)"
    r"|\((?=[^()]{1,120}(?:\s(?:less|minus|plus|divided|over|and)\s|\s[-+/÷−]\s))",
    re.IGNORECASE,
)
"""A colon or the bracket of a formula or of a gloss: no name goes on behind it."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SURROGATES = re.compile("[\ud800-\udfff]")
POLITE = word_set("polite")
LAST_ASKED = re.compile(
    r"^.*(?:[.?!;:–—]\s+|\s-+\s+)(what\s(?:was|were|is|are)|how\s(?:much|many))\b", re.IGNORECASE
)
"""The last part of a text that asks for a figure; what stands before it tells no kind."""
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Question:
    """What a text asks, part by part. `mentions` stand in the order of the text, all its words.

    `cue` is the kind of question its first words announce: why, how, text, yes_no or None.
    `calendar` is the one its periods were read on. `corrected` is the text after spelling.
    """

    text: str
    corrected: str
    mentions: tuple[Mention, ...]
    calendar: Calendar
    scope: Scope
    cue: str | None = None
    cue_anywhere: str | None = None
    figures: tuple[Figure, ...] = ()
    entity: str | None = None

    def of(self, kind: str) -> tuple[Mention, ...]:
        """The mentions of one kind, left to right."""
        return tuple([m for m in self.mentions if m.kind == kind])

    @cached_property
    def measures(self) -> tuple[Mention, ...]:
        """The measures named, left to right."""
        return self.of("measure")

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods named for a measure, left to right, once each."""
        return tuple(dict.fromkeys(m.period for m in self.of("period") if m.period is not None))

    @cached_property
    def operations(self) -> frozenset[str]:
        """The names of the operations asked for."""
        return frozenset(m.name for m in self.of("operation"))

    @cached_property
    def unmatched(self) -> tuple[str, ...]:
        """The words that nothing explains, as typed."""
        return tuple(dict.fromkeys(self.text[m.start : m.end] for m in self.of("unmatched")))

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """The words left aside because of where they stand, as typed."""
        return tuple(dict.fromkeys(self.text[m.start : m.end] for m in self.of("aside")))

    @cached_property
    def unit(self) -> str | None:
        """The unit asked for, if one is."""
        units = [m.name for m in self.of("unit")]
        return units[-1] if units else None

    def has(self, *names: str) -> bool:
        """True where one of these operations is asked for."""
        return not self.operations.isdisjoint(names)


def understand(
    text: str, vocabulary: Vocabulary, *, document: str | None = None, today: date | None = None
) -> Question:
    """Read a question.

    Raises: QuestionError where it is empty, too long or holds control characters.
    """
    refuse(text)
    terms = [vocabulary.spelled(t) for t in split_terms(text, vocabulary.lexicon.abbreviations)]
    corrected, places = _corrected(text, terms)
    entity, calendar = vocabulary.calendar_for(terms, document)
    periods = [_moved(m, places) for m in asked_periods(corrected, calendar)]
    scope, periods = find_scope(terms, periods, vocabulary.documents, document)
    words, figures = _words(text, terms, periods, scope)
    allowed = vocabulary.allowed(scope.documents)
    pieces = vocabulary.parser.parse(words, allowed)
    mentions = [_mention(p, words, terms, vocabulary) for p in pieces]
    mentions += [
        Mention("period", m.start, m.end, m.period.label, m.rule, period=m.period) for m in periods
    ]
    mentions += [Mention("document", s, e, label, "scope") for s, e, label in scope.mentions]
    mentions += [Mention("figure", f.outer_start, f.outer_end, str(f.amount)) for f in figures]
    mentions = _parts_of_year(mentions, calendar)
    mentions.sort(key=lambda m: (m.start, m.end))
    mentions = reread(text, mentions, vocabulary)
    asked = LAST_ASKED.search(text)
    begins = asked.end() - len(asked.group(1)) if asked is not None else 0
    cue, anywhere = _cues([w for t in terms if t.start >= begins for w in t.words])
    if cue in (None, "yes_no") and anywhere is None:
        mentions = set_aside(text, mentions, vocabulary)
    return Question(
        text, corrected, tuple(mentions), calendar, scope, cue, anywhere, tuple(figures), entity
    )


def _parts_of_year(mentions: list[Mention], calendar: Calendar) -> list[Mention]:
    """ "Third quarter revenue, fiscal 2003": the stretch is of the one year named."""
    bare = [m for m in mentions if m.kind == "bare_period"]
    dated = [m for m in mentions if m.kind == "period" and m.period is not None]
    if len(bare) != 1 or len(dated) != 1 or dated[0].period is None:
        return mentions
    year = dated[0].period
    part = part_of_year(bare[0].name, year, calendar) if year.label.startswith("FY") else None
    if part is None:
        return mentions
    made = replace(dated[0], period=part, meaning=part.label)
    return [made if m is dated[0] else m for m in mentions]


def refuse(text: str) -> None:
    """Raise QuestionError for what is no question."""
    if not text.strip():
        raise QuestionError("the question is empty")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"the question is longer than {LONGEST_QUESTION} characters")
    if CONTROLS.search(text):
        raise QuestionError("the question holds control characters")
    if SURROGATES.search(text):
        raise QuestionError("the question holds bytes that are no characters of UTF-8")


def _corrected(text: str, terms: Sequence[Term]) -> tuple[str, Sequence[int]]:
    """The text with misspelt words replaced, and for each of its characters the place in `text`."""
    if all([text.startswith(term.raw, term.start) for term in terms]):
        return text, range(len(text) + 1)
    out: list[str] = []
    places: list[int] = []
    at = 0
    for term in terms:
        out.append(text[at : term.start])
        places.extend(range(at, term.start))
        out.append(term.raw)
        length = term.end - term.start
        places.extend(term.start + min(i, length - 1) for i in range(len(term.raw)))
        at = term.end
    out.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(out), places


def _moved(match: PeriodMatch, places: Sequence[int]) -> PeriodMatch:
    if isinstance(places, range):
        return match
    return replace(match, start=places[match.start], end=places[match.end - 1] + 1)


def _words(
    text: str, terms: Sequence[Term], periods: Sequence[PeriodMatch], scope: Scope
) -> tuple[list[Word], list[Figure]]:
    """The words that periods, the scope and figures have not taken."""
    dated = [(m.start, m.end) for m in periods if m.rule in GAPPED]
    taken = [(s, e) for s, e, _ in scope.mentions]
    taken += [(m.start, m.end) for m in periods if m.rule not in GAPPED]
    for term in terms if dated else ():
        if any([s <= term.start < e for s, e in dated]) and _tells_time(term):
            taken.append((term.start, term.end))
    bare = any(not any([s <= m.start() < e for s, e in taken]) for m in DIGIT.finditer(text))
    figures = [
        f
        for f in (find_figures(text) if bare else ())
        if (f.scale is not None or f.currency or f.unit == "percent" or abs(f.amount) >= 1000)
        and not any(f.outer_start < e and s < f.outer_end for s, e in taken)
        and not any(t.start <= f.start < t.end and any(c.isalpha() for c in t.raw) for t in terms)
    ]
    taken += [(f.outer_start, f.outer_end) for f in figures]
    words: list[Word] = []
    comma = apart = False
    walls = {m.start() for m in WALL.finditer(text)} if ":" in text or "(" in text else ()
    for number, term in enumerate(terms):
        apart = apart or term.start in walls
        if taken and any([term.start < e and s < term.end for s, e in taken]):
            comma = True
            continue
        if not term.words:
            comma = comma or term.raw in ",;:"
            continue
        for place, word in enumerate(term.words):
            words.append(Word(word, number, comma and place == 0, apart and place == 0))
        comma = apart = False
    return words, figures


def _tells_time(term: Term) -> bool:
    """True for a word of a date; a measure inside one ("third quarter revenue for the year")
    stays.
    """
    filler = word_set("filler")
    return not term.words or all(
        w in filler or w in PERIOD_WORDS or any(c.isdigit() for c in w) for w in term.words
    )


def _mention(
    piece: Piece, words: Sequence[Word], terms: Sequence[Term], vocabulary: Vocabulary
) -> Mention:
    start = terms[words[piece.first].term].start
    end = terms[words[piece.last - 1].term].end
    meaning = piece.name
    if piece.match is not None:
        meaning = vocabulary.concepts.label(piece.match.concepts[0])
    return Mention(piece.kind, start, end, meaning, piece.name, piece.match)


def _cues(words: Sequence[str]) -> tuple[str | None, str | None]:
    """The kind of question that its first words announce, and the one that words inside it do."""
    opening = tuple(words[:7])
    skip = 0
    while (
        skip < len(opening) - 1
        and opening[skip] in POLITE
        and skip < 6
        and (opening[0] not in ("can", "could") or "you" in opening)
    ):
        skip += 1
    first: str | None = None
    opened = phrases_from(("why", "text", "how", "yes_no"), "starts")
    for at in dict.fromkeys((0, skip)):
        for kind, phrase in opened.get(words[at], ()) if at < len(words) else ():
            if tuple(words[at : at + len(phrase)]) == phrase:
                first = kind
                break
        if first not in (None, "yes_no"):
            break
    order = ("why", "how", "text")
    said = {
        kind
        for at, word in enumerate(words)
        for kind, phrase in phrases_from(order, "anywhere").get(word, ())
        if tuple(words[at : at + len(phrase)]) == phrase
    }
    inside = next((kind for kind in order if kind in said), None)
    if first == "how" and tuple(words[:2]) in (("how", "much"), ("how", "many")):
        first = None
    return first, inside
