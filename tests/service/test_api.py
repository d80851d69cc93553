"""Every route of the API: what it gives, and that success and error have one shape each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from service.web.api import shapes, shapes_documents

ANSWERING = {"q": "2Q02 equipment sales"}

ROUTES: list[tuple[str, type[BaseModel]]] = [
    ("/api/v1/ask?q=2Q02+equipment+sales", shapes.OneAnswer),
    ("/api/v1/search?q=equipment+sales", shapes.Passages),
    ("/api/v1/suggest?q=2Q02+equ", shapes.Suggestions),
    ("/api/v1/facts", shapes.Facts),
    ("/api/v1/facts/press-1", shapes.OneFact),
    ("/api/v1/concepts", shapes.Concepts),
    ("/api/v1/periods", shapes.Periods),
    ("/api/v1/entities", shapes.Entities),
    ("/api/v1/checks", shapes.Ties),
    ("/api/v1/checks/check-1", shapes.OneTie),
    ("/api/v1/generation", shapes.Generation),
    ("/api/v1/documents", shapes_documents.Documents),
    ("/api/v1/documents/memo-press", shapes_documents.OneDocument),
    ("/api/v1/documents/memo-press/text", shapes_documents.TextShape),
    ("/api/v1/documents/memo-press/blocks", shapes_documents.Blocks),
    ("/api/v1/documents/memo-press/tables", shapes_documents.Tables),
    ("/api/v1/documents/memo-press/tieout", shapes_documents.TieOut),
    ("/api/v1/citations/{citation}", shapes.OneCitation),
]

ERRORS: list[tuple[str, str, int, str, str | None]] = [
    ("GET", "/api/v1/nothing", 404, "not-found", None),
    ("GET", "/api/v1/facts/nothing", 404, "not-found", None),
    ("GET", "/api/v1/checks/nothing", 404, "not-found", None),
    ("GET", "/api/v1/documents/nothing/text", 404, "not-found", None),
    ("GET", "/api/v1/documents/..%2f..%2fetc%2fpasswd", 404, "not-found", None),
    ("GET", "/api/v1/citations/caaaaaaaaaaaaaaaa", 404, "not-found", None),
    ("GET", "/api/v1/ask?q=x&document=nothing", 404, "not-found", "/document"),
    ("GET", "/api/v1/facts?cursor=AAAAAAAAAAAAAAAAAAAA", 404, "not-found", None),
    ("DELETE", "/api/v1/facts", 405, "method-not-allowed", None),
    ("GET", "/api/v1/citations/verify", 405, "method-not-allowed", None),
    ("POST", "/api/v1/ask", 415, "unsupported-media-type", None),
    ("GET", "/api/v1/ask", 422, "invalid-parameter", "/q"),
    ("GET", "/api/v1/ask?q=", 422, "invalid-parameter", "/q"),
    ("GET", "/api/v1/ask?q=%00", 422, "invalid-parameter", "/q"),
    ("GET", "/api/v1/ask?q=" + "x" * 501, 422, "invalid-parameter", "/q"),
    ("GET", "/api/v1/ask?q=x&q=y", 422, "invalid-parameter", "/q"),
    ("GET", "/api/v1/ask?q=x&colour=red", 422, "invalid-parameter", "/colour"),
    ("GET", "/api/v1/facts?limit=101", 422, "invalid-parameter", "/limit"),
    ("GET", "/api/v1/facts?sort=colour", 422, "invalid-parameter", "/sort"),
    ("GET", "/api/v1/facts?format=doc", 422, "invalid-parameter", "/format"),
    ("GET", "/api/v1/documents/memo-press/text?start=50&end=10", 422, "invalid-parameter", "/end"),
    ("GET", "/api/v1/search?q=x&limit=0", 422, "invalid-parameter", "/limit"),
    ("GET", "/api/v1/search?q=x&wild=*", 422, "invalid-parameter", "/wild"),
    ("GET", "/api/v1/" + "x" * 2000, 414, "address-too-long", None),
    ("GET", "/api/v1/" + "x" * 10 + "?" + "q" * 9000, 414, "address-too-long", None),
]


@pytest.mark.parametrize(("address", "shape"), ROUTES, ids=[row[0] for row in ROUTES])
def test_each_route_succeeds_in_the_one_shape(
    client: FlaskClient, citation: str, address: str, shape: type[BaseModel]
) -> None:
    response = client.get(address.format(citation=citation))
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert body["generation"] == response.headers["X-Generation"]
    shape.model_validate(body)
    if "items" in body:
        assert isinstance(body["items"], list)
        assert body["total"] >= len(body["items"])
        assert body["next"] is None
    assert response.headers["ETag"].startswith('W/"')
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["X-Request-ID"]


def test_every_get_route_of_these_rooms_is_walked(client: FlaskClient) -> None:
    rooms = ("ask.", "facts.", "documents.", "citations.")
    walked = {row[0].split("?")[0].split("/")[3] for row in ROUTES}
    rules = {
        rule.rule.split("/")[3]
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith(rooms) and "GET" in (rule.methods or ())
    }
    assert rules <= walked


@pytest.mark.parametrize(("method", "address", "status", "code", "pointer"), ERRORS)
def test_each_error_is_a_problem_document(
    client: FlaskClient, method: str, address: str, status: int, code: str, pointer: str | None
) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    shapes.ProblemShape.model_validate(body)
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert body["detail"]
    assert response.headers["Cache-Control"] == "no-store"
    if pointer is not None:
        assert body["errors"][0]["pointer"] == pointer
    if status == 405:
        assert "OPTIONS" in response.headers["Allow"]


def test_a_failure_tells_its_request_id_and_nothing_else(
    failing_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = failing_client.get("/api/v1/ask?q=x", headers={"X-Request-ID": "mine-1"})
    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["request_id"] == "mine-1"
    assert "secret reason" not in response.text
    assert "mine-1" in caplog.text


def test_batch_keeps_order_ids_and_documents(client: FlaskClient) -> None:
    questions = [
        "equipment sales",
        {"question": "total revenues", "id": "b"},
        {"question": "x", "id": "c", "document": "memo-slides"},
    ]
    response = client.post("/api/v1/ask", json={"questions": questions})
    body = response.get_json()
    shapes.Answers.model_validate(body)
    assert [item["id"] for item in body["items"]] == [None, "b", "c"]
    assert [item["question"] for item in body["items"]] == [
        "equipment sales",
        "total revenues",
        "x",
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/questions"),
        ({"questions": []}, "/questions"),
        ({"questions": ["x"] * 201}, "/questions"),
        ({"questions": ["x"], "more": 1}, "/more"),
    ],
)
def test_batch_says_what_is_wrong(client: FlaskClient, body: Any, pointer: str) -> None:
    response = client.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    fault = response.get_json()["errors"][0]
    assert (fault["in"], fault["pointer"]) == ("body", pointer)


def test_batch_that_is_no_json_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/v1/ask", data=b"{", content_type="application/json")
    assert response.status_code == 400
    assert response.get_json()["code"] == "malformed-request"


def test_facts_filter_by_every_aspect(client: FlaskClient) -> None:
    def ids(query: str) -> list[str]:
        return [item["id"] for item in client.get(f"/api/v1/facts?{query}").get_json()["items"]]

    assert ids("concept=equipment_sales&period=2Q01") == ["press-2"]
    assert ids("status=disputed") == ["press-5"]
    assert ids("unit=percent") == ["press-6"]
    assert ids("document=memo-slides") == ["slides-1"]
    assert ids("scenario=guidance") == []
    assert ids("sort=-amount")[0] == "press-3"
    assert ids("sort=amount")[0] == "press-5"


def test_cursor_walks_every_fact_once(client: FlaskClient) -> None:
    address = "/api/v1/facts?limit=2"
    seen: list[str] = []
    while address:
        response = client.get(address)
        body = response.get_json()
        seen += [item["id"] for item in body["items"]]
        link = response.headers.get("Link", "")
        assert bool(link) == bool(body["next"])
        address = link.split(">")[0].lstrip("<") if 'rel="next"' in link else ""
    assert len(seen) == 7 == len(set(seen))


def test_cursor_belongs_to_its_list(client: FlaskClient) -> None:
    cursor = client.get("/api/v1/facts?limit=2").get_json()["next"]
    other = client.get(f"/api/v1/facts?limit=2&unit=JPY&cursor={cursor}")
    assert (other.status_code, other.get_json()["code"]) == (400, "cursor-mismatch")


def test_cursor_of_a_removed_generation_has_expired(swapping: Any) -> None:
    client, publish = swapping
    cursor = client.get("/api/v1/facts?limit=2").get_json()["next"]
    publish()
    still = client.get(f"/api/v1/facts?limit=2&cursor={cursor}")
    assert still.status_code == 200
    assert (
        still.get_json()["generation"] != client.get("/api/v1/generation").get_json()["generation"]
    )
    publish()
    gone = client.get(f"/api/v1/facts?limit=2&cursor={cursor}")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "cursor-expired")


def test_unchanged_answer_is_304_and_changes_with_the_generation(swapping: Any) -> None:
    client, publish = swapping
    for address in ("/api/v1/ask?q=equipment+sales", "/api/v1/facts?limit=3"):
        first = client.get(address)
        tag = first.headers["ETag"]
        for _ in range(2):
            again = client.get(address, headers={"If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == tag
        other = client.get(address.replace("equipment", "total").replace("3", "4"))
        assert other.headers["ETag"] != tag
    publish()
    fresh = client.get("/api/v1/facts?limit=3", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag


def test_head_says_what_get_says(client: FlaskClient) -> None:
    for address in ("/api/v1/facts", "/api/v1/ask?q=x", "/healthz"):
        got, head = client.get(address), client.head(address)
        assert head.status_code == 200
        assert head.data == b""
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert head.headers.get(name) == got.headers.get(name), name


def test_options_lists_the_methods_and_has_no_content(client: FlaskClient) -> None:
    methods = {
        "/api/v1/ask": {"GET", "HEAD", "OPTIONS", "POST"},
        "/api/v1/citations/verify": {"OPTIONS", "POST"},
        "/documents": {"GET", "HEAD", "OPTIONS"},
    }
    for address, allowed in methods.items():
        response = client.options(address)
        assert (response.status_code, response.data) == (204, b"")
        assert set(response.headers["Allow"].replace(" ", "").split(",")) == allowed
        assert not {"Content-Length", "Content-Type"} & set(response.headers.keys())


def test_decimals_are_strings_and_exact(client: FlaskClient) -> None:
    fact = client.get("/api/v1/facts/press-1").get_json()
    assert fact["value"] == {
        "amount": "1774953000",
        "low": None,
        "high": None,
        "unit": "JPY",
        "printed": "1,774,953",
        "decimals": -3,
    }


def test_fact_shows_its_ties_and_duplicates(client: FlaskClient) -> None:
    fact = client.get("/api/v1/facts/press-1").get_json()
    assert {tie["id"] for tie in fact["ties"]} == {"check-1", "check-3"}
    assert {row["id"] for row in fact["duplicates"]["facts"]} == {"press-4", "slides-1"}
    assert fact["duplicates"]["grade"] == "consistent"
    assert fact["context"]["quote"] == "| Equipment sales | 1,774,953 | 623,064 |"


def test_text_is_sliced_in_code_points(client: FlaskClient, small_engine: Any) -> None:
    text = small_engine.documents["memo-press"].text
    at = text.index("😀")
    address = f"/api/v1/documents/memo-press/text?start={at}&end={at + 7}"
    assert client.get(address).get_json()["text"] == text[at : at + 7] == "😀 stand"
    plain = client.get(address, headers={"Accept": "text/plain"})
    assert plain.mimetype == "text/plain"
    assert plain.get_data().decode() == text[at : at + 7]
    whole = client.get("/api/v1/documents/memo-press/text?format=text")
    assert whole.get_data().decode() == text


def test_tie_out_filters_exceptions_and_marks(client: FlaskClient) -> None:
    address = "/api/v1/documents/memo-press/tieout"
    body = client.get(address).get_json()
    summary = body["summary"]
    standing = [summary[word] for word in ("tied", "repaired", "disputed", "untied")]
    assert summary["figures"] == 6 == sum(standing)
    marks = {item["id"]: {tick["mark"] for tick in item["ticks"]} for item in body["items"]}
    assert "agrees to another document" in marks["press-4"]
    assert "agrees to prose" in marks["press-1"]
    exceptions = client.get(f"{address}?exception=true").get_json()["items"]
    assert {item["id"] for item in exceptions} == {"press-1", "press-3", "press-5"}
    prose = client.get(f"{address}?tick=agrees+to+prose").get_json()["items"]
    assert "press-1" in {item["id"] for item in prose}


def test_tables_are_grids_with_offsets(client: FlaskClient, small_engine: Any) -> None:
    table = client.get("/api/v1/documents/memo-press/tables").get_json()["items"][0]
    text = small_engine.documents["memo-press"].text
    assert len({len(row) for row in table["rows"]}) == 1
    for row in table["rows"]:
        for cell in row:
            assert text[cell["start"] : cell["end"]] == cell["text"]


@pytest.mark.parametrize("scope", ["", "&document=memo-press", "&entity=IIJ"])
def test_search_counts_all_and_its_pages_walk_them(client: FlaskClient, scope: str) -> None:
    address = f"/api/v1/search?q=equipment+sales{scope}"
    whole = client.get(f"{address}&limit=100").get_json()
    assert whole["total"] == len(whole["items"]) > 1
    assert whole["next"] is None
    walked, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{address}&limit=1{cursor and '&cursor='}{cursor}").get_json()
        assert page["total"] == whole["total"]
        walked += page["items"]
        cursor = page["next"]
    assert walked == whole["items"]


def test_search_highlights_are_words_of_the_document(
    client: FlaskClient, small_engine: Any
) -> None:
    item = client.get("/api/v1/search?q=equipment").get_json()["items"][0]
    text = small_engine.documents[item["citation"]["document"]].text
    assert item["highlights"]
    for start, end in item["highlights"]:
        assert text[start:end].lower() == "equipment"


def test_suggestions_complete_with_the_period_first(client: FlaskClient) -> None:
    items = client.get("/api/v1/suggest?q=2q02+equ").get_json()["items"]
    assert items[0]["text"] == "2Q02 Equipment sales"
    assert client.get("/api/v1/suggest?q=").get_json()["items"] == []


def test_fast_path_and_view_give_the_same_bytes(
    client: FlaskClient, slow_client: FlaskClient
) -> None:
    for address in (
        "/api/v1/ask?q=2Q02+equipment+sales",
        "/api/v1/ask?q=caf%C3%A9+%F0%9F%98%80&id=7",
        "/api/v1/ask?q=caf%C3%A9+%F0%9F%98%80&id=%22eight%22",
        "/api/v1/ask?q=+caf%C3%A9++%F0%9F%98%80",
        "/api/v1/ask?q=x&document=memo-press",
        "/api/v1/ask?q=x",
    ):
        fast, slow = client.get(address), slow_client.get(address)
        assert json.loads(fast.data) == json.loads(slow.data)
        assert fast.data == slow.data
        ignored = {"X-Request-ID"}
        assert {k: v for k, v in fast.headers if k not in ignored} == {
            k: v for k, v in slow.headers if k not in ignored
        }
