"""Pasted citations: every form is read, and each fate is told apart."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Document
from service.cite.citations import citation_of, to_annotation
from service.cite.pasted import find_pasted, read_pasted
from service.cite.verify import Verifier
from tests.service.samples import PRESS, make_document

MEMO = make_document("memo-press", PRESS)
AT = PRESS.index("1,774,953")
CITATION = citation_of(MEMO, AT, AT + 9)


def with_text(text: str) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return dataclasses.replace(MEMO, text=text, sha256=digest)


def state(item: object, document: Document = MEMO) -> str:
    return Verifier({document.id: document}).verify(item).state


FORMS: dict[str, Any] = {
    "contract": CITATION.to_json(),
    "annotation": to_annotation(CITATION, MEMO, base_url="https://t.example"),
    "annotation target": to_annotation(CITATION, MEMO)["target"],
    "id": CITATION.id,
    "id in an object": {"id": CITATION.id},
    "address of the id": f"https://t.example/api/v1/citations/{CITATION.id}",
    "document and quote": {"document": "memo-press", "quote": "1,774,953"},
    "with context": {
        "document": "memo-press",
        "quote": "1,774,953",
        "prefix": "| Equipment sales | ",
        "suffix": " | 623,064",
    },
    "without end": {"document": "memo-press", "quote": "1,774,953", "start": AT},
    "fact": {"id": "press-1", "document": "memo-press", "citation": CITATION.to_json()},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds(form: str) -> None:
    verdict = Verifier({"memo-press": MEMO}).verify(FORMS[form])
    assert verdict.state == "holds", verdict.detail
    assert verdict.citation is not None
    assert verdict.citation.quote == "1,774,953"
    assert (verdict.citation.start, verdict.citation.end) == (AT, AT + 9)


def test_moved_is_found_where_it_stands() -> None:
    moved = with_text("A new first line.\n" + PRESS)
    given = CITATION.to_json() | {"sha256": moved.sha256}
    verdict = Verifier({"memo-press": moved}).verify(given)
    assert verdict.state == "moved"
    assert verdict.citation is not None
    assert verdict.citation.start == AT + 18


def test_altered_shows_the_difference() -> None:
    given = {"document": "memo-press", "quote": "Equipment sales | 1,774,935 | 623,064"}
    verdict = Verifier({"memo-press": MEMO}).verify(given)
    assert verdict.state == "altered"
    assert any(line.startswith("- ") and "935" in line for line in verdict.diff)
    assert any(line.startswith("+ ") and "953" in line for line in verdict.diff)
    assert verdict.citation is not None
    assert "1,774,953" in verdict.citation.quote


def test_one_changed_character_of_the_document_is_noticed_and_shown() -> None:
    changed = with_text(PRESS.replace("1,774,953", "1,774,958"))
    verdict = Verifier({"memo-press": changed}).verify(CITATION.to_json())
    assert verdict.state == "document_altered"
    assert verdict.diff
    elsewhere = with_text(PRESS.replace("184.9%", "184.8%"))
    verdict = Verifier({"memo-press": elsewhere}).verify(CITATION.to_json())
    assert verdict.state == "document_altered"
    assert verdict.citation is not None
    assert verdict.citation.quote == "1,774,953"
    assert not verdict.diff


def test_unknown_says_why() -> None:
    verifier = Verifier({"memo-press": MEMO})
    unknown = verifier.verify({"document": "other", "quote": "x"})
    assert (unknown.state, "other" in unknown.detail) == ("unknown", True)
    assert state("caaaaaaaaaaaaaaaaa") == "unknown"
    assert state({"colour": "red"}) == "unknown"
    assert state(7) == "unknown"
    assert state(CITATION.id, with_text(PRESS + "x")) == "unknown"


def test_a_quote_that_is_nowhere_is_altered_without_a_place() -> None:
    verdict = Verifier({"memo-press": MEMO}).verify(
        {"document": "memo-press", "quote": "Zebras galloped over the northern ridge at noon"}
    )
    assert (verdict.state, verdict.citation) == ("altered", None)


def test_offsets_that_do_not_hold_the_quote_do_not_hold() -> None:
    given = CITATION.to_json() | {"end": AT + 3}
    assert state(given) == "moved"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "document",
                        "quote",
                        "start",
                        "end",
                        "target",
                        "selector",
                        "type",
                        "source",
                        "exact",
                        "citation",
                        "citations",
                        "sha256",
                        "refinedBy",
                        "state",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_pasted_value_fails(item: Any) -> None:
    for found in [item, *find_pasted(item)]:
        read_pasted(found)
        assert state(found) in {"holds", "moved", "altered", "document_altered", "unknown"}


@given(st.data())
def test_every_span_of_a_text_verifies_and_a_changed_quote_never_holds(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PRESS) - 1))
    end = data.draw(st.integers(start + 1, min(len(PRESS), start + 60)))
    citation = citation_of(MEMO, start, end).to_json()
    assert state(citation) == "holds"
    at = data.draw(st.integers(0, end - start - 1))
    changed = citation["quote"][:at] + "§" + citation["quote"][at + 1 :]
    assert state(citation | {"quote": changed}) != "holds"


def test_route_verifies_many(client: FlaskClient, small_engine: Any) -> None:
    good = client.get("/api/v1/ask?q=x").get_json()["citations"][0]
    bad = good | {"quote": "1,774,935"}
    response = client.post("/api/v1/citations/verify", json={"citations": [good, bad, good["id"]]})
    body = response.get_json()
    assert [item["state"] for item in body["items"]] == ["holds", "altered", "holds"]
    assert body["holds"] is False
    assert body["items"][1]["given"]["quote"] == "1,774,935"


def test_route_resolves_an_id_to_the_annotation_and_the_facts(
    client: FlaskClient, citation: str
) -> None:
    body = client.get(f"/api/v1/citations/{citation}").get_json()
    assert body["quote"] == "1,774,953"
    assert [fact["id"] for fact in body["facts"]] == ["press-1"]
    response = client.get(f"/api/v1/citations/{citation}?format=annotation")
    assert response.mimetype == "application/ld+json"
    assert response.get_json() == body["annotation"]
