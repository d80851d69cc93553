"""Charts that lost their layout: doubled layers, shares of a whole, axis ticks."""

from __future__ import annotations

from decimal import Decimal

from corpus.language.views import read_view
from corpus.prose.slides import ChartLabel, is_noisy, one_whole, without_ticks
from tests.corpus.test_prose import facts_of


def shares(*amounts: str, label: str = "") -> list[ChartLabel]:
    """Loose shares, the last with a label where one is given."""
    labels = [""] * (len(amounts) - 1) + [label]
    return [
        ChartLabel(i, i + 1, Decimal(a), said, 0)
        for i, (a, said) in enumerate(zip(amounts, labels, strict=True))
    ]


def test_the_only_set_that_sums_to_100_is_the_chart() -> None:
    found = one_whole(shares("70", "11", "25", "30", "5", label="Others"), 3)
    assert [x.amount for x in found] == [Decimal(70), Decimal(25), Decimal(5)]


def test_two_sets_that_sum_to_100_tell_nothing_apart() -> None:
    assert one_whole(shares("70", "25", "60", "35", "5", label="Others"), 3) == []


def test_no_set_that_sums_to_100_is_no_chart() -> None:
    assert one_whole(shares("10", "20", "30", "5", label="Others"), 3) == []


DOUBLED = "\x0cTop 20 Customers (2Q19)\n\nBanksBanks\n{0}%{0}%\n\nOther Other\n40%40%\n"


def test_doubled_layers_are_one_figure_and_repaired_where_they_sum() -> None:
    facts = facts_of(DOUBLED.format(60))
    assert [(f.concept, f.value.printed, f.status) for f in facts] == [
        ("top_20_customers_share_banks", "60%", "repaired"),
        ("top_20_customers_share_other", "40%", "repaired"),
    ]


def test_doubled_layers_that_do_not_sum_are_disputed() -> None:
    assert {f.status for f in facts_of(DOUBLED.format(70))} == {"disputed"}


def test_axis_ticks_go_and_words_and_units_stay() -> None:
    text = "Total Bandwidth in 2Q19 130 1800 - 14\n4000 4 30.3Gbps _ 1600 - T 7 | 5 ."
    assert is_noisy(text)
    left = without_ticks(read_view(text)).text
    assert " ".join(left.split()) == "Total Bandwidth in 2Q19 30.3Gbps"


def test_plain_text_is_not_noisy() -> None:
    assert not is_noisy("Revenues were $5 million in 2Q19, 3% more than in 2Q18.")
