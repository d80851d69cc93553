"""The engines that there are, by name: how each is opened, and built first where it must be.

Comes in: an engine's name, a corpus folder, an index folder. Goes out: an `Engine`. Not for: what
an engine answers (`index.engine`). Adding an engine is a row of `ENGINES` and its room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.base.errors import ConfigurationError
from index.engine import Engine

Progress = Callable[[int, int, str], None]
DEFAULT = "embedded"
ENGINES: Mapping[str, str] = {"embedded": "index.generations.generations"}
"""Name of an engine to the module with its `open_current` and `ensure_engine`, imported when it is
asked for: an engine that is not used costs nothing at the start."""


def open_engine(folder: Path, name: str = DEFAULT) -> Engine:
    """The engine over the current generation of an index folder.

    Raises: ConfigurationError (no such engine), DamagedError, IndexStoreError."""
    opened: Engine = _module(name).open_current(folder)
    return opened


def ensure_engine(
    corpus_folder: Path | None = None,
    index_folder: Path | None = None,
    progress: Progress | None = None,
    name: str = DEFAULT,
) -> Engine:
    """The engine over a corpus folder (None: the shipped one), built first if absent or stale.

    Raises: ConfigurationError (no such engine), CorpusError, BuildError, LockedError."""
    engine: Engine = _module(name).ensure_engine(corpus_folder, index_folder, progress)
    return engine


def _module(name: str) -> Any:
    module = ENGINES.get(name)
    if module is None:
        raise ConfigurationError(f"no engine {name!r}; there is {', '.join(sorted(ENGINES))}")
    return import_module(module)
