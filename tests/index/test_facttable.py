"""Facts by their aspects: by key as by looking at each."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from corpus.base.errors import BuildError, NotFoundError
from corpus.base.records import Check, Fact
from corpus.grammar.numbers import plain_number
from index.embedded.facttable import FactTable
from index.embedded.frames import checks_frame, facts_frame
from index.records import factcolumns
from tests.index.samples import MEASURES, QUARTERS, make_reading


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    return [f for n in range(12) for f in make_reading(f"d{n % 5}-{n}", n, rows=9).facts]


@pytest.fixture(scope="module")
def table(facts: list[Fact]) -> FactTable:
    return FactTable.of(facts)


def test_every_combination_of_aspects_finds_what_a_scan_finds(
    table: FactTable, facts: list[Fact]
) -> None:
    chance = random.Random(1)
    wanted = chance.sample(facts, 5)
    for fact, bits in product(wanted, product((False, True), repeat=6)):
        names = ("concept", "period", "unit", "entity", "document", "scenario")
        values = (
            fact.concept, fact.period.label, fact.value.unit,
            fact.entity, fact.document, fact.scenario,
        )  # fmt: skip
        asked = {n: v for n, v, b in zip(names, values, bits, strict=True) if b}
        expected = [
            f
            for f in facts
            if all(
                {
                    "concept": f.concept, "period": f.period.label, "unit": f.value.unit,
                    "entity": f.entity, "document": f.document, "scenario": f.scenario,
                }[name] == value
                for name, value in asked.items()
            )
        ]  # fmt: skip
        assert fact in expected
        assert table.find(**asked) == expected
        assert table.count(**asked) == len(expected)
        assert table.find(**asked, limit=1) == expected[:1]


def test_unknown_names_find_nothing(table: FactTable) -> None:
    for aspect in ("concept", "period", "unit", "entity", "document", "scenario"):
        assert table.find(**{aspect: "nothing"}) == []
        assert table.find(**{"concept": "equipment_sales", aspect: "nothing"}) == []
    assert table.periods("nothing") == []
    assert table.units("nothing") == {}
    assert table.at("nothing", 0, 9) == table.in_document("nothing") == []


def test_a_period_must_be_equal_a_label_need_not(table: FactTable, facts: list[Fact]) -> None:
    period = facts[0].period
    assert table.find(period=period) == [f for f in facts if f.period == period]
    assert table.find(period=replace(period, start=None)) == []
    assert len(table.find("equipment_sales", period, limit=2)) == 2


def test_what_is_known_nearby(table: FactTable, facts: list[Fact]) -> None:
    assert table.concepts().keys() == {f.concept for f in facts}
    assert sum(table.concepts().values()) == len(facts) == len(table)
    assert table.periods() == ["1Q02", "2Q02", "2002-09-30", "3Q02"]
    entity = facts[0].entity
    expected = {
        f.period.label for f in facts if (f.concept, f.entity) == ("equipment_sales", entity)
    }
    assert set(table.periods("equipment_sales", entity)) == expected
    assert table.units("equipment_sales") == {"JPY": len(table.find("equipment_sales"))}
    assert table.entities("equipment_sales").keys() == {f.entity for f in facts}


def test_ids(table: FactTable, facts: list[Fact]) -> None:
    assert all(table.get(fact.id) == fact and fact.id in table for fact in facts)
    assert "nothing" not in table
    with pytest.raises(NotFoundError):
        table.get("nothing")


def test_a_key_too_wide_is_refused(monkeypatch: pytest.MonkeyPatch, facts: list[Fact]) -> None:
    monkeypatch.setattr(factcolumns, "bit_widths", lambda names: (20, 20, 20, 20))
    with pytest.raises(BuildError, match="80 bits"):
        FactTable.of(facts)


def test_frame_has_a_row_a_fact(table: FactTable, facts: list[Fact]) -> None:
    frame = table.frame()
    assert list(frame["id"]) == [fact.id for fact in facts]
    assert list(frame["amount"]) == [fact.value.amount for fact in facts]
    assert set(frame["concept"]) <= set(MEASURES)
    assert set(QUARTERS) <= set(frame["period"])
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert {kinds[name] for name in ("id", "concept", "unit", "printed", "table")} == {"string"}
    assert {kinds[name] for name in ("start", "end", "decimals", "row")} == {"Int64"}
    assert kinds["period_end"] == "datetime64[s]"
    assert {type(amount) for amount in frame["amount"].dropna()} == {Decimal}
    spelled = [plain_number(fact.value.amount) for fact in facts if fact.value.amount is not None]
    assert [str(amount) for amount in frame["amount"].dropna()] == spelled


def test_an_empty_table_has_its_columns_and_types() -> None:
    empty, one = facts_frame([]), FactTable.of([]).frame()
    assert list(empty.columns) == list(one.columns)
    assert str(empty.dtypes["start"]) == "Int64"


def test_what_is_not_finite_is_no_figure_of_a_table() -> None:
    check = Check("c", "foot", False, "1 / 0", (), Decimal("Infinity"), None)
    frame = checks_frame([check])
    assert frame["difference"].isna().all()
    assert list(frame["passed"]) == [False]


def in_scope(fact: Fact, concept: str, entity: str | None, documents: frozenset[str]) -> bool:
    return (
        fact.concept == concept
        and entity in (None, fact.entity)
        and (not documents or fact.document in documents)
    )


def test_a_scope_tells_what_a_scan_of_it_tells(table: FactTable, facts: list[Fact]) -> None:
    chance = random.Random(2)
    for scenarios in (("actual", "translation"), ("guidance",), ("nothing",)):
        for fact in chance.sample(facts, 12):
            entity = chance.choice((None, fact.entity))
            documents = chance.choice((frozenset[str](), frozenset({fact.document, "nothing"})))
            inside = [f for f in facts if in_scope(f, fact.concept, entity, documents)]
            told = [f for f in inside if f.scenario in scenarios]
            scope = {"scenarios": scenarios, "entity": entity, "documents": documents}
            assert table.told(fact.concept, **scope) == told
            periods = table.periods_told(fact.concept, **scope)
            assert len(periods) == len(set(periods))
            assert set(periods) == {f.period for f in told}
            assert set(table.periods_told(fact.concept, unit="JPY", **scope)) == {
                f.period for f in told if f.value.unit == "JPY"
            }
            assert table.units_told(fact.concept, **scope) == Counter(f.value.unit for f in told)
            near = table.near(
                fact.concept, fact.period, ("1Q02",), entity=entity, documents=documents
            )
            assert near == [
                f
                for f in inside
                if f.period.label in (fact.period.label, "1Q02") or f.period.end == fact.period.end
            ]


def test_an_unknown_scope_tells_nothing(table: FactTable, facts: list[Fact]) -> None:
    period = facts[0].period
    assert table.told("nothing", scenarios=("actual",)) == []
    assert table.near("nothing", period) == []
    assert table.near(facts[0].concept, period, entity="nothing") == []
    assert table.periods_told(facts[0].concept, unit="nothing", scenarios=("actual",)) == []
    assert table.concepts_told(document="nothing") == []


def test_concepts_come_in_the_order_of_their_first_fact(
    table: FactTable, facts: list[Fact]
) -> None:
    document = facts[-1].document
    expected = dict.fromkeys(f.concept for f in facts if f.document == document)
    assert table.concepts_told(document=document) == list(expected)
    actual = dict.fromkeys(f.concept for f in facts if f.scenario == "actual")
    assert table.concepts_told(scenario="actual") == list(actual)


def test_telling_facts_show_each_caption_once_and_each_unknown_sentence(facts: list[Fact]) -> None:
    known = replace(facts[0], concept="total_revenues", source="prose", path=("Revenues",))
    unknown = replace(known, concept="modem_speed")
    doubled = [
        replace(fact, id=f"{fact.id}-{number}")
        for fact in (*(replace(f, source="table") for f in facts[:5]), known, unknown)
        for number in range(3)
    ]
    told = list(FactTable.of(doubled).telling())
    assert [f.id for f in told if f.concept == "modem_speed"] == [
        f"{unknown.id}-{number}" for number in range(3)
    ]
    kinds = [(f.concept, f.label, f.path, f.value.unit) for f in told if f.concept != "modem_speed"]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == {
        (f.concept, f.label, f.path, f.value.unit) for f in doubled if f.concept != "modem_speed"
    }


def test_figures_printed_in_two_units(facts: list[Fact]) -> None:
    yen = facts[0]
    dollars = replace(yen, id="dollars", value=replace(yen.value, unit="USD"))
    alone = replace(dollars, id="alone", concept="lonely")
    table = FactTable.of([*facts, dollars, alone])
    expected = [
        f
        for f in table.find(yen.concept, period=yen.period.label, document=yen.document)
        if f.value.unit in ("JPY", "USD")
    ]
    assert dollars in expected
    assert yen in expected
    assert table.in_two_units("JPY", "USD") == table.in_two_units("USD", "JPY") == expected
    assert table.in_two_units("JPY", "EUR") == []
