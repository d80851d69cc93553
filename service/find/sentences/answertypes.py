"""What a question in words asks for: the kind of thing, the words that must be found, the periods.

Comes in: a question's text (or the `Question` that was understood) and the engine's statements.
Goes out: an `Inquiry`. Not for: figures, nor for finding the answer
(`service.find.sentences.textanswer`, `service.find.sentences.passageanswer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.grammar.calendars import Calendar
from corpus.grammar.periods import find_periods
from index.engine import Engine
from service.cite.shelf import shelf_of
from service.find.sentences.askedkinds import find_kind, types_data, word_list
from service.find.sentences.statements import StatementStore, statements_of
from service.find.sentences.words import Thesaurus, Token, split_words, stem
from service.understand.question import Question

SYNONYM, TYPO = 0.8, 0.85
"""What a synonym or a corrected spelling counts, where the word itself counts 1."""

IN_PHRASE = 0.92
"""What one word of a phrase counts where the phrase as a whole ("other expenses") counts 1."""

ALIKE = 85
"""So alike, of 100, must a misspelt word be to the printed one."""

RARE = 3.0
"""So rare must a word be to count as a name though it is typed small."""

MOST_ENTITIES = 4

UNTOLD = ("clause", "words", "name")
"""Kinds that a question gets that its nouns do not tell; its first words may ask for a reason."""


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

    `kind` is person, organization, place, date, name, email, phone, web, ticker, exchange,
    expansion, why, how, definition, number, clause or words; `heads` are the stems of the words
    that name the kind ("router"); `several` is true for a plural; `documents` the scope, `hinted`
    where the text names it; `lead` the preposition that asks ("in which city"); `subjects` the
    measures named, as groups of the thesaurus.
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
    if isinstance(question, Question) and question.cue == "why" and kind in UNTOLD:
        kind, heads, several = "why", (), False
    hinted = isinstance(question, Question) and bool(question.of("document")) and not document
    asked_of = question.entity if isinstance(question, Question) else None
    own, reporters = _own_words(engine, scope, tokens, asked_of)
    scope = scope or reporters
    wanted = _wanted(text, tokens, taken, store, engine, kind, heads, own)
    asking = word_list("asking", "prepositions")
    lead = next((w for w in (*words[:2], *words[-1:]) if w in asking), None)
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
        entity = next(iter(shelf_of(engine).holders.values()))
    found = find_periods(text, Calendar(entity))
    return tuple(dict.fromkeys(m.period.label for m in found)), [(m.start, m.end) for m in found]


def _own_words(
    engine: Engine, scope: Sequence[str], tokens: Sequence[Token], asked_of: str | None
) -> tuple[frozenset[int], tuple[str, ...]]:
    """The places of the words that name whoever reports, true of each of its sentences; and its
    documents, where others report as well.

    Among many who report it is whoever the question was found to name, `asked_of`.
    """
    shelf = shelf_of(engine)
    chosen = [engine.documents[d] for d in scope]
    entities = {d.entity.id: d.entity for d in chosen} if scope else shelf.holders
    if len(entities) <= MOST_ENTITIES:
        looked = dict(entities)
    else:
        looked = {asked_of: entities[asked_of]} if asked_of in entities else {}
    stems = [t.stem for t in tokens]
    places: set[int] = set()
    named: set[str] = set()
    for entity in looked.values():
        for name in (entity.name, *entity.aliases):
            form = [t.stem for t in split_words(name)]
            for index in range(len(stems) - len(form) + 1):
                if form and stems[index : index + len(form)] == form:
                    places.update(range(index, index + len(form)))
                    named.add(entity.id)
    if not named or len(named) == len(entities):
        return frozenset(places), ()
    if scope:
        return frozenset(places), tuple(d.id for d in chosen if d.entity.id in named)
    return frozenset(places), tuple(
        d for one in entities if one in named for d in shelf.of_entity(one)
    )


def _subjects(tokens: Sequence[Token], store: StatementStore) -> tuple[frozenset[str], ...]:
    """The measures that the question names in more than one word, as groups of the thesaurus."""
    found = []
    for _, length, numbers in store.thesaurus.groups_at([t.stem for t in tokens]):
        measures = frozenset(f"~{n}" for n in numbers if n >= store.first_measure)
        if length > 1 and measures:
            found.append(frozenset(f"~{n}" for n in numbers))
    return tuple(found[:2])


@lru_cache(maxsize=16)
def _contact_words(kind: str) -> frozenset[str]:
    """The words that only name the kind of address asked for."""
    return frozenset(
        w
        for phrase in types_data()["contact"].get(kind, ())
        for w in (*phrase.split(), "address", "number")
    )


def _spelled_alike(word: str, engine: Engine) -> list[str]:
    """Printed words of which this is a slip of the pen, not merely a neighbour."""
    from rapidfuzz.fuzz import ratio

    return [w for w in engine.suggest_terms(word, limit=2) if ratio(word, w) >= ALIKE]


def _only_shapes(tokens: Sequence[Token], place: int, kind: str, heads: Sequence[str]) -> bool:
    """True for a word that says what is asked or where to look, which no answer repeats."""
    low = tokens[place].text.casefold()
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    before = tokens[place - 1].text.casefold() if place else ""
    parts = word_list("function", "parts")
    if low in parts:
        return after is not None and after.text.isdigit()
    if low.isdigit() and before in parts:
        return True
    if kind in ("place", "date") and low in word_list("function", "kinds"):
        return True
    if low in word_list("function", "counts"):
        return after is not None and after.stem in heads
    if kind == "web" and low in word_list("asking", "viewing"):
        return True
    if kind == "how":
        return after is None and low in word_list("function", "working")
    asks = place == 1 and before in ("what", "which", "who")
    return kind == "why" and asks and low.endswith(("ed", "t", "s"))


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
        soft = low in word_list("soft") and not measured
        if (
            low in word_list("function")
            and not soft
            and not measured
            and not (token.text.isupper() and len(low) > 1)
            and not (kind == "date" and low in word_list("function", "events"))
        ):
            continue
        if _only_shapes(tokens, place, kind, heads):
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
            for word in _spelled_alike(low, engine):
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
        if low in contact and low not in word_list("asking", "online"):
            continue
        describes = place + 1 < len(stems) and stems[place + 1] in heads
        named = (token.capital and place > 0) or (weight > RARE and store.only_capital(low))
        named = named and not soft and not describes and place not in groups
        named = named and low not in word_list("roles")
        if low.isdigit() and out and out[-1].named and out[-1].place == place - 1:
            named = True
        out.append(
            Wanted(token, tuple(keys.items()), weight, named, known or place in groups, place)
        )
    return tuple(out)
