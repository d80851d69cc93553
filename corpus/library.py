"""Documents to everything that they say: passages, facts and checks, in one call.

Comes in: `Document`s. Goes out: a `Reading` for each, made without knowing the others (so that
many are read in parallel and one is added at its own cost), and a `Library` with the ties between
documents, made from aspects. Not for: storing or finding (`index`).
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from corpus.blocks import split_blocks
from corpus.checks import run_checks, tie_documents
from corpus.concepts import Concepts, load_concepts
from corpus.model import Document, Library, Reading
from corpus.passages import make_passages
from corpus.prose import read_prose_facts
from corpus.sentences import split_sentences
from corpus.tablefacts import read_table_facts
from corpus.tables import find_tables

PARALLEL_FROM = 12  # fewer documents than this are read sooner than processes start
Progress = Callable[[int, int, str], None]


def read_document(document: Document, concepts: Concepts | None = None) -> Reading:
    """All that one document says.

    Blocks, sentences, tables, facts with their tie-outs, passages.
    """
    concepts = concepts or load_concepts()
    blocks = split_blocks(document)
    sentences = split_sentences(document, blocks)
    tables = find_tables(document, blocks)
    tabled, problems = read_table_facts(document, tables, concepts)
    said = read_prose_facts(document, blocks, sentences, concepts)
    in_tables = [t.span for t in tables]
    prose = [f for f in said if not any(f.span.overlaps(span) for span in in_tables)]
    facts, checks = run_checks((*tabled, *prose), concepts, {document.id: document})
    facts = tuple(sorted(facts, key=lambda f: (f.span.start, f.span.end, f.id)))
    passages = make_passages(document, blocks, sentences, tables, facts)
    return Reading(document, blocks, sentences, tables, passages, facts, tuple(checks), problems)


def read_corpus(
    documents: Sequence[Document], *, processes: int | None = None, progress: Progress | None = None
) -> Library:
    """Read all documents, in parallel processes where they are many, and tie them to each other.

    `progress` is called with (done, all, document id) as each document is read.
    """
    return tie_readings(list(read_documents(documents, processes=processes, progress=progress)))


def read_documents(
    documents: Sequence[Document], *, processes: int | None = None, progress: Progress | None = None
) -> Iterator[Reading]:
    """The reading of each document in order, none knowing the others; see `read_corpus`."""
    for done, reading in enumerate(_read_all(documents, processes), 1):
        if progress is not None:
            progress(done, len(documents), reading.document.id)
        yield reading


def tie_readings(readings: Sequence[Reading]) -> Library:
    """The library of readings: ties between documents are made from aspects, by key."""
    concepts = load_concepts()
    documents = {r.document.id: r.document for r in readings}
    facts = [f for r in readings for f in r.facts]
    facts_after, between = tie_documents(facts, concepts, documents)
    by_document: dict[str, list[object]] = {d: [] for d in documents}
    for fact in facts_after:
        by_document[fact.document].append(fact)
    updated = {
        r.document.id: replace(r, facts=tuple(by_document[r.document.id]))  # type: ignore[arg-type]
        for r in readings
    }
    checks = (*(c for r in readings for c in r.checks), *between)
    return Library(updated, tuple(facts_after), checks)


def _read_all(documents: Sequence[Document], processes: int | None) -> Iterable[Reading]:
    workers = processes if processes is not None else min(os.cpu_count() or 1, 8)
    if workers < 2 or len(documents) < PARALLEL_FROM:
        return (read_document(d) for d in documents)
    return _in_processes(documents, workers)


def _in_processes(documents: Sequence[Document], workers: int) -> Iterable[Reading]:
    """Readings by processes; where these cannot start or die, this process reads on alone."""
    context = multiprocessing.get_context("spawn")
    done = 0
    try:
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            for reading in pool.map(read_document, documents, chunksize=4):
                done += 1
                yield reading
    except BrokenProcessPool:
        yield from (read_document(d) for d in documents[done:])
