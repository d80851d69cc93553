"""Readings of documents, kept while their engine is: citing needs pages and sections all the time.

Comes in: an engine and a document id. Goes out: its `Reading`. Not for: keeping engines alive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from corpus.base.records import Reading

if TYPE_CHECKING:
    from index.engine import Engine

KEPT = 64
_KEPT: WeakKeyDictionary[Engine, dict[str, Reading]] = WeakKeyDictionary()


def reading_of(engine: Engine, document_id: str) -> Reading:
    """The engine's reading of a document, made once. Raises: NotFoundError."""
    kept = _KEPT.get(engine)
    if kept is None:
        kept = _KEPT[engine] = {}
    reading = kept.get(document_id)
    if reading is None:
        reading = engine.reading(document_id)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[document_id] = reading
    return reading
