"""Each engine over libraries that nobody chose: few documents, many, of one company or of several.

Whatever engine is added to `ENGINES` is held to the same; how one is added is shown here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.base.errors import ConfigurationError
from corpus.base.records import Library
from index.embedded.memory import MemoryEngine
from index.engine import Engine
from index.engines import ENGINES, ensure_engine, open_engine
from index.generations.generations import publish
from tests.index.conformance import conforms
from tests.index.samples import CONCEPTS, make_library, make_reading, small_library


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """One to four documents, some of the same company, each with none to twelve printed rows."""
    rows = draw(st.lists(st.integers(2, 12), min_size=1, max_size=4))
    readings: list[Any] = []
    for number, size in enumerate(rows):
        shared = readings and draw(st.booleans())
        entity = readings[0].document.entity if shared else None
        seed = draw(st.integers(0, 10**6))
        readings.append(make_reading(f"d{number}", seed, entity=entity, rows=size))
    return make_library(*readings)


def in_memory(library: Library, _folder: Path) -> Engine:
    return MemoryEngine(library, CONCEPTS)


@pytest.mark.parametrize("make", [in_memory, publish], ids=["memory", "stored"])
@settings(max_examples=6, deadline=None)
@given(library=libraries())
def test_engine_answers_as_a_scan_does(
    make: Callable[[Library, Path], Engine], library: Library
) -> None:
    with TemporaryDirectory() as folder:
        conforms(make(library, Path(folder)), library)


def test_an_engine_that_forgets_is_found_out() -> None:
    engine, library = MemoryEngine(small_library(), CONCEPTS), small_library()
    forgotten = next(iter(engine.facts)).id
    whole = engine.checks_of_many
    engine.checks_of_many = lambda ids: {i: [] if i == forgotten else whole([i])[i] for i in ids}  # type: ignore[method-assign]
    with pytest.raises(AssertionError):
        conforms(engine, library)


def test_an_engine_is_a_row_and_a_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module, library = ModuleType("another_engine"), small_library()
    engine = MemoryEngine(library, CONCEPTS)
    module.open_current = lambda folder: engine  # type: ignore[attr-defined]
    module.ensure_engine = lambda corpus, folder, progress: engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "another_engine", module)
    monkeypatch.setitem(ENGINES, "another", "another_engine")  # type: ignore[arg-type]
    assert open_engine(tmp_path, "another") is ensure_engine(None, tmp_path, None, "another")
    conforms(open_engine(tmp_path, "another"), library)
    with pytest.raises(ConfigurationError, match="another"):
        open_engine(tmp_path, "none")
