"""A folder becomes `Document`s: text, hash, entity, date; and what could not be read is listed.

Comes in: a folder of files, with or without a `catalog.toml`. Goes out: a Document or an Unread for
each file of a format that is read, in the catalog's order (or by id). Not for: the formats
(`corpus.formats.registry`), splitting a text (`corpus.layout`) or inferring who reports
(`entities`).
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpus.base.errors import CatalogError, CorpusError, DocumentError
from corpus.base.records import Document, Entity, Folder, Source, Span, Unread
from corpus.formats.entities import load_entities, month_end, parse_entity
from corpus.formats.identity import identify
from corpus.formats.registry import Format, format_of, suffixes
from corpus.formats.rendition import Rendition

CORPUS_FOLDER = Path(__file__).parents[1] / "documents"
CATALOG_NAME = "catalog.toml"
STATED = ("title", "entity", "published", "period", "rendition_of", "media_type")
"""The members of a document that a catalog may give."""
MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
MAX_TITLE_CHARS = 200
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# Files that describe a folder are not disclosures.
_ABOUT = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice"})


def load_corpus(folder: Path | None = None) -> list[Document]:
    """The documents of a folder, as `load_folder` reads it; None is the shipped corpus.

    Raises: CorpusError, CatalogError.
    """
    return list(load_folder(folder).documents)


def load_folder(folder: Path | None = None) -> Folder:
    """Read all files of a folder, each for itself: one that cannot be read stops no other.

    With a `catalog.toml` the catalog is the list, and each file's SHA-256 must match. Without
    one, every file of a format that is read is a document whose id is its file name without the
    ending (with it, dots as `-`, where two share it) and whose entity is inferred from its text;
    files of the same bytes are one document with several names.

    Raises: CorpusError (no such folder, no document in it), CatalogError (catalog and files
    disagree).
    """
    folder = CORPUS_FOLDER if folder is None else Path(folder)
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; name a folder of {_kinds()} documents")
    catalog = folder / CATALOG_NAME
    found = _load_catalog(catalog) if os.path.lexists(catalog) else _load_plain(folder)
    documents = tuple(one for one in found if isinstance(one, Document))
    unread = tuple(one for each in found for one in _unread(each))
    if not documents:
        reasons = "; ".join(one.detail for one in unread[:5]) or f"put {_kinds()} files there"
        raise CorpusError(f"{folder}: no documents; {reasons}")
    return Folder(documents, unread)


def _unread(one: Document | Unread) -> Iterator[Unread]:
    """What could not be read of a file, or all of it."""
    if isinstance(one, Unread):
        yield one
    else:
        for code, why in one.problems:
            detail = f"{one.files[0]}: {why}"
            yield Unread(one.id, one.files[0], code, detail, one.media_type, one.sha256)


def document_files(folder: Path) -> list[Path]:
    """The files directly in a folder that are to be documents, by name; links among them.

    Raises: CorpusError if the folder cannot be listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if _is_document(path))
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be read ({error.strerror})") from error


