"""The whole engine in memory over a library: for tests, small corpora and as the reference.

Comes in: a `Library`. Goes out: an `Engine`. Not for: large corpora; nothing is kept on disk.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from corpus.base.errors import NotFoundError
from corpus.base.records import Block, Check, Document, Fact, Library, Passage, Reading
from index.embedded import contents
from index.embedded.facttable import FactTable
from index.embedded.shortforms import find_short_forms
from index.embedded.spelling import NearWords
from index.embedded.weights import FACETS, FIELD_BOOSTS, K1, B
from index.engine import Hit
from index.records.analysis import query_terms, terms_of, tokens
from index.records.terms import Words

if TYPE_CHECKING:
    from corpus.concepts.concepts import Concepts

HEADING_BOOST = FIELD_BOOSTS["headings"]


class MemoryEngine:
    """An `Engine` over a library, all in Python objects."""

    def __init__(self, library: Library, concepts: Concepts) -> None:
        self.library = library
        self.concepts = concepts
        self.documents: Mapping[str, Document] = {
            key: reading.document for key, reading in library.readings.items()
        }
        self.unread = library.unread
        self.facts = FactTable.of(contents.facts_of(library))
        self.passages: Mapping[str, Passage] = {p.id: p for p in contents.passages_of(library)}
        digest = sha256("".join(d.sha256 for d in self.documents.values()).encode())
        self.generation = "memory-" + digest.hexdigest()[:16]
        self._checks = {check.id: check for check in contents.checks_of(library)}
        self._checks_of: dict[str, list[Check]] = defaultdict(list)
        for check in self._checks.values():
            for fact_id in dict.fromkeys(check.facts):
                self._checks_of[fact_id].append(check)
        self._by_document: dict[str, list[Fact]] = {
            key: sorted(self.facts.find(document=key), key=lambda f: (f.span.start, f.span.end))
            for key in self.documents
        }
        self._count_words()

    @cached_property
    def short_forms(self) -> Mapping[str, Sequence[str]]:
        """What the documents say their short forms stand for."""
        return find_short_forms(self.documents.values())

    def heads(self) -> Iterator[Document]:
        """The documents in order; their text is of no matter."""
        return iter(self.documents.values())

    def _count_words(self) -> None:
        self._words: Counter[str] = Counter()
        self._postings: dict[str, dict[str, float]] = defaultdict(dict)
        self._lengths: dict[str, int] = {}
        for passage in self.passages.values():
            self._words.update({word for word, _, _ in tokens(passage.text)})
            terms = Counter(terms_of(passage.text))
            self._lengths[passage.id] = terms.total()
            for term, count in terms.items():
                self._postings[term][passage.id] = float(count)
            for term in set(terms_of(" ".join(passage.headings))):
                held = self._postings[term]
                held[passage.id] = held.get(passage.id, 0.0) + HEADING_BOOST

    def reading(self, document_id: str) -> Reading:
        """All that one document says. Raises: NotFoundError."""
        try:
            reading = self.library.readings[document_id]
        except KeyError:
            raise NotFoundError(f"no document {document_id!r}") from None
        return contents.settled(reading, (self.facts.get(fact.id) for fact in reading.facts))

    def layout(self, document_id: str) -> Reading:
        """A document with its blocks and sentences, and whatever else is at hand."""
        return self.reading(document_id)

    def block_at(self, document_id: str, offset: int) -> Block | None:
        """The last block that begins at or before a character. Raises: NotFoundError."""
        blocks = self.reading(document_id).blocks
        place = bisect_right(blocks, offset, key=lambda block: block.span.start) - 1
        return blocks[place] if place >= 0 else None

    def blocks_at(self, places: Iterable[tuple[str, int]]) -> list[Block | None]:
        """`block_at` for many places. Raises: NotFoundError."""
        return [self.block_at(*place) for place in places]

    def checks(
        self,
        *,
        document: str | None = None,
        name: str | None = None,
        but: Collection[str] = (),
        passed: bool | None = None,
    ) -> Sequence[Check]:
        """The tie-outs that were tried."""
        return tuple(
            check
            for check in self._checks.values()
            if (document is None or document in check.documents)
            and (name is None or check.name == name)
            and check.name not in but
            and (passed is None or check.passed == passed)
        )

    @cached_property
    def check_names(self) -> list[str]:
        """The names of the tie-outs that were tried."""
        return sorted({check.name for check in self._checks.values()})

    def check(self, check_id: str) -> Check:
        """One tie-out. Raises: NotFoundError."""
        try:
            return self._checks[check_id]
        except KeyError:
            raise NotFoundError(f"no check {check_id!r}") from None

    def checks_of(self, fact_id: str) -> list[Check]:
        """The tie-outs that read this fact."""
        return list(self._checks_of.get(fact_id, ()))

    def checks_of_many(self, fact_ids: Iterable[str]) -> dict[str, list[Check]]:
        """The tie-outs that read each of these facts."""
        return {ident: self.checks_of(ident) for ident in fact_ids}

    def facts_at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span."""
        rows = self._by_document.get(document, [])
        last = bisect_left(rows, end, key=lambda fact: fact.span.start)
        return [fact for fact in rows[:last] if fact.span.end > start]

    def fact_at(self, document: str, start: int, end: int) -> Fact | None:
        """The fact printed exactly there, else the first that shares a character."""
        found = self.facts_at(document, start, end)
        exact = [fact for fact in found if (fact.span.start, fact.span.end) == (start, end)]
        return next(iter(exact or found), None)

    def search(
        self,
        text: str | Iterable[str],
        *,
        limit: int = 10,
        entity: str | None = None,
        document: str | None = None,
        concepts: Collection[str] = (),
        periods: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Hit]:
        """Passages ranked by BM25 over their words, best first."""
        wanted = query_terms(text if isinstance(text, str) else " ".join(text))
        scores = self._score(wanted)
        for passage in self.passages.values():
            bonus = FACETS["concepts"] * len(set(passage.concepts) & set(concepts))
            bonus += FACETS["periods"] * len(set(passage.periods) & set(periods))
            if bonus:
                scores[passage.id] = scores.get(passage.id, 0.0) + bonus
        found = [
            (-score, place, passage)
            for place, passage in enumerate(self.passages.values())
            if (score := scores.get(passage.id, 0.0)) > 0
            and (document is None or passage.span.document == document)
            and (entity is None or self.documents[passage.span.document].entity.id == entity)
            and (not kinds or passage.kind in kinds)
        ]
        found.sort(key=lambda row: row[:2])
        terms = frozenset(wanted)
        return [
            Hit(passage, -negative, self._quote(passage), terms)
            for negative, _, passage in found[: max(limit, 0)]
        ]

    def count_hits(
        self,
        text: str | Iterable[str],
        *,
        entity: str | None = None,
        document: str | None = None,
        kinds: Collection[str] = (),
    ) -> int:
        """How many passages `search` would find without a limit."""
        limit = len(self.passages)
        found = self.search(text, limit=limit, entity=entity, document=document, kinds=kinds)
        return len(found)

    def _score(self, terms: Iterable[str]) -> dict[str, float]:
        count = len(self._lengths)
        average = sum(self._lengths.values()) / count if count else 1.0
        scores: dict[str, float] = {}
        for term in terms:
            postings = self._postings.get(term, {})
            idf = math.log(count / (len(postings) + 1)) + 1 if postings else 0.0
            for passage_id, weight in postings.items():
                length = self._lengths[passage_id] / (average or 1.0)
                gain = idf * weight * (K1 + 1) / (weight + K1 * (1 - B + B * length))
                scores[passage_id] = scores.get(passage_id, 0.0) + gain
        return scores

    def _quote(self, passage: Passage) -> str:
        span = passage.span
        return self.documents[span.document].text[span.start : span.end]

    def suggest_terms(self, word: str, *, limit: int = 5) -> list[str]:
        """Printed words spelled like this one, likeliest first."""
        return self._near.suggest(word, limit=limit)

    def vocabulary(self) -> Words:
        """The words of all passages with their passage frequency."""
        return self._printed

    @cached_property
    def _printed(self) -> Words:
        return Words.of(self._words)

    @cached_property
    def _near(self) -> NearWords:
        return NearWords(self._printed)
