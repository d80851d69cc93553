"""A hostile document on every page and in every export: it stays text, whatever shows it."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.app import create_app
from service.settings import Settings

SCRIPT = "<script>alert(1)</script>"
LABELS = [
    '=HYPERLINK("http://evil.example","pay")', "+1-800 sales", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)",
    f"{SCRIPT} revenues", '"><img src=x onerror=alert(2)> sales', "javascript:alert(3) costs",
    "{{7*7}} income", "${jndi:ldap://x} assets", "</td></table><svg/onload=alert(4)> cash",
    "' onmouseover='alert(5) debt", "\u202egnirts\u202c equity", "%0d%0aSet-Cookie:x=1 loans",
]  # fmt: skip
TEXT = (
    f'# {SCRIPT} "><img src=x onerror=alert(6)> =1+1 Corp.\n\n'
    f"{SCRIPT} Equipment sales were JPY1,775 million in 2Q02, an increase of 184.9%.\n\n"
    "| JPY in thousands | 2Q02 | 2Q01 <b onclick=alert(7)> |\n| --- | --- | --- |\n"
    + "".join(f"| {label} | {(n + 1) * 1111:,} | {n + 7:,} |\n" for n, label in enumerate(LABELS))
    + "| Equipment sales | 1,774,953 | 623,064 |\n| =cmd|' /C calc'!A0 | 12 | 13 |\n"
)
CATALOG = f"""[[document]]
id = "report"
file = "report.txt"
title = '''{SCRIPT}"><img src=x onerror=alert(8)> =1+1'''
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> MemoryEngine:
    folder = tmp_path_factory.mktemp("shown")
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    (folder / "catalog.toml").write_text(CATALOG, encoding="utf-8")
    return MemoryEngine(read_corpus(load_corpus(folder), processes=1), load_concepts())


@pytest.fixture(scope="module")
def client(engine: MemoryEngine) -> FlaskClient:
    return create_app(Settings(log="off"), engine=engine).test_client()


def addresses(engine: MemoryEngine) -> list[str]:
    """Every address that shows something, with the hostile document's own ids in it."""
    facts = list(engine.facts)
    hostile = f"q={SCRIPT}%20equipment%20sales%202Q02"
    found = [
        "/", "/about", f"/?{hostile}", "/?q=equipment+sales+2Q02", "/documents", "/checks",
        "/explore", f"/explore?concept={SCRIPT}", "/documents/report?find=%3Cscript%3E",
        "/documents/report", "/documents/report/tieout", f"/documents/{SCRIPT}", "/opensearch.xml",
        "/opensearch/suggestions?q=scr", "/openapi.json", "/api/docs", "/metrics", "/api/v1/checks",
        "/api/v1/concepts", "/api/v1/documents", "/api/v1/documents/report",
        "/api/v1/documents/report/blocks", "/api/v1/documents/report/tables", "/api/v1/entities",
        "/api/v1/documents/report/text", "/api/v1/documents/report/tieout", "/api/v1/periods",
        f"/api/v1/suggest?{hostile}", f"/api/v1/search?{hostile}", f"/api/v1/ask?{hostile}",
        "/api/v1/xbrl", f"/api/v1/facts/{SCRIPT}", f"/api/v1/nothing/{SCRIPT}",
    ]  # fmt: skip
    for form in ("csv", "jsonl", "xlsx", "html"):
        found += [f"/api/v1/facts?format={form}", f"/api/v1/workpaper?{hostile}&format={form}"]
        found += [
            f"/api/v1/checks?format={form}",
            f"/api/v1/workpaper?document=report&format={form}",
        ]
    found += [f"/figures/{fact.id}" for fact in facts]
    found += [f"/api/v1/facts/{fact.id}" for fact in facts[:3]]
    return found


class Page(HTMLParser):
    """What a browser would make of a page: scripts and handlers that the page did not mean."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.faults.append(f"a script: {given}")
        if tag in ("iframe", "object", "embed", "base") or given.get("src") == "x":
            self.faults.append(f"{tag}: {given}")
        for name, value in given.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.faults.append(f"{tag} {name}={value}")


def test_the_document_was_read_as_it_is(engine: MemoryEngine) -> None:
    facts = list(engine.facts)
    shown = " ".join(f"{fact.label} {fact.path}" for fact in facts)
    assert len(facts) > 10
    assert "=HYPERLINK" in shown
    assert "<img src=x" in shown
    assert SCRIPT in next(iter(engine.documents.values())).title


def test_it_stays_text_wherever_it_is_shown(engine: MemoryEngine, client: FlaskClient) -> None:
    kinds: dict[str, int] = {}
    for address in addresses(engine):
        response = client.get(address)
        assert response.status_code in (200, 404, 422), address
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response.headers
        kind = response.mimetype
        kinds[kind] = kinds.get(kind, 0) + 1
        assert not faults(kind, response.data), address
    expected = {"text/html", "text/csv", "application/json", "application/problem+json"}
    assert set(kinds) >= expected | {"application/x-ndjson"}
    assert any("spreadsheetml" in kind for kind in kinds)


def faults(kind: str, data: bytes) -> list[str]:
    """What in a response would be run, by its media type."""
    if kind == "text/html":
        page = Page()
        page.feed(data.decode())
        return page.faults
    if kind == "text/csv":
        return [
            cell for row in csv.reader(io.StringIO(data.decode())) for cell in row if runs(cell)
        ]
    if "spreadsheetml" in kind:
        return formulas(data)
    if kind == "application/x-ndjson":
        for line in data.splitlines():
            json.loads(line)
    elif kind.endswith("json"):
        json.loads(data)
    elif kind.endswith("xml"):
        return ["a script"] if b"<script" in data else []
    return []


def runs(cell: str) -> bool:
    """Whether a spreadsheet takes a cell of a CSV file for a formula."""
    number = re.fullmatch(r"[+-]?[\d.,]+(?:E[+-]?\d+)?", cell)
    return cell.startswith(("=", "+", "-", "@", "\t", "\r")) and number is None


def formulas(data: bytes) -> list[str]:
    """The formulas and links of a workbook."""
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (cell.hyperlink and "evil" in str(cell.hyperlink.target))
    ]


def test_every_address_is_visited(engine: MemoryEngine, client: FlaskClient) -> None:
    rules = {
        str(rule)
        for rule in client.application.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    adapter = client.application.url_map.bind("localhost")
    visited = set()
    for address in addresses(engine):
        path = address.partition("?")[0]
        if adapter.test(path, "GET"):
            visited.add(str(adapter.match(path, "GET", return_rule=True)[0]))
    unseen = {"/healthz", "/readyz", "/static/<path:filename>", "/api/v1/generation"}
    unseen.add("/api/v1/plans/schema")  # says nothing of documents
    left = rules - visited - unseen
    assert {rule for rule in left if "citation_id" not in rule and "check_id" not in rule} == set()


def test_a_script_would_be_seen(tmp_path: Path) -> None:
    assert faults("text/html", f"<p>{SCRIPT}</p>".encode())
    assert faults("text/html", b"<b onclick=alert(7)>")
    assert faults("text/html", b'<a href="javascript:alert(3)">x</a>')
    assert faults("text/csv", b"a,=1+1\n")
    assert not faults("text/csv", b"a,-5\n")
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["=1+1"])
    book.save(tmp_path / "x.xlsx")
    assert faults("x.spreadsheetml", (tmp_path / "x.xlsx").read_bytes())
