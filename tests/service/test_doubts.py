"""Operands that may be put together, and results that are doubted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from corpus.base.records import Period
from service.ask.pipeline import answer_json
from service.find.doubts import disjoint, tiles
from tests.questions.engines import shared_engine


def stretch(first: str, last: str) -> Period:
    return Period(f"{first}/{last}", date.fromisoformat(first), date.fromisoformat(last))


YEAR = stretch("2002-04-01", "2003-03-31")
NINE = stretch("2002-04-01", "2002-12-31")
LAST = stretch("2003-01-01", "2003-03-31")
HALF = stretch("2002-04-01", "2002-09-30")


def test_a_year_is_made_of_nine_months_and_its_last_quarter():
    assert tiles(YEAR, [NINE, LAST])


@pytest.mark.parametrize("parts", [[NINE, NINE], [HALF, NINE], [HALF, LAST], [NINE]])
def test_parts_that_overlap_or_leave_a_gap_make_no_whole(parts: list[Period]):
    assert not tiles(YEAR, parts)


def test_a_stretch_shares_days_with_itself():
    assert not disjoint([NINE, NINE])
    assert disjoint([HALF, LAST])


def test_a_percentage_whose_base_changed_sign_is_disputed_with_the_reason():
    answer = answer_json("operating income growth in 3Q03 year on year", shared_engine())
    assert answer["status"] == "disputed"
    assert "change of sign" in [c["name"] for c in answer["checks"] if not c["passed"]]


def test_a_yes_or_no_compares_the_figures_whose_percentage_says_nothing():
    answer = answer_json("Did operating income improve in 3Q03 year on year?", shared_engine())
    assert answer["status"] == "answered"
    assert answer["text"].startswith("Yes")
    later, earlier = (Decimal(p["value"]["amount"]) for p in answer["points"])
    assert earlier < 0 < later


def test_a_loss_is_compared_by_its_size():
    answer = answer_json("Did the operating loss increase from 1Q02 to 2Q02?", shared_engine())
    assert answer["text"].startswith("No")


def test_overlapping_periods_are_not_summed():
    answer = answer_json("sum of total revenues in FY2001 and 4Q01", shared_engine())
    assert answer["status"] == "unanswered"
