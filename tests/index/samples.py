"""Small libraries made by hand and by seed, for the tests of the index."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from hashlib import sha256
from types import SimpleNamespace
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
    Problem,
    Reading,
    Sentence,
    Span,
    Table,
    Value,
)

CONCEPTS: Any = SimpleNamespace(name="concepts of the tests")

MEASURES = {
    "equipment_sales": "Equipment sales",
    "total_revenues": "Total revenues",
    "operating_loss": "Operating loss",
    "connectivity": "Connectivity services",
    "subscribers": "Subscribers of access",
}
QUARTERS = {
    "1Q02": (date(2002, 4, 1), date(2002, 6, 30)),
    "2Q02": (date(2002, 7, 1), date(2002, 9, 30)),
    "3Q02": (date(2002, 10, 1), date(2002, 12, 31)),
}


def make_reading(name: str, seed: int, *, entity: Entity | None = None, rows: int = 4) -> Reading:
    """A document of headings, sentences and a table, with every kind of record in its reading."""
    chance = random.Random(seed)
    entity = entity or Entity(f"{name}-co", f"{name.title()} Co.", (3, 31), "start", "JPY")
    text, blocks, passages, facts, sentences = "", [], [], [], []

    def write(piece: str) -> Span:
        nonlocal text
        start = len(text)
        text += piece + "\n"
        return Span(name, start, start + len(piece))

    title = f"{name.title()} — results №{seed}"
    blocks.append(Block("heading", write(title), 1, None, ()))
    for row in range(rows):
        concept, label = (
            chance.choice(list(MEASURES.items())) if row else next(iter(MEASURES.items()))
        )
        period = chance.choice(list(QUARTERS)) if row else "2Q02"
        start, end = QUARTERS[period]
        printed = f"{chance.randrange(10**3, 10**7):,}"
        span = write(f"{label} increased to JPY {printed} thousand in {period}, “as planned”.")
        at = text.index(printed, span.start)
        amount = Decimal(printed.replace(",", "")) * 1000
        value = Value(amount, "JPY", printed, -3)
        blocks.append(Block("paragraph", span, 0, 1 + row // 2, (title,)))
        sentences.append(Sentence(span, len(blocks) - 1))
        facts.append(
            Fact(
                f"{name}-f{row}",
                name,
                entity.id,
                concept,
                label,
                Period(period, start, end),
                value,
                Span(name, at, at + len(printed)),
                span,
                source="prose",
                qualifier="approximately" if row % 2 else None,
                alternatives=(Value(None, "JPY", "n/m", None, Decimal("-0.10"), Decimal(2)),)
                if row == 1
                else (),
                given=date(2002, 11, 14) if row == 2 else None,
                path=("Revenues", label),
                columns=(period,),
                rate=Decimal("121.44") if row == 3 else None,
            )
        )
        quote = text[span.start : span.end]
        passages.append(
            Passage(
                f"{name}-p{row}", span, quote, (title, "Results"), 1, "prose", (concept,), (period,)
            )
        )
    span = write("| | 2Q02 |\n| Equipment sales | 1,774,953 |\n| Total | 10,568,342 |")
    blocks.append(Block("table", span, 0, 2, (title,)))
    cell = text.index("1,774,953", span.start)
    instant = Period("2002-09-30", None, date(2002, 9, 30))
    table = Table(
        f"{name}-t0",
        span,
        (
            (Cell(0, 0, ""), Cell(0, 1, "2Q02")),
            (Cell(1, 0, "Equipment sales"), Cell(1, 1, "1,774,953", Span(name, cell, cell + 9))),
        ),
        1,
        "Revenues",
        "(JPY in thousands)",
        2,
        (title,),
    )
    facts.append(
        Fact(
            f"{name}-t0-f",
            name,
            entity.id,
            "equipment_sales",
            "Equipment sales",
            instant,
            Value(Decimal("1774953000"), "JPY", "1,774,953", -3),
            Span(name, cell, cell + 9),
            span,
            "repaired",
            table=table.id,
            row=1,
            column=1,
            proof="foot",
        )
    )
    passages.append(
        Passage(
            f"{name}-pt",
            span,
            "Revenues (JPY in thousands)\n" + text[span.start : span.end],
            (title,),
            2,
            "table",
            ("equipment_sales",),
            ("2002-09-30",),
        )
    )
    check = Check(
        f"{name}-c0",
        "sum",
        True,
        "1 + 1 = 2",
        (facts[0].id, facts[1].id),
        Decimal("0"),
        Decimal("0.5"),
        (name,),
    )
    document = Document(
        name, text, sha256(text.encode()).hexdigest(), title, entity, date(2002, 11, 14), "2Q02"
    )
    problem = Problem("warning", "no-units", "no unit line", (span,))
    return Reading(
        document,
        tuple(blocks),
        tuple(sentences),
        (table,),
        tuple(passages),
        tuple(facts),
        (check,),
        (problem,),
    )


def make_library(*readings: Reading) -> Library:
    """The readings with one tie between the first and the last document."""
    first, last = readings[0], readings[-1]
    tie = Check(
        "tie-0",
        "agree",
        first is last,
        "across documents",
        (first.facts[0].id, last.facts[0].id),
        documents=(first.document.id, last.document.id),
    )
    facts = tuple(fact for reading in readings for fact in reading.facts)
    return Library({r.document.id: r for r in readings}, facts, (tie,))


def small_library() -> Library:
    """Three documents of two entities."""
    alpha = make_reading("alpha", 1)
    return make_library(
        alpha, make_reading("beta", 2, entity=alpha.document.entity), make_reading("gamma", 3)
    )
