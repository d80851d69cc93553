"""Which columns and rows of a table count shares: one row one unit, one column one unit.

Comes in: rows and columns of a table, what its captions say. Goes out: their indices. Not for:
amounts per share (`corpus.grammar.captionunits`) or scales (`corpus.tables.cellvalues`).

A column counts shares by its caption, and then the words of a row say nothing of the other columns.
A row counts shares by its caption or section, or between two that do; all rows of a table do whose
caption says so. A currency sign is money wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.base.records import Table
from corpus.grammar.captionunits import counts_shares, is_per_share, said_unit
from corpus.tables.columns import Column
from corpus.tables.rows import Row

_HEADED = re.compile(
    r"\W{0,2}(?:number(?:\sof)?\s?|no\.\s(?:of\s)?)?(?:[\w-]+\s){0,2}?"
    r"(?:shares|units|options|warrants|awards|[rp]sus?|[rp]sas?)(?:\s(?:outstanding|issued|authorized))?"
    r"\W{0,2}(?:\(?(?:in\s)?(?:thousands|millions|thous\.?)\)?)?\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\banti-?dilutive\b|\breserved\s(?:[\w-]+\s){0,4}(?:common\sstock|shares)\b"
    r"|\bshares\sof\s(?:[\w-]+\s){0,3}(?:common\s)?stock\s(?:reserved|outstanding|issued|for)\b"
    r"|\bcommon\sstock\sfor\s(?:further|future)\sissuance\b|\bchanges\sin\s(?:the\s)?shares\b"
    r"|\bnumber\sof\sshares\b(?!.*\b(?:amounts?|values?)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ShareCounts:
    """Indices of columns and rows that count shares."""

    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()

    def counts(self, row: int, column: int) -> bool:
        """True for a cell that counts shares, a currency sign aside."""
        return column in self.columns if self.columns else row in self.rows


def share_counts(table: Table, rows: Sequence[Row], columns: Sequence[Column]) -> ShareCounts:
    """The columns and rows of a table that count shares."""
    found = frozenset(
        c.index
        for c in columns
        if c.role == "value" and _headed(c) and not any(_has_money(r, c.index) for r in rows)
    )
    if found:
        return ShareCounts(found)
    about = " ".join(t for t in table.context[-1:] if t)
    if _ABOUT.search(about) and not any(_has_money(row, i) for row in rows for i in row.tokens):
        return ShareCounts(rows=frozenset(r.index for r in rows if not is_per_share(r.label)))
    return ShareCounts(rows=frozenset(_between(rows)))


def _headed(column: Column) -> bool:
    for caption in (column.caption, *column.over):
        said = said_unit(caption)
        if (said is not None and said.kind == "shares") or _HEADED.fullmatch(caption):
            return True
    return False


def _has_money(row: Row, column: int) -> bool:
    return any(t.figure is not None and t.figure.currency for t in row.tokens.get(column, ()))


def _is_money(row: Row) -> bool:
    return any(_has_money(row, column) for column in row.tokens)


def _between(rows: Sequence[Row]) -> set[int]:
    """Rows that say shares, with those between two of them where no heading comes between."""
    found: set[int] = set()
    run: list[int] | None = None
    for row in rows:
        if not row.tokens:
            run = None
            continue
        if _says(row):
            found |= {row.index, *(run or [])}
            run = []
        elif run is not None and not _is_money(row) and said_unit(row.label) is None:
            run.append(row.index)
        else:
            run = None
    return found


def _says(row: Row) -> bool:
    if _is_money(row):
        return False
    said = said_unit(row.label)
    if said is not None:
        return said.kind == "shares"
    return bool(row.sections) and counts_shares(row.sections[-1])
