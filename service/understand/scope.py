"""Which documents a question is asked of, and when a forecast was given.

Comes in: terms and periods of a question, the documents. Goes out: a `Scope` and the periods that
are left for the measure. Not for: filtering facts (`service.find.derive`).

"According to the May 2002 slides" names a document by the day it was published; "the 3Q02 slides"
by the period it reports; "as of November 2002" beside another period names the day a forecast was
given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from corpus.base.records import Period
from corpus.grammar.periods import PeriodMatch
from service.cite.shelf import Shelf
from service.understand.roles import operation_rows, question_words
from service.understand.terms import Term, canonical, words_of

REACH = 4
"""How many terms may stand between a date and the kind of document that it dates."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Restrictions of a question.

    `documents` by id (empty: all); `default` is the period that a named document reports; `given`
    are the documents whose forecasts are meant, by the day named; `mentions` are (start, end,
    meaning). `tied` where a word may tie a period to a document or to the day of a forecast.
    """

    documents: frozenset[str] = frozenset()
    given: tuple[frozenset[str], ...] = ()
    default: str | None = None
    mentions: tuple[tuple[int, int, str], ...] = ()
    tied: bool = False


def find_scope(
    terms: Sequence[Term],
    periods: Sequence[PeriodMatch],
    documents: Shelf,
    only: str | None = None,
) -> tuple[Scope, list[PeriodMatch]]:
    """The scope of a question and the periods that do not belong to it."""
    nouns = _document_nouns()
    left: list[PeriodMatch] = []
    chosen: frozenset[str] = frozenset()
    given: list[frozenset[str]] = []
    mentions: list[tuple[int, int, str]] = []
    forecasting = _speaks_of_forecasts(terms)
    for match in periods:
        noun = _noun_after(terms, match, nouns, periods)
        if noun is not None:
            found = _documents_of(match, documents, noun.words[0])
            if found:
                chosen |= found
                mentions.append((match.start, noun.end, "in " + ", ".join(sorted(found))))
                continue
        results = _results_after(terms, match) if forecasting and len(periods) > 1 else None
        if results is not None and (reporting := frozenset(_reporting(match, documents))):
            given.append(reporting)
            said = ", ".join(sorted(reporting))
            mentions.append((match.start, results.end, "given in " + said))
            continue
        left.append(match)
    if forecasting:
        dated = [
            m
            for m in left
            if m.rule in ("month", "date", "date, day first", "iso date")
            and published_in(m.period, documents)
        ]
        others = [m for m in left if m not in dated]
        if dated and (others or len(dated) > 1 or _bare_period(terms)):
            for match in dated:
                found = published_in(match.period, documents)
                given.append(found)
                mentions.append((match.start, match.end, "given in " + ", ".join(sorted(found))))
            left = others
    if only is not None:
        chosen = frozenset({only})
    labels = {documents[d].period for d in chosen if d in documents} - {None}
    default = next(iter(labels)) if len(labels) == 1 else None
    tied = forecasting or not nouns.isdisjoint([w for t in terms for w in t.words])
    return Scope(chosen, tuple(dict.fromkeys(given)), default, tuple(mentions), tied), left


@cache
def _document_nouns() -> frozenset[str]:
    return frozenset(w for word in question_words()["document"]["words"] for w in canonical(word))


Phrases = tuple[frozenset[tuple[str, ...]], frozenset[str]]


@cache
def _forecast_words() -> Phrases:
    """The phrases that ask for a forecast, and the words that they begin with."""
    phrases = frozenset(words_of(t) for t in operation_rows()["guidance"]["triggers"])
    return phrases, frozenset(p[0] for p in phrases if p)


@cache
def _bare_words() -> Phrases:
    """The phrases for a stretch without its year, and the words that they begin with."""
    phrases = frozenset(words_of(w) for w in question_words()["bare_period"]["words"])
    return phrases, frozenset(p[0] for p in phrases if p)


def _speaks_of_forecasts(terms: Sequence[Term]) -> bool:
    return _said(terms, _forecast_words(), 2)


def _bare_period(terms: Sequence[Term]) -> bool:
    """True where a stretch is named without its year: "the full year"."""
    return _said(terms, _bare_words(), 3)


def _said(terms: Sequence[Term], phrases: Phrases, most: int) -> bool:
    """True where one of the phrases, of so many words at most, is said."""
    whole, begun = phrases
    words = [w for t in terms for w in t.words]
    return any(
        tuple(words[i : i + n]) in whole
        for i, word in enumerate(words)
        if word in begun
        for n in range(1, most + 1)
    )


def _noun_after(
    terms: Sequence[Term], match: PeriodMatch, nouns: frozenset[str], periods: Sequence[PeriodMatch]
) -> Term | None:
    """The kind of document that a date stands before: "the May 2002 slides"."""
    after = [t for t in terms if t.start >= match.end][:REACH]
    for term in after:
        if any(p.start <= term.start < p.end for p in periods) or (
            not term.words and term.raw in ",;:?()"
        ):
            return None
        if term.words and term.words[0] in nouns:
            return term
    return None


def _results_after(terms: Sequence[Term], match: PeriodMatch) -> Term | None:
    """The word in "announced with the 4Q01 results": the day on which those came out is meant."""
    before = [t for t in terms if t.end <= match.start and t.raw.casefold() != "the"][-1:]
    after = [t for t in terms if t.start >= match.end][:1]
    if not before or before[0].raw.casefold() not in ("with", "alongside", "at"):
        return None
    return after[0] if after and after[0].raw.casefold() in ("results", "earnings") else None


def _reporting(match: PeriodMatch, documents: Shelf) -> tuple[str, ...]:
    return tuple(documents.reporting(match.period.label))


def _documents_of(match: PeriodMatch, documents: Shelf, noun: str) -> frozenset[str]:
    """Documents that report the period or were published in it; the noun decides among several."""
    found = frozenset(documents.reporting(match.period.label))
    found |= published_in(match.period, documents) if match.period.is_instant else frozenset()
    named = {i for i in found if noun in documents[i].title.casefold() or noun in i.casefold()}
    return frozenset(named or found)


def published_in(period: Period, documents: Shelf) -> frozenset[str]:
    """Documents published on that day, or in the month where the period is the end of one."""
    exact = documents.published_on(period.end)
    if exact or (period.end + timedelta(days=1)).day != 1:
        return frozenset(exact)
    return frozenset(documents.published_in(period.end))
