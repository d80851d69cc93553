"""Questions to their parts: every word is understood, filler, or reported as unmatched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.errors import QuestionError
from service.understand.question import Question, understand
from service.understand.vocabulary import vocabulary_of
from tests.questions.engines import shared_engine


def read(text: str) -> Question:
    return understand(text, vocabulary_of(shared_engine()))


MEASURES = [
    ("2Q02 equipment sales", ["equipment_sales"]),
    ("equipmnt sales 2Q02", ["equipment_sales"]),
    ("hardware revenue in 2Q02", ["equipment_sales"]),
    ("cost of equipment sales 1Q02", ["cost_of_equipment_sales"]),
    ("sistems integration revenues FY2002 Q1", ["systems_integration_revenue"]),
    ("G&A Oct-Dec 2003", ["general_and_administrative_expenses"]),
    ("top line 2Q02", ["total_revenues"]),
    ("bottom line 2Q02", ["net_income"]),
    ("dialup contracts 2Q02", ["total_dialup_access_services_contracts"]),
    ("dial up revenue 2Q02", ["dialup_access_services_revenue"]),
    ("other current assets sept 30 2002", ["other_current_assets"]),
    ("3Mbps-1.2Gbps IP Service contracts", ["ip_service_3mbps_1_2gbps_contracts"]),
    ("ip service contracts at 64-128kbps", ["ip_service_64kbps_128kbps_contracts"]),
    (
        "S&M, G&A and R&D in 2Q02",
        [
            "sales_and_marketing_expenses",
            "general_and_administrative_expenses",
            "research_and_development_expenses",
        ],
    ),
    (
        "total of operating and investing cash flow 2Q02",
        ["net_cash_from_operating_activities", "net_cash_from_investing_activities"],
    ),
    (
        "international versus domestic backbone costs 2Q02",
        ["international_backbone_costs", "domestic_backbone_costs"],
    ),
]


@pytest.mark.parametrize(("text", "concepts"), MEASURES)
def test_measures_go_by_any_of_their_names(text: str, concepts: list[str]):
    found = [m.match.concepts[0] for m in read(text).measures if m.match]
    assert found == concepts


PERIODS = [
    ("revenue 2q 2002", ["2Q02"]),
    ("revenue second quarter of fiscal 2002", ["2Q02"]),
    ("third quarter revenue for the year ending March 31, 2004", ["3Q03"]),
    ("G&A in 1Q, 2Q and 3Q03", ["1Q03", "2Q03", "3Q03"]),
    ("revenue first and second quarter of fiscal 2002", ["1Q02", "2Q02"]),
    ("total assets at September 30 2002 and 2001", ["2002-09-30", "2001-09-30"]),
    ("receivables at 30/9/2002", ["2002-09-30"]),
    ("receivables at 9/30/2002", ["2002-09-30"]),
]


@pytest.mark.parametrize(("text", "labels"), PERIODS)
def test_periods_are_read_on_the_fiscal_calendar(text: str, labels: list[str]):
    assert [p.label for p in read(text).periods] == labels


UNKNOWN = [
    ("KDDI total revenues 2Q02", "KDDI"),
    ("goodwill at September 30, 2002", "goodwill"),
    ("dividend per share 2Q02", "dividend"),
    ("intangible assets at september 30 2002", "intangible"),
    ("revenue before equipment 2Q02", "before"),
]


@pytest.mark.parametrize(("text", "word"), UNKNOWN)
def test_a_word_that_matters_is_never_ignored(text: str, word: str):
    assert word in read(text).unmatched


def test_a_date_before_a_kind_of_document_names_the_document():
    question = read("exchange rate used in the May 2002 slides")
    assert question.scope.documents == {"iij-4q01-slides"}
    assert question.periods == ()


def test_the_day_of_a_forecast_is_not_its_period():
    question = read("as of November 2002, how much did IIJ expect fiscal 2002 revenues to grow?")
    assert question.scope.given == (frozenset({"iij-2q02-release"}),)
    assert [p.label for p in question.periods] == ["FY2002"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "cash\x00"])
def test_what_is_no_question_is_refused(text: str):
    with pytest.raises(QuestionError):
        read(text)


@given(st.text(alphabet=st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=80))
def test_any_text_is_accounted_for_without_harm(text: str):
    try:
        question = read(text)
    except QuestionError:
        return
    for mention in question.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
