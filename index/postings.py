"""Segments' postings to what each posting adds to a passage's score, over the whole index.

Comes in: segments as `index.segments` keeps them. Goes out: for each term the passages that hold it
and its BM25F contribution there, all text fields added up under their boosts; for each aspect its
passages. Not for: searching (`index.ranking`). Runs when a generation is built.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays import Array
from index.segments import Segment
from index.termtable import term_arrays
from index.weights import DENSE_FROM, DENSE_SHARE, FACETS, FIELD_BOOSTS, K1, MAX_DENSE, B


def ranking_arrays(segments: Sequence[Segment], ids: Sequence[str]) -> dict[str, Array]:
    """The arrays that `index.ranking` maps; `ids` gives the passages their numbers."""
    row_of = {ident: row for row, ident in enumerate(ids)}
    rows = [np.array([row_of[i] for i in segment.ids], np.int64) for segment in segments]
    keys, gains, terms = [], [], _all_terms(segments, FIELD_BOOSTS)
    for name, boost in FIELD_BOOSTS.items():
        key, gain = _contributions(segments, name, rows, terms, len(ids))
        keys.append(key)
        gains.append(gain * boost)
    arrays = _lists("terms", list(terms), np.concatenate(keys), np.concatenate(gains), len(ids))
    for name in FACETS:
        known = _all_terms(segments, (name,))
        parts = [
            _keys(segment, name, row, known, len(ids))
            for segment, row in zip(segments, rows, strict=True)
        ]
        key = np.concatenate([*parts, np.empty(0, np.int64)])
        arrays |= _lists(name, list(known), key, None, len(ids))
    return arrays


def _all_terms(
    segments: Sequence[Segment], names: Sequence[str] | dict[str, float]
) -> dict[str, int]:
    """The terms of some fields over all segments, numbered in the order of their bytes."""
    found = {term for s in segments for name in names for term in s.fields[name].terms}
    return {term: number for number, term in enumerate(sorted(found, key=str.encode))}


def _keys(segment: Segment, name: str, rows: Array, terms: dict[str, int], count: int) -> Array:
    """Term and passage of each posting as one number that sorts by term, then passage."""
    field = segment.fields[name]
    codes = np.array([terms[term] for term in field.terms], np.int64)
    return np.repeat(codes, np.diff(field.first)) * max(count, 1) + rows[field.passages]


def _contributions(
    segments: Sequence[Segment], name: str, rows: Sequence[Array], terms: dict[str, int], count: int
) -> tuple[Array, Array]:
    """What each posting of a field adds, by Whoosh's BM25F: the same formula on whole arrays."""
    keys = [_keys(s, name, r, terms, count) for s, r in zip(segments, rows, strict=True)]
    key = np.concatenate([*keys, np.empty(0, np.int64)])
    parts = [(s.fields[name].weights, s.fields[name]) for s in segments]
    weights = np.concatenate([*(w for w, _ in parts), np.empty(0)])
    lengths = np.concatenate([*(f.lengths[f.passages] for _, f in parts), np.empty(0)])
    average = sum(f.total for _, f in parts) / (count or 1) or 1
    frequency = np.bincount(key // max(count, 1), minlength=len(terms))
    idf = np.log(count / (frequency + 1)) + 1 if count else frequency
    gain = (weights * (K1 + 1)) / (weights + K1 * ((1 - B) + B * lengths / average))
    return key, idf[key // max(count, 1)] * gain


def _lists(
    name: str, terms: Sequence[str], key: Array, gain: Array | None, count: int
) -> dict[str, Array]:
    """Postings as arrays: where each term's begin, their passages in order, and what they add."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate((key[:1] == key[:1], key[1:] != key[:-1])))
    key_once = key[starts]
    bounds = np.arange(len(terms) + 1, dtype=np.int64) * max(count, 1)
    arrays = term_arrays(name, terms)
    arrays[f"{name}.first"] = np.searchsorted(key_once, bounds).astype(np.int64)
    arrays[f"{name}.passages"] = key_once % max(count, 1)
    if gain is not None:
        added = np.add.reduceat(gain[order], starts) if len(starts) else np.empty(0)
        arrays[f"{name}.gains"] = added
        arrays |= _dense_rows(name, arrays, count)
    return arrays


def _dense_rows(name: str, arrays: dict[str, Array], count: int) -> dict[str, Array]:
    """A score for every passage, for the terms that most passages hold."""
    first = arrays[f"{name}.first"]
    frequency = np.diff(first)
    common = np.flatnonzero(frequency * DENSE_SHARE > count) if count >= DENSE_FROM else first[:0]
    common = np.sort(common[np.argsort(-frequency[common], kind="stable")][:MAX_DENSE])
    rows = np.zeros((len(common), count))
    for row, term in zip(rows, common.tolist(), strict=True):
        held = slice(first[term], first[term + 1])
        row[arrays[f"{name}.passages"][held]] = arrays[f"{name}.gains"][held]
    return {f"{name}.dense_terms": common, f"{name}.dense": rows.ravel()}
