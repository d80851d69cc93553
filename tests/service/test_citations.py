"""Citation ids, the contract's members and the W3C form."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.errors import NotFoundError
from corpus.base.records import Block, Document, Entity, Span
from service.cite.citations import (
    CITATION_ID,
    citation_id,
    citation_of,
    resolve_id,
    text_fragment,
    to_annotation,
)

RELEASE = Path("corpus/documents/iij-2q02-release.txt")


def make_document(text: str, name: str = "memo") -> Document:
    return Document(
        id=name,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title="Memo",
        entity=Entity(id="acme", name="Acme"),
    )


@pytest.fixture(scope="module")
def release() -> Document:
    return make_document(RELEASE.read_text(encoding="utf-8"), "iij-2q02-release")


def test_citation_quotes_to_the_letter(release: Document) -> None:
    start = release.text.index("1,774,953")
    block = Block("table", Span(release.id, start - 20, start + 60), 0, 7, ("Results", "Statement"))
    citation = citation_of(
        release,
        start,
        start + 9,
        block=block,
        base_url="https://t.example",
    )
    assert citation.quote == "1,774,953" == release.text[citation.start : citation.end]
    assert release.text[: citation.start].endswith(citation.prefix)
    assert release.text[citation.end :].startswith(citation.suffix)
    assert citation.prefix
    assert (citation.page, citation.section) == (7, "Results > Statement")
    assert citation.url.startswith("https://t.example/documents/iij-2q02-release?start=")
    assert list(citation.to_json()) == [
        *("id", "document", "sha256", "start", "end", "quote", "prefix", "suffix"),
        *("page", "section", "url"),
    ]


@given(st.integers(0, 10**7), st.integers(1, 10**5))
def test_id_is_short_stable_and_read_back(start: int, length: int) -> None:
    sha = hashlib.sha256(b"x").hexdigest()
    identifier = citation_id(sha, start, start + length)
    assert CITATION_ID.fullmatch(identifier)
    assert len(identifier) <= 24
    assert identifier == citation_id(sha, start, start + length)
    assert identifier != citation_id(sha, start, start + length + 1)


def test_id_resolves_without_a_table_and_typos_do_not(release: Document) -> None:
    other = make_document("Another document", "other")
    identifier = citation_id(release.sha256, 100, 120)
    assert resolve_id(identifier, [other, release]) == (release, 100, 120)
    for position in range(1, len(identifier)):
        typo = "a" if identifier[position] != "a" else "b"
        mistyped = identifier[:position] + typo + identifier[position + 1 :]
        with pytest.raises(NotFoundError):
            resolve_id(mistyped, [other, release])


@given(st.text(max_size=60))
def test_no_text_makes_resolving_fail_otherwise(text: str) -> None:
    with pytest.raises(NotFoundError):
        resolve_id(text, [make_document("short")])


def test_altered_document_has_other_ids(release: Document) -> None:
    altered = make_document(release.text.replace("1,774,953", "1,774,954"), release.id)
    identifier = citation_of(release, 100, 120).id
    with pytest.raises(NotFoundError):
        resolve_id(identifier, [altered])


def test_annotation_has_the_three_standard_selectors(release: Document) -> None:
    citation = citation_of(release, 100, 120)
    target = to_annotation(citation, release)["target"]
    kinds = {selector["type"]: selector for selector in target["selector"]}
    assert set(kinds) == {"TextQuoteSelector", "TextPositionSelector", "FragmentSelector"}
    assert kinds["TextQuoteSelector"]["exact"] == release.text[100:120]
    assert kinds["FragmentSelector"]["value"] == "char=100,120"
    assert target["state"]["sha256"] == release.sha256


def test_fragment_counts_a_line_end_once() -> None:
    text = "ab\r\ncd\r\nef"
    assert text_fragment(text, text.index("cd"), text.index("ef")) == "char=3,6"


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 2), (3, 99)])
def test_offsets_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"characters|start < end"):
        citation_of(make_document("short"), start, end)
