"""A question in process: from the text to the answer's JSON, beside a bare search in stock Whoosh.

Comes in: an engine. Goes out: medians and 99th percentiles by kind of question, as multiples of
Whoosh's own search of the same words over the same index. Not for: HTTP (`bench.serving`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any

from bench.engines import open_whoosh
from bench.measure import interleaved, milliseconds
from corpus.base.records import Fact
from index.embedded.store import StoredEngine
from index.engine import Engine
from index.generations.generations import ensure_engine
from service.ask.pipeline import answer_json

FIGURES = 60
MANY = 100
"""Over so many documents a question names its company."""

OTHERS = (
    "How much did {label} change from {before} to {period}?",
    "{label} by quarter",
    "Why did {label} change in {period}?",
    "What is expected for {label}?",
    "What does the company say about {label}?",
    "{label} as a share of total revenues in {period}",
)
"""Questions of other kinds, filled with what the documents report."""


def figure_questions(engine: Engine, most: int = FIGURES) -> list[str]:
    """ "2Q02 equipment sales" for what the documents report, a measure after another."""
    by_concept: list[Iterator[tuple[str, str]]] = []
    for concept in engine.facts.concepts():
        facts = engine.facts.find(concept=concept, scenario="actual", limit=8)
        pairs = dict.fromkeys((_named(engine, fact), fact.period.label) for fact in facts)
        by_concept.append(iter(pairs))
    mixed = (pair for row in zip_longest(*by_concept) for pair in row if pair is not None)
    asked = (f"{period} {label}" for label, period in mixed if 3 < len(label) < 60)
    return list(islice(dict.fromkeys(asked), most))


def other_questions(engine: Engine, most: int = FIGURES) -> list[str]:
    """Questions that are derived, compared, listed, explained or refused."""
    asked: dict[str, None] = {}
    for concept in engine.facts.concepts():
        facts = engine.facts.find(concept=concept, scenario="actual", limit=8)
        if not facts or not 3 < len(facts[0].label) < 40:
            continue
        label, period = _named(engine, facts[0]), facts[0].period.label
        before = facts[-1].period.label
        form = OTHERS[len(asked) % len(OTHERS)]
        asked[form.format(label=label, period=period, before=before)] = None
        if len(asked) == most:
            break
    return list(asked)


def _named(engine: Engine, fact: Fact) -> str:
    """A measure, with its company where many report."""
    if len(engine.documents) < MANY:
        return fact.label
    return f"{engine.documents[fact.document].entity.name} {fact.label}"


def measure_asking(engine: StoredEngine | None = None, rounds: int = 3) -> dict[str, Any]:
    """Figure questions and all others; the five shipped documents where no engine is given."""
    engine = engine or ensure_engine()
    whoosh = open_whoosh(engine, [("body", 1.0)])
    calls = {"ask": lambda text: answer_json(text, engine), "whoosh": whoosh}
    figures, others = figure_questions(engine), other_questions(engine)
    taken = interleaved(calls, [[*figures, *others]] * rounds)
    asked = _parted(taken["ask"], len(figures), len(figures) + len(others))
    bare = _parted(taken["whoosh"], len(figures), len(figures) + len(others))
    found: dict[str, Any] = {
        "documents": len(engine.documents),
        "passages": len(engine.passages),
        "facts": len(engine.facts),
    }
    for name, ours, theirs in zip(("figure", "other", "any"), asked, bare, strict=True):
        found[name] = milliseconds(ours) | {"whoosh": milliseconds(theirs)}
        ratio = found[name]["p50_ms"] / found[name]["whoosh"]["p50_ms"]
        found[name]["share_of_a_whoosh_search"] = round(ratio, 3)
    return found


def _parted(seconds: list[float], first: int, count: int) -> tuple[list[float], ...]:
    """Timings of the first so many of each round, of the rest, and all."""
    parted: tuple[list[float], list[float]] = ([], [])
    for number, taken in enumerate(seconds):
        parted[number % count >= first].append(taken)
    return *parted, seconds
