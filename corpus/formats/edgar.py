"""EDGAR submission files: one text that holds a filing's documents.

Comes in: bytes. Goes out: a `Rendition` of the main document and the exhibits 99 (releases and
their supplements), one after the other. Not for: other exhibits, images and data files.

Source: EDGAR Filer Manual, volume II, chapter 5: `<DOCUMENT>` with `<TYPE>`, `<FILENAME>`,
`<TEXT>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from corpus.base.errors import DocumentError
from corpus.base.structure import Grid, GridCell, Origins, Part, Structure, TaggedFigure, TaggedText
from corpus.formats.encodings import decode_page
from corpus.formats.html import read_html
from corpus.formats.rendition import Rendition

_DOCUMENT = re.compile(r"<DOCUMENT>(.*?)(?:</DOCUMENT>|\Z)", re.DOTALL)
_FIELD = re.compile(r"^<(TYPE|FILENAME)>\s*([^\n<]+)", re.MULTILINE)
_TEXT = re.compile(r"<TEXT>(.*?)(?:</TEXT>|\Z)", re.DOTALL)
_WRAPPED = re.compile(r"\s*<(XBRL|PDF|XML)>(.*?)(?:</\1>)?\s*\Z", re.DOTALL)
_PAGE = re.compile(r"<html\b|<body\b|<div\b|<p\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\d+)>", re.IGNORECASE)
Record = TypeVar("Record", Part, Grid, GridCell, TaggedFigure, TaggedText)
_PARAGRAPH = re.compile(r"\S(?:.*?\S)?(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of a submission: its type, its file's name, and its text as filed."""

    type: str
    name: str
    body: str


def read_submission(data: bytes) -> Rendition:
    """Read the main document of a submission and its exhibits 99.

    Raises: DocumentError where it holds none.
    """
    chosen = list(pieces_of(data))
    if not chosen:
        raise DocumentError("a submission without documents", "format")
    renditions = [_read(piece) for piece in chosen]
    if all(one.structure is None for one in renditions):
        return Rendition("\n\n".join(one.text for one in renditions))
    return _joined([(piece.name, one) for piece, one in zip(chosen, renditions, strict=True)])


def pieces_of(data: bytes) -> Iterator[Piece]:
    """The documents of a submission that are read: the first, and the exhibits 99."""
    for number, match in enumerate(_DOCUMENT.finditer(decode_page(data))):
        fields = {name: value.strip() for name, value in _FIELD.findall(match[1])}
        body = _TEXT.search(match[1])
        kind = fields.get("TYPE", "")
        if body is not None and (number == 0 or kind.upper().startswith("EX-99")):
            wrapped = _WRAPPED.fullmatch(body[1])
            text = wrapped[2] if wrapped else body[1]
            yield Piece(kind, fields.get("FILENAME", f"document-{number + 1}"), text.strip("\n"))


def _read(piece: Piece) -> Rendition:
    if _PAGE.search(piece.body[:20_000]):
        return read_html(piece.body.encode())
    return Rendition(_MARKUP.sub("", piece.body).strip())


def _joined(pieces: list[tuple[str, Rendition]]) -> Rendition:
    """Renditions as one: texts behind each other, all offsets moved along."""
    texts: list[str] = []
    whole, origins = Structure(), Origins()
    shift = 0
    for name, one in pieces:
        structure = one.structure or _paragraphs(one.text)
        whole = _grown(whole, structure, shift)
        origins = _added(origins, one.origins or Origins(), shift, name)
        texts.append(one.text)
        shift += len(one.text) + 2
    return Rendition("\n\n".join(texts), whole, origins)


def _paragraphs(text: str) -> Structure:
    """The paragraphs of a document that is plain text."""
    found = _PARAGRAPH.finditer(text)
    return Structure(tuple(Part("paragraph", *match.span()) for match in found))


def _grown(whole: Structure, part: Structure, shift: int) -> Structure:
    grids = [replace(grid, cells=_moved(grid.cells, shift)) for grid in part.grids]
    return Structure(
        (*whole.parts, *_moved(part.parts, shift)),
        (*whole.grids, *_moved(grids, shift)),
        (*whole.figures, *_moved(part.figures, shift)),
        (*whole.texts, *_moved(part.texts, shift)),
    )


def _moved(records: Iterable[Record], shift: int) -> tuple[Record, ...]:
    return tuple(replace(r, start=r.start + shift, end=r.end + shift) for r in records)


def _added(whole: Origins, part: Origins, shift: int, name: str) -> Origins:
    nodes = len(whole.tags)
    return Origins(
        (*whole.starts, *(start + shift for start in part.starts)),
        (*whole.nodes, *(node + nodes for node in part.nodes)),
        (*whole.offsets, *part.offsets),
        (*whole.tags, *part.tags),
        (*whole.numbers, *part.numbers),
        (*whole.texts, *part.texts),
        (*whole.figure_starts, *(start + shift for start in part.figure_starts)),
        (*whole.figure_ends, *(end + shift for end in part.figure_ends)),
        (*whole.figure_ids, *part.figure_ids),
        (*whole.part_starts, shift),
        (*whole.part_names, name),
    )
