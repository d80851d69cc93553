"""The engines that are measured side by side: each takes words and gives the ids of ten passages.

Comes in: passages, and for Whoosh the index of a generation. Goes out: an engine's name with what
to call and what its building took. All are asked the same words, without stop words, and stem
them; each ranks by its own BM25. Not for: timing questions (`bench.ranking`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from corpus.base.records import Library, Passage
from index.embedded.store import StoredEngine
from index.generations.generations import publish
from index.records.analysis import query_terms, terms_of

Search = Callable[[str], list[str]]
LIMIT = 10
COMPILED_FROM = 1_000
"""So many passages are worth the seconds that numba takes to compile bm25s."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Built:
    """An engine that is ready: what to call, and seconds that building it took."""

    search: Search
    seconds: float


def build_tickmark(library: Library, folder: Path) -> tuple[Built, StoredEngine]:
    """A generation of ours: Whoosh's index, the arrays laid down from it, facts and records."""
    started = perf_counter()
    engine = publish(library, folder)
    seconds = perf_counter() - started

    def search(words: str) -> list[str]:
        return [hit.passage.id for hit in engine.search(words, limit=LIMIT)]

    return Built(search, seconds), engine


def open_whoosh(engine: StoredEngine, fields: Sequence[tuple[str, float]]) -> Search:
    """Stock Whoosh over the very index of that generation, asked in some fields with boosts.

    Without its skipping of blocks, which on some of these queries does not end.
    """
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import Or, Term

    searcher = FileStorage(str(engine.folder / "whoosh")).open_index().searcher()

    def search(words: str) -> list[str]:
        parts = [
            Term(name, term, boost=boost) for term in query_terms(words) for name, boost in fields
        ]
        hits = searcher.search(Or(parts), limit=LIMIT, optimize=False)
        return [hit["id"] for hit in hits]

    return search


def build_tantivy(passages: Sequence[Passage], folder: Path) -> Built:
    """Tantivy with its English stemmer; the ten best are not counted beyond what is needed."""
    import tantivy

    started = perf_counter()
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("body", tokenizer_name="en_stem")
    folder.mkdir()
    index = tantivy.Index(schema.build(), str(folder))
    writer = index.writer(128_000_000, num_threads=1)
    for passage in passages:
        writer.add_document(tantivy.Document(id=passage.id, body=passage.text))
    writer.commit()
    writer.wait_merging_threads()
    seconds = perf_counter() - started
    index.reload()
    searcher = index.searcher()

    def search(words: str) -> list[str]:
        query = index.parse_query(" ".join(_WORD.findall(words)), ["body"])
        hits = searcher.search(query, LIMIT, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return Built(search, seconds)


def build_sqlite(passages: Sequence[Passage], folder: Path) -> Built:
    """SQLite FTS5 with its Porter stemmer, in a file."""
    started = perf_counter()
    folder.mkdir()
    database = sqlite3.connect(folder / "passages.sqlite")
    database.execute(
        "create virtual table passages using fts5(id unindexed, body, tokenize='porter unicode61')"
    )
    rows = ((passage.id, passage.text) for passage in passages)
    database.executemany("insert into passages values (?, ?)", rows)
    database.execute("insert into passages(passages) values ('optimize')")
    database.commit()
    seconds = perf_counter() - started
    ask = f"select id from passages where passages match ? order by rank limit {LIMIT}"

    def search(words: str) -> list[str]:
        either = " OR ".join(f'"{word}"' for word in _WORD.findall(words))
        return [row[0] for row in database.execute(ask, (either,))]

    return Built(search, seconds)


def build_bm25s(passages: Sequence[Passage]) -> Built:
    """bm25s, all in memory, compiled by numba; our terms, for it has no stemmer of its own."""
    import bm25s

    started = perf_counter()
    ids = [passage.id for passage in passages]
    backend = "numba" if len(passages) >= COMPILED_FROM else "numpy"
    retriever: Any = bm25s.BM25(method="lucene", backend=backend)
    retriever.index([terms_of(passage.text) for passage in passages], show_progress=False)
    seconds = perf_counter() - started
    known = retriever.vocab_dict

    def search(words: str) -> list[str]:
        terms = [term for term in query_terms(words) if term in known]
        if not terms:
            return []
        found, _ = retriever.retrieve([terms], k=min(LIMIT, len(ids)), show_progress=False)
        return [ids[place] for place in found[0].tolist()]

    return Built(search, seconds)
