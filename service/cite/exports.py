"""Tables for other programs: CSV, XLSX and Parquet, numbers as numbers, text never as a formula.

Comes in: rows and `Column`s. Goes out: bytes, in pieces. Not for: workpapers, which tell a story
around their table.

Spreadsheets run a text that begins with one of `= + - @` or a control character as a formula. A
CSV field of text that begins so gets an apostrophe in front; a number is written as a number by
its type, so that negative amounts stay negative. XLSX and Parquet have types and need no
apostrophe.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

Cell = str | int | bool | Decimal | date | None
PIECE = 65_536
PARQUET_SCALE = 12
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
EXACT_DIGITS = 15
"""A spreadsheet's number is a double: more significant digits than this stay text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, what it holds (`text`, `number`, `integer`, `date`, `bool`) and its
    reader.
    """

    name: str
    kind: str
    read: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Format:
    """A representation: its name in `format=` and its media type."""

    name: str
    media_type: str


FORMATS = {
    item.media_type: item
    for item in (
        Format("csv", "text/csv"),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format("parquet", "application/vnd.apache.parquet"),
    )
}


def export(format: str, rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """The rows in a representation, piece by piece."""
    writers = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet}
    return writers[format](rows, columns)


def safe_text(text: str) -> str:
    """The text as a CSV field that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """RFC 4180 with a header row, UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column.read(row)) for column in columns])
        if buffer.tell() >= PIECE:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else ""
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else str(value)


def write_xlsx(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """A workbook of one sheet with a frozen header; built on disk in constant memory."""
    import xlsxwriter

    with tempfile.TemporaryFile() as store:
        book = xlsxwriter.Workbook(
            store,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        sheet = book.add_worksheet("Tickmark")
        head = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.name, head)
        number = 0
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                _xlsx_cell(sheet, number, place, column.read(row), day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
        book.close()
        store.seek(0)
        while piece := store.read(PIECE):
            yield piece


def _xlsx_cell(sheet: Any, row: int, place: int, value: Cell, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, Decimal | int):
        if not Decimal(value).is_finite():
            return
        if len(Decimal(value).as_tuple().digits) > EXACT_DIGITS:
            sheet.write_string(row, place, format(Decimal(value), "f"))
        else:
            sheet.write_number(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_string(row, place, value[:32_767])


def write_parquet(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """One row group a thousand rows, decimals exact, pages with checksums."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(),
        "number": pa.decimal128(38, PARQUET_SCALE),
        "integer": pa.int64(),
        "date": pa.date32(),
        "bool": pa.bool_(),
    }
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    with tempfile.TemporaryFile() as store:
        with pq.ParquetWriter(store, schema, write_page_checksum=True) as writer:
            for batch in _batches(rows, 1000):
                arrays = [
                    pa.array(
                        [_parquet_cell(column.read(row)) for row in batch],
                        type=kinds[column.kind],
                    )
                    for column in columns
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        store.seek(0)
        while piece := store.read(PIECE):
            yield piece


def _parquet_cell(value: Cell) -> Cell:
    """The value as the column holds it; null for a number of more than 26 digits before the dot."""
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite() or value.adjusted() >= 38 - PARQUET_SCALE:
        return None
    step = Decimal(1).scaleb(-PARQUET_SCALE)
    with localcontext(prec=60):
        return value.quantize(step)


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
