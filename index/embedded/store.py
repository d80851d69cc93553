"""The engine over one generation on disk: rows and arrays, mapped, read when asked.

Comes in: the folder of a verified generation. Goes out: an `Engine`. Not for: building, verifying
or choosing a generation (`index.generations.generations`). Whoosh is not imported.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from corpus.base.errors import NotFoundError
from corpus.base.json import decoded_field, decoder
from corpus.base.records import Block, Check, Document, Fact, Passage, Reading, Unread
from corpus.base.structure import Origins
from index.embedded.facttable import FactTable
from index.embedded.ranking import Ranker
from index.embedded.spelling import NearWords
from index.embedded.termlists import facet_key
from index.engine import Hit
from index.records.analysis import query_terms
from index.records.arrays import integers, read_arrays
from index.records.checkcolumns import check_rows
from index.records.rows import RowStore, Stored, StoredRows
from index.records.terms import Words

if TYPE_CHECKING:
    from corpus.concepts.concepts import Concepts

KEPT_DOCUMENTS = 64
_BLOCK_START = decoded_field(Block, "span", "start")
KEPT_FACTS = 16384
KEPT_QUOTES = 4096


class StoredEngine:
    """An `Engine` over the files of one generation."""

    def __init__(self, folder: Path, generation: str) -> None:
        self.folder = folder
        self.generation = generation
        self._texts = RowStore(folder, "texts")
        self.documents: Stored[Document] = Stored(
            RowStore(folder, "documents"),
            _with_text(self._texts, RowStore(folder, "origins")),
            kept=KEPT_DOCUMENTS,
        )
        self.passages: Stored[Passage] = _stored(folder, "passages", Passage)
        self._checks: Stored[Check] = _stored(folder, "checks", Check)
        self._readings = RowStore(folder, "readings")
        self.unread: Sequence[Unread] = StoredRows(_stored(folder, "unread", Unread))
        self._blocks: Stored[list[Any]] = Stored(
            RowStore(folder, "blocks"), lambda _, row: orjson.loads(row)[1], kept=KEPT_DOCUMENTS
        )
        self._facts: Stored[Fact] = _stored(folder, "facts", Fact, KEPT_FACTS)
        self._fact_columns = read_arrays(folder / "facts.columns")
        fact_names = orjson.loads((folder / "facts.names").read_bytes())
        self.check_names: list[str] = fact_names.pop("check")
        self.facts = FactTable(
            self._fact_columns, fact_names, self._facts.at, self._facts.store.number_of
        )
        self._arrays = read_arrays(folder / "ranking.arrays")
        names = orjson.loads((folder / "ranking.names").read_bytes())
        self.short_forms: Mapping[str, Sequence[str]] = names["short_forms"]
        self._kinds = {kind: code for code, kind in enumerate(names["kinds"])}
        self._entities = {entity: code for code, entity in enumerate(names["entities"])}
        self._ranker = Ranker(self._arrays)
        self._passage_first = integers(self._arrays["passage.first"])
        self._quotes: dict[int, tuple[Passage, str]] = {}

    @cached_property
    def concepts(self) -> Concepts:
        """The measures that the facts are told in."""
        from corpus.concepts.concepts import load_concepts

        return load_concepts()

    def heads(self) -> Iterator[Document]:
        """The documents in order without their text, which is sooner."""
        store, read = self.documents.store, decoder(Document)
        return (read(orjson.loads(store.row(number))) for number in range(len(store)))

    def reading(self, document_id: str) -> Reading:
        """All that one document says. Raises: NotFoundError."""
        return self._reading(document_id, raw=False)

    def raw_reading(self, document_id: str) -> Reading:
        """What the document said before ties between documents settled its facts.

        Raises: NotFoundError."""
        return self._reading(document_id, raw=True)

    def _reading(self, document_id: str, *, raw: bool) -> Reading:
        number = self._number_of_document(document_id)
        (_, _, sentences, tables, checks, problems, *before) = orjson.loads(
            self._readings.row(number)
        )
        blocks = orjson.loads(self._blocks.store.row(number))[1]
        raw_facts, changed, raw_checks = before
        low, high = self._passage_first[number], self._passage_first[number + 1]
        if raw:
            own = {row[0]: decoder(Fact)(row) for row in changed}
            facts = tuple([own.get(i) or self.facts.get(i) for i in raw_facts])
        else:
            facts = tuple(self.facts.in_document(document_id))
        plain = [None, blocks, sentences, tables, [], [], [], problems]
        reading: Reading = decoder(Reading)(plain)
        return replace(
            reading,
            document=self.documents.at(number),
            passages=tuple(self.passages.at(place) for place in range(low, high)),
            facts=facts,
            checks=tuple(self.check(ident) for ident in (raw_checks if raw else checks)),
        )

    def layout(self, document_id: str) -> Reading:
        """A document with its blocks and sentences. Raises: NotFoundError."""
        number = self._number_of_document(document_id)
        blocks = orjson.loads(self._blocks.store.row(number))[1]
        sentences = orjson.loads(self._readings.row(number))[2]
        reading: Reading = decoder(Reading)([None, blocks, sentences, [], [], [], [], []])
        return replace(reading, document=self.documents.at(number))

    def block_at(self, document_id: str, offset: int) -> Block | None:
        """The last block that begins at or before a character. Raises: NotFoundError."""
        rows = self._blocks.at(self._number_of_document(document_id))
        place = bisect_right(rows, offset, key=_BLOCK_START) - 1
        return decoder(Block)(list(rows[place])) if place >= 0 else None

    def blocks_at(self, places: Iterable[tuple[str, int]]) -> list[Block | None]:
        """`block_at` for many places. Raises: NotFoundError."""
        return [self.block_at(*place) for place in places]

    def _number_of_document(self, document_id: str) -> int:
        number = self.documents.store.number_of(document_id)
        if number < 0:
            raise NotFoundError(f"no document {document_id!r}")
        return number

    def checks(
        self,
        *,
        document: str | None = None,
        name: str | None = None,
        but: Collection[str] = (),
        passed: bool | None = None,
    ) -> Sequence[Check]:
        """The tie-outs that were tried; see `Engine.checks`."""
        if document is None and name is None and not but and passed is None:
            return StoredRows(self._checks)
        number = None if document is None else self.documents.store.number_of(document)
        if number == -1:
            return []
        filters: Any = {"document": number, "name": name, "but": but, "passed": passed}
        rows = check_rows(self._fact_columns, self.check_names, **filters)
        return StoredRows(self._checks, rows)

    def check(self, check_id: str) -> Check:
        """One tie-out. Raises: NotFoundError."""
        try:
            return self._checks[check_id]
        except KeyError:
            raise NotFoundError(f"no check {check_id!r}") from None

    def checks_of(self, fact_id: str) -> list[Check]:
        """The tie-outs that read this fact; none for an unknown id."""
        row = self.facts.row_of(fact_id)
        if row < 0:
            return []
        first = self._fact_columns["checks_first"]
        numbers = self._fact_columns["checks"][first[row] : first[row + 1]]
        return [self._checks.at(number) for number in numbers.tolist()]

    def checks_of_many(self, fact_ids: Iterable[str]) -> dict[str, list[Check]]:
        """The tie-outs that read each of these facts."""
        return {ident: self.checks_of(ident) for ident in fact_ids}

    def facts_at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span, in reading order."""
        return self.facts.at(document, start, end)

    def fact_at(self, document: str, start: int, end: int) -> Fact | None:
        """The fact printed exactly there, else the first that shares a character, else None."""
        found = self.facts.at(document, start, end)
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
        """Passages ranked by the words of `text`, best first; see `Engine.search`."""
        scope = self._scope(entity, document, kinds)
        if scope is None:
            return []
        terms = _terms(text)
        keys = terms.copy()
        keys += [facet_key("concepts", concept) for concept in concepts]
        keys += [facet_key("periods", period) for period in periods]
        ranked = self._ranker.top(keys, limit, **scope)
        words = frozenset(terms)
        hits = []
        for number, score in ranked:
            passage, quote = self._quotes.get(number) or self._quoted(number)
            hits.append(Hit(passage, score, quote, words))
        return hits

    def count_hits(
        self,
        text: str | Iterable[str],
        *,
        entity: str | None = None,
        document: str | None = None,
        kinds: Collection[str] = (),
    ) -> int:
        """How many passages `search` would find without a limit."""
        scope = self._scope(entity, document, kinds)
        return 0 if scope is None else self._ranker.count(_terms(text), **scope)

    def _scope(
        self, entity: str | None, document: str | None, kinds: Collection[str]
    ) -> dict[str, Any] | None:
        """Where to search, in the ranker's codes; None where there is nothing."""
        rows = None
        if document is not None:
            number = self.documents.store.number_of(document)
            if number < 0:
                return None
            rows = (self._passage_first[number], self._passage_first[number + 1])
        if entity is not None and entity not in self._entities:
            return None
        return {
            "rows": rows,
            "entity": None if entity is None else self._entities[entity],
            "kinds": [self._kinds[k] for k in kinds if k in self._kinds] if kinds else None,
        }

    def _quoted(self, number: int) -> tuple[Passage, str]:
        """A passage and its quote; the last ones are kept."""
        passage = self.passages.at(number)
        span = passage.span
        if self._arrays["passage.quoted"][number]:
            quote = passage.text[len(passage.text) - (span.end - span.start) :]
        else:
            quote = self.documents[span.document].text[span.start : span.end]
        if len(self._quotes) >= KEPT_QUOTES:
            self._quotes = {}  # a new dict: another thread may be reading the old one
        self._quotes[number] = passage, quote
        return passage, quote

    def suggest_terms(self, word: str, *, limit: int = 5) -> list[str]:
        """Printed words spelled like this one, likeliest first; none if it is itself printed."""
        return self._near.suggest(word, limit=limit)

    def vocabulary(self) -> Words:
        """The lower-case words of all passages, each with the number of passages that hold it."""
        return self._words

    @cached_property
    def _words(self) -> Words:
        return Words(self._arrays)

    @cached_property
    def _near(self) -> NearWords:
        return NearWords(self._words)


def _terms(text: str | Iterable[str]) -> list[str]:
    return query_terms(text if isinstance(text, str) else " ".join(text))


def _with_text(texts: RowStore, origins: RowStore) -> Callable[[int, bytes], Document]:
    """How a document is read; whoever keeps the documents does not keep the engine."""
    read, read_origins = decoder(Document), decoder(Origins)

    def document(number: int, row: bytes) -> Document:
        head: Document = read(orjson.loads(row))
        kept = orjson.loads(origins.row(number))[1]
        return replace(
            head,
            text=orjson.loads(texts.row(number))[1],
            origins=None if kept is None else read_origins(kept),
        )

    return document


def _stored(folder: Path, name: str, record: Hashable, kept: int = 4096) -> Stored[Any]:
    read = decoder(record)
    return Stored(RowStore(folder, name), lambda _, row: read(orjson.loads(row)), kept=kept)
