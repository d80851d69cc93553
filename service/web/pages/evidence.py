"""What an answer rests on: its printings, the passages found, and the texts to copy.

Comes in: an `Answer` and the engine it came from. Goes out: sources, passages, texts. Not for: the
figure itself (`service.web.pages.answer`), nor for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.base.records import Fact, Value
from service.ask.records import Answer, Point
from service.cite.citations import Citation
from service.cite.readings import reading_of
from service.say.values import MINUS, figure
from service.web.pages.presenters import ask_url, cited_url
from service.web.pages.source import Source, make_source, shorten, table_at, visible

if TYPE_CHECKING:
    from index.engine import Engine

MOST_SOURCES = 2
MOST_ALSO = 8
MOST_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One search result."""

    title: str
    place: str
    url: str
    text: str


def fact_of(engine: Engine, answer: Answer) -> Fact | None:
    """The first printing behind an answer; None for a computed figure."""
    return engine.facts.get(answer.facts[0]) if answer.facts else None


def _is_of(fact: Fact, value: Value) -> bool:
    """Whether a fact prints this value, or one end of this range."""
    own = fact.value
    if own.unit != value.unit:
        return False
    if value.amount is None:
        ends = {x for x in (value.low, value.high) if x is not None}
        return bool(ends & {own.amount, own.low, own.high})
    return own.amount == value.amount and (not value.printed or own.printed in (value.printed, ""))


def first_citation(point: Point, citations: Mapping[str, Citation]) -> Citation | None:
    """The first citation of a point."""
    return next((citations[c] for c in point.citations if c in citations), None)


def sources_of(engine: Engine, answer: Answer) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The first printings in full, the further ones as quotes.

    Citations of one table, or of one paragraph, are shown once with all their figures marked.
    """
    values = _values_of(answer)
    tied = {ident for check in answer.checks for ident in check.citations}
    places: dict[tuple[str, object], list[tuple[Citation, list[tuple[int, int]]]]] = {}
    for cited in answer.citations:
        figures = _figures_in(engine, cited, values)
        if figures or cited.id not in tied:
            places.setdefault(_place(engine, cited), []).append((cited, figures))
    made = [_source(engine, cites) for cites in places.values()]
    return tuple(made[:MOST_SOURCES]), tuple(made[MOST_SOURCES : MOST_SOURCES + MOST_ALSO])


def _place(engine: Engine, cited: Citation) -> tuple[str, object]:
    """The table or block that a citation stands in."""
    reading = reading_of(engine, cited.document)
    table = table_at(reading, cited.start, cited.end)
    block = next((b for b in reading.blocks if b.span.end > cited.start), None)
    return cited.document, table.id if table else block.span.start if block else cited.start


def _source(engine: Engine, cites: Sequence[tuple[Citation, list[tuple[int, int]]]]) -> Source:
    first, _ = cites[0]
    return make_source(
        engine.documents[first.document],
        reading_of(engine, first.document),
        first.start,
        first.end,
        figures=tuple(dict.fromkeys(place for _, figures in cites for place in figures)),
    )


def _values_of(answer: Answer) -> list[Value]:
    """Every value of an answer, the answer's own first."""
    inputs = answer.derivation.inputs if answer.derivation else ()
    points = (*answer.alternatives, *inputs, *answer.points)
    return [*((answer.value,) if answer.value else ()), *(point.value for point in points)]


def _figures_in(engine: Engine, cited: Citation, values: Sequence[Value]) -> list[tuple[int, int]]:
    """Where in a citation its figures are printed: facts of those values, else their characters."""
    start, end = cited.start, cited.end
    inside = [
        fact
        for fact in engine.facts_at(cited.document, start, end)
        if fact.span.start >= start and fact.span.end <= end
    ]
    found = [(f.span.start, f.span.end) for v in values for f in inside if _is_of(f, v)]
    printed = (v.printed for v in values if v.printed and cited.quote.count(v.printed) == 1)
    if not found and (only := next(printed, None)) is not None:
        at = start + cited.quote.index(only)
        found.append((at, at + len(only)))
    return found


def passages_of(engine: Engine, answer: Answer) -> tuple[ShownHit, ...]:
    """The best search results."""
    found = []
    for passage in answer.passages[:MOST_PASSAGES]:
        cited = passage.citation
        section = (cited.section or "").split(" > ")[-1]
        place = ", ".join(x for x in (f"page {cited.page}" if cited.page else "", section) if x)
        title = engine.documents[cited.document].title
        text = re.sub(r"(?<!\s)\s*+\|[\s|:-]*", "  ", cited.quote)
        found.append(ShownHit(title, place, cited_url(cited), shorten(visible(text), 280)))
    return tuple(found)


def copies_of(answer: Answer, base_url: str, scale: str | None) -> Mapping[str, str]:
    """What the copy buttons put on the clipboard."""
    out = {"link": base_url + ask_url(answer.question, scale=scale)}
    if answer.value:
        out["figure"] = figure(answer.value, scale=scale).text.replace(MINUS, "-")
    for cited in answer.citations[:1]:
        place = f", page {cited.page}" if cited.page else ""
        out["citation"] = (
            f"“{cited.quote}” {cited.document}{place}, characters {cited.start} to "
            f"{cited.end}, citation {cited.id}, SHA-256 {cited.sha256}"
        )
    return out
