"""The shortest words that answer, in the one document that a question presupposes."""

from __future__ import annotations

import pytest

from service.find.sentences.spananswer import answer_span
from tests.service.textsamples import words_engine

CASES = [
    ("What is the hurdle rate?", ("7%",)),
    ("What was the expense recognized in 2019?", ("$2.7 million",)),
    ("What was the expense recognized in 2018 and 2019?", ("$2.0 million", "$2.7 million")),
    (
        "What does cost of goods sold consist of?",
        ("flour, yeast and the wages of our bakers",),
    ),
    ("How often is inventory reviewed for obsolescence?", ("quarterly",)),
]


@pytest.mark.parametrize(("question", "answers"), CASES)
def test_cuts_the_words_that_answer(question: str, answers: tuple[str, ...]) -> None:
    engine = words_engine()
    found = answer_span(question, engine, document="kestrel")
    assert found is not None
    assert found.answers == answers
    text = engine.documents["kestrel"].text
    assert tuple(text[s.start : s.end] for s in found.spans) == answers
