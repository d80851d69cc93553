"""Printed figures: what must be read, what must not, and offsets exact whatever stands around."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.errors import NumberError
from corpus.grammar.numbers import find_figures, parse_figure
from tests.growth import SQUARE, grows

# printed, amount, decimals, currency, unit
FIGURES = [
    ("(193,782)", "-193782", 0, None, None),
    ("(1.4%)", "-1.4", 1, None, "percent"),
    ("(-)1.8%", "-1.8", 1, None, "percent"),
    ("JPY(-)51.74", "-51.74", 2, "JPY", None),
    ("−3.2", "-3.2", 1, None, None),
    ("JPY10.6 billion", "10600000000", -8, "JPY", None),
    ("$86.8 million", "86800000", -5, "USD", None),
    ("JPY12.1B", "12100000000", -8, "JPY", None),
    ("£59.1m", "59100000", -5, "GBP", None),
    ("$ (123 )", "-123", 0, "USD", None),
    ("$(1,234)", "-1234", 0, "USD", None),
    ("22.7Gbps", "22700000000", -8, None, "bps"),
    ("3.4 times", "3.4", 1, None, "ratio"),
    ("19,420.15㎡", "19420.15", 2, None, "m2"),
    ("1 ton/㎡", "1", 0, None, "metric tons/m2"),
    ("Y165,445", "165445", 0, "JPY", None),
    ("JPY 1,774,953 thousand", "1774953000", -3, "JPY", None),
    ("1,200 yen", "1200", 0, "JPY", None),
]
NO_FIGURES = ["2Q02", "IIJ4U", "T1", "abc", "", "-", "FY2002x1a", "9" * 40]


@pytest.mark.parametrize(("text", "amount", "decimals", "currency", "unit"), FIGURES)
def test_printed_figure_is_read_exactly(
    text: str, amount: str, decimals: int, currency: str | None, unit: str | None
) -> None:
    (figure,) = find_figures(f"about {text} there")
    assert figure.amount == Decimal(amount)
    assert (figure.decimals, figure.currency, figure.unit) == (decimals, currency, unit)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert find_figures(text) == []


def test_range_has_two_figures_and_no_minus() -> None:
    low, high = find_figures("JPY9.0-9.5B")
    assert (low.amount, high.amount) == (Decimal("9.0"), Decimal("9500000000"))


def test_scale_of_the_table_applies_once() -> None:
    assert parse_figure("1,774,953", scale=3).amount == Decimal("1774953000")
    assert parse_figure("5 million", scale=3).amount == Decimal("5000000")


@pytest.mark.parametrize("text", ["5,546,572 791,738", "11 apples", "", "about 5"])
def test_more_or_less_than_one_figure_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        parse_figure(text)


@given(
    st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False),
    st.booleans(),
    st.sampled_from(["", "JPY", "$", "£"]),
    st.text(alphabet="ab .,;:\n", max_size=10),
)
def test_written_figure_reads_back(amount: Decimal, negative: bool, sign: str, lead: str) -> None:
    body = f"{sign}({amount:,f})" if negative else f"{sign}{amount:,f}"
    text = f"{lead} {body} {lead}"
    figures = find_figures(text)
    assert [f.amount for f in figures] == [-amount if negative else amount]
    assert text[figures[0].start : figures[0].end] == figures[0].printed


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_with_exact_offsets(text: str) -> None:
    at = 0
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.printed
        assert at <= figure.start < figure.end <= len(text)
        assert figure.outer_start <= figure.start
        at = figure.end


@pytest.mark.parametrize("pump", ["1,", "(", "1 ", "$", "-", "1.1", " ", "%("])
def test_reading_grows_linearly(pump: str) -> None:
    assert grows(find_figures, lambda n: pump * n, 32_000) < SQUARE
