"""DataFrames as files for other programs: CSV, XLSX and Parquet, text never as a formula.

Comes in: DataFrames of the same columns, one after another. Goes out: bytes, in pieces. Not for:
workpapers, which tell a story around their table, nor for what stands in the columns
(`service.papers.tables`).

Spreadsheets run a text that begins with one of `= + - @` or a control character as a formula. A
CSV field of text that begins so gets an apostrophe in front, unless it is a figure and nothing
else, which no spreadsheet runs: a printed "-" or "-3.5%" stays to the letter. XLSX and Parquet have
types and need no apostrophe.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.grammar.numbers import plain_number

if TYPE_CHECKING:
    import pandas

Row = TypeVar("Row")
Frames = Iterable["pandas.DataFrame"]
Spelling = dict[str, Callable[[Any], Any]]
"""How the values of a column's type are written."""
ROWS = 1_000
"""Rows a piece, and a row group of Parquet."""
PIECE = 65_536
PARQUET_SCALE = 12
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
FIGURE = re.compile(r"[+-]?[0-9.,]*%?")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXACT_DIGITS = 15
"""A spreadsheet's number is a double: more significant digits than this stay text."""
CELL_CHARACTERS = 32_767


@dataclass(frozen=True, slots=True)
class TableExport:
    """A form of table: its media type, and the writer of its bytes piece by piece."""

    media_type: str
    write: Callable[[Frames], Iterator[bytes]]


def export(
    form: str, rows: Iterable[Row], table: Callable[[Sequence[Row]], pandas.DataFrame]
) -> Iterator[bytes]:
    """The table of rows in a form of `EXPORTS`, piece by piece."""
    return EXPORTS[form].write(table(batch) for batch in _batches(rows))


def safe_text(text: str) -> str:
    """The text as a CSV field that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not FIGURE.fullmatch(text) else text


def write_csv(frames: Frames) -> Iterator[bytes]:
    """RFC 4180 with a header row, UTF-8; figures, days and truths are spelled as in JSON."""
    spelled: Spelling = {
        "string": safe_text,
        "object": plain_number,
        "boolean": {True: "true", False: "false"}.__getitem__,
    }
    for place, frame in enumerate(frames):
        shown = _mapped(frame, spelled)
        made = shown.to_csv(
            index=False, header=place == 0, date_format="%Y-%m-%d", lineterminator="\r\n"
        )
        yield made.encode("utf-8", "replace")


def write_xlsx(frames: Frames) -> Iterator[bytes]:
    """A workbook of one sheet with a frozen header; built on disk in constant memory."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    typed: Spelling = {"object": _xlsx_number, "string": lambda text: text[:CELL_CHARACTERS]}
    with tempfile.TemporaryFile() as store:
        book = xlsxwriter.Workbook(store, options)
        sheet = book.add_worksheet("Tickmark")
        height = 0
        for frame in frames:
            if height == 0:
                sheet.write_row(0, 0, frame.columns, book.add_format({"bold": True}))
                sheet.freeze_panes(1, 0)
            cells = _mapped(frame, typed).astype(object)
            for record in cells.where(cells.notna(), None).itertuples(index=False):
                height += 1
                sheet.write_row(height, 0, record)
        sheet.autofilter(0, 0, max(height, 1), len(frame.columns) - 1)
        book.close()
        yield from _pieces(store)


def write_parquet(frames: Frames) -> Iterator[bytes]:
    """One row group a piece, decimals exact, pages with checksums."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "string": pa.string(),
        "object": pa.decimal128(38, PARQUET_SCALE),
        "Int64": pa.int64(),
        "datetime64[s]": pa.date32(),
        "boolean": pa.bool_(),
    }
    writer = None
    with tempfile.TemporaryFile() as store:
        for frame in frames:
            schema = pa.schema([(name, kinds[str(kind)]) for name, kind in frame.dtypes.items()])
            writer = writer or pq.ParquetWriter(store, schema, write_page_checksum=True)
            writer.write_table(pa.table(dict(_mapped(frame, {"object": _fitting})), schema=schema))
        if writer is not None:
            writer.close()
        yield from _pieces(store)


def _mapped(frame: pandas.DataFrame, spelled: Spelling) -> pandas.DataFrame:
    """The frame with the values of some types written otherwise; what is missing stays so."""
    mapped = {
        name: column.astype(object).map(spelled[str(column.dtype)], na_action="ignore")
        for name, column in frame.items()
        if str(column.dtype) in spelled
    }
    return frame.assign(**mapped)  # type: ignore[arg-type]


def _xlsx_number(figure: Decimal) -> Decimal | str | None:
    """The figure as a number where a double holds it, else its digits as text."""
    exact = len(figure.as_tuple().digits) <= EXACT_DIGITS
    return figure if exact else plain_number(figure)


def _fitting(figure: Decimal) -> Decimal | None:
    """The figure as Parquet's column holds it; null for more than 26 digits before the dot."""
    if figure.adjusted() >= 38 - PARQUET_SCALE:
        return None
    with localcontext(prec=60):
        return figure.quantize(Decimal(1).scaleb(-PARQUET_SCALE))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows by pieces, at least one, for its header."""
    left = iter(rows)
    yield list(islice(left, ROWS))
    while batch := list(islice(left, ROWS)):
        yield batch


def _pieces(store: Any) -> Iterator[bytes]:
    store.seek(0)
    while piece := store.read(PIECE):
        yield piece


EXPORTS: dict[str, TableExport] = {
    "csv": TableExport("text/csv", write_csv),
    "xlsx": TableExport(XLSX, write_xlsx),
    "parquet": TableExport("application/vnd.apache.parquet", write_parquet),
}
"""The forms of a table by their names in `format=`; one is added by a row here."""
