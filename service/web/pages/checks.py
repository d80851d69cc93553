"""Tie-outs as auditors' tick marks: a letter, a word, the formula, and both of its ends.

Comes in: checks of the engine or of an answer. Goes out: `Tick`s and, for a figure, the letters it
earns. Not for: trying a check (`corpus.ties.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.base.records import Check, Fact
from service.ask.records import ShownCheck
from service.cite.citations import Citation
from service.papers.tieouts import EXCEPTION, TiedFigure, mark_of, read_by
from service.say.values import period_words
from service.web.pages.presenters import cited_url, fact_url, sentence_case

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
}


def name_words(name: str) -> str:
    """A check's name for people, as the claim that was tried; an unknown one is spelled out."""
    if name in _NAMES:
        return _NAMES[name]
    plain = name.replace("_", " ").replace("-", " ").strip()
    return plain[:1].upper() + plain[1:]


def ticks_shown(
    engine: Engine, checks: Sequence[ShownCheck], citations: Mapping[str, Citation]
) -> list[Tick]:
    """The tie-outs of an answer: those of the index, and those made for the question.

    The ends of the latter are its citations.
    """
    own = {check.id: engine.check(check.id) for check in checks if check.id}
    ticks = dict(zip(own, ticks_of(engine, own.values()), strict=True))
    return [
        ticks[check.id] if check.id else _tick_made(engine, check, citations) for check in checks
    ]


def _tick_made(engine: Engine, check: ShownCheck, citations: Mapping[str, Citation]) -> Tick:
    cited = [citations[ident] for ident in check.citations if ident in citations]
    ends = tuple(_end_cited(engine, one, number) for number, one in enumerate(cited, 1))
    documents = len({one.document for one in cited})
    mark = mark_of(check.name, passed=check.passed, documents=documents)
    return _tick(check, mark, ends)


def _end_cited(engine: Engine, cited: Citation, number: int) -> End:
    """One end of a tie: by its printed figure where the citation is just that, else by a number."""
    fact = engine.fact_at(cited.document, cited.start, cited.end)
    if fact is None or (fact.span.start, fact.span.end) != (cited.start, cited.end):
        return End("", f"printing {number}", cited_url(cited), "")
    return _end(engine, fact)


def _end(engine: Engine, fact: Fact) -> End:
    label = sentence_case(engine.concepts.label(fact.concept))
    return End(label, fact.value.printed, fact_url(fact), fact.id, period_words(fact.period))


def _tick(check: Check | ShownCheck, mark: str, ends: tuple[End, ...]) -> Tick:
    name, subject = name_words(check.name), _subject(ends)
    return Tick(KINDS[mark], name, check.passed, check.detail, ends, subject)


def _subject(ends: Sequence[End]) -> str:
    """What a tie-out is about: its result, the first figure that it reads."""
    return ", ".join(x for x in (ends[0].label, ends[0].period) if x) if ends else ""


def ticks_of(engine: Engine, checks: Iterable[Check], marks: Iterable[str] = ()) -> list[Tick]:
    """Checks of the engine, each with a link to every figure that it reads, the result first.

    `marks` are the tick marks that they earned of some figure; without, those of their names.
    """
    checks = list(checks)
    known = read_by(engine, checks)
    earned = list(marks) or [
        mark_of(check.name, passed=check.passed, documents=len(set(check.documents)))
        for check in checks
    ]
    ends = {ident: _end(engine, fact) for ident, fact in known.items()}
    return [
        _tick(check, mark, tuple(ends[i] for i in dict.fromkeys(check.facts) if i in ends))
        for check, mark in zip(checks, earned, strict=True)
    ]


def letters_of(tied: TiedFigure) -> tuple[Kind, ...]:
    """The tick marks that a figure earns, in the order of the legend; an exception comes last."""
    earned = {tick.mark for tick in tied.ticks}
    if tied.exception:
        earned.add(EXCEPTION)
    return tuple(kind for mark, kind in KINDS.items() if mark in earned)
