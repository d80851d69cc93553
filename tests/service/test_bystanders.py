"""Unknown words are left aside where they restrict nothing, and stay unknown where they do."""

from __future__ import annotations

import pytest

from service.ask.pipeline import answer_json
from tests.questions.engines import shared_engine

SALES = "1774953000"
HARMLESS = [
    ("I'm after the equipment sales of 2Q02", ["after"]),
    ("What did IIJ fetch in equipment sales in 2Q02?", ["fetch"]),
    ("State the equipment sales of 2Q02", []),
    ("Tabulate the equipment sales of 2Q02", ["Tabulate"]),
    ("Could you dig up equipment sales for 2Q02?", ["dig", "up"]),
    ("How sizable were equipment sales in 2Q02?", ["sizable"]),
    ("Equipment sales, tentatively, in 2Q02", ["tentatively"]),
    ("What sum did equipment sales rake in for 2Q02?", ["rake"]),
    ("How did hardware fare - what were equipment sales in 2Q02?", ["fare"]),
    ("Equipment sales in 2Q02, per the release", []),
    ("What equipment sales emerged for 2Q02?", ["emerged"]),
    ("Our treasurer wonders. What were equipment sales in 2Q02?", ["treasurer"]),
]
RESTRICTING = [
    "Wireless equipment sales in 2Q02",
    "Equipment sales refunded in 2Q02",
    "Equipment sales in Nagoya in 2Q02",
    "Equipment sales to Toyota in 2Q02",
    "Equipment sales except routers in 2Q02",
    "How many IIJ4U contracts did IIJ cancel in 2Q02?",
    "Did IIJ wireless equipment sales reach a record in 2Q02?",
]


@pytest.mark.parametrize(("text", "aside"), HARMLESS)
def test_a_word_that_restricts_nothing_never_silences(text: str, aside: list[str]):
    answer = answer_json(text, shared_engine())
    assert answer["value"] is not None, answer["text"]
    assert answer["value"]["amount"] == SALES
    assert answer["interpretation"]["ignored"] == aside


@pytest.mark.parametrize("text", RESTRICTING)
def test_a_word_that_restricts_is_never_left_aside(text: str):
    answer = answer_json(text, shared_engine())
    assert answer["status"] == "unanswered"
    assert answer["value"] is None


def test_a_verb_left_aside_is_named_beside_the_figure():
    answer = answer_json("What did IIJ fetch in equipment sales in 2Q02?", shared_engine())
    assert "“fetch” is left aside" in answer["text"]
