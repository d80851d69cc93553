"""The tie-out of a document: each figure with its tick marks, and how far the whole ties.

Comes in: an engine and a document. Goes out: `TiedFigure`s in reading order and a `Summary`. Not
for: trying tie-outs; `corpus.ties.checks` did that when the document was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.base.records import Check, Fact
from corpus.ties.kinds import EXCEPTION, TO_DOCUMENT, TO_PROSE, TO_TABLE, Mark, kind_of
from service.ask.records import ShownCheck
from service.cite.readings import reading_of
from service.cite.standing import Verdict, standings_of

if TYPE_CHECKING:
    from index.engine import Engine

AGREEING = (TO_TABLE, TO_PROSE)


@dataclass(frozen=True, slots=True)
class Tick:
    """One tie-out seen from one figure."""

    mark: Mark
    check: Check


@dataclass(frozen=True, slots=True)
class TiedFigure:
    """A printed figure with its standing and its tick marks, failed ones first."""

    fact: Fact
    ticks: tuple[Tick, ...]
    verdict: Verdict

    @property
    def exception(self) -> bool:
        """Whether an auditor has to look: it is disputed, or in a tie-out that does not hold."""
        return self.verdict == "disputed" or any(not t.check.passed for t in self.ticks)


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures found in a document: `tied` + `repaired` + `disputed` + `untied` == `figures`.

    `failed` are those that an auditor has to look at; `checks` are the tie-outs that read any.
    """

    document: str
    figures: int
    tied: int
    repaired: int
    disputed: int
    untied: int
    failed: int
    checks: int
    checks_failed: int

    @property
    def line(self) -> str:
        """The summary for people."""
        return (
            f"{self.document}: {self.figures} figures: {self.tied} tied, {self.repaired} repaired, "
            f"{self.disputed} disputed, {self.untied} untied; {self.failed} exceptions; "
            f"{self.checks} tie-outs, {self.checks_failed} failed"
        )


def mark_of(check: Check | ShownCheck, documents: int) -> Mark:
    """The tick mark of a tie-out between so many documents."""
    if not check.passed:
        return EXCEPTION
    mark = kind_of(check.name).mark
    return TO_DOCUMENT if mark in AGREEING and documents > 1 else mark


def tick_mark(check: Check, fact: Fact, facts: Mapping[str, Fact]) -> Mark:
    """The tick mark that a tie-out earns a figure; `facts` holds those that it reads.

    One agreement has two ends: the table's figure agrees to prose, the sentence's to the table.
    """
    mark = mark_of(check, len(set(check.documents)))
    if mark not in AGREEING:
        return mark
    others = [facts[i] for i in check.facts if i != fact.id and i in facts]
    return TO_PROSE if any(other.source == "prose" for other in others) else TO_TABLE


def read_by(engine: Engine, checks: Iterable[Check]) -> dict[str, Fact]:
    """The facts that these tie-outs read, by id."""
    return engine.facts.get_many(dict.fromkeys(i for check in checks for i in check.facts))


def tie_out(engine: Engine, document_id: str) -> list[TiedFigure]:
    """Every figure of a document in reading order, with its tick marks. Raises: NotFoundError."""
    facts = sorted(reading_of(engine, document_id).facts, key=lambda f: (f.span.start, f.id))
    standings = standings_of(engine, facts)
    known = read_by(engine, (check for standing in standings for check in standing.ties))
    figures = []
    for fact, standing in zip(facts, standings, strict=True):
        ticks = tuple(Tick(tick_mark(check, fact, known), check) for check in standing.ties)
        figures.append(TiedFigure(fact, ticks, standing.verdict))
    return figures


def summarise(engine: Engine, document_id: str, figures: Iterable[TiedFigure]) -> Summary:
    """How far a document ties."""
    figures = list(figures)
    checks = {tick.check.id: tick.check for figure in figures for tick in figure.ticks}
    standing = Counter(figure.verdict for figure in figures)
    return Summary(
        document=document_id,
        figures=len(figures),
        tied=standing["tied"],
        repaired=standing["repaired"],
        disputed=standing["disputed"],
        untied=standing["untested"],
        failed=sum(figure.exception for figure in figures),
        checks=len(checks),
        checks_failed=sum(not check.passed for check in checks.values()),
    )


def summaries(engine: Engine, document: str | None = None) -> list[Summary]:
    """One summary a document, the worst first: most failed, then least tied."""
    wanted = [document] if document is not None else list(engine.documents)
    rows = [summarise(engine, name, tie_out(engine, name)) for name in wanted]
    return sorted(rows, key=lambda row: (-row.failed, -row.untied, row.document))
