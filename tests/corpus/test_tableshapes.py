"""Shapes of headers, columns and rows that any company prints, and what each cell must become."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.base.records import Entity
from tests.corpus.test_tablefacts import facts_of

LOOSE = Entity("loose", "Loose plc", (12, 31), "end", "USD", known=False)
Cells = dict[tuple[str, str, str], Decimal | None]


def cells(text: str, entity: Entity = LOOSE) -> Cells:
    """(concept, period, unit) -> amount of every fact of a text's tables."""
    _, facts = facts_of(text, entity)
    return {key: fact.value.amount for key, fact in facts.items()}


def test_a_caption_centred_over_its_columns_dates_them_all() -> None:
    found = cells(
        "|  |  | Year Ended |  |\n| --- | --- | --- | --- |\n"
        "|  | January 3, 2020 | December 28, 2018 | December 29, 2017 |\n"
        "| Widget income | 5 | 4 | 3 |\n"
    )
    assert {period for _, period, _ in found} == {"FY2019", "FY2018", "FY2017"}


def test_changes_under_one_caption_are_changes_of_the_later_year() -> None:
    found = cells(
        "|  |  | Years Ended |  |  | Change |  |  |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| (in thousands) | 2019 | 2018 | 2017 | 2019 over 2018 |  | 2018 over 2017 |  |\n"
        "| Pipes | $ 146 | $ 50 | $ 80 | $ 96 | 192% | $(30) | (38)% |\n"
    )
    assert found == {
        ("pipes", "FY2019", "USD"): Decimal(146_000),
        ("pipes", "FY2018", "USD"): Decimal(50_000),
        ("pipes", "FY2017", "USD"): Decimal(80_000),
        ("pipes_change", "FY2019", "USD"): Decimal(96_000),
        ("pipes_yoy_change", "FY2019", "percent"): Decimal(192),
        ("pipes_change", "FY2018", "USD"): Decimal(-30_000),
        ("pipes_yoy_change", "FY2018", "percent"): Decimal(-38),
    }


def test_growth_on_another_basis_is_another_measure() -> None:
    found = cells(
        "|  |  | Fiscal year |  | % Change |\n| --- | --- | --- | --- | --- |\n"
        "| (in millions of €) | 2019 | 2018 | Actual | Comp. |\n"
        "| Orders taken | 200 | 100 | 100 % | 97 % |\n"
    )
    assert found["orders_taken_yoy_change", "FY2019", "percent"] == 100
    assert found["orders_taken_comparable_yoy_change", "FY2019", "percent"] == 97
    assert found["orders_taken", "FY2019", "EUR"] == 200_000_000


def test_a_change_column_without_a_percent_sign_in_its_caption_is_read_by_its_cells() -> None:
    found = cells(
        "|  | F19 | F18 |  |\n| --- | --- | --- | --- |\n"
        "| $ MILLION | 53 WEEKS | 52 WEEKS | CHANGE |\n| Takings | 1,671 | 1,612 | 3.7% |\n"
        "| Gross margin (%) | 83.6 | 84.2 | (60) bps |\n"
    )
    assert found["takings_yoy_change", "FY2019", "percent"] == Decimal("3.7")
    assert found["takings", "FY2018", "USD"] == 1_612_000_000
    assert found["gross_margin_yoy_change", "FY2019", "basis_point"] == -60


def test_a_header_of_one_period_after_data_starts_another_table() -> None:
    quarters = "| Parts | 1 | 2 | 3 |\n"
    found = cells(
        "|  |  | Fiscal 2019 |  |\n| --- | --- | --- | --- |\n|  | First | Second | Total |\n"
        f"{quarters}|  |  | Fiscal 2018 |  |\n|  | First | Second | Total |\n"
        "| Parts | 4 | 5 | 9 |\n"
    )
    assert found["parts", "1Q19", "USD"] == 1
    assert found["parts", "2Q18", "USD"] == 5
    assert found["parts", "FY2018", "USD"] == 9


def test_a_labelled_first_row_that_dates_columns_is_a_header() -> None:
    found = cells(
        "| Offices |  |  |\n| --- | --- | --- |\n"
        "| Indicators | For the year ended 31 December |  |\n"
        "|  | 2019 | 2018 |\n| Desks | 20 | 16 |\n"
    )
    assert found["desks", "FY2019", "USD"] == 20
    assert found["desks", "FY2018", "USD"] == 16


