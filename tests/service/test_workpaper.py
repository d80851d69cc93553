"""Workpapers: what is in them; they verify after a rebuild and say where a document changed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from corpus.base.records import Value
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.ask.pipeline import answer_json, answer_of
from service.ask.records import Answer, Point, ShownCheck, ShownDerivation
from service.cite.standing import Standing, ties_of
from service.cli import main
from service.papers import workpaper_html
from service.papers.reproduce import reproduce
from service.papers.workpaper import Workpaper, make_workpaper, to_lines, write_jsonl
from service.papers.workpaper_html import bracketed, marks_of, write_html
from service.papers.workpaper_xlsx import FIGURES, write_xlsx
from service.say.records import cite
from service.say.to_json import answer_to_json
from tests.service.samples import made_answer

MADE = datetime(2026, 11, 21, 12, 0, 5, tzinfo=UTC)
REPORT = """# Second quarter results

Three months ended September 30, 2002

| (JPY in thousands) | 2Q02 | 2Q01 |
| --- | --- | --- |
| Equipment sales | 1,774,953 | 623,064 |
| Total revenues | 10,568,342 | 9,533,065 |
| Total costs | 9,411,238 | 8,000,000 |
"""


@pytest.fixture(scope="module")
def shipped() -> MemoryEngine:
    return MemoryEngine(read_corpus(load_corpus()), load_concepts())


def ask(question: str, engine: Any, scope: str | None) -> dict[str, Any]:
    return answer_json(question, engine, document=scope)


def point_of(engine: Any, *facts: str) -> Point:
    """A figure of an answer with the places that print it."""
    printings = [engine.facts.get(fact) for fact in facts]
    first = printings[0]
    cited = tuple(cite(engine, fact.span).id for fact in printings)
    return Point(first.label, first.concept, first.period, first.value, cited, "tied", facts)


def answer_citing(engine: Any, *facts: str, **more: Any) -> Answer:
    """An answer that cites these facts."""
    printings = [engine.facts.get(fact) for fact in facts]
    checks = [ShownCheck(c.name, c.passed, c.detail, (), c.id) for c in ties_of(engine, printings)]
    known = {
        "status": "answered",
        "kind": "figure",
        "citations": tuple(cite(engine, fact.span) for fact in printings),
        "checks": tuple(checks),
        "facts": facts,
        "standing": Standing("tied", ()),
    }
    return made_answer("a question", "an answer", **(known | more))


def share_of(engine: Any) -> Answer:
    """A computed answer: 1,774,953 of 10,568,342."""
    total = point_of(engine, "press-3")
    formula = "(equipment_sales / total_revenues) * 100"
    working = "(1,774,953,000 / 10,568,342,000) * 100"
    inputs = (point_of(engine, "press-1", "press-4"), total)
    return answer_citing(
        engine,
        "press-1",
        "press-3",
        kind="derived",
        facts=(),
        concept="equipment_sales_share_of_revenues",
        period=total.period,
        value=Value(Decimal("16.79"), "percent", "", 2),
        derivation=ShownDerivation(formula, working, inputs),
    )


def paper_of(engine: Any, question: str) -> Workpaper:
    return make_workpaper(engine, answer=answer_of(question, engine), made=MADE)


def lines_of(paper: Workpaper) -> list[dict[str, Any]]:
    return [json.loads(line) for line in write_jsonl(paper).decode().splitlines()]


def test_a_figure_is_shown_at_the_place_that_prints_it(shipped: MemoryEngine) -> None:
    row = paper_of(shipped, "2Q02 equipment sales").rows[0]
    assert (row.ref, row.role, row.status) == ("A", "answer", "clean")
    assert row.value is not None
    assert row.value.amount == 1774953000
    assert row.citation is not None
    text = shipped.documents[row.citation.document].text
    assert text[row.citation.start : row.citation.end] == row.citation.quote == "1,774,953"


def test_a_computed_figure_shows_its_formula_and_cites_each_input(small_engine: Any) -> None:
    paper = make_workpaper(small_engine, answer=share_of(small_engine), made=MADE)
    head, *inputs = paper.rows
    assert head.citation is None
    assert head.formula == "(equipment_sales / total_revenues) * 100"
    assert [row.ref for row in inputs] == ["I1", "I1.2", "I2"]
    quotes = [row.citation.quote for row in inputs if row.citation]
    assert quotes == ["1,774,953", "1,775", "10,568,342"]
    assert [document.id for document in paper.documents] == ["memo-press"]


def test_a_disputed_figure_stands_at_the_place_that_prints_it_and_its_rival_at_its_own(
    small_engine: Any,
) -> None:
    value = point_of(small_engine, "press-1")
    rival = point_of(small_engine, "press-2", "press-1", "press-4")
    answer = answer_citing(
        small_engine,
        *("press-3", "press-1", "press-4", "press-2"),
        status="disputed",
        facts=("press-1", "press-4"),
        concept="equipment_sales",
        period=value.period,
        value=value.value,
        alternatives=(rival,),
    )
    rows = make_workpaper(small_engine, answer=answer, made=MADE).rows
    shown = [(row.ref, row.citation.quote) for row in rows if row.citation]
    assert shown == [("A", "1,774,953"), ("A.2", "1,775"), ("O1", "623,064")]


def test_an_ambiguous_answer_shows_its_readings(small_engine: Any) -> None:
    readings = tuple(point_of(small_engine, fact) for fact in ("press-1", "press-2"))
    answer = answer_citing(
        small_engine, "press-1", "press-2", status="ambiguous", kind=None, alternatives=readings
    )
    rows = make_workpaper(small_engine, answer=answer, made=MADE).rows
    assert [row.ref for row in rows] == ["O1", "O2"]


def test_an_answer_in_words_shows_what_it_quotes(small_engine: Any) -> None:
    answer = answer_citing(small_engine, "press-4", kind="text", value=None)
    rows = make_workpaper(small_engine, answer=answer, made=MADE).rows
    assert [(row.ref, row.role, row.value) for row in rows] == [("Q1", "quote", None)]


def test_an_unanswered_question_has_a_workpaper_without_figures(shipped: MemoryEngine) -> None:
    paper = paper_of(shipped, "equipment sales 4Q05")
    assert paper.rows == ()
    assert paper.answer is not None
    assert paper.answer.status == "unanswered"
    assert b"No figure." in write_html(paper)


def test_every_citation_stands_where_verify_looks_for_it(small_engine: Any) -> None:
    from service.cite.pasted import find_pasted

    paper = make_workpaper(small_engine, answer=share_of(small_engine), made=MADE)
    cited = [row.citation.id for row in paper.rows if row.citation]
    cited += [citation.id for tie in paper.ties for citation in tie.citations]
    found = [item["id"] for line in lines_of(paper) for item in find_pasted(line)]
    assert found == cited != []


def test_tie_outs_come_with_the_places_that_they_read(small_engine: Any) -> None:
    facts = [small_engine.facts.get("press-3"), small_engine.facts.get("press-4")]
    paper = make_workpaper(small_engine, facts=facts, made=MADE)
    assert [tie.check.id for tie in paper.ties] == ["check-3", "check-1", "check-2"]
    assert (paper.ties[0].ref, paper.ties[0].refs) == ("T1", ("F1",))
    assert marks_of(paper) == {"F1": (["T1"], []), "F2": ([], ["T2", "T3"])}
    assert [c.quote for c in paper.ties[0].citations] == ["10,568,342", "1,774,953"]
    words = " ".join(paper.rows[0].checks)
    assert words.endswith(": DOES NOT TIE: 1,774,953 + 0 is not 10,568,342")


def test_the_same_workpaper_is_the_same_bytes(small_engine: Any) -> None:
    papers = [make_workpaper(small_engine, facts=list(small_engine.facts), made=MADE)] * 2
    for write in (write_xlsx, write_html, write_jsonl):
        first, second = map(write, papers)
        assert first == second


def read_sheet(body: bytes, name: str) -> tuple[list[str], list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    head, *rows = [list(row) for row in book[name].iter_rows()]
    return [cell.value for cell in head], rows


def test_the_spreadsheet_has_numbers_as_numbers_and_no_formula(small_engine: Any) -> None:
    answer = made_answer("=1+1", '=HYPERLINK("x")')
    paper = make_workpaper(small_engine, answer=answer, facts=list(small_engine.facts), made=MADE)
    body = write_xlsx(paper)
    head, rows = read_sheet(body, "Figures")
    assert head == [column.name for column in FIGURES]
    amounts = [row[head.index("Amount")] for row in rows]
    assert all(cell.data_type == "n" for cell in amounts)
    assert [Decimal(str(cell.value)) for cell in amounts] == [
        fact.value.amount for fact in small_engine.facts
    ]
    assert "(" in amounts[4].number_format
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if cell.value == "=1+1"]
    assert book.sheetnames == ["Workpaper", "Figures", "Tie-outs", "Documents"]
    hashes = {row[head.index("SHA-256 of the document")].value for row in rows}
    assert hashes == {document.sha256 for document in small_engine.documents.values()}


def test_a_figure_with_more_digits_than_a_spreadsheet_holds_stays_text(small_engine: Any) -> None:
    from dataclasses import replace

    fact = small_engine.facts.get("press-1")
    long = replace(fact, value=replace(fact.value, amount=Decimal("12345678901234567")))
    body = write_xlsx(make_workpaper(small_engine, facts=[long], made=MADE))
    head, rows = read_sheet(body, "Figures")
    assert rows[0][head.index("Amount")].value == "12345678901234567"


class Page(HTMLParser):
    """Collects tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_shows_hostile_text_as_text(small_engine: Any) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=y>{{7*7}}'
    answer = made_answer(hostile, hostile)
    page = Page(write_html(make_workpaper(small_engine, answer=answer, made=MADE)).decode())
    assert {"script", "img"} & set(page.tags) == set()
    assert hostile in page.text


