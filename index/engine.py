"""The one interface to passages, facts and checks; what stands behind it may change.

Comes in: words, aspects, ids. Goes out: `Hit`s, facts, readings. Not for: how they are found
(`index.memory`, `index.store`), nor for building (`index.build`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corpus.model import Block, Check, Document, Fact, Passage, Reading, Span, Unread
from index.analysis import find_terms

if TYPE_CHECKING:
    from corpus.concepts import Concepts
    from index.facttable import FactTable
    from index.termtable import Words


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


class Engine(Protocol):
    """One generation of an index: nothing in it changes while it is held.

    All look-ups are by key. An answer is a pure function of the question and `generation`.
    """

    @property
    def generation(self) -> str:
        """The name of what is served: equal names, equal answers."""

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

    @property
    def passages(self) -> Mapping[str, Passage]:
        """Passages by id, in document order."""

    @property
    def concepts(self) -> Concepts:
        """The measures that the facts are told in."""

    @property
    def facts(self) -> FactTable:
        """All facts of all documents, with their final status."""

    def reading(self, document_id: str) -> Reading:
        """All that one document says. Raises: NotFoundError."""

    def layout(self, document_id: str) -> Reading:
        """A document with its blocks and sentences, which is sooner than all that it says.

        Raises: NotFoundError."""

    def block_at(self, document_id: str, offset: int) -> Block | None:
        """The last block that begins at or before a character. Raises: NotFoundError."""

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

    def facts_at(self, document: str, start: int, end: int) -> list[Fact]:
        """Facts whose printed figure shares a character with this span, in reading order."""

    def fact_at(self, document: str, start: int, end: int) -> Fact | None:
        """The fact printed exactly there, else the first that shares a character, else None."""

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


def open_engine(folder: Path) -> Engine:
    """The engine over the current generation of an index folder.

    Raises: DamagedError, IndexStoreError."""
    from index.generations import open_current

    return open_current(folder)


def ensure_engine(
    corpus_folder: Path | None = None,
    index_folder: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Engine:
    """The engine over a corpus folder (None: the shipped one), built first if absent or stale."""
    from index.generations import ensure_engine as ensure

    return ensure(corpus_folder, index_folder, progress)
