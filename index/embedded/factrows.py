"""Aspects to rows of the fact columns: ranges of sorted keys, then masks.

Comes in: columns and the names they are coded by. Goes out: row numbers. Not for: what a caller
wants of the facts (`index.embedded.facttable`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence

import numpy as np

from corpus.base.records import Fact
from index.records.arrays import Array, Arrays, integers
from index.records.factcolumns import KEY, Names, bit_widths

_NONE: Array = np.empty(0, np.uint32)
FEW_ROWS = 256


class FactRows:
    """Rows by aspects; `fact` gives the one of a row, `row_of` the row of an id or -1."""

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
        self._entity_first = integers(columns["entity_first"])
        self._place_start = integers(columns["place_start"])
        self._place_rows = integers(columns["place_rows"])

    def __len__(self) -> int:
        return len(self._key)

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
        status: str | None = None,
    ) -> Sequence[int]:
        """Row numbers in order: the key gives as many aspects as stand first, a mask the rest."""
        asked: dict[str, int] = {}
        for aspect, name in zip(
            (*KEY, "document", "scenario", "status"),
            (concept, period, unit, entity, document, scenario, status),
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
            return _sorted(self._columns["key_rows"][low:high])
        return np.sort(self._masked(asked, low, high, left)).tolist()  # type: ignore[no-any-return]

    def _masked(self, asked: dict[str, int], low: int, high: int, left: list[str]) -> Array:
        """Of a range of the key, an entity, a document or of all, the rows with what is left."""
        if "entity" in left and self._reports(asked["entity"]) < high - low:
            rows = self._of_entity(asked["entity"])
            left = [aspect for aspect in asked if aspect != "entity"]
        elif "concept" in asked:
            rows = self._columns["key_rows"][low:high]
        elif "document" in asked:
            rows = np.arange(self._first[asked["document"]], self._first[asked["document"] + 1])
        else:
            rows = np.flatnonzero(self._columns[left[0]] == asked[left[0]])
        for aspect in left:
            rows = rows[self._columns[aspect][rows] == asked[aspect]]
        return rows

    def _reports(self, entity: int) -> int:
        first = self._entity_first
        return first[entity + 1] - first[entity]

    def _of_entity(self, entity: int) -> Array:
        first = self._entity_first
        return self._columns["entity_rows"][first[entity] : first[entity + 1]]

    def _scoped(self, concept: str, entity: str | None, documents: Collection[str]) -> Array:
        """The rows of a measure inside a scope, in no order; no documents stand for all."""
        if concept not in self._code["concept"]:
            return _NONE
        rows = self._some(concept, entity)
        if isinstance(rows, slice):
            return _NONE
        if documents:
            known = self._code["document"]
            codes = [known[name] for name in documents if name in known]
            rows = rows[np.isin(self._columns["document"][rows], codes)]
        return rows

    def _of_scenarios(self, rows: Array, scenarios: Collection[str]) -> Array:
        known = self._code["scenario"]
        codes = [known[name] for name in scenarios if name in known]
        if len(codes) == len(known):
            return rows
        return rows[np.isin(self._columns["scenario"][rows], codes)]

    def _having(self, aspect: str, name: str) -> list[int]:
        """The rows of all facts with one aspect, in order."""
        code = self._code[aspect].get(name)
        if code is None:
            return []
        return np.flatnonzero(self._columns[aspect] == code).tolist()

    def _document_keys(self, rows: Array) -> Array:
        """A number for each row that is equal for one document, concept and period."""
        key = np.zeros(len(rows), np.uint64)
        for aspect in ("document", "concept", "period"):
            width = np.uint64(len(self._names[aspect]).bit_length())
            key = (key << width) | self._columns[aspect][rows].astype(np.uint64)
        return key

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
        return self._counted_by(aspect, self._some(concept, entity))

    def _counted_by(self, aspect: str, rows: Array | slice) -> dict[str, int]:
        codes = self._columns[aspect][rows]
        counts = np.bincount(codes, minlength=0)
        return {
            self._names[aspect][code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()
        }


def _sorted(rows: Array) -> list[int]:
    """Row numbers in order; a few are sorted sooner without NumPy."""
    return sorted(rows.tolist()) if len(rows) < FEW_ROWS else np.sort(rows).tolist()
