"""The OpenAPI description: valid, complete, and what the application really does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, settings
from openapi_spec_validator import validate
from schemathesis.openapi import from_wsgi

from service.web.edge.problems import KINDS
from tests.service.samples import make_app, make_engine

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
