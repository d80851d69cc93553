"""What the documents report for a measure and a period: the best printing, its kin, its disputes.

Comes in: an `Engine` and the scope of a question. Goes out: `Found`s. Not for: computing what is
not reported (`service.find.derive`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from corpus.base.records import Fact, Period, Value
from corpus.concepts.concepts import FACETS
from corpus.grammar.periods import Calendar
from index.engine import Engine
from service.ask.memo import Kept
from service.cite.standing import ties_of
from service.plan.ratios import ratios

QUARTER_DAYS = range(80, 101)
YEAR_DAYS = range(350, 381)
UNKNOWN: Any = object()


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure was computed: the formula in names, the working in figures, and its inputs.

    `failed` holds the name and the detail of each check that the result does not stand up to.
    """

    formula: str
    working: str
    inputs: tuple[Found, ...]
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with what it rests on.

    `facts` print it, best first (none for a derived figure, which has a `derivation`); where the
    value is implied and printed nowhere, they print what a tie-out contradicts. `others` are the
    values that other printings give or that a tie-out demands, with the facts that print them.
    """

    concept: str
    label: str
    period: Period
    value: Value
    facts: tuple[Fact, ...] = ()
    disputed: bool = False
    others: tuple[tuple[Value, tuple[Fact, ...]], ...] = ()
    derivation: Derivation | None = None
    tag: str = ""

    @property
    def amount(self) -> Decimal:
        """The figure; the low end where it is a range."""
        value = self.value
        return value.amount if value.amount is not None else value.low or Decimal(0)

    @property
    def evidence(self) -> tuple[Fact, ...]:
        """The facts that this figure rests on, its own printings or those of its inputs."""
        if self.facts or self.derivation is None:
            return self.facts
        rests: list[Fact] = []
        for item in self.derivation.inputs:
            rests.extend(item.evidence[:1] if item.facts else item.evidence)
        return tuple(dict.fromkeys(rests))

    @property
    def bearing(self) -> tuple[Fact, ...]:
        """The facts whose tie-outs bear on the figure: its printings and, if disputed, its rivals.

        The rivals come last, so that the first fact is the printing offered.
        """
        inputs = self.derivation.inputs if self.derivation is not None else ()
        own = (*self.facts, *(f for item in inputs for f in item.bearing))
        rivals = (f for _, facts in self.others for f in facts) if self.disputed else ()
        return tuple(dict.fromkeys((*own, *rivals)))

    @property
    def contested(self) -> bool:
        """True where the figure or one of its inputs is disputed."""
        return self.disputed or (
            self.derivation is not None and any(i.contested for i in self.derivation.inputs)
        )


@dataclass
class Ledger:
    """Look-ups of one question: an engine seen through a scope."""

    engine: Engine
    calendar: Calendar
    documents: frozenset[str] = frozenset()
    entity: str | None = None
    kept: Kept = field(default_factory=Kept)

    @cached_property
    def scope(self) -> int:
        """The number of this scope among all of the generation."""
        return self.kept.scope(self.calendar.entity, self.documents, self.entity)

    def facts(self, concept: str, scenario: str = "actual") -> tuple[Fact, ...]:
        """The facts of a measure inside the scope; convenience translations count as actual."""
        key = (self.scope, concept, scenario)
        known = self.kept.facts.get(key)
        if known is None:
            known = tuple(
                self.engine.facts.told(
                    concept,
                    scenarios=_told(scenario),
                    entity=self.entity,
                    documents=self.documents,
                )
            )
            self.kept.facts.keep(key, known, 1 + len(known))
        return known

    def _fitting(self, concept: str, period: Period) -> list[Fact]:
        """The facts of a measure inside the scope whose period is the one asked."""
        label = period.label
        near = self.engine.facts.near(
            concept,
            period,
            (label[2:],) if label.startswith("FY") else (),
            entity=self.entity,
            documents=self.documents,
        )
        wanted = _told("actual")
        return [f for f in near if f.scenario in wanted and self.fits(f, period)]

    def label(self, concept: str) -> str:
        """How a measure is said: by the registry, else as a document prints it."""
        known = self.kept.labels.get(concept)
        return self.kept.labels.keep(concept, self._label(concept)) if known is None else known

    def _label(self, concept: str) -> str:
        concepts = self.engine.concepts
        if concept in concepts:
            return concepts.label(concept)
        if concept in ratios():
            return ratios()[concept].label
        base, facet = concepts.split(concept)
        if facet and base != concept:
            return FACETS[facet][1].format(self.label(base))
        facts = self.engine.facts.find(concept, limit=1)
        return facts[0].label if facts and facts[0].label else concepts.label(concept)

    def unit_of(self, concept: str, facts: Sequence[Fact] | None = None) -> str | None:
        """The unit that a measure is told in when none is asked: the reporting currency before
        others.
        """
        if facts is not None:
            units: Mapping[str, int] = Counter(f.value.unit for f in facts)
        else:
            units = self.engine.facts.units_told(
                concept,
                scenarios=_told("actual"),
                entity=self.entity,
                documents=self.documents,
            )
        home = self.calendar.entity.currency
        if home in units:
            return home
        return max(sorted(units), key=lambda unit: units[unit], default=None)

    def fits(self, fact: Fact, period: Period) -> bool:
        """True where a fact's period is the one asked: the same days, or the end of it for a
        balance.
        """
        own = fact.period
        if own == period or own.label == period.label:
            return True
        if own.label.isdigit() and period.label == f"FY{own.label}":
            return True
        if own.end != period.end:
            return False
        if own.is_instant:
            return True
        return (
            period.is_instant
            and own.start is not None
            and (own.end - own.start).days in QUARTER_DAYS
        )

    def reported(self, concept: str, period: Period, unit: str | None = None) -> Found | None:
        """The printed figure of a measure for a period; None where no document prints one."""
        key = (self.scope, concept, period.label, unit)
        found = self.kept.reported.get(key, UNKNOWN)
        if found is UNKNOWN:
            found = self.kept.reported.keep(key, self._reported(concept, period, unit))
        return found  # type: ignore[no-any-return]

    def _reported(self, concept: str, period: Period, unit: str | None) -> Found | None:
        concept = self.engine.concepts.canonical(concept)
        opening = self.engine.concepts.balance_day(concept, period)
        if opening < period.end:
            period = self.calendar.instant(opening)
        tells = self.engine.facts.tells
        if not tells(concept) and not tells(f"{concept}_low"):
            return None
        pool = [f for f in self._fitting(concept, period) if f.value.amount is not None]
        exact = [f for f in pool if f.period.label == period.label]
        pool = exact or pool or self._in_year(concept, period)
        unit = unit or self.unit_of(concept, pool)
        pool = [f for f in pool if f.value.unit == unit]
        return self.settle(concept, pool) if pool else self._range(concept, period, unit)

    def _in_year(self, concept: str, period: Period) -> list[Fact]:
        """The balance or year that ends in the year asked, where just one does.

        Only for issuers whose years are labelled by their end: there "2019" names it either way.
        """
        if not period.label.startswith("FY") or self.calendar.entity.year_label != "end":
            return []
        year = int(period.label[2:])
        rows = [
            f
            for f in self.facts(concept)
            if f.value.amount is not None
            and f.period.end.year == year
            and (f.period.start is None or (f.period.end - f.period.start).days in YEAR_DAYS)
        ]
        return rows if len({f.period.end for f in rows}) == 1 else []

    def _range(self, concept: str, period: Period, unit: str | None) -> Found | None:
        """A figure that is only printed as a range: "6 - 9 months"."""
        ends = [
            [f for f in self._fitting(f"{concept}_{end}", period) if unit in (None, f.value.unit)]
            for end in ("low", "high")
        ]
        if not all(ends):
            return None
        low, high = ends[0][0], ends[1][0]
        value = Value(
            None,
            low.value.unit,
            "",
            low.value.decimals,
            low.value.amount,
            high.value.amount,
        )
        return Found(concept, self.label(concept), low.period, value, (low, high))

    def settle(self, concept: str, pool: Sequence[Fact]) -> Found:
        """One figure of several printings: the most precise undisputed one, others beside it."""
        ranked = sorted(pool, key=_rank)
        best = ranked[0]
        if best.status == "disputed" and best.alternatives:
            best = replace(best, value=replace(best.alternatives[0], printed=""))
        agreeing = [f for f in ranked if agree(f.value, best.value)]
        if agreeing and not best.value.printed:
            best = replace(best, value=agreeing[0].value)
        others: dict[Decimal, tuple[Value, list[Fact]]] = {}
        for fact in ranked:
            if fact.value.amount is not None and not agree(fact.value, best.value):
                others.setdefault(fact.value.amount, (fact.value, []))[1].append(fact)
        for fact in ranked:
            for value in fact.alternatives:
                if value.amount is not None and not agree(value, best.value):
                    others.setdefault(value.amount, (replace(value, printed=""), [fact]))
        doubted = [f for f in ranked if f.status == "disputed"]
        disputed = ranked[0].status == "disputed" or (
            bool(doubted)
            and (bool(others) or any(not c.passed for c in ties_of(self.engine, doubted)))
        )
        return Found(
            concept,
            self.label(concept),
            best.period,
            best.value,
            tuple(agreeing or ranked),
            disputed,
            tuple((value, tuple(facts)) for value, facts in others.values()),
        )

    def periods(
        self, concept: str, unit: str | None = None, scenario: str = "actual"
    ) -> list[Period]:
        """The periods that a measure is reported for, in time."""
        key = (self.scope, concept, unit, scenario)
        found = self.kept.periods.get(key)
        if found is None:
            known = self.engine.concepts.canonical(concept)
            told = self._periods_told(known, None, scenario)
            if told and unit is not None:
                told = self._periods_told(known, unit, scenario)
            elif not told:
                told = self._periods_told(f"{known}_low", unit, scenario)
            found = in_time(told)
            self.kept.periods.keep(key, found, 1 + len(found))
        return list(found)

    def all_periods(self, concept: str, scenario: str = "actual") -> list[Period]:
        """The different periods of the facts of just this concept, in no order."""
        return self._periods_told(concept, None, scenario)

    def _periods_told(self, concept: str, unit: str | None, scenario: str) -> list[Period]:
        return self.engine.facts.periods_told(
            concept,
            scenarios=_told(scenario),
            unit=unit,
            entity=self.entity,
            documents=self.documents,
        )


def _told(scenario: str) -> tuple[str, ...]:
    """The scenarios that count as the one named."""
    return ("actual", "translation") if scenario == "actual" else (scenario,)


def in_time(periods: Iterable[Period]) -> list[Period]:
    """Periods from the earliest to the latest, the shorter first among those that end together."""
    return sorted(periods, key=lambda p: (p.end, p.start is None, -(p.start or p.end).toordinal()))


def agree(one: Value, other: Value) -> bool:
    """True where two printed figures may be one, each within half its last printed place."""
    if one.unit != other.unit or one.amount is None or other.amount is None:
        return False
    slack = _half(one) + _half(other)
    return abs(one.amount - other.amount) <= slack


def _half(value: Value) -> Decimal:
    if value.decimals is None:
        return Decimal(0)
    return Decimal("0.5").scaleb(-value.decimals)


def _rank(fact: Fact) -> tuple[int, int, int, str, int]:
    """Best first: undisputed, most precise, from a table, in the order of the documents."""
    precision = fact.value.decimals if fact.value.decimals is not None else 99
    return (
        fact.status == "disputed",
        -precision,
        fact.source != "table",
        fact.document,
        fact.span.start,
    )
