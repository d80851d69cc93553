"""What a new user wants, over the shipped corpus as it answers: each within three interactions
(typing a question and sending it is one, a click is one)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.base.records import Document
from corpus.concepts.concepts import load_concepts
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.app import create_app
from service.settings import Settings
from tests.web.conftest import Site
from tests.web.test_pages import HOSTILE

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
IN_VIEW = """selector => { const r = document.querySelector(selector).getBoundingClientRect();
  return r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth }"""


@pytest.fixture
def tab(real: Site, open_tab: Open) -> Any:
    """The first page."""
    page = open_tab()
    page.goto(real.address + "/")
    return page


def ask(page: Any, question: str) -> None:
    page.fill("#q", question)
    with page.expect_navigation():
        page.press("#q", "Enter")


def click(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def test_what_did_they_sell_in_equipment_and_where_is_it_printed(tab: Any) -> None:
    ask(tab, "2Q02 equipment sales")
    assert tab.inner_text(".total .number") == "1,774,953"
    click(tab, ".source .head a >> nth=0")
    tab.wait_for_function(IN_VIEW, arg="mark")
    assert tab.inner_text("mark") == "1,774,953"


def test_every_tie_of_a_figure_is_two_clicks_from_its_answer(tab: Any) -> None:
    ask(tab, "2Q02 total revenues")
    click(tab, ".source .head a >> nth=0")
    tab.click("a.fig:has(mark)")
    tab.wait_for_selector("dialog .card")
    assert "Total revenues" in tab.inner_text("dialog h2")


def test_the_same_figure_in_dollars(tab: Any) -> None:
    ask(tab, "2Q02 equipment sales")
    tab.click("summary:has-text('Yen')")
    click(tab, ".menu a:has-text('US dollars')")
    assert "USD" in tab.inner_text(".total")
    assert tab.inner_text(".total .number") == "14,580"


def test_the_quarter_before(tab: Any) -> None:
    ask(tab, "2Q02 equipment sales")
    tab.click("summary:has-text('July to September 2002')")
    click(tab, ".menu a:has-text('1Q02')")
    assert tab.inner_text(".total .number") == "900,456"


def test_this_year_beside_last_year(tab: Any) -> None:
    ask(tab, "equipment sales 2Q02 vs 2Q01")
    assert tab.locator("svg.columns rect").count() == 2
    assert "623,064" in tab.inner_text(".answer table")


def test_a_margin_and_what_it_is_made_of(tab: Any) -> None:
    ask(tab, "gross margin of equipment sales in 2Q02")
    assert tab.inner_text(".total .number") == "7.15"
    assert "1,648,106" in tab.inner_text(".derivation")


def test_a_number_that_cannot_be_right(tab: Any) -> None:
    ask(tab, "dedicated access services revenue 2Q02")
    sides = tab.locator(".side .number").all_inner_texts()
    assert {"3,546,372", "5,546,572"} <= set(sides)


def test_what_the_documents_do_not_say(tab: Any) -> None:
    ask(tab, "equipment sales 4Q09")
    assert tab.locator(".total").count() == 0
    click(tab, ".ledger a >> nth=0")
    assert tab.locator(".total .number").count() == 1


def test_a_statement_across_quarters(tab: Any) -> None:
    click(tab, "nav >> text=Explore")
    click(tab, "tr:has(th:text-is('Total revenues')) a >> nth=0")
    assert "Total revenues" in tab.inner_text("h1")


def test_what_does_not_tie_in_a_document(tab: Any) -> None:
    click(tab, "nav >> text=Documents")
    click(tab, "a:has-text('Tie-out:') >> nth=0")
    click(tab, "nav >> text=Exceptions")
    rows = tab.locator("tbody tr").count()
    assert rows == tab.locator("tbody .letter.bad").count() > 0


def test_a_word_in_a_document(tab: Any) -> None:
    click(tab, "nav >> text=Documents")
    click(tab, "h2 a >> nth=0")
    tab.fill("#find", "broadband")
    with tab.expect_navigation():
        tab.press("#find", "Enter")
    tab.click(".rail ol a >> nth=2")
    tab.wait_for_function(IN_VIEW, arg="#f3 + mark")


def test_examples_of_the_first_page_are_answered(tab: Any) -> None:
    shown = tab.locator(".ledger a").count()
    assert shown >= 4
    figure = tab.inner_text(".ledger a .num >> nth=0").split()[1]
    click(tab, ".ledger a >> nth=0")
    assert tab.inner_text(".total .number") == figure


def test_hostile_document_stays_text(
    serve: Callable[[Any], Site], open_tab: Open, document_of: Callable[[str], Document]
) -> None:
    document = document_of(HOSTILE)
    engine = MemoryEngine(read_corpus([document]), load_concepts())
    site = serve(create_app(Settings(log="off"), engine=engine))
    page = open_tab()
    page.goto(f"{site.address}/documents/{document.id}?find=<script>")
    assert "<script>alert(1)</script> Corp." in page.inner_text(".text")
    assert page.locator(".text img, .text svg:not(.icon), .text script").count() == 0
    page.goto(f"{site.address}/?q=<script>alert(9)</script> revenues 2Q02")
    assert page.input_value("#q").startswith("<script>")
    page.type("#q", " total")
    page.wait_for_timeout(300)
