"""What an index is made from, as hashes: code, data and documents.

Comes in: a folder of documents. Goes out: digests that a manifest keeps, so that an index of other
code or other documents is noticed. Not for: the files of the index (`index.generations.manifest`).
"""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from corpus.base.errors import CorpusError
from corpus.formats.registry import suffixes

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "corpus" / "documents"
PACKAGES = ("corpus", "index")
"""The packages that read and index, with every room in them."""

FORMAT = 2
"""The layout of a generation; another number is another layout."""

_SUFFIXES = {*suffixes(), ".toml"}
"""Files of a corpus folder that may be documents or say what they are."""


def digest_inputs(corpus_folder: Path | None) -> dict[str, str]:
    """The digests of what an index of this folder is made from.

    Raises: CorpusError if the folder cannot be read."""
    return {"code": digest_code(), "corpus": digest_corpus(corpus_folder or SHIPPED)}


def digest_corpus(folder: Path) -> str:
    """A digest of the names and bytes of the documents and the catalog."""
    digest = sha256()
    try:
        for path in sorted(folder.iterdir()):
            # A link to nowhere is a document that is lost; a hidden one is an editor's lock.
            lost = path.is_symlink() and not path.exists() and not path.name.startswith(".")
            if path.suffix.lower() in _SUFFIXES and (path.is_file() or lost):
                _add(digest, path.name, path.read_bytes())
    except OSError as error:
        place = error.filename or folder
        raise CorpusError(f"{place}: cannot be read ({error.strerror})") from error
    return digest.hexdigest()


@cache
def digest_code() -> str:
    """A digest of the source that reads and indexes, its data, and what it runs on."""
    digest = sha256()
    runs_on = f"{FORMAT} {sys.implementation.cache_tag} {sys.byteorder}"
    _add(digest, "runs on", runs_on.encode())
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            inside = path.relative_to(ROOT)
            hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
            if path.is_file() and not hidden and SHIPPED not in path.parents:
                _add(digest, inside.as_posix(), path.read_bytes())
    return digest.hexdigest()


def _add(digest: object, name: str, content: bytes) -> None:
    """Each part after its name and size, so that parts cannot run into each other."""
    digest.update(f"{name}\0{len(content)}\0".encode())  # type: ignore[attr-defined]
    digest.update(content)  # type: ignore[attr-defined]
