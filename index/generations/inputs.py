"""What an index is made from, as hashes: code, data and documents.

Comes in: a folder of documents. Goes out: digests that a manifest keeps, so that an index of other
code or other documents is noticed. Not for: the files of the index (`index.generations.manifest`).
"""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from corpus.base.errors import DocumentError
from corpus.formats.folder import CATALOG_NAME, document_files, read_bytes, serves_shipped

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = Path("corpus", "documents")
SHIPPED = ROOT / DOCUMENTS
PACKAGES = ("corpus", "index")
"""The packages that read and index, with every room in them."""

FORMAT = 3
"""The layout of a generation; another number is another layout."""


def digest_inputs(corpus_folder: Path | None) -> dict[str, str]:
    """The digests of what an index of this folder is made from.

    Raises: CorpusError if the folder cannot be read."""
    return {"code": digest_code(), "corpus": digest_corpus(corpus_folder or SHIPPED)}


def digest_corpus(folder: Path) -> str:
    """A digest of the catalog and of every file that is to be a document, by name and bytes.

    A file that cannot be read counts by the reason, for that is what comes of it."""
    digest = sha256()
    catalog = folder / CATALOG_NAME
    if folder != SHIPPED and serves_shipped(catalog):
        _add(digest, "shipped", digest_corpus(SHIPPED).encode())
    for path in [*([catalog] if os.path.lexists(catalog) else []), *document_files(folder)]:
        try:
            content = read_bytes(path)
        except DocumentError as error:
            content = str(error).encode("utf-8", "surrogateescape")
        _add(digest, path.name, content)
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
            if path.is_file() and not hidden and not inside.is_relative_to(DOCUMENTS):
                _add(digest, inside.as_posix(), path.read_bytes())
    return digest.hexdigest()


def _add(digest: object, name: str, content: bytes) -> None:
    """Each part after its name and size, so that parts cannot run into each other."""
    digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))  # type: ignore[attr-defined]
    digest.update(content)  # type: ignore[attr-defined]
