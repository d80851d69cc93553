"""Why, how, what is: the sentences that answer."""

from __future__ import annotations

import pytest

from service.ask.answer import ask
from service.find.sentences.passageanswer import answer_passage
from service.find.sentences.speaking import speak
from service.understand.question import understand
from service.understand.vocabulary import vocabulary_of
from tests.service.textsamples import words_engine

ANSWERED = [
    ("why did salmon revenues grow?", "higher spot prices in Japan"),
    ("what drove the increase in salmon revenue", "higher spot prices in Japan"),
    ("reason for lower repair costs", "milder winter"),
    ("what is the salmon margin?", "less the cost of feed"),
    ("how is the salmon margin defined", "less the cost of feed"),
    ("what do repair costs in note 1 include?", "dry docking and paint"),
]


@pytest.mark.parametrize(("question", "said"), ANSWERED)
def test_the_first_finding_answers(question: str, said: str) -> None:
    engine = words_engine()
    first = answer_passage(question, engine)[0]
    text = engine.documents[first.span.document].text
    quote = text[first.span.start : first.span.end]
    assert said in " ".join(quote.split()) == first.text
    assert first.span.start <= first.sentence.start
    assert first.sentence.end <= first.span.end
    assert first.sentence.start <= first.short.start
    assert first.short.end <= first.sentence.end


def test_a_list_of_reasons_is_cited_whole() -> None:
    first = answer_passage("why did repair costs fall?", words_engine())[0]
    assert "milder winter" in first.text


@pytest.mark.parametrize(
    "question",
    [
        "why did Polar Lines sack its captain?",
        "why did headcount shrink?",
        "what is a kraken?",
        "what do salmon revenues include?",
    ],
)
def test_nothing_is_said_of_what_is_not_there(question: str) -> None:
    assert answer_passage(question, words_engine()) == []


def test_the_sentence_that_describes_follows_the_one_that_announces() -> None:
    found = answer_passage("how does Harbour by the Hour work?", words_engine())
    assert "Harbour by the Hour" in found[0].text
    assert "on an hourly basis" in found[1].text


@pytest.mark.parametrize(
    "question",
    [
        "what salary does Arne Dahl earn?",
        "construction cost of the shipyard in Bergen",
        "Calder Steel contract value",
        "what does Calder Steel pay for the wind farm?",
        "market capitalization of Brightsea",
    ],
)
def test_no_sentence_stands_in_for_an_amount(question: str) -> None:
    engine = words_engine()
    assert speak(understand(question, vocabulary_of(engine)), engine) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [("when will Halvorsen pay a dividend?", "when"), ("who audits Brightsea?", "who")],
)
def test_says_that_the_documents_do_not_say(question: str, said: str) -> None:
    answer = ask(question, words_engine())
    assert answer.status == "unanswered"
    assert answer.text.startswith(f"The documents do not say {said}")


def test_names_what_is_asked_beside_a_measure() -> None:
    answer = ask("port services menu being developed, name?", words_engine())
    assert answer.short == ("Harbour by the Hour",)


def test_findings_are_ordered_and_few() -> None:
    found = answer_passage("why did salmon revenues increase?", words_engine())
    assert 1 <= len(found) <= 3
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert found == answer_passage("why did salmon revenues increase?", words_engine())