def test_the_page_is_allowed_its_own_style_and_nothing_else(client: FlaskClient) -> None:
    response = client.get("/api/v1/workpaper?concept=equipment_sales")
    policy = response.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL)
    assert style is not None
    assert style[1] == workpaper_html.STYLE
    assert policy == workpaper_html.page_policy()
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("number", "shown"),
    [("-193782000", "(193,782,000)"), ("184.90", "184.9"), (None, ""), ("-0.05", "(0.05)")],
)
def test_figures_are_written_as_auditors_write_them(number: str | None, shown: str) -> None:
    assert bracketed(None if number is None else Decimal(number)) == shown


def test_route_gives_each_format_by_name_and_by_accept(client: FlaskClient) -> None:
    address = "/api/v1/workpaper?q=2Q02+equipment+sales"
    types = {
        "html": "text/html",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "jsonl": "application/x-ndjson",
    }
    assert client.get(address).mimetype == "text/html"
    for form, media_type in types.items():
        response = client.get(f"{address}&format={form}")
        assert (response.status_code, response.mimetype) == (200, media_type)
        assert f'.{form}"' in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        assert client.get(address, headers={"Accept": media_type}).mimetype == media_type
    assert client.get(f"{address}&format=doc").status_code == 422
    assert client.get(f"{address}&document=nothing").status_code == 404


