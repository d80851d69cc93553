"""The answer contract: its members, never renamed, never missing."""

from __future__ import annotations

import pytest

from corpus.grammar.numbers import plain_number
from service.ask.answer import ask
from service.say.to_json import answer_to_json
from tests.questions.engines import shared_engine

MEMBERS = {
    "id",
    "question",
    "status",
    "kind",
    "text",
    "value",
    "points",
    "derivation",
    "checks",
    "alternatives",
    "citations",
    "passages",
    "interpretation",
}
QUESTIONS = [
    "2Q02 equipment sales",
    "equipment sales 2Q02 vs 2Q01",
    "H1 FY2002 total revenues",
    "goodwill",
    "equipment sales",
    "why did G&A increase in 2Q02?",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_member_of_the_contract_is_there(text: str):
    told = answer_to_json(ask(text, shared_engine()))
    assert told.keys() >= MEMBERS
    assert told["interpretation"].keys() >= {
        "entity",
        "concepts",
        "periods",
        "unit",
        "operation",
        "unmatched",
        "ignored",
    }
    for name in ("points", "checks", "alternatives", "citations", "passages"):
        assert isinstance(told[name], list)


def test_a_value_is_a_decimal_string_in_base_units():
    value = answer_to_json(ask("2Q02 equipment sales", shared_engine()))["value"]
    assert value == {
        "amount": "1774953000",
        "low": None,
        "high": None,
        "unit": "JPY",
        "printed": "1,774,953",
        "decimals": -3,
    }


def test_points_refer_to_citations_of_the_answer():
    told = answer_to_json(ask("equipment sales 2Q02 vs 2Q01", shared_engine()))
    known = {c["id"] for c in told["citations"]}
    assert [p["label"] for p in told["points"]] == ["2Q02", "2Q01"]
    assert all(p["citations"] and set(p["citations"]) <= known for p in told["points"])


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.774953E+9", "1774953000"), ("7.150", "7.15"), ("-0", "0"), ("0.000", "0"), ("100", "100")],
)
def test_numbers_have_no_exponent_and_no_idle_zeros(number: str, text: str):
    from decimal import Decimal

    assert plain_number(Decimal(number)) == text
