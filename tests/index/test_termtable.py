"""Sorted words on disk: found, counted and listed as a dictionary would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.embedded.spelling import MAX_EDITS, MIN_LENGTH, MIN_SIMILARITY, NearWords
from index.records.terms import TermTable, Words, term_arrays

COUNTS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=6).map(str.lower),
    st.integers(1, 1000),
    max_size=30,
)


@given(COUNTS, st.text("aéz09ß", max_size=3))
def test_words_are_as_a_dictionary_of_them(counts: dict[str, int], start: str) -> None:
    words = Words.of(counts)
    assert dict(words) == counts
    assert words == counts
    assert list(words) == sorted(counts, key=str.encode)
    assert all(word in words for word in counts)
    assert ("nothing printed" in words, words.get("nothing printed")) == (False, None)
    assert list(words.beginning(start)) == [
        (word, count)
        for word, count in sorted(counts.items(), key=lambda row: row[0].encode())
        if word.startswith(start)
    ]
    between = {word for word, _ in words.beginning("b", before="\U0010ffff")}
    assert between == {word for word in counts if b"b" <= word.encode() < b"\xf4\x8f\xbf\xbf"}


@given(
    st.lists(st.text("ab\0é", min_size=1, max_size=12), unique=True, max_size=60),
    st.text("ab\0é", max_size=12),
)
def test_words_that_begin_alike_are_told_apart(words: list[str], asked: str) -> None:
    ordered = sorted(words, key=str.encode)
    table = TermTable(term_arrays("x", ordered), "x")
    assert [table.number_of(word) for word in ordered] == list(range(len(ordered)))
    assert table.number_of(asked) == (ordered.index(asked) if asked in words else -1)
    assert table.place_of(asked.encode()) == sum(w.encode() < asked.encode() for w in words)


@given(
    st.dictionaries(st.text("abcde1", min_size=1, max_size=7), st.integers(1, 9), max_size=40),
    st.text("abcde1", max_size=8),
)
def test_near_words_are_those_of_a_scan(counts: dict[str, int], word: str) -> None:
    from rapidfuzz.distance import OSA

    found = []
    if word not in counts and len(word) >= MIN_LENGTH and word.isalpha():
        for other, count in counts.items():
            edits = OSA.distance(word, other)
            alike = 1 - edits / max(len(word), len(other)) >= MIN_SIMILARITY
            if other.isalpha() and edits <= MAX_EDITS and alike:
                found.append((edits, other[0] != word[0], -count, other))
    expected = [other for *_, other in sorted(found)]
    near = NearWords(Words.of(counts))
    assert near.suggest(word, limit=100) == expected
    assert near.suggest(word) == expected[:5]