def test_route_selects_facts_and_says_how_many_it_left_out(client: FlaskClient) -> None:
    def lines(query: str) -> list[dict[str, Any]]:
        text = client.get(f"/api/v1/workpaper?format=jsonl&{query}").text
        return [json.loads(line) for line in text.splitlines()]

    chosen = lines("concept=equipment_sales&period=2Q02")
    assert chosen[0]["selection"] == {"concept": "equipment_sales", "period": "2Q02"}
    facts = [line["fact"] for line in chosen if line["type"] == "figure"]
    assert facts == ["press-1", "press-4", "slides-1"]
    assert chosen[0]["total"] == 3
    few = lines("limit=2")
    assert few[0]["total"] == 7
    assert sum(line["type"] == "figure" for line in few) == 2
    assert "2 of 7 that match" in client.get("/api/v1/workpaper?limit=2").text
    assert [x["fact"] for x in lines("status=disputed") if x["type"] == "figure"] == ["press-5"]
    both = lines("q=x&concept=total_revenues")
    assert [line["role"] for line in both if line["type"] == "figure"] == ["answer", "fact"]


def test_workpaper_verifies_over_http(client: FlaskClient, slow_client: FlaskClient) -> None:
    lines = client.get("/api/v1/workpaper?format=jsonl").text.splitlines()
    citations = [json.loads(line)["citation"] for line in lines if '"citation"' in line]
    verdicts = slow_client.post("/api/v1/citations/verify", json={"citations": citations})
    assert verdicts.get_json()["holds"] is True
    assert verdicts.get_json()["total"] == 7


