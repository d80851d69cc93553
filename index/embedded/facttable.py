"""Aspects to facts: exact look-ups by key, and what is known nearby.

Comes in: concept, period, unit, entity. Goes out: `Fact`s in document order. Not for: choosing
among duplicates, nor for arithmetic. A fact is made of its row when it is returned; until then a
million facts are columns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from corpus.base.errors import NotFoundError
from corpus.base.records import Fact, Period
from index.embedded.factrows import FactRows
from index.records.arrays import Array
from index.records.factcolumns import fact_columns

if TYPE_CHECKING:
    import pandas


class FactTable(FactRows):
    """Facts by their aspects."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> FactTable:
        """A table in memory over these facts, kept in their order within a document."""
        given = list(facts)
        documents = list(dict.fromkeys(fact.document for fact in given))
        place = {document: number for number, document in enumerate(documents)}
        rows = sorted(given, key=lambda fact: place[fact.document])
        columns, names = fact_columns(rows, documents)
        row_of = {fact.id: row for row, fact in enumerate(rows)}
        return cls(columns, names, rows.__getitem__, lambda ident: row_of.get(ident, -1))

    def __iter__(self) -> Iterator[Fact]:
        return map(self._fact, range(len(self)))

    def __contains__(self, fact_id: object) -> bool:
        return isinstance(fact_id, str) and self._row_of(fact_id) >= 0

    def row_of(self, fact_id: str) -> int:
        """The row of a fact, or -1."""
        return self._row_of(fact_id)

    def get(self, fact_id: str) -> Fact:
        """One fact by its id. Raises: NotFoundError."""
        row = self._row_of(fact_id)
        if row < 0:
            raise NotFoundError(f"no fact {fact_id!r}")
        return self._fact(row)

    def get_many(self, fact_ids: Iterable[str]) -> dict[str, Fact]:
        """The facts with these ids, an unknown one left out."""
        return {ident: self.get(ident) for ident in fact_ids if ident in self}

    def find(
        self,
        concept: str | None = None,
        period: str | Period | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
        status: str | None = None,
        limit: int | None = None,
    ) -> list[Fact]:
        """The facts with all the aspects given, in document order; None stands for any.

        `period` is a label, or a `Period` that must be equal. `limit` keeps the first so many.
        """
        if (
            isinstance(period, str)
            and concept
            and unit
            and entity
            and not (document or scenario or status)
        ):
            return [self._fact(row) for row in self._exact(concept, period, unit, entity)[:limit]]
        label = period.label if isinstance(period, Period) else period
        rows = self._rows(concept, label, unit, entity, document, scenario, status)
        if isinstance(period, Period):
            same = (fact for row in rows if (fact := self._fact(row)).period == period)
            return [fact for fact, _ in zip(same, _counted(limit), strict=False)]
        return [self._fact(row) for row in rows[:limit]]

    def known(self, aspect: Literal["concept", "period", "unit"]) -> Collection[str]:
        """The values that facts have of an aspect."""
        return self._code[aspect].keys()

    def tells(self, concept: str) -> bool:
        """True where some fact is of this very concept."""
        return concept in self._code["concept"]

    def near(
        self,
        concept: str,
        period: Period,
        labels: Collection[str] = (),
        *,
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Fact]:
        """The facts of a measure whose period has this label, one of `labels`, or the same last
        day; in document order.
        """
        rows = self._scoped(concept, entity, documents)
        if not len(rows):
            return []
        codes = [
            code
            for label in (period.label, *labels)
            if (code := self._code["period"].get(label)) is not None
        ]
        wanted = self._columns["last_day"][rows] == period.end.toordinal()
        for code in codes:
            wanted |= self._columns["period"][rows] == code
        return [self._fact(row) for row in np.sort(rows[wanted]).tolist()]

    def entities_near(self, concept: str, period: Period) -> set[str]:
        """Who reports a measure for a period of this label or the same last day."""
        rows = self._scoped(concept, None, ())
        wanted = self._columns["last_day"][rows] == period.end.toordinal()
        code = self._code["period"].get(period.label)
        if code is not None:
            wanted |= self._columns["period"][rows] == code
        codes = np.unique(self._columns["entity"][rows[wanted]])
        return {self._names["entity"][code] for code in codes.tolist()}

    def told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Fact]:
        """The facts of a measure inside a scope, in document order; no documents stand for all."""
        rows = self._scoped(concept, entity, documents)
        if not len(rows):
            return []
        rows = self._of_scenarios(rows, scenarios)
        return [self._fact(row) for row in np.sort(rows).tolist()]

    def periods_told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        unit: str | None = None,
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Period]:
        """The different periods that a measure is reported for, in no order."""
        rows = self._scoped(concept, entity, documents)
        if not len(rows):
            return []
        rows = self._of_scenarios(rows, scenarios)
        if unit is not None:
            code = self._code["unit"].get(unit)
            rows = rows[:0] if code is None else rows[self._columns["unit"][rows] == code]
        return [period for period, _ in self._periods_of(rows)]

    def period_counts(
        self, concept: str | None = None, entity: str | None = None
    ) -> dict[Period, int]:
        """The different periods of such facts, in no order, and how many facts each has."""
        rows = self._some(concept, entity)
        if isinstance(rows, slice):
            rows = np.arange(len(self))[rows]
        return dict(self._periods_of(rows))

    def _periods_of(self, rows: Array) -> list[tuple[Period, int]]:
        """The different periods of rows with the number of rows each."""
        if not len(rows):
            return []
        parts = [self._columns[name][rows] for name in ("period", "first_day", "last_day")]
        order = np.lexsort(parts)
        parts = [part[order] for part in parts]
        new = np.zeros(len(rows), bool)
        new[0] = True
        for part in parts:
            new[1:] |= part[1:] != part[:-1]
        firsts = np.flatnonzero(new)
        counts = np.diff([*firsts.tolist(), len(rows)]).tolist()
        labels = self._names["period"]
        told = zip(*(part[firsts].tolist() for part in parts), counts, strict=True)
        return [
            (Period(labels[code], date.fromordinal(a) if a else None, date.fromordinal(z)), count)
            for code, a, z, count in told
        ]

    def units_told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> dict[str, int]:
        """How many facts of a measure are told in each unit, by the unit's name."""
        rows = self._of_scenarios(self._scoped(concept, entity, documents), scenarios)
        return self._counted_by("unit", rows)

    def concepts_told(
        self, *, document: str | None = None, scenario: str | None = None
    ) -> list[str]:
        """The concepts of a document's facts, or of a scenario's, in the order of the first."""
        rows = np.array(self._rows(None, None, None, None, document, scenario), np.int64)
        codes, first = np.unique(self._columns["concept"][rows], return_index=True)
        return [self._names["concept"][code] for code in codes[np.argsort(first)].tolist()]

    def telling(self) -> Iterator[Fact]:
        """Facts that between them show every caption and unit that a measure has, the first of
        each kind; of sentences about measures that no data names, all.
        """
        return map(self._fact, self._columns["telling"].tolist())

    def last_of(self, aspect: Literal["scenario", "status"], name: str, most: int) -> list[Fact]:
        """The last facts of a scenario or with a status, in document order."""
        return [self._fact(row) for row in self._having(aspect, name)[-most:]]

    def first_of(self, aspect: Literal["scenario", "status"], name: str, most: int) -> list[Fact]:
        """The first facts of a scenario or with a status, in document order."""
        return [self._fact(row) for row in self._having(aspect, name)[:most]]

    def in_two_units(self, one: str, other: str) -> list[Fact]:
        """The facts that a document prints in both units, a measure for a period, in order."""
        found = []
        for unit in (one, other):
            code = self._code["unit"].get(unit)
            if code is None:
                return []
            found.append(np.flatnonzero(self._columns["unit"] == code))
        keys = [self._document_keys(rows) for rows in found]
        both = np.intersect1d(keys[0], keys[1])
        kept = [rows[np.isin(key, both)] for rows, key in zip(found, keys, strict=True)]
        return [self._fact(row) for row in np.sort(np.concatenate(kept)).tolist()]

    def count(
        self,
        concept: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
        status: str | None = None,
    ) -> int:
        """How many facts `find` would give."""
        return len(self._rows(concept, period, unit, entity, document, scenario, status))

    def at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span, in reading order."""
        code = self._code["document"].get(document)
        if code is None:
            return []
        low, high = self._first[code], self._first[code + 1]
        reach = int(self._columns["reach"][code])
        # Earlier starts than this cannot reach the span.
        low = bisect_left(self._place_start, max(start - reach, 0), low, high)
        high = bisect_left(self._place_start, end, low, high)
        ends = self._columns["end"]
        rows = self._place_rows[low:high].tolist()
        return [self._fact(row) for row in rows if ends[row] > start]

    def in_document(self, document: str) -> list[Fact]:
        """All facts of a document in their order."""
        code = self._code["document"].get(document)
        if code is None:
            return []
        return [self._fact(row) for row in range(self._first[code], self._first[code + 1])]

    def concepts(self, entity: str | None = None) -> dict[str, int]:
        """How many facts each concept has."""
        if entity is not None:
            return self._counts("concept", None, entity)
        if self._concepts is None:
            self._concepts = self._counts("concept", None, None)
        return dict(self._concepts)

    def periods(self, concept: str | None = None, entity: str | None = None) -> list[str]:
        """The labels of the periods that have such a fact, in time."""
        return self._labels(self._some(concept, entity))

    def periods_in(self, document: str) -> list[str]:
        """The labels of the periods that a document has facts for, in time."""
        code = self._code["document"].get(document)
        if code is None:
            return []
        return self._labels(slice(self._first[code], self._first[code + 1]))

    def _labels(self, rows: Array | slice) -> list[str]:
        """The labels of the periods of rows, in time."""
        found = np.unique(self._columns["period"][rows])
        ordered = found[np.argsort(self._columns["period_rank"][found])]
        return [self._names["period"][code] for code in ordered.tolist()]

    def units(self, concept: str | None = None, entity: str | None = None) -> dict[str, int]:
        """The units that such facts are told in, most frequent first."""
        return dict(Counter(self._counts("unit", concept, entity)).most_common())

    def entities(self, concept: str | None = None) -> dict[str, int]:
        """The entities that report such facts, most facts first."""
        return dict(Counter(self._counts("entity", concept, None)).most_common())

    def frame(self) -> pandas.DataFrame:
        """All facts as a table of pandas, a row a fact, in document order.

        `amount`, `low` and `high` are Decimals in base units, `start` and `end` count characters of
        the document, `period_start` is NaT for an instant; `frames` says the types.
        """
        from index.embedded.frames import facts_frame

        return facts_frame(self)


def _counted(limit: int | None) -> Iterable[int]:
    return iter(int, 1) if limit is None else range(limit)
