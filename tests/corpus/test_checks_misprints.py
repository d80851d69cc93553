"""A misprint looks like the figure it stands for; another measure does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ties.misprints import alike
from tests.corpus.made import check, fact, named

ALIKE = [
    ("399", "39.9"),  # the point
    ("5546572", "3546572"),  # a digit
    ("1774953", "1774593"),  # two digits swapped
    ("743000", "643230"),  # a digit, at the precision of the coarser
    ("228", "22.8"),
    ("12", "17"),
    ("100", "1"),
]
UNLIKE = [("3.8", "108"), ("44", "93"), ("445.7", "8.6"), ("60", "94"), ("8", "6"), ("0", "5")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: str, other: str) -> None:
    assert alike(Decimal(one), Decimal(other))
    assert alike(Decimal(other), -Decimal(one))


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_unlike(one: str, other: str) -> None:
    assert not alike(Decimal(one), Decimal(other))
    assert not alike(Decimal(other), Decimal(one))


@given(st.integers(min_value=10, max_value=10**15), st.integers(min_value=-6, max_value=6))
def test_the_place_of_the_point_makes_no_difference(number: int, places: int) -> None:
    assert alike(Decimal(number), Decimal(number).scaleb(places))


def test_sentences_of_one_document_that_are_not_alike_are_two_measures() -> None:
    facts = [
        fact("net_income", "38", decimals=-5, table=None),
        fact("net_income", "108", decimals=-6, table=None),
    ]
    updated, checks = check(facts)
    assert {f.status for f in updated.values()} == {"clean"}
    assert named(checks, "agrees_to_prose") == []


def test_a_sentence_that_misprints_the_table_is_disputed_where_the_table_ties() -> None:
    facts = [
        fact("total_revenues", 10_568_342, row=3),
        fact("connectivity_and_value_added_services_revenue", 5_699_221, row=1),
        fact("systems_integration_revenue", 3_094_168, row=2),
        fact("equipment_sales", 1_774_953, row=4),
        fact("total_revenues", 10_868, decimals=-6, table=None),
    ]
    updated, _ = check(facts)
    assert [updated[f.id].status for f in facts] == ["clean"] * 4 + ["disputed"]
