"""How many passages print a word of a stem, without the stem of every word that is printed.

Comes in: the printed words in their order. Goes out: counts by stem. Not for: stemming
(`service.find.sentences.words`).
"""

from __future__ import annotations

from functools import cached_property

from index.records.terms import Words
from service.find.sentences.words import irregular_forms, stem

SHARED = 2
"""A stem of more letters begins as its words do, with so many."""

SHORT = 8
"""No longer word has a stem of so few letters or fewer as `SHARED`."""

ASCII = "\x80"


class StemCounts:
    """Counts by stem. The words that begin with the same letters are stemmed when one is asked
    for: a figure is its own stem, and of a million printed words most are never asked about.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._groups: dict[str, dict[str, int]] = {}

    def of(self, key: str) -> int:
        """The passages that print each word of this stem, added up; 0 for an unknown stem."""
        found = self._odd.get(key, 0) + self._group(key).get(key, 0)
        return found + (self._words.get(key, 0) if _is_own(key) else 0)

    def _group(self, key: str) -> dict[str, int]:
        start = key[:SHARED] if len(key) > SHARED else key[:1]
        short = len(key) <= SHARED
        name = f"{start} short" if short else start
        group = self._groups.get(name)
        if group is None:
            group = {}
            for word, count in self._words.beginning(start) if start and start < ASCII else ():
                if (
                    not (short and len(word) > SHORT)
                    and not _is_own(word)
                    and not self._is_odd(word)
                ):
                    found = stem(word)
                    group[found] = group.get(found, 0) + count
            self._groups[name] = group
        return group

    @cached_property
    def _odd(self) -> dict[str, int]:
        """The stems of words that may begin otherwise than their stem."""
        found: dict[str, int] = {}
        odd = [(form, self._words[form]) for form in irregular_forms() if form in self._words]
        for word, count in (*odd, *self._words.beginning(ASCII, before="\U0010ffff")):
            key = stem(word)
            found[key] = found.get(key, 0) + count
        return found

    def _is_odd(self, word: str) -> bool:
        return word >= ASCII or word in irregular_forms()


def _is_own(word: str) -> bool:
    """True for a figure or a label that ends in one: it is its own stem."""
    return word[-1:].isdigit() and word.isascii()
