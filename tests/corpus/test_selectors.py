"""Selectors: a quote finds itself again, or says what became of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Document
from corpus.base.selectors import (
    MAX_CONTEXT_CHARS,
    Selector,
    make_selector,
    resolve,
)
from corpus.grammar.numbers import find_figures
from tests.corpus.texts import HOSTILE_UNITS, texts
from tests.growth import SQUARE, grows

TEXT = (
    "Equipment sales revenues were JPY1,775 million in 2Q02, an increase of 184.9%.\n"
    "Sales and marketing expenses were JPY743 million in 2Q02, a decrease of 9.3%.\n"
)


def _select(text: str, quote: str) -> Selector:
    start = text.index(quote)
    return make_selector(text, start, start + len(quote))


@given(texts.filter(bool), st.data())
def test_selector_resolves_exactly_in_its_own_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selector = make_selector(text, start, end)
    assert text[selector.start : selector.end] == selector.exact
    found = resolve(text, selector)
    assert (found.state, found.start, found.end) == ("exact", start, end)


@given(texts.filter(bool), st.text(max_size=50), st.data())
def test_resolution_quotes_what_it_says(text: str, other: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
    selector = make_selector(text, start, end)
    cut = data.draw(st.integers(0, len(text)))
    changed = text[:cut] + other + text[cut:]
    found = resolve(changed, selector)
    if found.state == "unknown":
        assert found.start is None
        return
    assert found.start is not None
    assert found.end is not None
    quote = changed[found.start : found.end]
    if found.state == "altered":
        assert "".join(part for change, part in found.diff if change != "delete") == quote
        assert "".join(part for change, part in found.diff if change != "insert") == selector.exact
    else:
        assert quote == selector.exact


def test_every_figure_of_the_shipped_documents_is_alone_with_its_context(
    documents: dict[str, Document],
) -> None:
    for document in documents.values():
        text = document.text
        figures = find_figures(text)
        assert figures
        for figure in figures:
            chosen = make_selector(text, figure.start, figure.end)
            whole = chosen.prefix + chosen.exact + chosen.suffix
            assert text.count(whole) == 1
            assert max(len(chosen.prefix), len(chosen.suffix)) <= MAX_CONTEXT_CHARS


def test_moved_quote_is_found_by_its_context_among_repeats() -> None:
    selector = _select(TEXT, "million in 2Q02, a decrease")
    assert resolve("New first line.\n" + TEXT, selector).state == "moved"
    second = make_selector(TEXT, TEXT.rindex("2Q02"), TEXT.rindex("2Q02") + 4)
    swapped = "".join(reversed(TEXT.splitlines(keepends=True)))
    found = resolve(swapped, second)
    assert (found.state, found.start, found.ambiguous) == ("moved", swapped.index("2Q02"), False)


def test_repeats_that_context_cannot_tell_apart_are_ambiguous() -> None:
    found = resolve("a 5 b\n" * 3, Selector("5", "zzz ", " zzz", 50, 51))
    assert (found.state, found.ambiguous) == ("moved", True)


def test_same_figure_in_the_old_place_does_not_hide_the_moved_one() -> None:
    text = "Sales were 500 in 2Q02 and more. Costs were 100 in total for it.\n"
    changed = "Rents were 500 in 1Q01 and less. Costs were 100 in total for it.\n" + text
    found = resolve(changed, _select(text, "500"))
    assert (found.state, found.start) == ("moved", len(changed) - len(text) + 11)


def test_altered_quote_says_how_it_differs() -> None:
    selector = _select(TEXT, "Sales and marketing expenses were JPY743 million in 2Q02")
    found = resolve(TEXT.replace("JPY743", "JPY748"), selector)
    assert found.state == "altered"
    assert ("delete", "JPY743") in found.diff
    assert ("insert", "JPY748") in found.diff


def test_altered_quote_is_found_without_its_neighbours() -> None:
    quote = "Sales and marketing expenses were JPY743 million in 2Q02, a decrease of 9.3%"
    selector = Selector(quote, "", "", 79, 79 + len(quote))
    changed = "x " * 5_000 + TEXT.replace("JPY743 million", "JPY 743m") + "y " * 5_000
    found = resolve(changed, selector)
    assert found.state == "altered"
    assert changed[found.start : found.end].startswith("Sales and marketing")
    assert changed[found.start : found.end].endswith("9.3%.")


@pytest.mark.parametrize("quote", ["Nothing like this was ever printed here", "zzzzzzzz", ""])
def test_quote_that_is_nowhere_is_unknown(quote: str) -> None:
    assert resolve(TEXT, Selector(quote, "before", "after", 5, 5 + len(quote))).state == "unknown"


def test_json_round_trips_and_the_fragment_names_the_offsets() -> None:
    selector = _select(TEXT, "184.9%")
    assert Selector.from_json(selector.to_json()) == selector
    assert selector.fragment == f"char={selector.start},{selector.end}"


def test_selector_needs_a_quote_inside_the_text() -> None:
    for start, end in ((0, 0), (5, 4), (-1, 3), (0, len(TEXT) + 1)):
        with pytest.raises(ValueError, match="no quote at"):
            make_selector(TEXT, start, end)
    with pytest.raises(ValueError, match="needs a TextQuoteSelector"):
        Selector.from_json([{"type": "TextQuoteSelector", "exact": "x"}])


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_time_grows_with_a_hostile_text_and_not_faster(unit: str) -> None:
    def select_and_resolve(text: str) -> None:
        selector = make_selector(text, len(text) // 2, len(text) // 2 + 40)
        for changed in (text, "y" + text, text[: len(text) // 3], "q" * len(text)):
            resolve(changed, selector)

    assert grows(select_and_resolve, lambda n: unit * (n // len(unit)), 500_000) < SQUARE


def test_a_quote_is_found_again_in_ten_megabytes() -> None:
    text = "".join(f"Row {i}: revenue was {i * 7:,} million.\n" for i in range(260_000))
    assert len(text) > 9_000_000
    start = text.index("Row 200000")
    selector = make_selector(text, start, start + 38)
    assert resolve(text, selector).state == "exact"
    assert resolve("x" + text, selector).state == "moved"
    assert (
        resolve(text.replace("Row 200000: revenue", "Row 200000: sales"), selector).state
        == "altered"
    )
