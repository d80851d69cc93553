"""Words of a text with their places, stems and kin, for comparing a question with sentences.

Comes in: any text. Goes out: `Token`s (offsets in that text), stems, and the thesaurus of
`service/find/sentences/data/thesaurus.toml` as groups of words that mean the same. Not for:
figures, periods or measures, which have grammars of their own in `corpus`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.records.analysis import term_of

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W\d_]+&[^\W\d_]+|[^\W_]+(?:[’'`][sS]\b)?")
_BRITISH = re.compile(r"(?<=\w{4})is(e[ds]?|ing|ations?)$")
_POSSESSIVE = ("’s", "'s", "`s", "’S", "'S", "`S")
DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` as printed without a possessive, `stem` its comparable form, its place."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """True for a word that starts with a capital letter."""
        return self.text[:1].isupper()


@lru_cache(maxsize=1)
def thesaurus_data() -> dict[str, Any]:
    """`thesaurus.toml` as read."""
    return tomllib.loads((DATA / "thesaurus.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return {form: base for base, forms in thesaurus_data()["irregular"].items() for form in forms}


def irregular_forms() -> Mapping[str, str]:
    """Words with the base form that stands for them."""
    return _irregular()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The comparable form of one word: lower case, irregular forms to their base, then Porter's."""
    low = _BRITISH.sub(r"iz\1", word.casefold().replace(",", ""))
    known = term_of(_irregular().get(low, low)) or low
    if known.endswith("us") and len(known) > 4:
        return known[:-1]
    return known[:-2] if known.endswith("iz") and len(known) > 6 else known


def split_words(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of `text[start:end]`, with offsets into `text`."""
    stop = len(text) if end is None else end
    tokens = []
    for match in _WORD.finditer(text, start, stop):
        word, last = match.group(), match.end()
        if word.endswith(_POSSESSIVE):
            word, last = word[:-2], last - 2
        if word:
            tokens.append(Token(word, stem(word), match.start(), last))
    return tokens


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups of forms that mean the same; a form is a tuple of stems, a group a number."""

    forms: dict[tuple[str, ...], tuple[int, ...]]
    longest: int
    by_first: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def groups_at(self, stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(index, length, groups) of each form found in `stems`, longer forms first."""
        for index, first in enumerate(stems):
            for form in self.by_first.get(first, ()):
                if tuple(stems[index : index + len(form)]) == form:
                    yield index, len(form), self.forms[form]


def make_thesaurus(groups: Iterable[Iterable[str]]) -> Thesaurus:
    """A thesaurus of groups of words and phrases as written."""
    forms: dict[tuple[str, ...], list[int]] = {}
    for number, group in enumerate(groups):
        for phrase in group:
            form = tuple(token.stem for token in split_words(phrase))
            if form and number not in forms.setdefault(form, []):
                forms[form].append(number)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(forms, key=lambda item: (-len(item), item)):
        by_first.setdefault(form[0], []).append(form)
    return Thesaurus(
        {form: tuple(numbers) for form, numbers in forms.items()},
        max((len(form) for form in forms), default=0),
        {first: tuple(rows) for first, rows in by_first.items()},
    )
