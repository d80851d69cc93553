"""Tie-outs as auditors' tick marks: a letter, a word, the formula, and both of its ends.

Comes in: checks of the engine or of an answer. Goes out: `Tick`s and, for a figure, the letters it
earns. Not for: trying a check (`corpus.ties.checks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.base.records import Check
from service.papers.tieouts import EXCEPTION, TiedFigure, mark_of
from service.web.pages.presenters import period_words, sentence_case, source_url

if TYPE_CHECKING:
    from index.engine import Engine


@dataclass(frozen=True, slots=True)
class Kind:
    """One tick mark of the legend."""

    letter: str
    word: str
    meaning: str


KINDS: Mapping[str, Kind] = {
    "footed": Kind("F", "Footed", "adds up with the other figures of its total"),
    "recomputed": Kind("R", "Recomputed", "a change, share or ratio recalculated from its parts"),
    "rolled forward": Kind("O", "Rolled forward", "periods or movements add up to the next figure"),
    "converted": Kind("C", "Converted", "translated at the exchange rate that is stated"),
    "agrees to table": Kind("T", "Agrees to table", "a table prints the same figure"),
    "agrees to prose": Kind("P", "Agrees to prose", "a sentence prints the same figure"),
    "agrees to tag": Kind("G", "Agrees to tag", "the document tags it as it was read"),
    "agrees to another document": Kind(
        "D", "Agrees to another document", "another document prints the same figure"
    ),
    EXCEPTION: Kind("X", "Exception", "disputed, or in a tie-out that does not hold"),
}
LEGEND = tuple(KINDS.values())


@dataclass(frozen=True, slots=True)
class End:
    """One figure that a tie reads: where it is printed."""

    label: str
    printed: str
    url: str
    fact: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """One tie-out for print."""

    kind: Kind
    name: str
    passed: bool
    formula: str
    ends: tuple[End, ...] = ()
    subject: str = ""


_NAMES: Mapping[str, str] = {
    "foot": "Adds up",
    "cross_foot": "Adds up across",
    "roll_forward": "Rolls forward",
    "balance": "Balances",
    "recompute_change": "Change recomputed",
    "recompute_share": "Share recomputed",
    "convert": "Converts at the stated rate",
    "per_share": "Per-share amount recomputed",
    "definition": "Agrees to its definition",
    "note_to_statement": "Note agrees to statement",
    "cash_flow_to_balance_sheet": "Cash flow agrees to balance sheet",
    "agrees_to_rendition": "Agrees to the other rendition",
    "agrees_to_document": "Agrees to another document",
    "agrees_to_tag": "Read as it is tagged",
    "guidance_to_actual": "Actual within the forecast",
    "sum_of_periods": "Periods add up",
    "order": "Parts stay below their total",
    "shares_of_whole": "Shares make up the whole",
    "scale": "Scale is stated and agrees",
    "published": "Was over when published",
}


def name_words(name: str) -> str:
    """A check's name for people, as the claim that was tried; an unknown one is spelled out."""
    if name in _NAMES:
        return _NAMES[name]
    plain = name.replace("_", " ").replace("-", " ").strip()
    return plain[:1].upper() + plain[1:]


def tick_from_json(
    check: Mapping[str, Any], citations: Mapping[str, Mapping[str, Any]], engine: Engine
) -> Tick:
    """A CHECK of the answer contract: the index's own tie-out, else one made for the question.

    The ends of the latter are its citations.
    """
    if check.get("id"):
        return tick_of(engine, engine.check(str(check["id"])))
    cited = [citations[str(i)] for i in check.get("citations") or () if str(i) in citations]
    ends = tuple(_end_of_citation(engine, one, n) for n, one in enumerate(cited, 1))
    name, passed = str(check.get("name") or ""), bool(check.get("passed"))
    mark = mark_of(name, passed=passed, documents=len({str(one["document"]) for one in cited}))
    detail = str(check.get("detail") or "")
    return Tick(KINDS[mark], name_words(name), passed, detail, ends, _subject(ends))


def _end_of_citation(engine: Engine, cited: Mapping[str, Any], number: int) -> End:
    """One end of a tie: by its printed figure where the citation is just that, else by a number."""
    start, end = int(cited["start"]), int(cited["end"])
    fact = engine.fact_at(str(cited["document"]), start, end)
    exact = fact is not None and (fact.span.start, fact.span.end) == (start, end)
    printed = fact.value.printed if fact and exact else f"printing {number}"
    url = source_url(str(cited["document"]), start, end)
    if fact is None or not exact:
        return End("", printed, url, "")
    label = sentence_case(engine.concepts.label(fact.concept))
    return End(label, printed, url, fact.id, period_words(fact.period))


def _subject(ends: Sequence[End]) -> str:
    """What a tie-out is about: its result, the first figure that it reads."""
    return ", ".join(x for x in (ends[0].label, ends[0].period) if x) if ends else ""


def tick_of(engine: Engine, check: Check, mark: str | None = None) -> Tick:
    """A check of the engine with a link to every figure that it reads, the result first."""
    ends = []
    for fact_id in dict.fromkeys(check.facts):
        if fact_id in engine.facts:
            fact = engine.facts.get(fact_id)
            ends.append(
                End(
                    sentence_case(engine.concepts.label(fact.concept)),
                    fact.value.printed,
                    source_url(fact.document, fact.span.start, fact.span.end),
                    fact.id,
                    period_words(fact.period),
                )
            )
    if mark is None:
        documents = len(set(check.documents))
        mark = mark_of(check.name, passed=check.passed, documents=documents)
    return Tick(
        KINDS[mark], name_words(check.name), check.passed, check.detail, tuple(ends), _subject(ends)
    )


def letters_of(tied: TiedFigure) -> tuple[Kind, ...]:
    """The tick marks that a figure earns, in the order of the legend; an exception comes last."""
    earned = {tick.mark for tick in tied.ticks}
    if tied.exception:
        earned.add(EXCEPTION)
    return tuple(kind for mark, kind in KINDS.items() if mark in earned)
