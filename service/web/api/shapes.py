"""Shapes of what the API answers with, for the OpenAPI description and the tests that hold it true.

Comes in: nothing; these are descriptions. Goes out: JSON schemas. Not for: making answers; views
send plain JSON, which tests validate against these models. The service may add members.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from service.cite.standing import Verdict
from service.web.api.schemas import Scenario, Status


class PeriodShape(BaseModel):
    """`start` is null for an instant; both days are included."""

    label: str
    start: str | None
    end: str


class ValueShape(BaseModel):
    """A figure in base units, its decimals as strings of digits, exactly."""

    amount: str | None
    low: str | None
    high: str | None
    unit: str
    printed: str | None
    decimals: int | None


class CitationShape(BaseModel):
    """`text[start:end] == quote`, in code points."""

    id: str
    document: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int | None
    section: str | None
    url: str


class StandingShape(BaseModel):
    """How far a figure may be trusted, and how many tie-outs that read it hold and fail."""

    verdict: Verdict
    held: int
    failed: int


class PointShape(BaseModel):
    """One figure of an answer; `facts` are the printings behind it."""

    label: str
    concept: str | None
    period: PeriodShape | None
    value: ValueShape
    citations: list[str]
    status: Verdict
    facts: list[str]


class DerivationShape(BaseModel):
    """How a figure was computed from printed ones."""

    formula: str
    inputs: list[PointShape]


class CheckShape(BaseModel):
    """A tie-out that was tried."""

    name: str
    passed: bool
    detail: str
    citations: list[str]
    id: str | None


class PassageShape(BaseModel):
    """A ranked passage."""

    citation: CitationShape
    score: float


class FoundPassage(PassageShape):
    """A passage with its place and the words that were found, as offsets of the document."""

    kind: str
    headings: list[str]
    highlights: list[list[int]]


class InterpretationShape(BaseModel):
    """How the question was understood."""

    entity: str | None
    concepts: list[str]
    periods: list[Any]
    unit: str | None
    operation: str | None
    unmatched: list[str]
    plan: dict[str, Any] | None
    ignored: list[str]


class AnswerShape(BaseModel):
    """The answer contract."""

    id: str | None
    question: str
    status: Literal["answered", "disputed", "ambiguous", "unanswered"]
    kind: Literal["figure", "derived", "comparison", "series", "guidance", "text", "passage"] | None
    text: str
    value: ValueShape | None
    points: list[PointShape]
    derivation: DerivationShape | None
    checks: list[CheckShape]
    alternatives: list[PointShape]
    citations: list[CitationShape]
    passages: list[PassageShape]
    interpretation: InterpretationShape
    standing: StandingShape | None
    facts: list[str]


class FaultShape(BaseModel):
    """One parameter at fault: where it stands, and a JSON pointer into it."""

    pointer: str
    detail: str


class ProblemShape(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[FaultShape]


class BatchAnswer(AnswerShape):
    """An answer of a batch; where its question could not be asked, the problem why."""

    problem: ProblemShape | None


class OneAnswer(AnswerShape):
    """An answer and the generation that it is a pure function of."""

    generation: str


class PlanSchema(BaseModel):
    """A JSON schema."""

    generation: str
    # A model has a method of that name.
    json_schema: dict[str, Any] = Field(alias="schema")


class TagShape(BaseModel):
    """What the document itself says that a figure is: a standard's name, axes with members."""

    name: str
    dimensions: dict[str, str]


class FactShape(BaseModel):
    """The fact contract."""

    id: str
    document: str
    concept: str
    label: str
    period: PeriodShape
    value: ValueShape
    status: Status
    citation: CitationShape
    checks: list[str]
    dimensions: dict[str, str]
    tag: TagShape | None
    standing: StandingShape


class FactRow(FactShape):
    """A fact with the aspects to filter by."""

    entity: str
    scenario: Scenario


class TieShape(BaseModel):
    """A tie-out with the facts that it reads."""

    id: str
    name: str
    passed: bool
    detail: str
    difference: str | None
    tolerance: str | None
    documents: list[str]
    facts: list[str]


class Duplicates(BaseModel):
    """Other printings of the same figure, and how they agree."""

    grade: Literal["single", "complete", "consistent", "inconsistent"]
    facts: list[FactRow]


class OneFact(FactRow):
    """A fact with all that bears on it."""

    generation: str
    context: CitationShape
    qualifier: str | None
    proof: str | None
    path: list[str]
    columns: list[str]
    ties: list[TieShape]
    duplicates: Duplicates


class Page(BaseModel):
    """What every list says: the generation, the items of this page, how many there are in all."""

    generation: str
    total: int
    next: str | None


class Answers(Page):
    """Answers in the order of the questions."""

    items: list[BatchAnswer]


class Passages(Page):
    """Ranked passages."""

    items: list[FoundPassage]


class Facts(Page):
    """Facts."""

    items: list[FactRow]


class OneTie(TieShape):
    """A tie-out with the rows of its facts."""

    generation: str
    rows: list[FactRow]


class Ties(Page):
    """Tie-outs."""

    items: list[TieShape]


class NamedCount(BaseModel):
    """Something that facts have, and how many facts have it."""

    id: str
    label: str
    facts: int


class Concepts(Page):
    """Concepts."""

    items: list[NamedCount]


class PeriodCount(PeriodShape):
    """A period and its facts."""

    facts: int


class Periods(Page):
    """Periods, in time."""

    items: list[PeriodCount]


class EntityShape(BaseModel):
    """Who reports."""

    id: str
    name: str
    fiscal_year_end: str | None
    currency: str | None
    documents: list[str]
    facts: int


class Entities(Page):
    """Entities."""

    items: list[EntityShape]


class OneCitation(CitationShape):
    """A citation, resolved."""

    generation: str
    annotation: dict[str, Any]
    facts: list[FactRow]


class VerdictShape(BaseModel):
    """What became of one pasted citation."""

    state: Literal["holds", "moved", "altered", "document_altered", "unknown"]
    detail: str
    document: str | None
    given: dict[str, Any]
    citation: CitationShape | None
    diff: list[str]


class Verdicts(Page):
    """One verdict for each citation, in their order."""

    holds: bool
    items: list[VerdictShape]


class Suggestion(BaseModel):
    """A question that can be answered."""

    text: str
    kind: str


class Suggestions(Page):
    """Suggestions, likeliest first."""

    items: list[Suggestion]


class Generation(BaseModel):
    """What is served now."""

    generation: str
    documents: int
    facts: int
    checks: int
    passages: int
