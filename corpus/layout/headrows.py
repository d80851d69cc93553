"""How many rows of a grid are its head, where cells know what they span.

Comes in: the rows of a grid. Goes out: a count. Not for: tables of text (`corpus.layout.tables`) or
what a head says (`corpus.tables.heads`).

The head ends at the first row that holds a value: a figure that is no year or day, a dash, "N/A". A
row with a caption alone is a section once some cell stands over a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Cell
from corpus.grammar.calendars import Calendar
from corpus.grammar.numbers import find_figures
from corpus.grammar.when import read_when
from corpus.layout.headers import FOOTNOTE, is_dash
from corpus.layout.tableunits import stub_units

MOST_ROWS = 10  # of a head; a table without figures has none
_VOID = re.compile(r"(?:n\.?/?a\.?|n\.?/?m\.?|nil|none|\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰⁽⁾,]+)", re.IGNORECASE)
_LETTERS = 3  # beside a figure in a cell that holds a value: "pts", "bps", "x"


def count_head_rows(rows: Sequence[Sequence[Cell]], calendar: Calendar) -> int:
    """The rows above the first that holds values or opens a section."""
    titled = False  # some cell stands over a column
    for index, row in enumerate(rows[: MOST_ROWS + 1]):
        beyond = [c for c in row if c.text and (c.column or c.width > 1)]
        if any(is_value(c, calendar) for c in beyond):
            return index
        if not [c for c in beyond if c.column]:
            spans_all = any(c.text for c in row[:1]) and titled
            following = rows[index + 1] if index + 1 < len(rows) else []
            if spans_all and not stub_units(row[0].text) and not _is_captions(following, calendar):
                return index
        else:
            titled = True
    return 0 if len(rows) > MOST_ROWS else min(len(rows), 1)


def is_value(cell: Cell, calendar: Calendar) -> bool:
    """True for a cell that holds a figure, a dash or a word for none."""
    text = cell.text
    if is_dash(text.lstrip("$€£¥ ")) or _VOID.fullmatch(text):
        return True
    plain = FOOTNOTE.sub(" ", text) if any(c.isalpha() for c in text) else text
    figures = find_figures(plain)
    if not figures or read_when(text, calendar).is_dated:
        return False
    for figure in reversed(figures):
        plain = plain[: figure.outer_start] + plain[figure.outer_end :]
    return sum(c.isalpha() for c in plain) <= _LETTERS


def _is_captions(row: Sequence[Cell], calendar: Calendar) -> bool:
    """True for an unlabelled row of captions."""
    beyond = [c for c in row[1:] if c.text]
    return bool(beyond) and not row[0].text and not any(is_value(c, calendar) for c in beyond)
