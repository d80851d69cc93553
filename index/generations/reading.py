"""Documents to a library, reading only those that no earlier generation has read.

Comes in: documents, and the generation before if the same code made it. Goes out: the library, and
each document's own reading before ties settled it. Not for: storing (`index.embedded.build`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.base.records import Document, Library, Reading
from corpus.library import read_documents, tie_readings
from index.embedded.store import StoredEngine

Progress = Callable[[int, int, str], None]


def read_all(
    documents: Sequence[Document], known: StoredEngine | None, progress: Progress | None = None
) -> tuple[Library, dict[str, Reading], bool]:
    """The library of these documents and their raw readings, those of `known` taken over.

    Also says whether all documents of `known` were, so that its index can grow.

    A document is known if all of it is the same: text, title, entity, dates.
    """
    raw: dict[str, Reading] = {}
    for document in documents:
        if known is not None and known.documents.get(document.id) == document:
            raw[document.id] = known.raw_reading(document.id)
    grows = known is not None and len(raw) == len(known.documents)
    new = [document for document in documents if document.id not in raw]
    for reading in read_documents(new, progress=progress):
        raw[reading.document.id] = reading
    in_order = {document.id: raw[document.id] for document in documents}
    return tie_readings(list(in_order.values())), in_order, grows
