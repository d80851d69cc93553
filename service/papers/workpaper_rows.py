"""The rows of a workpaper: each figure of an answer at each place that prints it, and its ties.

Comes in: an `Answer`, or facts, with the engine that gave them. Goes out: `Row`s and
`Tie`s. Not for: the workpaper around them (`service.papers.workpaper`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.base.intervals import fact_interval, value_interval
from corpus.base.records import Check, Document, Fact, Period, Value
from service.ask.records import Answer, Point, ShownCheck
from service.cite.citations import Citation
from service.cite.standing import standing_of, ties_of
from service.papers.tieouts import read_by
from service.say.records import cite, cite_many

if TYPE_CHECKING:
    from index.engine import Engine

ROLES = {
    "answer": "Answer",
    "point": "Figure of the answer",
    "input": "Input of the formula",
    "alternative": "Also printed",
    "quote": "Quoted text",
    "fact": "Fact",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure at one place that prints it.

    `ref` is short and unique ("I1"); further places of the same figure continue it ("I1.2").
    `formula` names the rows that it reads; `citation` is None only for a figure that is computed
    or implied; `standing` is the figure's
    verdict and `status` that of the fact printed there; `checks` are the fact's tie-outs in words,
    failed ones first.
    """

    ref: str
    role: str
    label: str
    concept: str | None
    period: Period | None
    value: Value | None
    citation: Citation | None
    formula: str | None = None
    standing: str | None = None
    status: str | None = None
    fact: str | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie-out of the figures ("T1"), with the places that it reads, the result first."""

    ref: str
    check: Check
    refs: tuple[str, ...]
    citations: tuple[Citation, ...]


class RowMaker:
    """Collects rows, and the tie-outs of the facts behind them."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        self.engine = engine
        self.base_url = base_url
        self.rows: list[Row] = []
        self._refs: dict[str, str] = {}
        self._checks: dict[str, Check] = {}

    def add_answer(self, answer: Answer) -> None:
        """Rows of the value, the points, the inputs and the alternatives of an answer."""
        derivation = answer.derivation
        if answer.value is not None:
            self._add_value(answer, answer.value)
        elif not (answer.points or answer.alternatives):
            for number, cited in enumerate(answer.citations, start=1):
                citation = replace(cited, url=self.base_url + cited.url)
                self.rows.append(Row(f"Q{number}", "quote", "", None, None, None, citation))
        for letter, role, points in (
            ("I", "input", derivation.inputs if derivation else ()),
            ("P", "point", answer.points),
            ("O", "alternative", answer.alternatives),
        ):
            for number, point in enumerate(points, start=1):
                self._add_point(f"{letter}{number}", role, point)
        self._add_checks(answer.checks)

    def _add_checks(self, checks: Iterable[ShownCheck]) -> None:
        """The tie-outs of an answer: those of the index, and those made for the question."""
        for told in checks:
            if told.id:
                self._checks.setdefault(told.id, self.engine.check(told.id))
            else:
                made = Check("", told.name, told.passed, told.detail, ())
                self._checks.setdefault(f"made {told.name} {told.detail}", made)

    def _add_value(self, answer: Answer, value: Value) -> None:
        """Rows of an answer's one figure."""
        label = self.engine.concepts.label(answer.concept) if answer.concept else ""
        formula = answer.derivation.formula if answer.derivation else None
        row = Row(
            "A", "answer", label, answer.concept, answer.period, value, None, formula,
            standing=answer.standing.verdict if answer.standing else None,
        )  # fmt: skip
        self._add_printings(row, value, answer.facts)

    def _add_point(self, ref: str, role: str, point: Point) -> None:
        """Rows of a point; one that is labelled by its period alone is named by its measure."""
        named = self.engine.concepts.label(point.concept)
        label = named if point.label == point.period.label else point.label
        row = Row(ref, role, label, point.concept, point.period, point.value, None)
        self._add_printings(replace(row, standing=point.status), point.value, point.facts)

    def _add_printings(self, row: Row, value: Value, facts: Iterable[str]) -> None:
        """A row for each printing of a figure; one without a place where nothing prints it."""
        printing = [f for f in self.engine.facts.get_many(facts).values() if prints(f, value)]
        if not printing:
            self.rows.append(row)
        cited = cite_many(self.engine, [f.span for f in printing], base_url=self.base_url)
        for number, (fact, citation) in enumerate(zip(printing, cited, strict=True), start=1):
            place = row.ref if number == 1 else f"{row.ref}.{number}"
            self._append(replace(row, ref=place, citation=citation), fact)

    def add_fact(self, ref: str, fact: Fact) -> None:
        """The row of a fact, and its tie-outs."""
        citation = cite(self.engine, fact.span, base_url=self.base_url)
        standing = standing_of(self.engine, (fact,))
        row = Row(ref, "fact", fact.label, fact.concept, fact.period, fact.value, citation)
        self._append(replace(row, standing=standing.verdict), fact)
        self._checks.update((check.id, check) for check in standing.ties)

    def _append(self, row: Row, fact: Fact) -> None:
        self._refs.setdefault(fact.id, row.ref)
        words = tuple(dict.fromkeys(map(check_words, ties_of(self.engine, (fact,)))))
        self.rows.append(replace(row, status=fact.status, fact=fact.id, checks=words))

    def ties(self) -> tuple[Tie, ...]:
        """The tie-outs of the answer and of the facts, each once, failed ones first."""
        ordered = sorted(self._checks.values(), key=lambda check: check.passed)
        read = list(read_by(self.engine, ordered).values())
        cited = cite_many(self.engine, [fact.span for fact in read], base_url=self.base_url)
        places = {fact.id: citation for fact, citation in zip(read, cited, strict=True)}
        return tuple(
            Tie(
                f"T{number}",
                check,
                tuple(self._refs[fact] for fact in check.facts if fact in self._refs),
                tuple(places[fact] for fact in check.facts if fact in places),
            )
            for number, check in enumerate(ordered, start=1)
        )

    def documents(self) -> tuple[Document, ...]:
        """The documents that the rows cite, in the order of first use."""
        cited = dict.fromkeys(row.citation.document for row in self.rows if row.citation)
        return tuple(self.engine.documents[name] for name in cited)


def prints(fact: Fact, value: Value) -> bool:
    """Whether a printing can be this value; a sentence may say a loss without its sign."""
    one, other = value_interval(value), fact_interval(fact)
    if one is None or other is None or fact.value.unit != value.unit:
        return False
    return one.meets(other) or (fact.source == "prose" and one.meets(other.scale(-1)))


def check_words(check: Check) -> str:
    """A tie-out in a line: "foot: ties: 3 + 4 = 7"."""
    return f"{name_of(check)}: {'ties' if check.passed else 'DOES NOT TIE'}: {check.detail}"


def name_of(check: Check) -> str:
    """The name of a tie-out in words."""
    return check.name.replace("_", " ")
