"""All that understanding a question needs to know of an engine, made once and kept with it.

Comes in: an `Engine`. Goes out: its `Vocabulary`. Not for: facts, which are looked up per question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from corpus.base.records import Entity, Span
from corpus.concepts.concepts import Concepts
from corpus.grammar.periods import MONTHS, ORDINALS, Calendar
from index.engine import Engine, Facts
from service.ask.memo import Kept
from service.cite.citations import Citation, citation_of
from service.cite.shelf import Shelf, shelf_of
from service.understand.measures import Lexicon, base_of, build_lexicon
from service.understand.parse import Parser
from service.understand.roles import load_roles
from service.understand.spelling import Speller, is_english
from service.understand.terms import Term, canonical, word_set, words_of

PERIOD_WORDS = (
    frozenset(MONTHS)
    | frozenset(ORDINALS)
    | frozenset(
        [
            "quarter",
            "quarters",
            "half",
            "fiscal",
            "year",
            "years",
            "months",
            "month",
            "ended",
            "ending",
            "three",
            "six",
            "nine",
            "twelve",
            "previous",
            "earlier",
            "million",
            "billion",
            "thousand",
            "dollars",
            "quarterly",
        ]
    )
)

MOST_CITATIONS = 8192
MOST_DOCUMENTS = 256


@dataclass(frozen=True)
class Vocabulary:
    """The words, names and calendars of one engine."""

    concepts: Concepts
    lexicon: Lexicon
    parser: Parser
    documents: Shelf
    facts: Facts
    speller: Speller
    printed: Mapping[str, int]
    entities: Mapping[tuple[str, ...], str]
    shared: Mapping[tuple[str, ...], tuple[str, ...]]
    kept: Kept = field(default_factory=Kept)

    def citation(self, engine: Engine, span: Span) -> Citation:
        """The citation of a span with its page and section, made once and kept a while."""
        known = self._citations.get(span)
        if known is None:
            document = self.documents[span.document]
            block = engine.block_at(span.document, span.start)
            known = citation_of(document, span.start, span.end, block=block)
            if len(self._citations) >= MOST_CITATIONS:
                self._citations.clear()
            self._citations[span] = known
        return known

    @cached_property
    def _citations(self) -> dict[Span, Citation]:
        return {}

    def knows(self, word: str) -> bool:
        """True for a canonical word with a part in some phrase, name or document."""
        return (
            self.lexicon.knows(word)
            or word in self.parser.roles.words
            or word in PERIOD_WORDS
            or word in word_set("real")
            or word in self.printed
        )

    def spelled(self, term: Term) -> Term:
        """The term with a misspelt word corrected, a run-together or torn one as names have it."""
        if len(term.words) != 1:
            return term
        word = term.words[0]
        low = term.raw.casefold()
        if not word.isalpha() or self.knows(word) or low in PERIOD_WORDS or low in self.printed:
            return term
        parts = self.lexicon.joined.get(word) or self.lexicon.joined.get(low)
        if parts:
            return term._replace(words=parts)
        better = self.speller.correct(word) or self.speller.correct(low)
        inflected = better is not None and (better.startswith(low) or low.startswith(better))
        if better is not None and not inflected and is_english(low):
            return term
        swapped = better is not None and sorted(better) == sorted(word)
        short = better is not None and better in word_set("filler") and len(better) < 6
        if better is None or (short and not swapped):
            return term
        return term._replace(words=canonical(better), raw=better)

    def calendar_for(
        self, terms: Sequence[Term], document: str | None
    ) -> tuple[str | None, Calendar]:
        """The entity that the question names, if any, and the calendar to read periods on."""
        if document is not None and document in self.documents:
            entity = self.documents[document].entity
            return entity.id, Calendar(entity)
        words = [w for t in terms for w in t.words]
        said = [name for place in range(len(words)) for name in self._names_at(words, place)]
        first = min(said, key=lambda name: (-len(name), name), default=None)
        named = self.entities[first] if first is not None else None
        holders, usual = self._holders
        entity = usual if named is None else holders.get(named, self._first_holder)
        return named, Calendar(entity)

    @cached_property
    def usual(self) -> Calendar:
        """The calendar of a question that names nobody."""
        return Calendar(self._holders[1])

    @cached_property
    def numbered_names(self) -> frozenset[str]:
        """The words of names of entities that hold a digit."""
        words = (word for name in self.entities for word in name)
        return frozenset(word for word in words if any(c.isdigit() for c in word))

    @property
    def holders(self) -> Mapping[str, Entity]:
        """Who reports, by id."""
        return self._holders[0]

    def entities_named(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Whom a text names, left to right, once each; those who share a name stand together."""
        found: dict[tuple[str, ...], None] = {}
        place = 0
        while place < len(words):
            name = next(self._names_at(words, place), None)
            if name is not None:
                found[self.shared.get(name) or (self.entities[name],)] = None
            place += len(name) if name is not None else 1
        return list(found)

    def _names_at(self, words: Sequence[str], place: int) -> Iterator[tuple[str, ...]]:
        """The names of entities that begin with this word, the longest first."""
        for length in self._lengths.get(words[place], ()):
            name = tuple(words[place : place + length])
            if name in self.entities:
                yield name

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """How many words the names have that begin with a word, the most first."""
        found: dict[str, set[int]] = {}
        for name in self.entities:
            found.setdefault(name[0], set()).add(len(name))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

    @cached_property
    def _first_holder(self) -> Entity:
        return next(iter(self.documents.holders.values()), _ANYONE)

    @cached_property
    def _holders(self) -> tuple[dict[str, Entity], Entity]:
        """Who reports, by id, and whose calendar holds where nobody is named: the only calendar's,
        else that of who reports most often."""
        holders, count = self.documents.holders, self.documents.count_of
        if len({(e.fiscal_year_end, e.year_label) for e in holders.values()}) > 1:
            return holders, max(holders.values(), key=lambda e: (count(e.id), e.id))
        return holders, self._first_holder

    def allowed(self, documents: frozenset[str]) -> frozenset[str] | None:
        """The measures that these documents report or imply; None for no restriction."""
        if not documents:
            return None
        return self._implied.union(*map(self._reported_in, documents))

    @cached_property
    def _implied(self) -> frozenset[str]:
        """The measures that need not be printed to be told."""
        known = self.concepts.by_id.values()
        return frozenset(c.id for c in known if c.formula or c.kind == "rate")

    @cached_property
    def _reported_in(self) -> Callable[[str], frozenset[str]]:
        """The measures that a document reports, without facets; the last ones asked are kept."""

        @lru_cache(maxsize=MOST_DOCUMENTS)
        def reported(document: str) -> frozenset[str]:
            told = self.facts.concepts_told(document=document)
            return frozenset(base_of(concept, self.concepts) for concept in told)

        return reported


