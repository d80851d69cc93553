"""Measures are found by any of their names, and another company's rows by what it prints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from corpus.base.records import Fact, Period, Span, Value
from corpus.concepts.concepts import Concept, Concepts
from service.understand.measures import Match, build_lexicon
from service.understand.terms import word_set, words_of

CONCEPTS = Concepts(
    {
        c.id: c
        for c in (
            Concept("equipment_sales", "Equipment sales", ("equipment revenues",), ("hardware",)),
            Concept("cost_of_equipment_sales", "Cost of equipment sales"),
            Concept("total_revenues", "Total revenues", ("revenues", "turnover")),
            Concept("operating_income", "Operating income (loss)", ("operating loss",)),
        )
    }
)
PERIOD = Period("2Q02", date(2002, 7, 1), date(2002, 9, 30))


def fact(concept: str, label: str, path: tuple[str, ...], unit: str = "JPY") -> Fact:
    span = Span("d", 0, 1)
    return Fact(
        f"f-{concept}",
        "d",
        "x",
        concept,
        label,
        PERIOD,
        Value(Decimal(1), unit, "1"),
        span,
        span,
        path=path,
    )


FACTS = [
    fact("trucks_in_use", "Trucks in use", ("Fleet", "Northern depot"), "count"),
    fact("other_fleet", "Other", ("Fleet",), "count"),
]


def meant(text: str) -> Match | None:
    run = build_lexicon(CONCEPTS, FACTS, {}).begin()
    soft = word_set("soft") | word_set("filler")
    for word in words_of(text):
        run = run.add(word, soft=word in soft)
    return run.best()


def test_the_longest_name_wins():
    match = meant("cost of equipment sales")
    assert match is not None
    assert match.concepts == ("cost_of_equipment_sales",)


def test_a_word_of_the_same_kind_stands_for_another():
    match = meant("operating profit")
    assert match is not None
    assert match.concepts == ("operating_income",)


def test_a_caption_that_data_does_not_know_is_askable_with_its_section():
    match = meant("trucks northern depot")
    assert match is not None
    assert match.concepts == ("trucks_in_use",)


def test_a_word_that_no_name_holds_leaves_nothing():
    assert meant("goodwill") is None
    assert meant("equipment goodwill") is None


def test_part_of_a_name_covers_less_of_it():
    part, whole = meant("equipment"), meant("equipment sales")
    assert part is not None
    assert whole is not None
    assert part.cover < whole.cover == 1.0
