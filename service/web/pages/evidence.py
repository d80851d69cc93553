"""What an answer rests on: its printings, the passages found, and the texts to copy.

Comes in: the answer contract's JSON and the engine it came from. Goes out: sources, passages,
links. Not for: the figure itself (`service.web.pages.answer`), nor for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.base.records import Fact
from service.cite.readings import reading_of
from service.web.pages.presenters import Shown, ask_url, figure, shown_from_json, source_url
from service.web.pages.source import Source, make_source, shorten, table_at, visible

if TYPE_CHECKING:
    from index.engine import Engine

MOST_SOURCES = 2
MOST_ALSO = 8
MOST_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One search result."""

    title: str
    place: str
    url: str
    text: str


def fact_of(engine: Engine, record: Mapping[str, Any]) -> Fact | None:
    """The first printing behind an answer or a POINT; None for a computed figure."""
    return next((engine.facts.get(i) for i in record.get("facts") or ()), None)


def _is_of(fact: Fact, shown: Shown) -> bool:
    """Whether a fact prints this value, or one end of this range."""
    if fact.value.unit != shown.unit:
        return False
    if shown.amount is None:
        ends = {x for x in (shown.low, shown.high) if x is not None}
        return bool(ends & {fact.value.amount, fact.value.low, fact.value.high})
    same = fact.value.amount == shown.amount
    return same and (not shown.printed or fact.value.printed in (shown.printed, ""))


def url_of(cited: Mapping[str, Any]) -> str:
    """Where a citation is shown."""
    return source_url(str(cited["document"]), int(cited["start"]), int(cited["end"]))


def first_citation(
    point: Mapping[str, Any], citations: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The first citation of a point."""
    return next((citations[c] for c in point.get("citations") or () if c in citations), None)


def sources_of(
    engine: Engine, answer: Mapping[str, Any]
) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The first printings in full, the further ones as quotes.

    Citations of one table, or of one paragraph, are shown once with all their figures marked.
    """
    values = _values_of(answer)
    tied = {str(i) for check in answer.get("checks") or () for i in check.get("citations") or ()}
    places: dict[tuple[str, object], list[Mapping[str, Any]]] = {}
    for cited in answer.get("citations") or ():
        document_id, start = str(cited["document"]), int(cited["start"])
        only_tied = str(cited["id"]) in tied and not _figures_in(engine, cited, values)
        if document_id in engine.documents and not only_tied:
            reading = reading_of(engine, document_id)
            table = table_at(reading, start, int(cited["end"]))
            block = next((b for b in reading.blocks if b.span.end > start), None)
            where = table.id if table else block.span.start if block else start
            places.setdefault((document_id, where), []).append(cited)
    made = []
    for (document_id, _), cites in places.items():
        figures = [f for cited in cites for f in _figures_in(engine, cited, values)]
        made.append(
            make_source(
                engine.documents[document_id],
                reading_of(engine, document_id),
                int(cites[0]["start"]),
                int(cites[0]["end"]),
                figures=tuple(dict.fromkeys(figures)),
                citation=cites[0],
            )
        )
    return tuple(made[:MOST_SOURCES]), tuple(made[MOST_SOURCES : MOST_SOURCES + MOST_ALSO])


def _values_of(answer: Mapping[str, Any]) -> list[Shown]:
    """Every value of an answer, the answer's own first."""
    points = [
        *(answer.get("alternatives") or ()),
        *((answer.get("derivation") or {}).get("inputs") or ()),
        *(answer.get("points") or ()),
    ]
    values = [answer.get("value"), *(point.get("value") for point in points)]
    return [shown_from_json(value) for value in values if value]


def _figures_in(
    engine: Engine, cited: Mapping[str, Any], values: Sequence[Shown]
) -> list[tuple[int, int]]:
    """Where in a citation its figures are printed: facts of those values, else their characters."""
    start, end, quote = int(cited["start"]), int(cited["end"]), str(cited["quote"])
    found = []
    for value in values:
        for fact in engine.facts_at(str(cited["document"]), start, end):
            inside = fact.span.start >= start and fact.span.end <= end
            if inside and _is_of(fact, value):
                found.append((fact.span.start, fact.span.end))
    for value in values if not found else ():
        if value.printed and quote.count(value.printed) == 1:
            at = start + quote.index(value.printed)
            found.append((at, at + len(value.printed)))
            break
    return found


def passages_of(engine: Engine, answer: Mapping[str, Any]) -> tuple[Found, ...]:
    """The best search results."""
    found = []
    for passage in (answer.get("passages") or ())[:MOST_PASSAGES]:
        cited = passage["citation"]
        document = engine.documents.get(str(cited["document"]))
        page, section = cited.get("page"), cited.get("section")
        place = ", ".join(
            x for x in (f"page {page}" if page else "", str(section or "").split(" > ")[-1]) if x
        )
        title = document.title if document else str(cited["document"])
        text = re.sub(r"(?<!\s)\s*+\|[\s|:-]*", "  ", str(cited["quote"]))
        found.append(Found(title, place, url_of(cited), shorten(visible(text), 280)))
    return tuple(found)


def copies_of(
    answer: Mapping[str, Any], shown: Shown | None, base_url: str, scale: str | None
) -> Mapping[str, str]:
    """What the copy buttons put on the clipboard."""
    out = {"link": base_url + ask_url(str(answer.get("question") or ""), scale=scale)}
    if shown:
        out["figure"] = figure(shown, scale=scale).text.replace("−", "-")
    cited = next(iter(answer.get("citations") or ()), None)
    if cited:
        place = f", page {cited['page']}" if cited.get("page") else ""
        out["citation"] = (
            f"“{cited['quote']}” {cited['document']}{place}, characters {cited['start']} to "
            f"{cited['end']}, citation {cited['id']}, SHA-256 {cited['sha256']}"
        )
    return out
