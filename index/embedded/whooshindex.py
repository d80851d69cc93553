"""Whoosh's index of passages: written whole, or grown by a segment from the generation before.

Comes in: passages, and the generation before if none of its passages is gone. Goes out: a Whoosh
index in a folder of its own, and its postings as arrays, a file a segment. Not for: asking; a
question never opens Whoosh's files, and its query parser is never given a user's text.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from corpus.base.records import Document, Passage
from index.embedded.schema import passage_fields, passage_schema
from index.embedded.segments import Segment, load_segment, segment_arrays
from index.records.arrays import read_arrays, write_arrays

FOLDER = "whoosh"
SEGMENTS = "segments"
Progress = Callable[[int, int, str], None]

STEP = 500
"""Progress is told every so many passages."""

MEMORY_MB = 256
MAX_SEGMENTS = 8
"""An index of so many segments is written whole again the next time."""


def write_whoosh(
    folder: Path,
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    before: Path | None = None,
    progress: Progress | None = None,
) -> list[Segment]:
    """Write the index of all passages into a generation's folder; returns its segments.

    `before` is the folder of a verified generation whose passages are all among these: its
    segments are taken over and only what is new is indexed.
    """
    place, kept = folder / FOLDER, folder / SEGMENTS
    place.mkdir(mode=0o700)
    kept.mkdir(mode=0o700)
    known: set[str] = set()
    if before is not None and len(list((before / SEGMENTS).iterdir())) < MAX_SEGMENTS:
        _take_over(before / FOLDER, place)
        _take_over(before / SEGMENTS, kept)
        known = {i for path in kept.iterdir() for i in load_segment(read_arrays(path)).ids}
    storage = FileStorage(str(place))
    index = storage.open_index() if known else storage.create_index(passage_schema())
    writer = index.writer(limitmb=MEMORY_MB)
    new = [passage for passage in passages if passage.id not in known]
    for done, passage in enumerate(new, 1):
        writer.add_document(**passage_fields(passage, documents[passage.span.document]))
        if progress is not None and (done % STEP == 0 or done == len(new)):
            progress(done, len(new), "passages")
    writer.commit(merge=False)
    index.close()
    return _segments(storage, kept)


def _segments(storage: FileStorage, kept: Path) -> list[Segment]:
    """Each segment's postings, read from Whoosh unless an earlier generation has."""
    index = storage.open_index()
    reader = index.reader()
    try:
        found = []
        for leaf, _ in reader.leaf_readers():
            if not leaf.doc_count_all():
                continue
            path = kept / f"{leaf.segment().segment_id()}.arrays"
            if not path.exists():
                write_arrays(path, segment_arrays(leaf))
            found.append(load_segment(read_arrays(path)))
        return found
    finally:
        reader.close()
        index.close()


def _take_over(source: Path, target: Path) -> None:
    """The same files in another folder: links where the disk can, else copies."""
    for path in sorted(source.iterdir()):
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)
