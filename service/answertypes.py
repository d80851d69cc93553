"""What a question in words asks for: the kind of thing, the words that must be found, the periods.

Comes in: a question's text (or the `Question` that was understood) and the engine's statements.
Goes out: an `Inquiry`. Not for: figures, nor for finding the answer (`service.textanswer`,
`service.passageanswer`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpus.calendars import Calendar
from corpus.periods import find_periods
from index.engine import Engine
from service.question import Question
from service.statements import StatementStore, statements_of
from service.words import DATA, Thesaurus, Token, split_words, stem

SYNONYM, TYPO = 0.8, 0.85
"""What a synonym or a corrected spelling counts, where the word itself counts 1."""

IN_PHRASE = 0.92
"""What one word of a phrase counts where the phrase as a whole ("other expenses") counts 1."""

MOST_ENTITIES = 4

KNOWN_AS = re.compile(
    r"\b(?:stands? for|short for|abbreviation|acronym|full (?:name|form)|spelled out)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question: what may match it with what it then counts, and how much it tells.

    `named` is a name: an answer may not leave it out. `place` is its place among the words asked.
    """

    token: Token
    keys: tuple[tuple[str, float], ...]
    weight: float
    named: bool
    known: bool
    place: int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question in words.

    `kind` is person, organization, place, date, name, email, phone, web, ticker, expansion, why, how,
    definition, number or clause; `heads` are the stems of the words that name the kind ("router");
    `several` is true for a plural; `documents` the scope; `lead` the preposition that asks ("in which city").
    """

    text: str
    tokens: tuple[Token, ...]
    kind: str
    heads: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    periods: tuple[str, ...]
    documents: tuple[str, ...]
    several: bool = False
    lead: str | None = None
    subjects: tuple[frozenset[str], ...] = ()
    hinted: bool = False
    thesaurus: Thesaurus = field(
        default_factory=lambda: Thesaurus({}, 0), repr=False, compare=False
    )

    @property
    def weight(self) -> float:
        """All that the words tell together."""
        return sum(w.weight for w in self.wanted)

    def has(self, *words: str) -> bool:
        """True where one of these words is asked."""
        return any(t.text.casefold() in words for t in self.tokens)


@lru_cache(maxsize=1)
def types_data() -> dict[str, Any]:
    """`answertypes.toml` as read."""
    return tomllib.loads((DATA / "answertypes.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(types_data()["function"]["words"])


@lru_cache(maxsize=1)
def _soft_words() -> frozenset[str]:
    return frozenset(types_data()["soft"]["words"])


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    return {word: kind for kind, words in types_data()["heads"].items() for word in words}


def read_inquiry(
    question: Question | str, engine: Engine, *, document: str | None = None
) -> Inquiry:
    """Read a question in words over an engine."""
    text = question if isinstance(question, str) else question.text
    store = statements_of(engine)
    tokens = tuple(split_words(text))
    scope: tuple[str, ...] = (document,) if document else ()
    if isinstance(question, Question):
        periods = tuple(p.label for p in question.periods)
        taken = [(m.start, m.end) for m in question.mentions if m.kind in ("period", "document")]
        scope = scope or tuple(sorted(question.scope.documents))
    else:
        periods, taken = _periods(text, engine, document)
    words = [t.text.casefold() for t in tokens]
    kind, heads, several = find_kind(text, words)
    hinted = isinstance(question, Question) and bool(question.of("document")) and not document
    own = _own_words(engine, scope, tokens)
    wanted = _wanted(text, tokens, taken, store, engine, kind, heads, own)
    lead = next(
        (w for w in words[:2] if w in ("in", "at", "with", "to", "from", "by", "on", "for")), None
    )
    if (
        lead is None
        and words
        and words[-1] in ("in", "at", "with", "to", "from", "by", "on", "for")
    ):
        lead = words[-1]
    return Inquiry(
        text,
        tokens,
        kind,
        heads,
        wanted,
        periods,
        scope,
        several,
        lead,
        _subjects(tokens, store),
        hinted,
        store.thesaurus,
    )


def _periods(
    text: str, engine: Engine, document: str | None
) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """The labels of the periods asked for and their characters."""
    if document is not None:
        entity = engine.documents[document].entity
    else:
        entity = next(iter(engine.documents.values())).entity
    found = find_periods(text, Calendar(entity))
    return tuple(dict.fromkeys(m.period.label for m in found)), [(m.start, m.end) for m in found]


def _own_words(engine: Engine, scope: Sequence[str], tokens: Sequence[Token]) -> frozenset[int]:
    """The places of the words that name whoever reports: that is true of each of its sentences."""
    chosen = [engine.documents[d] for d in scope] or list(engine.documents.values())
    entities = {d.entity.id: d.entity for d in chosen}
    stems = [t.stem for t in tokens]
    places: set[int] = set()
    for entity in entities.values() if len(entities) <= MOST_ENTITIES else ():
        for name in (entity.name, *entity.aliases):
            form = [t.stem for t in split_words(name)]
            for index in range(len(stems) - len(form) + 1):
                if form and stems[index : index + len(form)] == form:
                    places.update(range(index, index + len(form)))
    return frozenset(places)


def find_kind(text: str, words: Sequence[str]) -> tuple[str, tuple[str, ...], bool]:
    """(kind, head stems, plural) of a question by its words."""
    joined = f" {' '.join(words)} "
    if KNOWN_AS.search(text):
        return "expansion", (), False
    for kind, phrases in types_data()["contact"].items():
        if any(f" {p} " in joined for p in phrases) and not joined.startswith((" why ", " how ")):
            return kind, (), False
    first = _question_word(words)
    if " called " in f"{joined}" and first == "what" and words[-1] in ("called", "named"):
        return "name", tuple(stem(w) for w in words if _heads().get(w) == "name"), False
    if first == "how":
        return ("why" if joined.startswith(" how come ") else _how_kind(joined)), (), False
    if first == "why" or any(p in joined for p in WHY_WORDS):
        return "why", (), False
    if first in ("who", "whom", "whose"):
        return "person", _person_heads(words), False
    if first == "where":
        return "place", (), False
    if first == "when":
        return "date", (), False
    head = _head(words, first)
    if head is not None:
        return head
    if any(
        p in joined
        for p in (" mean ", " means ", " definition ", " define ", " defined ", " meaning ")
    ):
        return "definition", (), False
    noun = _asked_noun(words, first)
    if noun:
        return "name", noun, False
    return ("clause" if first in ("what", "which") else "words"), (), False


_VERBS = frozenset(
    "is are was were do does did has have had will would can could should may might must".split()
)


def _asked_noun(words: Sequence[str], first: str | None) -> tuple[str, ...]:
    """The noun in "which telecom is": what stands between the question word and the verb."""
    if first not in ("which", "what"):
        return ()
    between: list[str] = []
    for word in words[words.index(first) + 1 :]:
        if word in _VERBS:
            break
        between.append(word)
    else:
        return ()
    plain = [w for w in between if w not in _function_words()]
    return (stem(plain[-1]),) if 0 < len(between) <= 3 and plain and not plain[-1].endswith("s") else ()


WHY_WORDS = (
    " reason ",
    " reasons ",
    " cause ",
    " caused ",
    " causes ",
    " drove ",
    " driver ",
    " drivers ",
    " driving ",
    " drive ",
    " led to ",
    " explains ",
    " explain ",
    " due to ",
    " because ",
    " attributed to ",
    " attributable to ",
    " behind ",
)


def _question_word(words: Sequence[str]) -> str | None:
    asking = ("who", "whom", "whose", "where", "when", "why", "how", "what", "which")
    plain = [w.removesuffix("s") if w in ("whos", "whats", "wheres", "whens") else w for w in words]
    return next(
        (w for w in plain[:6] if w in asking), next((w for w in plain if w in asking), None)
    )


def _how_kind(joined: str) -> str:
    counted = (
        " how many ",
        " how much ",
        " how long ",
        " how large ",
        " how big ",
        " how often ",
        " how fast ",
    )
    return "number" if any(p in joined for p in counted) else "how"


def _person_heads(words: Sequence[str]) -> tuple[str, ...]:
    heads = _heads()
    return tuple(
        stem(w)
        for w in words
        if heads.get(w) in ("person", "organization") and w not in ("who", "whom", "whose")
    )


def _head(words: Sequence[str], first: str | None) -> tuple[str, tuple[str, ...], bool] | None:
    """The kind that a noun names: "which company", "name of the router", "in which city"."""
    heads = _heads()
    at = words.index(first) + 1 if first in words else 0
    reach = 5 if first in ("what", "which") else 12
    for index, word in enumerate(words[at : at + reach], start=at):
        kind = heads.get(word)
        if kind is None or word in ("name", "title", "who", "whom", "head"):
            continue
        if first in ("what", "which"):
            between = words[at:index]
            if (
                any(
                    w in ("is", "are", "was", "were", "did", "does", "do", "has", "have", "will")
                    for w in between[:-1]
                )
                and "name" not in between
            ):
                if not (
                    between
                    and between[0] in ("is", "are", "was", "were")
                    and kind in ("person", "place", "date", "organization")
                ):
                    return None
            if between and between[0] in ("does", "do", "did", "will", "can"):
                return None
            after = words[index + 1] if index + 1 < len(words) else None
            if (
                between
                and between[0] in ("is", "are", "was", "were")
                and not (after is None or after in _function_words() or after.endswith("ed"))
            ):
                return None
        elif first is not None:
            return None
        elif not _asks_bare(words, index, kind):
            continue
        plural = word.endswith("s") and word.removesuffix("s") in heads or word.endswith("ies")
        return kind, (stem(word),), plural
    if "name" in words:
        return "name", (), False
    return None


def _subjects(tokens: Sequence[Token], store: StatementStore) -> tuple[frozenset[str], ...]:
    """The measures that the question names in more than one word, as groups of the thesaurus."""
    found = []
    for _, length, numbers in store.thesaurus.groups_at([t.stem for t in tokens]):
        measures = frozenset(f"~{n}" for n in numbers if n >= store.first_measure)
        if length > 1 and measures:
            found.append(frozenset(f"~{n}" for n in numbers))
    return tuple(found[:2])


def _asks_bare(words: Sequence[str], index: int, kind: str) -> bool:
    """True where a noun alone asks, without a question word: "first customer of", "date of the"."""
    after = words[index + 1] if index + 1 < len(words) else None
    if kind == "date" and words[index] != "date" and (after != "of" or index > 1) or kind == "name" and "name" not in words:
        return False
    return after is None or after in _function_words() or after.endswith("ed")


@lru_cache(maxsize=16)
def _contact_words(kind: str) -> frozenset[str]:
    """The words that only name the kind of address asked for."""
    return frozenset(
        w
        for phrase in types_data()["contact"].get(kind, ())
        for w in (*phrase.split(), "address", "number")
    )


def _wanted(
    text: str,
    tokens: Sequence[Token],
    taken: Sequence[tuple[int, int]],
    store: StatementStore,
    engine: Engine,
    kind: str,
    heads: Sequence[str],
    own: frozenset[int],
) -> tuple[Wanted, ...]:
    """The words that a sentence must answer, with what may stand for them."""
    groups: dict[int, set[int]] = {}
    phrase: dict[int, set[int]] = {}
    stems = [t.stem for t in tokens]
    for index, length, numbers in store.thesaurus.groups_at(stems):
        for place in range(index, index + length):
            groups.setdefault(place, set()).update(numbers)
            if length > 1:
                phrase.setdefault(place, set()).update(numbers)
    out: list[Wanted] = []
    contact = _contact_words(kind)
    for place, token in enumerate(tokens):
        low = token.text.casefold()
        measured = any(n >= store.first_measure for n in phrase.get(place, ()))
        soft = low in _soft_words() and not measured
        if (
            low in _function_words()
            and not soft
            and not measured
            and not (token.text.isupper() and len(low) > 1)
        ):
            continue
        if any(s <= token.start < e for s, e in taken):
            continue
        if len(low) == 1 and not low.isdigit():
            continue
        if place in own:
            continue
        keys = {token.stem: 1.0}
        before = tokens[place - 1] if place else None
        if (
            before is not None
            and len(before.text) == 1
            and before.end + 1 == token.start
            and text[before.end] in "-/"
        ):
            keys = {before.stem + token.stem: 1.0}
        known = store.knows(token.stem)
        if not known and place not in groups and len(low) > 5:
            for word in engine.suggest_terms(low, limit=2):
                keys.setdefault(stem(word), TYPO)
                known = True
                for _, _, numbers in store.thesaurus.groups_at([stem(word)]):
                    groups.setdefault(place, set()).update(numbers)
        for number in groups.get(place, ()):
            keys.setdefault(f"~{number}", 1.0 if number in phrase.get(place, ()) else SYNONYM)
        if place in phrase:
            keys[token.stem] = IN_PHRASE
        best = next(iter(keys)) if store.knows(token.stem) else list(keys)[min(1, len(keys) - 1)]
        weight = store.rarity(best if not best.startswith("~") else token.stem)
        weight = min(weight, 4.0) if place in groups and not store.knows(token.stem) else weight
        if soft:
            weight *= 0.25
        if token.stem in heads:
            weight *= 0.6
        if low in contact:
            continue
        named = token.capital and token.start > 0 and not soft and place not in groups
        out.append(
            Wanted(token, tuple(keys.items()), weight, named, known or place in groups, place)
        )
    return tuple(out)
