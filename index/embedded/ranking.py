"""Terms to the best passages: Whoosh's BM25F scores, added up as vectors.

Comes in: terms and aspects, filters. Goes out: passage numbers with scores, best first, equal
scores in the order of the passages. Not for: analysis or decoding passages. Nothing here imports
Whoosh: `index.embedded.postings` laid down what each posting adds when the index was built.

Few passages are scored exactly, all at once. Among many, bounds of the scores are added first, in
two bytes a passage; only passages whose bound reaches the tenth best are then scored exactly.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from index.embedded.termlists import COLUMN, TermList, TermLists
from index.embedded.weights import DENSE_FROM, LEVELS
from index.records.arrays import Array, Arrays

Ranked = list[tuple[int, float]]

_NARROW = 65535 // (LEVELS + 1)
"""Bounds of so many terms add up in two bytes."""


_FEW_COLUMNS = 512
"""So many columns are sooner looked through whole."""

_FEW = 48
"""So many scores are sooner sorted than looked through first."""


class Ranker:
    """The postings of one generation, mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self.passages = len(arrays["passage.entity"])
        self._entity = arrays["passage.entity"]
        self._kind = arrays["passage.kind"]
        self._lists = TermLists(arrays, self.passages)
        self._scratch = threading.local()

    def top(
        self,
        terms: Iterable[str],
        limit: int,
        *,
        rows: tuple[int, int] | None = None,
        entity: int | None = None,
        kinds: Sequence[int] | None = None,
    ) -> Ranked:
        """The best passages with a score above zero, as (number, score).

        `rows` is a range of passages, `entity` and `kinds` are codes to keep.
        """
        low, high = rows or (0, self.passages)
        of = self._lists.of
        lists = [found for term in terms if (found := of(term)) is not None]
        if limit <= 0 or high <= low or not lists:
            return []
        kept = self._kept(low, high, entity, kinds)
        if self._lists.bounds is None or high - low < DENSE_FROM:
            ranked = best_of(self._scores(lists, low, high, kept), None, limit)
        else:
            ranked = self._bounded(lists, low, high, kept, limit)
        return [(low + place, score) for place, score in ranked] if low else ranked

    def count(
        self,
        terms: Iterable[str],
        *,
        rows: tuple[int, int] | None = None,
        entity: int | None = None,
        kinds: Sequence[int] | None = None,
    ) -> int:
        """How many passages `top` would give without a limit: those that hold a term."""
        low, high = rows or (0, self.passages)
        held = np.zeros(high - low, np.bool_)
        for term in terms:
            if (found := self._lists.of(term)) is not None:
                held[found.within(low, high)[0]] = True
        kept = self._kept(low, high, entity, kinds)
        return int(np.count_nonzero(held if kept is None else held & kept))

    def _kept(
        self, low: int, high: int, entity: int | None, kinds: Sequence[int] | None
    ) -> Array | None:
        """Which passages of a range the filters keep; None for all."""
        kept = None if entity is None else self._entity[low:high] == entity
        if kinds is not None:
            of_kind = np.zeros(high - low, np.bool_)
            for kind in kinds:
                of_kind |= self._kind[low:high] == kind
            kept = of_kind if kept is None else kept & of_kind
        return kept

    def _scores(self, lists: Sequence[TermList], low: int, high: int, kept: Array | None) -> Array:
        """The score of each passage of a range."""
        parts = [found.within(low, high) for found in lists]
        if len(parts) == 1:
            ((passages, gains),) = parts
        else:
            passages = np.concatenate([part[0] for part in parts])
            gains = np.concatenate([part[1] for part in parts])
        scores = np.bincount(passages, gains, high - low)
        if kept is not None:
            scores *= kept
        return scores

    def _bounded(
        self, lists: Sequence[TermList], low: int, high: int, kept: Array | None, limit: int
    ) -> Ranked:
        """The best of a range by exact scores, taken only where a bound is high enough."""
        width = -(-(high - low) // COLUMN) * COLUMN
        if len(lists) <= _NARROW:
            sums = self._sums()[:width]
            sums.fill(0)
        else:
            sums = np.zeros(width, np.uint32)
        for found in lists:
            found.add_bounds(sums, low, high)
        if kept is not None:
            sums[: high - low] *= kept
        places = reaching(sums, limit, len(lists))
        passages = places + low
        scores = np.zeros(len(places))
        for found in lists:
            found.add_gains(scores, passages)
        return best_of(scores, places, limit)

    def _sums(self) -> Array:
        """Room for one sum a passage, a thread's own and used again."""
        try:
            found: Array = self._scratch.sums
        except AttributeError:
            found = self._scratch.sums = np.empty(-(-self.passages // COLUMN) * COLUMN, np.uint16)
        return found


def reaching(sums: Array, limit: int, slack: int) -> Array:
    """The places in order whose sum is positive and at most `slack` below the `limit` best.

    `sums` are a whole number of columns. The highest of each column bounds what is worth looking
    at, so that most columns are never looked at again.
    """
    table = sums.reshape(COLUMN, -1)
    best: Array = table.max(axis=0)
    count, bound = len(best), 1
    if count > limit:
        ordered = best.copy()
        ordered.sort()
        bound = max(bound, int(ordered[count - limit]) - slack)
    if count >= _FEW_COLUMNS:
        columns = (best >= bound).nonzero()[0]
        if 4 * len(columns) <= count:
            rows, within = (table.take(columns, axis=1) >= bound).nonzero()
            places: Array = rows * count + columns.take(within)
            return places
    return (sums >= bound).nonzero()[0]


def best_of(scores: Array, places: Array | None, limit: int) -> Ranked:
    """The `limit` highest scores above zero with their places, highest first, then by place.

    `places` stand in order; None for 0, 1, 2 and so on.
    """
    count = len(scores)
    if count > _FEW:
        ordered = scores.copy()
        ordered.sort()
        least = float(ordered[max(count - limit, 0)])
        chosen = (scores >= least if least > 0 else scores).nonzero()[0]
        if len(chosen) > limit and least > 0:  # equal to the last: the first of them in order
            above = (scores > least).nonzero()[0]
            equal = (scores == least).nonzero()[0][: limit - len(above)]
            chosen = np.concatenate((above, equal))
        scores = scores.take(chosen)
        places = chosen if places is None else places.take(chosen)
    numbers = range(count) if places is None else places.tolist()
    ranked = sorted(zip((-scores).tolist(), numbers, strict=True))[:limit]
    return [(place, -negative) for negative, place in ranked if negative]
