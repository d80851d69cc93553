"""A folder becomes `Document`s: text, hash, entity, date.

Comes in: a folder of UTF-8 `*.txt` and `*.md`, with or without a `catalog.toml`. Goes out:
Documents in the catalog's order (or by id). Not for: splitting a text (`blocks`) or inferring who
reports (`entities`).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpus.base.errors import CatalogError, CorpusError, DocumentError
from corpus.base.records import Document, Entity
from corpus.formats.entities import (
    infer_entity,
    infer_published,
    load_entities,
    month_end,
    parse_entity,
)
from corpus.formats.registry import Format, format_of, suffixes
from corpus.formats.rendition import Rendition

CORPUS_FOLDER = Path(__file__).parents[1] / "documents"
CATALOG_NAME = "catalog.toml"
MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
MAX_TITLE_CHARS = 200
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# Files that describe a folder are not disclosures.
_ABOUT = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice"})


def load_corpus(folder: Path | None = None) -> list[Document]:
    """Read all documents of a folder; None is the shipped corpus.

    With a `catalog.toml` the catalog is the list, and each file's SHA-256 must match. Without
    one, every `*.txt` and `*.md` is a document whose id is its file name without the suffix and
    whose entity is inferred from its text.

    Raises: CorpusError (no such folder, nothing in it), CatalogError (catalog and files disagree),
    DocumentError (a file that is not UTF-8, is empty or too large).
    """
    folder = CORPUS_FOLDER if folder is None else Path(folder)
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; name a folder of *.txt or *.md documents")
    catalog = folder / CATALOG_NAME
    documents = _load_catalog(catalog) if catalog.is_file() else _load_plain(folder)
    if not documents:
        raise CorpusError(f"{folder}: no documents; put *.txt or *.md files there")
    return documents


def make_document(text: str, *, id: str = "document", entity: Entity | None = None) -> Document:
    """A document from text that is in no folder; its entity is inferred unless given."""
    title = infer_title(text) or id
    return Document(
        id=check_id(id, "the document"),
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=title,
        entity=entity or infer_entity(text, id, title),
        published=infer_published(text),
    )


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


def read_file(path: Path) -> tuple[Rendition, Format, str]:
    """A file's rendition, its format and the SHA-256 of its bytes.

    Raises: DocumentError (unreadable, larger than MAX_DOCUMENT_BYTES, not what its name says,
    without any printed character).
    """
    form = format_of(path.name)
    if form is None:
        raise DocumentError(f"{path.name}: no format that is read; use {', '.join(suffixes())}")
    try:
        size = path.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            raise DocumentError(
                f"{path.name}: {size:,} bytes, over the {MAX_DOCUMENT_BYTES:,} allowed; split it"
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path.name}: cannot be read ({error.strerror})") from error
    try:
        rendition = form.read(data)
    except DocumentError as error:
        raise DocumentError(f"{path.name}: {error}") from error
    return rendition, form, hashlib.sha256(data).hexdigest()


def _load_plain(folder: Path) -> list[Document]:
    """Every document file of a folder without a catalog, by id."""
    documents: dict[str, Document] = {}
    for path in _document_files(folder):
        ident = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._")[:128]
        check_id(ident or path.stem, path.name)
        if ident in documents:
            raise CorpusError(f"{path.name}: another file has the id {ident!r} too; rename one")
        rendition, form, sha256 = read_file(path)
        text = rendition.text
        title = infer_title(text) or ident
        documents[ident] = Document(
            id=ident,
            text=text,
            sha256=sha256,
            title=title,
            entity=infer_entity(text, ident, title),
            published=infer_published(text),
            media_type=form.media_type,
            reader=form.reader,
            structure=rendition.structure,
        )
    return [documents[ident] for ident in sorted(documents)]


def _document_files(folder: Path) -> list[Path]:
    """The document files directly in a folder, by name."""
    return sorted(
        path
        for path in folder.iterdir()
        if format_of(path.name) is not None
        and not path.name.startswith(".")
        and path.stem.lower() not in _ABOUT
        and path.is_file()
    )


def _load_catalog(catalog: Path) -> list[Document]:
    """The documents that a catalog lists, in its order."""
    try:
        data = tomllib.loads(catalog.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{catalog}: not a TOML file: {error}") from error
    entities = load_entities()
    for table in data.get("entity", []):
        entity, _ = parse_entity(table, catalog.name)
        entities[entity.id] = entity
    documents: dict[str, Document] = {}
    listed = set()
    for entry in data.get("document", []):
        path, document = _load_entry(entry, catalog, entities)
        if document.id in documents:
            raise CatalogError(f"{catalog.name}: the id {document.id!r} is given twice")
        documents[document.id] = document
        listed.add(path.name)
    for path in _document_files(catalog.parent):
        if path.name not in listed:
            raise CatalogError(f"{path.name}: not in {catalog.name}; list it there or move it away")
    for document in documents.values():
        if document.rendition_of is not None and document.rendition_of not in documents:
            raise CatalogError(
                f"{catalog.name}: {document.id!r} is a rendition of {document.rendition_of!r}, "
                "which is not listed"
            )
    return list(documents.values())


def _load_entry(
    entry: Mapping[str, Any], catalog: Path, entities: Mapping[str, Entity]
) -> tuple[Path, Document]:
    """One `[[document]]` table and its file, checked against each other."""
    ident = check_id(str(entry.get("id", "")), catalog.name)
    name = str(entry.get("file", f"{ident}.txt"))
    path = catalog.parent / name
    if Path(name).name != name or format_of(name) is None:
        kinds = ", ".join(suffixes())
        raise CatalogError(f"{catalog.name}: {name!r} is no file of the folder in {kinds}")
    if not path.is_file():
        raise CatalogError(f"{catalog.name}: {name} is missing; restore it or remove its entry")
    rendition, form, sha256 = read_file(path)
    text = rendition.text
    expected = entry.get("sha256")
    if expected is not None and str(expected).lower() != sha256:
        raise CatalogError(
            f"{name}: its SHA-256 is {sha256}, the catalog says {expected}; restore the file, or "
            f"correct sha256 in {catalog.name} if the change is meant"
        )
    title = str(entry.get("title") or infer_title(text) or ident)
    key = entry.get("entity")
    if key is not None and key not in entities:
        raise CatalogError(
            f"{catalog.name}: {ident!r} names an unknown entity {key!r}; describe it"
        )
    return path, Document(
        id=ident,
        text=text,
        sha256=sha256,
        title=title,
        entity=infer_entity(text, ident, title) if key is None else entities[key],
        published=_published(entry.get("published"), f"{catalog.name}: {ident!r}"),
        period=str(entry["period"]) if entry.get("period") else None,
        rendition_of=str(entry["rendition_of"]) if entry.get("rendition_of") else None,
        media_type=str(entry.get("media_type", form.media_type)),
        reader=form.reader,
        structure=rendition.structure,
    )


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
