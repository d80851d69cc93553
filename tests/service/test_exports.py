"""CSV, XLSX and Parquet: the same rows, numbers as numbers, text never as a formula."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.frames import Column, make_frame, number, text
from index.embedded.memory import MemoryEngine
from service.cite.exports import EXPORTS, FIGURE, export, safe_text
from service.cite.verify import Verifier
from service.papers.tables import fact_table
from service.say.records import fact_row
from tests.service.samples import make_app

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")']
COLUMNS = (
    text("text", lambda row: row[0]),
    number("amount", lambda row: row[1]),
    Column("count", "Int64", lambda row: row[2]),
    Column("day", "datetime64[s]", lambda row: row[3]),
    Column("ok", "boolean", lambda row: row[4]),
)
ROWS = [
    ("plain", Decimal("1774953000"), 7, date(2002, 9, 30), True),
    ("=cmd|' /C calc'!A0", Decimal("-193782000"), -8, None, False),
    ('😀, "quoted"\nline', Decimal("184.9"), None, date(1999, 1, 1), None),
    (None, None, 0, None, None),
    ("infinite", Decimal("Infinity"), 1, None, None),
]

TABLE = partial(make_frame, columns=COLUMNS)


def test_csv_keeps_numbers_and_disarms_text() -> None:
    data = b"".join(export("csv", ROWS, TABLE)).decode()
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[0] == ["text", "amount", "count", "day", "ok"]
    assert rows[1] == ["plain", "1774953000", "7", "2002-09-30", "true"]
    assert rows[2][:3] == ["'=cmd|' /C calc'!A0", "-193782000", "-8"]
    assert rows[3][0] == ROWS[2][0]
    assert rows[4] == ["", "", "0", "", ""]
    assert rows[5][:3] == ["infinite", "", "1"]


def test_xlsx_has_typed_cells_and_no_formula() -> None:
    rows = [*ROWS, *((text, Decimal(1), 1, None, None) for text in HOSTILE)]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export("xlsx", rows, TABLE))))
    sheet = book.active
    assert sheet is not None
    table = list(sheet.iter_rows(min_row=2))
    assert [cell.data_type for cell in table[0]] == ["s", "n", "n", "d", "b"]
    assert table[1][1].value == -193782000
    assert table[2][1].value == pytest.approx(184.9)
    texts = [row[0] for row in table if row[0].value is not None]
    assert {cell.data_type for cell in texts} == {"s"}
    assert all(cell.hyperlink is None for cell in texts)


def test_a_number_too_long_for_a_double_stays_exact_as_text() -> None:
    long = Decimal("1234567890123456789")
    data = b"".join(export("xlsx", [("x", long, 1, None, None)], TABLE))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.cell(2, 2).value == str(long)


def test_parquet_is_exact_and_checked() -> None:
    data = b"".join(export("parquet", ROWS, TABLE))
    table = pq.read_table(io.BytesIO(data), page_checksum_verification=True)
    assert table.column("amount").to_pylist()[:2] == [Decimal("1774953000"), Decimal("-193782000")]
    assert table.column("text").to_pylist() == [row[0] for row in ROWS]
    assert table.column("day").to_pylist()[0] == date(2002, 9, 30)


def test_parquet_takes_any_figure() -> None:
    odd = [Decimal("1E+60"), Decimal("0.1234567890123456789"), Decimal("-0.5")]
    rows = [("x", amount, 1, None, None) for amount in odd]
    table = pq.read_table(io.BytesIO(b"".join(export("parquet", rows, TABLE))))
    assert table.column("amount").to_pylist() == [None, Decimal("0.123456789012"), Decimal("-0.5")]


@given(st.text(max_size=40))
def test_no_text_field_begins_like_a_formula(value: str) -> None:
    shown = safe_text(value)
    if FIGURE.fullmatch(value):
        assert shown == value
    else:
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("figure", ["-", "-3.5", "+12.3%", "-1,774,953", "1,774,953", "(193,782)"])
def test_a_printed_figure_stays_to_the_letter(figure: str) -> None:
    assert safe_text(figure) == figure


@pytest.mark.parametrize(
    "hostile", [*HOSTILE[:1], "-1-1", "+A1", "-1+cmd|' /C calc'!A0", "--1", "-1\n"]
)
def test_what_is_more_than_a_figure_is_disarmed(hostile: str) -> None:
    assert safe_text(hostile) == f"'{hostile}"


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_export_of_nothing_has_its_header(name: str) -> None:
    assert b"".join(export(name, [], TABLE))


@pytest.mark.parametrize("address", ["facts", "checks", "documents/memo-press/tieout"])
@pytest.mark.parametrize(("media_type", "name"), [(e.media_type, n) for n, e in EXPORTS.items()])
def test_format_and_accept_agree(
    client: FlaskClient, address: str, media_type: str, name: str
) -> None:
    given = client.get(f"/api/v1/{address}?format={name}")
    accepted = client.get(f"/api/v1/{address}", headers={"Accept": media_type})
    for response in (given, accepted):
        assert response.status_code == 200
        assert response.mimetype == media_type
        assert f'.{name}"' in response.headers["Content-Disposition"]
        assert response.headers["ETag"]
    if name == "csv":
        assert given.data == accepted.data


def test_export_has_all_rows_whatever_the_limit(client: FlaskClient) -> None:
    text = client.get("/api/v1/facts?format=csv&limit=1").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 7
    by_id = {row["id"]: row for row in rows}
    assert by_id["press-5"]["amount"] == "-193782000"
    assert by_id["press-5"]["printed"] == "(193,782)"


def test_browsers_get_json(client: FlaskClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/api/v1/facts", headers={"Accept": accept}).mimetype == "application/json"


def test_streams_are_not_built_in_memory() -> None:
    taken = [0]

    def counted() -> Iterator[tuple[Any, ...]]:
        for place in range(20_000):
            taken[0] += 1
            yield str(place), Decimal(place), place, None, None

    pieces = export("csv", counted(), TABLE)
    next(pieces)
    assert taken[0] < 2_000
    assert len(list(pieces)) > 3


def cells(name: str, client: FlaskClient, address: str) -> list[dict[str, Any]]:
    """The rows of an export as plain values, None for what is missing."""
    data = client.get(f"{address}{'&' if '?' in address else '?'}format={name}").data
    if name == "parquet":
        return pq.read_table(io.BytesIO(data)).to_pylist()
    if name == "csv":
        read = csv.DictReader(io.StringIO(data.decode(), newline=""))
        return [{key: value or None for key, value in row.items()} for row in read]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def shipped() -> MemoryEngine:
    return MemoryEngine(read_corpus(load_corpus(), processes=1), load_concepts())


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_every_exported_row_verifies_and_is_the_fact_of_json(
    shipped: MemoryEngine, name: str
) -> None:
    client = make_app(shipped).test_client()
    rows = cells(name, client, "/api/v1/facts")
    assert len(rows) == len(shipped.facts) > 900
    verifier = Verifier(shipped.documents)
    for row, fact in zip(rows, shipped.facts, strict=True):
        told = fact_row(fact, shipped)
        citation = told["citation"]
        start, end = int(row["start"]), int(row["end"])
        text = shipped.documents[row["document"]].text
        assert row["quote"] == text[start:end] == citation["quote"]
        assert row["quote"] in row["context"]
        assert (row["id"], row["citation"]) == (told["id"], citation["id"])
        given = {"document": row["document"], "quote": row["quote"], "sha256": row["sha256"]}
        assert verifier.verify(given | {"start": start, "end": end}).state == "holds"
        for member in ("amount", "low", "high"):
            spelled = told["value"][member]
            if name == "csv" or spelled is None:
                assert row[member] == spelled
            else:
                assert Decimal(str(row[member])) == Decimal(spelled)
        assert (row["checks"] or "").split() == told["checks"]


def test_parquet_comes_back_as_a_frame_with_its_types(shipped: MemoryEngine) -> None:
    pandas = pytest.importorskip("pandas")
    data = make_app(shipped).test_client().get("/api/v1/facts?format=parquet").data
    frame = pandas.read_parquet(io.BytesIO(data))
    own = fact_table(shipped, shipped.facts)
    assert list(frame.columns) == list(own.columns)
    assert list(frame["amount"]) == list(own["amount"])


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_checks_and_tick_marks_leave_as_they_are_in_json(client: FlaskClient, name: str) -> None:
    for address, members in (
        ("/api/v1/checks", ("id", "name", "passed", "detail")),
        ("/api/v1/documents/memo-press/tieout", ("id", "concept", "exception")),
    ):
        told = client.get(address).get_json()["items"]
        rows = cells(name, client, address)
        assert len(rows) == len(told)
        for row, item in zip(rows, told, strict=True):
            for member in members:
                truth = {"true": True, "false": False}.get(row[member], row[member])
                assert truth == item[member]


def test_a_service_that_exports_nothing_imports_no_writer() -> None:
    code = "import sys, wsgi; print(sorted({'pandas', 'pyarrow', 'xlsxwriter'} & set(sys.modules)))"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TICKMARK_")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("address", "accept", "expected"),
    [
        ("ask?q=x", "application/json;q=0, */*;q=0.1", 406),
        ("ask?q=x", "text/html", 406),
        ("ask?q=x", "application/json; charset=utf-8", "application/json"),
        ("ask?q=x", "text/html, application/*;q=0.2", "application/json"),
        ("facts", "application/pdf", 406),
        ("facts", "text/*", "text/csv"),
        ("facts", "application/json;q=0.5, text/csv;q=0.4", "application/json"),
        ("facts", "application/json;q=0.4, text/csv;q=0.5", "text/csv"),
        ("facts?format=csv", "application/pdf", "text/csv"),
        ("documents", "text/csv", 406),
        ("xbrl", "*/*", "application/zip"),
        ("xbrl", "application/json", "application/json"),
        ("workpaper?q=x", "application/json", 406),
    ],
)
def test_what_is_accepted_decides(
    client: FlaskClient, address: str, accept: str, expected: str | int
) -> None:
    response = client.get(f"/api/v1/{address}", headers={"Accept": accept})
    if expected == 406:
        assert (response.status_code, response.get_json()["code"]) == (406, "not-acceptable")
        assert response.mimetype == "application/problem+json"
    else:
        assert (response.status_code, response.mimetype) == (200, expected)


def test_a_citation_is_linked_data_where_that_is_accepted(
    client: FlaskClient, citation: str
) -> None:
    address = f"/api/v1/citations/{citation}"
    profile = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    told = client.get(address, headers={"Accept": profile})
    assert told.content_type == profile
    assert told.get_json() == client.get(address).get_json()["annotation"]
    assert told.headers["ETag"] != client.get(address).headers["ETag"]
    both = client.get(address, headers={"Accept": "application/ld+json, application/json"})
    assert both.mimetype == "application/json"


def test_what_is_sent_is_answered_in_json_or_not_at_all(client: FlaskClient) -> None:
    body = {"questions": ["x"]}
    refused = client.post("/api/v1/ask", json=body, headers={"Accept": "text/csv"})
    assert (refused.status_code, refused.get_json()["code"]) == (406, "not-acceptable")
    assert client.post("/api/v1/ask", json=body, headers={"Accept": "*/*"}).status_code == 200
