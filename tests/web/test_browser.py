"""The pages in a real Chromium: typing, pointing, keyboard, phone, dark, no JavaScript, axe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import axe_playwright_python
import pytest

from index.engine import Engine
from tests.web.canned import answers
from tests.web.conftest import Site
from tests.web.test_pages import PAGES

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STATES = (
    "figure",
    "derived",
    "comparison",
    "series",
    "guidance",
    "text",
    "passage",
    "disputed",
    "ambiguous",
    "unanswered",
)
AXE_CALL = """async only => (await axe.run(document, {runOnly: only})).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))"""
EVERYTHING = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WHAT_A_SCHEME_CHANGES = ("color-contrast", "target-size", "scrollable-region-focusable")
HEAVY = "/documents/iij-2q02-release"
Open = Callable[..., Any]


def ask(page: Any, site: Site, engine: Engine, state: str) -> None:
    page.goto(f"{site.address}/?{urlencode({'q': answers(engine)[state].question})}")


def assert_no_violations(page: Any, only: Sequence[str] = EVERYTHING) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    assert page.evaluate(AXE_CALL, list(only)) == []


def assert_fits_a_phone_in_the_dark(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_no_violations(page, WHAT_A_SCHEME_CHANGES)


@pytest.mark.parametrize("path", [p for p in PAGES if not p.startswith(HEAVY)])
def test_page_passes_axe_in_both_schemes(canned: Site, open_tab: Open, path: str) -> None:
    page = open_tab()
    page.goto(canned.address + path)
    assert_no_violations(page)
    assert_fits_a_phone_in_the_dark(page)


@pytest.mark.parametrize("path", [p for p in PAGES if p.startswith(HEAVY)])
def test_long_page_fits_a_phone(canned: Site, open_tab: Open, path: str) -> None:
    page = open_tab(320, 700)
    page.goto(canned.address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("state", STATES)
def test_answer_state_passes_axe_in_both_schemes(
    canned: Site, open_tab: Open, engine: Engine, state: str
) -> None:
    page = open_tab()
    ask(page, canned, engine, state)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert_no_violations(page)
    assert_fits_a_phone_in_the_dark(page)


def wait_for_focus(page: Any) -> None:
    """Until the box has the focus, which may follow the load event."""
    page.wait_for_function("document.activeElement.id === 'q'")


def test_box_is_focused_and_slash_brings_it_back(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/")
    wait_for_focus(page)
    page.goto(canned.address + "/about")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.input_value("#q") == ""


def test_suggestions_are_walked_by_keyboard(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/")
    wait_for_focus(page)
    page.keyboard.type("equipment sa")
    page.wait_for_selector("[role=option]")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    assert_no_violations(page)
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#q", "aria-activedescendant")
    chosen = page.get_attribute(f"#{active}", "data-text")
    assert page.input_value("#q") == chosen
    page.keyboard.press("Escape")
    assert page.input_value("#q") == "equipment sa"
    assert page.is_hidden("#suggestions")


def test_suggestion_is_taken_by_touch(canned: Site, open_tab: Open) -> None:
    page = open_tab(390, 800, has_touch=True)
    page.goto(canned.address + "/")
    page.type("#q", "equipment sa")
    page.wait_for_selector("[role=option]")
    words = page.get_attribute("[role=option]", "data-text")
    with page.expect_navigation():
        page.tap("[role=option]")
    assert page.input_value("#q") == words


def test_typed_question_is_the_address_and_back_returns(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/")
    page.fill("#q", "2Q02 equipment sales")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == canned.address + "/?q=2Q02+equipment+sales"
    assert page.inner_text(".total .number") == "1,774,953"
    page.go_back()
    assert page.url == canned.address + "/"


def test_period_currency_and_scale_are_changed_in_place(
    canned: Site, open_tab: Open, engine: Engine
) -> None:
    page = open_tab()
    ask(page, canned, engine, "figure")
    page.click("summary:has-text('July to September 2002')")
    assert "1Q02" in page.get_attribute("a:has-text('April to June 2002')", "href")
    page.keyboard.press("Escape")
    assert page.is_hidden("a:has-text('April to June 2002')")
    page.click("summary:has-text('Yen')")
    assert "US+dollars" in page.get_attribute(".menu a:has-text('US dollars')", "href")
    page.click("summary:has-text('In thousands')")
    with page.expect_navigation():
        page.click(".menu a:has-text('In millions')")
    assert page.inner_text(".total .number") == "1,775"


def test_ties_open_and_source_marks_cell_row_and_column(
    canned: Site, open_tab: Open, engine: Engine
) -> None:
    page = open_tab()
    ask(page, canned, engine, "figure")
    assert page.is_hidden("text=5,699,221 + 3,094,168")
    page.click("summary:has-text('3 tie-outs hold')")
    assert page.is_visible("text=5,699,221 + 3,094,168")
    assert page.inner_text(".printed .hit") == "1,774,953"
    assert "Equipment sales" in page.inner_text("tr.row th.lane")
    assert page.locator("td.lane").count() > 5


def test_cited_cell_is_in_view_on_a_phone(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab(320, 800)
    ask(page, canned, engine, "figure")
    box = page.locator(".printed .hit").first.bounding_box()
    assert 0 <= box["x"] <= 320 - box["width"]


def test_chart_has_words_and_a_table_beside_it(
    canned: Site, open_tab: Open, engine: Engine
) -> None:
    page = open_tab()
    ask(page, canned, engine, "series")
    chart = page.get_by_role("img", name="Total revenues")
    assert chart.count() == 1
    assert "3Q03 9,633" in chart.locator("desc").text_content()
    assert page.locator("svg.columns rect").count() == 3
    assert page.inner_text(".answer table tr:last-child td").strip() == "JPY 9,633 million"


def test_loss_is_drawn_below_the_line(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab()
    ask(page, canned, engine, "comparison")
    tops = page.eval_on_selector_all(
        "svg.columns rect", "all => all.map(r => +r.getAttribute('y'))"
    )
    zero = float(page.get_attribute("svg.columns .axis", "y1"))
    assert [round(top - zero) == 0 for top in tops] == [False, True]


def test_dispute_shows_both_figures_and_why(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab()
    ask(page, canned, engine, "disputed")
    assert page.locator(".side .number").all_inner_texts() == ["3,546,372", "5,546,572"]
    assert page.is_visible("text=Most probable")
    assert page.is_visible(".why >> text=not 5,699,221")
    assert page.locator(".side a").count() == 2


def test_formula_terms_lead_to_their_sources(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab()
    ask(page, canned, engine, "derived")
    with page.expect_navigation():
        page.click(".derivation a >> nth=1")
    marked = page.locator(".text mark").first
    assert marked.is_visible()
    assert page.evaluate(
        "(() => { const r = document.querySelector('.text mark').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight; })()"
    )


@pytest.mark.parametrize("query", [True, False])
def test_cited_span_is_in_view_on_arrival(
    canned: Site, open_tab: Open, engine: Engine, query: bool
) -> None:
    text = engine.documents["iij-2q02-release"].text
    start = text.index("personnel expenses")
    end = start + len("personnel expenses")
    page = open_tab()
    span = f"?start={start}&end={end}" if query else ""
    page.goto(f"{canned.address}/documents/iij-2q02-release{span}#c{start}-{end}")
    page.wait_for_selector("mark >> text=personnel expenses")
    page.wait_for_function(
        "() => { const r = document.querySelector('mark').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight }"
    )


def test_card_of_a_figure_opens_and_closes(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/documents/iij-2q02-release")
    link = page.locator("a.fig >> text=1,774,953").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog .card")
    assert "Equipment sales" in page.inner_text("dialog h2")
    assert_no_violations(page)
    page.keyboard.press("Escape")
    assert page.is_hidden("dialog")
    assert page.evaluate("document.activeElement.classList.contains('fig')")


def test_all_that_matters_works_without_javascript(canned: Site, open_tab: Open) -> None:
    page = open_tab(java_script_enabled=False)
    page.goto(canned.address + "/")
    page.fill("#q", "2Q02 equipment sales")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text(".total .number") == "1,774,953"
    assert page.locator("button[data-copy]:visible").count() == 0
    page.click("summary:has-text('July to September 2002')")
    assert page.is_visible("a:has-text('April to June 2002')")
    with page.expect_navigation():
        page.click(".source .head a >> nth=0")
    assert page.is_visible("mark >> text=1,774,953")
    with page.expect_navigation():
        page.click("a.fig:has(mark)")
    assert page.is_visible(".card")


def test_keyboard_alone_reaches_the_answer_and_its_source(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/?q=2Q02+equipment+sales")
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || ''"))
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outlined != "none"
        if "IIJ" in seen[-1]:
            break
    assert "IIJ" in seen[-1]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.is_visible("mark >> text=1,774,953")


def test_copied_text_is_the_figure(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab(permissions=["clipboard-read", "clipboard-write"])
    ask(page, canned, engine, "figure")
    page.click("text=Copy figure")
    assert page.evaluate("navigator.clipboard.readText()") == "JPY 1,774,953 thousand"
    page.click("text=Copy link")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == canned.address + "/?q=2Q02+equipment+sales"


def test_layout_is_stable(canned: Site, open_tab: Open, engine: Engine) -> None:
    page = open_tab()
    page.goto(canned.address + "/?q=2Q02+equipment+sales")
    shift = page.evaluate(
        """() => new Promise(done => { let total = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) total += e.value; })
          .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(total), 400); })"""
    )
    assert shift < 0.05


def test_print_leaves_the_controls_out(canned: Site, open_tab: Open) -> None:
    page = open_tab()
    page.goto(canned.address + "/documents/iij-2q02-release")
    page.emulate_media(media="print")
    assert page.is_hidden("header.top")
    assert page.is_hidden(".rail")
    assert page.is_visible(".text")


HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>IR</title>
<script type="module" src="{0}/static/embed.js"></script></head><body><main><h1>Investors</h1>
<disclosure-search question="2Q02 equipment sales"></disclosure-search></main></body></html>"""


