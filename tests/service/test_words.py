"""Words, stems and synonyms: what makes a question and a sentence comparable."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from service.find.sentences.words import make_thesaurus, split_words, stem


@given(st.text(max_size=200))
def test_every_word_stands_where_it_says(text: str) -> None:
    tokens = split_words(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


def test_inflections_share_a_stem() -> None:
    assert stem("grew") == stem("growth") == stem("growing")
    assert stem("specialises") == stem("specializing")
    assert stem("companies") == stem("company")
    assert stem("focusing") == stem("focus")


def test_a_possessive_is_no_word() -> None:
    assert [t.text for t in split_words("Halvorsen's G&A, 1,250.5")] == [
        "Halvorsen",
        "G&A",
        "1,250.5",
    ]


def test_phrases_are_found_before_words() -> None:
    thesaurus = make_thesaurus([["chief financial officer", "CFO"], ["officer", "policeman"]])
    stems = [t.stem for t in split_words("the chief financial officer")]
    assert list(thesaurus.groups_at(stems)) == [(1, 3, (0,)), (3, 1, (1,))]
