"""A plan that is sent in place of a question: the same answer, or a problem that says where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from service.ask.pipeline import answer_json, plan_json
from service.plan.treeschema import plan_schema
from tests.questions.engines import shared_engine
from tests.questions.judging import read_gold
from tests.service.test_tree import LEAF
from tests.service.trees import engine_of, leaf, op

SAME = ("status", "kind", "text", "value", "points", "derivation", "checks", "alternatives")
SALES = leaf("equipment_sales", "2Q02")


def send(client: FlaskClient, body: Any) -> tuple[int, dict[str, Any]]:
    response = client.post("/api/v1/plans", json=body)
    return response.status_code, response.get_json()


def test_a_question_and_its_plan_have_one_answer_to_the_byte() -> None:
    engine, schema = shared_engine(), Draft202012Validator(plan_schema())
    for gold in read_gold("public.jsonl")[::3]:
        asked = answer_json(gold["question"], engine)
        plan = asked["interpretation"]["plan"]
        if plan is None:
            continue
        schema.validate(plan)
        told = plan_json(json.loads(json.dumps(plan)), engine)
        assert json.dumps(told["interpretation"]["plan"]) == json.dumps(plan)
        # a question may say what it took for granted
        told["text"] = asked["text"] if asked["text"].startswith(told["text"]) else told["text"]
        assert {n: told[n] for n in SAME} == {n: asked[n] for n in SAME}, gold["question"]
        assert told["citations"] == asked["citations"]


def test_a_plan_over_http_is_answered_with_citations(client: FlaskClient) -> None:
    status, answer = send(client, {"tree": SALES, "id": "x"})
    assert (status, answer["status"], answer["id"]) == (200, "answered", "x")
    assert answer["value"]["amount"] == "1774953000"
    assert answer["citations"][0]["quote"] == "1,774,953"
    again = send(client, {"tree": answer["interpretation"]["plan"]["tree"]})[1]
    assert again["answer_id"] == answer["answer_id"]


def test_a_measure_may_be_sent_by_its_name(client: FlaskClient) -> None:
    named = {"measure": {"phrase": "equipment sales"}, "period": "2Q02"}
    _, answer = send(client, {"tree": named})
    assert answer["interpretation"]["plan"]["tree"]["measure"] == {"concepts": ["equipment_sales"]}
    _, unknown = send(client, {"tree": {"measure": {"phrase": "widgets"}, "period": "2Q02"}})
    assert (unknown["status"], unknown["value"]) == ("unanswered", None)
    assert "widgets" in unknown["text"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"tree": {"op": "conjure", "args": [LEAF]}}, "/tree/op"),
        ({"tree": {"op": "ratio", "args": [LEAF, {"measure": {}}]}}, "/tree/args/1/measure"),
        ({"tree": {**LEAF, "period": "some day"}}, "/tree/period"),
        ({"tree": LEAF, "form": {"scale": "millions"}}, "/form/scale"),
        ({"tree": LEAF, "sql": ""}, "/sql"),
        ({"form": {}}, "/tree"),
    ],
)
def test_a_body_that_is_no_plan_is_a_problem_that_says_where(
    client: FlaskClient, body: Any, pointer: str
) -> None:
    status, problem = send(client, body)
    assert (status, problem["code"]) == (422, "invalid-parameter")
    assert [(e["in"], e["pointer"]) for e in problem["errors"]] == [("body", pointer)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"scale": 6}, "JPY 1,774.953 million"),
        ({"scale": 6, "decimals": 1}, "JPY 1,775.0 million"),
        ({"scale": 9, "decimals": 2}, "JPY 1.77 billion"),
        ({"decimals": 0}, "JPY 1,774,953,000"),
    ],
)
def test_a_figure_is_said_in_the_form_asked_and_given_exactly(
    client: FlaskClient, form: dict[str, int], said: str
) -> None:
    _, answer = send(client, {"tree": SALES, "form": form})
    assert f" {said} in 2Q02" in answer["text"]
    assert answer["value"]["amount"] == "1774953000"
    assert answer["interpretation"]["plan"]["form"] == form


def test_an_unknown_document_is_not_found(client: FlaskClient) -> None:
    assert send(client, {"tree": SALES, "document": "nowhere"})[0] == 404


def test_a_plan_that_names_nobody_is_a_choice_among_those_who_report() -> None:
    acme = "# Acme Corp. annual report for the year ended December 31, 2020\n\n"
    brown = "# Brown Inc. annual report for the year ended December 31, 2020\n\n"
    table = (
        "| (USD in thousands) | 2020 | 2019 |\n| --- | --- | --- |\n| Total revenues | {} | 9 |\n"
    )
    engine = engine_of(acme + table.format(500), brown + table.format(700))
    told = plan_json({"tree": leaf("total_revenues", "FY2020")}, engine)
    assert told["status"] == "ambiguous"
    assert sorted(p["value"]["amount"] for p in told["alternatives"]) == ["500000", "700000"]
    entity = engine.documents["report-1"].entity.id
    named = leaf("total_revenues", "FY2020", scope={"entity": entity})
    assert plan_json({"tree": named}, engine)["value"]["amount"] == "700000"
    both = [
        leaf("total_revenues", "FY2020", scope={"entity": engine.documents[d].entity.id})
        for d in ("report-1", "report-0")
    ]
    assert plan_json({"tree": op("sum", *both)}, engine)["status"] == "unanswered"
    assert plan_json({"tree": op("greater", *both)}, engine)["text"].startswith("Yes")
