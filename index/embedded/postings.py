"""Segments' postings to what each posting adds to a passage's score, over the whole index.

Comes in: segments as `index.embedded.segments` keeps them. Goes out: for each term the passages
that hold it and its BM25F contribution there, all text fields added up under their boosts; for
each aspect its passages and what they gain; and for a large index bounds of all these in two bytes
each. Not for: searching (`index.embedded.ranking`). Runs when a generation is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.embedded.segments import Segment
from index.embedded.termlists import COLUMN, facet_key
from index.embedded.weights import (
    DENSE_FROM,
    DENSE_SHARE,
    FACETS,
    FIELD_BOOSTS,
    K1,
    LEVELS,
    MAX_DENSE,
    B,
)
from index.records.arrays import Array
from index.records.terms import term_arrays

MOST_CODES = 65535
"""So many different gains of a term fit two bytes, besides none."""


def ranking_arrays(segments: Sequence[Segment], ids: Sequence[str]) -> dict[str, Array]:
    """The arrays that `index.embedded.termlists` maps; `ids` gives the passages their numbers."""
    row_of = {ident: row for row, ident in enumerate(ids)}
    rows = [np.array([row_of[i] for i in segment.ids], np.int64) for segment in segments]
    terms = _all_terms(segments)
    keys, gains = [], []
    for name in (*FIELD_BOOSTS, *FACETS):
        key = _joined(
            _keys(s, name, r, terms, len(ids)) for s, r in zip(segments, rows, strict=True)
        )
        keys.append(key)
        if name in FACETS:
            gains.append(np.full(len(key), FACETS[name]))
        else:
            gains.append(_contributions(segments, name, key, terms, len(ids)) * FIELD_BOOSTS[name])
    return _lists(list(terms), np.concatenate(keys), np.concatenate(gains), len(ids))


def _all_terms(segments: Sequence[Segment]) -> dict[str, int]:
    """The terms of all fields over all segments, numbered in the order of their bytes."""
    found = {_spelled(n, t) for s in segments for n, field in s.fields.items() for t in field.terms}
    return {term: number for number, term in enumerate(sorted(found, key=str.encode))}


def _spelled(name: str, term: str) -> str:
    """A term as the table of terms has it: aspects say which they are, words do not."""
    return facet_key(name, term) if name in FACETS else term


def _joined(parts: Iterable[Array], dtype: type = np.int64) -> Array:
    return np.concatenate([*parts, np.empty(0, dtype)])


def _keys(segment: Segment, name: str, rows: Array, terms: dict[str, int], count: int) -> Array:
    """Term and passage of each posting as one number that sorts by term, then passage."""
    field = segment.fields[name]
    codes = np.array([terms[_spelled(name, term)] for term in field.terms], np.int64)
    return np.repeat(codes, np.diff(field.first)) * max(count, 1) + rows[field.passages]


def _contributions(
    segments: Sequence[Segment], name: str, key: Array, terms: dict[str, int], count: int
) -> Array:
    """What each posting of a field adds, by Whoosh's BM25F: the same formula on whole arrays."""
    fields = [segment.fields[name] for segment in segments]
    weights = _joined((field.weights for field in fields), np.float64)
    lengths = _joined((field.lengths[field.passages] for field in fields), np.float64)
    average = sum(field.total for field in fields) / (count or 1) or 1
    frequency = np.bincount(key // max(count, 1), minlength=len(terms))
    idf = np.log(count / (frequency + 1)) + 1 if count else frequency
    gain: Array = (weights * (K1 + 1)) / (weights + K1 * ((1 - B) + B * lengths / average))
    gain *= idf[key // max(count, 1)]
    return gain


def _lists(terms: Sequence[str], key: Array, gain: Array, count: int) -> dict[str, Array]:
    """Postings as arrays: where each term's begin, their passages in order, and what they add."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate((key[:1] == key[:1], key[1:] != key[:-1])))
    key_once = key[starts]
    bounds = np.arange(len(terms) + 1, dtype=np.int64) * max(count, 1)
    arrays = term_arrays("terms", terms)
    arrays["terms.first"] = np.searchsorted(key_once, bounds).astype(np.int64)
    arrays["terms.passages"] = key_once % max(count, 1)
    added = np.add.reduceat(gain[order], starts) if len(starts) else np.empty(0)
    arrays["terms.gains"] = added
    if count >= DENSE_FROM and len(added):
        levels = np.ceil(added * (LEVELS / added.max()))
        arrays["terms.bounds"] = levels.astype(np.uint16)
        arrays |= _dense_rows(arrays, count)
    return arrays


def _dense_rows(arrays: dict[str, Array], count: int) -> dict[str, Array]:
    """For the terms that many passages hold: a bound for each passage, and which gain it has."""
    first, passages = arrays["terms.first"], arrays["terms.passages"]
    frequency = np.diff(first)
    common = np.flatnonzero(frequency * DENSE_SHARE > count)
    common = np.sort(common[np.argsort(-frequency[common], kind="stable")][:MAX_DENSE])
    numbers, bounds, codes, tables = [], [], [], []
    for term in common.tolist():
        held = slice(first[term], first[term + 1])
        table, code = np.unique(arrays["terms.gains"][held], return_inverse=True)
        if len(table) > MOST_CODES:
            continue
        row = np.zeros((2, -(-count // COLUMN) * COLUMN), np.uint16)
        row[0, passages[held]] = arrays["terms.bounds"][held]
        row[1, passages[held]] = code + 1
        numbers.append(term)
        bounds.append(row[0])
        codes.append(row[1])
        tables.append(np.concatenate(([0.0], table)))
    return {
        "dense.terms": np.array(numbers, np.int64),
        "dense.bounds": _joined(bounds, np.uint16),
        "dense.codes": _joined(codes, np.uint16),
        "dense.gains": _joined(tables, np.float64),
        "dense.first": np.cumsum([0, *map(len, tables)], dtype=np.int64),
    }
