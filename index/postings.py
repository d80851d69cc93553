"""Whoosh's own postings to flat arrays of what each adds to a passage's score.

Comes in: an open Whoosh index. Goes out: for each term the passages that hold it and its BM25F
contribution there, all text fields added up under their boosts; for each aspect its passages. Not
for: searching (`index.ranking`). Runs when a generation is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.reading import IndexReader
from whoosh.util.numeric import byte_to_length

from index.arrays import Array
from index.weights import FACETS, FIELD_BOOSTS, K1, B

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float64)


@dataclass(frozen=True)
class RawPostings:
    """One field's postings: term `t` holds `passages[first[t]:first[t+1]]` with those weights."""

    terms: list[str]
    first: Array
    passages: Array
    weights: Array


def read_field(reader: IndexReader, name: str) -> RawPostings:
    """All postings of one field over all segments, passages in Whoosh's numbering."""
    segments = [(leaf, base) for leaf, base in reader.leaf_readers()]
    held: dict[bytes, list[tuple[Array, Array]]] = {}
    for leaf, base in segments:
        deleted = np.array(sorted(leaf.deleted_docs()), np.int64) if leaf.has_deletions() else None
        for term, ids, weights in _terms_of(leaf, name):
            if deleted is not None:
                alive = ~np.isin(ids, deleted)
                ids, weights = ids[alive], weights[alive]
            held.setdefault(term, []).append((ids + base, weights))
    terms = sorted(held)
    parts = [part for term in terms for part in held[term]]
    counts = [sum(len(ids) for ids, _ in held[term]) for term in terms]
    return RawPostings(
        [term.decode() for term in terms],
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
        np.concatenate([ids for ids, _ in parts]) if parts else np.empty(0, np.int64),
        np.concatenate([w for _, w in parts]) if parts else np.empty(0, np.float64),
    )


def _terms_of(leaf: Any, name: str) -> Iterator[tuple[bytes, Array, Array]]:
    """Each term of one segment's field, block by block: an object a block, not one a posting."""
    if name not in leaf.schema or name not in leaf.indexed_field_names():
        return
    for term in list(leaf.lexicon(name)):
        matcher = leaf.postings(name, term)
        ids: list[Any] = []
        weights: list[Any] = []
        if not hasattr(matcher, "_read_ids"):  # postings that are kept inline
            while matcher.is_active():
                ids.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
        else:
            while matcher.is_active():
                matcher._read_ids()
                matcher._read_weights()
                ids.extend(matcher._ids)
                weights.extend(matcher._weights)
                matcher._next_block()
        yield term, np.array(ids, np.int64), np.array(weights, np.float64)


def field_lengths(reader: IndexReader, name: str) -> Array:
    """Each passage's length in a field as Whoosh keeps it: a byte for a range of lengths."""
    lengths = [
        leaf.doc_field_length(number, name, 1) or 1
        for leaf, _ in reader.leaf_readers()
        for number in range(leaf.doc_count_all())
    ]
    return np.array(lengths, np.float64)


def contributions(reader: IndexReader, name: str, raw: RawPostings) -> Array:
    """What each posting adds, by Whoosh's BM25F: the same formula on whole arrays."""
    count = reader.doc_count_all()
    average = reader.field_length(name) / (count or 1) or 1
    frequency = np.diff(raw.first)  # nothing is deleted from an index that is built whole
    idf = np.log(count / (frequency + 1)) + 1
    lengths = field_lengths(reader, name)[raw.passages]
    weights = raw.weights
    gain = (weights * (K1 + 1)) / (weights + K1 * ((1 - B) + B * lengths / average))
    return np.repeat(idf, np.diff(raw.first)) * gain


def merged_terms(reader: IndexReader, rows: Array) -> tuple[list[str], Array, Array, Array]:
    """All terms with first, passages and scores: the text fields added up under their boosts.

    `rows` gives each of Whoosh's documents the number of its passage.
    """
    fields = {name: read_field(reader, name) for name in FIELD_BOOSTS}
    terms = sorted({term for raw in fields.values() for term in raw.terms}, key=str.encode)
    number = {term: place for place, term in enumerate(terms)}
    count = max(reader.doc_count_all(), 1)
    keys, scores = [], []
    for name, raw in fields.items():
        codes = np.array([number[term] for term in raw.terms], np.int64)
        keys.append(np.repeat(codes, np.diff(raw.first)) * count + rows[raw.passages])
        scores.append(contributions(reader, name, raw) * FIELD_BOOSTS[name])
    key, score = np.concatenate(keys), np.concatenate(scores)
    order = np.argsort(key, kind="stable")
    key, score = key[order], score[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else key
    total = np.add.reduceat(score, starts) if len(key) else score
    key = key[starts]
    first = np.searchsorted(key, np.arange(len(terms) + 1, dtype=np.int64) * count)
    return terms, first.astype(np.int64), key % count, total


def facet_terms(reader: IndexReader) -> Mapping[str, RawPostings]:
    """The passages of each concept and period; Whoosh scores such a posting by its weight, 1."""
    return {name: read_field(reader, name) for name in FACETS}
