"""The OpenAPI description: valid, complete, and what the application really does."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, settings
from openapi_spec_validator import validate
from schemathesis.openapi import from_wsgi

from service.web import api
from service.web.edge.problems import KINDS
from tests.questions.engines import shared_engine
from tests.service.samples import make_app, make_engine

MEMBERS = Path(api.__file__).parent / "data" / "members.toml"
APP = make_app(make_engine(), answer_cache=0)
SCHEMA = from_wsgi("/openapi.json", APP)


def runs_backwards(query: Mapping[str, Any]) -> bool:
    """Whether a slice of text ends before it starts, which no schema can say and 422 answers."""
    try:
        return int(query["end"]) < int(query.get("start", 0))
    except (KeyError, TypeError, ValueError):
        return False


@SCHEMA.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_contract(case: schemathesis.Case) -> None:
    assume(not runs_backwards(case.query or {}))
    # In process nobody unpacks gzip, which is tested elsewhere.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})


def test_description_is_valid_openapi_31(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    validate(spec)


def test_one_shape_is_one_component_and_every_member_is_described(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    schemas = spec["components"]["schemas"]
    assert {"Citation", "Value", "Period", "Fact", "Check", "Problem"} <= schemas.keys()
    assert not [name for name in schemas if "." in name or name.endswith("Shape")]
    for name, schema in schemas.items():
        for member, told in schema.get("properties", {}).items():
            assert told["description"], (name, member)
    told = tomllib.loads(MEMBERS.read_text())
    shown = {name for schema in schemas.values() for name in schema.get("properties", {})}
    assert told["member"].keys() <= shown
    for name in told["shape"]:
        shape, _, member = name.partition(".")
        assert member in schemas[shape]["properties"], name
    text = json.dumps(spec)
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= schemas.keys()


def test_operations_have_names_that_stay(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    named = {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation["operationId"]
        for path, operations in spec["paths"].items()
        for method, operation in operations.items()
    }
    assert named["GET /ask"] == "ask"
    assert named["GET /facts"] == "listFacts"
    assert named["GET /facts/{fact_id}"] == "getFact"
    assert len(set(named.values())) == len(named)


def test_the_kind_of_tie_out_that_is_named_exists(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    parameters = spec["paths"]["/api/v1/checks"]["get"]["parameters"]
    (told,) = [item for item in parameters if item["name"] == "name"]
    said = told.get("description") or told["schema"]["description"]
    kind = re.search(r"such as (\w+)", said)
    assert kind is not None
    assert kind[1] in {check.name for check in shared_engine().checks()}


def test_files_are_of_the_types_that_are_sent(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    paper = paths["/api/v1/workpaper"]["get"]["responses"]["200"]["content"]
    assert "application/json" not in paper
    assert {"text/html", "application/x-ndjson"} <= paper.keys()


def test_the_description_is_asked_for_again_at_no_cost(client: FlaskClient) -> None:
    first = client.get("/openapi.json")
    assert first.headers["ETag"]
    again = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_api_route_is_described(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    rules = {
        rule.rule.replace("<string(minlength=14):", "<").replace("<", "{").replace(">", "}")
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert rules == {path for path in spec["paths"] if path.startswith("/api/v1/")}


def test_every_error_of_the_description_is_a_problem(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], path
            assert operation["summary"]
            if path.startswith("/api/"):
                assert operation["description"]


def test_page_shows_every_operation_and_problem(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    html = client.get("/api/docs").text
    for path, operations in spec["paths"].items():
        assert path in html
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in html
    for code in KINDS:
        assert f'id="problem-{code}"' in html
    assert "<script" not in html
    assert "style=" not in html


@pytest.mark.parametrize("name", ["Answer", "Fact", "Citation", "Check", "Problem"])
def test_shapes_are_named(client: FlaskClient, name: str) -> None:
    schemas: dict[str, Any] = client.get("/openapi.json").get_json()["components"]["schemas"]
    assert any(name in known for known in schemas)
