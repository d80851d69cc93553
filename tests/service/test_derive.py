"""Derivations over small ledgers: each way, and the refusal where no way leads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.grammar.periods import Calendar, parse_period
from service.find.derive import Deriver
from service.find.reported import Ledger
from service.plan.formula import FormulaError, parse_formula
from tests.questions.engines import shared_engine


@pytest.fixture(scope="module")
def deriver() -> Deriver:
    engine = shared_engine()
    entity = next(iter(engine.documents.values())).entity
    return Deriver(Ledger(engine, Calendar(entity)))


WAYS = [
    (
        "current_ratio",
        "2002-09-30",
        None,
        "0.9529",
        "total_current_assets / total_current_liabilities",
    ),
    ("net_income", "1H02", None, "-4921183000", "+"),
    ("total_revenues", "9M03", None, "27162000000", "+"),
    ("total_revenues", "1H01", None, "17863118110", "/ (1 + growth / 100)"),
    ("backbone_costs", "2Q02", None, "1263000000", "+"),
    ("capital_expenditure", "1Q02", "USD", "8337440", "/ rate"),
]


@pytest.mark.parametrize(("concept", "label", "unit", "value", "way"), WAYS)
def test_a_figure_is_derived_with_its_formula(
    deriver: Deriver, concept: str, label: str, unit: str | None, value: str, way: str
):
    found = deriver.figure(concept, parse_period(label, deriver.ledger.calendar), unit)
    assert found is not None
    assert found.derivation is not None
    assert found.amount == Decimal(value)
    assert way in found.derivation.formula
    assert all(item.evidence for item in found.derivation.inputs)


def test_a_reported_figure_goes_before_a_derived_one(deriver: Deriver):
    found = deriver.figure("gross_margin", parse_period("2Q02", deriver.ledger.calendar))
    assert found is not None
    assert found.derivation is None


def test_what_nothing_leads_to_is_none(deriver: Deriver):
    assert deriver.figure("equipment_sales", parse_period("3Q03", deriver.ledger.calendar)) is None


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(1, 10**6, places=2))
def test_growth_and_its_inverse_meet(before: Decimal, change: Decimal):
    after = parse_formula("a * (1 + g / 100)").value({"a": before, "g": change})
    back = parse_formula("a / (1 + g / 100)").value({"a": after, "g": change})
    assert abs(back - before) < Decimal("1e-20")


@pytest.mark.parametrize("text", ["a +", "(a", "a b", "a $ b", "* a"])
def test_what_is_no_formula_is_refused(text: str):
    with pytest.raises(FormulaError):
        parse_formula(text)


def test_a_division_by_zero_is_an_error_not_a_figure():
    with pytest.raises(FormulaError):
        parse_formula("a / b").value({"a": Decimal(1), "b": Decimal(0)})
