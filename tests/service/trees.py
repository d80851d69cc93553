"""Short ways to write plans in tests, as a program sends them, and engines over small reports."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from index.engine import Engine
from service.find.algebra.execute import evaluate
from service.find.outcome import Outcome
from service.find.reported import Ledger
from service.plan.treejson import from_json
from service.understand.vocabulary import vocabulary_of
from tests.questions.engines import shared_engine

Json = dict[str, Any]


def leaf(concept: str, period: Any = None, **more: Any) -> Json:
    """One measure in one period: leaf("equipment_sales", "2Q02")."""
    told = {"measure": {"concepts": [concept]}, **more}
    return told if period is None else told | {"period": period}


def op(name: str, *args: Json, over: Any = None, **options: str) -> Json:
    """An operation over plans: op("share", part, whole)."""
    told: Json = {"op": name, "args": list(args)}
    if over is not None:
        told["over"] = over
    return told | {"options": options} if options else told


def amount(text: str, unit: str = "count") -> Json:
    """A figure that the plan itself states."""
    return {"amount": text, "unit": unit}


def run(tree: Json, engine: Engine | None = None) -> Outcome:
    """What a plan comes to over an engine, by default that of the shipped documents."""
    held = engine or shared_engine()
    vocabulary = vocabulary_of(held)
    ledger = Ledger(held, vocabulary.usual, kept=vocabulary.kept)
    return evaluate(from_json({"tree": tree}, lambda _: vocabulary.usual), ledger)


@lru_cache(maxsize=8)
def engine_of(*texts: str) -> Engine:
    """An engine over reports written in a test."""
    documents = [make_document(text, id=f"report-{n}") for n, text in enumerate(texts)]
    return MemoryEngine(read_corpus(documents, processes=1), load_concepts())
