"""The records of an answer, as the answer contract names them.

Comes in: nothing. Goes out: frozen records. Not for: making them (`service.ask.answer`) or
their JSON (`service.say.to_json`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corpus.base.records import Period, Value
from index.engine import Hit
from service.cite.citations import Citation
from service.cite.standing import Standing, Verdict
from service.find.outcome import AnswerStatus, Kind
from service.plan.tree import Tree


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of an answer: its standing, the facts behind it and the citations of these."""

    label: str
    concept: str
    period: Period
    value: Value
    citations: tuple[str, ...]
    status: Verdict
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A tie-out beside an answer: its working, whether it holds, the citations it reads.

    `id` is the index's; empty for one that was made for the question.
    """

    name: str
    passed: bool
    detail: str
    citations: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class ShownDerivation:
    """How the value was computed: formula in names, working in figures, inputs that are cited."""

    formula: str
    working: str
    inputs: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What an outcome comes to, whatever words asked for it: figures, working, ties, a sentence.

    `standing` and `facts` are those of the one figure offered, where there is one.
    """

    status: AnswerStatus
    standing: Standing | None
    facts: tuple[str, ...]
    points: tuple[Point, ...]
    derivation: ShownDerivation | None
    alternatives: tuple[Point, ...]
    checks: tuple[ShownCheck, ...]
    citations: tuple[Citation, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage that was found for the question."""

    citation: Citation
    score: float
    hit: Hit | None = None


class Part(NamedTuple):
    """A part of the question: its characters and what they were taken for."""

    kind: str
    start: int
    end: int
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The plan of an answer: aspects, words, and the part of the question behind each.

    `unmatched` are words that were not understood, `ignored` such as change nothing;
    `tree` is what was carried out.
    """

    entity: str | None
    concepts: tuple[str, ...]
    periods: tuple[str, ...]
    unit: str | None
    operation: str | None
    unmatched: tuple[str, ...]
    words: str = ""
    documents: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    corrected: str | None = None
    tree: Tree | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question; members as in the answer contract."""

    answer_id: str
    id: str | None
    question: str
    generation: str
    status: AnswerStatus
    kind: Kind | None
    text: str
    interpretation: Interpretation
    value: Value | None = None
    concept: str | None = None
    period: Period | None = None
    points: tuple[Point, ...] = ()
    derivation: ShownDerivation | None = None
    checks: tuple[ShownCheck, ...] = ()
    alternatives: tuple[Point, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[ShownPassage, ...] = ()
    short: tuple[str, ...] = ()
    standing: Standing | None = None
    facts: tuple[str, ...] = ()
