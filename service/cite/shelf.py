"""The documents of an engine by what a question may say of them: who reports, what, and when.

Comes in: an `Engine`. Goes out: a `Shelf`, made in one pass and kept with the engine. Not for: what
stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from corpus.base.records import Document, Entity
from index.engine import Engine

HASH = 10
"""Hexadecimal digits of a SHA-256 that tell documents apart; an id carries so many."""


class Shelf(Mapping[str, Document]):
    """Documents by id, in their order; and their ids by period, day and reporter."""

    def __init__(self, documents: Mapping[str, Document], heads: Iterator[Document]) -> None:
        self._documents = documents
        self._by_period: dict[str, list[str]] = {}
        self._by_day: dict[date, list[str]] = {}
        self._by_month: dict[tuple[int, int], list[str]] = {}
        self._by_entity: dict[str, list[str]] = {}
        self.holders: dict[str, Entity] = {}
        """Who reports, by id, as their first document has it."""
        self.entities: dict[Entity, None] = {}
        """All forms of who reports, in the order of the documents."""
        self._place: dict[str, int] = {}
        self._by_hash: dict[str, list[str]] = {}
        for place, document in enumerate(heads):
            self._place[document.id] = place
            self._put(document)

    def _put(self, document: Document) -> None:
        entity, day = document.entity, document.published
        self.holders.setdefault(entity.id, entity)
        self.entities.setdefault(entity)
        self._by_hash.setdefault(document.sha256[:HASH], []).append(document.id)
        self._by_entity.setdefault(entity.id, []).append(document.id)
        if document.period is not None:
            self._by_period.setdefault(document.period, []).append(document.id)
        if day is not None:
            self._by_day.setdefault(day, []).append(document.id)
            self._by_month.setdefault((day.year, day.month), []).append(document.id)

    def __getitem__(self, ident: str) -> Document:
        return self._documents[ident]

    def __contains__(self, ident: object) -> bool:
        return ident in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All ids in the order of the documents."""
        return tuple(self._place)

    def __len__(self) -> int:
        return len(self._documents)

    def in_order(self, idents: Iterable[str]) -> list[str]:
        """These documents in their order."""
        return sorted(idents, key=self._place.__getitem__)

    def hashed(self, head: str) -> list[Document]:
        """The documents whose SHA-256 begins with these digits, `HASH` of them or more."""
        found = (self[ident] for ident in self._by_hash.get(head[:HASH], ()))
        return [document for document in found if document.sha256.startswith(head)]

    def reporting(self, period: str) -> tuple[str, ...]:
        """The documents that report the period of this label."""
        return tuple(self._by_period.get(period, ()))

    def published_on(self, day: date) -> tuple[str, ...]:
        """The documents published on a day."""
        return tuple(self._by_day.get(day, ()))

    def published_in(self, month: date) -> tuple[str, ...]:
        """The documents published in the month of a day."""
        return tuple(self._by_month.get((month.year, month.month), ()))

    def count_of(self, entity: str) -> int:
        """How many documents whoever reports has."""
        return len(self._by_entity.get(entity, ()))

    def of_entity(self, entity: str) -> tuple[str, ...]:
        """The documents of whoever reports, by its id."""
        return tuple(self._by_entity.get(entity, ()))


_KEPT: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()


def shelf_of(engine: Engine) -> Shelf:
    """The shelf of an engine, made on first use and dropped with the engine."""
    shelf = _KEPT.get(engine)
    if shelf is None:
        shelf = _KEPT[engine] = Shelf(engine.documents, engine.heads())
    return shelf
