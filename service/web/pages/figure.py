"""The card of one figure: what it says, its tie-outs, and its other printings.

Comes in: a fact and its engine. Goes out: one `Card`. Not for: HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.base.records import Fact
from service.cite.citations import citation_id
from service.cite.readings import reading_of
from service.cite.standing import standing_of
from service.papers.tieouts import read_by, tick_mark
from service.say.values import Figure, figure, period_words
from service.web.pages.checks import ShownTick, ticks_of
from service.web.pages.presenters import ask_url, fact_url, sentence_case
from service.web.pages.series import question_for
from service.web.pages.source import place_of, shorten

if TYPE_CHECKING:
    from index.engine import Engine


@dataclass(frozen=True, slots=True)
class Printing:
    """Another printing of the same aspects."""

    title: str
    place: str
    printed: str
    url: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One figure with all that bears on it."""

    fact: Fact
    heading: str
    period: str
    figure: Figure
    verdict: str
    title: str
    place: str
    url: str
    question: str
    ask: str
    citation: str
    row: str
    column: str
    ticks: tuple[ShownTick, ...]
    printings: tuple[Printing, ...]


def card_of(engine: Engine, fact: Fact) -> Card:
    """All that is known of one printed figure."""
    standing = standing_of(engine, (fact,))
    document = engine.documents[fact.document]
    question = question_for(engine, fact)
    known = read_by(engine, standing.ties)
    marks = [tick_mark(check, fact, known) for check in standing.ties]
    return Card(
        fact=fact,
        heading=sentence_case(engine.concepts.label(fact.concept)),
        period=period_words(fact.period),
        figure=figure(fact.value),
        verdict=standing.verdict,
        title=document.title,
        place=place_of(reading_of(engine, fact.document), fact.span.start),
        url=fact_url(fact),
        question=question,
        ask=ask_url(question),
        citation=citation_id(document.sha256, fact.span.start, fact.span.end),
        row=shorten(" › ".join(part for part in fact.path if part), 160),
        column=shorten(" › ".join(part for part in fact.columns if part), 160),
        ticks=tuple(ticks_of(engine, standing.ties, marks)),
        printings=_printings(engine, fact),
    )


def _printings(engine: Engine, fact: Fact) -> tuple[Printing, ...]:
    same = engine.facts.find(
        fact.concept,
        period=fact.period,
        unit=fact.value.unit,
        entity=fact.entity,
        scenario=fact.scenario,
    )
    out = []
    for other in same:
        if other.id == fact.id or other.span == fact.span:
            continue
        out.append(
            Printing(
                engine.documents[other.document].title,
                place_of(reading_of(engine, other.document), other.span.start),
                other.value.printed,
                fact_url(other),
                _agree(fact, other),
            )
        )
    return tuple(out)


def _agree(one: Fact, two: Fact) -> bool:
    """Whether two printings can be the same figure, each within half its last printed place.

    Source: XBRL International, Handling Duplicate Facts (consistent duplicates)."""
    a, b = one.value.amount, two.value.amount
    if a is None or b is None:
        return one.value.low == two.value.low and one.value.high == two.value.high
    slack = Decimal(0)
    for value in (one.value, two.value):
        if value.decimals is not None:
            slack += Decimal(5).scaleb(-value.decimals - 1)
    return abs(a - b) <= slack
