"""A made-up report as a value, so that a test can change one thing and read it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.base.records import Entity, Fact, Reading
from corpus.formats.folder import make_document
from corpus.library import read_document

Row = tuple[str, tuple[str, ...]]

ROWS: tuple[Row, ...] = (
    ("Product revenues", ("7,512", "6,904", "6,655")),
    ("Service revenues", ("3,056", "2,945", "2,873")),
    ("Total revenues", ("10,568", "9,849", "9,528")),
    ("Cost of revenues", ("6,411", "6,055", "5,981")),
    ("Gross profit", ("4,157", "3,794", "3,547")),
    ("Sales and marketing", ("1,743", "1,749", "1,619")),
    ("General and administrative", ("1,514", "1,517", "1,426")),
    ("Operating income", ("900", "528", "502")),
)


@dataclass(frozen=True)
class Report:
    """What a report says, apart from how it is printed."""

    company: str = "Borealis Networks Inc."
    currency: str = "JPY"
    scale: str = "millions"
    heads: tuple[str, ...] = ("Sept 30, 2002", "Jun 30, 2002", "Sept 30, 2001")
    span: str = "For the Three Months Ended"
    rows: tuple[Row, ...] = ROWS
    style: Literal["pipe", "tab"] = "pipe"
    year_end: tuple[int, int] = (3, 31)
    said: str = (
        "Total revenues were {currency}10,568 million in the quarter ended September 30, 2002."
    )

    @property
    def text(self) -> str:
        """The report as a text file."""
        lines = [
            f"{self.company} CONSOLIDATED STATEMENTS OF OPERATIONS",
            "",
            f"{self.span} {', '.join(self.heads)}",
            "",
            f"(Expressed in {self.scale} of {self.currency})",
            "",
            *_table([("", self.heads), *self.rows], self.style),
            "",
            self.said.format(currency=self.currency),
            "",
        ]
        return "\n".join(lines)

    def read(self) -> Reading:
        """All that the report says, read as a document of its own."""
        entity = Entity("own", self.company, self.year_end, "start", self.currency)
        return read_document(make_document(self.text, id="own", entity=entity))

    def permuted(self, order: Sequence[int]) -> Report:
        """The columns in another order."""
        return replace(
            self,
            heads=tuple(self.heads[i] for i in order),
            rows=tuple((label, tuple(cells[i] for i in order)) for label, cells in self.rows),
        )

    def with_cell(self, row: int, column: int, printed: str) -> Report:
        """One cell printed otherwise."""
        label, cells = self.rows[row]
        changed = (label, (*cells[:column], printed, *cells[column + 1 :]))
        return replace(self, rows=(*self.rows[:row], changed, *self.rows[row + 1 :]))


def _table(rows: Sequence[Row], style: str) -> list[str]:
    if style == "tab":
        return ["\t".join((label, *cells)) for label, cells in rows]
    lines = [f"| {' | '.join((label, *cells))} |" for label, cells in rows]
    return [lines[0], "|" + "---|" * (len(rows[0][1]) + 1), *lines[1:]]


def figures(facts: Sequence[Fact]) -> set[tuple[str, str, str, str, str]]:
    """What the facts say, without where: concept, first and last day, amount, unit."""
    return {
        (
            f.concept,
            str(f.period.start),
            str(f.period.end),
            f"{f.value.amount.normalize():f}" if f.value.amount is not None else "",
            f.value.unit,
        )
        for f in facts
    }
