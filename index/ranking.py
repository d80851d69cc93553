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

_GROUP = 64
"""Scores are looked through in groups of so many; a group is skipped by its best."""


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
        self._lists = {
            name: _Lists(TermTable(arrays, name), arrays, name) for name in ("terms", *FACETS)
        }

    def top(self, wanted: Wanted) -> list[tuple[int, float]]:
        """The best passages with a score above zero, as (number, score)."""
        low, high = wanted.rows or (0, self.count)
        if wanted.limit <= 0 or high <= low:
            return []
        scores = self._scores(wanted, low, high)
        if wanted.entity is not None:
            scores *= self._entity[low:high] == wanted.entity
        if wanted.kinds is not None:
            scores *= np.isin(self._kind[low:high], wanted.kinds)
        best = best_places(scores, wanted.limit)
        return [(low + int(place), float(scores[place])) for place in best]

    def _scores(self, wanted: Wanted, low: int, high: int) -> Array:
        scores = np.zeros(high - low)
        whole = wanted.rows is None
        for term in wanted.terms:
            passages, gains = self._lists["terms"].of(term)
            if not whole:
                start, end = np.searchsorted(passages, (low, high))
                passages, gains = passages[start:end] - low, gains[start:end]
            scores[passages] += gains
        for name, names in wanted.facets.items():
            for value in names:
                passages, _ = self._lists[name].of(value)
                if not whole:
                    start, end = np.searchsorted(passages, (low, high))
                    passages = passages[start:end] - low
                scores[passages] += FACETS[name]
        return scores


class _Lists:
    """Postings by term: passages in order, and what each adds where that differs."""

    def __init__(self, table: TermTable, arrays: Arrays, name: str) -> None:
        self._table = table
        self._first = integers(arrays[f"{name}.first"])
        self._passages = arrays[f"{name}.passages"]
        self._gains = arrays.get(f"{name}.gains", self._passages)

    def of(self, term: str) -> tuple[Array, Array]:
        """The passages of a term and its gains; empty arrays for an unknown term."""
        number = self._table.number_of(term)
        low, high = (self._first[number], self._first[number + 1]) if number >= 0 else (0, 0)
        return self._passages[low:high], self._gains[low:high]


def best_places(scores: Array, limit: int) -> Array:
    """Where the `limit` highest scores above zero stand, highest first, then by place.

    The best of each group bounds the scores worth sorting, so that most groups are never sorted.
    """
    count = len(scores)
    groups = count // _GROUP
    if groups > limit:
        best = scores[: groups * _GROUP].reshape(groups, _GROUP).max(axis=1)
        bound = np.partition(best, groups - limit)[groups - limit]
        places = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores)
    else:
        places = np.flatnonzero(scores)
    order = np.lexsort((places, -scores[places]))
    return places[order[:limit]]
