"""A misspelled word to the printed words that it may mean.

Comes in: a word and the vocabulary. Goes out: candidates. Not for: deciding; a correction is
offered or said, never made in silence.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.analysis import MAX_WORD

MIN_LENGTH = 4
"""Shorter words have too many neighbours to guess."""

MAX_EDITS = 2
MIN_SIMILARITY = 0.7


def nearest_words(word: str, vocabulary: Mapping[str, int], *, limit: int = 5) -> list[str]:
    """Printed words within two edits of this one, nearest and then most frequent first.

    None for a word that is printed as it is, is short or holds a digit: a figure is not corrected.
    """
    word = word.lower()
    if word in vocabulary or not MIN_LENGTH <= len(word) <= MAX_WORD or not word.isalpha():
        return []
    from rapidfuzz.distance import OSA

    found = []
    for other, count in vocabulary.items():
        if abs(len(other) - len(word)) > MAX_EDITS or not other.isalpha():
            continue
        edits = OSA.distance(word, other, score_cutoff=MAX_EDITS)
        if edits <= MAX_EDITS and 1 - edits / max(len(word), len(other)) >= MIN_SIMILARITY:
            found.append((edits, other[0] != word[0], -count, other))
    return [other for *_, other in sorted(found)[:limit]]
