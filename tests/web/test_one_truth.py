"""One truth: a figure stands alike on every surface that shows it.

A walk over every cell of the grid and every fact of the corpus, over page, API, export, workpaper,
reader and card: the standing, the count of tie-outs, the printed characters and the link.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from index.engine import Engine
from service.app import create_app
from service.settings import Settings

CELL = re.compile(r'<td class="num"><a href="([^"]+)" title="([^"]+)">([^<]+)</a>(.*?)</td>')
STAMP = re.compile(r'<span class="stamp ?(\w*)">')
HOLD = re.compile(r"(\d+) tie-outs? holds?")
NO_HOLD = re.compile(r"(\d+) tie-outs? (?:that )?do(?:es)? not hold")
PRINTED = re.compile(r'<a href="([^"]+)">Printed as ([^<]+)</a>')
MARKUP = re.compile(r"</?u>|\*\*")
Json = dict[str, Any]


def shown(text: str) -> str:
    """Printed characters as a page shows them."""
    return MARKUP.sub("", text)


def count(pattern: re.Pattern[str], page: str) -> int:
    found = pattern.search(page)
    return int(found[1]) if found else 0


@dataclass
class Walk:
    """One question asked on each surface."""

    client: Any
    question: str

    @cached_property
    def answer(self) -> Json:
        answer: Json = self.client.get("/api/v1/ask?" + urlencode({"q": self.question})).get_json()
        return answer

    @cached_property
    def page(self) -> str:
        text: str = self.client.get("/?" + urlencode({"q": self.question})).get_data(as_text=True)
        return text

    @cached_property
    def paper(self) -> list[Json]:
        query = urlencode({"q": self.question, "format": "jsonl"})
        lines = self.client.get(f"/api/v1/workpaper?{query}").get_data(as_text=True).splitlines()
        return [json.loads(line) for line in lines]

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many tie-outs hold and do not, as each surface counts them."""
        passed = Counter(check["passed"] for check in self.answer["checks"])
        written = Counter(line["passed"] for line in self.paper if line["type"] == "check")
        return {
            "api": (passed[True], passed[False]),
            "page": (count(HOLD, self.page), count(NO_HOLD, self.page)),
            "workpaper": (written[True], written[False]),
        }


@pytest.fixture(scope="module")
def client(engine: Engine) -> Any:
    return create_app(Settings(log="off"), engine=engine).test_client()


def cells(client: Any) -> Iterator[tuple[str, str]]:
    """(question, flag) of every cell of the grid; no flag is ""."""
    first = client.get("/explore").get_data(as_text=True)
    kinds = dict.fromkeys(re.findall(r'href="\?periods=([^"&]+)', first))
    for kind in kinds:
        page = client.get(f"/explore?periods={kind}").get_data(as_text=True)
        for address, _title, _text, rest in CELL.findall(page):
            flag = re.search(r'aria-label="(Disputed|Repaired)"', rest)
            question = parse_qs(urlsplit(html.unescape(address)).query)["q"][0]
            yield question, flag[1].lower() if flag else ""


@pytest.fixture(scope="module")
def walked(client: Any) -> list[tuple[Walk, str]]:
    return [(Walk(client, question), flag) for question, flag in cells(client)]


def flag_of(verdict: str | None) -> str:
    return verdict if verdict in ("disputed", "repaired") else ""


def test_every_cell_leads_to_an_answer_that_stands_as_the_cell_does(
    walked: list[tuple[Walk, str]],
) -> None:
    assert len(walked) > 400
    differing = []
    for walk, flag in walked:
        answer = walk.answer
        verdict = (answer["standing"] or {}).get("verdict")
        page = STAMP.search(walk.page)
        rows = [line["standing"] for line in walk.paper if line.get("ref") == "A"]
        stand = {
            "cell": flag,
            "api": flag_of(verdict),
            "status": "disputed" if answer["status"] == "disputed" else flag,
            "page": flag_of(page[1] if page else None),
            "workpaper": flag_of(rows[0] if rows else None),
        }
        if len(set(stand.values())) > 1 or not rows:
            differing.append((walk.question, answer["status"], stand))
    assert not differing


def test_every_tie_out_of_a_cell_is_counted_alike_and_a_failed_one_is_first(
    walked: list[tuple[Walk, str]],
) -> None:
    differing = []
    for walk, _ in walked:
        told = [check["passed"] for check in walk.answer["checks"]]
        if len(set(walk.counts().values())) > 1 or told != sorted(told):
            differing.append((walk.question, walk.counts()))
    assert not differing


def test_a_cell_that_a_tie_out_fails_says_so_where_the_figure_stands(
    walked: list[tuple[Walk, str]],
) -> None:
    failing = [w for w, _ in walked if not all(c["passed"] for c in w.answer["checks"])]
    assert failing
    for walk in failing:
        head = walk.page.partition('class="total"')[2].partition('class="sentence"')[0]
        assert walk.answer["status"] == "disputed" or 'class="stamp disputed"' in head


def test_printed_is_what_stands_at_the_first_citation(walked: list[tuple[Walk, str]]) -> None:
    differing = []
    for walk, _ in walked:
        value, cited = walk.answer["value"], walk.answer["citations"]
        printed = value and value["printed"]
        first = next((x for x in walk.paper if x.get("ref") == "A"), {})
        place = first.get("citation")
        if printed is None:
            if place is not None:
                differing.append((walk.question, "implied, but cited", place["quote"]))
            continue
        quotes = {printed, shown(cited[0]["quote"]), shown(place["quote"]) if place else None}
        if len(quotes) > 1 or place["id"] != cited[0]["id"]:
            differing.append((walk.question, *map(str, quotes)))
    assert not differing


