"""What is asked of several measures or periods is composed, or not answered."""

from __future__ import annotations

import pytest

from service.ask.pipeline import answer_json
from tests.questions.engines import shared_engine

COMPOSED = [
    ("What is the ratio of total revenues in 2Q02 to 2Q01?", "1.1092", "ratio"),
    ("R&D and G&A expenses together as a percentage of total revenues in 2Q02", "5.75", "percent"),
    ("Of 2Q02 total revenues, what share came from equipment sales?", "16.8", "percent"),
    (
        "How much did equipment sales exceed dial-up access revenue by in 2Q02?",
        "983215000",
        "JPY",
    ),
    (
        "change in the ratio of equipment sales to total revenues from 1Q02 to 2Q02",
        "0.0765",
        "ratio",
    ),
]
VERDICTS = [
    ("Did equipment sales exceed dial-up access revenue in 2Q02?", "Yes"),
    ("Did total liabilities exceed total assets at September 30, 2002?", "No"),
]


@pytest.mark.parametrize(("text", "amount", "unit"), COMPOSED)
def test_an_operation_over_expressions(text: str, amount: str, unit: str):
    answer = answer_json(text, shared_engine())
    assert answer["value"] is not None, answer["text"]
    assert (answer["value"]["amount"], answer["value"]["unit"]) == (amount, unit)


@pytest.mark.parametrize(("text", "verdict"), VERDICTS)
def test_a_comparison_says_yes_or_no(text: str, verdict: str):
    answer = answer_json(text, shared_engine())
    assert answer["text"].startswith(verdict), answer["text"]


def test_what_stands_outside_the_slots_is_answered_for():
    answer = answer_json("Tokyo ratio of equipment sales to total revenues 2Q02", shared_engine())
    assert answer["status"] == "unanswered"