@pytest.mark.parametrize(
    ("caption", "period"),
    [
        ("Year-ended 31 March 2019", "FY2019"), ("FY19A", "FY2019"), ("2018/2019", "FY2019"),
        ("52 weeks ended 29 June 2019", "FY2019"), ("Fiscal year-end 2019", "2019-12-31"),
        ("13 weeks ended December 28, 2019", "4Q19"), ("F2019", "FY2019"),
    ],
)  # fmt: skip
def test_a_column_caption_is_a_period(caption: str, period: str) -> None:
    found = cells(f"|  | {caption} |\n| --- | --- |\n| Ropes | 20 |\n| Nets | 9 |\n")
    assert [p for c, p, _ in found if c == "ropes"] == [period]


def test_columns_of_shares_prices_and_years_are_not_money_in_thousands() -> None:
    found = cells(
        "Award activity (in thousands)\n\n"
        "|  | Number of Shares | Grant Date Fair Value | Remaining Life (years) |\n"
        "| --- | --- | --- | --- |\n| Shares granted | 132 | $19.74 | 4.5 |\n"
        "| Forfeited | (19) | 18.20 | - |\n"
    )
    assert found["shares_granted_number_shares", "undated", "shares"] == 132_000
    price = next(v for (c, _, u), v in found.items() if c.startswith("forfeited") and "USD/" in u)
    assert price == Decimal("18.20")
    assert [v for (_, _, u), v in found.items() if u == "years"] == [Decimal("4.5"), Decimal(0)]


def test_rows_that_are_no_money_in_a_table_of_money() -> None:
    found = cells(
        "(in millions, except per share amounts and headcount)\n\n|  | 2019 |\n| --- | --- |\n"
        "| Earnings kept | $31.5 |\n| Headcount | 1,204 |\n"
        "| Margin kept (%) | 12.5 |\n| Expected term (years) | 4.5 |\n"
        "| Energy (MWh per employee) | 3.44 |\n| 5% notes due in 2025 | 7.0 |\n"
        "| Employee benefits | 2.1 |\n| Denominator for basic earnings per share |  |\n"
        "| Unvested restricted stock | 0.6 |\n"
    )
    year = "FY2019"
    assert found["unvested_restricted_stock", year, "shares"] == 600_000
    assert found["headcount", year, "count"] == 1_204
    assert found["margin_kept", year, "percent"] == Decimal("12.5")
    assert found["expected_term_years", year, "years"] == Decimal("4.5")
    assert found["energy_mwh_per_employee", year, "MWh/employee"] == Decimal("3.44")
    assert found["5_notes_due_in_2025", year, "USD"] == 7_000_000
    assert found["employee_benefits", year, "USD"] == 2_100_000


def test_a_table_of_rates_that_signs_its_first_and_last_figure_holds_percentages() -> None:
    found = cells(
        "|  | 2019 |\n| --- | --- |\n| Statutory levy | 21.0% |\n| Local levy | 3.7 |\n"
        "| Other, net | (0.7) |\n| Effective levy | 24.0% |\n"
    )
    assert {unit for _, _, unit in found} == {"percent"}


def test_a_margin_in_money_is_money() -> None:
    found = cells(
        "(in thousands)\n\n|  | 2019 | 2018 |\n| --- | --- | --- |\n"
        "| Gross margin | $137,347 | 100,284 |\n"
    )
    assert {unit for _, _, unit in found} == {"USD"}


def test_the_dollars_of_a_country_are_its_own() -> None:
    found = cells(
        "(In thousands of Canadian dollars)\n\n|  | 2019 |\n| --- | --- |\n| Oars | 5 |\n"
    )
    assert found == {("oars", "FY2019", "CAD"): Decimal(5_000)}


def test_a_heading_that_is_a_period_dates_the_rows_under_it() -> None:
    found = cells(
        "|  | Inside | Outside |\n| --- | --- | --- |\n| Year ended 30 June 2019 |  |  |\n"
        "| Barns | 23 | 77 |\n| Sheds | 4 | 5 |\n| Year ended 30 June 2018 |  |  |\n"
        "| Barns | 60 | 40 |\n",
        Entity("loose", "Loose plc", (6, 30), "end", "USD", known=False),
    )
    assert found["barns_inside", "FY2019", "USD"] == 23
    assert found["barns_inside", "FY2018", "USD"] == 60


