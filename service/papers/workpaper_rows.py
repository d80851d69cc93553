"""The rows of a workpaper: each figure of an answer at each place that prints it, and its ties.

Comes in: an answer of the contract, or facts, with the engine that gave them. Goes out: `Row`s and
`Tie`s. Not for: the workpaper around them (`service.papers.workpaper`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corpus.base.errors import NotFoundError
from corpus.base.intervals import fact_interval, value_interval
from corpus.base.records import Check, Document, Fact, Value
from service.cite.citations import Citation, citation_of, resolve_id
from service.cite.shelf import shelf_of
from service.say.records import cite
from service.say.to_json import period_to_json, value_to_json

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]

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
    `value` and `period` are those of the contract; `formula` names the rows that it reads;
    `citation` is None only for a computed figure; `status` is the fact's; `checks` are tie-outs
    in words, failed ones first.
    """

    ref: str
    role: str
    label: str
    concept: str | None
    period: Json | None
    value: Json | None
    citation: Citation | None
    formula: str | None = None
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

    def add_answer(self, answer: Json) -> None:
        """Rows of the value, the points, the inputs and the alternatives of an answer."""
        derivation = answer["derivation"]
        own = [item["id"] for item in answer["citations"]]
        if answer["value"] is not None:
            concept = answer.get("concept")
            head = {
                "label": self.engine.concepts.label(concept) if concept else "",
                "concept": concept,
                "period": answer.get("period"),
                "value": answer["value"],
                "citations": [] if derivation else self._printings(own, answer),
            }
            self._add_point("A", "answer", head, derivation and derivation["formula"])
        elif not (answer["points"] or answer["alternatives"]):
            for number, identifier in enumerate(own, start=1):
                self._add_quote(f"Q{number}", identifier)
        for number, point in enumerate((derivation or {}).get("inputs", ()), start=1):
            self._add_point(f"I{number}", "input", point)
        for number, point in enumerate(answer["points"], start=1):
            self._add_point(f"P{number}", "point", point)
        for number, point in enumerate(answer["alternatives"], start=1):
            self._add_point(f"O{number}", "alternative", point)

    def _printings(self, identifiers: list[str], answer: Json) -> list[str]:
        """Of an answer's citations, those that print its value; a tie-out's are evidence only."""
        period = (answer.get("period") or {}).get("label")
        of_checks = {ref for check in answer["checks"] for ref in check["citations"]}
        agreeing = self._agreeing(identifiers, answer["value"])
        exact = [ref for ref in agreeing if self._aspects(ref) == (answer.get("concept"), period)]
        others = [ref for ref in identifiers if ref not in of_checks]
        return (
            exact or [ref for ref in agreeing if ref not in of_checks] or others or identifiers[:1]
        )

    def _agreeing(self, identifiers: list[str], value: Json) -> list[str]:
        """Those that print this value at their precision; the same figure may be disputed there."""
        found = []
        for identifier in identifiers:
            fact = self._fact_of(self._cited(identifier))
            if fact is not None and prints(fact, value):
                found.append(identifier)
        return found

    def _aspects(self, identifier: str) -> tuple[str, str] | None:
        fact = self._fact_of(self._cited(identifier))
        return (fact.concept, fact.period.label) if fact is not None else None

    def _add_point(self, ref: str, role: str, point: Json, formula: str | None = None) -> None:
        label = point["label"]
        if point["concept"] and label == (point["period"] or {}).get("label"):
            label = self.engine.concepts.label(point["concept"])
        aspects = (label, point["concept"], point["period"], point["value"])
        cited = self._agreeing(point["citations"], point["value"]) or point["citations"]
        if not cited:
            self.rows.append(Row(ref, role, *aspects, None, formula))
        for number, identifier in enumerate(cited, start=1):
            citation = self._cited(identifier)
            fact = self._fact_of(citation)
            place = ref if number == 1 else f"{ref}.{number}"
            self._append(Row(place, role, *aspects, citation, formula), fact)

    def _add_quote(self, ref: str, identifier: str) -> None:
        self._append(Row(ref, "quote", "", None, None, None, self._cited(identifier)), None)

    def add_fact(self, ref: str, fact: Fact) -> None:
        """The row of a fact."""
        citation = cite(self.engine, fact.span, base_url=self.base_url)
        value, period = value_to_json(fact.value), period_to_json(fact.period)
        self._append(Row(ref, "fact", fact.label, fact.concept, period, value, citation), fact)

    def _append(self, row: Row, fact: Fact | None) -> None:
        if fact is not None:
            self._refs.setdefault(fact.id, row.ref)
            checks = sorted(self.engine.checks_of(fact.id), key=lambda check: check.passed)
            words = tuple(dict.fromkeys(map(check_words, checks)))
            row = replace(row, status=fact.status, fact=fact.id, checks=words)
        self.rows.append(row)

    def _cited(self, identifier: str) -> Citation:
        document, start, end = resolve_id(identifier, shelf_of(self.engine))
        block = self.engine.block_at(document.id, start)
        return citation_of(document, start, end, block=block, base_url=self.base_url)

    def _fact_of(self, citation: Citation) -> Fact | None:
        place = (citation.start, citation.end)
        for fact in self.engine.facts_at(citation.document, *place):
            if (fact.span.start, fact.span.end) == place:
                return fact
        return None

    def ties(self) -> tuple[Tie, ...]:
        """Every tie-out of the facts of the rows, once, failed ones first."""
        found: dict[str, Check] = {}
        for fact_id in self._refs:
            for check in self.engine.checks_of(fact_id):
                found.setdefault(check.id, check)
        ordered = sorted(found.values(), key=lambda check: check.passed)
        return tuple(
            Tie(
                f"T{number}",
                check,
                tuple(self._refs[fact] for fact in check.facts if fact in self._refs),
                tuple(self._places(check)),
            )
            for number, check in enumerate(ordered, start=1)
        )

    def _places(self, check: Check) -> Iterator[Citation]:
        for fact_id in check.facts:
            try:
                fact = self.engine.facts.get(fact_id)
            except NotFoundError:
                continue
            yield cite(self.engine, fact.span, base_url=self.base_url)

    def documents(self) -> tuple[Document, ...]:
        """The documents that the rows cite, in the order of first use."""
        cited = dict.fromkeys(row.citation.document for row in self.rows if row.citation)
        return tuple(self.engine.documents[name] for name in cited)


def prints(fact: Fact, value: Json) -> bool:
    """Whether a printing can be this value; a sentence may say a loss without its sign."""
    ends = (Decimal(value[end]) if value[end] is not None else None for end in ("low", "high"))
    amount = Decimal(value["amount"]) if value["amount"] is not None else None
    wanted = Value(amount, value["unit"], value["printed"], value["decimals"], *ends)
    one, other = value_interval(wanted), fact_interval(fact)
    if one is None or other is None or fact.value.unit != wanted.unit:
        return False
    return one.meets(other) or (fact.source == "prose" and one.meets(other.scale(-1)))


def check_words(check: Check) -> str:
    """A tie-out in a line: "foot: ties: 3 + 4 = 7"."""
    return f"{name_of(check)}: {'ties' if check.passed else 'DOES NOT TIE'}: {check.detail}"


def name_of(check: Check) -> str:
    """The name of a tie-out in words."""
    return check.name.replace("_", " ")
