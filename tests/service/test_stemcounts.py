"""Counts by stem: as when every printed word is stemmed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Document
from index.records.analysis import tokens
from index.records.terms import Words
from service.find.sentences.stemcounts import StemCounts
from service.find.sentences.words import stem

WORDS = [
    "ay", "ayed", "tied", "ties", "dies", "dying", "toyed", "toy", "sky", "skies", "bee", "bees",
    "abilities", "able", "is", "was", "were", "been", "went", "gone", "us", "it", "its", "tv",
    "ios", "2q02", "1774953", "10.9", "3g", "5", "50", "5s", "4s", "3rds", "u.s", "café", "cafés",
    "straße", "ångström", "revenue", "revenues", "organised", "organized", "organisation",
    "bonus", "bonuses", "status", "agreed", "agrees", "réseau", "naïve", "½", "②", "x",
]  # fmt: skip
ENDINGS = ("", "s", "ed", "ing", "ies", "ised", "ization", "ational", "biliti", "us", "y", "ly")


def expected(counts: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, count in counts.items():
        found[stem(word)] += count
    return found


def check(counts: Counter[str]) -> None:
    made = StemCounts(Words.of(counts))
    wanted = expected(counts)
    for key in {*wanted, *counts, "nothing", "", "q", "zz"}:
        assert made.of(key) == wanted.get(key, 0), key


def test_words_of_every_kind() -> None:
    check(Counter({word: n for n, word in enumerate(WORDS, 1)}))


def test_the_shipped_words(documents: dict[str, Document]) -> None:
    check(Counter(word for d in documents.values() for word, _, _ in tokens(d.text)))


@given(
    st.lists(
        st.builds(
            "".join,
            st.tuples(st.text("abeilnorstuyz", min_size=1, max_size=5), st.sampled_from(ENDINGS)),
        ),
        max_size=60,
    )
)
def test_any_words(words: list[str]) -> None:
    check(Counter(words))
