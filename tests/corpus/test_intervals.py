"""A printed figure stands for all values that round to it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.intervals import (
    Interval,
    exact,
    printed_interval,
    ratio,
    share,
    total,
    value_interval,
)
from corpus.base.records import Value

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
decimals = st.integers(min_value=-9, max_value=3)
intervals = st.builds(printed_interval, amounts, decimals)


def test_thousands_reach_half_a_thousand_either_way() -> None:
    assert printed_interval(Decimal(5000), -3) == Interval(Decimal(4500), Decimal(5500))


def test_exact_figure_is_a_point() -> None:
    assert printed_interval(Decimal("51.74"), None) == exact(Decimal("51.74"))


def test_the_same_quarter_in_thousands_millions_and_billions_meets() -> None:
    thousands = printed_interval(Decimal(10_568_342_000), -3)
    millions = printed_interval(Decimal(10_568_000_000), -6)
    billions = printed_interval(Decimal(10_600_000_000), -8)
    assert thousands.meets(millions)
    assert thousands.meets(billions)
    assert not thousands.meets(printed_interval(Decimal(10_700_000_000), -8))


def test_ends_belong_to_the_interval() -> None:
    assert printed_interval(Decimal(1), 0).meets(printed_interval(Decimal(2), 0))


def test_share_is_in_percent() -> None:
    found = share(exact(Decimal(1)), exact(Decimal(3)))
    assert found.meets(printed_interval(Decimal("33.3"), 1))


def test_a_divisor_that_may_be_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        ratio(exact(Decimal(1)), printed_interval(Decimal("0.3"), 0))


def test_low_above_high_is_refused() -> None:
    with pytest.raises(ValueError, match="low <= high"):
        Interval(Decimal(2), Decimal(1))


def test_a_range_reaches_from_its_low_to_its_high_end() -> None:
    value = Value(None, "JPY", "10.5", -8, Decimal(10_500_000_000), Decimal(11_000_000_000))
    assert value_interval(value) == Interval(Decimal(10_450_000_000), Decimal(11_050_000_000))


@pytest.mark.parametrize(
    ("hedge", "holds", "holds_not"),
    [
        ("more than", 60, 49),
        ("up to", 40, 51),
        ("approximately", "50.9", 55),
        ("nearly", "49.1", 52),
    ],
)
def test_a_hedge_widens_on_its_side(hedge: str, holds: object, holds_not: object) -> None:
    found = value_interval(Value(Decimal(50), "percent", "50%", 0), hedge)
    assert found is not None
    assert found.holds(Decimal(str(holds)))
    assert not found.holds(Decimal(str(holds_not)))


def test_a_text_without_amount_has_no_interval() -> None:
    assert value_interval(Value(None, "JPY", "")) is None


@given(amounts, decimals)
def test_the_printed_amount_lies_in_its_interval(amount: Decimal, places: int) -> None:
    assert printed_interval(amount, places).holds(amount)


@given(intervals, intervals)
def test_a_difference_added_back_holds_the_first(one: Interval, other: Interval) -> None:
    back = one.subtract(other).add(other)
    assert back.low <= one.low
    assert one.high <= back.high


@given(st.lists(intervals, min_size=1, max_size=6))
def test_a_sum_holds_the_sum_of_the_middles(parts: list[Interval]) -> None:
    assert total(parts, [1] * len(parts)).holds(sum((p.middle for p in parts), Decimal(0)))


@given(intervals, intervals)
def test_meeting_is_mutual_and_without_distance(one: Interval, other: Interval) -> None:
    assert one.meets(other) is other.meets(one)
    assert (one.distance(other) == 0) is one.meets(other)
    met = one.meet(other)
    assert (met is not None) is one.meets(other)


@given(intervals, st.integers(min_value=-50, max_value=50))
def test_scaling_keeps_the_middle(one: Interval, factor: int) -> None:
    assert one.scale(factor).middle == one.middle * factor
