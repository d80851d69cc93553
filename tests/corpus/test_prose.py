"""Sentences become facts with their aspects, for a company that no data names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Document, Entity, Fact
from corpus.concepts.concepts import load_concepts
from corpus.layout.blocks import split_blocks
from corpus.layout.sentences import split_sentences
from corpus.prose.facts import read_prose_facts
from tests.growth import SQUARE, grows

ACME = Entity("acme", "Acme Widgets Inc.", (12, 31), "end", "USD", ("Acme",))


def facts_of(text: str, *, period: str | None = "2Q19", entity: Entity = ACME) -> list[Fact]:
    """The prose facts of a text that Acme published in August 2019."""
    document = Document("acme", text, "0" * 64, "Acme results", entity, date(2019, 8, 1), period)
    blocks = split_blocks(document)
    return read_prose_facts(document, blocks, split_sentences(document, blocks), load_concepts())


def said(text: str, **options: str) -> list[str]:
    """Facts as "concept period amount unit"."""
    return [
        f"{f.concept} {f.period.label} {f.value.amount} {f.value.unit}"
        for f in facts_of(text, **options)  # type: ignore[arg-type]
    ]


CASES = {
    "level with translation-free currency": (
        "Revenues were $12.5 million in 2Q19.",
        ["total_revenues 2Q19 12500000 USD"],
    ),
    "change against a named quarter": (
        "Revenues were $12.5 million in 2Q19, an increase of 10.9% compared to 2Q18 and a decrease "
        "of 2% compared to 1Q19.",
        [
            "total_revenues 2Q19 12500000 USD",
            "total_revenues_yoy_change 2Q19 10.9 percent",
            "total_revenues_qoq_change 2Q19 -2 percent",
        ],
    ),
    "earlier levels in a comparison": (
        "Operating income was $5 million in 2Q19, compared to a loss of $3 million in 2Q18.",
        ["operating_income 2Q19 5000000 USD", "operating_income 2Q18 -3000000 USD"],
    ),
    "a loss that improves shrinks": (
        "The operating loss improved by 58.3% compared to the previous quarter.",
        ["operating_income_qoq_change 2Q19 -58.3 percent"],
    ),
    "respectively": (
        "Depreciation expense was $27.2 million, $22.5 million and $22.0 million in fiscal 2019, "
        "fiscal 2018 and fiscal 2017, respectively.",
        [
            "depreciation_expense FY2019 27200000 USD",
            "depreciation_expense FY2018 22500000 USD",
            "depreciation_expense FY2017 22000000 USD",
        ],
    ),
    "the year of a list is the same day of that year": (
        "At June 30, 2019 and 2018, total assets were $9 million and $8 million, respectively.",
        ["total_assets 2019-06-30 9000000 USD", "total_assets 2018-06-30 8000000 USD"],
    ),
    "guidance between two amounts": (
        "For 3Q19, Acme expects total revenues to be between $10.5 billion and $11.0 billion.",
        [
            "total_revenues_forecast_low 3Q19 10500000000 USD",
            "total_revenues_forecast_high 3Q19 11000000000 USD",
        ],
    ),
    "a range takes its scale from its end": (
        "For 3Q19 we expect capital expenditure of $9.0-9.5 billion.",
        [
            "capital_expenditure_forecast_low 3Q19 9000000000 USD",
            "capital_expenditure_forecast_high 3Q19 9500000000 USD",
        ],
    ),
    "as expected is no forecast": (
        "In 2Q19, total revenues grew as expected to $10.6 billion.",
        ["total_revenues 2Q19 10600000000 USD"],
    ),
    "from and to": (
        "Gross margin improved to 13.4% from 9.1% in 1Q19.",
        ["gross_margin 2Q19 13.4 percent", "gross_margin 1Q19 9.1 percent"],
    ),
    "an earlier growth rate is a growth rate": (
        "Revenue grew 19% in FY 2019, compared to 4.4% in the prior year.",
        [
            "total_revenues_yoy_change FY2019 19 percent",
            "total_revenues_yoy_change FY2018 4.4 percent",
        ],
    ),
    "times": (
        "Traffic reached 35Gbps in 2Q19, a 3.4 times increase from the same period in 2018.",
        ["traffic 2Q19 35000000000 bps", "traffic_yoy_change 2Q19 3.4 ratio"],
    ),
    "counts in words": (
        "Acme runs nine data centers and opened two of its regional offices.",
        ["data_centers 2Q19 9 count", "regional_offices 2Q19 2 count"],
    ),
    "ownership": (
        "Beta Systems Inc., a 32.06% affiliate of Gamma, opened an office.",
        ["beta_systems_ownership 2Q19 32.06 percent"],
    ),
    "shares of a whole": (
        "Of Acme's revenues, approximately 65% come from licences and 35% from fees.",
        [
            "total_revenues_share_from_licences 2Q19 65 percent",
            "total_revenues_share_from_fees 2Q19 35 percent",
        ],
    ),
    "exchange rate at its day": (
        "Translated at the rate of JPY121.74 = US$1.00, the rate on June 30, 2019.",
        ["exchange_rate 2019-06-30 121.74 JPY/USD"],
    ),
    "a bare label in brackets is another year's": (
        "Net profit in 2019 was $9.8 million (2018: $6.6 million).",
        ["net_income FY2019 9800000 USD", "net_income FY2018 6600000 USD"],
    ),
    "misread scale word": (
        "Total revenues were $5 bhillion in 2Q19.",
        ["total_revenues 2Q19 5000000000 USD"],
    ),
    "what no concept knows is named by its words": (
        "The cost of widget polishing was $4 million in 2Q19.",
        ["cost_widget_polishing 2Q19 4000000 USD"],
    ),
    "per share": (
        "Basic earnings per share were $1.25 in 2Q19.",
        ["basic_net_income_per_share 2Q19 1.25 USD/share"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_sentence_is_read(name: str) -> None:
    text, expected = CASES[name]
    assert said(text) == expected


NO_FIGURES = (
    "Call +81-3-5259-6500 or write to ir@acme.example before 9:00 am.",
    "Acme filed Form 20-F and Form 6-K on November 12, 2002.",
    "See Note 5, Table 1 and page 7 for Topic 606 and IFRS 16.",
    "Founded in 1992, Acme is one of the leading providers.",
    "The T1 line, the IIJ4U service and the Yokohama 1 Data Center opened in 2Q19.",
    "It offers: 1) a platform; 2) a network; and 3) components.",
    "Revenues per 1Mbps declined.",
    "At this time there are no figures (1) to report.",
    "Acme may discontinue this practice at any time.",
)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_only_looks_like_a_figure_is_no_fact(text: str) -> None:
    assert said(text) == []


def test_a_list_item_carries_its_measure_and_period_to_those_below() -> None:
    text = "- In 1Q19:\n  - Total revenues: $5 million.\n    - Increased by 4% from 4Q18.\n"
    assert said(text) == [
        "total_revenues 1Q19 5000000 USD",
        "total_revenues_qoq_change 1Q19 4 percent",
    ]


def test_a_note_below_a_statement_in_thousands_is_in_thousands() -> None:
    text = (
        "(Expressed in Thousands of U.S. Dollars)\n\n"
        "Reclassification resulted in an increase of equipment sales by $165,445 in 2Q18.\n"
    )
    assert said(text) == ["equipment_sales_change 2Q18 165445000 USD"]


def test_translation_keeps_its_rate_and_its_figure() -> None:
    text = (
        "Revenues were JPY10.6 billion ($86.8 million) in 2Q19.\n\n"
        "Note: At the rate of JPY121.74 = US$1, the rate on June 30, 2019.\n"
    )
    yen, dollars, rate = facts_of(text)
    assert (yen.scenario, dollars.scenario) == ("actual", "translation")
    assert dollars.rate == rate.value.amount
    assert (yen.value.decimals, dollars.value.decimals) == (-8, -5)


def test_hedges_become_qualifier_and_bound() -> None:
    more, about = facts_of(
        "Acme has more than 200 customers. Revenues were approximately $5 million in 2Q19."
    )
    assert (more.qualifier, more.bound) == ("more than", "low")
    assert (about.qualifier, about.bound) == ("approximately", None)


def test_a_fiscal_year_end_moves_the_dates_and_not_the_figures() -> None:
    text = "Revenues were $5 million in 2Q19."
    (calendar,) = facts_of(text)
    (march,) = facts_of(text, entity=replace(ACME, fiscal_year_end=(3, 31), year_label="start"))
    assert calendar.period.end == date(2019, 6, 30)
    assert march.period.end == date(2019, 9, 30)
    assert calendar.value == march.value


def test_a_renamed_company_gives_the_same_facts() -> None:
    text = "Acme's net income was $5 million in 2Q19. Acme expects revenues of $9 million in 3Q19."
    other = Entity("zeta", "Zeta plc", (12, 31), "end", "USD", ("Zeta",))
    assert said(text) == said(text.replace("Acme", "Zeta"), entity=other)  # type: ignore[arg-type]


@given(st.text(alphabet="0123456789.,()%$ -=:abcXYZ\n|•", max_size=200))
def test_spans_hold_on_any_text(text: str) -> None:
    for fact in facts_of(text or "x"):
        assert text[fact.span.start : fact.span.end] == fact.value.printed


@given(st.lists(st.sampled_from([c[0] for c in CASES.values()] + list(NO_FIGURES)), max_size=4))
def test_spans_hold_over_several_sentences(sentences: list[str]) -> None:
    text = "\n\n".join(sentences) or "x"
    for fact in facts_of(text):
        assert text[fact.span.start : fact.span.end] == fact.value.printed
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end


@pytest.mark.parametrize(
    "piece", ["1", "$1 ", "(", "5% of ", "of the ", "JPY1 = US$1 ", "a-", "increase of ", "1, "]
)
def test_reading_time_grows_with_the_text(
    piece: str, document_of: Callable[[str], Document]
) -> None:
    assert grows(facts_of, lambda n: (piece * n)[:n], 12_000) < SQUARE
