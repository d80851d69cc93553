"""The slides of 3Q03: highlights, segment slides, conversion rates.

Each line was written down from reading the document sentence by sentence, in printed order:
concept, period, amount in base units, unit and the printed figure.
"""

from __future__ import annotations

from corpus.base.records import Document
from tests.documents.prose_tables import lines, prose_facts, table

EXPECTED = table(
    """
    total_revenues 3Q03 9633000000 JPY 9,633
    total_revenues 3Q03 89900000 USD 89.9
    total_revenues_qoq_change 3Q03 4.9 percent 4.9%
    total_revenues 2Q03 9185000000 JPY 9,185
    total_revenues_yoy_change 3Q03 -8.8 percent 8.8%
    operating_income 3Q03 236000000 JPY 236
    operating_income 3Q03 2200000 USD 2.2
    operating_income 2Q03 -830000000 JPY 830
    operating_income 3Q02 -567000000 JPY 567
    adjusted_ebitda 3Q03 1218000000 JPY 1,218
    adjusted_ebitda 3Q03 11400000 USD 11.4
    adjusted_ebitda 2Q03 126000000 JPY 126
    adjusted_ebitda 3Q02 349000000 JPY 349
    exchange_rate 2003-12-31 107.13 JPY/USD 107.13
    income_before_income_tax 3Q03 1806000000 JPY 1,806
    income_before_income_tax 3Q03 16900000 USD 16.9
    income_before_income_tax 2Q03 -987000000 JPY 987
    operating_income 3Q03 236000000 JPY 236
    gain_from_sale_companys_stake_in_dljdirect_sfg_securities 3Q03 1572000000 JPY 1,572
    gain_from_repurchasing_and_canceling_portion_iijs_convertible_notes 3Q03 89000000 JPY 89
    net_income 3Q03 1979000000 JPY 1,979
    net_income 3Q03 18500000 USD 18.5
    net_income 2Q03 -278000000 JPY 278
    net_income 3Q02 -2266000000 JPY 2,266
    exchange_rate 2003-12-31 107.13 JPY/USD 107.13
    value_added_services_revenue_qoq_change 3Q03 4.0 percent 4.0%
    high_bandwidth_internet_connectivity_service_bandwidth_low 3Q03 3000000 bps 3
    high_bandwidth_internet_connectivity_service_bandwidth_high 3Q03 1200000000 bps 1.2
    backbone_costs_qoq_change 3Q03 -145000000 JPY 145
    international_backbone_costs_qoq_change 3Q03 -91000000 JPY 91
    domestic_backbone_costs_qoq_change 3Q03 -54000000 JPY 54
    connectivity_and_value_added_services_gross_margin 3Q03 13.4 percent 13.4%
    connectivity_and_value_added_services_gross_margin 2Q03 9.1 percent 9.1%
    systems_integration_revenue_qoq_change 3Q03 13.3 percent 13.3%
    systems_integration_gross_margin 3Q03 23.9 percent 23.9%
    systems_integration_gross_margin 2Q03 10.7 percent 10.7%
    """
)


def test_every_figure_said_outside_tables_has_its_aspects(documents: dict[str, Document]) -> None:
    assert lines(prose_facts(documents["iij-3q03-slides"])) == EXPECTED


def test_the_printed_figure_stands_at_its_span(documents: dict[str, Document]) -> None:
    document = documents["iij-3q03-slides"]
    for fact in prose_facts(document):
        assert document.text[fact.span.start : fact.span.end] == fact.value.printed
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end
