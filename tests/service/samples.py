"""One small company, read by hand: documents, facts, tie-outs and a running application over
them.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from corpus.base.records import (
    Block,
    Cell,
    Check,
    Document,
    Entity,
    Fact,
    Library,
    Passage,
    Period,
    Reading,
    Span,
    Table,
    Value,
)
from corpus.concepts.concepts import load_concepts
from index.embedded.memory import MemoryEngine
from service.app import create_app
from service.ask.records import Answer, Interpretation, ShownPassage
from service.say.records import cite
from service.settings import Settings

ENTITY = Entity("iij", "Internet Initiative Japan Inc.", (3, 31), "start", "JPY")
QUARTER = Period("2Q02", date(2002, 7, 1), date(2002, 9, 30))
EARLIER = Period("2Q01", date(2001, 7, 1), date(2001, 9, 30))
PRESS = """# Second quarter results

## Revenues

Equipment sales revenues were JPY1,775 million in 2Q02, an increase of 184.9%.

| (thousands) | 2Q02 | 2Q01 |
| --- | --- | --- |
| Equipment sales | 1,774,953 | 623,064 |
| Total revenues | 10,568,342 | 9,533,065 |

Operating loss was JPY(193,782) thousand; "=cmd" and 😀 stand here too.
"""
SLIDES = "2Q02 slides\n\nEquipment sales 1,775 (JPY million)\n"


def make_document(identifier: str, text: str, **more: Any) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(identifier, text, digest, identifier.title(), ENTITY, **more)


def make_fact(
    identifier: str,
    document: Document,
    concept: str,
    printed: str,
    amount: str,
    *,
    period: Period = QUARTER,
    decimals: int | None = -3,
    unit: str = "JPY",
    **more: Any,
) -> Fact:
    at = document.text.index(printed)
    line_start = document.text.rfind("\n", 0, at) + 1
    line_end = document.text.index("\n", at)
    return Fact(
        identifier,
        document.id,
        document.entity.id,
        concept,
        concept.replace("_", " ").capitalize(),
        period,
        Value(Decimal(amount), unit, printed, decimals),
        Span(document.id, at, at + len(printed)),
        Span(document.id, line_start, line_end),
        **more,
    )


def make_press() -> Reading:
    document = make_document("memo-press", PRESS, published=date(2002, 11, 7), period="2Q02")
    facts = (
        make_fact("press-1", document, "equipment_sales", "1,774,953", "1774953000"),
        make_fact("press-2", document, "equipment_sales", "623,064", "623064000", period=EARLIER),
        make_fact("press-3", document, "total_revenues", "10,568,342", "10568342000"),
        make_fact(
            "press-4",
            document,
            "equipment_sales",
            "1,775",
            "1775000000",
            decimals=-6,
            source="prose",
        ),
        make_fact(
            "press-5",
            document,
            "operating_income",
            "(193,782)",
            "-193782000",
            status="disputed",
        ),
        make_fact(
            "press-6",
            document,
            "equipment_sales_yoy_change",
            "184.9",
            "184.9",
            unit="percent",
            decimals=1,
            source="prose",
        ),
    )
    table_start, table_end = PRESS.index("| (thou"), PRESS.index("\n\nOperating")
    rows = []
    at = table_start
    for number, line in enumerate(PRESS[table_start:table_end].split("\n")):
        if number != 1:
            cells = []
            inner = at + 1
            for column, piece in enumerate(line.strip("|").split("|")):
                text = piece.strip()
                start = PRESS.index(text, inner)
                cells.append(
                    Cell(len(rows), column, text, Span(document.id, start, start + len(text)))
                )
                inner += len(piece) + 1
            rows.append(tuple(cells))
        at += len(line) + 1
    span = Span(document.id, table_start, table_end)
    table = Table("memo-press-t1", span, tuple(rows), 1, None, "(thousands)", 1, ("Revenues",))
    prose = Span(document.id, PRESS.index("Equipment"), PRESS.index("\n\n|"))
    blocks = (
        Block("heading", Span(document.id, 0, 24), 1, 1, ()),
        Block("paragraph", prose, 0, 1, ("Second quarter results", "Revenues")),
        Block("table", span, 0, 1, ("Second quarter results", "Revenues")),
    )
    passages = (
        Passage(
            "press-p1",
            prose,
            PRESS[prose.start : prose.end],
            ("Revenues",),
            1,
            "prose",
            ("equipment_sales",),
            ("2Q02",),
        ),
        Passage(
            "press-p2",
            span,
            PRESS[table_start:table_end],
            ("Revenues",),
            1,
            "table",
            ("equipment_sales", "total_revenues"),
            ("2Q02", "2Q01"),
        ),
    )
    return Reading(document, blocks, (), (table,), passages, facts)


def make_slides() -> Reading:
    document = make_document("memo-slides", SLIDES, period="2Q02")
    fact = make_fact("slides-1", document, "equipment_sales", "1,775", "1775000000", decimals=-6)
    passage = Passage("slides-p1", fact.context, SLIDES[fact.context.start : fact.context.end])
    return Reading(document, (Block("paragraph", fact.context),), (), (), (passage,), (fact,))


def make_checks() -> tuple[Check, ...]:
    return (
        Check(
            "check-1",
            "agrees_to_prose",
            True,
            "1,774,953 thousand rounds to 1,775 million",
            ("press-4", "press-1"),
            Decimal("47000"),
            Decimal("500000"),
            ("memo-press",),
        ),
        Check(
            "check-2",
            "agrees_to_document",
            True,
            "1,775 = 1,775",
            ("slides-1", "press-4"),
            Decimal(0),
            Decimal("500000"),
            ("memo-slides", "memo-press"),
        ),
        Check(
            "check-3",
            "foot",
            False,
            "1,774,953 + 0 is not 10,568,342",
            ("press-3", "press-1"),
            Decimal("8793389000"),
            Decimal("1000"),
            ("memo-press",),
        ),
    )


def made_answer(question: str, text: str, **members: Any) -> Answer:
    """An answer without reading the question; unanswered where no member says otherwise."""
    read = Interpretation(None, (), (), None, None, ())
    known: dict[str, Any] = {"generation": "", "status": "unanswered", "kind": None}
    known |= {"id": None, "interpretation": read}
    return Answer("a0", question=question, text=text, **{**known, **members})


def plain_answer(question: str, engine: Any, document: str | None, id: str | None) -> Answer:
    """The first fact and its passage, whatever is asked."""
    fact = next(iter(engine.facts.find(document=document)))
    citation = cite(engine, fact.span)
    return made_answer(
        question,
        "found",
        id=id,
        generation=engine.generation,
        status="answered",
        kind="figure",
        value=fact.value,
        citations=(citation,),
        passages=(ShownPassage(citation, 1.5),),
    )


def make_app(engine: Any, ask: Any = plain_answer, **settings: Any) -> Any:
    return create_app(Settings(**{"log": "off", **settings}), engine=engine, ask=ask)


def make_engine() -> MemoryEngine:
    """The small company in memory."""
    readings = {reading.document.id: reading for reading in (make_press(), make_slides())}
    facts = tuple(fact for reading in readings.values() for fact in reading.facts)
    return MemoryEngine(Library(readings, facts, make_checks()), load_concepts())