@pytest.fixture
def investor_site(serve: Callable[[Any], Site], canned: Site) -> Site:
    """Another origin with a strict policy of its own that embeds the search box."""
    policy = (
        f"default-src 'none'; script-src {canned.address}; connect-src {canned.address}; "
        "style-src 'none'; img-src 'self' data:"
    )

    def app(environ: Any, start_response: Any) -> list[bytes]:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy),
        ]
        if environ["PATH_INFO"] != "/":
            start_response("204 No Content", [])
            return []
        start_response("200 OK", headers)
        return [HOST_PAGE.format(canned.address).encode()]

    return serve(app)


def test_search_box_works_on_another_origin(
    canned: Site, investor_site: Site, open_tab: Open
) -> None:
    assert investor_site.address != canned.address
    page = open_tab(390, 700)
    page.goto(investor_site.address + "/")
    page.wait_for_selector("disclosure-search .figure")
    assert page.inner_text("disclosure-search .figure") == "JPY 1,774,953 thousand"
    page.fill("disclosure-search input", "revenue guidance for 3Q02")
    page.keyboard.press("Enter")
    page.wait_for_selector("disclosure-search >> text=10.5 to 11.0 billion")
    source = page.get_attribute("disclosure-search blockquote + p a", "href")
    assert source.startswith(canned.address + "/documents/")
    assert_no_violations(page)
