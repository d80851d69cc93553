"""Periods that borrow what their neighbour says."""

from __future__ import annotations

import pytest

from corpus.base.records import Entity
from corpus.grammar.periods import Calendar, find_periods
from service.understand.ellipsis import elliptic_periods, part_of_year

CALENDAR = Calendar(Entity("x", "X", (3, 31), "start", "JPY"))

CASES = [
    ("1Q and 2Q03", ["1Q03", "2Q03"]),
    ("1Q, 2Q and 3Q03", ["1Q03", "2Q03", "3Q03"]),
    ("first and second quarter of fiscal 2002", ["1Q02", "2Q02"]),
    ("September 30, 2002 and 2001", ["2002-09-30", "2001-09-30"]),
    ("June 30 and September 30, 2002", ["2002-06-30", "2002-09-30"]),
    ("june 30, sept 30 and dec 31 2003", ["2003-06-30", "2003-09-30", "2003-12-31"]),
    ("30/9/2002", ["2002-09-30"]),
    ("9/30/2002", ["2002-09-30"]),
    ("2Q 2002 vs 2001", ["2Q02", "2Q01"]),
    ("9/30/02", ["2002-09-30"]),
    ("30/9/02", ["2002-09-30"]),
    ("5/6/02", []),
    ("between 30 june and 30 sept 2002", ["2002-06-30", "2002-09-30"]),
    ("from end of June to end of September 2002", ["2002-06-30", "2002-09-30"]),
    ("the quarter that began 1 July 2001", ["2Q01"]),
    ("six months beginning in April 2002", ["1H02"]),
    ("the year starting April 1, 2002", ["FY2002"]),
    ("no period here", []),
    ("45/45/2002", []),
]


@pytest.mark.parametrize(("text", "labels"), CASES)
def test_a_period_takes_what_it_lacks_from_its_neighbour(text: str, labels: list[str]):
    found = elliptic_periods(text, find_periods(text, CALENDAR, bare_years=True), CALENDAR)
    assert [m.period.label for m in found] == labels
    assert all(text[m.start : m.end] == m.text for m in found)


PARTS = [
    ("third quarter", "3Q03"),
    ("q2", "2Q03"),
    ("1h", "1H03"),
    ("nine months", "9M03"),
    ("half year", "1H03"),
    ("full year", None),
]


@pytest.mark.parametrize(("name", "label"), PARTS)
def test_a_stretch_without_a_year_is_part_of_the_year_named(name: str, label: str | None):
    part = part_of_year(name, CALENDAR.fiscal_year(2003), CALENDAR)
    assert (part.label if part else None) == label
