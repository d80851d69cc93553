"""What kind of thing a question asks for, by its words: a person, a date, a reason.

Comes in: the words of a question. Goes out: a kind, the nouns that name it, whether several are
asked. Not for: the words that must be found (`service.find.sentences.answertypes`). The words of
each kind are data: `service/find/sentences/data/answertypes.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from service.find.sentences.words import DATA, stem

KNOWN_AS = re.compile(
    r"\b(?:stands? for|short for|abbreviation|acronym|full (?:name|form)|spelled out)\b", re.I
)
BE = ("is", "are", "was", "were")
DOING = ("does", "do", "did", "will", "can")

Kind = tuple[str, tuple[str, ...], bool]
"""A kind, the stems of the nouns that name it, and true for a plural."""


@lru_cache(maxsize=1)
def types_data() -> dict[str, Any]:
    """`answertypes.toml` as read."""
    return tomllib.loads((DATA / "answertypes.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def word_list(section: str, member: str = "words") -> frozenset[str]:
    """One list of `answertypes.toml`."""
    return frozenset(types_data()[section][member])


@lru_cache(maxsize=1)
def amount_words() -> frozenset[str]:
    """Nouns that ask for a figure."""
    return word_list("amount") | word_list("amount", "more")


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    return {word: kind for kind, words in types_data()["heads"].items() for word in words}


def _has(joined: str, section: str, member: str) -> bool:
    return any(f" {phrase} " in joined for phrase in types_data()[section][member])


def find_kind(text: str, words: Sequence[str]) -> Kind:
    """What kind of thing a question asks for; `words` are its words in lower case."""
    joined = f" {' '.join(words)} "
    if KNOWN_AS.search(text):
        return "expansion", (), False
    for kind in types_data()["contact"]:
        if _has(joined, "contact", kind) and not joined.startswith((" why ", " how ")):
            return kind, (), False
    first = _question_word(words)
    if first == "what" and words[-1] in ("called", "named"):
        return "name", tuple(stem(w) for w in words if _heads().get(w) == "name"), False
    if first == "how":
        return _how_kind(joined), (), False
    if first == "why" or _has(joined, "asking", "why"):
        return "why", (), False
    if first in ("who", "whom", "whose"):
        return "person", _person_heads(words), False
    if first == "where" and not word_list("asking", "online").isdisjoint(words):
        return "web", (), False
    if first in ("where", "when"):
        return ("place" if first == "where" else "date"), (), False
    return _by_noun(joined, words, first)


def _by_noun(joined: str, words: Sequence[str], first: str | None) -> Kind:
    head = _head(words, first)
    if head is not None:
        return head
    if _has(joined, "asking", "definition"):
        return "definition", (), False
    noun = _asked_noun(words, first)
    if noun:
        return "name", noun, False
    return ("clause" if first in ("what", "which") else "words"), (), False


def _question_word(words: Sequence[str]) -> str | None:
    asking = word_list("asking")
    plain = [w.removesuffix("s") if w in ("whos", "whats", "wheres", "whens") else w for w in words]
    return next((w for w in plain if w in asking), None)


def _how_kind(joined: str) -> str:
    if joined.startswith(" how come "):
        return "why"
    return "number" if _has(joined, "asking", "counted") else "how"


def _person_heads(words: Sequence[str]) -> tuple[str, ...]:
    heads = _heads()
    return tuple(
        stem(w)
        for w in words
        if heads.get(w) in ("person", "organization") and w not in ("who", "whom", "whose")
    )


def _asked_noun(words: Sequence[str], first: str | None) -> tuple[str, ...]:
    """The noun in "which telecom is": what stands between the question word and the verb."""
    if first not in ("which", "what"):
        return ()
    verbs = word_list("asking", "auxiliaries")
    at = next(i for i, word in enumerate(words) if word in (first, f"{first}s")) + 1
    stop = next((i for i in range(at, len(words)) if words[i] in verbs), None)
    if stop is None or not 0 < stop - at <= 3:
        return ()
    plain = [w for w in words[at:stop] if w not in word_list("function")]
    if not plain or plain[-1].endswith("s") or plain[-1] in amount_words():
        return ()
    return (stem(plain[-1]),)


def _head(words: Sequence[str], first: str | None) -> Kind | None:
    """The kind that a noun names: "which company", "name of the router", "in which city"."""
    heads = _heads()
    open_question = first in ("what", "which")
    if first is not None and not open_question:
        return None
    at = words.index(first) + 1 if first in words else 0
    for index, word in enumerate(words[at : at + (5 if open_question else 12)], start=at):
        kind = heads.get(word)
        if kind is None or word in ("name", "title", "who", "whom", "head"):
            continue
        if open_question and not _asks_open(words, at, index, kind):
            return None
        if not open_question and not _asks_bare(words, index, kind):
            continue
        plural = (word.endswith("s") and word.removesuffix("s") in heads) or word.endswith("ies")
        return kind, (stem(word),), plural
    return ("name", (), False) if "name" in words else None


def _asks_open(words: Sequence[str], at: int, index: int, kind: str) -> bool:
    """True where the noun is what "which" or "what" asks for, not a part of what is asked about."""
    between = words[at:index]
    if not between:
        return True
    if between[0] in DOING:
        return False
    things = kind in ("person", "place", "date", "organization")
    verbs = {*BE, "did", "does", "do", "has", "have", "will"}
    if not verbs.isdisjoint(between[:-1]) and "name" not in between:
        return between[0] in BE and things and _ends_noun(words, index)
    return between[0] not in BE or _ends_noun(words, index)


def _asks_bare(words: Sequence[str], index: int, kind: str) -> bool:
    """True where a noun alone asks, without a question word: "first customer of", "date of the"."""
    of = words[index + 1 : index + 2] == ["of"]
    if kind == "date" and words[index] != "date" and (not of or index > 1):
        return index == 0 and not of
    return (kind != "name" or "name" in words) and _ends_noun(words, index)


def _ends_noun(words: Sequence[str], index: int) -> bool:
    """True where the noun stands last of its group of words."""
    after = words[index + 1] if index + 1 < len(words) else None
    return after is None or after in word_list("function") or after.endswith("ed")