def _is_document(path: Path) -> bool:
    """Whether a folder's entry is a file to be read, or a link that may lead to one."""
    return (
        format_of(path.name) is not None
        and not path.name.startswith(".")
        and path.stem.lower() not in _ABOUT
        and (path.is_file() or (path.is_symlink() and not path.is_dir()))
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of a folder; a link is followed inside the folder and never out of it.

    Raises: DocumentError (`outside`, `unreadable`, `too-large`).
    """
    real, name = Path(os.path.realpath(path)), name_of(path)
    if path.is_symlink() and not real.is_relative_to(os.path.realpath(path.parent)):
        raise DocumentError(f"{name}: a link that leaves the folder; copy the file", "outside")
    try:
        if not real.is_file():
            raise DocumentError(f"{name}: cannot be read (no such file)")
        size = real.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            raise DocumentError(
                f"{name}: {size:,} bytes, over the {MAX_DOCUMENT_BYTES:,} allowed; split it",
                "too-large",
            )
        return real.read_bytes()
    except OSError as error:
        why = f"{name}: cannot be read ({error.strerror})"
        raise DocumentError(why) from error


def name_of(path: Path) -> str:
    """A file's name for people and JSON, whatever bytes a file system keeps it as."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def read_file(path: Path, ident: str) -> Document | Unread:
    """The document of one file, or why there is none: the one door from a file to a record."""
    form, name, sha256 = _format(path), name_of(path), None
    try:
        data = read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        rendition = form.read(data)
    except DocumentError as error:
        why = str(error) if sha256 is None else f"{name}: {error}"
        return Unread(ident, name, error.code, why, form.media_type, sha256)
    return replace(
        _document(rendition, ident, sha256),
        media_type=form.media_type,
        reader=form.reader,
        files=(name,),
    )


def _document(rendition: Rendition, ident: str, sha256: str) -> Document:
    """The document of a rendition, with all that it says of who reports and when."""
    first_line = infer_title(rendition.text) or ident
    identity = identify(rendition, ident, first_line)
    return Document(
        id=ident,
        text=rendition.text,
        sha256=sha256,
        title=identity.title or first_line,
        entity=identity.entity,
        published=identity.published,
        period=identity.period,
        structure=rendition.structure,
        problems=rendition.problems,
        sources=tuple(Source(m, Span(ident, *place)) for m, place in identity.places.items()),
    )


def _format(path: Path) -> Format:
    """The format of a file that is to be a document."""
    form = format_of(path.name)
    assert form is not None, path.name
    return form


def _kinds() -> str:
    return ", ".join(suffixes())


def make_document(text: str, *, id: str = "document", entity: Entity | None = None) -> Document:
    """A document from text that is in no folder; its entity is inferred unless given."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    made = _document(Rendition(text), check_id(id, "the document"), sha256)
    return made if entity is None else replace(made, entity=entity, period=None)


def check_id(ident: str, where: str) -> str:
    """Return the id if it is one (letters, digits, `.`, `_`, `-`, at most 128).

    Raises: CatalogError saying which characters are allowed.
    """
    if not ID_PATTERN.fullmatch(ident):
        raise CatalogError(
            f"{where}: {ident[:140]!r} is not an id; use 1 to 128 letters, digits, '.', '_', '-', "
            "starting with a letter or digit"
        )
    return ident


def infer_title(text: str) -> str | None:
    """The first line with letters, without its marks; None for a text without letters."""
    for line in text[:20_000].splitlines():
        plain = re.sub(r"</?\w{1,10}>|[#*_|]", " ", line)
        plain = " ".join(plain.split())
        if re.search(r"[^\W\d_]{2}", plain) and not re.search(r"(?i)\bpage \d+$", plain):
            return plain[:MAX_TITLE_CHARS]
    return None


def _load_plain(folder: Path) -> list[Document | Unread]:
    """What every document file of a folder without a catalog came to, by id."""
    found: dict[str, Document | Unread] = {}
    first_of: dict[str, Document] = {}
    again: list[Unread] = []
    for path, ident in _named(document_files(folder)):
        one = _read_named(path, ident, found)
        first = first_of.get(one.sha256 or "")
        if isinstance(one, Unread) or first is None:
            found[one.id] = one
        else:
            again.append(_duplicate(one, first))
            one = found[first.id] = replace(first, files=(*first.files, *one.files))
        if isinstance(one, Document):
            first_of[one.sha256] = one
    return [*(found[ident] for ident in sorted(found)), *again]


def _duplicate(one: Document, first: Document) -> Unread:
    (name,) = one.files
    why = f"{name}: the same bytes as {first.files[0]}; one document with several names"
    return Unread(first.id, name, "duplicate", why, one.media_type, one.sha256)


def _named(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each file with its id: its name without the ending, with it where two would share it."""
    stems = [_id_of(path.stem) for path in paths]
    shared = {stem for stem, count in Counter(stems).items() if count > 1}
    return [
        (path, _id_of(path.name.replace(".", "-")) if stem in shared else stem)
        for path, stem in zip(paths, stems, strict=True)
    ]


def _id_of(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:128]


def _read_named(path: Path, ident: str, taken: Container[str]) -> Document | Unread:
    """What a file came to under its id, or that its name gives no id of its own."""
    name, media_type = name_of(path), _format(path).media_type
    if not ID_PATTERN.fullmatch(ident):
        why = f"{name}: its name gives no id; rename it with letters or digits"
        return Unread(name, name, "name", why, media_type)
    if ident in taken:
        why = f"{name}: another file has the id {ident!r} too; rename one"
        return Unread(name, name, "name", why, media_type)
    return read_file(path, ident)


def _load_catalog(catalog: Path) -> list[Document | Unread]:
    """What the files that a catalog lists came to, in its order."""
    try:
        data = tomllib.loads(read_bytes(catalog).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, DocumentError) as error:
        raise CatalogError(f"{catalog}: not a TOML file: {error}") from error
    entities = load_entities()
    for table in data.get("entity", []):
        entity, _ = parse_entity(table, catalog.name)
        entities[entity.id] = entity
    found: dict[str, Document | Unread] = {}
    listed = set()
    for entry in data.get("document", []):
        path, one = _load_entry(entry, catalog, entities)
        if one.id in found:
            raise CatalogError(f"{catalog.name}: the id {one.id!r} is given twice")
        found[one.id] = one
        listed.add(path.name)
    for path in document_files(catalog.parent):
        if path.name not in listed:
            raise CatalogError(f"{path.name}: not in {catalog.name}; list it there or move it away")
    for one in found.values():
        if isinstance(one, Document) and one.source not in found:
            raise CatalogError(
                f"{catalog.name}: {one.id!r} is a rendition of {one.rendition_of!r}, "
                "which is not listed"
            )
    return list(found.values())


def _load_entry(
    entry: Mapping[str, Any], catalog: Path, entities: Mapping[str, Entity]
) -> tuple[Path, Document | Unread]:
    """One `[[document]]` table and its file, checked against each other."""
    ident = check_id(str(entry.get("id", "")), catalog.name)
    name = str(entry.get("file", f"{ident}.txt"))
    path = catalog.parent / name
    if Path(name).name != name or format_of(name) is None:
        raise CatalogError(f"{catalog.name}: {name!r} is no file of the folder in {_kinds()}")
    if not os.path.lexists(path):
        raise CatalogError(f"{catalog.name}: {name} is missing; restore it or remove its entry")
    key = entry.get("entity")
    if key is not None and key not in entities:
        raise CatalogError(
            f"{catalog.name}: {ident!r} names an unknown entity {key!r}; describe it"
        )
    published = _published(entry.get("published"), f"{catalog.name}: {ident!r}")
    one = read_file(path, ident)
    expected = entry.get("sha256")
    if None not in (expected, one.sha256) and str(expected).lower() != one.sha256:
        raise CatalogError(
            f"{name}: its SHA-256 is {one.sha256}, the catalog says {expected}; restore the file, "
            f"or correct sha256 in {catalog.name} if the change is meant"
        )
    if isinstance(one, Unread):
        return path, one
    stated = [Source(member) for member in STATED if entry.get(member)]
    return path, replace(
        one,
        title=str(entry.get("title") or one.title),
        entity=one.entity if key is None else entities[key],
        published=published or one.published,
        period=str(entry["period"]) if entry.get("period") else one.period,
        rendition_of=str(entry["rendition_of"]) if entry.get("rendition_of") else None,
        media_type=str(entry.get("media_type", one.media_type)),
        sources=(*_kept(one, stated, own=key is None), *stated),
    )


def _kept(document: Document, stated: Sequence[Source], *, own: bool) -> Iterator[Source]:
    """What a document says itself of what its catalog leaves to it, its reporter where `own`."""
    left = {"title", "published", "period"} - {source.member for source in stated}
    for source in document.sources:
        if source.member in left or (own and source.member not in ("published", "period")):
            yield source


def _published(value: object, where: str) -> date | None:
    """A catalog's date: a day, "YYYY-MM-DD", or "YYYY-MM" for the last day of the month."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{2})", str(value)):
            return month_end(int(match[1]), int(match[2]))
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CatalogError(
            f"{where}: published is {value!r}, not a date such as 2002-11-12"
        ) from error
