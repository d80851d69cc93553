"""Misspelt words of a question, corrected to words that the service knows, or left alone.

Comes in: one canonical word and the known ones. Goes out: a known word or None. Short words are
never corrected, and a word that a document prints is taken as it is: a wrong correction would
answer another question. Not for: suggestions to the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
TWO_EDITS_FROM = 9
THREE_EDITS_FROM = 14


@dataclass(frozen=True, slots=True)
class Speller:
    """Known words by length."""

    by_length: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, words: Iterable[str]) -> Speller:
        """A speller over these words; those too short to be told apart are left out."""
        table: dict[int, list[str]] = {}
        for word in sorted({w for w in words if len(w) >= SHORTEST and w.isalpha()}):
            table.setdefault(len(word), []).append(word)
        return cls({length: tuple(row) for length, row in table.items()})

    def correct(self, word: str) -> str | None:
        """The one known word within reach of `word`; None where there is none or no clear best."""
        if len(word) < SHORTEST or not word.isalpha():
            return None
        reach = 1 + (len(word) >= TWO_EDITS_FROM) + (len(word) >= THREE_EDITS_FROM)
        pool = [
            w
            for n in range(len(word) - reach, len(word) + reach + 1)
            for w in self.by_length.get(n, ())
        ]
        found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=reach, limit=4)
        ranked = sorted((distance, w[0] != word[0], w) for w, distance, _ in found)
        if not ranked or (len(word) == SHORTEST and ranked[0][1]):
            return None
        distance, other_start, best = ranked[0]
        if other_start and (len(word) < 6 or distance > 1):
            return None
        if len(ranked) > 1 and ranked[1][:2] == (distance, other_start):
            return None if len(word) < TWO_EDITS_FROM else best
        return best
