"""Citations lead back to the original: each anchor prints the quote there, and verify reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.base.records import Document
from corpus.formats.anchors import printed_at
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.store import StoredEngine
from index.generations.generations import publish
from service.cite.citations import Citation
from service.cite.originals import Originals, originals_in
from service.cite.verify import Verifier
from service.papers.xbrl import PREFIX, make_export
from service.say.records import cite
from tests.formats.pdfs import At, pdf, row
from tests.formats.tagged import PAGE

HEADS = [
    At(50, 750, "Harbour plc"), At(50, 730, "Statement of income"), At(50, 716, "(in millions)"),
    At(300, 698, "Years ended December 31,"),
    At(275, 684, "2024"), At(375, 684, "2023"), At(475, 684, "2022"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "filings"
    place.mkdir()
    (place / "tagged.html").write_text(PAGE)
    (place / "plain.html").write_text(re.sub(r"</?ix:[^>]*>", "", PAGE))
    (place / "printed.pdf").write_bytes(pdf([*HEADS, *row(670, "Revenue", "46,743", "2", "3")]))
    (place / "note.txt").write_text("Revenue was $5 million in fiscal 2002.")
    return place


@pytest.fixture
def engine(folder: Path, tmp_path: Path) -> StoredEngine:
    return publish(read_corpus(load_corpus(folder)), tmp_path / "index")


def citations(engine: StoredEngine, document: str) -> list[Citation]:
    return [cite(engine, fact.span) for fact in engine.facts.find(document=document)]


def verifier(folder: Path, documents: dict[str, Document]) -> Verifier:
    return Verifier(documents, originals=Originals(originals_in(folder)))


@pytest.mark.parametrize("name", ["tagged.html", "plain.html", "printed.pdf"])
def test_each_figure_stands_at_its_anchor_in_the_original(
    engine: StoredEngine, folder: Path, name: str
) -> None:
    data = (folder / name).read_bytes()
    found = citations(engine, name.split(".")[0])
    assert found
    for citation in found:
        assert citation.anchor is not None
        printed = printed_at(data, citation.anchor, len(citation.quote))
        assert printed is not None
        assert "".join(printed.split()).startswith("".join(citation.quote.split()))


def test_tagged_figure_is_anchored_at_its_element(engine: StoredEngine) -> None:
    anchors = {c.quote: c.anchor for c in citations(engine, "tagged")}
    assert anchors["46,743"] == {"fact": "f1"}


def test_plain_text_needs_no_anchor(engine: StoredEngine) -> None:
    assert all(citation.anchor is None for citation in citations(engine, "note"))


def test_verify_reads_the_original_again(engine: StoredEngine, folder: Path) -> None:
    documents = dict(engine.documents)
    for name in documents:
        citation = citations(engine, name)[0]
        verdict = verifier(folder, documents).verify(citation.to_json())
        assert verdict.state == "holds"
        assert verdict.held.to_json() == {"original": True, "rendition": True, "quote": True}


def test_verify_says_what_of_an_altered_original_holds(engine: StoredEngine, folder: Path) -> None:
    documents = dict(engine.documents)
    citation = next(c for c in citations(engine, "plain") if "46,743" in c.quote)
    file = folder / "plain.html"
    file.write_text(file.read_text().replace("statements of income", "statements of earnings"))
    held = verifier(folder, documents).verify(citation.to_json()).held
    assert (held.original, held.rendition, held.quote) == (False, False, True)
    file.write_text(file.read_text().replace("46,743", "46,473"))
    assert verifier(folder, documents).verify(citation.to_json()).held.quote is False


@pytest.mark.parametrize(
    "anchor",
    [
        {"fact": "none"},
        {"xpath": "//*", "offset": 0},
        {"xpath": "((//td)[1]//text()[normalize-space()])[1] | //p", "offset": 0},
        {"xpath": "((//td)[9999]//text()[normalize-space()])[1]", "offset": 0},
        {"xpath": "((//td)[1]//text()[normalize-space()])[1]", "offset": -1},
        {"page": 1, "boxes": [[0, 0, 1]]},
        {"page": 0, "boxes": [[0, 0, 1, 1]]},
        {"page": 1, "boxes": "all", "more": 5},
        {"page": 1, "boxes": [], "more": [5]},
        {},
    ],
)
def test_anchor_that_leads_nowhere_or_was_not_handed_out_prints_nothing(
    anchor: dict[str, object],
) -> None:
    assert printed_at(PAGE.encode(), anchor, 5) is None


def test_exports_carry_the_tags(engine: StoredEngine) -> None:
    report = make_export(engine.facts.find(document="tagged"), engine).report
    tagged = {
        fact[f"{PREFIX}:quote"]: (fact.get(f"{PREFIX}:tag"), fact.get(f"{PREFIX}:parts"))
        for fact in report["facts"].values()
        if f"{PREFIX}:quote" in fact
    }
    assert tagged["46,743"] == ("us-gaap:Revenues", None)
    axis = "us-gaap:StatementBusinessSegmentsAxis"
    assert tagged["12,001"] == ("us-gaap:Revenues", {axis: "hs:EastMember"})
