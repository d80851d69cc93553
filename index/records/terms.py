"""A sorted list of words on disk, each with its number, without an object a word in memory.

Comes in: words in the order of their UTF-8 bytes. Goes out: arrays; and from them the number of a
word. Not for: analysis (`index.records.analysis`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from index.records.arrays import Array, Arrays, integers

HEAD = 8
"""Bytes of a word that are compared as one number, which nearly always finds it."""

KEPT = 65536
"""So many look-ups are remembered."""


def term_arrays(name: str, terms: Sequence[str]) -> dict[str, Array]:
    """The arrays `<name>.letters`, `<name>.ends` and `<name>.heads` of sorted words."""
    encoded = [term.encode() for term in terms]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.uint64)
    return {
        f"{name}.letters": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}.ends": ends.astype(np.uint64),
        f"{name}.heads": np.array([_head(word) for word in encoded], np.uint64),
    }


def _head(word: bytes) -> int:
    """A word's first bytes as a number; the numbers stand in the order of the words."""
    return int.from_bytes(word[:HEAD].ljust(HEAD, b"\0"), "big")


class TermTable(Sequence[str]):
    """Sorted words by number, and numbers by word."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._letters = integers(arrays[f"{name}.letters"])
        self._ends = integers(arrays[f"{name}.ends"])
        self._heads = integers(arrays[f"{name}.heads"])
        self._known: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        return str(self._bytes(range(len(self))[number]), "utf-8")

    def _bytes(self, number: int) -> bytes:
        return bytes(self._letters[self._ends[number] : self._ends[number + 1]])

    def number_of(self, term: str) -> int:
        """The number of a word, or -1."""
        found = self._known.get(term)
        if found is None:
            found = self._search(term.encode("utf-8", "surrogatepass"))
            if len(self._known) >= KEPT:
                self._known = {}
            self._known[term] = found
        return found

    def _search(self, wanted: bytes) -> int:
        low = self.place_of(wanted)
        return low if low < len(self) and self._bytes(low) == wanted else -1

    def place_of(self, wanted: bytes) -> int:
        """The number of the first word that is not before these bytes."""
        head = _head(wanted)
        low = bisect_left(self._heads, head)
        if low == len(self) or self._heads[low] != head or self._bytes(low) == wanted:
            return low
        high = bisect_right(self._heads, head, low)  # words that begin alike
        return bisect_left(range(high), wanted, low, key=self._bytes)


class Words(Mapping[str, int]):
    """Printed words with the number of passages that hold each, in the order of their bytes."""

    def __init__(self, arrays: Arrays) -> None:
        self._table = TermTable(arrays, "words")
        self._counts = integers(arrays["words.counts"])

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Words:
        """Words with their counts in memory."""
        return cls(word_arrays(counts))

    def __getitem__(self, word: str) -> int:
        number = self._table.number_of(word)
        if number < 0:
            raise KeyError(word)
        return self._counts[number]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._table.number_of(word) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def beginning(self, start: str, before: str | None = None) -> Iterable[tuple[str, int]]:
        """The words from `start` on, of those that begin with it; or up to `before`."""
        first = self._table.place_of(start.encode())
        # No byte of UTF-8 is 255, so that it stands behind all that begins so.
        stop = start.encode() + b"\xff" if before is None else before.encode()
        for number in range(first, self._table.place_of(stop)):
            yield self._table[number], self._counts[number]


def word_arrays(counts: Mapping[str, int]) -> dict[str, Array]:
    """The arrays of words and their counts."""
    words = sorted(counts, key=str.encode)
    arrays = term_arrays("words", words)
    arrays["words.counts"] = np.array([counts[word] for word in words], np.uint32)
    return arrays
