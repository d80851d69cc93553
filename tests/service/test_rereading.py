"""What a part of a question means beside its neighbours, over the shipped disclosures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.ask.answer import Answer, ask
from service.understand.question import Question, understand
from service.understand.vocabulary import vocabulary_of
from tests.questions.engines import shared_engine


def read(text: str) -> Question:
    return understand(text, vocabulary_of(shared_engine()))


def answer(text: str) -> Answer:
    return ask(text, shared_engine())


ONE_FIGURE = [
    # the same period named twice; the named period before the reckoned one
    ("total revenues in 2Q01 (Sept 2001)", "9528307000"),
    ("net loss the year before, in 2Q01", "-3084761000"),
    ("inventories a year earlier (September 30, 2001)", "1012403000"),
    ("total revenues one year earlier than 2Q02", "9528307000"),
    ("total revenues a year before 2Q02", "9528307000"),
    ("net loss in 2Q02, not 1Q02", "-2326166000"),
    # the statement, or what moved, chooses the row
    ("accounts receivable in the cash flow statement 1Q02", "2109969000"),
    ("accounts payable, cash flow 2Q02", "7462000"),
    ("by how much did cash shrink in 1Q02", "-5031226000"),
    # words of the kind of the measure
    ("IIJ4U subscribers 2Q02", "84432"),
    ("share count used for EPS 2Q02", "22480"),
    ("net income per ADS 1Q02", "-57.72"),
    # a total among its parts
    ("Total dedicated line contracts, 2Q02", "4309"),
    ("foreign exchange losses added back in the cash flow statement, 2Q01", "178577000"),
    ("cash effect of inventories change in 2Q02", "-142950000"),
    # computed
    ("revenue per dial-up contract in 2Q02", "2008"),
    ("debt to equity (total liabilities over shareholders equity), Sept 30 2002", "19.4915"),
    ("how much did total assets change in 2Q02?", "-2014810000"),
    ("change in inventories between June 30 and Sept 30 2002", "142950000"),
    ("total revenues in the year-ago quarter of 2Q02", "9528307000"),
    ("average monthly G&A in 1Q02", "172438667"),
    ("total revenues minus total costs minus sales and marketing expenses in 2Q02", "413874000"),
    ("operating cash flow minus purchase of property and equipment 1Q02", "31753000"),
    ("share of IIJ4U in dial-up contracts 1Q02", "27.08"),
    ("current ratio: current assets divided by current liabilities, Sept 30 2002", "0.9529"),
    ("free cash flow (operating plus investing) in 1Q02", "-5062795000"),
    ("net income in 3Q03 worked out as a margin on revenue", "20.54"),
    ("by how much did 3Q02 revenue beat the low end of guidance", "100000000"),
]


@pytest.mark.parametrize(("text", "value"), ONE_FIGURE)
def test_a_part_is_read_beside_its_neighbours(text: str, value: str):
    found = answer(text)
    assert found.value is not None, found.text
    assert found.value.amount == Decimal(value), found.text


SILENT = [
    "loss on dollar-denominated receivables 2Q02",
    "value-added services gross margin 2Q02",
    "property and equipment cash outflow 2Q02",
    "KDDI ebitda: revenue plus costs 2Q02",
    "IIJ4U revenue 2Q02",
    "average monthly total assets in 2Q02",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_told_stays_unanswered(text: str):
    assert answer(text).status == "unanswered"


def test_a_difference_is_taken_at_each_of_two_periods():
    told = answer("G&A minus R&D, 2Q02 vs 2Q01")
    assert [p.value.amount for p in told.points] == [Decimal("420508000"), Decimal("343056000")]


def test_i_mean_asks_for_no_average():
    assert not read("net loss change from 3Q02 to 3Q03, I mean the swing").has("average")
    assert not read("what does adjusted EBITDA mean?").has("average")
    assert read("mean operating income of 1Q03, 2Q03 and 3Q03").has("average")


def test_a_currency_of_what_was_held_is_not_the_one_asked():
    assert read("exchange loss on dollar-denominated assets in 1Q02").unit is None
    assert read("total revenues in dollars 3Q02").unit == "USD"


@pytest.mark.parametrize(
    "text",
    [
        "what range of sales did management see for 3Q02?",
        "which range was given for 3Q02 revenue",
        "in November 2002, what did they think 3Q02 revenue would be?",
    ],
)
def test_a_view_is_a_forecast(text: str):
    assert answer(text).kind == "guidance"


def test_verbs_of_comparison_are_not_taken_for_measures():
    found = answer("how do inventories and accounts receivable stack up at June 30 2002")
    assert [p.concept for p in found.points] == ["inventories", "accounts_receivable"]


def test_a_year_earlier_behind_and_is_a_second_period():
    points = answer("what was SI revenue in 2Q02, and a year earlier?").points
    assert [p.period.label for p in points] == ["2Q02", "2Q01"]


def test_a_share_in_two_periods_is_two_shares():
    points = answer("IIJ4U as a share of dial-up contracts in 1Q02 and 2Q02").points
    assert [str(p.value.amount) for p in points] == ["27.08", "21.41"]


def test_parts_listed_in_brackets_stand_for_the_whole_they_are_of():
    found = answer("revenue (SI and equipment) 2Q02")
    assert [p.concept for p in found.points] == ["systems_integration_revenue", "equipment_sales"]
    whole = answer("backbone costs (international and domestic) 2Q02")
    assert whole.value is not None
    assert whole.value.amount == Decimal("1263000000")


def test_the_same_date_of_another_year_is_read():
    points = answer("Inventories June 30 2002 vs the same date in 2001").points
    asked = read("Inventories June 30 2002 vs the same date in 2001")
    assert [p.label for p in asked.periods] == ["2002-06-30", "2001-06-30"]
    assert not points


def test_a_heading_behind_a_comma_is_no_second_measure():
    found = answer("cross selling rate connectivity & DC, top 150 customers")
    assert found.value is not None
    assert found.value.printed == "25%"


def test_a_range_may_be_said_with_thru():
    points = answer("total revenues 1Q03 thru 3Q03").points
    assert [p.period.label for p in points] == ["1Q03", "2Q03", "3Q03"]


def test_what_is_taken_back_is_not_asked():
    asked = read("total assets 2Q02, no sorry, total revenues 2Q02")
    assert [m.match.concepts[0] for m in asked.measures if m.match] == ["total_revenues"]
