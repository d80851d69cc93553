"""Pages over a filing of a company that no catalog describes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.ties.kinds import KINDS, MARKS
from service.app import create_app
from service.settings import Settings
from tests.formats.tagged import PAGE


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    place: Path = tmp_path_factory.mktemp("filing")
    corpus = place / "corpus"
    corpus.mkdir()
    (corpus / "harbour.html").write_text(PAGE)
    return create_app(Settings(corpus=corpus, index=place / "index", log="off")).test_client()


def test_every_tick_mark_has_its_letter() -> None:
    assert {kind.mark.word for kind in KINDS.values()} <= set(MARKS)
    assert len({mark.letter for mark in MARKS.values()}) == len(MARKS)


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=Harbour+Systems+revenue+in+2Q26", "/documents", "/documents/harbour",
     "/documents/harbour/tieout", "/checks", "/explore", "/api/v1/documents/harbour"],
)  # fmt: skip
def test_every_page_shows_a_filing(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 200


def test_answer_of_a_filing_is_anchored_in_its_page(client: FlaskClient) -> None:
    answer = client.get("/api/v1/ask", query_string={"q": "Harbour Systems revenue in 2Q26"}).json
    assert answer is not None
    assert answer["value"]["amount"] == "46743000000"
    assert answer["citations"][0]["anchor"] == {"fact": "f1"}
