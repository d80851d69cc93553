"""Aspects to facts: exact look-ups and what is known nearby.

Comes in: concept, period, unit, entity. Goes out: `Fact`s in document order. Not for: choosing
among duplicates, nor for arithmetic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.errors import NotFoundError
from corpus.model import Fact, Period

if TYPE_CHECKING:
    import pandas


@dataclass(eq=False)
class FactTable:
    """Facts by their aspects."""

    rows: tuple[Fact, ...] = ()
    _by_id: dict[str, Fact] = field(default_factory=dict, repr=False)
    _by_concept: dict[str, list[Fact]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> FactTable:
        """A table over these facts, kept in their order."""
        rows = tuple(facts)
        by_concept: dict[str, list[Fact]] = defaultdict(list)
        for fact in rows:
            by_concept[fact.concept].append(fact)
        return cls(rows, {fact.id: fact for fact in rows}, dict(by_concept))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.rows)

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self._by_id

    def get(self, fact_id: str) -> Fact:
        """One fact by its id. Raises: NotFoundError."""
        try:
            return self._by_id[fact_id]
        except KeyError:
            raise NotFoundError(f"no fact {fact_id!r}") from None

    def find(
        self,
        concept: str | None = None,
        period: str | Period | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
        limit: int | None = None,
    ) -> list[Fact]:
        """The facts with all the aspects given, in document order; None stands for any.

        `period` is a label, or a `Period` that must be equal.
        """
        rows = self.rows if concept is None else self._by_concept.get(concept, [])
        found = [
            fact
            for fact in rows
            if (period is None or period in (fact.period, fact.period.label))
            and (unit is None or fact.value.unit == unit)
            and (entity is None or fact.entity == entity)
            and (document is None or fact.document == document)
            and (scenario is None or fact.scenario == scenario)
        ]
        return found[:limit]

    def concepts(self, entity: str | None = None) -> dict[str, int]:
        """How many facts each concept has."""
        return dict(Counter(fact.concept for fact in self.find(entity=entity)))

    def periods(self, concept: str | None = None, entity: str | None = None) -> list[str]:
        """The labels of the periods that have such a fact, in time."""
        found = {fact.period for fact in self.find(concept, entity=entity)}
        ordered = sorted(found, key=lambda p: (p.end, p.start or p.end, p.label))
        return list(dict.fromkeys(period.label for period in ordered))

    def units(self, concept: str | None = None, entity: str | None = None) -> dict[str, int]:
        """The units that such facts are told in, most frequent first."""
        facts = self.find(concept, entity=entity)
        return dict(Counter(fact.value.unit for fact in facts).most_common())

    def entities(self, concept: str | None = None) -> dict[str, int]:
        """The entities that report such facts, most facts first."""
        return dict(Counter(fact.entity for fact in self.find(concept)).most_common())

    def frame(self) -> pandas.DataFrame:
        """All facts as a table of pandas: a row a fact, `amount` a Decimal in base units."""
        from index.frames import facts_frame

        return facts_frame(self)
