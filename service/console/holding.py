"""The commands `add` and `remove`: the user's own library.

Comes in: files, folders, ids. Goes out: a line for each document and a status: 1 where a file gave
none. Not for: how a library is kept (`corpus.formats.holdings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.base.errors import ConfigurationError
from service.console.terminal import progress_bar, styled, write_line
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.engine import Engine

DONE, SOME_FAILED = 0, 1


def add(paths: Sequence[Path]) -> int:
    """Take files into the library, read what is new, and say what came of each."""
    from corpus.formats.folder import load_corpus
    from corpus.formats.holdings import files_of, take_in

    settings, library = _library()
    taken = take_in(library, files_of(paths), load_corpus())
    engine = _served(settings)
    problems = {one.id: one.detail for one in engine.unread}
    failed = 0
    for one in taken:
        why = one.detail or problems.get(one.id, "")
        failed += bool(why)
        said = why or _said(one.fate, one.id, engine)
        write_line(styled(f"{one.id or one.file}: {said}", good=not why))
    return SOME_FAILED if failed else DONE


def _said(fate: str, ident: str, engine: Engine) -> str:
    facts = engine.facts.count(document=ident)
    return f"{'here already' if fate == 'known' else 'added'}, {facts} figures"


def remove(idents: Sequence[str]) -> int:
    """Remove documents from the library."""
    from corpus.formats.holdings import let_go

    settings, library = _library()
    let_go(library, idents)
    _served(settings)
    for ident in idents:
        write_line(f"{ident}: removed")
    return DONE


def _library() -> tuple[Settings, Path]:
    """The settings and the library's folder. Raises: ConfigurationError where none is named."""
    settings = load_settings()
    if settings.library is None:
        raise ConfigurationError("name the folder of your library in TICKMARK_LIBRARY")
    return settings, settings.library


def _served(settings: Settings) -> Engine:
    from index.engines import ensure_engine

    return ensure_engine(settings.documents, settings.index, progress_bar())
