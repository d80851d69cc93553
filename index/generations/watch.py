"""What happened on the disk to an open generation, and to the documents that it was made from.

Comes in: an open engine and its corpus folder. Goes out: one word for each. Not for: what to do
about it (`service.serving`). Looking costs a `stat` a file; hashes are compared where those say
that something happened.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import orjson

from corpus.base.errors import CorpusError, DamagedError
from index.embedded.store import StoredEngine
from index.generations.folders import POINTER, current
from index.generations.inputs import SHIPPED, digest_corpus
from index.generations.manifest import NAME, read_manifest, verify_files

Documents = Literal["current", "changed", "unreadable"]
Files = Literal["whole", "gone", "missing", "damaged", "altered"]
Seen = dict[str, tuple[int, ...] | None]


class Watch:
    """Watches one generation that was verified and opened a moment ago."""

    def __init__(self, engine: StoredEngine, corpus_folder: Path | None = None) -> None:
        self._place = engine.folder
        self._corpus = corpus_folder or SHIPPED
        written = orjson.loads((self._place / NAME).read_bytes())
        self._made_from = written["inputs"].get("corpus")
        self._names = [NAME, *written["files"]]
        self._files = self._seen()
        self._opened = dict(self._files)
        self._files_word: Files = "whole"
        self._documents: Seen = {}
        self._documents_word: Documents = "current"

    def files(self) -> Files:
        """How the generation's own files are.

        `gone`: another one is published, and this one is read from what is still mapped.
        `missing`: none is published, as after the folder was removed.
        `damaged`: it is published, but a file is missing or was put in the place of another; what
        is mapped is still what was verified. `altered`: what is mapped was written to.
        """
        seen = self._seen()
        if seen != self._files:
            self._files_word = self._judged(seen)
            self._files = seen
        return self._files_word

    def _seen(self) -> Seen:
        published = self._place.parent
        return _look(self._place, self._names) | _look(published, [POINTER])

    def _judged(self, seen: Seen) -> Files:
        try:
            pointer = current(self._place.parent)
            if pointer is None:
                return "missing"
            if pointer[0] != self._place.name:
                return "gone"
            verify_files(self._place, read_manifest(self._place, pointer[1]))
        except DamagedError:
            return "altered" if self._written_to(seen) else "damaged"
        self._opened = seen
        return "whole"

    def _written_to(self, seen: Seen) -> bool:
        """Whether a file that is mapped, and not another in its place, has changed."""
        return any(
            now is not None and then is not None and now[:2] == then[:2] and now != then
            for now, then in ((seen[name], self._opened[name]) for name in self._names)
        )

    def documents(self) -> Documents:
        """Whether the documents are still those that the generation was made from, by hash."""
        try:
            names = [entry.name for entry in os.scandir(self._corpus)]
            seen = _look(self._corpus, sorted(names))
            if seen != self._documents:
                same = digest_corpus(self._corpus) == self._made_from
                self._documents_word = "current" if same else "changed"
                self._documents = seen
        except (OSError, CorpusError):
            self._documents, self._documents_word = {}, "unreadable"
        return self._documents_word


def _look(folder: Path, names: Iterable[str]) -> Seen:
    """Each file's identity, size and times; None for one that is not there."""
    seen: Seen = {}
    for name in names:
        try:
            status = (folder / name).stat()
        except OSError:
            seen[name] = None
        else:
            what = status.st_dev, status.st_ino, status.st_size
            seen[name] = (*what, status.st_mtime_ns, status.st_ctime_ns)
    return seen
