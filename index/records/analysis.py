"""Text to search terms: one analysis for documents and questions.

Comes in: any text. Goes out: terms (stemmed words and whole figures) with their places. Not for:
understanding a question. Whoosh's analyzer (`index.embedded.schema`) calls `tokens`, so what is
indexed and what is asked can never be cut differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from whoosh.lang.porter import stem as porter_stem  # a small module: it imports no other of Whoosh

MAX_WORD = 64
"""Longer runs of letters are no words; they are neither indexed nor looked up."""

MAX_TERMS = 32
"""So many different terms of a question are looked up; the rest is ignored."""

_SHORT = 1000
"""Characters; a longer text is read word by word, and only as far as is needed."""

_STOPPED = (
    "a an and are as at be been by did do does for from had has have how in into is it its many"
    " much of on or s so such than that the their them then there these they this those to was"
    " were what which who whose with"
)
STOP_WORDS = frozenset(_STOPPED.split())
"""Words that carry no meaning here. Not among them: us, may, not, will, when, can, if."""

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)+"  # 1,774,953 and 10.9
    r"|[^\W\d_](?:\.[^\W\d_])+\b"  # U.S
    r"|[^\W_]+"  # words, 2Q02
)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The words and figures of a text in reading order as (lower-case word, start, end).

    A figure is one word without its thousands separators: "1,774,953" is `1774953`.
    """
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if end - start > MAX_WORD:
            continue
        word = match.group().lower()
        if "," in word:
            word = word.replace(",", "")
        yield word, start, end


@lru_cache(maxsize=65536)
def term_of(word: str) -> str | None:
    """The search term of one lower-case word: its stem; figures stay; None if stopped."""
    if word in STOP_WORDS:
        return None
    if word.isalpha() and word.isascii():
        return porter_stem(word) or word
    return word


def terms_of(text: str) -> list[str]:
    """All terms of a text in reading order, repeats included."""
    return [term for word, _, _ in tokens(text) if (term := term_of(word)) is not None]


def query_terms(text: str, *, limit: int = MAX_TERMS) -> list[str]:
    """The different terms of a question in the order asked, at most `limit`.

    Reading stops once the limit is reached, so a long question costs no more than a short one.
    """
    found: dict[str, None] = {}
    for word in _words(text):
        term = term_of(word)
        if term is not None:
            found[term] = None
            if len(found) >= limit:
                break
    return list(found)


def _words(text: str) -> Iterable[str]:
    """The words of `tokens`; those of a short plain text by one call, which is sooner done."""
    if len(text) > _SHORT or not text.isascii():
        return (word for word, _, _ in tokens(text))
    words = _TOKEN.findall(text.lower())  # lowering ASCII moves no letter
    return [word.replace(",", "") for word in words if len(word) <= MAX_WORD]


def find_terms(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where the wanted terms stand in a text, as (start, end) in reading order."""
    return [(start, end) for word, start, end in tokens(text) if term_of(word) in wanted]
