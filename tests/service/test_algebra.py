"""The executor of trees: one algebra over any expression, and what it refuses or doubts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from corpus.base.records import Library
from corpus.concepts.concepts import load_concepts
from index.embedded.memory import MemoryEngine
from service.find.algebra.rows import FUNCTIONS, rows
from service.plan.tree import OPERATORS
from tests.corpus.test_tagged import reading_of
from tests.formats.tagged import PAGE
from tests.service.trees import amount, engine_of, leaf, op, run

SALES, REVENUES, SI = "equipment_sales", "total_revenues", "systems_integration_revenue"
NOW, YEAR_AGO, BEFORE = "2Q02", "2Q01", "1Q02"
EVERY = op("series", leaf(REVENUES), over="reported")

FIGURES = [
    (leaf(SALES, NOW), "1774953000", "JPY"),
    (leaf(SALES, "latest"), "1774953000", "JPY"),
    (op("sum", leaf(SALES, BEFORE), leaf(SALES, NOW)), "2675409000", "JPY"),
    (op("sum", op("each", leaf(SALES, NOW), leaf(SI, NOW))), "4869121000", "JPY"),
    (op("difference", leaf(SALES, NOW), leaf(SALES, YEAR_AGO)), "1151889000", "JPY"),
    (op("without", leaf(REVENUES, NOW), leaf(SALES, NOW)), "8793389000", "JPY"),
    (op("ratio", leaf(SALES, NOW), leaf(SALES, BEFORE)), "1.9712", "ratio"),
    (op("share", leaf(SALES, NOW), leaf(REVENUES, NOW)), "16.8", "percent"),
    (op("share", leaf(SALES, NOW)), "16.8", "percent"),
    (
        op("share", op("sum", leaf(SALES, NOW), leaf(SI, NOW)), leaf(REVENUES, NOW)),
        "46.07",
        "percent",
    ),
    (op("growth", leaf(SALES, NOW), leaf(SALES, YEAR_AGO)), "184.9", "percent"),
    (op("growth", leaf(SALES, NOW), since="previous"), "97.1", "percent"),
    (
        op("change", leaf(SALES, NOW), leaf(SALES, YEAR_AGO), **{"in": "amount"}),
        "1151889000",
        "JPY",
    ),
    (
        op(
            "growth",
            op("without", leaf(REVENUES, NOW), leaf(SALES, NOW)),
            op("without", leaf(REVENUES, YEAR_AGO), leaf(SALES, YEAR_AGO)),
        ),
        "-1.26",
        "percent",
    ),
    (op("average", op("series", leaf(SALES), over=[BEFORE, NOW])), "1337704500", "JPY"),
    (op("average", leaf(SALES, NOW), by="month"), "591651000", "JPY"),
    (op("product", leaf(SALES, NOW), amount("2")), "3549906000", "JPY"),
    (op("difference", amount("2000000000", "JPY"), leaf(SALES, NOW)), "225047000", "JPY"),
    (op("negate", leaf(SALES, NOW)), "-1774953000", "JPY"),
    (
        op("magnitude", op("difference", leaf(SALES, YEAR_AGO), leaf(SALES, NOW))),
        "1151889000",
        "JPY",
    ),
    (op("gross_profit", leaf(SALES, NOW)), "126847000", "JPY"),
    (op("gross_margin", leaf(SALES, NOW)), "7.15", "percent"),
    (op("low_end", leaf(REVENUES, "3Q02", scenario="guidance")), "10500000000", "JPY"),
    (op("midpoint", leaf(REVENUES, "3Q02", scenario="guidance")), "10750000000", "JPY"),
    (op("highest", EVERY), "12100000000", "JPY"),
    (op("first_past", EVERY, amount("10000000000", "JPY")), "12100000000", "JPY"),
]


@pytest.mark.parametrize(("tree", "value", "unit"), FIGURES, ids=str)
def test_a_tree_comes_to_a_figure_that_rests_on_printed_ones(tree: Any, value: str, unit: str):
    outcome = run(tree)
    assert outcome.status in ("answered", "disputed"), outcome.remark
    assert outcome.found is not None
    assert (outcome.found.amount, outcome.found.value.unit) == (Decimal(value), unit)
    assert outcome.found.evidence


def test_nested_operations_are_one_formula_whose_inputs_are_printed():
    tree = op("share", op("sum", leaf(SALES, NOW), leaf(SI, NOW)), leaf(REVENUES, NOW))
    found = run(tree).found
    assert found is not None
    assert found.derivation is not None
    assert found.derivation.formula == (
        "(equipment_sales + systems_integration_revenue) / total_revenues * 100"
    )
    assert found.derivation.working == "(1,774,953,000 + 3,094,168,000) / 10,568,342,000 * 100"
    assert all(f.facts for f in found.derivation.inputs)


LISTS = [
    (op("each", leaf(SALES, NOW), leaf(REVENUES, NOW)), "comparison", 2),
    (op("series", leaf(SALES), over=[YEAR_AGO, BEFORE, NOW]), "series", 3),
    (op("series", op("share", leaf(SALES), leaf(REVENUES)), over="reported"), "series", 3),
    (op("above", EVERY, amount("10000000000", "JPY")), "series", 3),
    (op("count", op("above", EVERY, amount("10000000000", "JPY"))), "series", 3),
    (op("outturn", leaf(REVENUES, "3Q02")), "comparison", 2),
]


@pytest.mark.parametrize(("tree", "kind", "number"), LISTS, ids=str)
def test_a_list_shows_each_of_its_figures(tree: Any, kind: str, number: int):
    outcome = run(tree)
    assert (outcome.status, outcome.kind, len(outcome.points)) == ("answered", kind, number)


VERDICTS = [
    (op("greater", leaf(SALES, NOW), leaf(SALES, YEAR_AGO)), "Yes", 2),
    (op("less", leaf(SALES, NOW), leaf(SALES, YEAR_AGO)), "No", 2),
    (op("greater", leaf("operating_income", NOW), leaf("operating_income", YEAR_AGO)), "No", 2),
    (
        op("greater", leaf("operating_income", NOW), leaf("operating_income", YEAR_AGO), by="size"),
        "Yes",
        2,
    ),
    (op("greater", leaf(REVENUES, NOW), amount("10000000000", "JPY")), "Yes", 0),
    (
        op("between", leaf(SALES, NOW), amount("1", "JPY"), amount("2000000000", "JPY")),
        "Yes",
        0,
    ),
]


@pytest.mark.parametrize(("tree", "lead", "points"), VERDICTS, ids=str)
def test_a_yes_or_no_compares_figures_and_shows_them(tree: Any, lead: str, points: int):
    outcome = run(tree)
    assert (outcome.lead, len(outcome.points)) == (lead, points)
    assert outcome.ties


def test_a_figure_that_is_not_what_it_should_be_is_disputed():
    parts = op("sum", leaf("operating_income", NOW), leaf("depreciation_and_amortization", NOW))
    outcome = run(op("equals", leaf("adjusted_ebitda", NOW), parts))
    assert (outcome.status, outcome.lead) == ("disputed", "No")
    assert [t.passed for t in outcome.ties] == [False]


REFUSED = [
    (op("sum", leaf(SALES, NOW), leaf(REVENUES, NOW)), "overlap"),
    (op("sum", leaf(SALES, NOW), leaf(SALES, NOW)), "counted twice"),
    (op("sum", leaf(REVENUES, YEAR_AGO), leaf(REVENUES, NOW)), "does not follow"),
    (op("sum", leaf(SALES, NOW), leaf(SALES, NOW, unit="USD")), ""),
    (op("without", leaf(REVENUES, NOW), leaf("research_and_development_expenses", NOW)), "no part"),
    (op("difference", leaf("total_assets", "2002-09-30"), leaf(SALES, NOW)), "balance"),
    (op("greater", leaf(SALES, NOW), amount("5", "USD")), "cannot be set against"),
    (op("product", leaf(SALES, NOW), leaf(SI, NOW)), "no unit"),
    (op("sum", leaf(SALES, NOW), leaf(SI, "2Q99")), ""),
    (op("each", leaf(SALES, NOW), leaf(SI, "2Q99")), ""),
    (leaf(SALES, "2Q99"), ""),
    (leaf(SALES, NOW, dimensions={"segment": "North America"}), "segment North America"),
    (leaf(SALES, NOW, scope={"documents": ["nowhere"]}), "no document nowhere"),
    (leaf(SALES, NOW, scope={"entity": "nobody"}), "no entity"),
    ({"measure": {"phrase": "widgets"}, "period": NOW}, "widgets"),
    (op("product", amount("2"), amount("3")), "names no measure"),
    (op("ratio", leaf(SALES, NOW), amount("0")), "cannot be computed"),
    (op("each", leaf(SALES, NOW), amount("5", "JPY")), "itself states"),
    (op("highest", leaf(SALES, NOW), amount("5000000000000", "JPY")), "itself states"),
]


@pytest.mark.parametrize(("tree", "reason"), REFUSED, ids=str)
def test_a_tree_that_means_no_figure_is_refused_with_its_reason(tree: Any, reason: str):
    outcome = run(tree)
    assert (outcome.status, outcome.found, outcome.points) == ("unanswered", None, ())
    assert outcome.missing
    assert reason in outcome.remark


def test_a_plan_looks_up_only_so_many_figures():
    many = op("series", op("each", *[leaf(SALES)] * 40), over=[NOW] * 60)
    assert "looks up more than" in run(many).remark


def test_a_measure_without_its_period_is_a_choice():
    outcome = run(leaf(SALES))
    assert outcome.status == "ambiguous"
    assert len(outcome.alternatives) == 3


LOSSES = """# Annual report of Acme for the year ended December 31, 2020

