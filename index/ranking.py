"""Terms to the best passages: Whoosh's BM25F scores, added up as vectors.

Comes in: terms, aspects to favour, filters. Goes out: passage numbers with scores, best first,
equal scores in the order of the passages. Not for: analysis or decoding passages. Nothing here
imports Whoosh: `index.postings` laid down what each posting adds when the index was built.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array, Arrays, integers
from index.termtable import TermTable
from index.weights import FACETS

_GROUPS = 64
"""Scores are looked through in columns of so many; a column is skipped by its best."""


@dataclass(frozen=True)
class Wanted:
    """What to rank by, and what to keep: a range of passages, the codes of entity and kinds."""

    terms: Sequence[str]
    facets: Mapping[str, Collection[str]]
    limit: int
    rows: tuple[int, int] | None = None
    entity: int | None = None
    kinds: tuple[int, ...] | None = None


class Ranker:
    """The postings of one generation, mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self.count = len(arrays["passage.entity"])
        self._entity = arrays["passage.entity"]
        self._kind = arrays["passage.kind"]
        weights = {"terms": 1.0, **FACETS}
        self._lists = {name: _Lists(arrays, name, weights[name], self.count) for name in weights}

    def top(self, wanted: Wanted) -> list[tuple[int, float]]:
        """The best passages with a score above zero, as (number, score)."""
        low, high = wanted.rows or (0, self.count)
        if wanted.limit <= 0 or high <= low:
            return []
        scores = self._scores(wanted, low, high)
        if wanted.entity is not None:
            scores[: high - low] *= self._entity[low:high] == wanted.entity
        if wanted.kinds is not None:
            scores[: high - low] *= np.isin(self._kind[low:high], wanted.kinds)
        best = best_places(scores, wanted.limit)
        return [(low + place, score) for place, score in best]

    def _scores(self, wanted: Wanted, low: int, high: int) -> Array:
        """The score of each passage of a range, and zeros up to a whole number of columns."""
        scores = np.zeros(-(-(high - low) // _GROUPS) * _GROUPS)
        for term in wanted.terms:
            self._lists["terms"].add(term, scores, low, high)
        for name, names in wanted.facets.items():
            for value in names:
                self._lists[name].add(value, scores, low, high)
        return scores


class _Lists:
    """Postings by term: passages in order, and what each adds: gains, or `weight` if all alike.

    Terms that very many passages hold have a dense row besides, which is sooner added whole.
    """

    def __init__(self, arrays: Arrays, name: str, weight: float, count: int) -> None:
        self._count = count
        self._table = TermTable(arrays, name)
        self._first = integers(arrays[f"{name}.first"])
        self._passages = arrays[f"{name}.passages"]
        self._gains = arrays.get(f"{name}.gains")
        self._weight = weight
        self._dense: dict[int, Array] = {}
        dense = arrays.get(f"{name}.dense_terms")
        if dense is not None and len(dense):
            rows = arrays[f"{name}.dense"].reshape(len(dense), -1)
            self._dense = dict(zip(dense.tolist(), rows, strict=True))

    def add(self, term: str, scores: Array, low: int, high: int) -> None:
        """Add what a term adds to the scores of passages `low` to `high`."""
        number = self._table.number_of(term)
        if number < 0:
            return
        if number in self._dense:
            scores[: high - low] += self._dense[number][low:high]
            return
        start, end = self._first[number], self._first[number + 1]
        passages = self._passages[start:end]
        if high - low < self._count:
            skip, stop = np.searchsorted(passages, (low, high)).tolist()
            passages, start, end = passages[skip:stop] - low, start + skip, start + stop
        np.add.at(scores, passages, self._weight if self._gains is None else self._gains[start:end])


def best_places(scores: Array, limit: int) -> list[tuple[int, float]]:
    """The `limit` highest scores above zero with their places, highest first, then by place.

    `scores` are a whole number of columns. The best of each column bounds the scores worth
    sorting, so that most columns are never looked at again.
    """
    table = scores.reshape(_GROUPS, -1)
    best = table.max(axis=0)
    count = len(best)
    bound = float(np.partition(best, count - limit)[count - limit]) if count > limit else 0.0
    columns = np.flatnonzero(best >= bound if bound > 0 else best)
    values = table[:, columns].ravel()
    places = (np.arange(_GROUPS)[:, None] * count + columns).ravel()
    worth = np.flatnonzero(values >= bound if bound > 0 else values)
    values, places = values[worth], places[worth]
    order = np.lexsort((places, -values))[:limit]
    return list(zip(places[order].tolist(), values[order].tolist(), strict=True))
