"""Records survive their rows: what is read back equals what was written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.json import decode, encode
from corpus.base.records import Check, Document, Entity, Fact, Passage, Period, Reading, Span, Value
from tests.index.samples import make_reading

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DECIMALS = st.none() | st.decimals(allow_nan=False, allow_infinity=False)


def test_every_kind_of_record_comes_back_equal() -> None:
    reading = make_reading("alpha", 7)
    assert decode(Reading, encode(reading)) == reading
    assert decode(Document, encode(reading.document)) == reading.document
    for kind, records in (
        (Fact, reading.facts),
        (Passage, reading.passages),
        (Check, reading.checks),
    ):
        assert records
        assert [decode(kind, encode(record)) for record in records] == list(records)


@given(DECIMALS, DECIMALS, TEXT, st.none() | st.integers(-9, 9))
def test_a_figure_keeps_its_digits(
    amount: Decimal | None, low: Decimal | None, printed: str, decimals: int | None
) -> None:
    value = Value(amount, "JPY", printed, decimals, low)
    back = decode(Value, encode(value))
    assert back == value
    assert str(back.amount) == str(amount)


@given(st.dates(), st.none() | st.dates(), TEXT)
def test_days_come_back(end: date, start: date | None, label: str) -> None:
    period = Period(label, start, end)
    assert decode(Period, encode(period)) == period


def test_tuples_are_tuples_again() -> None:
    entity = Entity("a", "A", (3, 31), "start", aliases=("B", "C"))
    back = decode(Entity, encode(entity))
    assert back == entity
    assert isinstance(back.aliases, tuple)


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(TypeError):
        encode({"a": object()})
    with pytest.raises(TypeError):
        encode({1.5: Span("a", 0, 1)})
