"""The field's ratios: rows with a formula and a source, trees like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from corpus.base.records import Period
from corpus.concepts.concepts import load_concepts
from service.plan.formula import FormulaError
from service.plan.ratios import expand, lead_of, ratio_named, ratios
from service.plan.tree import Leaf, Measure, leaves
from service.understand.terms import words_of
from tests.service.trees import engine_of, leaf, op, run

YEAR = Period("FY2020", date(2020, 1, 1), date(2020, 12, 31))
EVE = Period("2019-12-31", None, date(2019, 12, 31))
LEAF = Leaf(Measure(("x",)), YEAR)
REPORT = """# Annual report of Acme for the year ended December 31, 2020

| (USD in thousands) | 2020 | 2019 |
| --- | --- | --- |
| Total revenues | 730 | 600 |
| Total costs | 365 | 300 |
| Net income | 90 | 60 |

| (USD in thousands) | December 31, 2020 | December 31, 2019 |
| --- | --- | --- |
| Inventories | 30 | 20 |
| Accounts receivable | 120 | 80 |
| Total assets | 1,000 | 800 |
"""


@pytest.mark.parametrize("row", ratios().values(), ids=list(ratios()))
def test_a_row_is_a_tree_over_measures_that_data_knows_and_says_its_source(row):
    concepts = load_concepts()
    for one in leaves(expand(row, LEAF, YEAR, EVE)):
        assert one.measure.concept in concepts or one.measure.concept in ratios()
        assert one.period in (YEAR, EVE, Period("2020-12-31", None, YEAR.end))
    assert lead_of(row) in concepts
    assert row.source
    assert row.id not in concepts, "one fact of the world has one place"


def test_each_name_means_one_ratio():
    named = [(words_of(name), row.id) for row in ratios().values() for name in row.names]
    owners: dict[tuple[str, ...], set[str]] = {}
    for words, owner in named:
        owners.setdefault(words, set()).add(owner)
    assert all(len(told) == 1 for told in owners.values())
    found = ratio_named("DSO")
    assert found is not None
    assert found.id == "days_sales_outstanding"
    assert ratio_named("equipment sales") is None


FIGURES = [
    ("return_on_assets", "10", "percent"),
    ("asset_turnover", "0.8111", "ratio"),
    ("receivables_turnover", "7.3", "ratio"),
    ("days_sales_outstanding", "50.1", "days"),
    ("inventory_turnover", "14.6", "ratio"),
]


@pytest.mark.parametrize(("ratio", "value", "unit"), FIGURES)
def test_a_ratio_is_computed_from_what_is_printed(ratio: str, value: str, unit: str):
    outcome = run(leaf(ratio, "FY2020"), engine_of(REPORT))
    assert outcome.found is not None, outcome.remark
    assert (outcome.found.amount, outcome.found.value.unit) == (Decimal(value), unit)
    assert outcome.found.derivation is not None
    assert all(f.facts for f in outcome.found.derivation.inputs)


def test_a_ratio_lacks_what_its_formula_lacks():
    engine = engine_of(REPORT)
    for ratio in ("return_on_equity", "interest_coverage"):
        assert run(leaf(ratio, "FY2020"), engine).status == "unanswered"
    # the balance at the beginning of 2019 is not reported
    assert run(leaf("asset_turnover", "FY2019"), engine).status == "unanswered"
    assert run(leaf("asset_turnover", "2020-12-31"), engine).status == "unanswered"


def test_a_ratio_stands_wherever_a_measure_does():
    engine = engine_of(REPORT)
    told = run(
        op("ratio", leaf("asset_turnover", "FY2020"), leaf("inventory_turnover", "FY2020")), engine
    )
    assert told.found is not None
    assert told.found.value.amount == Decimal("0.0556")
    over = run(op("series", leaf("asset_turnover"), over="reported"), engine)
    assert over.found is not None
    assert over.found.period.label == "FY2020"


@pytest.mark.parametrize("text", ["", "a +", "(a", "a)", "a b", "(" * 80 + "a" + ")" * 80])
def test_what_is_no_formula_is_refused(text: str):
    row = replace(ratios()["cash_ratio"], formula=text)
    with pytest.raises(FormulaError):
        expand(row, LEAF, YEAR, EVE)
