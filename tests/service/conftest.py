"""Fixtures over one small company that is read by hand (`tests/service/samples.py`)."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.base.records import Library
from corpus.concepts.concepts import Concepts, load_concepts
from index.embedded.memory import MemoryEngine
from service.say.records import cite
from service.serving import Engines
from service.web.edge.fastask import FastAsk
from tests.service.samples import make_app, make_checks, make_press, make_slides, plain_answer


@pytest.fixture(scope="session")
def concepts() -> Concepts:
    return load_concepts()


@pytest.fixture(scope="session")
def small_library() -> Library:
    readings = {r.document.id: r for r in (make_press(), make_slides())}
    facts = tuple(fact for reading in readings.values() for fact in reading.facts)
    return Library(readings, facts, make_checks())


@pytest.fixture(scope="session")
def small_engine(small_library: Library, concepts: Concepts) -> MemoryEngine:
    return MemoryEngine(small_library, concepts)


@pytest.fixture(scope="session")
def small_app(small_engine: MemoryEngine) -> Any:
    return make_app(small_engine)


@pytest.fixture
def client(small_app: Any) -> Any:
    return small_app.test_client()


@pytest.fixture(scope="session")
def slow_app(small_engine: MemoryEngine) -> Any:
    """Without the fast path and without kept answers."""
    app = make_app(small_engine, answer_cache=0)
    app.wsgi_app.fast = None
    return app


@pytest.fixture
def slow_client(slow_app: Any) -> Any:
    return slow_app.test_client()


@pytest.fixture
def failing_client(small_engine: MemoryEngine) -> Any:
    def fail(*_: Any) -> Any:
        raise RuntimeError("secret reason")

    return make_app(small_engine, fail).test_client()


@pytest.fixture(scope="session")
def citation(small_engine: MemoryEngine) -> str:
    return cite(small_engine, small_engine.facts.get("press-1").span).id


@pytest.fixture
def swapping(small_library: Library, concepts: Concepts) -> Any:
    """A client, and a call that publishes another generation."""
    count = [0]

    def opener() -> MemoryEngine:
        engine = MemoryEngine(small_library, concepts)
        engine.generation = f"generation-{count[0]}"
        return engine

    app = make_app(opener())
    engines = Engines(opener, published=lambda: count[0], clock=lambda: float(count[0] * 10))
    app.extensions["tickmark"].engines = engines
    app.wsgi_app.generation = engines.generation
    app.wsgi_app.fast = FastAsk(engines.current, lambda: plain_answer)

    def publish() -> None:
        count[0] += 1

    return app.test_client(), publish
