"""What a figure of a stretch of days must be, from its quarters and from printed growth.

Comes in: an index of facts, one measure in one unit. Goes out: `Derived` intervals with the facts
that they rest on. Not for: judging a printing by them (`corpus.ties.contradictions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from corpus.base.intervals import Interval, fact_interval
from corpus.base.records import Fact
from corpus.ties.aspects import Days, FactIndex, days_of, period_before, year_before
from corpus.ties.duplicates import most_precise
from corpus.ties.wording import say_at

MAX_DEPTH = 4  # steps from one figure to another
MAX_CHILDREN = 4  # stretches that one is put together from: quarters of a year
_GROWTH = (("yoy_change", year_before), ("qoq_change", period_before))


@dataclass(frozen=True, slots=True)
class Derived:
    """An interval, the facts that it was derived from, and the derivation in words."""

    interval: Interval
    facts: tuple[Fact, ...]
    words: str


class PeriodSums:
    """One measure of one entity in one unit, over time."""

    def __init__(self, index: FactIndex, entity: str, concept: str, unit: str) -> None:
        self.say = say_at(-6 if len(unit) == 3 else 0)
        self.direct: dict[Days, list[Fact]] = {}
        for fact in index.by_concept.get((entity, concept), ()):
            if (
                fact.value.unit == unit
                and fact.scenario == "actual"
                and fact.value.amount is not None
                and not fact.qualifier
                and fact.period.start is not None
            ):
                self.direct.setdefault(days_of(fact.period), []).append(fact)
        self.growth: list[tuple[Days, Days, Fact]] = []  # (days, days compared with, fact)
        for facet, before in _GROWTH:
            for fact in index.by_concept.get((entity, f"{concept}_{facet}"), ()):
                usable = fact.value.unit == "percent" and fact.scenario == "actual"
                if usable and fact.value.amount is not None and not fact.qualifier:
                    days = days_of(fact.period)
                    if days[0] is not None:
                        self.growth.append((days, before(days), fact))
        self._growing: dict[Days, list[tuple[Days, Days, Fact]]] = {}
        for one in self.growth:
            for days in dict.fromkeys(one[:2]):
                self._growing.setdefault(days, []).append(one)
        known = {*self.direct, *self._growing}
        self._starting: dict[date | None, list[Days]] = {}
        for days in sorted(known, key=lambda d: d[1], reverse=True):
            self._starting.setdefault(days[0], []).append(days)

    @property
    def may_derive(self) -> bool:
        """False where no stretch of days begins with another and no growth leads to one."""
        return bool(self.growth) or any(len(found) > 1 for found in self._starting.values())

    def derive(
        self, days: Days, *, without: Collection[str] = (), depth: int = MAX_DEPTH
    ) -> Derived | None:
        """The narrowest reading of `days` that uses no fact of `without`; None where none is."""
        return self._derive(days, frozenset(without), depth, frozenset())

    def _known(self, days: Days, without: frozenset[str]) -> Derived | None:
        facts = [
            f for f in self.direct.get(days, ()) if f.id not in without and f.status != "disputed"
        ]
        if not facts:
            return None
        fact = most_precise(facts)
        interval = fact_interval(fact)
        if interval is None:
            return None
        return Derived(interval, (fact,), f"{self.say(fact.value.amount or Decimal(0))}")

    def _derive(
        self, days: Days, without: frozenset[str], depth: int, seen: frozenset[Days]
    ) -> Derived | None:
        known = self._known(days, without)
        if known is not None or depth == 0 or days in seen:
            return known
        seen = seen | {days}
        found = [
            *self._grown(days, without, depth, seen),
            *self._summed(days, without, depth, seen),
        ]
        return min(found, key=lambda d: (d.interval.width, d.words), default=None)

    def _grown(
        self, days: Days, without: frozenset[str], depth: int, seen: frozenset[Days]
    ) -> Iterator[Derived]:
        for at, before, fact in self._growing.get(days, ()):
            rate = fact_interval(fact)
            if rate is None or fact.id in without:
                continue
            factor = rate.shift(100)
            if factor.low <= 0:
                continue
            other = self._derive(before if days == at else at, without, depth - 1, seen)
            if other is None:
                continue
            scaled = factor.scale(Decimal("0.01"))
            value = other.interval.multiply(scaled) if days == at else other.interval.divide(scaled)
            sign = "*" if days == at else "/"
            inner = f"({other.words})" if " + " in other.words.split(" / ")[0] else other.words
            words = f"{inner} {sign} (1 + {fact.value.amount:f}%)"
            yield Derived(value, (*other.facts, fact), words)

    def _summed(
        self, days: Days, without: frozenset[str], depth: int, seen: frozenset[Days]
    ) -> Iterator[Derived]:
        start, end = days
        if start is None:
            return
        for path in self._paths(start, end, days, MAX_CHILDREN):
            parts = [self._derive(p, without, depth - 1, seen) for p in path]
            if all(p is not None for p in parts):
                whole = [p for p in parts if p is not None]
                interval = whole[0].interval
                for part in whole[1:]:
                    interval = interval.add(part.interval)
                facts = tuple(dict.fromkeys(f for p in whole for f in p.facts))
                yield Derived(interval, facts, " + ".join(p.words for p in whole))

    def _paths(self, start: date, end: date, whole: Days, limit: int) -> Iterator[list[Days]]:
        """Stretches end to end from `start` to `end` of which something is printed."""
        if limit == 0:
            return
        for part in self._starting.get(start, ()):
            if part == whole or part[1] > end:
                continue
            if part[1] == end:
                yield [part]
            else:
                for rest in self._paths(part[1] + timedelta(days=1), end, whole, limit - 1):
                    yield [part, *rest]
