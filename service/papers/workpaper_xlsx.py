"""A workpaper as a spreadsheet: what it says on the first sheet, then figures, tie-outs, documents.

Comes in: a `Workpaper`. Goes out: the bytes of an XLSX file. Not for: what belongs in it
(`service.papers.workpaper`).

Text is always written as text, so that a printed "=1+1" is no formula; figures are numbers. A
figure of more digits than a spreadsheet's number holds stays text, to the last digit.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from service.cite.exports import EXACT_DIGITS
from service.papers.workpaper import Workpaper, summary
from service.papers.workpaper_rows import ROLES, Row, Tie, name_of

Cell = str | int | bool | Decimal | date | None
LONGEST_TEXT = 32_767
"""Characters that a cell holds; what is longer is cut and ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: its heading, its width in characters, and what it reads of a row."""

    name: str
    width: int
    read: Callable[[Any], Cell]


def _value(name: str) -> Callable[[Row], Cell]:
    return lambda row: getattr(row.value, name) if row.value else None


def _period(name: str) -> Callable[[Row], Cell]:
    return lambda row: getattr(row.period, name) if row.period else None


def _cited(name: str) -> Callable[[Row], Cell]:
    return lambda row: getattr(row.citation, name) if row.citation else None


FIGURES: tuple[Shown, ...] = (
    Shown("Ref", 6, lambda row: row.ref),
    Shown("Role", 18, lambda row: ROLES[row.role]),
    Shown("Figure", 34, lambda row: row.label),
    Shown("Period", 12, _period("label")),
    Shown("From", 11, _period("start")),
    Shown("To", 11, _period("end")),
    Shown("Amount", 18, _value("amount")),
    Shown("Low", 14, _value("low")),
    Shown("High", 14, _value("high")),
    Shown("Unit", 10, _value("unit")),
    Shown("Decimals", 9, _value("decimals")),
    Shown("Formula", 30, lambda row: row.formula),
    Shown("Printed characters", 20, _cited("quote")),
    Shown("Before", 30, _cited("prefix")),
    Shown("After", 30, _cited("suffix")),
    Shown("Document", 22, _cited("document")),
    Shown("Page", 6, _cited("page")),
    Shown("Section", 30, _cited("section")),
    Shown("First character", 14, _cited("start")),
    Shown("End", 10, _cited("end")),
    Shown("SHA-256 of the document", 66, _cited("sha256")),
    Shown("Citation", 22, _cited("id")),
    Shown("Standing", 10, lambda row: row.standing),
    Shown("Status", 10, lambda row: row.status),
    Shown("Tie-outs", 60, lambda row: "\n".join(row.checks) or None),
    Shown("Address", 50, _cited("url")),
)
TIES: tuple[Shown, ...] = (
    Shown("Ref", 6, lambda tie: tie.ref),
    Shown("Tie-out", 24, lambda tie: name_of(tie.check)),
    Shown("Ties", 8, lambda tie: tie.check.passed),
    Shown("Working", 70, lambda tie: tie.check.detail),
    Shown("Difference", 16, lambda tie: tie.check.difference),
    Shown("Tolerance", 16, lambda tie: tie.check.tolerance),
    Shown("Figures", 12, lambda tie: " ".join(tie.refs)),
    Shown("Reads", 60, lambda tie: _places(tie)),
    Shown("Id", 18, lambda tie: tie.check.id),
)
DOCUMENTS: tuple[Shown, ...] = (
    Shown("Document", 24, lambda document: document.id),
    Shown("Title", 60, lambda document: document.title),
    Shown("Published", 12, lambda document: document.published),
    Shown("SHA-256", 66, lambda document: document.sha256),
    Shown("Characters", 12, lambda document: len(document.text)),
)
HOW = (
    "To verify: save this workpaper as JSON lines (format=jsonl) and run `flask verify FILE`, or"
    " open the document, check its SHA-256, and read the characters from First character to End"
    " (counted from 0, in Unicode code points; End is not included)."
)


def write_xlsx(paper: Workpaper) -> bytes:
    """The workbook: Workpaper, Figures, Tie-outs, Documents."""
    import xlsxwriter

    store = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(store, options)
    # Fixed to the paper's own date: the same workpaper is the same bytes.
    book.set_properties(
        {"title": _cut(paper.title, 200), "created": paper.made.replace(tzinfo=None)}
    )
    writer = _Writer(book)
    writer.front(paper)
    writer.table("Figures", FIGURES, paper.rows, frozen=3)
    writer.table("Tie-outs", TIES, paper.ties)
    writer.table("Documents", DOCUMENTS, paper.documents)
    book.close()
    return store.getvalue()


class _Writer:
    """Sheets of one workbook, printable: landscape, one page wide, the heading on each page."""

    def __init__(self, book: Any) -> None:
        self.book = book
        top = {"valign": "top"}
        self.bold = book.add_format({"bold": True, **top})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top})
        self.text = book.add_format({"text_wrap": True, **top})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top})
        self._numbers: dict[int, Any] = {}

    def front(self, paper: Workpaper) -> None:
        """The first sheet: what was asked, what was answered, from what, when."""
        sheet = self._sheet("Workpaper")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        for number, (name, text) in enumerate([*summary(paper), ("Verify", HOW)]):
            sheet.write_string(number, 0, name, self.bold)
            sheet.write_string(number, 1, _cut(text), self.text)

    def table(
        self, name: str, columns: Sequence[Shown], rows: Sequence[Any], *, frozen: int = 1
    ) -> None:
        """A sheet with a heading that stays in sight, a filter, and a row for each record."""
        sheet = self._sheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.name, self.head)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                self._cell(sheet, number, place, column.read(row))
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def _cell(self, sheet: Any, row: int, place: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_string(row, place, "yes" if value else "NO", self.text)
        elif isinstance(value, int | Decimal):
            number = Decimal(value)
            if not number.is_finite():
                sheet.write_string(row, place, "no limit", self.text)
            elif len(number.as_tuple().digits) > EXACT_DIGITS:
                sheet.write_string(row, place, format(number, "f"), self.text)
            else:
                plain = Decimal(format(number, "f"))
                sheet.write_number(row, place, plain, self._format(number))
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, self.day)
        else:
            sheet.write_string(row, place, _cut(value), self.text)

    def _format(self, number: Decimal) -> Any:
        """Groups of three digits and the figure's own decimals; negatives in brackets."""
        exponent = number.normalize().as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
        if places not in self._numbers:
            form = "#,##0" + ("." + "0" * places if places else "")
            self._numbers[places] = self.book.add_format(
                {"num_format": f"{form};({form})", "valign": "top"}
            )
        return self._numbers[places]


def _places(tie: Tie) -> str:
    return "\n".join(f"{c.document} {c.start}-{c.end}: {c.quote}" for c in tie.citations)


def _cut(text: str, most: int = LONGEST_TEXT) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
