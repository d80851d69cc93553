"""The fields of a passage in Whoosh's index, and what each counts in ranking.

Comes in: a passage with its document. Goes out: Whoosh's schema and the values of one Whoosh
document. Not for: scoring (`index.embedded.ranking`), nor for anything at question time; importing
this imports Whoosh.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from corpus.base.records import Document, Passage
from index.records.analysis import term_of, tokens


class TermAnalyzer(Analyzer):  # type: ignore[misc]
    """Whoosh's view of `index.records.analysis`."""

    def __call__(self, value: str, mode: str = "", **wanted: Any) -> Iterator[Token]:
        token = Token(wanted.get("positions", False), wanted.get("chars", False), mode=mode)
        for place, (word, start, end) in enumerate(tokens(value)):
            text = term_of(word)
            if text is None:
                continue
            token.text, token.boost, token.stopped = text, 1.0, False
            token.pos, token.startchar, token.endchar = place, start, end
            yield token

    def has_morph(self) -> bool:
        """Stems are not the words themselves."""
        return True


def passage_schema() -> Schema:
    """The schema: text fields that are scored, aspects that filter and boost, and the place."""
    stems = TermAnalyzer()
    return Schema(
        id=ID(stored=True, unique=True),
        body=TEXT(analyzer=stems, phrase=False),
        headings=TEXT(analyzer=stems, phrase=False),
        caption=TEXT(analyzer=stems, phrase=False),
        entity=ID(stored=True),
        document=ID(stored=True),
        kind=ID,
        published=ID(stored=True),
        concepts=KEYWORD(commas=True),
        periods=KEYWORD(commas=True),
        start=STORED,
        end=STORED,
    )


def passage_fields(passage: Passage, document: Document) -> dict[str, object]:
    """One passage as Whoosh's `add_document` takes it."""
    span = passage.span
    quote = document.text[span.start : span.end]
    above = passage.text[: -len(quote)] if passage.text.endswith(quote) else ""
    return {
        "id": passage.id,
        "body": passage.text,
        "headings": "\n".join(passage.headings),
        "caption": above,
        "entity": document.entity.id,
        "document": document.id,
        "kind": passage.kind,
        "published": document.published.isoformat() if document.published else "",
        "concepts": ",".join(passage.concepts),
        "periods": ",".join(passage.periods),
        "start": span.start,
        "end": span.end,
    }
