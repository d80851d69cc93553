"""Periods as people say them, on a calendar whose fiscal 2002 is the year to March 2003."""

from __future__ import annotations

import pytest

from corpus.base.records import Entity
from corpus.grammar.periods import Calendar, find_periods

CALENDAR = Calendar(Entity("iij", "IIJ", fiscal_year_end=(3, 31), year_label="start"))
SAID = [
    ("in July, August and September 2002", "2Q02"),
    ("from July 1 to September 30, 2002", "2Q02"),
    ("between 1 July and 30 September 2002", "2Q02"),
    ("the summer quarter of 2002", "2Q02"),
    ("the spring quarter ended June 30, 2002", "1Q02"),
    ("the winter quarter 2003", "4Q02"),
    ("the last quarter of calendar 2002", "3Q02"),
    ("the first two quarters of fiscal 2002", "1H02"),
    ("the second quarter of the fiscal year that ends in March 2003", "2Q02"),
    ("fiscal 2002's second quarter", "2Q02"),
    ("three months to end-September 2002", "2Q02"),
    ("the opening day of July 2002", "2002-06-30"),
]
SAID_OTHERWISE = [
    # months that do not follow each other, and days that are no first and last, are no stretch
    ("in July, September and November 2002", "2002-11-30"),
    ("between June 30 and September 30, 2002", "2002-09-30"),
]


@pytest.mark.parametrize(("text", "label"), [*SAID, *SAID_OTHERWISE])
def test_a_period_as_it_is_said(text: str, label: str):
    found = find_periods(text, CALENDAR, bare_years=True)
    assert [match.period.label for match in found] == [label]


def test_print_says_no_seasons():
    assert find_periods("the summer quarter of 2002", CALENDAR) == []
