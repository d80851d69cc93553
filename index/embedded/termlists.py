"""The postings of each term, mapped: which passages hold it and what each of them gains.

Comes in: the arrays that `index.embedded.postings` laid down. Goes out: a `TermList` by term,
which adds its gains or bounds of them to sums of others. Not for: choosing the best
(`index.embedded.ranking`).
"""

from __future__ import annotations

from bisect import bisect_left

from index.records.arrays import Array, Arrays, integers
from index.records.terms import TermTable

COLUMN = 64
"""Passages in a column of bounds; rows are filled up to whole columns."""

KEPT = 8192
"""The lists of so many terms are kept at hand, also of those that no passage holds."""


def facet_key(name: str, value: str) -> str:
    """What an aspect of passages is called among the terms; no word has this sign in it."""
    return f"{value}={name}"


class TermList:
    """The passages of a term in order, what each gains, and a bound of it if the index is large."""

    __slots__ = ("_bounds", "_count", "_span", "_view", "gains", "passages")

    def __init__(self, lists: TermLists, number: int) -> None:
        start, end = lists.first[number], lists.first[number + 1]
        self._span, self._view, self._count = (start, end), lists.view, lists.count
        self.passages = lists.passages[start:end]
        self.gains = lists.gains[start:end]
        self._bounds = None if lists.bounds is None else lists.bounds[start:end]

    def within(self, low: int, high: int) -> tuple[Array, Array]:
        """The passages from `low` to `high`, counted from `low`, and their gains."""
        if high - low == self._count:
            return self.passages, self.gains
        part = self._part(low, high)
        return self.passages[part] - low, self.gains[part]

    def _part(self, low: int, high: int) -> slice:
        start, end = self._span
        skip = bisect_left(self._view, low, start, end)
        return slice(skip - start, bisect_left(self._view, high, skip, end) - start)

    def add_bounds(self, sums: Array, low: int, high: int) -> None:
        """Add to the sums of passages `low` to `high` at least what each gains, in levels."""
        assert self._bounds is not None
        if high - low == self._count:
            sums[self.passages] += self._bounds
        else:
            part = self._part(low, high)
            sums[self.passages[part] - low] += self._bounds[part]

    def add_gains(self, scores: Array, passages: Array) -> None:
        """Add to scores what each of these passages gains."""
        places = self.passages[:-1].searchsorted(passages)
        held = self.passages.take(places) == passages
        scores += self.gains.take(places) * held


class DenseList(TermList):
    """A term that many passages hold: a row of bounds and a row of codes of its gains besides."""

    __slots__ = ("_codes", "_row", "_table")

    def __init__(self, lists: TermLists, number: int, row: int) -> None:
        super().__init__(lists, number)
        width = -(-lists.count // COLUMN) * COLUMN
        place = slice(row * width, (row + 1) * width)
        self._row = lists.arrays["dense.bounds"][place]
        self._codes = lists.arrays["dense.codes"][place]
        first = lists.arrays["dense.first"]
        self._table = lists.arrays["dense.gains"][first[row] : first[row + 1]]

    def add_bounds(self, sums: Array, low: int, high: int) -> None:
        """Add to the sums of passages `low` to `high` at least what each gains, in levels."""
        part = sums[: high - low]
        part += self._row[low:high]

    def add_gains(self, scores: Array, passages: Array) -> None:
        """Add to scores what each of these passages gains."""
        scores += self._table.take(self._codes.take(passages))


class TermLists:
    """All terms of a generation; a list is made when it is asked for."""

    def __init__(self, arrays: Arrays, count: int) -> None:
        self.arrays = arrays
        self.count = count
        self.first = integers(arrays["terms.first"])
        self.passages = arrays["terms.passages"]
        self.view = integers(self.passages)
        self.gains = arrays["terms.gains"]
        self.bounds = arrays.get("terms.bounds")
        dense = arrays["dense.terms"].tolist() if "dense.terms" in arrays else []
        self._rows = {term: row for row, term in enumerate(dense)}
        self._table = TermTable(arrays, "terms")
        self._known: dict[str, TermList | None] = {}

    def of(self, term: str) -> TermList | None:
        """The list of a term, or None if no passage holds it."""
        try:
            return self._known[term]
        except KeyError:
            number = self._table.number_of(term)
            found = None if number < 0 else self._make(number)
            if len(self._known) >= KEPT:
                self._known = {}  # a new dict: another thread may be reading the old one
            self._known[term] = found
            return found

    def _make(self, number: int) -> TermList:
        row = self._rows.get(number)
        return TermList(self, number) if row is None else DenseList(self, number, row)