| (USD in thousands) | 2020 | 2019 |
| --- | --- | --- |
| Total revenues | 500 | 400 |
| Equipment sales | 60 | 2 |
| Net income (loss) | 90 | (30) |
"""


def test_a_percentage_over_a_loss_and_a_leap_are_disputed_with_the_reason():
    engine = engine_of(LOSSES)
    turned = run(op("growth", leaf("net_income", "FY2020"), leaf("net_income", "FY2019")), engine)
    assert (turned.status, turned.remark) == (
        "disputed",
        "-30,000 and 90,000 lie on both sides of zero",
    )
    leapt = run(op("growth", leaf(SALES, "FY2020"), leaf(SALES, "FY2019")), engine)
    assert leapt.status == "disputed"
    assert "more than tenfold" in leapt.remark
    rose = op("greater", leaf("net_income", "FY2020"), leaf("net_income", "FY2019"))
    assert (run(rose, engine).status, run(rose, engine).lead) == ("answered", "Yes")


def test_compound_growth_is_by_the_years_between_its_figures():
    engine = engine_of(LOSSES)
    tree = op("cagr", leaf(REVENUES, "FY2020"), leaf(REVENUES, "FY2019"))
    found = run(tree, engine).found
    assert found is not None
    assert found.amount == Decimal(25)


def test_every_operation_of_a_plan_is_a_row_with_a_function():
    assert set(rows()) == set(OPERATORS) == set(FUNCTIONS)


def test_a_part_is_found_by_its_dimensions_and_the_whole_is_never_it():
    reading = reading_of(PAGE)
    library = Library({"d": reading}, reading.facts, reading.checks)
    engine = MemoryEngine(library, load_concepts())
    parted = leaf(REVENUES, "2Q26", dimensions={"segment": "East"})
    assert run(parted, engine).found.amount == Decimal(12_001_000_000)
    assert run(leaf(REVENUES, "2Q26"), engine).found.amount == Decimal(46_743_000_000)
    elsewhere = leaf(REVENUES, "2Q26", dimensions={"segment": "West"})
    assert run(elsewhere, engine).remark == "the documents give no figure of segment West"
