"""Misspelt words of a question, corrected to words that the service knows, or left alone.

Comes in: one canonical word and the known ones. Goes out: a known word or None. Short words are
never corrected, and a word that a document prints or that is itself English is taken as it is: a
wrong correction would answer another question. Not for: suggestions to the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

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

    def _doubled(self, word: str) -> list[tuple[int, bool, str]]:
        """Known words within one edit once doubled letters count as one: "deferd", "acount"."""
        plain = _single(word)
        if len(plain) < 5:
            return []
        pool = [w for n in range(len(word) - 1, len(word) + 3) for w in self.by_length.get(n, ())]
        near = [w for w in pool if w[0] == word[0] and OSA.distance(_single(w), plain) <= 1]
        return [(1, False, w) for w in near] if len(near) == 1 else []

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
        ranked = _doubling_first(word, ranked) or self._doubled(word)
        if not ranked or (len(word) == SHORTEST and ranked[0][1]):
            return None
        distance, other_start, best = ranked[0]
        if other_start and (len(word) < 6 or distance > 1):
            return None
        if len(ranked) > 1 and ranked[1][:2] == (distance, other_start):
            return None if len(word) < TWO_EDITS_FROM else best
        return best


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """The words of pyspellchecker's English list, read when the first unknown word is met."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(distance=1).word_frequency.dictionary)


def is_english(word: str) -> bool:
    """True for a word of the language, in lower case: it is meant, whatever it resembles."""
    return word in _english()


def _single(word: str) -> str:
    """A word without doubled letters."""
    return "".join(c for i, c in enumerate(word) if i == 0 or word[i - 1] != c)


def _doubling_first(word: str, ranked: list[tuple[int, bool, str]]) -> list[tuple[int, bool, str]]:
    """Of equally near words the one that only doubles a letter, the commonest slip of all."""
    plain = _single(word)
    doubled = [row for row in ranked if _single(row[2]) == plain]
    return doubled[:1] if len(doubled) == 1 and doubled[0][0] == ranked[0][0] else ranked
