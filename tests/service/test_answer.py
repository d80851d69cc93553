"""Answers: the precise figure, its sources, and honest words where there is none."""

from __future__ import annotations

import pytest

from corpus.base.errors import NotFoundError
from service.ask.answer import Answer, ask
from tests.questions.engines import shared_engine


def answer(text: str, **more: str) -> Answer:
    return ask(text, shared_engine(), **more)


def test_the_most_precise_printing_wins_and_the_others_corroborate():
    found = answer("2Q02 equipment sales")
    assert found.value is not None
    assert (
        str(found.value.amount.normalize()) if found.value.amount else "",
        found.value.decimals,
    ) == ("1.774953E+9", -3)
    assert len(found.citations) > 1
    assert found.text.startswith("Equipment sales were JPY 1,774,953 thousand in 2Q02")


def test_a_derived_figure_shows_its_formula_and_cites_its_inputs():
    found = answer("H1 FY2002 total revenues")
    assert found.kind == "derived"
    assert found.derivation is not None
    assert found.derivation.working == "9,849,202,000 + 10,568,342,000"
    assert [p.period.label for p in found.derivation.inputs] == ["1Q02", "2Q02"]
    assert all(p.citations for p in found.derivation.inputs)


def test_an_undated_and_revised_forecast_is_disputed_with_both():
    found = answer("how much will fiscal 2002 revenues grow, according to IIJ?")
    assert found.status == "disputed"
    assert found.value is not None
    assert {str(found.value.amount), *(str(a.value.amount) for a in found.alternatives)} == {
        "10",
        "20",
    }
    assert any(not check.passed for check in found.checks)


REFUSED = [
    ("KDDI total revenues 2Q02", "KDDI"),
    ("equipment sales 3Q03", "2Q02"),
    ("actual total revenues 4Q03", "4Q03"),
    ("IIJ revenue in euros 2Q02", "EUR"),
    ("how many floors does Yokohama data center have", "not"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_not_reported_is_said_and_has_no_figure(text: str, said: str):
    found = answer(text)
    assert found.status == "unanswered"
    assert found.value is None
    assert found.points == ()
    assert said in found.text


def test_without_a_period_nothing_is_chosen_among_several():
    found = answer("equipment sales")
    assert found.status == "ambiguous"
    assert [a.label for a in found.alternatives] == ["2Q01", "1Q02", "2Q02"]


def test_the_only_period_reported_goes_without_saying():
    assert answer("floor space of the Yokohama 1 data center").status == "answered"


def test_a_document_restricts_and_an_unknown_one_is_refused():
    assert answer("total revenues 3Q02", document="iij-2q02-release").status == "unanswered"
    with pytest.raises(NotFoundError):
        answer("cash", document="nowhere")


def test_the_id_is_echoed_and_the_answer_has_one_of_its_own():
    one, two = (
        answer("cash at September 30, 2002", id="a"),
        answer("cash at September 30, 2001", id="b"),
    )
    assert (one.id, two.id) == ("a", "b")
    assert one.answer_id != two.answer_id


def test_the_interpretation_says_what_each_part_was_taken_for():
    told = answer("2Q02 equipment sales in dollars").interpretation
    assert told.unit == "USD"
    assert ("measure", "equipment sales") in {(p.kind, p.text) for p in told.parts}
    assert told.words == "Equipment sales, 2Q02, in USD"


YES_NO = [
    ("did revenue grow in 3Q03 compared to 2Q03?", "Yes"),
    ("did operating loss widen from 2Q02 to 3Q02?", "Yes"),
    ("was operating income positive in 2Q02?", "No"),
    ("did revenue exceed 10 billion yen in 3Q02?", "Yes"),
]


@pytest.mark.parametrize(("text", "word"), YES_NO)
def test_yes_and_no_come_with_the_deciding_figure(text: str, word: str):
    found = answer(text)
    assert found.text.startswith(word + ":")
    assert found.value is not None