def test_quarters_in_rows_or_columns_take_the_year_of_their_heading() -> None:
    rows = cells(
        "|  | High | Low |\n| --- | --- | --- |\n| 2019: |  |  |\n| Second Quarter | 9 | 5 |\n"
        "| First Quarter | 8 | 4 |\n| 2018: |  |  |\n| First Quarter | 7 | 3 |\n"
    )
    assert rows["high", "1Q19", "USD"] == 8
    assert rows["low", "1Q18", "USD"] == 3
    columns = cells(
        "|  | First | Second |\n| --- | --- | --- |\n| 2019 |  |  |\n| Parts | 1 | 2 |\n"
        "| 2018 |  |  |\n| Parts | 3 | 4 |\n"
    )
    assert columns["parts", "2Q19", "USD"] == 2
    assert columns["parts", "1Q18", "USD"] == 3


def test_rows_between_two_dated_balances_are_of_the_time_between() -> None:
    found = cells(
        "|  | Plan A |\n| --- | --- |\n| Balance at January 1, 2018 | 98 |\n| Granted | 132 |\n"
        "| Balance at January 1, 2019 | 230 |\n| Granted | 5 |\n"
        "| Balance at December 31, 2019 | 235 |\n"
    )
    assert found["balance", "2017-12-31", "USD"] == 98
    assert found["granted", "FY2018", "USD"] == 132
    assert found["granted", "FY2019", "USD"] == 5
    assert found["balance", "2019-12-31", "USD"] == 235


def test_years_in_rows_are_periods_and_other_rows_are_measures() -> None:
    found = cells(
        "|  | Leases | Loans |\n| --- | --- | --- |\n| 2020 | 460 | 47 |\n| 2021 | 361 | 28 |\n"
        "| Thereafter | 686 | 170 |\n| 2014 notes | 9 | 8 |\n"
    )
    assert found["leases", "FY2020", "USD"] == 460
    assert found["loans", "FY2021", "USD"] == 28
    assert ("thereafter_leases", "undated", "USD") in found
    assert not [p for c, p, _ in found if "notes" in c and p != "undated"]


def test_amounts_in_cents_per_share_and_numbers_of_shares_in_their_sections() -> None:
    found = cells(
        "($ million)\n\n|  | 2019 | 2018 |\n| --- | --- | --- |\n|  | 53 weeks | 52 weeks |\n"
        "| Number of shares used (shares, millions) |  |  |\n| Spread thin | 1,305.7 | 1,300.5 |\n"
        "| Earnings per share (cents per share) |  |  |\n| From barns | 114.3 | 9.2 |\n"
    )
    assert found == {
        ("spread_thin", "FY2019", "shares"): Decimal("1305700000"),
        ("spread_thin", "FY2018", "shares"): Decimal("1300500000"),
        ("from_barns", "FY2019", "USD/share"): Decimal("1.143"),
        ("from_barns", "FY2018", "USD/share"): Decimal("0.092"),
    }


def test_columns_of_one_period_are_told_apart_by_their_captions_or_what_spans_them() -> None:
    found = cells(
        "|  | Held |  | Owed |  |\n| --- | --- | --- | --- | --- |\n"
        "|  | 2019 | 2018 | 2019 | 2018 |\n"
        "| Opening stock | 5 | 4 | 3 | 2 |\n"
    )
    assert found["opening_stock_held", "FY2019", "USD"] == 5
    assert found["opening_stock_owed", "FY2018", "USD"] == 2
    due = cells(
        "|  | Total | Less than 1 Year | 1-3 Years | 3-5 Years |\n| --- | --- | --- | --- | --- |\n"
        "| Ropes owed | 10 | 1 | 4 | 5 |\n"
    )
    assert {c: v for (c, _, _), v in due.items()} == {
        "ropes_owed": Decimal(10),
        "ropes_owed_less_than": Decimal(1),
        "ropes_owed_1_3_years": Decimal(4),
        "ropes_owed_3_5_years": Decimal(5),
    }


def test_rows_of_one_caption_are_told_apart_by_their_sections() -> None:
    found = cells(
        "|  | 2019 |\n| --- | --- |\n| Home leagues |  |\n| Goals | 7 |\n| Cups | 1 |\n"
        "| Away leagues |  |\n| Goals | 9 |\n"
    )
    assert {c: v for (c, _, _), v in found.items()} == {
        "home_leagues_goals": Decimal(7),
        "cups": Decimal(1),
        "away_leagues_goals": Decimal(9),
    }