def test_reproduces_its_answer_and_says_what_differs(
    shipped: MemoryEngine, small_engine: Any
) -> None:
    for question in ("2Q02 gross margin", "2Q02 equipment sales", "equipment sales 4Q05"):
        lines = lines_of(paper_of(shipped, question))
        assert reproduce(lines, shipped, ask) == []
    answer = share_of(small_engine)
    lines = lines_of(make_workpaper(small_engine, answer=answer, made=MADE))
    assert reproduce(lines, small_engine, lambda *_: answer_to_json(answer)) == []
    lines[0]["answer"]["value"]["amount"] = "11"
    lines[1]["value"]["amount"] = "11"
    first, second = reproduce(lines, small_engine, lambda *_: answer_to_json(answer))
    assert first == "answer: value.amount was 11, is 16.79"
    assert second.startswith("A: (equipment_sales / total_revenues) * 100 gives 16.79")
    assert reproduce([{"type": "other"}], small_engine, ask) != []


def test_reproduces_facts_and_says_which_differs(small_engine: Any) -> None:
    paper = make_workpaper(small_engine, facts=list(small_engine.facts), made=MADE)
    lines = [orjson.loads(orjson.dumps(line)) for line in to_lines(paper)]
    assert reproduce(lines, small_engine, ask) == []
    lines[3]["value"]["amount"] = "1"
    assert [text.split(":")[0] for text in reproduce(lines, small_engine, ask)] == ["F3"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command over a folder of one document, its index in a folder of the test."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "report.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(*arguments: str) -> Any:
        return CliRunner().invoke(main, [*arguments, "--corpus", str(folder)])

    call.folder = folder  # type: ignore[attr-defined]
    return call


def test_workpaper_of_today_verifies_after_a_rebuild_and_fails_where_a_document_changed(
    run: Any, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.jsonl"
    made = run("workpaper", "gross margin 2Q02", "--out", str(paper))
    assert made.exit_code == 0, made.output
    rows = map(json.loads, paper.read_text(encoding="utf-8").splitlines()[2:4])
    quotes = [row["citation"]["quote"] for row in rows]
    assert sorted(quotes) == ["10,568,342", "9,411,238"]

    assert run("index", "build", "--force").exit_code == 0
    held = run("verify", str(paper))
    assert held.exit_code == 0, held.output
    assert run("workpaper", "--reproduce", str(paper)).exit_code == 0

    changed = REPORT.replace("9,411,238", "9,411,288")
    (run.folder / "report.md").write_text(changed, encoding="utf-8")
    failed = run("verify", str(paper))
    assert failed.exit_code == 1
    line = next(x for x in failed.output.splitlines() if f"{REPORT.index('9,411,238')}" in x)
    assert line.startswith(f"{paper}:")
    assert "report" in line
    assert "document_altered" in line
    differs = run("workpaper", "--reproduce", str(paper))
    assert differs.exit_code == 1
    assert "inputs.2.value.amount was 9411238000, is 9411288000" in differs.output


def test_command_writes_each_format_and_refuses_what_it_cannot_do(run: Any, tmp_path: Path) -> None:
    for form in ("xlsx", "html", "jsonl"):
        out = tmp_path / f"paper.{form}"
        assert run("workpaper", "--concept", "total_revenues", "--out", str(out)).exit_code == 0
        assert out.stat().st_size > 500
    assert openpyxl.load_workbook(tmp_path / "paper.xlsx")["Figures"].max_row == 3
    assert run("workpaper", "x", "--format", "xlsx").exit_code == 2
    assert run("workpaper", "x", "--document", "nothing").exit_code == 2
    assert run("workpaper", "--reproduce", str(tmp_path / "paper.jsonl"), "x").exit_code == 2
    assert run("workpaper", "--concept", "nothing").exit_code == 2
    assert run("workpaper", "--scenario", "guidance").exit_code == 1


def test_a_tie_out_without_a_limit_is_said_in_every_format(small_engine: Any) -> None:
    from dataclasses import replace

    paper = make_workpaper(small_engine, facts=[small_engine.facts.get("press-3")], made=MADE)
    check = replace(paper.ties[0].check, tolerance=Decimal("Infinity"))
    endless = replace(paper, ties=(replace(paper.ties[0], check=check),))
    head, rows = read_sheet(write_xlsx(endless), "Tie-outs")
    assert rows[0][head.index("Tolerance")].value == "no limit"
    assert [line["tolerance"] for line in lines_of(endless) if line["type"] == "check"] == [None]
    assert b"does not tie" in write_html(endless)
