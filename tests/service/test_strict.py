"""What strict parsers read: no member twice, in the real answer of every route."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.app import create_app
from service.settings import Settings

QUESTION = "2Q02 equipment sales"
QUERIES = {
    "/api/v1/ask": (f"?q={QUESTION}", f"?q={QUESTION}&id=a&document=iij-2q02-release", "?q="),
    "/api/v1/search": ("?q=equipment+sales",),
    "/api/v1/suggest": ("?q=2Q02+equ",),
    "/api/v1/workpaper": (f"?q={QUESTION}&format=jsonl",),
    "/api/v1/xbrl": ("?format=json&concept=equipment_sales",),
    "/api/v1/citations/<string(minlength=14):citation_id>": ("", "?format=annotation"),
}
"""What is asked of a route that needs a parameter; the others are asked without."""
BODIES = {
    "/api/v1/ask": {"questions": [QUESTION, {"question": "net loss", "id": "b"}, 7]},
    "/api/v1/citations/verify": {"citations": [{"document": "iij-2q02-release", "quote": "2"}]},
}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these members. Raises: ValueError where one is given twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(f"a member twice among {[name for name, _ in pairs]}")
    return made


def no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def strict(text: str) -> Any:
    return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(read_corpus(load_corpus(), processes=1), load_concepts())


@pytest.fixture(scope="module", params=["fast", "view"])
def shipped(request: pytest.FixtureRequest, engine: MemoryEngine) -> FlaskClient:
    app = create_app(Settings(log="off"), engine=engine)
    if request.param == "view":
        app.wsgi_app.fast = None  # type: ignore[attr-defined]
    return app.test_client()


def addresses(client: FlaskClient) -> Iterator[str]:
    """The address of every route that gives JSON, for each way of asking."""
    fact = client.get("/api/v1/facts?limit=1").get_json()["items"][0]
    parts = {
        "<fact_id>": fact["id"],
        "<document_id>": fact["document"],
        "<check_id>": client.get("/api/v1/checks?limit=1").get_json()["items"][0]["id"],
        "<string(minlength=14):citation_id>": fact["citation"]["id"],
    }
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith(("/api/v1/", "/openapi", "/healthz", "/readyz")):
            address = rule.rule
            for name, value in parts.items():
                address = address.replace(name, value)
            for query in QUERIES.get(rule.rule, ("",)):
                yield address + query


def test_no_answer_of_any_route_has_a_member_twice(shipped: FlaskClient) -> None:
    walked = [(address, shipped.get(address)) for address in addresses(shipped)]
    walked += [(address, shipped.post(address, json=body)) for address, body in BODIES.items()]
    assert len(walked) > 25
    for address, response in walked:
        assert response.status_code in (200, 405, 422), address
        lines = response.text.splitlines() if "x-ndjson" in response.mimetype else [response.text]
        for line in lines:
            strict(line)


def test_a_member_twice_is_seen() -> None:
    with pytest.raises(ValueError, match="twice"):
        strict('{"generation": "a", "id": null, "generation": "a"}')
