"""Header cells that stand above several columns: what each of a header's rows says of a column.

Comes in: the header rows of a table. Goes out: for each row the words above each column. A caption
above several columns is printed in the first of them or in their middle; in the middle, the first
caption of its row leaves the first column empty. Not for: what the words mean
(`corpus.tables.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Cell

# Words of a caption that dates all the columns under it.
DATING = re.compile(
    r"\b(?:years?|quarters?|months|weeks|half[\s-]years?|periods?)(?:[\s-]end(?:ed|ing)?)?\b"
    r"|\bas\s(?:of|at)\b|\bfiscal\b|\bended\b|\b(?:january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\s\d{1,2}\b",
    re.IGNORECASE,
)


# Words beside a period in a caption that says nothing else.
FILLER = re.compile(
    r"(?:\W|\b(?:as|of|at|for|the|in|on|and|fiscal|financial|years?|quarters?|months?|periods?|ended"
    r"|ending|balances?|restated|unaudited|audited|actual)\b)*",
    re.IGNORECASE,
)


def spread_rows(
    header: Sequence[Sequence[Cell]], first: int, *, spanned: bool = False
) -> list[list[str]]:
    """For each header row the words above each column, captions of several columns repeated.

    `first` is the first column that holds values; cells of a `spanned` table know what they cover.
    """
    return [_covered(row) if spanned else _spread(row, first) for row in header]


def _covered(row: Sequence[Cell]) -> list[str]:
    words = [""] * len(row)
    for cell in row:
        if cell.text:
            words[cell.column : cell.column + cell.width] = [cell.text] * cell.width
    return words


def _spread(row: Sequence[Cell], first: int) -> list[str]:
    starts = [cell.column for cell in row if cell.column and cell.text]
    shift = 0
    if starts and starts[0] > first and DATING.search(row[starts[0]].text):
        shift = starts[0] - first
    words = [""] * len(row)
    for at, start in enumerate(starts):
        end = starts[at + 1] - shift if at + 1 < len(starts) else len(row)
        for column in range(start - shift, end):
            words[column] = row[start].text
    return words
