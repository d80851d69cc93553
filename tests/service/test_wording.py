"""Figures as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from corpus.base.records import Period, Value
from service.say.values import say_period, say_value

VALUES = [
    (Value(Decimal(1774953000), "JPY", "1,774,953", -3), "JPY 1,774,953 thousand"),
    (Value(Decimal(-193782000), "JPY", "(193,782)", -3), "JPY -193,782 thousand"),
    (Value(Decimal(10600000000), "JPY", "10.6", -8), "JPY 10.6 billion"),
    (Value(Decimal(662000000), "JPY", "662", -6), "JPY 662 million"),
    (Value(Decimal("184.9"), "percent", "184.9", 1), "184.9%"),
    (Value(Decimal(22700000000), "bps", "22.7", -8), "22.7Gbps"),
    (Value(Decimal("-51.74"), "JPY/ads", "(51.74)", 2), "JPY -51.74 per ADS"),
    (Value(Decimal(84432), "contracts", "84,432", 0), "84,432 contracts"),
    (Value(Decimal("121.74"), "JPY/USD", "121.74", 2), "JPY 121.74 per USD"),
    (
        Value(None, "JPY", "10.5 to 11.0", -8, Decimal(10500000000), Decimal(11000000000)),
        "JPY 10.5 billion to JPY 11.0 billion",
    ),
]


@pytest.mark.parametrize(("value", "said"), VALUES)
def test_a_value_is_said_in_its_printed_scale(value: Value, said: str):
    assert say_value(value) == said


def test_a_period_is_said_with_its_months():
    assert say_period(Period("2Q02", date(2002, 7, 1), date(2002, 9, 30))) == (
        "2Q02 (July to September 2002)"
    )
    assert say_period(Period("2002-09-30", None, date(2002, 9, 30))) == "September 30, 2002"
