"""Which measure is meant: question words aligned with every name that a measure has.

Comes in: the concepts and facts of an engine, and runs of canonical words. Goes out: `Match`es, the
measures whose names hold all those words, best first. A caption that only one document prints is as
askable as a concept that data knows. Not for: operations, periods or what is then reported.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.base.records import Fact
from corpus.concepts.concepts import Concepts
from service.ask.memo import Bounded
from service.understand.roles import operation_rows
from service.understand.terms import (
    canonical,
    kin,
    singular,
    split_terms,
    word_set,
    words_of,
    written_out,
)

KIN_GAIN = 0.85
MOST_GAINS, MOST_SCOPES = 200_000, 16
"""What the kept runs of words may hold of names, and each of them of restrictions."""
COVER_FLOOR = 0.35
TOLD_BEFORE = 160
SAME_WORDS = 0.75
CONTEXT_GAIN = 0.35
LIGHT_WEIGHT, FILLER_WEIGHT = 0.2, 0.05
NEAR_TIE = 0.94
"""Measures that score within this share of the best are readings of equal right."""
ASKED_APART = ("positive ", "negative ")
"""Printed with a measure, but a question that says them asks whether it is."""
UNTOLD_UNITS = frozenset({"percent", "ratio", "count", "months", "years"})
"""Units whose names do not say what is measured."""
JOINERS = frozenset({"and", "plus", "slash", "or"})
BARE = frozenset({"other", "total", "net", "basic", "diluted", "current", "subtotal", "amount"})


@dataclass(frozen=True, slots=True)
class Match:
    """Measures that a run of words may mean: ids of concepts without facet, best first.

    `gain` weighs the words that were found, `cover` the part of the name that they make up;
    `family` are all measures whose names hold the words, however much more they say.
    """

    concepts: tuple[str, ...]
    gain: float
    cover: float
    name: str
    family: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """What the alignment is worth when runs compete for the same words."""
        return self.gain * (COVER_FLOOR + (1 - COVER_FLOOR) * self.cover)


@dataclass(slots=True)
class _Entry:
    concept: str
    name: str
    words: frozenset[str]
    context: frozenset[str]
    twice: frozenset[str] = frozenset()
    weight: float = 0.0


@dataclass
class Lexicon:
    """All names of all measures of an engine, by word."""

    entries: list[_Entry]
    weights: dict[str, float]
    postings: dict[str, dict[int, float]]
    abbreviations: dict[str, tuple[str, ...]]
    reported: frozenset[str]
    by_document: dict[str, frozenset[str]]
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    runs: Bounded[tuple[str | bool, ...], Run] = field(default_factory=lambda: Bounded(MOST_GAINS))

    def knows(self, word: str) -> bool:
        """True for a word that some measure's name, section or unit holds."""
        return word in self.postings

    def weight(self, word: str) -> float:
        """How much a word tells measures apart."""
        return self.weights.get(word, 1.0)

    def begin(self) -> Run:
        """An empty run of words, which all measures hold."""
        return Run(self, (), None, {}, 0)


