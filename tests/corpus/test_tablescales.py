"""Scales, units of rows and columns, balances and flows of tables, and signs of cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.corpus.test_heads import rows
from tests.corpus.test_tablefacts import facts_of
from tests.corpus.test_tableshapes import LOOSE, cells

HEAD = "|  | December 31, 2022 | December 31, 2021 |\n| --- | --- | --- |\n"


@pytest.mark.parametrize(
    "line",
    [
        "(in thousands of dollars)",
        "(in thousands, except share and per share data)",
        "Amounts in thousands of dollars except per share amounts",
        "(Unaudited; Dollars in Thousands)",
    ],
)
def test_a_scale_reaches_the_continuation_of_its_statement(line: str) -> None:
    found = cells(
        f"# Fossdale plc balance sheet\n\n{line}\n\n{HEAD}| Cash | $ 8,115 | 9,020 |\n\n"
        f"Page 2 | balance sheet (continued)\n\n{HEAD}| Goodwill | 12,640 | 12,655 |\n"
    )
    assert found["goodwill", "2022-12-31", "USD"] == 12_640_000


@pytest.mark.parametrize(
    "bracket",
    [
        "The charge was $1.0 billion ($1.3 billion before tax).",
        "We paid £4 million (£5 million with interest).",
        "Orders came to €2.5 billion (€2.1 billion a year before).",
    ],
)
def test_an_amount_in_brackets_is_no_units_line(bracket: str) -> None:
    head = "|  | 2022 | 2021 |\n| --- | --- | --- |\n"
    found = cells(f"{bracket}\n\n{head}| Copper rods | 14,964 | 15,220 |\n")
    assert Decimal(14_964) in found.values()


@pytest.mark.parametrize(
    ("stub", "unit", "amount"),
    [
        ("Millions, except per share amounts", "USD", 5_843_000_000),
        ("($ millions)", "USD", 5_843_000_000),
        ("In thousands of pounds sterling", "GBP", 5_843_000),
        ("Dollars in billions", "USD", 5_843_000_000_000),
    ],
)
def test_a_stub_states_the_scale(stub: str, unit: str, amount: int) -> None:
    found = cells(
        rows(f"| {stub} | 2019 | 2018 |", "| Copper rods | 5,843 | 5,700 |", title="Rods")
    )
    assert found["copper_rods", "FY2019", unit] == amount


SHARES = (
    ("Weighted average shares used in computing income per share:", "Basic", "15,343"),
    ("Shares outstanding used in earnings per share computation:", "Diluted", "2,408"),
    ("Weighted average number of shares outstanding:", "Basic", "3,197"),
)


@pytest.mark.parametrize(("section", "label", "printed"), SHARES)
def test_numbers_of_shares_are_told_by_their_section(
    section: str, label: str, printed: str
) -> None:
    found = cells(
        rows(
            "|  | 2019 | 2018 |",
            "| Income per share: |  |  |",
            f"| {label} | $ 6.11 | $ 6.16 |",
            f"| {section} |  |  |",
            f"| {label} | {printed} | {printed} |",
            title="(in millions, except per share amounts)",
        )
    )
    amounts = {(unit, amount) for (_, period, unit), amount in found.items() if period == "FY2019"}
    count = Decimal(printed.replace(",", "")) * 1_000_000
    assert amounts == {("USD/share", Decimal("6.11")), ("shares", count)}


@pytest.mark.parametrize(
    ("caption", "amount"),
    [
        ("Cash dividends declared ($2.54 per share)", -6_118_000),
        ("Dividends on ordinary stock (£0.31 per share)", -6_118_000),
        ("Common stock, par value $1.00 per share", -6_118_000),
    ],
)
def test_a_remark_about_a_share_is_not_the_unit_of_its_row(caption: str, amount: int) -> None:
    found = cells(rows("|  | 2019 |  |", f"| {caption} | (6,118) |  |"))
    assert amount in {v for (_, _, unit), v in found.items() if unit == "USD"}


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("Balance at beginning of year", "Balance at end of year"),
        ("Beginning balances", "Ending balances"),
        ("Reserve, beginning of the period", "Reserve, end of the period"),
        ("Cash, start of year", "Cash, end of year"),
    ],
)
def test_opening_and_closing_lines_are_of_days(opening: str, closing: str) -> None:
    _, facts = facts_of(
        rows(
            "|  | 2019 | 2018 |",
            f"| {opening} | 120 | 100 |",
            "| Additions | 15 | 20 |",
            f"| {closing} | 135 | 120 |",
        ),
        LOOSE,
    )
    days = {f.value.printed: {p.period.label for p in facts.values() if p.value == f.value}
            for f in facts.values()}  # fmt: skip
    assert days["15"] == {"FY2019"}
    assert days["135"] == {"2019-12-31"}
    assert days["100"] == {"2017-12-31"}
    assert days["120"] == {"2018-12-31"}


def test_a_balance_in_a_cash_flow_is_a_change_of_it() -> None:
    found = cells(
        "# Consolidated statements of cash flows\n\n(in millions)\n\n"
        "|  | Year ended December 31, 2019 |\n| --- | --- |\n"
        "| Inventories | (12) |\n| Accounts receivable | 7 |\n"
    )
    assert {period for _, period, _ in found} == {"FY2019"}
    assert not {c for c, _, _ in found} & {"inventories", "accounts_receivable"}


@pytest.mark.parametrize(
    ("caption", "figures"),
    [
        ("Accounts receivable, less allowances of $503 and $506, respectively", {503, 506}),
        ("Plant, net of accumulated depreciation of $81 and $70", {81, 70}),
        ("Stocks (net of provisions of $9 and $12)", {9, 12}),
    ],
)
def test_figures_in_a_caption_are_of_the_columns_in_order(caption: str, figures: set[int]) -> None:
    found = cells(f"(in thousands)\n\n{HEAD}| {caption} | 9,100 | 9,200 |\n")
    amounts = {v for v in found.values() if v is not None and v < 1_000_000}
    assert amounts == {Decimal(f) * 1000 for f in figures}


@pytest.mark.parametrize(
    ("caption", "lines"),
    [
        ("Lease payments as of December 31, 2022:", ("| 2023 | 41 |", "| 2024 | 38 |")),
        ("Debt due, at December 31, 2022:", ("| 2025 | 41 |", "| 2030 | 38 |")),
        ("Obligations as of December 31, 2022:", ("| 2023 | 41 |", "| Thereafter | 38 |")),
    ],
)
def test_years_that_fall_due_are_no_periods(caption: str, lines: tuple[str, ...]) -> None:
    found = cells(
        f"Balance sheet (in millions)\n\n{HEAD}| Cash | 5 | 4 |\n\n{caption}\n\n"
        "|  | Amount |\n| --- | --- |\n" + "\n".join(lines) + "\n"
    )
    assert {period for _, period, _ in found} == {"2022-12-31", "2021-12-31"}


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("–2,305", -2_305_000), ("−740", -740_000), ("-1,208", -1_208_000), ("–$ 31", -31_000),
        ("2,305-", -2_305_000), ("914–", -914_000), ("77-", -77_000),
        ("△ 2,305", -2_305_000), ("▲ 618", -618_000), ("△55", -55_000),
        ("(2,305", -2_305_000), ("(88", -88_000), ("$ (4,016", -4_016_000),
        ("nil", 0), ("Nil", 0), ("–", 0),
        ("2,3O5", None), ("l,305", None), ("7O", None), ("I2,400", None),
        ("2,305 Cr.", None), ("618 DR", None), ("41Cr", None),
    ],
)  # fmt: skip
def test_signs_and_misread_digits_of_a_cell(cell: str, amount: int | None) -> None:
    found = cells(rows("|  | 2019 | 2018 |", f"| Other items | {cell} | 1,111 |"))
    assert found.get(("other_items", "FY2019", "USD")) == amount
