"""A corpus of hundreds of documents and companies: pages stay short, lists reach everything."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bench.generator import Shape
from bench.made import make_library
from corpus.base.records import Library
from corpus.concepts.concepts import load_concepts
from index.embedded.memory import MemoryEngine
from index.engine import Engine
from service.app import create_app
from service.settings import Settings

REPORTS = 2


@pytest.fixture(scope="module")
def library() -> Library:
    return make_library(3600, shape=Shape(columns=2, reports=REPORTS))[0]


@pytest.fixture(scope="module")
def engine(library: Library) -> Engine:
    return MemoryEngine(library, load_concepts())


@pytest.fixture(scope="module")
def client(engine: Engine) -> Any:
    return create_app(Settings(), engine=engine).test_client()


def html(client: Any, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    text: str = response.get_data(as_text=True)
    return text


def test_the_list_of_documents_is_paged_and_reaches_each(client: Any, engine: Engine) -> None:
    first = html(client, "/documents")
    last = max(map(int, re.findall(r"\?page=(\d+)", first)))
    assert last == -(-len(engine.documents) // 50) > 8
    found = []
    for number in range(1, last + 1):
        page = html(client, f"/documents?page={number}")
        assert f'<a href="?page={number}" aria-current="page">' in page
        found += re.findall(r'<h2><a href="/documents/([^"]+)"', page)
    assert found == list(engine.documents)


def test_documents_of_one_company(client: Any, engine: Engine) -> None:
    entity = next(iter(engine.documents.values())).entity.id
    page = html(client, f"/documents?entity={entity}")
    own = [d.id for d in engine.documents.values() if d.entity.id == entity]
    assert len(own) == REPORTS
    assert re.findall(r'<h2><a href="/documents/([^"]+)"', page) == own


def test_a_company_of_many_is_typed_by_its_name(client: Any, engine: Engine) -> None:
    page = html(client, "/explore")
    assert "<option" not in page
    last = list(engine.documents.values())[-1].entity
    for typed in (last.id, last.name, last.name.lower()):
        page = html(client, f"/explore?entity={typed}")
        assert f'value="{last.name}"' in page
    figure = engine.facts.find(entity=last.id, limit=1)[0]
    assert figure.period.label in page


def test_checks_and_first_page_do_not_list_documents(client: Any, engine: Engine) -> None:
    ident = next(iter(engine.documents))
    assert len(html(client, "/checks")) < 20_000
    assert html(client, f"/checks?document={ident}").count("/checks?document=") == 1
    assert f"{len(engine.documents)} documents" in html(client, "/")


def test_lists_of_the_api_reach_each_document_and_company(client: Any, engine: Engine) -> None:
    for path, expected in (
        ("/api/v1/documents", list(engine.documents)),
        ("/api/v1/entities", list(dict.fromkeys(d.entity.id for d in engine.documents.values()))),
    ):
        found: list[str] = []
        cursor = ""
        while True:
            reply = client.get(f"{path}?limit=100{cursor}").get_json()
            assert len(reply["items"]) <= 100
            found += [item["id"] for item in reply["items"]]
            if not reply["next"]:
                break
            cursor = f"&cursor={reply['next']}"
        assert found == expected


def test_too_many_facts_are_not_sorted(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.api.facts.MOST_SORTED", 100)
    refused = client.get("/api/v1/facts?sort=amount")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid-parameter")
    few = client.get("/api/v1/facts?sort=-amount&document=" + "co000000-2q08")
    amounts = [float(item["value"]["amount"]) for item in few.get_json()["items"]]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) > 20
