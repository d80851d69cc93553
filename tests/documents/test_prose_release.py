"""The release of 2Q02: its highlights, overview, outlook, services, results and notes in
sentences.

Each line was written down from reading the document sentence by sentence, in printed order:
concept, period, amount in base units, unit and the printed figure.
"""

from __future__ import annotations

from corpus.base.records import Document
from tests.documents.prose_tables import lines, prose_facts, table

EXPECTED = table(
    """
    total_revenues 2Q02 10600000000 JPY 10.6
    total_revenues 2Q02 86800000 USD 86.8
    total_revenues_yoy_change 2Q02 10.9 percent 10.9%
    total_revenues_qoq_change 2Q02 7.3 percent 7.3%
    gross_margin 2Q02 11.0 percent 11.0%
    gross_margin 2Q01 14.1 percent 14.1%
    gross_margin 1Q02 9.1 percent 9.1%
    operating_income 2Q02 -194000000 JPY 194
    operating_income 2Q02 -1600000 USD 1.6
    operating_income 2Q01 16000000 JPY 16
    operating_income_qoq_change 2Q02 -58.3 percent 58.3%
    adjusted_ebitda 2Q02 662000000 JPY 662
    total_revenues_yoy_change 1H02 14.3 percent 14.3%
    total_revenues_forecast_low 3Q02 10500000000 JPY 10.5
    total_revenues_forecast_low 3Q02 86200000 USD 86.2
    total_revenues_forecast_high 3Q02 11000000000 JPY 11.0
    total_revenues_forecast_high 3Q02 90400000 USD 90.4
    total_revenues_yoy_change_forecast FY2002 20 percent 20%
    large_scale_data_centers_forecast 2Q02 2 count two
    poweredcom_ownership 2Q02 32.06 percent 32.06%
    exchange_rate 2002-09-30 121.74 JPY/USD 121.74
    total_contracted_bandwidth 2Q02 22700000000 bps 22.7
    total_contracted_bandwidth_qoq_change 2Q02 57.6 percent 57.6%
    total_contracted_bandwidth 1Q02 14400000000 bps 14.4
    total_contracted_bandwidth_yoy_change 2Q02 3.4 ratio 3.4
    total_contracted_bandwidth 2Q01 6700000000 bps 6.7
    average_bandwidth_per_ip_service_contract 2Q02 12900000 bps 12.9
    average_bandwidth_per_ip_service_contract_yoy_change 2Q02 2.0 ratio 2.0
    average_bandwidth_per_ip_service_contract 2Q01 6400000 bps 6.4
    average_bandwidth_per_ip_service_contract_qoq_change 2Q02 23.6 percent 23.6%
    average_bandwidth_per_ip_service_contract 1Q02 10400000 bps 10.4
    commercial_ixs 2002-09-30 3 count three
    internet_traffic 2002-09-30 35000000000 bps 35
    internet_traffic_yoy_change 2002-09-30 3.4 ratio 3.4
    adsl_subscribers 2002-09-30 4200000 subscribers 4.2
    adsl_subscribers_yoy_change 2002-09-30 8.4 ratio 8.4
    adsl_subscribers 2001-09-30 500000 subscribers 0.5
    catv_internet_users 2002-09-30 1800000 users 1.8
    catv_internet_users_yoy_change 2002-09-30 50 percent 50%
    catv_internet_users 2001-09-30 1200000 users 1.2
    ftth_subscribers 2002-09-30 114608 subscribers 114,608
    japanese_broadband_yoy_change_forecast 2002/2006 45.9 percent 45.9%
    broadband_subscribers_in_japan_forecast 2006 18800000 subscribers 18.8
    capital_expenditure_qoq_change 2Q02 48 percent 48%
    capital_expenditure_forecast_low FY2002 4500000000 JPY 4.5
    capital_expenditure_forecast_high FY2002 5000000000 JPY 5.0
    share_of_catv_internet_market_in_japan 2Q02 50 percent 50%
    crosswave_customers 2Q02 200 customers 200
    systems_integration_revenue_share_from_development_of_network_system 2Q02 65 percent 65%
    systems_integration_revenue_share_from_recurring_fees 2Q02 35 percent 35%
    internet_data_centers 2Q02 9 count nine
    internet_data_centers_forecast 2Q02 2 count two
    total_revenues_forecast_low 3Q02 10500000000 JPY 10.5
    total_revenues_forecast_high 3Q02 11000000000 JPY 11.0
    total_revenues_yoy_change_forecast FY2002 20 percent 20%
    transmission_capacity 2Q02 2000000 messages/hour two
    new_services 2Q02 4 count four
    domestic_backbone_networks 2Q02 4 count four
    japan_us_backbone_lines 2Q02 3900000000 bps 3.9
    iij_media_communications_ownership 2Q02 50.1 percent 50.1%
    asia_internet_holding_ownership 2Q02 26.7 percent 26.7%
    total_revenues 2Q02 10568000000 JPY 10,568
    total_revenues_yoy_change 2Q02 10.9 percent 10.9%
    total_revenues_qoq_change 2Q02 7.3 percent 7.3%
    connectivity_and_value_added_services_revenue 2Q02 5699000000 JPY 5,699
    connectivity_and_value_added_services_revenue_yoy_change 2Q02 2.6 percent 2.6%
    connectivity_and_value_added_services_revenue_qoq_change 2Q02 1.4 percent 1.4%
    dedicated_access_services_revenue 2Q02 3546000000 JPY 3,546
    dedicated_access_services_revenue_yoy_change 2Q02 -1.4 percent 1.4%
    dedicated_access_services_revenue_qoq_change 2Q02 0.7 percent 0.7%
    iij_economy_service_bandwidth_low 2Q02 64000 bps 64
    iij_economy_service_bandwidth_high 2Q02 128000 bps 128
    iij_t1_standard_service_bandwidth 2Q02 1500000 bps 1.5
    iij_fiberaccess_f_service_bandwidth_low 2Q02 10000000 bps 10
    iij_fiberaccess_f_service_bandwidth_high 2Q02 100000000 bps 100
    value_added_services_revenue 2Q02 893000000 JPY 893
    value_added_services_revenue_yoy_change 2Q02 24.0 percent 24.0%
    value_added_services_revenue_qoq_change 2Q02 3.2 percent 3.2%
    systems_integration_revenue 2Q02 3094000000 JPY 3,094
    systems_integration_revenue_yoy_change 2Q02 -7.7 percent 7.7%
    systems_integration_revenue_qoq_change 2Q02 -7.1 percent 7.1%
    equipment_sales 2Q02 1775000000 JPY 1,775
    equipment_sales_yoy_change 2Q02 184.9 percent 184.9%
    equipment_sales_qoq_change 2Q02 97.1 percent 97.1%
    total_costs 2Q02 9411000000 JPY 9,411
    total_costs_yoy_change 2Q02 15.0 percent 15.0%
    total_costs_qoq_change 2Q02 5.1 percent 5.1%
    international_backbone_costs 2Q02 448000000 JPY 448
    international_backbone_costs_yoy_change 2Q02 -28.1 percent 28.1%
    international_backbone_costs_qoq_change 2Q02 -0.2 percent 0.2%
    monthly_unit_backbone_costs_yoy_change 2Q02 -65 percent 65%
    monthly_unit_backbone_costs_qoq_change 2Q02 -15 percent 15%
    domestic_backbone_costs 2Q02 815000000 JPY 815
    domestic_backbone_costs_yoy_change 2Q02 1.2 percent 1.2%
    domestic_backbone_costs_qoq_change 2Q02 1.8 percent 1.8%
    cost_of_systems_integration_revenue 2Q02 2682000000 JPY 2,682
    cost_of_systems_integration_revenue_yoy_change 2Q02 -4.2 percent 4.2%
    cost_of_systems_integration_revenue_qoq_change 2Q02 -10.2 percent 10.2%
    systems_integration_gross_margin 2Q02 13.3 percent 13.3%
    systems_integration_gross_margin 1Q02 10.3 percent 10.3%
    sales_and_marketing_expenses 2Q02 743000000 JPY 743
    sales_and_marketing_expenses_yoy_change 2Q02 -9.3 percent 9.3%
    sales_and_marketing_expenses_qoq_change 2Q02 -0.8 percent 0.8%
    general_and_administrative_expenses 2Q02 514000000 JPY 514
    general_and_administrative_expenses_yoy_change 2Q02 20.5 percent 20.5%
    general_and_administrative_expenses_qoq_change 2Q02 -0.6 percent 0.6%
    operating_income 2Q02 -194000000 JPY 194
    operating_income 1Q02 -464000000 JPY 464
    operating_income 2Q01 16000000 JPY 16
    operating_income_share_of_revenues 2Q02 -1.8 percent (-)1.8%
    operating_income_share_of_revenues 2Q01 0.2 percent 0.2%
    operating_income_share_of_revenues 1Q02 -4.7 percent (-)4.7%
    other_expenses 2Q02 -160000000 JPY 160
    other_expenses 2Q01 -430000000 JPY 430
    other_expenses 1Q02 -521000000 JPY 521
    foreign_exchange_gain 2Q02 54000000 JPY 54
    foreign_exchange_gain 2Q01 -179000000 JPY 179
    foreign_exchange_gain 1Q02 -298000000 JPY 298
    interest_expense 2Q02 148000000 JPY 148
    income_tax_expense 2Q02 515000000 JPY 515
    income_tax_expense 2Q01 1266000000 JPY 1,266
    income_tax_expense 1Q02 161000000 JPY 161
    equity_in_net_loss_of_equity_method_investees 2Q02 -1480000000 JPY 1,480
    equity_in_net_loss_of_equity_method_investees 2Q01 -1399000000 JPY 1,399
    equity_in_net_loss_of_equity_method_investees 1Q02 -1516000000 JPY 1,516
    net_income 2Q02 -2326000000 JPY 2,326
    net_income 2Q01 -3085000000 JPY 3,085
    net_income 1Q02 -2595000000 JPY 2,595
    basic_net_income_per_ads 2Q02 -51.74 JPY/ads (-)51.74
    basic_net_income_per_ads 2Q01 -68.61 JPY/ads (-)68.61
    basic_net_income_per_ads 1Q02 -57.72 JPY/ads (-)57.72
    net_loss_past_fiscal_years 2Q02 5 count five
    exchange_rate 2002-09-30 121.74 JPY/USD 121.74
    dedicated_access_services_revenue_change 2Q01 165445000 JPY 165,445
    exchange_rate 2002-09-30 121.74 JPY/USD 121.74
    deposited_into_restricted_account_with_participating_bank_under_cash 2002-05-31 5000000000 JPY 5
    japanese_commercial_banks 2002-05-31 4 count four
    exchange_rate 2002-09-30 121.74 JPY/USD 121.74
    """
)


def test_every_figure_said_outside_tables_has_its_aspects(documents: dict[str, Document]) -> None:
    assert lines(prose_facts(documents["iij-2q02-release"])) == EXPECTED


def test_the_printed_figure_stands_at_its_span(documents: dict[str, Document]) -> None:
    document = documents["iij-2q02-release"]
    for fact in prose_facts(document):
        assert document.text[fact.span.start : fact.span.end] == fact.value.printed
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end
