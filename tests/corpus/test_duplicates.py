"""Equal aspects decide what may be compared; the grade says how it compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.ties.duplicates import clusters, find_duplicates, grade, most_precise, sources
from tests.corpus.made import document, fact


def test_one_value_at_one_precision_is_complete() -> None:
    assert grade([fact("total_revenues", 500), fact("total_revenues", 500)]) == "complete"


def test_precisions_of_one_figure_are_consistent() -> None:
    table = fact("total_revenues", 10_568_342)
    prose = fact("total_revenues", 106, decimals=-8, table=None)
    assert grade([table, prose]) == "consistent"
    assert most_precise([prose, table]) is table


def test_figures_that_cannot_be_one_are_inconsistent() -> None:
    pair = [fact("total_revenues", 5_699_221), fact("total_revenues", 5_099_221)]
    assert grade(pair) == "inconsistent"
    assert len(clusters(pair)) == 2


def test_each_two_consistent_but_not_all_three_is_inconsistent() -> None:
    facts = [
        fact("cash", 1_000, decimals=-6),
        fact("cash", 1_001, decimals=-6),
        fact("cash", 1_002, decimals=-6),
    ]
    assert grade(facts[:2]) == grade(facts[1:]) == "consistent"
    assert grade(facts) == "inconsistent"


def test_a_loss_said_in_words_agrees_with_the_table() -> None:
    table = fact("net_income", -2_326_166)
    said = fact("net_income", 2_326, decimals=-6, table=None)
    assert grade([said, table]) == "consistent"
    assert grade([table, fact("net_income", 2_326_166)]) == "inconsistent"


def test_other_periods_units_and_scenarios_are_no_duplicates() -> None:
    facts = [
        fact("cash", 1, "2002-09-30"),
        fact("cash", 2, "2002-06-30"),
        fact("cash", 3, "2002-09-30", unit="USD", scenario="translation"),
        fact("cash", 4, "2002-09-30", scenario="guidance"),
    ]
    assert find_duplicates(facts) == []


def test_guidance_of_another_day_is_a_revision() -> None:
    may = fact("total_revenues_forecast", 20, scenario="guidance", given=date(2002, 5, 1))
    november = fact("total_revenues_forecast", 10, scenario="guidance", given=date(2002, 11, 12))
    assert find_duplicates([may, november]) == []
    same_day = replace(november, given=may.given)
    assert len(find_duplicates([may, same_day])) == 1


def test_renditions_of_one_disclosure_are_one_source() -> None:
    facts = [fact("cash", 1, doc=d) for d in ("slides", "slides-ocr", "release")]
    documents = {
        "slides": document("slides"),
        "slides-ocr": document("slides-ocr", rendition_of="slides"),
        "release": document("release"),
    }
    assert sources(facts, documents) == ("slides", "release")


def test_an_undated_figure_has_no_duplicates() -> None:
    undated = fact("cash", 1, "0001-01-01")
    assert find_duplicates([undated, fact("cash", 2, "0001-01-01")]) == []
