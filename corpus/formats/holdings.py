"""The user's own library: originals by their hashes, and the catalog that names them.

Comes in: a folder, files to take in, ids to let go. Goes out: what became of each. Not for: reading
the files (`folder`), which lists what cannot be read; nor for the index.

The library is a folder of documents with a catalog, like any other, so that a line of its catalog
may be corrected by hand. An original is kept under its SHA-256: taking the same bytes in again
changes nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.base.errors import CatalogError, CorpusError, DocumentError, NotFoundError
from corpus.base.records import Document
from corpus.formats.folder import CATALOG_NAME, document_files, id_of, name_of, read_bytes
from corpus.formats.registry import format_of, suffixes

Fate = Literal["added", "known", "refused"]
HEAD = """# The documents of this library, kept by the commands `add` and `remove`. Lines may be
# corrected: a [[document]] takes title, published, period and entity, an [[entity]] describes
# who reports. with_shipped = false serves these documents in place of the shipped ones.
library = true
with_shipped = true
"""
_ENTRY = re.compile(r"^\[\[document\]\]\n(?:(?!\[).*\n?)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: its document's id, and why it was refused."""

    file: str
    fate: Fate
    id: str = ""
    detail: str = ""


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that some paths name: files themselves, and the document files of folders."""
    found: list[Path] = []
    for path in paths:
        found.extend(document_files(path) if path.is_dir() else [path])
    return found


def take_in(library: Path, paths: Sequence[Path], served: Iterable[Document] = ()) -> list[Taken]:
    """Keep files in a library, made if need be; `served` are the documents beside its own.

    Raises: CorpusError where the library cannot be written, CatalogError where its catalog is none.
    """
    with _held(library) as catalog:
        entries = _entries(catalog)
        by_hash = {one.sha256: one.id for one in served}
        by_hash |= {entry["sha256"]: entry["id"] for entry in entries}
        ids = set(by_hash.values())
        fates = [_take(library, path, ids, by_hash) for path in paths]
        added = [(one, sha256) for one, sha256 in fates if one.fate == "added"]
        if added:
            text = catalog.read_text("utf-8") + "".join(_entry(one, sha) for one, sha in added)
            _write(catalog, text.encode())
        return [one for one, _ in fates]


def let_go(library: Path, idents: Iterable[str]) -> None:
    """Remove documents from a library: their lines and their originals.

    Raises: NotFoundError for an id that it does not have; then nothing is removed.
    """
    with _held(library) as catalog:
        entries = {entry["id"]: entry for entry in _entries(catalog)}
        wanted = list(idents)
        for ident in wanted:
            if ident not in entries:
                raise NotFoundError(f"no document {ident[:128]!r} in the library")
        text = catalog.read_text("utf-8")
        for match in reversed(list(_ENTRY.finditer(text))):
            if tomllib.loads(match[0])["document"][0].get("id") in wanted:
                text = text[: match.start()] + text[match.end() :]
        _write(catalog, text.encode())
        for ident in wanted:
            (library / entries[ident]["file"]).unlink(missing_ok=True)


def _take(library: Path, path: Path, ids: set[str], by_hash: dict[str, str]) -> tuple[Taken, str]:
    """Keep one file's bytes under their hash; says what became of it."""
    name = name_of(path)
    try:
        if format_of(path.name) is None:
            raise DocumentError(f"{name}: no format that is read; use {', '.join(suffixes())}")
        data = read_bytes(path)
    except DocumentError as error:
        return Taken(name, "refused", detail=str(error)), ""
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 in by_hash:
        return Taken(name, "known", by_hash[sha256]), sha256
    names = (id_of(path.stem), id_of(name.replace(".", "-")))
    ident = next((one for one in names if one and one not in ids), "")
    if not ident:
        why = f"{name}: another document has its name; rename the file"
        return Taken(name, "refused", detail=why), sha256
    _write(library / f"{sha256}{path.suffix.lower()}", data)
    ids.add(ident)
    by_hash[sha256] = ident
    return Taken(name, "added", ident), sha256


def _entry(one: Taken, sha256: str) -> str:
    """The catalog's lines of a document; JSON's strings are TOML's."""
    suffix = Path(one.file).suffix.lower()
    members = {"id": one.id, "file": f"{sha256}{suffix}", "name": one.file, "sha256": sha256}
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in members.items())
    return "\n[[document]]\n" + "".join(lines)


def _entries(catalog: Path) -> list[dict[str, str]]:
    try:
        found = tomllib.loads(catalog.read_text("utf-8")).get("document", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{catalog}: not a TOML file: {error}") from error
    return [{key: str(entry.get(key, "")) for key in ("id", "file", "sha256")} for entry in found]


@contextmanager
def _held(library: Path) -> Iterator[Path]:
    """The catalog of a library, made if need be, for one writer at a time."""
    try:
        library.mkdir(parents=True, exist_ok=True)
        handle = os.open(library / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CorpusError(f"{library}: cannot be written ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        catalog = library / CATALOG_NAME
        if not catalog.exists():
            _write(catalog, HEAD.encode())
        yield catalog
    finally:
        os.close(handle)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CorpusError(f"{path.parent}: cannot be written ({error.strerror})") from error
