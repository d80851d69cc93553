"""Documents to everything that they say: passages, facts and checks, in one call.

Comes in: `Document`s. Goes out: a `Reading` for each, made without knowing the others (so that
many are read in parallel and one is added at its own cost), and a `Library` with the ties between
documents, made from aspects. Not for: storing or finding (`index`).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate

from corpus.base.records import Document, Fact, Library, Reading, Span
from corpus.concepts.concepts import Concepts, load_concepts
from corpus.grammar.calendars import Calendar
from corpus.layout.blocks import split_blocks
from corpus.layout.limits import unread
from corpus.layout.passages import make_passages
from corpus.layout.sentences import split_sentences
from corpus.layout.tables import find_tables
from corpus.prose.facts import read_prose_facts
from corpus.tables.facts import read_table_facts
from corpus.tables.heads import read_heads, statements
from corpus.tags.facts import read_tagged_facts
from corpus.ties.checks import run_checks, tie_documents
from corpus.ties.parts import tell_parts

PARALLEL_FROM = 12  # fewer documents than this are read sooner than processes start
Progress = Callable[[int, int, str], None]


def read_document(document: Document, concepts: Concepts | None = None) -> Reading:
    """All that one document says.

    Blocks, sentences, tables, facts with their tie-outs, passages.
    """
    with uncollected():
        return _read(document, concepts or load_concepts())


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking over what is being read and built.

    Records hold no cycles, so that it would free nothing, and of a long table they are millions.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(document: Document, concepts: Concepts) -> Reading:
    blocks = split_blocks(document)
    sentences = split_sentences(document, blocks)
    tables = read_heads(find_tables(document, blocks), Calendar(document.entity))
    tabled, problems = read_table_facts(document, tables, concepts)
    said = read_prose_facts(document, blocks, sentences, concepts)
    prose = _outside(said, [t.span for t in tables])
    read, tagged = read_tagged_facts(document, blocks, (*tabled, *prose), concepts)
    facts, tied = run_checks(read, concepts, {document.id: document})
    checks = (*tied, *tagged)
    facts = tell_parts(facts, tables, statements(tables, Calendar(document.entity)))
    facts = tuple(sorted(facts, key=lambda f: (f.span.start, f.span.end, f.id)))
    passages = make_passages(document, blocks, sentences, tables, facts)
    problems = (*unread(document, blocks), *problems)
    return Reading(document, blocks, sentences, tables, passages, facts, checks, problems)


def _outside(facts: Iterable[Fact], spans: Iterable[Span]) -> list[Fact]:
    """The facts that stand in none of some spans, which may lie in each other."""
    ordered = sorted((span.start, span.end) for span in spans)
    starts = [start for start, _ in ordered]
    reach = list(accumulate((end for _, end in ordered), max))  # the furthest end so far
    kept = []
    for fact in facts:
        before = bisect_left(starts, fact.span.end)
        if not before or reach[before - 1] <= fact.span.start:
            kept.append(fact)
    return kept


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


def _end_with_parent() -> None:
    """In a process that reads: end as soon as the one that started it does, however that ends.

    It waits for documents on a queue whose other end it holds itself, and would wait for ever.
    """
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _in_processes(documents: Sequence[Document], workers: int) -> Iterable[Reading]:
    """Readings by processes; where these cannot start or die, this process reads on alone."""
    context = multiprocessing.get_context("spawn")
    done = 0
    try:
        with ProcessPoolExecutor(workers, context, _end_with_parent) as pool:
            for reading in pool.map(read_document, documents, chunksize=4):
                done += 1
                yield reading
    except BrokenProcessPool:
        yield from (read_document(d) for d in documents[done:])
