"""The table cells of one document, each with the words that name it: row, sections, column.

Comes in: an engine and a document. Goes out: `Cell`s with their facts. Not for: questions
(`service.find.cells.ask`) or finding tables (`corpus.layout.tables`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from corpus.base.records import Cell, Fact, Span, Table
from index.engine import Engine
from service.understand.terms import DATA, words_of

_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d|,\d|\.\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[/-]\s?((?:19|20)?\d\d)(?!\d)")
_LISTED = re.compile(r"\b((?:19|20)\d\d),(?=(?:19|20)\d\d\b)")
_BRACKETS = re.compile(r"\([^()]*\)")
_VALUE = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*(?:[a-z]{1,3}\.?)?|[$€£¥]?\s*[-–—]+")
_CAPTION = re.compile(
    r"\W*(?:(?:19|20)\d\d\W*){1,3}|\W*(?:(?:19|20)\d\d)\s?[-/–]\s?\d{2,4}\W*"
    r"|\W*[A-Z]{0,3}[$€£]?\s?[‘’'`]\s?000\W*|\d{1,3}\s?[-–]\s?\d{1,3}|[<>]\s?\d{1,3}"
)
_SHORT = re.compile(r"\b(?:FY|F)\s?['’]?(\d\d)\b", re.IGNORECASE)
_MARKS = re.compile(r"(?<=[a-z])\d$|[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹*†‡]+|\(\s?(?:\d{1,2}|[a-z])\s?\)$|\(\d{1,2}\)")
_GLUED = re.compile(r"(?<=[a-z])(?=\d)")
_TOTAL = frozenset(("total",))


@cache
def listed(name: str) -> frozenset[str]:
    """The canonical words of one list of `grid.toml`."""
    lists = tomllib.loads((DATA / "grid.toml").read_text(encoding="utf-8"))
    return frozenset(word for entry in lists[name] for word in words_of(entry))


NEGLECTED = listed("neglected")
"""Words of questions and captions that tell no two rows apart."""
PERIODS = listed("periods")
"""Words of periods: they tell columns apart but name no measure."""
UNITS = listed("units")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One figure of a table: its fact, its place and its names.

    `row` and `column` are captions as printed; the words are canonical; `years` are those that
    its captions name, those of its column first.
    """

    fact: Fact
    at: tuple[int, int]
    table: str
    row: str
    column: str
    row_span: Span | None
    column_span: Span | None
    section: str
    row_words: frozenset[str]
    row_core: frozenset[str]
    section_words: frozenset[str]
    column_words: frozenset[str]
    about: frozenset[str]
    years: tuple[str, ...]
    printed: str


def spelled_years(text: str) -> str:
    """The text with fiscal years written out: "FY19" and "2018/19" as "2019"."""
    text = _LISTED.sub(r"\1, ", text)
    text = _SHORT.sub(lambda m: "20" + m.group(1), _GLUED.sub(" ", text))
    return _SPAN.sub(_last_year, text)


def _last_year(match: re.Match[str]) -> str:
    first, last = match.groups()
    year = int(last) if len(last) == 4 else int(first[:2] + last)
    return str(year) if year == int(first) + 1 else match.group()


def years_in(text: str) -> tuple[str, ...]:
    """The years that a text names, in order, once each."""
    return tuple(dict.fromkeys(_YEAR.findall(spelled_years(text))))


@lru_cache(maxsize=16384)
def content_words(text: str) -> frozenset[str]:
    """The canonical words of a caption or phrase that name something, without years."""
    bare = _MARKS.sub(" ", spelled_years(text))
    return frozenset(w for w in words_of(bare) if w not in NEGLECTED and not _YEAR.fullmatch(w))


def read_cells(engine: Engine, document: str) -> list[GridCell]:
    """All figures of a document's tables, row by row."""
    reading = engine.reading(document)
    by_place: dict[tuple[str, int, int], Fact] = {}
    for fact in reading.facts:
        if fact.table and fact.row is not None and fact.column is not None:
            by_place.setdefault((fact.table, fact.row, fact.column), fact)
    cells: list[GridCell] = []
    for table in reading.tables:
        cells.extend(_cells(table, by_place))
    return cells


def _cells(table: Table, facts: dict[tuple[str, int, int], Fact]) -> Iterable[GridCell]:
    start = max(_header_rows(table), table.header_rows)
    header = table.rows[:start]
    columns = tuple(r for r in header if len([c for c in r[1:] if c.text]) != 1) or header
    captions = [_column_caption(columns, c) for c in range(len(table.rows[0]) if table.rows else 0)]
    sections: list[str] = []
    corner = " ".join(r[0].text for r in header if r)
    spanning = [r for r in header if len([c for c in r[1:] if c.text]) == 1]
    about = content_words(
        " ".join((*table.context, table.caption or "", *(c.text for r in spanning for c in r[1:])))
    )
    spanned = years_in(" ".join(c.text for r in spanning for c in r[1:]))
    for index, row in enumerate(table.rows[start:], start):
        filled = [c for c in row if c.text]
        if len(filled) == 1 and filled[0].column == 0:
            after_data = index > 0 and any(c.text for c in table.rows[index - 1][1:])
            sections = [filled[0].text] if after_data else [*sections[-1:], filled[0].text]
            continue
        closing = sections if content_words(row[0].text) & _TOTAL else []
        for cell in row[1:]:
            fact = facts.get((table.id, index, cell.column))
            if fact is None:
                continue
            column, span = captions[cell.column]
            section = " ".join((*sections, corner))
            years = years_in(column) or years_in(row[0].text) or years_in(" ".join(sections))
            years = years or spanned
            label = row[0].text or fact.label
            yield GridCell(
                fact,
                (index, cell.column),
                table.id,
                _MARKS.sub("", label).strip(" :."),
                column,
                row[0].span,
                span,
                sections[-1] if sections else "",
                content_words(label),
                content_words(_BRACKETS.sub(" ", _BRACKETS.sub(" ", label))),
                content_words(section),
                content_words(column),
                about,
                years,
                cell.text.strip(),
            )
        if closing:
            sections = sections[:-1]


def _header_rows(table: Table) -> int:
    """How many rows stand above the first row of figures and name columns."""
    named = 0
    for index, row in enumerate(table.rows):
        beyond = [c.text for c in row[1:] if c.text]
        if row[0].text and any(_VALUE.fullmatch(t) and not _CAPTION.fullmatch(t) for t in beyond):
            break
        if beyond:
            named = index + 1
    else:
        return 0
    return named


def _spans(row: tuple[Cell, ...]) -> bool:
    """True for a row whose captions stand over several columns each: none beside another."""
    filled = [c.column for c in row[1:] if c.text]
    return all(after - before > 1 for before, after in pairwise(filled))


def _column_caption(header: tuple[tuple[Cell, ...], ...], column: int) -> tuple[str, Span | None]:
    """The caption of a column: its own cells, and in upper rows the nearest on the left."""
    parts: list[str] = []
    span: Span | None = None
    for depth, row in enumerate(header):
        cell = row[column]
        text, at = cell.text, column
        while not text and at > 1 and depth + 1 < len(header) and _spans(row):
            at -= 1
            text = row[at].text
        if text:
            parts.append(text)
            span = row[at].span or span
    return " ".join(dict.fromkeys(parts)), span
