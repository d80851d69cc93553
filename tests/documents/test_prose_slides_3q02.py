"""The slides of 3Q02: highlights, guidance, charts of shares, data centers.

Each line was written down from reading the document sentence by sentence, in printed order:
concept, period, amount in base units, unit and the printed figure.
"""

from __future__ import annotations

from corpus.base.records import Document
from tests.documents.prose_tables import lines, prose_facts, table

EXPECTED = table(
    """
    net_loss_past_fiscal_years 3Q02 5 count five
    total_revenues 3Q02 10600000000 JPY 10.6
    total_revenues 3Q02 89000000 USD 89.0
    total_revenues_yoy_change 3Q02 6.3 percent 6.3%
    times_revenues_surpassed 3Q02 3 count 3rd
    total_revenues_threshold 3Q02 10000000000 JPY 10
    operating_income 3Q02 -567000000 JPY 567
    operating_income 3Q01 151000000 JPY 151
    operating_income 2Q02 -194000000 JPY 194
    adjusted_ebitda 3Q02 349000000 JPY 349
    total_revenues_forecast_low 4Q02 12500000000 JPY 12.5
    total_revenues_forecast_low 4Q02 105300000 USD 105.3
    total_revenues_forecast_high 4Q02 13000000000 JPY 13.0
    total_revenues_forecast_high 4Q02 109500000 USD 109.5
    total_revenues_yoy_change_forecast FY2002 10 percent 10%
    total_revenues_forecast_low FY2002 43500000000 JPY 43.5
    total_revenues_forecast_high FY2002 44000000000 JPY 44.0
    unlabelled_share_of_revenues 9M02 33.8 percent 33.8%
    unlabelled_share_of_revenues 9M02 7.7 percent 7.7%
    unlabelled_share_of_revenues 9M02 32.6 percent 32.6%
    unlabelled_share_of_revenues 9M02 12.9 percent 12.9%
    unlabelled_share_of_revenues 9M02 8.6 percent 8.6%
    other_connectivity_and_value_added_services_revenue_share_of_revenues 9M02 4.4 percent 4.4%
    cross_selling_rate_connectivity_vas 3Q02 67 percent 67%
    cross_selling_rate_connectivity_si 3Q02 53 percent 53%
    cross_selling_rate_connectivity_dc 3Q02 25 percent 25%
    top_150_customers_share_telecom 3Q02 43 percent 43%
    top_150_customers_share_si_venders 3Q02 19 percent 19%
    top_150_customers_share_financial_services 3Q02 16 percent 16%
    top_150_customers_share_manufacturing 3Q02 13 percent 13%
    top_150_customers_share_others 3Q02 32 percent 32%
    share_from_iijs_top_150_customers 3Q02 50 percent 50%
    iij_fiber_access_f_service_bandwidth_low 3Q02 10000000 bps 10
    iij_fiber_access_f_service_bandwidth_high 3Q02 100000000 bps 100
    time_lag_for_capitalizing_on_measures_low 3Q02 6 months 6
    time_lag_for_capitalizing_on_measures_high 3Q02 9 months 9
    large_scale_si_contracts_threshold 4Q02 300000000 JPY 300
    large_scale_si_contracts_forecast 4Q02 5000000000 JPY 5
    yokohama_1_data_center_floor_space 3Q02 19420.15 m2 19,420.15
    yokohama_1_data_center_floor_bearable_weight 3Q02 1 metric tons/m2 1
    saitama_1_data_center_floor_space 3Q02 14143.10 m2 14,143.10
    saitama_1_data_center_floor_bearable_weight 3Q02 1 metric tons/m2 1
    """
)


def test_every_figure_said_outside_tables_has_its_aspects(documents: dict[str, Document]) -> None:
    assert lines(prose_facts(documents["iij-3q02-slides"])) == EXPECTED


def test_the_printed_figure_stands_at_its_span(documents: dict[str, Document]) -> None:
    document = documents["iij-3q02-slides"]
    for fact in prose_facts(document):
        assert document.text[fact.span.start : fact.span.end] == fact.value.printed
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end


def test_shares_of_one_whole_that_do_not_sum_to_100_are_disputed(
    documents: dict[str, Document],
) -> None:
    shares = [
        f
        for f in prose_facts(documents["iij-3q02-slides"])
        if f.concept.startswith("top_150_customers_share_")
    ]
    assert sum(f.value.amount or 0 for f in shares) == 123
    assert {f.status for f in shares} == {"disputed"}


def test_guidance_keeps_its_day_and_its_bounds(documents: dict[str, Document]) -> None:
    facts = prose_facts(documents["iij-3q02-slides"])
    low = next(f for f in facts if f.concept == "total_revenues_forecast_low")
    assert (low.scenario, low.bound, str(low.given)) == ("guidance", "low", "2003-02-12")
    growth = next(f for f in facts if f.concept == "total_revenues_yoy_change_forecast")
    assert growth.qualifier == "approximately"


def test_character_recognition_reads_the_same_figures(documents: dict[str, Document]) -> None:
    layer = {
        (f.concept, f.period.label, f.value.amount, f.value.unit)
        for f in prose_facts(documents["iij-3q02-slides"])
        if f.status == "clean"
    }
    scanned = {
        (f.concept, f.period.label, f.value.amount, f.value.unit)
        for f in prose_facts(documents["iij-3q02-slides-ocr"])
        if f.status == "clean"
    }
    only_scanned = scanned - layer
    assert {c for c, *_ in only_scanned} <= {
        "access_f_service_bandwidth_low",  # its name was cut off by a tick of the axis
        "access_f_service_bandwidth_high",
    }
    assert len(scanned & layer) >= 18


def test_a_label_among_axis_ticks_is_read_as_repaired(documents: dict[str, Document]) -> None:
    facts = prose_facts(documents["iij-3q02-slides-ocr"])
    (label,) = [f for f in facts if f.concept == "total_contracted_bandwidth"]
    assert (label.value.amount, label.value.unit) == (30_300_000_000, "bps")
    assert label.status == "repaired"


def test_two_charts_of_one_slide_are_told_apart_by_their_sum(
    documents: dict[str, Document],
) -> None:
    facts = prose_facts(documents["iij-3q02-slides"])
    shares = [f for f in facts if f.concept.endswith("share_of_revenues")]
    assert sum(f.value.amount or 0 for f in shares) == 100
    assert {f.period.label for f in shares} == {"9M02"}
    labelled = [f.value.printed for f in shares if f.status == "repaired"]
    assert labelled == ["4.4%"]
