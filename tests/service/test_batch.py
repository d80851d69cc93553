"""A batch answers item by item: a bad question is its own problem and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.base.errors import IndexStoreError, QuestionError
from service.web.api import shapes
from tests.service.samples import make_app, plain_answer

GOOD = "equipment sales"
BAD: list[tuple[Any, str, str]] = [
    (7, "invalid-parameter", ""),
    (None, "invalid-parameter", ""),
    (["x"], "invalid-parameter", ""),
    ("", "invalid-parameter", ""),
    ("x" * 501, "invalid-parameter", ""),
    ("a\0b", "invalid-parameter", ""),
    ({}, "invalid-parameter", "/question"),
    ({"question": 5, "id": "five"}, "invalid-parameter", "/question"),
    ({"question": GOOD, "id": 5}, "invalid-parameter", "/id"),
    ({"question": GOOD, "colour": "red"}, "invalid-parameter", "/colour"),
    ({"question": GOOD, "a/b~c": "red"}, "invalid-parameter", "/a~1b~0c"),
    ({"question": GOOD, "document": "nothere", "id": "d"}, "not-found", "/document"),
]


@pytest.mark.parametrize(("bad", "code", "pointer"), BAD)
def test_one_bad_question_has_its_problem_and_the_others_their_answers(
    client: FlaskClient, bad: Any, code: str, pointer: str
) -> None:
    response = client.post("/api/v1/ask", json={"questions": [GOOD, bad, GOOD]})
    assert response.status_code == 200
    body = response.get_json()
    shapes.Answers.model_validate(body)
    first, refused, last = body["items"]
    assert first == last
    assert (first["status"], first["problem"]) == ("answered", None)
    problem = refused["problem"]
    assert refused["status"] == "unanswered"
    assert refused["value"] is None
    assert refused["text"] == problem["detail"]
    assert problem["code"] == code
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert [(fault["in"], fault["pointer"]) for fault in problem["errors"]] == [
        ("body", f"/questions/1{pointer}")
    ]
    given = bad if isinstance(bad, dict) else {}
    assert refused["id"] == (given.get("id") if isinstance(given.get("id"), str) else None)


def test_a_document_is_named_in_any_case(client: FlaskClient) -> None:
    items = [{"question": GOOD, "document": name} for name in ("memo-slides", "Memo-Slides")]
    one, other = client.post("/api/v1/ask", json={"questions": items}).get_json()["items"]
    assert one == other
    assert one["citations"][0]["document"] == "memo-slides"


def raising(error: Exception) -> Any:
    def ask(question: str, *more: Any) -> Any:
        if question == "bad":
            raise error
        return plain_answer(question, *more)

    return ask


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (QuestionError("it has no words"), 422, "invalid-parameter"),
        (RuntimeError("secret reason"), 500, "internal-error"),
    ],
)
def test_a_question_that_is_refused_or_fails_is_one_item(
    small_engine: Any, error: Exception, status: int, code: str
) -> None:
    client = make_app(small_engine, raising(error)).test_client()
    response = client.post("/api/v1/ask", json={"questions": ["bad", GOOD]})
    refused, answered = response.get_json()["items"]
    assert (refused["problem"]["status"], refused["problem"]["code"]) == (status, code)
    assert answered["status"] == "answered"
    assert "secret reason" not in response.text


def test_a_fault_of_the_service_is_no_fault_of_a_question(small_engine: Any) -> None:
    client = make_app(small_engine, raising(IndexStoreError("gone"))).test_client()
    assert client.post("/api/v1/ask", json={"questions": [GOOD, "bad"]}).status_code == 503
