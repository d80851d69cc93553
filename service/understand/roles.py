"""Phrases with a role in a question: operations, units, kinds of documents, words that say nothing.

Comes in: `service/understand/data/*.toml`. Goes out: `Roles`, a look-up of phrases by their
canonical words, and the words that spelling may be corrected to. Not for: measures and periods,
which have their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.understand.terms import DATA, vocabulary, word_set, words_of

JOINER_WORDS = frozenset(
    {"and", "or", "plus", "slash", "vs", "against", "comma", "minus", "less", "between"}
)

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase does: `kind` is operation, unit, document and so on; `name` says which."""

    kind: str
    name: str


@lru_cache(maxsize=1)
def question_words() -> dict[str, Any]:
    """`question_words.toml` as read."""
    return tomllib.loads((DATA / "question_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def operation_rows() -> dict[str, dict[str, Any]]:
    """`operations.toml` as read: one row an operation."""
    return tomllib.loads((DATA / "operations.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Roles:
    """Phrases by first word, longest first; a phrase may have several roles."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], tuple[Role, ...]], ...]]
    words: frozenset[str]

    def at(self, words: Sequence[str], index: int) -> list[tuple[int, Role]]:
        """(length, role) of each phrase that begins at `words[index]`, longest first."""
        found: list[tuple[int, Role]] = []
        for phrase, roles in self.by_first.get(words[index], ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                found.extend((len(phrase), role) for role in roles)
        return found


def _rows() -> list[tuple[str, Role]]:
    rows = [
        (form, Role("operation", name))
        for name, entry in operation_rows().items()
        for trigger in entry.get("triggers", ())
        for form in ((trigger, _gerund(trigger)) if "formula" in entry else (trigger,))
    ]
    data = question_words()
    rows += [(word, Role("document", word)) for word in data["document"]["words"]]
    rows += [(word, Role("bare_period", word)) for word in data["bare_period"]["words"]]
    unit = data["unit"]
    rows += [
        (word, Role("unit", code)) for word, code in {**unit["words"], **unit["phrases"]}.items()
    ]
    rows += [(word, Role("scale", str(power))) for word, power in unit["scales"].items()]
    filler = vocabulary()["filler"]
    rows += [(phrase, Role("filler", "")) for phrase in (*filler["words"], *filler["phrases"])]
    return rows


def _gerund(verb: str) -> str:
    """ "summing" of "sum", "combining" of "combine": what computes may open a question so."""
    if not verb.isalpha() or len(verb) < 3 or verb.endswith("ing"):
        return verb
    if verb.endswith("e"):
        return verb[:-1] + "ing"
    closed = verb[-1] not in VOWELS + "wxy" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    return f"{verb}{verb[-1]}ing" if closed and len(verb) < 5 else f"{verb}ing"


@lru_cache(maxsize=1)
def load_roles() -> Roles:
    """All phrases of the data files."""
    table: dict[tuple[str, ...], list[Role]] = {}
    for phrase, role in _rows():
        known = table.setdefault(words_of(phrase), [])
        if role not in known:
            known.append(role)
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[Role, ...]]]] = {}
    for key in sorted((k for k in table if k), key=lambda k: (-len(k), k)):
        by_first.setdefault(key[0], []).append((key, tuple(table[key])))
    words = frozenset(word for key in table for word in key)
    return Roles({k: tuple(v) for k, v in by_first.items()}, words | word_set("soft"))


@lru_cache(maxsize=8)
def phrases_from(
    kinds: tuple[str, ...], member: str
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The phrases of kinds of questions as canonical words, by their first word.

    Those of an earlier kind stand first, of one kind the longest.
    """
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for kind in kinds:
        phrases = {words_of(phrase) for phrase in question_words()[kind].get(member, ())} - {()}
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            found.setdefault(phrase[0], []).append((kind, phrase))
    return found
