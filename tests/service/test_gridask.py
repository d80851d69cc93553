"""Questions of one document, answered from the captions of its tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Engine
from index.engines import ensure_engine
from service.ask.pipeline import answer_json
from service.find.cells.wording import read_asked

ORCHARD = """The following table shows the costs of the orchards (in thousands):

| | 2019 | 2018 | Change % |
| --- | --- | --- | --- |
| Apple orchards: | | | |
| Pruning | $1,200 | $1,000 | 20% |
| Harvest labour (seasonal) | 300 | 450 | (33)% |
| Total apple orchards | 1,500 | 1,450 | 3% |
| Pear orchards: | | | |
| Pruning | 90 | 80 | 13% |
| Irrigation | 2,510 | 2,505 | 0% |
| Total pear orchards | 2,600 | 2,585 | 1% |

Frost nets were lent to neighbours.
"""
STAFF = """Persons employed by place.

| Place | North | South | Total |
| --- | --- | --- | --- |
| Pickers | 12 | 30 | 42 |
| Drivers | 7 | 5 | 12 |
"""


@pytest.fixture(scope="module")
def grove(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("grove")
    (folder / "orchard.md").write_text(ORCHARD, encoding="utf-8")
    (folder / "staff.md").write_text(STAFF, encoding="utf-8")
    return ensure_engine(folder, tmp_path_factory.mktemp("grove-index"))


def told(engine: Engine, question: str, document: str = "orchard") -> dict[str, Any]:
    answer = answer_json(question, engine, document=document)
    for citation in answer["citations"]:
        text = engine.documents[citation["document"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    return answer


def amount(answer: dict[str, Any]) -> str | None:
    return answer["value"]["amount"] if answer["value"] else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was the seasonal harvest labour in 2019?", "300000"),
        ("What was the change in harvest labour from 2018 to 2019?", "-150000"),
        ("What is the percentage change in harvest labour from 2018 to 2019?", "-33"),
        ("What is the average irrigation for 2018 and 2019?", "2507500"),
        ("What is the sum of harvest labour and irrigation in 2019?", "2810000"),
        ("What is irrigation as a percentage of total pear orchards in 2019?", "96.54"),
        (
            "What is the difference between total pear orchards and total apple orchards in 2018?",
            "1135000",
        ),
    ],
)
def test_figures(grove: Engine, question: str, expected: str) -> None:
    answer = told(grove, question)
    assert (answer["status"], amount(answer)) == ("answered", expected)
    assert answer["citations"]


@pytest.mark.parametrize(
    ("question", "document", "short"),
    [
        ("In which year was harvest labour larger?", "orchard", ["2018"]),
        ("In which years was irrigation above 2,507 thousand?", "orchard", ["2019"]),
        ("How many years did irrigation exceed $2,000 thousand?", "orchard", ["2"]),
        ("Which years does the table provide?", "orchard", ["2019", "2018"]),
        ("What are the components of pear orchards?", "orchard", ["Pruning", "Irrigation"]),
        ("How many components are there under pear orchards?", "orchard", ["2"]),
        ("Which group had the highest total?", "staff", ["Pickers"]),
    ],
)
def test_captions(grove: Engine, question: str, document: str, short: list[str]) -> None:
    answer = told(grove, question, document)
    assert answer["short"] == short
    assert answer["citations"]


def test_columns_name_members(grove: Engine) -> None:
    assert amount(told(grove, "How many drivers are in the South?", "staff")) == "5"


@pytest.mark.parametrize(
    "question",
    ["What was the volcanic irrigation surcharge tax in 2019?", "What was irrigation in 2014?"],
)
def test_what_is_not_printed_stays_unanswered(grove: Engine, question: str) -> None:
    answer = told(grove, question)
    assert amount(answer) is None
    assert not answer["points"]


@given(st.text(max_size=300))
def test_any_wording_is_read(text: str) -> None:
    asked = read_asked(text)
    assert asked.operation
    assert asked.phrases
