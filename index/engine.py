"""The one interface to passages, facts and checks; what stands behind it may change.

Comes in: words, aspects, ids. Goes out: `Hit`s, facts, readings. Not for: how they are found
(`index.embedded.memory`, `index.embedded.store`), nor for building (`index.embedded.build`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from corpus.base.records import (
    Block,
    Check,
    Document,
    Fact,
    Passage,
    Period,
    Reading,
    Span,
    Unread,
)
from index.records.analysis import find_terms

if TYPE_CHECKING:
    import pandas

    from corpus.concepts.concepts import Concepts
    from index.records.terms import Words


class Hit(NamedTuple):
    """A passage that was found, its score, and the matched words in it.

    A tuple, for it is made ten times a search, in half the time of a frozen dataclass.
    """

    passage: Passage
    score: float
    quote: str
    terms: frozenset[str] = frozenset()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The matched words as spans of the document, in reading order; found when asked for."""
        span = self.passage.span
        return tuple(
            Span(span.document, span.start + start, span.start + end)
            for start, end in find_terms(self.quote, self.terms)
        )


class Facts(Protocol):
    """Facts by their aspects: exact look-ups by key, and what is known nearby.

    Lists are in document order. Nothing here shows how the facts are kept.
    """

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Fact]: ...

    def __contains__(self, fact_id: object) -> bool: ...

    def get(self, fact_id: str) -> Fact:
        """One fact by its id. Raises: NotFoundError."""

    def get_many(self, fact_ids: Iterable[str]) -> dict[str, Fact]:
        """The facts with these ids, in their order, each once; an unknown id is left out."""

    def find(
        self,
        concept: str | None = None,
        period: str | Period | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
        status: str | None = None,
        limit: int | None = None,
    ) -> list[Fact]:
        """The facts with all the aspects given; None stands for any.

        `period` is a label, or a `Period` that must be equal. `limit` keeps the first so many.
        """

    def count(
        self,
        concept: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        entity: str | None = None,
        document: str | None = None,
        scenario: str | None = None,
        status: str | None = None,
    ) -> int:
        """How many facts `find` would give."""

    def known(self, aspect: Literal["concept", "period", "unit"]) -> Collection[str]:
        """The values that facts have of an aspect."""

    def tells(self, concept: str) -> bool:
        """True where some fact is of this very concept."""

    def near(
        self,
        concept: str,
        period: Period,
        labels: Collection[str] = (),
        *,
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Fact]:
        """Facts whose period has this label, one of `labels`, or the same last day."""

    def entities_near(self, concept: str, period: Period) -> set[str]:
        """Who reports a measure for a period of this label or the same last day."""

    def told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Fact]:
        """The facts of a measure inside a scope; no documents stand for all."""

    def periods_told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        unit: str | None = None,
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> list[Period]:
        """The different periods that a measure is reported for, in no order."""

    def period_counts(
        self, concept: str | None = None, entity: str | None = None
    ) -> dict[Period, int]:
        """The different periods of such facts, in no order, and how many facts each has."""

    def units_told(
        self,
        concept: str,
        *,
        scenarios: Collection[str],
        entity: str | None = None,
        documents: Collection[str] = (),
    ) -> dict[str, int]:
        """How many facts of a measure are told in each unit, by the unit's name."""

    def concepts_told(
        self, *, document: str | None = None, scenario: str | None = None
    ) -> list[str]:
        """The concepts of a document's facts, or of a scenario's, in the order of the first."""

    def telling(self) -> Iterator[Fact]:
        """Facts that between them show every caption and unit that a measure has."""

    def first_of(self, aspect: Literal["scenario", "status"], name: str, most: int) -> list[Fact]:
        """The first facts of a scenario or with a status."""

    def last_of(self, aspect: Literal["scenario", "status"], name: str, most: int) -> list[Fact]:
        """The last facts of a scenario or with a status."""

    def in_two_units(self, one: str, other: str) -> list[Fact]:
        """The facts that a document prints in both units, a measure for a period."""

    def at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span, in reading order."""

    def in_document(self, document: str) -> list[Fact]:
        """All facts of a document."""

    def concepts(self, entity: str | None = None) -> dict[str, int]:
        """How many facts each concept has."""

    def periods(self, concept: str | None = None, entity: str | None = None) -> list[str]:
        """The labels of the periods that have such a fact, in time."""

    def periods_in(self, document: str) -> list[str]:
        """The labels of the periods that a document has facts for, in time."""

    def units(self, concept: str | None = None, entity: str | None = None) -> dict[str, int]:
        """The units that such facts are told in, most frequent first."""

    def entities(self, concept: str | None = None) -> dict[str, int]:
        """The entities that report such facts, most facts first."""

    def frame(self) -> pandas.DataFrame:
        """All facts as a table of pandas: a row a fact, `amount` a Decimal in base units.

        The types of its columns are those of `index.embedded.frames`.
        """


class Documents(Protocol):
    """The documents, and what each says in its order."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id, in the order of the catalog."""

    @property
    def unread(self) -> Sequence[Unread]:
        """The files of the folder that gave no document, each with its reason."""

    def heads(self) -> Iterator[Document]:
        """The documents in order, perhaps without their text: for who, when and what it is of."""

    @property
    def short_forms(self) -> Mapping[str, Sequence[str]]:
        """Short forms in lower case with the words that the documents say they stand for."""

    def reading(self, document_id: str) -> Reading:
        """All that one document says. Raises: NotFoundError."""

    def layout(self, document_id: str) -> Reading:
        """A document with its blocks and sentences, which is sooner than all that it says.

        Raises: NotFoundError."""

    def block_at(self, document_id: str, offset: int) -> Block | None:
        """The last block that begins at or before a character. Raises: NotFoundError."""

    def blocks_at(self, places: Iterable[tuple[str, int]]) -> list[Block | None]:
        """`block_at` for many places, in their order. Raises: NotFoundError."""


