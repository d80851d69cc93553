"""Which representation a client wants, by Werkzeug's parser.

Comes in: `format=` where it is given, an Accept header, and the forms that an address has. Goes
out: the name of one of them, or None where none is acceptable. Not for: making representations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

from service.ask.memo import Bounded
from service.cite.exports import EXPORTS

JSON = ("json",)
MEDIA_TYPES = {
    "json": "application/json",
    "text": "text/plain",
    "annotation": "application/ld+json",
    "html": "text/html",
    "jsonl": "application/x-ndjson",
    "zip": "application/zip",
    **{name: item.media_type for name, item in EXPORTS.items()},
}
"""The values of `format=`, each with its media type."""
_chosen: Bounded[tuple[str, tuple[str, ...]], str | None] = Bounded(1024)
LONGEST = 1_024
"""Characters of an Accept header that are worth remembering."""


def forms_of(model: type[BaseModel]) -> tuple[str, ...]:
    """What a request of this model may be answered with, the usual one first."""
    field = model.model_fields.get("format")
    return JSON if field is None else tuple(_literals(field.annotation))


def _literals(annotation: object) -> list[str]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [name for part in get_args(annotation) for name in _literals(part)]


def choose(header: str, forms: Sequence[str]) -> str | None:
    """The form that a client with this Accept header likes best; the first where it does not care.

    Source: RFC 9110, 12.5.1. Parameters of media types tell no two forms apart.
    """
    if not header:
        return forms[0]
    key = (header, tuple(forms))
    if key in _chosen:
        return _chosen[key]
    given = parse_accept_header(header, Accept)
    accepted = MIMEAccept([(value.partition(";")[0].strip(), quality) for value, quality in given])
    best = accepted.best_match([MEDIA_TYPES[form] for form in forms])
    form = next((form for form in forms if MEDIA_TYPES[form] == best), None)
    return _chosen.keep(key, form) if len(header) <= LONGEST else form
