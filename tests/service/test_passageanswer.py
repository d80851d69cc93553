"""Why, how, what is: the sentences that answer."""

from __future__ import annotations

import pytest

from service.passageanswer import answer_passage
from tests.service.textsamples import words_engine

ANSWERED = [
    ("why did salmon revenues grow?", "higher spot prices in Japan"),
    ("what drove the increase in salmon revenue", "higher spot prices in Japan"),
    ("reason for lower repair costs", "milder winter"),
    ("what is the salmon margin?", "less the cost of feed"),
    ("how is the salmon margin defined", "less the cost of feed"),
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
    ["why did Polar Lines sack its captain?", "why did headcount shrink?", "what is a kraken?"],
)
def test_nothing_is_said_of_what_is_not_there(question: str) -> None:
    assert answer_passage(question, words_engine()) == []


def test_findings_are_ordered_and_few() -> None:
    found = answer_passage("why did salmon revenues increase?", words_engine())
    assert 1 <= len(found) <= 3
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert found == answer_passage("why did salmon revenues increase?", words_engine())
