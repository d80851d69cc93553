"""Plans as trees and their JSON: equal trees, equal bytes; a bad plan says where it is bad."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from corpus.base.records import Entity, Period
from corpus.grammar.periods import Calendar
from service.plan.tree import Constant, Form, Leaf, Measure, Op, Scope, Tree, TreeError
from service.plan.treejson import dumps, from_json, to_json

YEN = Calendar(Entity("iij", "IIJ", (3, 31), "start", "JPY"))
QUARTER = Period("2Q02", date(2002, 7, 1), date(2002, 9, 30))
SALES = Leaf(Measure(("equipment_sales",)), QUARTER)
REVENUES = Leaf(Measure(("total_revenues",)), QUARTER)


def test_equal_trees_give_equal_bytes_whatever_the_order_of_their_parts() -> None:
    one = Leaf(
        Measure(("a", "b")),
        "latest",
        "JPY",
        Scope(("y", "x", "y")),
        dimensions=(("segment", "North"), ("basis", "restated")),
    )
    other = Leaf(
        Measure(("a", "b")),
        "latest",
        "JPY",
        Scope(("x", "y")),
        dimensions=(("basis", "restated"), ("segment", "North")),
    )
    assert one == other
    assert dumps(Tree(Op("negate", (one,)))) == dumps(Tree(Op("negate", (other,))))


@pytest.mark.parametrize(
    "tree",
    [
        Tree(SALES),
        Tree(Op("share", (SALES, REVENUES)), Form(scale=6, decimals=1, table=True)),
        Tree(Op("series", (SALES,), over=(QUARTER,))),
        Tree(Op("count", (Op("above", (SALES, Constant(Decimal("5E+8"), "JPY"))),))),
        Tree(Op("change", (SALES,), (("since", "previous"), ("in", "amount")))),
        Tree(Leaf(Measure(phrase="widgets sold"))),
    ],
)
def test_a_tree_comes_back_from_its_json(tree: Tree) -> None:
    text = dumps(tree)
    assert from_json(json.loads(text)) == tree
    assert dumps(from_json(json.loads(text))) == text


def test_a_constant_is_the_same_however_it_is_written() -> None:
    assert Constant(Decimal("365.00")) == Constant(Decimal("3.65E+2"))
    assert to_json(Tree(Constant(Decimal("3.65E+2")))) == {
        "tree": {"amount": "365", "unit": "count"}
    }


def test_a_period_may_be_sent_by_its_label() -> None:
    sent = {"tree": {"measure": {"concepts": ["equipment_sales"]}, "period": "2Q02"}}
    assert from_json(sent, lambda _: YEN) == Tree(SALES)


LEAF: dict[str, Any] = {"measure": {"concepts": ["a"]}}


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ([], ""),
        ({}, ""),
        ({"tree": LEAF, "sql": "x"}, "/sql"),
        ({"tree": {"op": "conjure", "args": [LEAF]}}, "/tree/op"),
        ({"tree": {"op": "ratio", "args": [LEAF]}}, "/tree/args"),
        ({"tree": {"op": "ratio", "args": [LEAF, {"amount": "ten"}]}}, "/tree/args/1/amount"),
        ({"tree": {"op": "ratio", "args": [LEAF, {"amount": "NaN"}]}}, "/tree/args/1/amount"),
        ({"tree": {"op": "sum", "args": LEAF}}, "/tree/args"),
        ({"tree": {"op": "sum", "args": [LEAF], "options": {"a/b": "c"}}}, "/tree/options/a~1b"),
        ({"tree": {"op": "series", "args": [LEAF]}}, "/tree/over"),
        ({"tree": {"op": "sum", "args": [LEAF], "over": "reported"}}, "/tree/over"),
        ({"tree": {"measure": {}}}, "/tree/measure"),
        ({"tree": {"measure": {"concepts": [1]}}}, "/tree/measure/concepts/0"),
        ({"tree": {**LEAF, "scenario": "hoped"}}, "/tree/scenario"),
        ({"tree": {**LEAF, "period": "one day"}}, "/tree/period"),
        ({"tree": {**LEAF, "period": {"label": "x", "end": "2002-13-01"}}}, "/tree/period/end"),
        ({"tree": LEAF, "form": {"scale": "millions"}}, "/form/scale"),
    ],
)
def test_a_bad_plan_says_where_it_is_bad(sent: object, pointer: str) -> None:
    with pytest.raises(TreeError) as caught:
        from_json(sent, lambda _: YEN)
    assert caught.value.pointer == pointer


def test_a_plan_without_end_is_refused_before_it_is_read() -> None:
    deep: dict[str, Any] = LEAF
    for _ in range(500):
        deep = {"op": "negate", "args": [deep]}
    with pytest.raises(TreeError):
        from_json({"tree": deep})
    with pytest.raises(TreeError):
        from_json({"tree": {"op": "sum", "args": [LEAF] * 500}})
    with pytest.raises(TreeError):
        from_json({"tree": {"op": "series", "args": [LEAF], "over": ["2Q02"] * 500}}, lambda _: YEN)
