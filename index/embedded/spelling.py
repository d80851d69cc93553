"""A misspelled word to the printed words that it may mean.

Comes in: a word and the vocabulary. Goes out: candidates. Not for: deciding; a correction is
offered or said, never made in silence.
"""

from __future__ import annotations

from functools import cached_property

from index.records.analysis import MAX_WORD
from index.records.terms import Words

MIN_LENGTH = 4
"""Shorter words have too many neighbours to guess."""

MAX_EDITS = 2
MIN_SIMILARITY = 0.7


class NearWords:
    """Printed words by length, laid out when the first misspelled word is asked for."""

    def __init__(self, words: Words) -> None:
        self._words = words

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        """Words of letters; figures, which most printed words are, stand before them in bytes."""
        table: dict[int, list[str]] = {}
        for word, _ in self._words.beginning("a", before="\U0010ffff"):
            if word.isalpha():
                table.setdefault(len(word), []).append(word)
        return table

    def suggest(self, word: str, *, limit: int = 5) -> list[str]:
        """Printed words within two edits of this one, nearest and then most frequent first.

        None for a word that is printed as it is, is short or holds a digit: a figure is not
        corrected.
        """
        word = word.lower()
        if not MIN_LENGTH <= len(word) <= MAX_WORD or not word.isalpha() or word in self._words:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = []
        for length in range(len(word) - MAX_EDITS, len(word) + MAX_EDITS + 1):
            near = process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=MAX_EDITS,
                limit=None,
            )
            for other, edits, _ in near:
                if 1 - edits / max(length, len(word)) >= MIN_SIMILARITY:
                    found.append((edits, other[0] != word[0], -self._words[other], other))
        return [other for *_, other in sorted(found)[:limit]]