def _no_one() -> Any:
    from corpus.base.records import Entity

    return Entity("unknown", "the company", known=False)


_ANYONE = _no_one()
_KEPT: WeakKeyDictionary[Engine, Vocabulary] = WeakKeyDictionary()


def vocabulary_of(engine: Engine) -> Vocabulary:
    """The vocabulary of an engine, built at its first question."""
    try:
        return _KEPT[engine]
    except KeyError:
        built = _build(engine)
        _KEPT[engine] = built
        return built


def _registry_words(concepts: Concepts) -> set[str]:
    return {w for c in concepts.by_id.values() for name in c.names for w in words_of(name)}


class _Texts(Mapping[str, str]):
    """The texts of documents by id, each read when asked for."""

    def __init__(self, documents: Shelf) -> None:
        self._documents = documents

    def __getitem__(self, ident: str) -> str:
        return self._documents[ident].text

    def __contains__(self, ident: object) -> bool:
        return ident in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


def _build(engine: Engine) -> Vocabulary:
    roles = load_roles()
    documents = shelf_of(engine)
    entities, shared = _entity_names(documents.entities)
    named = {w for e in documents.entities if e.known for w in words_of(e.name)}
    own = frozenset(named - _registry_words(engine.concepts))
    issuers = own | {name[0] for name in entities if len(name) == 1}
    lexicon = build_lexicon(
        engine.concepts, engine.facts.telling(), _Texts(documents), issuers, engine.short_forms
    )
    known = {w for w in lexicon.postings if w.isalpha()} | roles.words | PERIOD_WORDS
    known |= {word for name in entities for word in name}
    return Vocabulary(
        engine.concepts,
        lexicon,
        Parser(lexicon, roles, entities, word_set("soft") | own),
        documents,
        engine.facts,
        Speller.of(known),
        engine.vocabulary(),
        entities,
        shared,
    )


COMPANY_FORMS = frozenset(
    {
        "inc",
        "corp",
        "corporation",
        "plc",
        "ltd",
        "limited",
        "llc",
        "co",
        "company",
        "ag",
        "se",
        "kk",
    }
)


def _names_of(entity: Entity) -> tuple[str, ...]:
    """What a question may call who reports; an inferred name with and without its legal form."""
    if entity.known:
        return (entity.name, *entity.aliases)
    if entity.name == entity.id:
        return ()  # nothing in the document names it
    words = entity.name.replace(",", " ").split()
    plain = [w for w in words if w.strip(".").casefold() not in COMPANY_FORMS]
    return (entity.name, " ".join(plain))


def _entity_names(
    entities: Iterable[Entity],
) -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], tuple[str, ...]]]:
    """The names of those who report as canonical words, longest first; and those that several
    bear.
    """
    names: dict[tuple[str, ...], dict[str, None]] = {}
    for entity in entities:
        for name in _names_of(entity):
            if name.isascii() and len(name) > 1:
                names.setdefault(words_of(name), {}).setdefault(entity.id)
    names.pop((), None)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return (
        {name: next(iter(names[name])) for name in ordered},
        {name: tuple(names[name]) for name in ordered if len(names[name]) > 1},
    )
