"""Figures, periods, pieces of text and charts as the pages print them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Cell, Period, Span, Table, Value
from corpus.ties.kinds import KINDS, MARKS, kind_of
from service.say.values import figure, period_words, scale_choices, unit_words
from service.web.pages.charts import ChartPoint, column_chart, shared_exponent
from service.web.pages.document import find_words
from service.web.pages.source import Mark, cut_pieces, shorten, show_table


@pytest.mark.parametrize(
    ("amount", "unit", "decimals", "text"),
    [
        ("1774953000", "JPY", -3, "JPY 1,774,953 thousand"),
        ("1775000000", "JPY", -6, "JPY 1,775 million"),
        ("10600000000", "JPY", -8, "JPY 10.6 billion"),
        ("-193782000", "JPY", -3, "JPY −193,782 thousand"),
        ("184.9", "percent", 1, "184.9%"),
        ("-1.80", "percent", 1, "−1.8%"),
        ("22700000000", "bps", -8, "22.7 Gbps"),
        ("12900000", "bps", -5, "12.9 Mbps"),
        ("114608", "subscribers", 0, "114,608 subscribers"),
        ("4200000", "subscribers", -5, "4.2 million subscribers"),
        ("-51.74", "JPY/ads", 2, "JPY −51.74 per ADS"),
        ("121.74", "JPY/USD", 2, "JPY 121.74 per US dollar"),
        ("3.4", "ratio", 1, "3.4 times"),
        ("0", "JPY", -3, "JPY 0 thousand"),
        ("2000", "m2", None, "2,000 m²"),
        ("0.9529", "ratio", None, "0.9529 times"),
        (
            "1234567890123456789012345678901",
            "JPY",
            0,
            "JPY 1,234,567,890,123,456,789,012,345,678,901",
        ),
    ],
)
def test_figure_is_printed_at_the_precision_of_its_print(
    amount: str, unit: str, decimals: int | None, text: str
) -> None:
    assert figure(Value(Decimal(amount), unit, "", decimals)).text == text


def test_range_and_open_range_are_said() -> None:
    low, high = Decimal("10500000000"), Decimal("11000000000")
    assert figure(Value(None, "JPY", "", -8, low, high)).text == "JPY 10.5 to 11.0 billion"
    assert figure(Value(None, "percent", "", 0, Decimal(15), None)).text == "at least 15%"


def test_coarser_scale_rounds_and_says_so_and_a_finer_one_is_refused() -> None:
    sales = Value(Decimal("1774953000"), "JPY", "1,774,953", -3)
    shown = figure(sales, scale="millions")
    assert (shown.text, shown.rounded) == ("JPY 1,775 million", True)
    assert figure(sales, scale="units").text == "JPY 1,774,953 thousand"
    assert scale_choices(sales) == ["thousands", "millions", "billions"]
    assert scale_choices(Value(Decimal("12.5"), "percent", "", 1)) == []


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=0), st.integers(-9, 0))
def test_no_digit_of_the_print_is_lost_at_its_own_scale(amount: Decimal, decimals: int) -> None:
    printed = amount.quantize(Decimal(1).scaleb(-decimals)) if decimals else amount
    printed = Decimal(int(printed.scaleb(decimals))).scaleb(-decimals)
    shown = figure(Value(printed, "JPY", "", decimals))
    digits = Decimal(shown.number.replace(",", "").replace("−", "-"))
    assert digits.scaleb(shown.exponent) == printed
    assert not shown.rounded


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2002, 7, 1), date(2002, 9, 30), "July to September 2002"),
        (date(2002, 4, 1), date(2003, 3, 31), "April 2002 to March 2003"),
        (date(2002, 9, 1), date(2002, 9, 30), "September 2002"),
        (None, date(2002, 9, 30), "September 30, 2002"),
        (date(2004, 2, 1), date(2004, 2, 29), "February 2004"),
        (date(2002, 7, 2), date(2002, 9, 30), "July 2, 2002 to September 30, 2002"),
    ],
)
def test_period_is_said_in_words(start: date | None, end: date, words: str) -> None:
    assert period_words(Period("x", start, end)) == words


def test_units_in_words() -> None:
    assert unit_words("JPY/ads") == "yen per ADS"
    assert unit_words("messages/hour") == "messages an hour"
    assert figure(Value(Decimal(5), "ads", "")).text == "5 ADS equivalents"
    assert unit_words("percentage_point") == "percentage points"


@given(
    st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6)
)
def test_pieces_joined_are_the_text(text: str, runs: list[tuple[int, int]]) -> None:
    marks = [Mark(a, a + n, "cite", id=f"c{a}") for a, n in runs]
    pieces = cut_pieces(text, 0, len(text), marks)
    assert "".join(p.text for p in pieces) == text
    for piece in pieces:
        covered = {i for m in marks for i in range(m.start, m.end)}
        inside = set(range(piece.start, piece.start + len(piece.text)))
        assert inside <= covered if piece.cite else not inside & covered


def test_cited_cell_marks_its_row_and_its_column() -> None:
    text = "a|b|c\nd|e|f"
    rows = tuple(
        tuple(
            Cell(r, c, text[at : at + 1], Span("d", at, at + 1))
            for c, at in enumerate(range(6 * r, 6 * r + 5, 2))
        )
        for r in range(2)
    )
    table = Table("t", Span("d", 0, len(text)), rows, header_rows=1)
    shown = show_table(text, table, [Mark(8, 9, "cite")], hits=[(8, 9)])
    assert [c.in_column for c in shown.head[0]] == [False, True, False]
    assert [(c.hit, c.in_row) for c in shown.body[0]] == [
        (False, True),
        (True, False),
        (False, True),
    ]


def test_chart_says_in_words_what_it_shows() -> None:
    points = [
        ChartPoint("1Q02", Decimal("-464155000")),
        ChartPoint("<2Q02>", Decimal("15998000"), status="disputed"),
        ChartPoint("3Q02", None, Decimal("1000000000"), Decimal("2000000000"), "guidance"),
    ]
    exponent = shared_exponent(points, 3)
    svg = column_chart(
        points, key="k", title="Income & loss", unit="JPY million", exponent=exponent
    )
    root = ElementTree.fromstring(svg)
    said = root.find("desc")
    assert exponent == 6
    assert said is not None
    assert said.text == (
        "JPY million: 1Q02 −464; <2Q02> 16.0 (disputed); 3Q02 1,000 to 2,000 (forecast)"
    )
    assert not re.search(r"style=|on\w+=", str(svg))
    bars = list(root.iter("rect"))
    zero = float(next(root.iter("line")).get("y1") or 0)
    assert float(bars[0].get("y") or 0) == pytest.approx(zero, abs=0.1)
    assert float(bars[1].get("y") or 0) < zero
    assert "range" in (bars[2].get("class") or "")


def test_every_tick_mark_has_a_letter_of_its_own() -> None:
    assert len({mark.letter for mark in MARKS.values()}) == len(MARKS)
    assert {kind.mark.word for kind in KINDS.values()} < set(MARKS)
    assert kind_of("cross_foot").claim == "Adds up across"
    assert kind_of("a_new_check").claim == "A new check"


def test_words_are_found_across_lines_without_regard_to_case() -> None:
    assert find_words("Net\nLoss and net loss", "NET loss") == [(0, 8), (13, 21)]
    assert find_words("abc", " ") == []


def test_shortened_text_ends_at_a_word() -> None:
    assert shorten("one  two\nthree", 9) == "one two…"
