"""What is said and not used is refused: modifiers, operations, swallowed measures, lists, regions.

Every question is asked as a user asks it; a refusal names the word.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.ask.pipeline import answer_json
from service.understand.terms import DATA
from tests.questions.engines import shared_engine

HERE = Path(__file__).resolve().parent
SALES = "1774953000"
REVENUES = "10568342000"
MODIFIERS = (HERE / "modifiers.txt").read_text(encoding="utf-8").split()
FRAMES = (
    "{word} equipment sales 2Q02",
    "what was {word} equipment sales in 2Q02?",
    "2Q02 {word} equipment sales",
)
OPERATION_FRAMES = (
    "{word} equipment sales 2Q02",
    "What was the {word} of equipment sales in 2Q02?",
    "2Q02 equipment sales {word}",
    "{word} of equipment sales in 2Q02",
    "equipment sales {word} 2Q02",
    "Please give me the {word} equipment sales for 2Q02",
    "How much {word} were equipment sales in 2Q02?",
    "show equipment sales in 2Q02, {word}",
    "IIJ's {word} equipment sales in the second quarter of fiscal 2002",
    "tell me {word} equipment sales in 2Q02 please",
)
ROWS = tomllib.loads((DATA / "operations.toml").read_text(encoding="utf-8"))
OPERATIONS = {name: row for name, row in ROWS.items() if "triggers" in row}
APPOSED = "equipment sales {word} 2Q02"
"""In it "same quarter last year" is told which quarter that is: nothing is compared."""
DESCRIBING = {"actual", "actually", "actuals", "achieved", "achieve", "delivered", "quarterly"}
DESCRIBING |= {"over"}
"""Words that are true of every reported quarter: they are consumed and change nothing."""


def asked(question: str) -> dict[str, Any]:
    return answer_json(question, shared_engine())


def figures(answer: dict[str, Any]) -> list[str | None]:
    values = [answer["value"], *(point["value"] for point in answer["points"])]
    return [value["amount"] for value in values if value is not None]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_modified_measure_is_never_given_the_unmodified_figure(frame: str):
    told = {word: figures(asked(frame.format(word=word))) for word in MODIFIERS}
    assert len(MODIFIERS) > 140
    assert [word for word, found in told.items() if SALES in found] == []


def test_the_unmodified_measure_is_answered():
    assert figures(asked("what was equipment sales in 2Q02?")) == [SALES]
    assert figures(asked("what was the equipment sales in 2Q02?")) == [SALES]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_is_used_or_refused(operation: str):
    lost = []
    for word in OPERATIONS[operation]["triggers"]:
        for frame in OPERATION_FRAMES:
            answer = asked(frame.format(word=word))
            if "_change" in operation and frame == APPOSED:
                continue
            plain = answer["kind"] == "figure" and figures(answer) == [SALES]
            if plain and word not in DESCRIBING and answer["interpretation"]["operation"] in LEVELS:
                lost.append(frame.format(word=word))
    assert not lost, lost


LEVELS = ("figure", "points", "open_period", "average", "sum", "implied")


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("audited equipment sales 2Q02", "audited"),
        ("US equipment sales 2Q02", "US"),
        ("equipment sales in the US in 2Q02", "US"),
        ("one-off equipment sales 2Q02", "off"),
        ("sum of equipment sales, systems integration and Tokyo sales 2Q02", "Tokyo"),
    ],
)
def test_a_refusal_names_the_word(question: str, word: str):
    answer = asked(question)
    assert answer["status"] == "unanswered"
    assert f"“{word}”" in answer["text"]


@pytest.mark.parametrize(
    "question",
    [
        "equipment sales profit 2Q02",
        "profit on equipment sales in 2Q02",
        "average equipment sales in 2Q02",
        "equipment sales trend in 2Q02",
    ],
)
def test_what_a_plan_cannot_carry_out_has_no_figure(question: str):
    answer = asked(question)
    assert answer["status"] == "unanswered"
    assert figures(answer) == []


def test_an_inequality_is_no_level():
    answer = asked("Did total revenues equal operating income in 2Q02?")
    assert answer["text"].startswith("No")


def test_annual_is_consumed_by_a_year_and_by_nothing_shorter():
    assert asked("annual revenue FY2001")["status"] != "unanswered"
    assert asked("annual revenue 2Q02")["status"] == "unanswered"


@pytest.mark.parametrize("question", ["what was domestik math of equipment in 2Q02", "refund 2Q02"])
def test_spelling_repairs_no_english_word(question: str):
    answer = asked(question)
    assert "month" not in (answer["interpretation"]["corrected"] or "")
    assert figures(answer) == []


@pytest.mark.parametrize(
    "question", ["equipment sales growth in FY9999", "equipment sales a year before 0001-01-01"]
)
def test_no_question_ends_a_run_at_the_edge_of_the_calendar(question: str):
    assert asked(question)["status"] == "unanswered"