@dataclass(frozen=True, slots=True)
class Run:
    """A growing run of words and the names that hold all of them; never changed, `add` makes a new
    one.

    `said` are the words, each with whether it is soft; `gains` maps an entry's number to (gain,
    matched weight of its own words). The lexicon keeps a run and its best measures a while.
    """

    lexicon: Lexicon
    said: tuple[str | bool, ...]
    gains: Mapping[int, tuple[float, float]] | None
    seen: Mapping[str, int]
    hard: int
    bests: dict[frozenset[str] | None, Match | None] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        """False where no name holds all words."""
        return self.gains is None or bool(self.gains)

    def add(self, word: str, *, soft: bool = False) -> Run:
        """The run with one more word; a soft word counts where a name has it, else it passes."""
        said = (*self.said, word, soft)
        known = self.lexicon.runs.get(said)
        if known is None:
            known = self._with(word, said, soft)
            self.lexicon.runs.keep(said, known, 1 + len(known.gains or ()))
        return known

    def _with(self, word: str, said: tuple[str | bool, ...], soft: bool) -> Run:
        if word in self.seen:
            return self._again(word, said)
        postings = self.lexicon.postings.get(word, {})
        seen = {**self.seen, word: 1}
        if self.gains is None:
            if soft:
                return Run(self.lexicon, said, None, seen, self.hard)
            return Run(self.lexicon, said, self._first(postings, word), seen, self.hard + 1)
        weight = self.lexicon.weight(word)
        gains: dict[int, tuple[float, float]] = {}
        for entry, (gain, matched) in self.gains.items():
            share = postings.get(entry)
            if share == KIN_GAIN and self._has_kin(entry, word):
                share = None
            if share is not None:
                own = weight if share > CONTEXT_GAIN else 0.0
                gains[entry] = (gain + share * weight, matched + own)
            elif soft:
                gains[entry] = (gain, matched)
        return Run(self.lexicon, said, gains, seen, self.hard + (not soft))

    def _has_kin(self, entry: int, word: str) -> bool:
        """True where the word that `word` would stand for has been matched itself."""
        return any(w in self.seen for w in kin()[word] & self.lexicon.entries[entry].words)

    def _again(self, word: str, said: tuple[str | bool, ...]) -> Run:
        """The run with a word that it holds already, for names that say a word twice."""
        if not self.gains or self.seen[word] > 1:
            return replace(self, said=said, bests={})
        weight, entries = self.lexicon.weight(word), self.lexicon.entries
        gains = {
            entry: (gain + weight * (word in entries[entry].twice), matched)
            for entry, (gain, matched) in self.gains.items()
        }
        return Run(self.lexicon, said, gains, {**self.seen, word: 2}, self.hard)

    def _first(self, postings: Mapping[int, float], word: str) -> dict[int, tuple[float, float]]:
        weight = self.lexicon.weight(word)
        gains = {e: (s * weight, weight if s > CONTEXT_GAIN else 0.0) for e, s in postings.items()}
        for earlier in self.seen:
            extra = self.lexicon.postings.get(earlier, {})
            heavy = self.lexicon.weight(earlier)
            for entry in gains.keys() & extra.keys():
                own = heavy if extra[entry] > CONTEXT_GAIN else 0.0
                gains[entry] = (gains[entry][0] + extra[entry] * heavy, gains[entry][1] + own)
        return gains

    def best(self, allowed: frozenset[str] | None = None) -> Match | None:
        """The measures that the run means, None where there is none; `allowed` restricts ids."""
        if not self.gains:
            return None
        if allowed not in self.bests:
            if len(self.bests) >= MOST_SCOPES:
                self.bests.clear()
            self.bests[allowed] = self._best(allowed)
        return self.bests[allowed]

    def _best(self, allowed: frozenset[str] | None) -> Match | None:
        scored: dict[str, tuple[float, float, float, str, float]] = {}
        for number, (gain, matched) in (self.gains or {}).items():
            entry = self.lexicon.entries[number]
            if matched <= 0 or (allowed is not None and entry.concept not in allowed):
                continue
            cover = min(1.0, matched / entry.weight) if entry.weight else 0.0
            score = gain * cover
            if entry.concept in self.lexicon.reported:
                score *= 1.02
            if entry.concept not in scored or score > scored[entry.concept][0]:
                scored[entry.concept] = (score, gain, cover, entry.name, matched)
        if not scored:
            return None
        order = sorted(scored.items(), key=lambda kv: (-kv[1][0], kv[0]))
        top = order[0][1]
        ties = tuple(c for c, row in order if row[0] >= NEAR_TIE * top[0])
        kin_of = tuple(c for c, row in order[:12] if row[4] >= SAME_WORDS * top[4])
        return Match(ties, top[1], top[2], top[3], kin_of)


def build_lexicon(
    concepts: Concepts,
    facts: Iterable[Fact],
    texts: Mapping[str, str] | None = None,
    issuers: frozenset[str] = frozenset(),
    short_forms: Mapping[str, Sequence[str]] | None = None,
) -> Lexicon:
    """The lexicon of an engine: names from the concepts, captions from the facts.

    `issuers` are words of the names of those who report, which tell no measures apart.
    """
    abbreviations = written_out(short_forms or {})
    texts = texts or {}
    facts = tuple(facts)
    names, context, documents = _names(concepts, facts, abbreviations, _sentences(facts, texts))
    entries = [
        _Entry(concept, name, words, context.get(concept, frozenset()), _twice(name))
        for (concept, words), name in names.items()
    ]
    named: dict[str, frozenset[str]] = defaultdict(frozenset)
    for entry in entries:
        named[entry.concept] |= entry.words
    weights = _weights(entries, issuers)
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        entry.weight = sum(weights[w] for w in entry.words)
        for word in entry.context - _opposed(named[entry.concept]):
            postings[word][number] = CONTEXT_GAIN
        for word in entry.words:
            for other in kin().get(word, ()):
                if other not in entry.words:
                    postings[other][number] = KIN_GAIN
        for word in entry.words:
            postings[word][number] = 1.0
    lexicon = Lexicon(
        entries,
        weights,
        dict(postings),
        abbreviations,
        frozenset().union(*documents.values()) if documents else frozenset(),
        {key: frozenset(value) for key, value in documents.items()},
    )
    _join_words(lexicon, names.values())
    return lexicon


def _opposed(named: frozenset[str]) -> frozenset[str]:
    """Words of sales and of income for a cost, of costs and of income for sales: a heading that
    holds them lends none. `named` are the words of all names of the measure.
    """
    kinds = [{word, *kin().get(word, ())} for word in ("revenue", "cost", "income")]
    own = next((kind for kind in kinds[1::-1] if kind & named), None)
    return frozenset().union(*(kind for kind in kinds if kind is not own)) if own else frozenset()


