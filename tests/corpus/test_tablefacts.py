"""Tables as people print them, and the facts that must come out: real shapes, other names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.base.records import Document, Entity, Fact
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.grammar.calendars import Calendar
from corpus.layout.blocks import split_blocks
from corpus.layout.tables import find_tables
from corpus.tables.facts import read_table_facts
from corpus.tables.heads import read_heads

ACME = Entity("acme", "Acme Corp", (12, 31), "end", "USD")


def facts_of(text: str, entity: Entity = ACME) -> tuple[Document, dict[tuple[str, str, str], Fact]]:
    document = make_document(text, id="d", entity=entity)
    tables = read_heads(find_tables(document, split_blocks(document)), Calendar(document.entity))
    facts, _ = read_table_facts(document, tables, load_concepts())
    for fact in facts:
        assert document.text[fact.span.start : fact.span.end] != ""
    return document, {(f.concept, f.period.label, f.value.unit): f for f in facts}


PLAIN = """Consolidated statements of income (in thousands)

|  | 2019 | 2018 |
| --- | --- | --- |
| Net sales | $1,200 | $1,000 |
| Cost of sales | (700) | (600) |
| Widget levy | - | 12 |
"""


def test_plain_table_has_period_unit_and_scale() -> None:
    document, facts = facts_of(PLAIN)
    fact = facts["total_revenues", "FY2019", "USD"]
    assert fact.value.amount == Decimal(1_200_000)
    assert fact.value.decimals == -3
    assert document.text[fact.span.start : fact.span.end] == "1,200"
    assert facts["total_costs", "FY2018", "USD"].value.amount == Decimal(-600_000)


def test_unknown_caption_becomes_a_concept_and_a_dash_is_zero() -> None:
    _, facts = facts_of(PLAIN)
    assert facts["widget_levy", "FY2018", "USD"].value.amount == Decimal(12_000)
    assert facts["widget_levy", "FY2019", "USD"].value.amount == 0


def test_spanning_header_gives_the_day_to_bare_years() -> None:
    _, facts = facts_of(
        "|  | As of December 31, |  |\n| --- | --- | --- |\n|  | 2019 | 2018 |\n"
        "| Total assets | 5 | 4 |\n"
    )
    assert ("total_assets", "2019-12-31", "USD") in facts
    assert ("total_assets", "2018-12-31", "USD") in facts


def test_tab_table_reads_as_the_same_pipe_table() -> None:
    tabbed = (
        "(USD Millions)\n\nLine\t1Q03\t2Q03\n"
        "Total revenues\t8,344\t9,185\nNet income (loss)\t(5)\t7\n"
    )
    piped = (
        "(USD Millions)\n\n| Line | 1Q03 | 2Q03 |\n|---|---|---|\n"
        "| Total revenues | 8,344 | 9,185 |\n| Net income (loss) | (5) | 7 |\n"
    )
    _, a = facts_of(tabbed)
    _, b = facts_of(piped)
    assert {k: f.value.amount for k, f in a.items()} == {k: f.value.amount for k, f in b.items()}
    assert a["net_income", "1Q03", "USD"].value.amount == Decimal(-5_000_000)


def test_flattened_table_is_read_in_groups() -> None:
    _, facts = facts_of(
        "Sites 1Q03 2Q03 Alpha 10 11 Beta 20 22 Total sites 30 33\n\nTable 1. Number of Contracts\n"
    )
    assert facts["alpha", "1Q03", "contracts"].value.amount == 10
    assert facts["total_sites", "2Q03", "contracts"].value.amount == 33


MERGED = """Segment revenue (in thousands)

| | 2019 | 2018 |
|---|---|---|
| Revenue by segment: | | |
| Alpha boats Beta trains | 700 200 | 600 150 |
| Gamma planes | 100 | 90 |
| Total segments | 1,000 | 840 |
"""


def test_merged_rows_are_parted_where_they_foot() -> None:
    _, facts = facts_of(MERGED)
    beta = next(f for (c, p, _), f in facts.items() if "beta" in c and p == "FY2019")
    assert beta.value.amount == Decimal(200_000)
    assert beta.status == "repaired"
    assert beta.proof is not None
    assert "1,000" in beta.proof


def test_merged_rows_that_do_not_foot_are_disputed() -> None:
    _, facts = facts_of(MERGED.replace("700 200", "710 200"))
    disputed = [f for f in facts.values() if f.period.label == "FY2019" and f.status == "disputed"]
    assert disputed
    assert not any(f.status == "repaired" and f.period.label == "FY2019" for f in facts.values())


@pytest.mark.parametrize(
    "cell", ["1-3", "3 - 4.35", "11/4/2024", "2021-2022", "Less than 1 year", "(2) see note"]
)
def test_ranges_dates_and_words_are_no_values(cell: str) -> None:
    _, facts = facts_of(
        f"| | 2019 | 2018 |\n|---|---|---|\n| Terms | {cell} | {cell} |\n| Gains | 5 | 6 |\n"
    )
    assert {c for c, _, _ in facts} == {"gains"}


def test_second_currency_is_a_translation_of_the_period_beside_it() -> None:
    yen = Entity("y", "Yen KK", (3, 31), "start", "JPY")
    _, facts = facts_of(
        "For the Three Months Ended Sept 30, 2002 and Sept 30, 2001\n\n"
        "(Expressed in Thousands of JPY and USD)\n\n"
        "| | Sept 30, 2002 | | Sept 30, 2001 |\n|---|---|---|---|\n| | USD | JPY | JPY |\n"
        "| Total revenues | 10 | 1,200 | 1,100 |\n",
        yen,
    )
    dollars = facts["total_revenues", "2Q02", "USD"]
    assert (dollars.scenario, dollars.value.amount) == ("translation", Decimal(10_000))
    assert facts["total_revenues", "2Q01", "JPY"].value.amount == Decimal(1_100_000)


def test_what_a_period_opens_with_stands_on_the_last_day_before_it() -> None:
    _, facts = facts_of(
        "Cash flows (in thousands)\n\n|  | 2Q2019 | 2Q2018 |\n| --- | --- | --- |\n"
        "| Net change in cash | 5 | 2 |\n| Cash, beginning of period | 12 | 9 |\n"
        "| Cash, end of period | 17 | 11 |\n"
    )
    assert ("cash_beginning_of_period", "2019-03-31", "USD") in facts
    assert ("cash_beginning_of_period", "2018-03-31", "USD") in facts
