"""What an answer comes to: every tie-out counted, printed characters or none, doubt carried on."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.ask.pipeline import answer_json
from service.cite.standing import NOT_TIES, ties_of


@pytest.fixture(scope="module")
def shipped() -> MemoryEngine:
    return MemoryEngine(read_corpus(load_corpus()), load_concepts())


def test_every_tie_out_is_told_once_and_those_that_fail_come_first(shipped: MemoryEngine) -> None:
    answer = answer_json("operating loss 2Q02", shipped)
    facts = [shipped.facts.get(identifier) for identifier in answer["facts"]]
    told = [check["id"] for check in answer["checks"]]
    assert told == [check.id for check in ties_of(shipped, facts)]
    assert len(told) > 6
    assert [check["passed"] for check in answer["checks"]].index(False) == 0
    assert answer["standing"] == {"verdict": "tied", "held": len(told) - 1, "failed": 1}


def test_a_missed_forecast_is_no_tie_out(shipped: MemoryEngine) -> None:
    answer = answer_json("revenue guidance for FY2002", shipped)
    assert not {check["name"] for check in answer["checks"]} & {*NOT_TIES}


def test_an_implied_value_is_not_called_printed(shipped: MemoryEngine) -> None:
    answer = answer_json("revenue FY2001", shipped)
    assert (answer["status"], answer["value"]["printed"]) == ("disputed", None)
    (rival,) = answer["alternatives"]
    quotes = {cited["id"]: cited["quote"] for cited in answer["citations"]}
    assert rival["value"]["printed"] == quotes[rival["citations"][0]] == "399"
    assert not answer["checks"][0]["passed"]


@pytest.mark.parametrize(
    "question", ["gross margin of equipment sales in 2Q02", "total revenues 1H02"]
)
def test_a_derived_value_is_printed_nowhere(shipped: MemoryEngine, question: str) -> None:
    answer = answer_json(question, shipped)
    assert answer["derivation"]["inputs"]
    assert answer["value"]["printed"] is None
    assert all(point["value"]["printed"] for point in answer["derivation"]["inputs"])


def disputed(points: list[dict[str, Any]]) -> list[str]:
    return [point["label"] for point in points if point["status"] == "disputed"]


def test_a_series_is_disputed_where_one_of_its_points_is(shipped: MemoryEngine) -> None:
    answer = answer_json("dedicated access services revenue 2Q01, 1Q02 and 2Q02", shipped)
    assert answer["status"] == "disputed"
    assert disputed(answer["points"]) == ["1Q02", "2Q02"]
    assert answer["text"].count("(disputed)") == 2


def test_an_input_keeps_its_dispute_in_what_is_derived_from_it(shipped: MemoryEngine) -> None:
    answer = answer_json("connectivity and value-added services gross margin 2Q02", shipped)
    assert disputed(answer["derivation"]["inputs"])
    assert "rests on a disputed figure" in answer["text"]


def test_every_citation_of_a_check_is_among_the_answers(shipped: MemoryEngine) -> None:
    for question in ("total assets Sept 30 2002", "revenue FY2001", "total revenues by quarter"):
        answer = answer_json(question, shipped)
        known = {cited["id"] for cited in answer["citations"]}
        assert all(known.issuperset(check["citations"]) for check in answer["checks"])
