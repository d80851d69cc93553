"""What counts how much in ranking: named numbers, read when an index is built and when it is asked.

Comes in: nothing. Goes out: constants. Not for: code.
"""

from __future__ import annotations

K1 = 1.2
B = 0.75
"""BM25F's parameters, Whoosh's own defaults."""

FIELD_BOOSTS = {"body": 1.0, "headings": 0.5, "caption": 0.5}
"""The text fields of a passage and what a word in each counts."""

FACETS = {"concepts": 4.0, "periods": 2.0}
"""What a passage gains for each concept and period asked for that one of its facts has."""

DENSE_SHARE = 32
"""A term in more than one of so many passages has a row: adding it whole is sooner done."""

DENSE_FROM = 2048
"""Fewer passages are scored exactly at once, without bounds or rows."""

MAX_DENSE = 256
"""At most so many terms, the most frequent ones, have a row."""

LEVELS = 4000
"""Bounds are whole numbers up to this: the highest gain of an index."""
