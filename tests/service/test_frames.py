"""A question recalled by its frame is the very question that its own text is read to."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.ask.answer import ask
from service.ask.frames import keep, recall
from service.ask.memo import Bounded, Kept
from service.find.reported import Ledger
from service.plan.plan import make_plan
from service.plan.relations import Plan
from service.understand.question import Question, understand
from service.understand.vocabulary import Vocabulary, vocabulary_of
from tests.questions.engines import shared_engine

FORMS = (
    "{period} {label}",
    "{label} {period}",
    "What was {label} in {period}?",
    "how much were {label} for {period}",
    "{label} ({period})",
    "please show me the {label} of {period}",
    "IIJ {label}, {period}",
)
SHAPES = (
    ("2Q02", "3Q03", "1Q99"),
    ("FY2002", "FY2003"),
    ("9M02", "9M03"),
    ("1H02", "2H01"),
    ("September 30, 2002", "September 31, 2003", "September 28, 2001"),
    ("fiscal 2002/03", "fiscal 2001/09"),
    ("3Q 2003", "4Q 2001"),
)


def fresh() -> Vocabulary:
    """The vocabulary of the shipped corpus with nothing kept yet."""
    return replace(vocabulary_of(shared_engine()), kept=Kept())


def read(text: str, vocabulary: Vocabulary) -> tuple[Question, Plan]:
    question = understand(text, vocabulary)
    ledger = Ledger(shared_engine(), question.calendar, question.scope.documents, question.entity)
    return question, make_plan(question, ledger)


def labels() -> list[str]:
    facts = shared_engine().facts
    found = {fact.label for concept in facts.concepts() for fact in facts.find(concept, limit=1)}
    return sorted(label for label in found if 3 < len(label) < 60)


def compared(texts: tuple[str, ...]) -> int:
    """Keep the frame of the first and hold every other to its own reading; how many were
    recalled."""
    vocabulary = fresh()
    keep(*read(texts[0], vocabulary), vocabulary)
    recalled = 0
    for text in texts[1:]:
        found = recall(text, vocabulary)
        if found is not None:
            assert found == read(text, vocabulary), text
            recalled += 1
    return recalled


def test_framed_questions_are_those_of_their_texts() -> None:
    named = labels()[::3]
    tried = [
        tuple(form.format(label=label, period=period) for period in periods)
        for form, (number, label), periods in product(FORMS, enumerate(named), SHAPES)
        if (number + len(form)) % 4 == 0
    ]
    assert sum(compared(texts) for texts in tried) > len(tried) / 2


@given(
    st.sampled_from(labels()),
    st.lists(
        st.sampled_from(
            ("the", "please", "in", "vs", "change", "yoy", "slides", "forecast", "percent", "(",
             ")", ":", ",", "why", "2002", "million", "half", "not", "total", "cash flow", "iij")
        ),
        max_size=4,
    ),
    st.sampled_from(SHAPES),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=60)
def test_whatever_else_is_said(label: str, more: list[str], periods: tuple[str, ...], dice) -> None:
    words = [label, "{}", *more]
    dice.shuffle(words)
    compared(tuple(" ".join(words).format(period) for period in periods))


@pytest.mark.parametrize(
    "text",
    [
        "equipment sales 2Q02 vs 2Q01",
        "equipment sales growth 2Q02 yoy",
        "equipment sales in the 2Q02 slides",
        "2Q02 revenue guidance",
        "2Q02 equipment sales in million dollars",
        "equipment sales",
        "2Q02 equipmnt sales",
        "2Q02 flurble of equipment sales",
        "did equipment sales pass 500 million in 2Q02",
        "inventories from june to september 2002",
    ],
)
def test_what_depends_on_more_than_words_has_no_frame(text: str) -> None:
    vocabulary = fresh()
    keep(*read(text, vocabulary), vocabulary)
    assert not vocabulary.kept.frames


def test_a_word_of_a_company_is_no_period_of_a_frame() -> None:
    vocabulary = fresh()
    named = replace(vocabulary, entities={("9m",): "nine"}, kept=Kept())
    keep(*read("9M02 total revenues", vocabulary), vocabulary)
    assert recall("9M03 total revenues", vocabulary) is not None
    keep(*read("9M 2002 total revenues", named), named)
    assert not named.kept.frames


def test_a_recalled_question_is_answered_as_one_that_is_read() -> None:
    first, second = "total revenues in 2Q02", "total revenues in 3Q02"
    engine = shared_engine()
    ask(first, engine)
    assert recall(second, vocabulary_of(engine)) is not None
    recalled = ask(second, engine)
    vocabulary_of(engine).kept.frames.clear()
    read_anew = ask(second, engine)
    assert recalled == read_anew
    assert recalled.value is not None
    assert recalled.period is not None
    assert recalled.period.label == "3Q02"


def test_a_full_table_is_emptied_and_filled_again() -> None:
    table: Bounded[int, str] = Bounded(10)
    for number in range(10):
        table.keep(number, "x")
    assert len(table) == 10
    assert table.keep(10, "y") == "y"
    assert table == {10: "y"}
    table.keep(11, "heavy", weight=9)
    assert len(table) == 2
    table.keep(12, "z")
    assert table == {12: "z"}
