"""Who, where, when, which: a short span in its sentence, or silence."""

from __future__ import annotations

import pytest

from service.find.sentences.textanswer import answer_text
from tests.service.textsamples import words_engine

ANSWERED = [
    ("who is the CEO of Halvorsen?", "Arne Dahl"),
    ("Who said that the fleet is the cleanest in the North Sea?", "Arne Dahl"),
    ("who said two trawlers run on hydrogen?", "Arne Dahl"),
    ("press contact person", "Ingrid Solberg"),
    ("what is the email address for the press?", "ir@halvorsen.example"),
    ("telephone number of the press contact", "+47-55-123-4567"),
    ("what is the ticker symbol", "HALV"),
    ("on which stock exchange is it listed?", "Oslo"),
    ("when was the company founded?", "1948"),
    ("when did Halvorsen open the new shipyard", "March 2011"),
    ("where is the new shipyard?", "Bergen"),
    ("first customer of the yard", "Polar Lines"),
    ("which shareholder financed the yard?", "Nordbank ASA"),
    ("name of the planning system", "Deep Current"),
    ("where is the plant", "Tromso"),
    ("what year was the company established", "1948"),
    ("since when does the company exist?", "1948"),
    ("when does Halvorsen expect to agree with Brightsea?", "October 2011"),
    ("name a games customer of the farm", "Pixelhaus"),
    ("between what two cities did they add lines", "Bergen and Aberdeen"),
    ("webcast address for the results", "www.northcast.example"),
    ("where can the webcast be watched?", "www.northcast.example"),
    ("where will the recording be available?", "www.northcast.example"),
    ("year the company was founded", "1948"),
    ("where is Polar Lines the second largest carrier?", "Norway"),
    ("website of Halvorsen", "www.halvorsen.example"),
    ("in which city is the plant?", "Tromso"),
]

SILENT = [
    "who is the CFO of Halvorsen?",
    "who is the CEO of Polar Lines?",
    "when was Nordbank founded?",
    "where is the Stavanger shipyard?",
    "which airline is a customer of the yard?",
    "who audits the accounts?",
    "what is the email address of Kestrel?",
    "when did Polar Lines become a customer?",
    "when did Halvorsen list in Oslo?",
    "when was the subsidiary established?",
    "when does Halvorsen expect to agree with Nordbank?",
    "who is Pixelhaus?",
    "who leads Polar Lines?",
    "when does the fiscal year end?",
    "website of Brightsea",
    "where is Polar Lines the third largest carrier?",
]


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_gives_the_span_with_its_sentence(question: str, answer: str) -> None:
    engine = words_engine()
    found = answer_text(question, engine)
    assert found is not None
    assert answer in found.answer
    text = engine.documents[found.span.document].text
    assert " ".join(text[found.span.start : found.span.end].split()).strip(" ,;") == found.answer
    assert any(
        s.start <= found.span.start
        and found.span.end <= s.end
        and s.document == found.span.document
        for s in found.spans
    )


@pytest.mark.parametrize("question", SILENT)
def test_is_silent_where_nothing_is_said(question: str) -> None:
    assert answer_text(question, words_engine()) is None


def test_leaves_why_to_the_other_reader() -> None:
    assert answer_text("why did repair costs fall?", words_engine()) is None


def test_keeps_to_its_document() -> None:
    engine = words_engine()
    assert answer_text("when was the company founded?", engine, document="kestrel") is None
    assert answer_text("when was the company founded?", engine, document="halvorsen") is not None