def words_of_change() -> frozenset[str]:
    """Single words that ask for a change; a heading that holds them lends them to no measure."""
    rows = operation_rows()
    phrases = (words_of(t) for name in ("change", "growth") for t in rows[name]["triggers"])
    return frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)


def _extends(concept: str, concepts: Concepts) -> bool:
    """True for an id that says more than a known measure's: "total_revenues_threshold"."""
    parts = concept.split("_")
    return any("_".join(parts[:n]) in concepts for n in range(1, len(parts)))


def _sentences(facts: Iterable[Fact], texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The sentence of each figure found in prose, whose words tell what it is about."""
    return {
        f.id: (_told(texts[f.document], f.context.start, f.context.end),)
        for f in facts
        if f.source == "prose" and f.document in texts
    }


def _told(text: str, start: int, end: int) -> str:
    """A sentence with what its paragraph says just before: "The system has a capacity of ..."."""
    line = text.rfind("\n", 0, start) + 1
    return text[max(line, start - TOLD_BEFORE) : end]


def _twice(name: str) -> frozenset[str]:
    counts = Counter(w for t in split_terms(name) for w in t.words)
    return frozenset(w for w, n in counts.items() if n > 1)


def _names(
    concepts: Concepts,
    facts: Iterable[Fact],
    abbreviations: Mapping[str, tuple[str, ...]],
    said: Mapping[str, tuple[str, ...]],
) -> tuple[dict[tuple[str, frozenset[str]], str], dict[str, frozenset[str]], dict[str, set[str]]]:
    names: dict[tuple[str, frozenset[str]], str] = {}
    around: dict[str, Counter[str]] = defaultdict(Counter)
    documents: dict[str, set[str]] = defaultdict(set)

    def put(concept: str, name: str) -> None:
        words = frozenset(
            w for t in split_terms(name, abbreviations) for w in t.words if w not in JOINERS
        )
        if words and not words <= BARE:
            names.setdefault((concept, words), name)

    plain: set[frozenset[str]] = set()
    for concept in concepts.by_id.values():
        for name in (*concept.names, *concept.questions):
            if name.casefold().startswith(ASKED_APART):
                continue
            words = frozenset(words_in(name, abbreviations)) - JOINERS
            if concept.within and words in plain and name != concept.label:
                continue
            put(concept.id, name)
            if not concept.within:
                plain.add(words)
        if concept.unit and concept.unit.isalpha():
            around[concept.id][singular(concept.unit.casefold())] += 1
    for fact in facts:
        base = base_of(fact.concept, concepts)
        documents[fact.document].add(base)
        if base not in concepts:
            if not _extends(base, concepts):
                put(base, fact.label)
            put(base, base.replace("_", " "))
            captions = (*fact.path, fact.label, *said.get(fact.id, ()))
        else:
            captions = fact.path
        for caption in captions:
            around[base].update(set(words_in(caption, abbreviations)))
        if (
            fact.value.unit.islower()
            and fact.value.unit not in UNTOLD_UNITS
            and (fact.value.unit.isalpha())
        ):
            around[base][singular(fact.value.unit.casefold())] += 1
    acting = words_of_change()
    context = {key: frozenset(counts) - JOINERS - acting for key, counts in around.items()}
    return names, context, documents


def words_in(text: str, abbreviations: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The canonical words of a text, its own abbreviations written out."""
    return [w for t in split_terms(text, abbreviations) for w in t.words]


def base_of(concept: str, concepts: Concepts) -> str:
    """The measure under all facets of an id."""
    base, facet = concepts.split(concept)
    while facet and base != concept:
        concept = base
        base, facet = concepts.split(concept)
    return base


def _weights(entries: Sequence[_Entry], issuers: frozenset[str]) -> dict[str, float]:
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for word in entry.words:
            holders[word].add(entry.concept)
    total = len({entry.concept for entry in entries}) + 1
    light, filler = word_set("light"), word_set("filler")
    weights = {}
    for word, held in holders.items():
        weight = 0.5 + 3.0 * math.log(total / len(held)) / math.log(total + 1)
        if word in light:
            weight *= LIGHT_WEIGHT
        elif word in filler or word in issuers:
            weight *= FILLER_WEIGHT
        weights[word] = weight
    return weights


def _join_words(lexicon: Lexicon, names: Iterable[str]) -> None:
    """Which single words stand for two neighbours of a name ("cashflow")."""
    for name in set(names):
        words = [w for t in split_terms(name) for w in t.words]
        for left, right in pairwise(words):
            if len(left) > 1 and len(right) > 1 and left.isalpha() and right.isalpha():
                lexicon.joined.setdefault(left + right, (left, right))
        for word in words:
            if word.isalpha() and len(word) > 6:
                for cut in range(3, len(word) - 2):
                    lexicon.pairs.setdefault((word[:cut], canonical(word[cut:])[0]), word)
