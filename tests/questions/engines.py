"""The engine over the five shipped disclosures, made once for all tests of questions."""

from __future__ import annotations

from functools import lru_cache

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from index.engine import Engine


@lru_cache(maxsize=1)
def shared_engine() -> Engine:
    """An engine in memory over the shipped corpus."""
    return MemoryEngine(read_corpus(load_corpus(), processes=1), load_concepts())
