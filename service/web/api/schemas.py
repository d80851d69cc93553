"""Models of what the API takes and gives: they validate requests and make the OpenAPI description.

Comes in: query strings and JSON bodies. Goes out: checked values, or the parameter at fault. Not
for: making answers; `service.say.to_json` makes their JSON, and tests hold it to these models.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from service.cite.exports import EXPORTS

MAX_QUESTION = 500
MAX_BATCH = 200
MAX_PAGE = 100

NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
QUESTION = (
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[^\x00-\x20\x7f\s][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
)

QuestionText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUESTION,
        pattern=QUESTION,
        description="A question as a person types it, at most 500 characters.",
        examples=["2Q02 equipment sales"],
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=NO_CONTROLS)]
Limit = Annotated[int, Field(ge=1, le=MAX_PAGE, description="Items a page, at most 100.")]
Cursor = Annotated[
    str,
    Field(
        min_length=16,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Where the page begins: `next` of the page before.",
    ),
]
Format = Annotated[
    Literal[("json", *EXPORTS)],  # type: ignore[valid-type]  # the forms that there are
    Field(description="The representation; without it the Accept header decides."),
]
Status = Literal["clean", "repaired", "disputed"]
Scenario = Literal["actual", "guidance", "translation"]
Sort = Literal[
    "document",
    "concept",
    "period",
    "amount",
    "status",
    "-document",
    "-concept",
    "-period",
    "-amount",
    "-status",
]


class Query(BaseModel):
    """Base of all requests: an unknown member is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NoQuery(Query):
    """An address without parameters."""


class AskQuery(Query):
    """One question."""

    q: QuestionText
    document: Annotated[Name, Field(description="Ask this document alone.")] | None = None
    id: Annotated[Name, Field(description="Echoed in the answer.")] | None = None


class BatchQuestion(Query):
    """One question of a batch."""

    question: QuestionText
    id: Name | None = None
    document: Name | None = None


class BatchBody(Query):
    """Up to 200 questions, answered in their order."""

    questions: Annotated[
        list[Any],
        Field(
            min_length=1,
            max_length=MAX_BATCH,
            description="Each a string, or an object with `question` and optionally `id` and "
            "`document`. One that is neither is answered by its own problem.",
            examples=[["2Q02 total revenues", {"id": "b", "question": "2Q02 net loss"}]],
        ),
    ]


class PlanForm(Query):
    """How the result of a plan is to be shown."""

    scale: Annotated[int, Field(ge=-12, le=12, strict=True)] | None = None
    decimals: Annotated[int, Field(ge=-12, le=12, strict=True)] | None = None
    table: Annotated[bool, Field(strict=True)] = False


class PlanBody(Query):
    """A plan: measures at the leaves, operations over any expression above them."""

    # What is wrong inside is said by the reader of plans; the description refers to `Expression`.
    tree: Annotated[Any, WithJsonSchema({"type": "object"})]
    form: PlanForm | None = None
    document: Annotated[Name, Field(description="This document alone.")] | None = None
    id: Annotated[Name, Field(description="Echoed in the answer.")] | None = None


class SearchQuery(Query):
    """Words to find passages by."""

    q: QuestionText
    limit: Limit = 10
    cursor: Cursor | None = None
    document: Annotated[Name, Field(description="Only passages of this document.")] | None = None
    entity: Annotated[Name, Field(description="Only passages of this entity.")] | None = None


class SuggestQuery(Query):
    """The beginning of a question."""

    q: Annotated[str, Field(max_length=MAX_QUESTION, pattern=NO_CONTROLS)]
    limit: Annotated[int, Field(ge=1, le=20)] = 8


class PageQuery(Query):
    """A page of a list."""

    limit: Limit = 50
    cursor: Cursor | None = None


class FactsQuery(PageQuery):
    """Filters join with "and"; a value that nothing here has is an error."""

    entity: Annotated[Name, Field(description="Entity id.")] | None = None
    concept: Annotated[Name, Field(description="Concept id, such as equipment_sales.")] | None = (
        None
    )
    period: (
        Annotated[Name, Field(description="Period label: 2Q02, 1H02, FY2002, 2002-09-30.")] | None
    ) = None
    unit: Annotated[Name, Field(description="Unit, such as JPY or percent.")] | None = None
    document: Annotated[Name, Field(description="Document id.")] | None = None
    status: Annotated[Status, Field(description="How far the printing is trusted.")] | None = None
    scenario: (
        Annotated[Scenario, Field(description="Actual figures, guidance, or translations.")] | None
    ) = None
    sort: Annotated[
        Sort,
        Field(description="The order; a minus turns it round. Default: as printed."),
    ] = "document"
    format: Format | None = None


class ChecksQuery(PageQuery):
    """Filters of tie-outs."""

    name: Annotated[Name, Field(description="The kind of tie-out, such as foot.")] | None = None
    document: Annotated[Name, Field(description="Document id.")] | None = None
    passed: bool | None = None
    format: Format | None = None


class ConceptsQuery(PageQuery):
    """Concepts that have facts."""

    entity: Annotated[Name, Field(description="Entity id.")] | None = None


class PeriodsQuery(PageQuery):
    """Periods that have facts."""

    entity: Annotated[Name, Field(description="Entity id.")] | None = None
    concept: Annotated[Name, Field(description="Concept id.")] | None = None


class BlocksQuery(PageQuery):
    """Blocks of one document."""

    kind: Literal["heading", "paragraph", "list_item", "table", "note", "page_mark"] | None = None


class TextQuery(Query):
    """A slice of the text, in characters."""

    start: Annotated[int, Field(ge=0, le=10**9)] = 0
    end: Annotated[int, Field(ge=0, le=10**9)] | None = None
    format: Literal["json", "text"] | None = None

    @field_validator("end")
    @classmethod
    def ends_behind_its_start(cls, end: int | None, info: ValidationInfo) -> int | None:
        """A slice runs forwards."""
        if end is not None and end < info.data.get("start", 0):
            raise ValueError("must not be before start")
        return end


class TieOutQuery(PageQuery):
    """Figures of one document with their tick marks."""

    exception: Annotated[bool, Field(description="Only figures with a failed tie-out.")] | None = (
        None
    )
    tick: Annotated[Name, Field(description="Only figures with this tick mark.")] | None = None
    format: Format | None = None


class CitationQuery(Query):
    """How to show a citation."""

    format: (
        Annotated[
            Literal["json", "annotation"],
            Field(description="The contract's citation, or a W3C Web Annotation."),
        ]
        | None
    ) = None


class VerifyBody(Query):
    """Citations as they were pasted: ids, citations, annotations, or document with quote."""

    citations: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)] | dict[str, Any]],
        Field(min_length=1, max_length=MAX_BATCH),
    ]
