"""Tagged figures of a page, with their exact characters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from corpus.base.structure import TaggedFigure
from corpus.formats.html import read_html
from corpus.grammar.numberwords import parse_number_words
from tests.formats.tagged import PAGE

READ = read_html(PAGE.encode())


def figure(ident: str) -> TaggedFigure:
    assert READ.structure is not None
    return next(f for f in READ.structure.figures if f.id == ident)


@pytest.mark.parametrize(
    ("ident", "printed", "amount", "unit", "decimals"),
    [
        ("f1", "46,743", "46743000000", "USD", -6),
        ("f3", "219", "-219000000", "USD", -6),
        ("f4", "1.08", "1.08", "USD/shares", 2),
        ("f5", "15.3", "0.153", "pure", 3),
        ("f6", "two", "2", "pure", None),
        ("f7", "—", "0", "USD", -6),
    ],
)
def test_tag_gives_amount_unit_and_precision_of_its_characters(
    ident: str, printed: str, amount: str, unit: str, decimals: int | None
) -> None:
    found = figure(ident)
    assert READ.text[found.start : found.end] == printed
    assert (found.amount, found.unit, found.decimals) == (Decimal(amount), unit, decimals)


def test_context_gives_days_and_parts() -> None:
    part = figure("f2")
    assert (part.period_start, part.period_end) == (date(2025, 4, 28), date(2025, 7, 27))
    assert part.dimensions == (("us-gaap:StatementBusinessSegmentsAxis", "hs:EastMember"),)
    assert figure("f6").period_start is None


def test_what_the_document_says_of_itself_is_kept_shown_or_hidden() -> None:
    assert READ.structure is not None
    said = {text.name: text for text in READ.structure.texts}
    name = said["dei:EntityRegistrantName"]
    assert READ.text[name.start : name.end] == name.value == "HARBOUR SYSTEMS INC"
    hidden = said["dei:DocumentFiscalPeriodFocus"]
    assert (hidden.value, hidden.start, hidden.end) == ("Q2", 0, 0)
    assert "10-Q" not in READ.text


@pytest.mark.parametrize(
    ("words", "number"),
    [("no", 0), ("Two", 2), ("twenty-one", 21), ("two hundred and five", 205),
     ("three million", 3_000_000), ("many", None), ("", None)],
)  # fmt: skip
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert parse_number_words(words) == (None if number is None else Decimal(number))
