"""What documents say their short forms stand for: "SI (Systems Integration)", "Cable TV (CTV)".

Comes in: documents. Goes out: short forms with the words they stand for. Not for: which words are
comparable (`service.understand.terms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.base.records import Document

_SHORT_AFTER = re.compile(
    r"((?:[A-Z][\w-]{0,60}+\s(?:and\s)?){1,5}[\w-]{1,60}+)(?:,?\s(?:Co|Ltd|Inc|Corp)\b\.?,?){0,3}"
    r"\s?\(\s?[\"“]?([A-Z][A-Za-z]{1,5})[\"”]?\s?\)"
)
_SHORT_BEFORE = re.compile(r"\b([A-Z]{2,6})\s?\(((?:[A-Za-z][\w-]{0,60}+\s?+){1,6}+)\)")
_AFTER = re.compile(r"\(\s?[\"“]?[A-Z][A-Za-z]{1,5}[\"”]?\s?\)")
_BEFORE = re.compile(r"\b[A-Z]{2,6}\s?\(")
"""A text without these, which are soon looked for, has none of the longer ones."""


def find_short_forms(documents: Iterable[Document]) -> dict[str, list[str]]:
    """Short forms in lower case with their words, as the first document that has them says."""
    found: dict[str, list[str]] = {}
    for document in documents:
        for short, words in short_forms_in(document.text):
            found.setdefault(short, words)
    return found


def short_forms_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each pair of a text, where the initials of the last words spell the short form."""
    pairs = []
    if _AFTER.search(text):
        pairs += [(m.group(2), m.group(1)) for m in _SHORT_AFTER.finditer(text)]
    if _BEFORE.search(text):
        pairs += [(m.group(1), m.group(2)) for m in _SHORT_BEFORE.finditer(text)]
    for short, long in pairs:
        words = [w for w in re.split(r"[\s-]+", long) if w and w.lower() != "and"]
        tail = words[-len(short) :]
        initials = "".join(w[0] for w in tail).casefold()
        capitals = "".join(c for c in long if c.isupper()).casefold()
        if len(short) > 1 and short.casefold() in (initials, capitals):
            yield short.casefold(), tail
