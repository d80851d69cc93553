"""Writing Whoosh's index of passages, and laying its postings down as arrays.

Comes in: passages. Goes out: a Whoosh index in a folder of its own, then its arrays. Not for:
asking; a question never opens Whoosh's files, and its query parser is never given a user's text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader

from corpus.model import Document, Passage
from index.arrays import Array
from index.postings import RawPostings, facet_terms, merged_terms
from index.schema import passage_fields, passage_schema
from index.termtable import term_arrays

MEMORY_MB = 256


def write_whoosh(
    folder: Path, passages: Sequence[Passage], documents: Mapping[str, Document]
) -> None:
    """A new index of all passages, in their order, in one segment."""
    index = FileStorage(str(folder)).create_index(passage_schema())
    writer = index.writer(limitmb=MEMORY_MB)
    for passage in passages:
        writer.add_document(**passage_fields(passage, documents[passage.span.document]))
    writer.commit()
    index.close()


def ranking_arrays(folder: Path, ids: Sequence[str]) -> dict[str, Array]:
    """The arrays of `index.ranking`, from an index that holds these passages.

    The folder must be trusted: Whoosh keeps pickles in it.
    """
    index = FileStorage(str(folder)).open_index()
    reader = index.reader()
    try:
        rows = _passage_rows(reader, ids)
        terms, first, passages, gains = merged_terms(reader, rows)
        arrays = term_arrays("terms", terms)
        arrays |= {"terms.first": first, "terms.passages": passages, "terms.gains": gains}
        for name, raw in facet_terms(reader).items():
            arrays |= term_arrays(name, raw.terms)
            arrays |= {f"{name}.first": raw.first, f"{name}.passages": _renumbered(raw, rows)}
        return arrays
    finally:
        reader.close()
        index.close()


def _passage_rows(reader: IndexReader, ids: Sequence[str]) -> Array:
    """The number of a passage for each of Whoosh's document numbers; -1 for a deleted one."""
    count = reader.doc_count_all()
    if not reader.has_deletions() and count == len(ids):
        stored = reader.stored_fields(count - 1)["id"] if count else None
        if count == 0 or stored == ids[-1]:
            return np.arange(count)
    row_of = {ident: row for row, ident in enumerate(ids)}
    rows = np.full(count, -1, np.int64)
    for number, fields in reader.iter_docs():
        rows[number] = row_of[fields["id"]]
    return rows


def _renumbered(raw: RawPostings, rows: Array) -> Array:
    """The passages of each term as row numbers, in order within a term."""
    term = np.repeat(np.arange(len(raw.terms)), np.diff(raw.first))
    passages = rows[raw.passages]
    return passages[np.lexsort((passages, term))]
