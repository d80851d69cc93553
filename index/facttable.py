"""Aspects to facts: exact look-ups by key, and what is known nearby.

Comes in: concept, period, unit, entity. Goes out: `Fact`s in document order. Not for: choosing
among duplicates, nor for arithmetic. A fact is made of its row when it is returned; until then a
million facts are columns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import NotFoundError
from corpus.model import Fact, Period
from index.arrays import Array, Arrays, integers
from index.factcolumns import KEY, Names, bit_widths, fact_columns

if TYPE_CHECKING:
    import pandas


class FactTable:
    """Facts by their aspects; `fact` gives the one of a row, `row_of` the row of an id or -1."""

    def __init__(
        self,
        columns: Arrays,
        names: Names,
        fact: Callable[[int], Fact],
        row_of: Callable[[str], int],
    ) -> None:
        self._columns = columns
        self._names = names
        self._fact = fact
        self._row_of = row_of
        self._code = {
            aspect: {name: code for code, name in enumerate(known)}
            for aspect, known in names.items()
        }
        self._concepts: dict[str, int] | None = None
        self._key_codes = tuple(self._code[aspect] for aspect in KEY)
        self._widths = bit_widths(names)
        self._key = integers(columns["key"])
        self._key_rows = integers(columns["key_rows"])
        self._first = integers(columns["document_first"])
        self._place_start = integers(columns["place_start"])
        self._place_rows = integers(columns["place_rows"])

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

    def __len__(self) -> int:
        return len(self._key)

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

        `period` is a label, or a `Period` that must be equal. `limit` keeps the first so many.
        """
        if (
            isinstance(period, str)
            and concept
            and unit
            and entity
            and not document
            and not scenario
        ):
            return [self._fact(row) for row in self._exact(concept, period, unit, entity)[:limit]]
        label = period.label if isinstance(period, Period) else period
        rows = self._rows(concept, label, unit, entity, document, scenario)
        if isinstance(period, Period):
            same = (fact for row in rows if (fact := self._fact(row)).period == period)
            return [fact for fact, _ in zip(same, _counted(limit), strict=False)]
        return [self._fact(row) for row in rows[:limit]]

    def count(
        self,
        concept: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
    ) -> int:
        """How many facts `find` would give."""
        return len(self._rows(concept, period, unit, entity, document, scenario))

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
        found = np.unique(self._columns["period"][self._some(concept, entity)])
        ordered = found[np.argsort(self._columns["period_rank"][found])]
        return [self._names["period"][code] for code in ordered.tolist()]

    def units(self, concept: str | None = None, entity: str | None = None) -> dict[str, int]:
        """The units that such facts are told in, most frequent first."""
        return dict(Counter(self._counts("unit", concept, entity)).most_common())

    def entities(self, concept: str | None = None) -> dict[str, int]:
        """The entities that report such facts, most facts first."""
        return dict(Counter(self._counts("entity", concept, None)).most_common())

    def frame(self) -> pandas.DataFrame:
        """All facts as a table of pandas: a row a fact, `amount` a Decimal in base units."""
        from index.frames import facts_frame

        return facts_frame(self)

    def _exact(self, *names: str) -> Sequence[int]:
        """The rows of one whole key, in order."""
        key = 0
        for known, width, name in zip(self._key_codes, self._widths, names, strict=True):
            code = known.get(name)
            if code is None:
                return ()
            key = key << width | code
        low = high = bisect_left(self._key, key)
        while high < len(self._key) and self._key[high] == key:
            high += 1
        return self._key_rows[low:high].tolist()

    def _rows(
        self,
        concept: str | None,
        period: str | None,
        unit: str | None,
        entity: str | None,
        document: str | None,
        scenario: str | None,
    ) -> Sequence[int]:
        """Row numbers in order: the key gives as many aspects as stand first, a mask the rest."""
        asked: dict[str, int] = {}
        for aspect, name in zip(
            (*KEY, "document", "scenario"),
            (concept, period, unit, entity, document, scenario),
            strict=True,
        ):
            if name is not None:
                code = self._code[aspect].get(name)
                if code is None:
                    return []
                asked[aspect] = code
        if not asked:
            return range(len(self))
        low, high, left = self._key_range(asked)
        if not left:
            return sorted(self._key_rows[low:high])
        return np.sort(self._masked(asked, low, high, left)).tolist()  # type: ignore[no-any-return]

    def _masked(self, asked: dict[str, int], low: int, high: int, left: list[str]) -> Array:
        """Of a range of the key, or of a document, or of all, the rows with the aspects left."""
        if "concept" in asked:
            rows = self._columns["key_rows"][low:high]
        elif "document" in asked:
            rows = np.arange(self._first[asked["document"]], self._first[asked["document"] + 1])
        else:
            rows = np.flatnonzero(self._columns[left[0]] == asked[left[0]])
        for aspect in left:
            rows = rows[self._columns[aspect][rows] == asked[aspect]]
        return rows

    def _key_range(self, asked: dict[str, int]) -> tuple[int, int, list[str]]:
        """Where the key's first aspects stand, and the aspects that it does not settle."""
        key, free, used = 0, sum(self._widths), set()
        for aspect, width in zip(KEY, self._widths, strict=True):
            if aspect not in asked:
                break
            key, free = key << width | asked[aspect], free - width
            used.add(aspect)
        low, high = 0, len(self)
        if used:
            low = bisect_left(self._key, key << free)
            high = bisect_left(self._key, (key + 1) << free, low)
        return low, high, [aspect for aspect in asked if aspect not in used]

    def _some(self, concept: str | None, entity: str | None) -> Array | slice:
        """The rows of a concept and an entity in no order."""
        if concept is None and entity is None:
            return slice(None)
        asked: dict[str, int] = {}
        for aspect, name in (("concept", concept), ("entity", entity)):
            if name is not None:
                if name not in self._code[aspect]:
                    return slice(0, 0)
                asked[aspect] = self._code[aspect][name]
        return self._masked(asked, *self._key_range(asked))

    def _counts(self, aspect: str, concept: str | None, entity: str | None) -> dict[str, int]:
        codes = self._columns[aspect][self._some(concept, entity)]
        counts = np.bincount(codes, minlength=0)
        return {
            self._names[aspect][code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()
        }


def _counted(limit: int | None) -> Iterable[int]:
    return iter(int, 1) if limit is None else range(limit)
