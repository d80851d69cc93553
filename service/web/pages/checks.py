"""Tie-outs as auditors' tick marks: a letter, a word, the formula, and both of its ends.

Comes in: checks of the engine or of an answer. Goes out: `ShownTick`s and, for a figure, the
letters it earns. Not for: trying a check (`corpus.ties.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.base.records import Check, Fact
from corpus.ties.kinds import EXCEPTION, MARKS, Mark, kind_of
from service.ask.records import ShownCheck
from service.cite.citations import Citation
from service.papers.tieouts import TiedFigure, mark_of, read_by
from service.say.values import period_words
from service.web.pages.presenters import cited_url, fact_url, sentence_case

if TYPE_CHECKING:
    from index.engine import Engine


LEGEND = tuple(MARKS.values())


@dataclass(frozen=True, slots=True)
class End:
    """One figure that a tie reads: where it is printed."""

    label: str
    printed: str
    url: str
    fact: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class ShownTick:
    """One tie-out for print."""

    mark: Mark
    name: str
    passed: bool
    formula: str
    ends: tuple[End, ...] = ()
    subject: str = ""


def ticks_shown(
    engine: Engine, checks: Sequence[ShownCheck], citations: Mapping[str, Citation]
) -> list[ShownTick]:
    """The tie-outs of an answer: those of the index, and those made for the question.

    The ends of the latter are its citations.
    """
    own = {check.id: engine.check(check.id) for check in checks if check.id}
    ticks = dict(zip(own, ticks_of(engine, own.values()), strict=True))
    return [
        ticks[check.id] if check.id else _tick_made(engine, check, citations) for check in checks
    ]


def _tick_made(engine: Engine, check: ShownCheck, citations: Mapping[str, Citation]) -> ShownTick:
    cited = [citations[ident] for ident in check.citations if ident in citations]
    ends = tuple(_end_cited(engine, one, number) for number, one in enumerate(cited, 1))
    documents = len({one.document for one in cited})
    return _tick(check, mark_of(check, documents), ends)


def _end_cited(engine: Engine, cited: Citation, number: int) -> End:
    """One end of a tie: by its printed figure where the citation is just that, else by a number."""
    fact = engine.fact_at(cited.document, cited.start, cited.end)
    if fact is None or (fact.span.start, fact.span.end) != (cited.start, cited.end):
        return End("", f"printing {number}", cited_url(cited), "")
    return _end(engine, fact)


def _end(engine: Engine, fact: Fact) -> End:
    label = sentence_case(engine.concepts.label(fact.concept))
    return End(label, fact.value.printed, fact_url(fact), fact.id, period_words(fact.period))


def _tick(check: Check | ShownCheck, mark: Mark, ends: tuple[End, ...]) -> ShownTick:
    claim = kind_of(check.name).claim
    return ShownTick(mark, claim, check.passed, check.detail, ends, _subject(ends))


def _subject(ends: Sequence[End]) -> str:
    """What a tie-out is about: its result, the first figure that it reads."""
    return ", ".join(x for x in (ends[0].label, ends[0].period) if x) if ends else ""


def ticks_of(
    engine: Engine, checks: Iterable[Check], marks: Iterable[Mark] = ()
) -> list[ShownTick]:
    """Checks of the engine, each with a link to every figure that it reads, the result first.

    `marks` are the tick marks that they earned of some figure; without, those of their names.
    """
    checks = list(checks)
    known = read_by(engine, checks)
    earned = list(marks) or [mark_of(check, len(set(check.documents))) for check in checks]
    ends = {ident: _end(engine, fact) for ident, fact in known.items()}
    return [
        _tick(check, mark, tuple(ends[i] for i in dict.fromkeys(check.facts) if i in ends))
        for check, mark in zip(checks, earned, strict=True)
    ]


def marks_of(tied: TiedFigure) -> tuple[Mark, ...]:
    """The tick marks that a figure earns, in the order of the legend; an exception comes last."""
    earned = {tick.mark for tick in tied.ticks}
    if tied.exception:
        earned.add(EXCEPTION)
    return tuple(mark for mark in LEGEND if mark in earned)
