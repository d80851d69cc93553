"""The slides of 4Q01: highlights, guidance and captions.

Each line was written down from reading the document sentence by sentence, in printed order:
concept, period, amount in base units, unit and the printed figure.
"""

from __future__ import annotations

from corpus.base.records import Document
from tests.documents.prose_tables import lines, prose_facts, table

EXPECTED = table(
    """
    total_revenues 4Q01 12100000000 JPY 12.1
    total_revenues_yoy_change 4Q01 31.6 percent 31.6%
    total_revenues_qoq_change 4Q01 21.9 percent 21.9%
    systems_integration_revenue_yoy_change 4Q01 70.6 percent 70.6%
    systems_integration_revenue_qoq_change 4Q01 57.2 percent 57.2%
    operating_income 4Q01 186000000 JPY 186
    operating_income 4Q00 394000000 JPY 394
    operating_income 3Q01 151000000 JPY 151
    operating_income_share_of_revenues 4Q01 1.5 percent 1.5%
    operating_income_share_of_revenues 4Q00 4.3 percent 4.3%
    operating_income_share_of_revenues 3Q01 1.5 percent 1.5%
    ebitda 4Q01 968000000 JPY 968
    ebitda_yoy_change 4Q01 228 percent 228%
    ebitda_qoq_change 4Q01 7 percent 7%
    capital_expenditure 4Q01 913000000 JPY 913
    total_revenues FY2001 399000000000 JPY 399
    total_revenues_yoy_change FY2001 25.2 percent 25.2%
    operating_income FY2001 54000000 JPY 54
    total_revenues_forecast_low 1Q02 9000000000 JPY 9.0
    total_revenues_forecast_high 1Q02 9500000000 JPY 9.5
    total_revenues_yoy_change_forecast 1H02 15 percent 15%
    total_revenues_yoy_change_forecast FY2002 20 percent 20%
    exchange_rate 4Q01 131.04 JPY/USD 131.04
    total_contracted_bandwidth_yoy_change 4Q01 3.25 ratio 3.25
    arpu_yoy_change 4Q01 15 percent 15%
    """
)


def test_every_figure_said_outside_tables_has_its_aspects(documents: dict[str, Document]) -> None:
    assert lines(prose_facts(documents["iij-4q01-slides"])) == EXPECTED


def test_the_printed_figure_stands_at_its_span(documents: dict[str, Document]) -> None:
    document = documents["iij-4q01-slides"]
    for fact in prose_facts(document):
        assert document.text[fact.span.start : fact.span.end] == fact.value.printed
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end