def test_a_change_between_two_years_is_that_of_the_year_at_its_left() -> None:
    found = cells(
        "|  | 2019 | Change | 2018 | Change | 2017 |\n| --- | --- | --- | --- | --- | --- |\n"
        "| Planks | 132 | (19) | 151 | 40 | 111 |\n"
    )
    assert found["planks_change", "FY2019", "USD"] == -19
    assert found["planks_change", "FY2018", "USD"] == 40


def test_a_plan_named_after_a_year_does_not_date_its_table() -> None:
    found = cells(
        "| Fiscal 2017 Plan | Staff |\n| --- | --- |\n| Balance as at June 30, 2018 | 10 |\n"
        "| Payments | (4) |\n| Balance as at June 30, 2019 | 6 |\n",
        Entity("loose", "Loose plc", (6, 30), "end", "USD", known=False),
    )
    assert found["payments", "FY2019", "USD"] == -4


def test_numbers_beside_amounts_and_a_heading_one_cell_too_far_right() -> None:
    found = cells(
        "|  | 2019 |  | 2018 |  |\n| --- | --- | --- | --- | --- |\n|  | NUMBER |  | NUMBER |  |\n"
        "| CAPITAL | M | $M | M | $M |\n|  | Moves: |  |  |  |\n"
        "| Buy back | (58.7) | (282) | - | - |\n"
    )
    assert found["buy_back_number", "FY2019", "count"] == Decimal("-58700000")
    assert found["buy_back", "FY2019", "USD"] == -282_000_000


def test_a_bare_dollar_is_that_of_the_units_line() -> None:
    found = cells(
        "|  | 2019 | 2018 |\n| --- | --- | --- |\n"
        "| (In thousands of Canadian dollars) | $ | US$ |\n"
        "| Oars | 5 | 4 |\n"
    )
    assert found["oars", "FY2019", "CAD"] == 5_000
    assert found["oars", "FY2018", "USD"] == 4_000


def test_amounts_printed_as_percentages_of_a_whole_are_shares() -> None:
    found = cells(
        "|  | 2019 |\n| --- | --- |\n| Revenue | 100% |\n| Gross profit | 57% |\n"
        "| Rope costs | 12% |\n"
    )
    assert found["gross_profit_share_of_revenues", "FY2019", "percent"] == 57
    assert found["rope_costs_share_of_revenues", "FY2019", "percent"] == 12
    section = cells(
        "|  | 2019 |\n| --- | --- |\n| Rope costs | $12 |\n| As a percentage of net sales |  |\n"
        "| Rope costs | 9% |\n"
    )
    assert section["rope_costs_share_of_revenues", "FY2019", "percent"] == 9
    assert section["rope_costs", "FY2019", "USD"] == 12


def test_a_figure_printed_into_its_caption_too_is_no_part_of_the_caption() -> None:
    found = cells(
        "|  | 2019 |\n| --- | --- |\n| Increases in ropes  623 | 623 |\n"
        "| Phase 21 | 21 |\n| Nets | ― |\n"
    )
    assert found["increases_in_ropes", "FY2019", "USD"] == 623
    assert found["phase_21", "FY2019", "USD"] == 21
    assert found["nets", "FY2019", "USD"] == 0


def test_basic_and_diluted_are_amounts_per_share_or_shares_by_their_section() -> None:
    found = cells(
        "(in thousands, except per share data)\n\n|  | 2019 |\n| --- | --- |\n"
        "| Net income per share: |  |\n| Basic | $0.52 |\n| Diluted | 0.51 |\n"
        "| Weighted average shares: |  |\n| Basic | 1,200 |\n| Diluted | 1,250 |\n"
    )
    assert found["basic_net_income_per_share", "FY2019", "USD/share"] == Decimal("0.52")
    assert found["weighted_average_shares_basic", "FY2019", "shares"] == 1_200_000
    assert {u for c, _, u in found if "diluted" in c} == {"USD/share", "shares"}


def test_a_footnote_mark_glued_to_a_caption_is_no_part_of_it() -> None:
    found = cells("|  | 2019 |\n| --- | --- |\n| Rope gains1 | 1,234(1) |\n| CO2 | 5* |\n")
    assert found["rope_gains", "FY2019", "USD"] == 1_234
    assert found["co2", "FY2019", "USD"] == 5
