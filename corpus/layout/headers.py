"""What a cell or row of a table's head prints: figures, dashes, periods, captions of columns.

Comes in: cells and a calendar. Goes out: yes or no. Not for: cutting and counting header rows
(`corpus.layout.tables`), what a column holds (`corpus.tables.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Cell
from corpus.grammar.numbers import find_figures
from corpus.grammar.periods import Calendar, find_periods
from corpus.grammar.units import parse_units_line
from corpus.grammar.when import read_when
from corpus.layout.spanners import DATING

# "As of December 31," above a row of years: a period whose year stands in the next row.
_MONTH_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s\d{1,2}\b(?!,?\s*(?:19|20)\d\d)|\b\d{1,2}\s(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b(?!,?\s*(?:19|20)\d\d)",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"[‘’'`]\s?000s?\b")
_DASH = re.compile(r"[$€£¥]?\s?[-–—―−]{1,2}|nil", re.IGNORECASE)
FOOTNOTE = re.compile(r"\(\d{1,2}\)|[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]")
_LENGTH = re.compile(r"\(?\d{1,3}[\s-](?:weeks?|days|months)\)?", re.IGNORECASE)
_SHORT = 24  # characters of a first cell that states units and names no measure
_WORDY = 4  # letters of a cell that holds words, not a value with a unit
# "5 years", "USD 12 million", "12.5 per cent": a figure in words is data, a range is a caption.
_MEASURED = re.compile(
    r"\W{0,2}(?:[A-Z]{2,3}\W?)?\s?\(?[\d.,]+\)?\s?[%a-z]*(?:\s[a-z]+)?", re.IGNORECASE
)


def is_dash(text: str) -> bool:
    """True for a printed dash or "nil", which stand for zero."""
    return bool(_DASH.fullmatch(text.strip()))


def has_figure(cell: Cell) -> bool:
    """True where a cell prints a figure or a dash that stands for zero."""
    text = THOUSANDS.sub("", cell.text)
    if any(c.isalpha() for c in text):
        text = FOOTNOTE.sub(" ", text)
    return bool(text) and (is_dash(text) or bool(find_figures(text)))


def names_period(text: str, calendar: Calendar) -> bool:
    """True for a caption that names periods and prints no figure beside them."""
    text = THOUSANDS.sub("", text)
    text = _MONTH_DAY.sub(" 2000 ", text) if _MONTH_DAY.search(text) else text
    periods = find_periods(text, calendar, bare_years=True)
    if not periods:
        return False
    rest = text
    for match in reversed(periods):
        rest = rest[: match.start] + " " + rest[match.end :]
    return not [f for f in find_figures(rest) if not (f.bracketed and abs(f.amount) < 20)]


def is_length(text: str) -> bool:
    """True for the length of a column's period: "53 weeks"."""
    return bool(_LENGTH.fullmatch(text))


def is_dated_again(row: Sequence[Cell], calendar: Calendar) -> bool:
    """An unlabelled row of captions alone, one of which dates columns: "| | Fiscal 2018 |"."""
    beyond = [c for c in row[1:] if c.text]
    if not beyond or row[0].text:
        return False
    if all(read_when(c.text, calendar).is_alone for c in beyond) and beyond[0].width > 1:
        return True
    named = [c for c in beyond if names_period(c.text, calendar)]
    return any(DATING.search(c.text) for c in named) and not any(
        has_figure(c) for c in beyond if c not in named
    )


def opens_table(row: Sequence[Cell], calendar: Calendar) -> bool:
    """A labelled first row of words: "Indicators | Year ended 31 December", "Due | 1-3 years"."""
    beyond = [c.text for c in row[1:] if c.text]
    if len(beyond) == 1:
        return bool(DATING.search(beyond[0])) and names_period(beyond[0], calendar)
    units = parse_units_line(row[0].text) if len(row[0].text) < _SHORT else None
    stated = units is not None and units.scale is not None  # "$ million | 53 weeks | 52 weeks"
    return len(beyond) >= 2 and all(
        sum(c.isalpha() for c in text) >= _WORDY and (stated or not _MEASURED.fullmatch(text))
        for text in beyond
    )