def test_printed_as_opens_exactly_these_characters(
    walked: list[tuple[Walk, str]], engine: Engine
) -> None:
    disputed = [walk for walk, _ in walked if walk.answer["status"] == "disputed"]
    assert len(disputed) > 10
    for walk in disputed:
        sides = PRINTED.findall(walk.page)
        assert sides or "Implied by" in walk.page
        for address, printed in sides:
            target = urlsplit(html.unescape(address))
            place = {name: int(numbers[0]) for name, numbers in parse_qs(target.query).items()}
            text = engine.documents[target.path.rpartition("/")[2]].text
            assert shown(text[place["start"] : place["end"]]) == html.unescape(printed)


def facts(client: Any) -> list[Json]:
    found: list[Json] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/facts?limit=100{cursor}").get_json()
        found += page["items"]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def test_every_fact_stands_alike_on_api_card_reader_export_and_workpaper(client: Any) -> None:
    rows = facts(client)
    assert len(rows) > 900
    table = client.get("/api/v1/facts?format=csv").get_data(as_text=True)
    exported = {row["id"]: row for row in csv.DictReader(io.StringIO(table))}
    lines = client.get("/api/v1/workpaper?format=jsonl&limit=2000").get_data(as_text=True)
    papers = {x["fact"]: x for x in map(json.loads, lines.splitlines()) if x["type"] == "figure"}
    readers = {
        name: client.get(f"/documents/{name}").get_data(as_text=True)
        for name in {row["document"] for row in rows}
    }
    differing = []
    for row in rows:
        identifier, cited = row["id"], row["citation"]
        one = client.get(f"/api/v1/facts/{identifier}").get_json()
        card = client.get(f"/figures/{identifier}").get_data(as_text=True)
        stamp = STAMP.search(card)
        reader = re.search(
            rf'class="fig s-(\w+)" href="/figures/{identifier}"', readers[row["document"]]
        )
        paper, export = papers[identifier], exported[identifier]
        held, failed = row["standing"]["held"], row["standing"]["failed"]
        verdicts = {row["standing"]["verdict"], stamp[1] if stamp else "", paper["standing"]}
        if reader is not None:  # figures that share characters are one link
            verdicts.add(reader[1])
        ties = {
            (held, failed),
            (sum(t["passed"] for t in one["ties"]), sum(not t["passed"] for t in one["ties"])),
            (len(re.findall('aria-label="Holds"', card)), len(re.findall("Does not hold", card))),
        }
        statuses = {row["status"], export["status"], paper["status"]}
        printed = {row["value"]["printed"], shown(cited["quote"])}
        printed.add(export["printed"].removeprefix("'"))  # kept from being a formula
        printed |= {shown(paper["citation"]["quote"]), paper["value"]["printed"]}
        links = {
            (cited["start"], cited["end"]),
            (int(export["start"]), int(export["end"])),
            (paper["citation"]["start"], paper["citation"]["end"]),
        }
        linked = f"?start={cited['start']}&amp;end={cited['end']}#" in card
        if max(map(len, (verdicts, ties, statuses, printed, links))) > 1 or not linked:
            differing.append((row["concept"], row["period"]["label"], verdicts, ties, printed))
    assert not differing


@pytest.mark.parametrize(
    ("question", "disputed"),
    [("IP Service 1Mbps contracts by quarter", 3), ("top customers", 5)],
)
def test_a_list_that_holds_a_disputed_figure_is_disputed(
    client: Any, question: str, disputed: int
) -> None:
    walk = Walk(client, question)
    assert walk.answer["status"] == "disputed"
    status = [point["status"] for point in walk.answer["points"]]
    assert status.count("disputed") == disputed
    assert walk.page.count('aria-label="Disputed"') == disputed
    assert len(re.findall(r'class="mark disputed', walk.page)) == disputed
    assert not walk.answer["checks"][0]["passed"]
    rows = {x["ref"]: x["standing"] for x in walk.paper if x.get("role") == "point"}
    assert list(rows.values()).count("disputed") >= disputed


def test_totals_are_the_same_on_the_first_page_the_tie_outs_and_the_documents(
    client: Any, engine: Engine
) -> None:
    said = re.compile(
        r"([\d,]+) tie-outs(?:</a>)?(?:, of which (?:<[^>]+>)?([\d,]+) do(?:es)? not hold)?"
    )

    def totals(address: str) -> list[tuple[int, int]]:
        found = said.findall(client.get(address).get_data(as_text=True))
        return [(int(all_ or 0), int(failed or 0)) for all_, failed in found]

    assert totals("/") == totals("/checks")
    for name, row in zip(engine.documents, totals("/documents"), strict=True):
        own, report = totals(f"/checks?document={name}"), totals(f"/documents/{name}/tieout")
        assert own == report == [row]


def test_a_series_on_the_first_page_is_said_from_its_least_to_its_greatest(client: Any) -> None:
    page = client.get("/").get_data(as_text=True)
    series = re.findall(
        r'<span class="q">([^<]+ by quarter)</span> <span class="num">([^<]+)<', page
    )
    assert series
    for question, said in series:
        points = Walk(client, html.unescape(question)).answer["points"]
        amounts = sorted(float(point["value"]["amount"]) for point in points)
        low, high = (float(x.replace(",", "")) for x in re.findall(r"[\d,]+(?:\.\d+)?", said))
        assert low / high == pytest.approx(amounts[0] / amounts[-1], rel=0.01)
