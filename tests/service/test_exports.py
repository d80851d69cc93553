"""CSV, XLSX and Parquet: the same rows, numbers as numbers, text never as a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.cite.exports import FORMATS, Column, export, safe_text

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")']
COLUMNS = (
    Column("text", "text", lambda row: row[0]),
    Column("amount", "number", lambda row: row[1]),
    Column("count", "integer", lambda row: row[2]),
    Column("day", "date", lambda row: row[3]),
    Column("ok", "bool", lambda row: row[4]),
)
ROWS = [
    ("plain", Decimal("1774953000"), 7, date(2002, 9, 30), True),
    ("=cmd|' /C calc'!A0", Decimal("-193782000"), -8, None, False),
    ('😀, "quoted"\nline', Decimal("184.9"), None, date(1999, 1, 1), None),
    (None, None, 0, None, None),
    ("infinite", Decimal("Infinity"), 1, None, None),
]


def test_csv_keeps_numbers_and_disarms_text() -> None:
    data = b"".join(export("csv", ROWS, COLUMNS)).decode()
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[0] == ["text", "amount", "count", "day", "ok"]
    assert rows[1] == ["plain", "1774953000", "7", "2002-09-30", "true"]
    assert rows[2][:3] == ["'=cmd|' /C calc'!A0", "-193782000", "-8"]
    assert rows[3][0] == ROWS[2][0]
    assert rows[4] == ["", "", "0", "", ""]
    assert rows[5][:3] == ["infinite", "", "1"]


def test_xlsx_has_typed_cells_and_no_formula() -> None:
    rows = [*ROWS, *((text, Decimal(1), 1, None, None) for text in HOSTILE)]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export("xlsx", rows, COLUMNS))))
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
    data = b"".join(export("xlsx", [("x", long, 1, None, None)], COLUMNS))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.cell(2, 2).value == str(long)


def test_parquet_is_exact_and_checked() -> None:
    data = b"".join(export("parquet", ROWS, COLUMNS))
    table = pq.read_table(io.BytesIO(data), page_checksum_verification=True)
    assert table.column("amount").to_pylist()[:2] == [Decimal("1774953000"), Decimal("-193782000")]
    assert table.column("text").to_pylist() == [row[0] for row in ROWS]
    assert table.column("day").to_pylist()[0] == date(2002, 9, 30)


def test_parquet_takes_any_figure() -> None:
    odd = [Decimal("1E+60"), Decimal("0.1234567890123456789"), Decimal("-0.5")]
    rows = [("x", amount, 1, None, None) for amount in odd]
    table = pq.read_table(io.BytesIO(b"".join(export("parquet", rows, COLUMNS))))
    assert table.column("amount").to_pylist() == [None, Decimal("0.123456789012"), Decimal("-0.5")]


@given(st.text(max_size=40))
def test_no_text_field_begins_like_a_formula(text: str) -> None:
    assert not safe_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_export_of_nothing_has_its_header(name: str) -> None:
    assert b"".join(export(name, [], COLUMNS))


@pytest.mark.parametrize("address", ["facts", "checks", "documents/memo-press/tieout"])
@pytest.mark.parametrize(("media_type", "name"), [(k, v.name) for k, v in FORMATS.items()])
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


def test_streams_are_not_built_in_memory(small_engine: Any) -> None:
    many = ((str(number), Decimal(number), number, None, None) for number in range(20_000))
    pieces = list(export("csv", many, COLUMNS))
    assert len(pieces) > 3
    assert max(map(len, pieces)) < 80_000
