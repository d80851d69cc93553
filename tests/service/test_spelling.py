"""Misspelt words are corrected where one known word is near, and left alone otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.understand.spelling import Speller

SPELLER = Speller.of(
    [
        "equipment",
        "operating",
        "guidance",
        "revenue",
        "quarter",
        "tangible",
        "cash",
        "divided",
        "system",
        "adjusted",
        "depreciation",
    ]
)
CORRECTED = [
    ("equipmnt", "equipment"),
    ("opperating", "operating"),
    ("guidence", "guidance"),
    ("revenu", "revenue"),
    ("quater", "quarter"),
    ("sistem", "system"),
    ("cahs", "cash"),
    ("adjsted", "adjusted"),
    ("depreciaton", "depreciation"),
]
LEFT = ["intangible", "employee", "goodwill", "kddi", "r", "2q02", "euro", "price"]


@pytest.mark.parametrize(("word", "known"), CORRECTED)
def test_a_near_word_is_corrected(word: str, known: str):
    assert SPELLER.correct(word) == known


@pytest.mark.parametrize("word", LEFT)
def test_a_word_of_its_own_is_left_alone(word: str):
    assert SPELLER.correct(word) is None


@given(st.text(max_size=30))
def test_only_known_words_come_out(word: str):
    better = SPELLER.correct(word)
    assert better is None or better in {w for row in SPELLER.by_length.values() for w in row}
