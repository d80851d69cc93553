"""A filter's value is one that is here, in any case, at every door; else it is an error."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.ties.kinds import MARKS
from service.web.api.filters import VALUES, settle

HERE = {
    "document": "memo-press",
    "entity": "iij",
    "concept": "equipment_sales",
    "period": "2Q02",
    "unit": "JPY",
    "name": "foot",
    "tick": "agrees to prose",
}
Q = {"q": "equipment"}
DOORS: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("ask", Q, ("document",)),
    ("search", Q, ("document", "entity")),
    ("facts", {}, ("document", "entity", "concept", "period", "unit")),
    ("facts", {"format": "csv"}, ("document", "entity", "concept", "period", "unit")),
    ("concepts", {}, ("entity",)),
    ("periods", {}, ("entity", "concept")),
    ("checks", {}, ("document", "name")),
    ("documents/memo-press/tieout", {}, ("tick",)),
    ("xbrl", {"format": "json"}, ("document", "entity", "concept", "period", "unit")),
    ("workpaper", {"format": "jsonl"}, ("document", "entity", "concept", "period", "unit")),
]
CASES = [(door, more, name) for door, more, names in DOORS for name in names]


def test_every_filter_of_the_description_is_tried(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    described = {
        (path.removeprefix("/api/v1/").replace("{document_id}", "memo-press"), item["name"])
        for path, operations in spec["paths"].items()
        for item in operations.get("get", {}).get("parameters", ())
        if item["in"] == "query" and item["name"] in VALUES
    }
    assert described == {(door, name) for door, _, name in CASES}


@pytest.mark.parametrize(("door", "more", "name"), CASES)
def test_a_value_that_nothing_has_is_an_error_and_case_is_no_difference(
    client: FlaskClient, door: str, more: dict[str, str], name: str
) -> None:
    address = f"/api/v1/{door}"
    unknown = client.get(address, query_string=more | {name: "nothere"})
    assert unknown.status_code == 404
    body = unknown.get_json()
    assert body["detail"] == f"no {name} 'nothere' here"
    assert [(fault["in"], fault["pointer"]) for fault in body["errors"]] == [("query", f"/{name}")]
    exact = client.get(address, query_string=more | {name: HERE[name]})
    assert exact.status_code == 200
    for value in (HERE[name].lower(), HERE[name].upper()):
        other = client.get(address, query_string=more | {name: value})
        assert other.status_code == 200
        if door != "workpaper":  # which says when it was made
            assert other.data == exact.data


def test_a_mark_that_no_figure_has_here_is_an_empty_list(client: FlaskClient) -> None:
    for tick in MARKS:
        response = client.get("/api/v1/documents/memo-slides/tieout", query_string={"tick": tick})
        assert response.status_code == 200, tick
    assert (
        client.get("/api/v1/documents/memo-slides/tieout?tick=converted").get_json()["total"] == 0
    )


def test_what_is_no_filter_and_what_is_not_given_stays_as_it_is(small_engine: Any) -> None:
    given = {"document": None, "status": "CLEAN", "period": "2q01"}
    assert settle(small_engine, given) == given | {"period": "2Q01"}
