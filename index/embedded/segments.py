"""Whoosh's own postings, read once a segment and kept beside it as arrays.

Comes in: an open segment of Whoosh's index. Goes out: for each field its terms, the passages that
hold them, the weights, and the fields' lengths. Not for: scores, which depend on all segments
(`index.embedded.postings`). A segment never changes, so what is read of it serves every later
generation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader

from index.embedded.weights import FACETS, FIELD_BOOSTS
from index.records.arrays import Array, Arrays
from index.records.terms import TermTable, term_arrays


@dataclass(frozen=True)
class FieldPostings:
    """One field of a segment: term `t` is in `passages[first[t]:first[t+1]]` with those weights.

    Passages are counted within the segment. `lengths` has one length a passage, as Whoosh keeps
    it (a byte for a range of lengths); `total` is the exact sum; 0 where nothing is scored.
    """

    terms: list[str]
    first: Array
    passages: Array
    weights: Array
    lengths: Array
    total: int


@dataclass(frozen=True)
class Segment:
    """The passages of a segment by id, in Whoosh's numbering, and its fields."""

    ids: list[str]
    fields: dict[str, FieldPostings]


def segment_arrays(leaf: SegmentReader) -> dict[str, Array]:
    """A segment as arrays to be kept; `load_segment` reads them."""
    ids = [fields["id"] for _, fields in leaf.iter_docs()]
    arrays = term_arrays("ids", ids)
    for name in (*FIELD_BOOSTS, *FACETS):
        found = list(_terms_of(leaf, name))
        counts = [len(passages) for _, passages, _ in found]
        arrays |= term_arrays(f"{name}.terms", [term.decode() for term, _, _ in found])
        arrays[f"{name}.first"] = np.cumsum([0, *counts], dtype=np.int64)
        arrays[f"{name}.passages"] = _joined([part for _, part, _ in found], np.uint32)
        arrays[f"{name}.weights"] = _joined([part for _, _, part in found], np.float64)
        scored = name in FIELD_BOOSTS
        lengths = (
            [leaf.doc_field_length(n, name, 1) or 1 for n in range(len(ids))] if scored else []
        )
        arrays[f"{name}.lengths"] = np.array(lengths, np.float64)
        arrays[f"{name}.total"] = np.array([leaf.field_length(name) if scored else 0], np.int64)
    return arrays


def load_segment(arrays: Arrays) -> Segment:
    """The segment that `segment_arrays` made these of."""
    fields = {
        name: FieldPostings(
            terms=list(TermTable(arrays, f"{name}.terms")),
            first=arrays[f"{name}.first"],
            passages=arrays[f"{name}.passages"],
            weights=arrays[f"{name}.weights"],
            lengths=arrays[f"{name}.lengths"],
            total=int(arrays[f"{name}.total"][0]),
        )
        for name in (*FIELD_BOOSTS, *FACETS)
    }
    return Segment(list(TermTable(arrays, "ids")), fields)


def _terms_of(leaf: Any, name: str) -> Iterator[tuple[bytes, Array, Array]]:
    """Each term of a field with its passages and weights, in the order of its bytes.

    Whoosh's matcher is read block by block: an object a block, not one a posting.
    """
    if name not in leaf.indexed_field_names():
        return
    for term in list(leaf.lexicon(name)):
        matcher = leaf.postings(name, term)
        passages: list[Any] = []
        weights: list[Any] = []
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            passages.extend(matcher._ids)
            weights.extend(matcher._weights)
            matcher._next_block()
        yield term, np.array(passages, np.uint32), np.array(weights, np.float64)


def _joined(parts: list[Array], dtype: type) -> Array:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
