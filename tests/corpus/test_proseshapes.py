"""What any company's sentences say of figures that are no level of the sentence's subject."""

from __future__ import annotations

import pytest

from tests.corpus.test_prose import said

CASES = {
    "an amount per share": (
        "In 2Q19 the barn dividend was $24.15 per share.",
        ["barn_dividend 2Q19 24.15 USD/share"],
    ),
    "a price per share by its name": (
        "The grant date fair value of options was $8.92 in 2Q19.",
        ["grant_date_fair_value_options 2Q19 8.92 USD/share"],
    ),
    "a part is named by itself": (
        "Depreciation in 2Q19 was $1.2 million, including $32,000 of rope wear.",
        ["depreciation 2Q19 1200000 USD", "rope_wear 2Q19 32000 USD"],
    ),
    "of which": (
        "Barn costs in 2Q19 were $12,548, of which $9,028 and $100, respectively, were ropes.",
        ["barn_costs 2Q19 12548 USD"],
    ),
    "a part associated with something": (
        "Barn losses in 2Q19 were $719 million: $365 million associated with AB.",
        ["barn_losses 2Q19 719000000 USD"],
    ),
    "what would have been": (
        "If rates had changed, barn costs would have increased by $6.5 million in 2Q19.",
        [],
    ),
    "growth at constant currency": (
        "Revenues increased 12% on a constant currency basis in 2Q19.",
        ["total_revenues_constant_currency_change 2Q19 12 percent"],
    ),
    "the same day of the year before": (
        "Rope deposits at 31 December 2018 were £3.5 million (2017: £3.1 million).",
        ["rope_deposits 2018-12-31 3500000 GBP", "rope_deposits 2017-12-31 3100000 GBP"],
    ),
    "a year in brackets without a colon": (
        "Rope costs in 2018 were $4.3 million (2017 $19.6 million).",
        ["rope_costs FY2018 4300000 USD", "rope_costs FY2017 19600000 USD"],
    ),
    "basis points are differences": (
        "Idle barns hurt gross margin by 70 basis points in 2Q19.",
        [],
    ),
    "a list of several things": (
        "At June 30, 2019, town and country barn credits were $41.8 million and $86.3 million, "
        "respectively.",
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_is_read_for_what_it_says(case: str) -> None:
    text, expected = CASES[case]
    assert said(text) == expected
