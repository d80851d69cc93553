"""A library to the files of one generation.

Comes in: a `Library` and an empty folder. Goes out: the passages' Whoosh index, the arrays that
rank them, the facts' columns, and all records as rows. Not for: publishing
(`index.generations.generations`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from corpus.base.errors import BuildError
from corpus.base.records import Check, Document, Fact, Library, Passage, Reading
from index.embedded.contents import checks_of, facts_of, passages_of
from index.embedded.shortforms import find_short_forms
from index.records.analysis import tokens
from index.records.arrays import Array, write_arrays
from index.records.checkcolumns import check_columns
from index.records.factcolumns import fact_columns
from index.records.rows import write_rows
from index.records.terms import word_arrays

Progress = Callable[[int, int, str], None]


def write_generation(
    library: Library,
    folder: Path,
    *,
    raw: Mapping[str, Reading] | None = None,
    before: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write all files of a generation but its manifest; returns how many of what it holds.

    `raw` are the readings as they were before ties between documents settled them: they are kept,
    so that a later build need not read these documents again. `before` is the folder of a verified
    generation whose passages are all among these: what it has indexed is taken over.
    Raises: BuildError if the library contradicts itself (an id twice, a passage outside its text).
    """
    documents = [reading.document for reading in library.readings.values()]
    order = {document.id: place for place, document in enumerate(documents)}
    facts = sorted(facts_of(library), key=lambda fact: order[fact.document])
    checks, passages = checks_of(library), passages_of(library)
    _check_passages(passages, {document.id: document for document in documents})
    _write_documents(library, folder, raw or library.readings)
    _write_facts(folder, facts, checks, list(order))
    _write_passages(folder, passages, documents, before, progress)
    return {
        "documents": len(documents),
        "passages": len(passages),
        "facts": len(facts),
        "checks": len(checks),
    }


def _check_passages(passages: Sequence[Passage], documents: Mapping[str, Document]) -> None:
    if len({passage.id for passage in passages}) < len(passages):
        raise BuildError("two passages have the same id")
    for passage in passages:
        if passage.span.end > len(documents[passage.span.document].text):
            raise BuildError(f"passage {passage.id!r} ends beyond its document")


def _write_documents(library: Library, folder: Path, raw: Mapping[str, Reading]) -> None:
    """Documents without their text, the texts, and the readings without what stands elsewhere."""
    readings = library.readings
    write_rows(folder, "documents", (_head(r.document) for r in readings.values()))
    write_rows(folder, "texts", ((key, r.document.text) for key, r in readings.items()))
    write_rows(folder, "origins", ((key, r.document.origins) for key, r in readings.items()))
    write_rows(folder, "blocks", ((key, r.blocks) for key, r in readings.items()))
    write_rows(folder, "readings", _reading_rows(readings, raw))
    write_rows(folder, "unread", library.unread)


def _head(document: Document) -> Document:
    """A document without what stands elsewhere or was only needed to read it."""
    return replace(document, text="", structure=None, origins=None)


def _reading_rows(
    readings: Mapping[str, Reading], raw: Mapping[str, Reading]
) -> Iterator[tuple[object, ...]]:
    for key, reading in readings.items():
        settled = {fact.id: fact for fact in reading.facts}
        before = raw[key]
        yield (
            key,
            _head(reading.document),
            reading.sentences,
            reading.tables,
            [check.id for check in reading.checks],
            reading.problems,
            [fact.id for fact in before.facts],
            [fact for fact in before.facts if settled.get(fact.id) != fact],
            [check.id for check in before.checks],
        )


def _write_facts(
    folder: Path, facts: Sequence[Fact], checks: Sequence[Check], documents: Sequence[str]
) -> None:
    """Facts and checks as rows, the facts' columns, and which checks read which fact."""
    ids = write_rows(folder, "facts", facts)
    row_of = {ident: row for row, ident in enumerate(ids)}
    if len(row_of) < len(ids):
        raise BuildError("two facts have the same id")
    write_rows(folder, "checks", checks)
    columns, names = fact_columns(facts, documents)
    pairs = sorted(
        {
            (row_of[fact_id], number)
            for number, check in enumerate(checks)
            for fact_id in check.facts
            if fact_id in row_of
        }
    )
    read_by = np.array(pairs, np.uint32).reshape(-1, 2)
    columns["checks_first"] = np.searchsorted(read_by[:, 0], np.arange(len(facts) + 1))
    columns["checks"] = read_by[:, 1].copy()
    of_checks, names["check"] = check_columns(checks, documents)
    write_arrays(folder / "facts.columns", columns | of_checks)
    (folder / "facts.names").write_bytes(orjson.dumps(names))


def _write_passages(
    folder: Path,
    passages: Sequence[Passage],
    documents: Sequence[Document],
    before: Path | None,
    progress: Progress | None,
) -> None:
    """Passages as rows, Whoosh's index of them, and the arrays laid down from its postings."""
    from index.embedded.postings import ranking_arrays
    from index.embedded.whooshindex import write_whoosh

    write_rows(folder, "passages", passages)
    by_id = {document.id: document for document in documents}
    segments = write_whoosh(folder, passages, by_id, before, progress)
    arrays = ranking_arrays(segments, [passage.id for passage in passages])
    arrays |= _passage_columns(passages, documents)
    kinds = sorted({passage.kind for passage in passages})
    entities = sorted({document.entity.id for document in documents})
    kind_of = {kind: code for code, kind in enumerate(kinds)}
    entity_of = {entity: code for code, entity in enumerate(entities)}
    arrays["passage.kind"] = np.array([kind_of[p.kind] for p in passages], np.uint16)
    arrays["passage.entity"] = np.array(
        [entity_of[by_id[p.span.document].entity.id] for p in passages], np.uint32
    )
    arrays |= _vocabulary(passages)
    write_arrays(folder / "ranking.arrays", arrays)
    names = {"kinds": kinds, "entities": entities, "short_forms": find_short_forms(documents)}
    (folder / "ranking.names").write_bytes(orjson.dumps(names))


def _vocabulary(passages: Sequence[Passage]) -> dict[str, Array]:
    """The words as printed, in lower case, with the number of passages that hold each."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update({word for word, _, _ in tokens(passage.text)})
    return word_arrays(counts)


def _passage_columns(
    passages: Sequence[Passage], documents: Sequence[Document]
) -> dict[str, Array]:
    """Where each document's passages begin, and whether a passage's text ends with its quote."""
    place = {document.id: number for number, document in enumerate(documents)}
    numbers: Any = np.array([place[passage.span.document] for passage in passages], np.int64)
    texts = {document.id: document.text for document in documents}
    quoted = [p.text.endswith(texts[p.span.document][p.span.start : p.span.end]) for p in passages]
    return {
        "passage.first": np.searchsorted(numbers, np.arange(len(documents) + 1)),
        "passage.quoted": np.array(quoted, np.uint8),
    }
