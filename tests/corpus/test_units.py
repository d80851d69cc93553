"""Units lines as tables print them."""

from __future__ import annotations

import pytest

from corpus.grammar.units import find_currencies, find_scale, parse_units_line, unit_of_suffix

LINES = [
    ("(JPY in millions)", ("JPY",), 6, None),
    ("(JPY in millio", ("JPY",), 6, None),
    ("(Unit: Giga bits per second)", (), 9, "bps"),
    ("£m", ("GBP",), 6, None),
    ("US$'000", ("USD",), 3, None),
    ("(in thousands, except per share data)", (), 3, None),
    ("(In Thousands of Japanese Yen (JPY) and U.S. Dollars (USD))", ("JPY", "USD"), 3, None),
    ("(inthousands)", (), 3, None),
]


@pytest.mark.parametrize(("text", "currencies", "scale", "unit"), LINES)
def test_units_line_is_read(
    text: str, currencies: tuple[str, ...], scale: int | None, unit: str | None
) -> None:
    line = parse_units_line(text)
    assert line is not None
    assert (line.currencies, line.scale, line.unit) == (currencies, scale, unit)


@pytest.mark.parametrize("text", ["", "Revenues", "For the three months", "12345"])
def test_text_without_units_is_none(text: str) -> None:
    assert parse_units_line(text) is None


def test_exceptions_are_kept() -> None:
    line = parse_units_line("(in thousands, except share and per share data)")
    assert line is not None
    assert "share and per share" in line.except_for


def test_symbol_inside_a_word_is_no_currency() -> None:
    assert find_currencies("Europe and dollarized wonders") == ()
    assert find_currencies("US$ and €") == ("USD", "EUR")
    assert find_scale("a millionaire") is None


def test_unit_after_a_figure_is_the_longest() -> None:
    assert unit_of_suffix("percentage points up") == ("percentage_point", 0, 17)
    assert unit_of_suffix("timeshare") is None
