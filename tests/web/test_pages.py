"""The pages by a client without a browser: what is in the HTML; documents cannot script it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corpus.base.records import Document
from corpus.concepts.concepts import load_concepts
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from index.engine import Engine
from service.app import create_app
from service.settings import Settings
from tests.web.canned import answers

PAGES = (
    "/",
    "/documents",
    "/documents/iij-2q02-release",
    "/documents/iij-3q02-slides-ocr",
    "/documents/iij-2q02-release?view=both",
    "/documents/iij-3q03-slides?view=both&find=revenues",
    "/documents/iij-3q03-slides/tieout",
    "/documents/iij-2q02-release/tieout?show=exceptions",
    "/explore",
    "/checks",
    "/about",
)
HOSTILE = """Results of <script>alert(1)</script> Corp.

Revenues were JPY1,775 million in 2Q02 "><img src=x onerror=alert(2)> and {{7*7}} rose.

| <b onmouseover=alert(3)>x</b> | 2Q02 |
|---|---|
| javascript:alert(4) | 1,775 |
| Total revenues <svg/onload=alert(5)> | 2,000 |

\u202egnirts lortnoc\u202c 1Q02 &lt;script&gt;
"""


@pytest.fixture(scope="module")
def client(canned_app: Any) -> Any:
    return canned_app.test_client()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_and_has_no_inline_script_or_style(client: Any, path: str) -> None:
    response = client.get(path)
    html = response.get_data(as_text=True)
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert html.rstrip().endswith("</html>")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)
    assert '<link rel="search"' in html


@pytest.mark.parametrize("state", ["figure", "disputed", "unanswered", "ambiguous", "series"])
def test_answer_state_prints_its_sentence(client: Any, engine: Engine, state: str) -> None:
    answer = answers(engine)[state]
    html = client.get("/", query_string={"q": answer.question}).get_data(as_text=True)
    assert answer.text.split("“")[0] in html


def test_figure_is_shown_with_unit_scale_and_ties(client: Any) -> None:
    html = client.get("/?q=2Q02+equipment+sales").get_data(as_text=True)
    assert re.search(r'JPY</span> <span class="number">1,774,953</span>', html)
    assert "Tied by 3 tie-outs" in html
    assert "July to September 2002" in html


def test_scale_is_a_matter_of_display_and_says_when_it_rounds(client: Any) -> None:
    html = client.get("/?q=2Q02+equipment+sales&scale=millions").get_data(as_text=True)
    assert '<span class="number">1,775</span> <span class="unit">million</span>' in html
    assert "printed as JPY 1,774,953 thousand" in html


def test_unknown_scale_is_left_aside(client: Any) -> None:
    html = client.get("/?q=2Q02+equipment+sales&scale=%3Cb%3E").get_data(as_text=True)
    assert "1,774,953" in html


def test_unanswered_offers_no_figure_as_the_answer(client: Any) -> None:
    html = client.get("/?q=KDDI+total+revenues+2Q02").get_data(as_text=True)
    assert 'class="figure"' not in html
    assert "What is near" in html


@pytest.mark.parametrize("path", ["/documents/nothing", "/figures/nothing", "/nowhere"])
def test_missing_page_is_a_page_with_404(client: Any, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1>" in response.get_data(as_text=True)


def test_cited_span_is_marked_to_the_character(client: Any, engine: Engine) -> None:
    text = engine.documents["iij-2q02-release"].text
    start = text.index("personnel expenses")
    html = client.get(f"/documents/iij-2q02-release?start={start}&end={start + 18}").get_data(
        as_text=True
    )
    assert f'id="c{start}-{start + 18}"' in html
    assert "<mark>personnel expenses</mark>" in html


@pytest.mark.parametrize(
    "span", ["start=5&end=5", "start=-4&end=9", "start=1&end=99999999", "start=x"]
)
def test_impossible_span_is_left_aside(client: Any, span: str) -> None:
    response = client.get(f"/documents/iij-2q02-release?{span}")
    assert response.status_code == 200
    assert "<mark>" not in response.get_data(as_text=True)


def test_every_figure_of_a_document_has_one_anchor_and_a_card(client: Any, engine: Engine) -> None:
    html = client.get("/documents/iij-2q02-release").get_data(as_text=True)
    anchors = re.findall(r'id="(c\d+-\d+)"', html)
    assert len(anchors) == len(set(anchors)) > 300
    fact = next(iter(engine.facts.find(document="iij-2q02-release")))
    card = client.get(f"/figures/{fact.id}").get_data(as_text=True)
    assert fact.value.printed in card
    assert "Ask about this" in card


def test_words_sought_in_a_document_are_marked_and_listed(client: Any) -> None:
    html = client.get("/documents/iij-2q02-release?find=personnel").get_data(as_text=True)
    assert re.search(r'<mark class="found">personnel</mark>', html)
    assert re.search(r"\d+ places? with “personnel”", html)


def test_words_sought_may_be_a_pattern_of_nothing(client: Any) -> None:
    response = client.get("/documents/iij-2q02-release", query_string={"find": "((a+)+$[\\ <b>"})
    assert response.status_code == 200
    assert "0 places" in response.get_data(as_text=True)


def test_exceptions_of_a_tie_out_are_a_subset(client: Any) -> None:
    page = "/documents/iij-2q02-release/tieout"
    everything = client.get(page).get_data(as_text=True)
    exceptions = client.get(f"{page}?show=exceptions").get_data(as_text=True)
    assert 0 <= exceptions.count("data-card") < everything.count("data-card")


def test_grid_links_each_figure_to_its_answer(client: Any) -> None:
    html = client.get("/explore?periods=quarter").get_data(as_text=True)
    assert re.search(r'href="/\?q=Total\+revenues\+2Q02"[^>]*>10,568<', html)


def test_first_page_is_small_on_the_wire(client: Any) -> None:
    fonts = re.findall(r"/static/fonts/[\w.-]+", client.get("/").get_data(as_text=True))
    size = sum(
        len(client.get(f).data) for f in (*fonts, "/static/fonts/tickmark-sans-semibold.woff2")
    )
    for path in ("/", "/static/site.css", "/static/site.js", "/static/icon.svg"):
        size += len(gzip.compress(client.get(path).data))
    assert size < 60_000


def test_document_cannot_script_the_page(document_of: Callable[[str], Document]) -> None:
    document = document_of(HOSTILE)
    library = read_corpus([document])
    app = create_app(Settings(log="off"), engine=MemoryEngine(library, load_concepts()))
    client = app.test_client()
    paths = [f"/documents/{document.id}", f"/documents/{document.id}?find=<script>", "/explore"]
    paths += [f"/documents/{document.id}?view=both", f"/documents/{document.id}/tieout"]
    paths += [f"/figures/{fact.id}" for fact in library.facts]
    for path in paths:
        html = client.get(path).get_data(as_text=True)
        assert not re.search(r"<script>|<img src=x|<svg/onload|<b onmouse|49 rose", html), path
    assert "&lt;script&gt;alert(1)" in client.get(paths[0]).get_data(as_text=True)


def test_browser_can_add_the_search_box(client: Any) -> None:
    response = client.get("/opensearch.xml")
    root = ElementTree.fromstring(response.get_data(as_text=True))
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    name = root.findtext("o:ShortName", namespaces=space)
    assert name is not None
    assert len(name) <= 16
    templates = {url.get("type"): url.get("template") for url in root.findall("o:Url", space)}
    found = client.get(templates["text/html"].format(searchTerms="2Q02 equipment sales"))
    assert "1,774,953" in found.get_data(as_text=True)
    address = templates["application/x-suggestions+json"].format(searchTerms="equipment sa")
    words, texts, remarks, addresses = json.loads(client.get(address).data)
    assert words == "equipment sa"
    assert len(texts) == len(remarks) == len(addresses) > 0
    assert all(address.startswith("/?q=") for address in addresses)


def test_every_page_is_documented(canned_app: Any) -> None:
    told = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")
    rules = [
        rule.rule
        for rule in canned_app.url_map.iter_rules()
        if rule.endpoint.startswith(("pages.", "document_pages."))
    ]
    assert len(rules) >= 10
    assert [rule for rule in rules if f"`{rule}`" not in told] == []


def test_element_for_other_sites_is_documented() -> None:
    root = Path(__file__).parents[2]
    told = (root / "docs" / "pages.md").read_text(encoding="utf-8")
    script = (root / "service" / "static" / "embed.js").read_text(encoding="utf-8")
    names = set(re.findall(r"--disclosure-\w+|disclosure-answer", script))
    names |= set(re.findall(r'getAttribute\("(\w+)"\)', script))
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


def test_fonts_are_those_of_the_design_page() -> None:
    root = Path(__file__).parents[2]
    told = (root / "docs" / "design.md").read_text(encoding="utf-8")
    for font in (root / "service" / "static" / "fonts").glob("*.woff2"):
        assert sha256(font.read_bytes()).hexdigest() in told, font.name


def test_index_on_disk_gives_the_same_pages(engine: Engine, tmp_path: Path) -> None:
    stored = create_app(Settings(log="off", index=tmp_path)).test_client()
    held = create_app(Settings(log="off"), engine=engine).test_client()
    for path in (*PAGES[1:], "/?q=2Q02+equipment+sales"):
        pages = [client.get(path).get_data(as_text=True) for client in (stored, held)]
        pages = [re.sub(r"Generation <span.*?</span>", "", page) for page in pages]
        assert pages[0].split("Passages</h2>")[0] == pages[1].split("Passages</h2>")[0], path
