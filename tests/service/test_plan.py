"""Plans are data: the operation, the periods and the form that a question asks for."""

from __future__ import annotations

import pytest

from service.find.reported import Ledger
from service.plan.plan import make_plan
from service.plan.relations import Plan
from service.understand.question import understand
from service.understand.vocabulary import vocabulary_of
from tests.questions.engines import shared_engine


def plan(text: str) -> Plan:
    engine = shared_engine()
    question = understand(text, vocabulary_of(engine))
    return make_plan(question, Ledger(engine, question.calendar, question.scope.documents))


OPERATIONS = [
    ("2Q02 equipment sales", "figure"),
    ("equipment sales growth 2Q02 yoy", "change"),
    ("how much did total revenues change from 2Q03 to 3Q03?", "change"),
    ("what share of total revenues was equipment sales in 2Q02?", "share"),
    ("gross profit on equipment in 2Q02", "margin"),
    ("capex to revenue 2Q02", "ratio"),
    ("ADS equivalents per IIJ share", "ratio"),
    ("sum of S&M and G&A in 2Q02", "sum"),
    ("total S&M, G&A and R&D expenses in 2Q02", "sum"),
    ("average of operating income over 1Q03, 2Q03 and 3Q03", "average"),
    ("total assets minus total liabilities at December 31, 2003", "difference"),
    ("equipment sales 2Q02 vs 2Q01", "points"),
    ("quarterly revenue 1Q03 to 3Q03", "points"),
    ("which quarter had the largest operating loss?", "extreme"),
    ("when did revenue pass 12 billion?", "threshold"),
    ("capex budget for fiscal 2002", "guidance"),
    ("3Q02 revenue guidance versus actual", "guidance_actual"),
    ("implied 4Q00 revenues", "implied"),
    (
        "does 2Q02 adjusted EBITDA equal operating loss plus depreciation and amortization?",
        "equals",
    ),
    ("why did G&A increase in 2Q02?", "speak"),
    ("year IIJ was founded", "speak"),
    ("revenue excluding equipment sales 2Q02", "difference"),
    ("total assets other than cash at Sept 30, 2002", "difference"),
    ("total costs excluding R&D 2Q02", "refuse"),
    ("gross margin excluding equipment sales 2Q02", "refuse"),
    ("growth of revenue excluding equipment sales 2Q02", "refuse"),
    ("adjusted EBITDA excluding items 2Q02", "refuse"),
    ("days sales outstanding 2Q02", "refuse"),
    ("days of inventory 2Q02", "refuse"),
    ("domestic revenue 2Q02", "refuse"),
    ("new dial-up contracts 2Q02", "refuse"),
    ("receivable days sept 30 2002", "refuse"),
    ("dedicated access contracts added between 1Q02 and 2Q02", "change"),
    ("what does 'Others' in dedicated access contracts comprise?", "speak"),
    ("PP&E net of depreciation, September 30 2001", "figure"),
    ("accounts receivable net of 2Q02 revenue", "refuse"),
    ("operating income net of tax 2Q02", "difference"),
    ("contracted bandwidth of dedicated access services, 2Q01, Gbps", "figure"),
    ("KDDI total revenues 2Q02", "refuse"),
    ("IIJ4U revenue 2Q02", "refuse"),
    ("book value per share sept 30 2002", "refuse"),
    ("equipment sales", "open_period"),
]


@pytest.mark.parametrize(("text", "operation"), OPERATIONS)
def test_the_operation_is_the_one_asked(text: str, operation: str):
    assert plan(text).operation == operation


def test_a_year_by_quarter_is_its_four_quarters():
    assert [p.label for p in plan("total revenues by quarter in fiscal 2002").periods] == [
        "1Q02",
        "2Q02",
        "3Q02",
        "4Q02",
    ]


def test_a_range_of_quarters_holds_those_between():
    assert [p.label for p in plan("operating income by quarter from 4Q01 to 2Q02").periods] == [
        "4Q01",
        "1Q02",
        "2Q02",
    ]


def test_revenue_of_a_segment_is_the_segments_revenue():
    found = plan("How much revenue did IIJ book from selling equipment in 2Q01?")
    assert [m.match.concepts[0] for m in found.measures if m.match] == ["equipment_sales"]


def test_a_change_printed_alone_is_found_by_the_period_it_is_measured_against():
    told = plan("monthly unit backbone costs decline compared to 1Q02")
    assert (told.operation, told.facet, [p.label for p in told.periods]) == (
        "change",
        "qoq_change",
        ["2Q02"],
    )
    # where the level itself is reported, the period named is the period meant
    assert plan("equipment sales decline compared to 2Q01").facet is None


def test_a_forecast_announced_with_results_is_of_the_document_that_reports_them():
    told = plan("fiscal 2002 growth target announced with the 4Q01 results")
    assert told.given == (frozenset({"iij-4q01-slides"}),)
    assert [p.label for p in told.periods] == ["FY2002"]
    assert plan("operating income with the 4Q01 results").given == ()
