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
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
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
NONE_KNOWN: Mapping[str, Document] = MappingProxyType({})
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# Files that describe a folder are not disclosures.
_ABOUT = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice"})


def load_corpus(folder: Path | None = None) -> list[Document]:
    """The documents of a folder, as `load_folder` reads it; None is the shipped corpus.

    Raises: CorpusError, CatalogError.
    """
    return list(load_folder(folder).documents)


def load_folder(folder: Path | None = None, known: Mapping[str, Document] = NONE_KNOWN) -> Folder:
    """Read all files of a folder, each for itself: one that cannot be read stops no other.

    With a `catalog.toml` the catalog is the list, and each file's SHA-256 must match. Without
    one, every file of a format that is read is a document whose id is its file name without the
    ending (with it, dots as `-`, where two share it) and whose entity is inferred from its text;
    files of the same bytes are one document with several names. A library's catalog may have the
    shipped documents served before its own. Of the `known` documents those whose bytes and reader
    are the same are not read again, and have no structure.

    Raises: CorpusError (no such folder, no document in it), CatalogError (catalog and files
    disagree).
    """
    folder = CORPUS_FOLDER if folder is None else Path(folder)
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; name a folder of {_kinds()} documents")
    catalog = folder / CATALOG_NAME
    listed = os.path.lexists(catalog)
    found = _load_catalog(catalog, known) if listed else _load_plain(folder, known)
    documents = tuple(one for one in found if isinstance(one, Document))
    unread = tuple(one for each in found for one in _unread(each))
    if not documents:
        reasons = "; ".join(one.detail for one in unread[:5]) or f"put {_kinds()} files there"
        raise CorpusError(f"{folder}: no documents; {reasons}")
    altered = {d.id for d in documents if _is_taken_over(d) and d != known.get(d.id)}
    if altered:  # by their catalog or their names: they are read after all
        return load_folder(folder, {k: v for k, v in known.items() if k not in altered})
    return Folder(documents, unread)


def _unread(one: Document | Unread) -> Iterator[Unread]:
    """What could not be read of a file, or all of it."""
    if isinstance(one, Unread):
        yield one
    else:
        for code, why in one.problems:
            name = one.files[0]
            yield Unread(one.id, name, code, f"{name}: {why}", one.media_type, one.sha256)


def _is_taken_over(document: Document) -> bool:
    """True for a document that was not read but is one that was known."""
    return document.origins is not None and document.structure is None


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


def read_file(
    path: Path, ident: str, known: Mapping[str, Document] = NONE_KNOWN
) -> Document | Unread:
    """The document of one file, or why there is none: the one door from a file to a record."""
    form, name, sha256 = _format(path), name_of(path), None
    try:
        data = read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        form = format_of(path.name, data) or form
        before = known.get(ident)
        same = before is not None and (before.sha256, before.reader) == (sha256, form.reader)
        if before is not None and same and before.origins is not None:
            return replace(before, files=(name,))
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
        origins=rendition.origins,
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


def _load_plain(folder: Path, known: Mapping[str, Document]) -> list[Document | Unread]:
    """What every document file of a folder without a catalog came to, by id."""
    found: dict[str, Document | Unread] = {}
    first_of: dict[str, Document] = {}
    again: list[Unread] = []
    named = _named(document_files(folder))
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # children read, these threads wait for them
        read = list(pool.map(partial(_read_named, known=known), named))
    for (path, ident), one in zip(named, read, strict=True):
        if ident in found and one.id == ident:
            one = _taken(path, ident)
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
    stems = [id_of(path.stem) for path in paths]
    shared = {stem for stem, count in Counter(stems).items() if count > 1}
    return [
        (path, id_of(path.name.replace(".", "-")) if stem in shared else stem)
        for path, stem in zip(paths, stems, strict=True)
    ]


def id_of(name: str) -> str:
    """The id that a name gives; "" where it has no letters or digits for one."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:128]


def _read_named(named: tuple[Path, str], known: Mapping[str, Document]) -> Document | Unread:
    """What a file came to under its id, or that its name gives none."""
    path, ident = named
    if not ID_PATTERN.fullmatch(ident):
        name = name_of(path)
        why = f"{name}: its name gives no id; rename it with letters or digits"
        return Unread(name, name, "name", why, _format(path).media_type)
    return read_file(path, ident, known)


def _taken(path: Path, ident: str) -> Unread:
    name = name_of(path)
    why = f"{name}: another file has the id {ident!r} too; rename one"
    return Unread(name, name, "name", why, _format(path).media_type)


def _load_catalog(catalog: Path, known: Mapping[str, Document]) -> list[Document | Unread]:
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
        path, one = _load_entry(entry, catalog, entities, known)
        if one.id in found:
            raise CatalogError(f"{catalog.name}: the id {one.id!r} is given twice")
        found[one.id] = one
        listed.add(path.name)
    for path in document_files(catalog.parent):
        if path.name not in listed and not data.get("library"):
            raise CatalogError(f"{path.name}: not in {catalog.name}; list it there or move it away")
    for one in found.values():
        if isinstance(one, Document) and one.source not in found:
            raise CatalogError(
                f"{catalog.name}: {one.id!r} is a rendition of {one.rendition_of!r}, "
                "which is not listed"
            )
    if data.get("with_shipped"):
        shipped = _load_catalog(CORPUS_FOLDER / CATALOG_NAME, NONE_KNOWN)
        own = {one.sha256 for one in found.values()}
        others = (one for one in shipped if one.id not in found and one.sha256 not in own)
        return [*others, *found.values()]
    return list(found.values())


def serves_shipped(catalog: Path) -> bool:
    """Whether a library's catalog has the shipped documents served with its own."""
    try:
        return bool(tomllib.loads(catalog.read_text("utf-8")).get("with_shipped"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def _load_entry(
    entry: Mapping[str, Any],
    catalog: Path,
    entities: Mapping[str, Entity],
    known: Mapping[str, Document],
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
    one = read_file(path, ident, known)
    expected = entry.get("sha256")
    if None not in (expected, one.sha256) and str(expected).lower() != one.sha256:
        raise CatalogError(
            f"{name}: its SHA-256 is {one.sha256}, the catalog says {expected}; restore the file, "
            f"or correct sha256 in {catalog.name} if the change is meant"
        )
    if isinstance(one, Unread):
        called = str(entry.get("name") or name)
        return path, replace(one, file=called, detail=one.detail.replace(name, called))
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
        files=(str(entry["name"]), name) if entry.get("name") else one.files,
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