class Passages(Protocol):
    """Passages by their words."""

    @property
    def passages(self) -> Mapping[str, Passage]:
        """Passages by id, in document order."""

    def search(
        self,
        text: str | Iterable[str],
        *,
        limit: int = 10,
        entity: str | None = None,
        document: str | None = None,
        concepts: Collection[str] = (),
        periods: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Hit]:
        """Passages ranked by the words of `text`, best first.

        `entity`, `document` and `kinds` restrict; `concepts` and `periods` raise the passages that
        hold a fact of one of them.
        """

    def count_hits(
        self,
        text: str | Iterable[str],
        *,
        entity: str | None = None,
        document: str | None = None,
        kinds: Collection[str] = (),
    ) -> int:
        """How many passages `search` would find without a limit."""

    def suggest_terms(self, word: str, *, limit: int = 5) -> list[str]:
        """Printed words spelled like this one, likeliest first; none if it is itself printed."""

    def vocabulary(self) -> Words:
        """The lower-case words of all passages, each with the number of passages that hold it."""


class Checks(Protocol):
    """The tie-outs that were tried, in and across documents."""

    def checks(
        self,
        *,
        document: str | None = None,
        name: str | None = None,
        but: Collection[str] = (),
        passed: bool | None = None,
    ) -> Sequence[Check]:
        """The tie-outs that were tried, in and across documents, each read when it is looked at.

        Those of a document, of a name or of none in `but`, those that hold or do not.
        """

    @property
    def check_names(self) -> Collection[str]:
        """The names of the tie-outs that were tried."""

    def check(self, check_id: str) -> Check:
        """One tie-out. Raises: NotFoundError."""

    def checks_of(self, fact_id: str) -> list[Check]:
        """The tie-outs that read this fact; none for an unknown id."""

    def checks_of_many(self, fact_ids: Iterable[str]) -> dict[str, list[Check]]:
        """The tie-outs that read each of these facts, by the fact's id; none for an unknown id."""


class Engine(Documents, Passages, Checks, Protocol):
    """One generation of an index: nothing in it changes while it is held.

    All look-ups are by key; who needs many things gathers their keys and asks once. An answer is a
    pure function of the question and `generation`.

    Raises: EngineUnavailable, from any look-up, where the index cannot be reached: nobody on the
    way catches it, and the request is refused as one to be tried again.
    """

    @property
    def generation(self) -> str:
        """The name of what is served: equal names, equal answers."""

    @property
    def concepts(self) -> Concepts:
        """The measures that the facts are told in."""

    @property
    def facts(self) -> Facts:
        """All facts of all documents, with their final status."""

    def facts_at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span, in reading order."""

    def fact_at(self, document: str, start: int, end: int) -> Fact | None:
        """The fact printed exactly there, else the first that shares a character, else None."""
