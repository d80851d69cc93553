"""Every way print says a period, on a calendar whose year ends in March and on a calendar year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.errors import PeriodError
from corpus.base.records import Entity
from corpus.grammar.periodmarks import MARKS, marks_of
from corpus.grammar.periods import (
    ALL_RULES,
    Calendar,
    find_periods,
    following,
    parse_period,
    previous,
    year_earlier,
)

MARCH = Calendar(Entity("m", "March Co", (3, 31), "start", "JPY"))
DECEMBER = Calendar(Entity("d", "December Inc"))
SAID = [
    ("2Q02", "2Q02"), ("2q 2002", "2Q02"), ("Q2 FY2002", "2Q02"), ("FY2002 Q1", "1Q02"),
    ("second quarter of fiscal 2002", "2Q02"), ("quarter ended September 30 2002", "2Q02"),
    ("the three months to June 2002", "1Q02"), ("year ending March 31, 2003", "FY2002"),
    ("first half of fiscal year 2002", "1H02"), ("H1 FY2002", "1H02"), ("1H02", "1H02"),
    ("FY02 9 months accumulated", "9M02"), ("nine months to december 31, 2003", "9M03"),
    ("first nine months of fiscal 2003", "9M03"), ("October-December 2002", "3Q02"),
    ("january to march 2003", "4Q02"), ("40Q02", "4Q02"), ("FY 3/99", "FY1998"),
    ("Third Quarter Results for the Year Ending March 31, 2004", "3Q03"),
    ("the quarter ended in December 2002", "3Q02"), ("fiscal 02", "FY2002"),
    ("30 September 2002", "2002-09-30"), ("Sept. 30, 2002", "2002-09-30"),
    ("at the end of September 2002", "2002-09-30"), ("2002-09-30", "2002-09-30"),
]  # fmt: skip
UNSAID = ["in 2006", "page 2002a", "+81-3-5259-6500", "1,234", "quarter", "Q5 2002", "13Q02", "2Q"]


@pytest.mark.parametrize(("text", "label"), SAID)
def test_period_is_understood(text: str, label: str) -> None:
    assert parse_period(text, MARCH).label == label


@pytest.mark.parametrize("text", UNSAID)
def test_what_names_no_period_gives_none(text: str) -> None:
    assert find_periods(text, MARCH) == []
    with pytest.raises(PeriodError):
        parse_period(text, MARCH)


def test_fiscal_quarters_have_the_days_of_their_calendar() -> None:
    assert MARCH.quarter(2, 2002).start == date(2002, 7, 1)
    assert MARCH.quarter(2, 2002).end == date(2002, 9, 30)
    assert MARCH.quarter(4, 2001).end == date(2002, 3, 31)
    assert DECEMBER.quarter(2, 2002).end == date(2002, 6, 30)
    assert DECEMBER.fiscal_year(2019).end == date(2019, 12, 31)


def test_neighbours_of_a_period() -> None:
    quarter = MARCH.quarter(2, 2002)
    assert previous(quarter, MARCH).label == "1Q02"
    assert following(quarter, MARCH).label == "3Q02"
    assert year_earlier(quarter, MARCH).label == "2Q01"
    assert previous(MARCH.fiscal_year(2002), MARCH).label == "FY2001"
    assert previous(MARCH.instant(date(2002, 9, 30)), MARCH).label == "2002-06-30"


def test_bare_years_count_only_where_asked() -> None:
    assert find_periods("2019 | 2018", DECEMBER) == []
    found = find_periods("2019 | 2018", DECEMBER, bare_years=True)
    assert [m.period.label for m in found] == ["FY2019", "FY2018"]


@given(
    st.integers(1980, 2060),
    st.integers(1, 12),
    st.sampled_from(["start", "end"]),
    st.integers(1, 4),
)
def test_label_and_days_agree_on_any_calendar(
    year: int, month: int, label: str, number: int
) -> None:
    last = (date(2001, month % 12 + 1, 1) - timedelta(days=1)).day
    calendar = Calendar(Entity("x", "X", (month, min(last, 28 if month == 2 else 31)), label))  # type: ignore[arg-type]
    quarter = calendar.quarter(number, year)
    assert quarter.start is not None
    assert calendar.between(quarter.start, quarter.end) == quarter
    whole = calendar.fiscal_year(year)
    assert calendar.quarters(whole) == tuple(calendar.quarter(n, year) for n in (1, 2, 3, 4))
    assert previous(following(quarter, calendar), calendar) == quarter


@given(st.text(max_size=120))
def test_any_text_is_read_without_error_and_with_exact_offsets(text: str) -> None:
    for match in find_periods(text, MARCH, bare_years=True):
        assert text[match.start : match.end] == match.text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("sep-02 quarter", "2Q02"), ("june quarter 2002", "1Q02"), ("sep 30 01", "2001-09-30"),
        ("quarter to sept 02", "2Q02"), ("30/09/2002", "2002-09-30"), ("9/30/2002", "2002-09-30"),
        ("Jun-30-2002", "2002-06-30"), ("30-Jun-2002", "2002-06-30"), ("fiscal 2002/03", "FY2002"),
        ("calendar Q3 2002", "2Q02"), ("first fiscal quarter of FY2002", "1Q02"),
        ("2nd qtr fy02", "2Q02"), ("quarter two of fiscal 2002", "2Q02"),
        ("Sept. 2002 qtr", "2Q02"), ("quarter ended 30.09.2002", "2Q02"),
        ("dec '03 quarter", "3Q03"), ("jun 02", "2002-06-30"),
    ],
)  # fmt: skip
def test_typed_periods_are_read_in_questions_alone(text: str, label: str) -> None:
    assert [m.period.label for m in find_periods(text, MARCH, bare_years=True)] == [label]
    assert find_periods("sales may 10 times", MARCH) == []


def test_a_date_that_reads_two_ways_is_not_guessed() -> None:
    assert find_periods("4/5/2002", MARCH, bare_years=True) == []


PIECES = (
    "1", "2", "3", "4", "9", "12", "02", "30", "99", "2002", "1999", "Q", "q", "H", "M", "O", "0Q",
    "FY", "fiscal ", "financial year", "the ", "of ", "first", "second half", "third quarter",
    "qtr", "months", "ended", "to", "calendar", "year", "september", "sep", "Mar", "market", "may",
    " ", "\t", "\n", "-", "/", ".", ",", "'", "’", "ſ",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_text_bears_the_mark_of_each_rule_that_matches_it(text: str) -> None:
    for rule in ALL_RULES:
        assert rule.pattern.search(text) is None or rule.mark in marks_of(text), rule.name


def test_each_mark_is_of_some_rule_and_each_rule_has_one() -> None:
    assert {rule.mark for rule in ALL_RULES} == set(MARKS)


def test_the_mark_of_a_month_is_a_whole_word() -> None:
    assert "month" in marks_of("as of mar 2002")
    assert marks_of("the market of 2002") == ("digit",)
    assert marks_of("a market") == ()
