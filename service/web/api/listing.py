"""The documents as the document contract names them, the files that could not be read among them.

Comes in: an engine. Goes out: a dictionary for each document and each unread file, or a line for
people. Not for: what a document says (`service.say.records`).

What is not known is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corpus.base.records import Document, Entity, Unread
from service.cite.shelf import shelf_of
from service.cite.standing import NOT_TIES
from service.say.records import cite

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]


def listed(engine: Engine) -> Sequence[str | Unread]:
    """The ids of all documents in their order, then the files that gave none."""
    shelf = shelf_of(engine)
    return [*shelf.ids, *(one for one in engine.unread if one.id not in shelf)]


def listed_json(engine: Engine, one: str | Unread, *, base_url: str = "") -> Json:
    """The document contract of a document's id or of an unread file."""
    if isinstance(one, str):
        return document_json(engine, engine.documents[one], base_url=base_url)
    return unread_json(one)


def document_json(engine: Engine, document: Document, *, base_url: str = "") -> Json:
    """A document without its text."""
    ties = {
        word: len(engine.checks(document=document.id, but=NOT_TIES, passed=passed))
        for word, passed in (("passed", True), ("failed", False))
    }
    return {
        "id": document.id,
        "title": document.title,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "text_sha256": sha256(document.text.encode()).hexdigest(),
        "reader": document.reader,
        "published": document.published.isoformat() if document.published else None,
        "entity": _entity_json(document.entity),
        "periods": engine.facts.periods_in(document.id),
        "sources": {
            source.member: "catalog"
            if source.span is None
            else cite(engine, source.span, base_url=base_url).to_json()
            for source in document.sources
        },
        "facts": engine.facts.count(document=document.id),
        "ties": ties,
        "problems": [problem_json(one) for one in engine.unread if one.id == document.id],
        "files": list(document.files),
        "period": document.period,
        "rendition_of": document.rendition_of,
        "characters": len(document.text),
        "url": f"{base_url}/documents/{quote(document.id, safe='')}",
    }


def unread_json(one: Unread) -> Json:
    """A file that could not be read: its problem, and nothing else is known."""
    unknown = ("title", "text_sha256", "reader", "published", "entity", "period", "rendition_of")
    return {
        "id": one.id,
        **dict.fromkeys(unknown),
        "media_type": one.media_type,
        "sha256": one.sha256,
        "periods": [],
        "sources": {},
        "facts": 0,
        "ties": {"passed": 0, "failed": 0},
        "problems": [problem_json(one)],
        "files": [one.file],
        "characters": None,
        "url": None,
    }


def problem_json(one: Unread) -> Json:
    """Why a file gave no document of its own."""
    return {"code": one.code, "detail": one.detail, "file": one.file}


def _entity_json(entity: Entity) -> Json:
    ends = entity.fiscal_year_end
    return {
        "id": entity.id,
        "name": entity.name,
        "names": list(dict.fromkeys((entity.name, *entity.aliases))),
        "ticker": entity.ticker,
        "fiscal_year_end": f"{ends[0]:02d}-{ends[1]:02d}" if ends is not None else None,
        "fiscal_weeks": entity.fiscal_weeks,
        "year_label": entity.year_label,
        "currency": entity.currency,
    }


def line(told: Json) -> str:
    """A document for people: its id, title and day, how much it prints, how it ties."""
    if told["title"] is None:
        return f"{told['id']}: not read"
    ties, published = told["ties"], f", {told['published']}" if told["published"] else ""
    return (
        f"{told['id']}: {told['title']}{published}: {told['facts']} figures, "
        f"{ties['passed']} tie-outs hold, {ties['failed']} fail"
    )
