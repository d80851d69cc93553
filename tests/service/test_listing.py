"""What a folder came to is told by the command, the API, the page and `/readyz` alike."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from index.generations.generations import ensure_engine
from service.app import create_app
from service.cli import documents_command
from service.settings import Settings
from service.web.api import shapes_documents

TEXT = """Harbour Systems Inc. announces results

February 16, 2004

Revenues were $1,234 million for the year ended June 30, 2003.
"""
PLAIN = "Sales were 12 million in FY2003.\n"
CONTRACT = {
    *("id", "title", "media_type", "sha256", "text_sha256", "reader", "published", "entity"),
    *("periods", "sources", "facts", "ties", "problems"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, data in {
        "harbour.txt": TEXT.encode(),
        "plain.md": PLAIN.encode(),
        "again.txt": TEXT.encode(),
        "empty.txt": b"",
        "latin.md": b"caf\xe9 1,234",
    }.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def engine(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return ensure_engine(corpus, tmp_path_factory.mktemp("index"))


@pytest.fixture
def asked(engine: Any) -> FlaskClient:
    return create_app(Settings(log="off"), engine=engine).test_client()


@pytest.fixture
def printed(corpus: Path, engine: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command over the folder and gives its lines."""
    monkeypatch.setattr("service.console.commands.open_engine", lambda folder: engine)

    def call(*arguments: str) -> list[str]:
        done = CliRunner().invoke(documents_command, [*arguments, "--corpus", str(corpus)])
        assert done.exit_code == 0
        return done.output.splitlines()

    return call


def test_each_document_and_each_unread_file_has_the_members_of_the_contract(
    asked: FlaskClient, printed: Any
) -> None:
    body = asked.get("/api/v1/documents").get_json()
    shapes_documents.Documents.model_validate(body)
    assert [item["id"] for item in body["items"]] == ["again", "plain", "empty", "latin"]
    for item in body["items"]:
        assert set(item) >= CONTRACT
    assert [json.loads(line) for line in printed("--jsonl")] == body["items"]


def test_a_document_says_what_is_known_and_null_for_what_is_not(asked: FlaskClient) -> None:
    harbour, plain, empty, _ = asked.get("/api/v1/documents").get_json()["items"]
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert harbour["sha256"] == harbour["text_sha256"] == digest
    assert (harbour["published"], harbour["reader"]) == ("2004-02-16", "text 1")
    assert harbour["entity"] == {
        "id": "harbour_systems",
        "name": "Harbour Systems Inc.",
        "names": ["Harbour Systems Inc.", "Harbour Systems"],
        "ticker": None,
        "fiscal_year_end": "06-30",
        "fiscal_weeks": False,
        "year_label": None,
        "currency": "USD",
    }
    assert harbour["facts"] > 0
    assert "FY2003" in harbour["periods"]
    assert {"fiscal_year_end", "fiscal_weeks"} <= harbour["sources"].keys()
    for member in ("fiscal_year_end", "fiscal_weeks"):
        source = harbour["sources"][member]
        assert TEXT[source["start"] : source["end"]] == source["quote"]
    assert plain["entity"]["fiscal_year_end"] is None
    assert plain["entity"]["currency"] is None
    assert (empty["entity"], empty["title"], empty["text_sha256"]) == (None, None, None)
    assert (empty["facts"], empty["sha256"]) == (0, hashlib.sha256(b"").hexdigest())


def test_two_files_of_the_same_bytes_are_one_document_with_two_names(asked: FlaskClient) -> None:
    document = asked.get("/api/v1/documents/again").get_json()
    assert document["files"] == ["again.txt", "harbour.txt"]
    (problem,) = document["problems"]
    assert (problem["code"], problem["file"]) == ("duplicate", "harbour.txt")


def test_every_reason_is_said_on_every_surface(asked: FlaskClient, printed: Any) -> None:
    ready = asked.get("/readyz").get_json()
    assert (ready["status"], ready["unread"]) == ("ready", 3)
    reasons = {problem["file"]: problem["code"] for problem in ready["problems"]}
    assert reasons == {"empty.txt": "empty", "latin.md": "encoding", "harbour.txt": "duplicate"}
    html, lines = asked.get("/documents").text, "\n".join(printed())
    for problem in ready["problems"]:
        assert problem["detail"] in lines
        assert problem["detail"].split(" (")[0] in html
    assert "unread" not in asked.get("/documents?entity=again").text


def test_the_shipped_documents_name_their_catalog(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN)
    (tmp_path / "catalog.toml").write_text(
        '[[document]]\nid = "a"\nentity = "iij"\npublished = 2003-05-01\n'
    )
    engine = ensure_engine(tmp_path, tmp_path / "index")
    client = create_app(Settings(log="off"), engine=engine).test_client()
    (told,) = client.get("/api/v1/documents").get_json()["items"]
    assert told["sources"] == {"entity": "catalog", "published": "catalog"}
    assert (told["entity"]["fiscal_year_end"], told["entity"]["year_label"]) == ("03-31", "start")


def test_a_bad_file_that_comes_later_stops_nothing(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text(PLAIN)
    first = ensure_engine(corpus, index)
    assert list(first.unread) == []
    (corpus / "b.txt").write_bytes(b"\xff\xfe")
    second = ensure_engine(corpus, index)
    assert second.generation != first.generation
    assert list(second.documents) == ["a"]
    assert [(one.file, one.code) for one in second.unread] == [("b.txt", "encoding")]
    (corpus / "b.txt").write_text("Sales were 13 million in FY2004.\n")
    assert list(ensure_engine(corpus, index).documents) == ["a", "b"]
