"""The rows below a table's header: label, sections above it, printed tokens in each column.

Comes in: a `Table` and its `Column`s. Goes out: `Row`s. Not for: deciding which token is a row's
own where rows ran together (`corpus.tables.repair`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.base.records import Cell, Document, Span, Table
from corpus.concepts.concepts import normalize
from corpus.grammar.numbers import Figure, find_figures
from corpus.layout.grids import cell_figures, visible
from corpus.layout.headers import is_dash
from corpus.tables.columns import Column

_TOTAL = re.compile(
    r"^\W*(?:sub-?)?totals?\b|^\W*net\s(?:cash|increase|decrease|change|income|loss|assets)"
    r"|^\W*(?:gross|net)\s(?:deferred|carrying)",
    re.IGNORECASE,
)
_NO_TOTAL = re.compile(r"\btotals?\s+(?:return|number)\b", re.IGNORECASE)
LONGEST_WORDS = 3  # letters beside a figure in a cell that holds a value: "n/a", "x", "CR"
_JOINED = frozenset({"-", "–", "—", "/", ":", "to", "and", "through"})
_MARKS = re.compile(r"[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]+|\(\d{1,2}\)$|(?<!\*)\*++$")
_UNDERLINE = re.compile(r"</?u>", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[a-z]{3})[1-9]$")


@dataclass(frozen=True, slots=True)
class Token:
    """One printed figure, or a dash for zero, in one cell; `position` counts within the cell."""

    row: int
    column: int
    position: int
    span: Span
    figure: Figure | None
    text: str

    @property
    def is_dash(self) -> bool:
        """True for a printed dash."""
        return self.figure is None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `label` without footnote marks, `sections` from the outside in, tokens by column.

    `unreadable` are cells that print something which is no figure where a figure is due.
    """

    index: int
    label: str
    label_span: Span | None
    span: Span
    tokens: dict[int, tuple[Token, ...]] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    unreadable: tuple[Cell, ...] = ()
    closed_by: str = ""

    @property
    def is_heading(self) -> bool:
        """True for a caption of a section: a label without tokens, or one that ends in a colon."""
        return bool(self.label) and (not self.tokens or self.label.rstrip().endswith(":"))

    @property
    def is_total(self) -> bool:
        """True for a row whose caption says that it adds up others."""
        return bool(self.label) and is_total(self.label)

    @property
    def is_multiple(self) -> bool:
        """True where a cell holds two or more figures: rows ran together."""
        return any(len(tokens) > 1 for tokens in self.tokens.values())


def is_total(label: str) -> bool:
    """True for "Total ...", "Net cash ...": captions of rows that add up others."""
    return bool(_TOTAL.match(label)) and not _NO_TOTAL.search(label)


def clean_label(text: str) -> str:
    """A caption without footnote marks and repeated blanks."""
    return " ".join(_MARKS.sub(" ", text).split())


def read_rows(document: Document, table: Table, columns: Sequence[Column]) -> list[Row]:
    """The rows of a table's body in printed order, with the section captions above each."""
    commas = any("," in c.text for r in table.rows[table.header_rows :] for c in r[1:])
    rows = [
        row
        for cells in table.rows[table.header_rows :]
        if (row := _row(document, cells, columns, commas)) is not None
    ]
    named = [row for row in rows if row.tokens and _names(row.label)]
    if not named:
        return []  # a table without captions: its figures are of nothing that it says
    return _closed(_sectioned(rows))


def _names(label: str) -> bool:
    """True for a caption that is no figure itself; a year names a row of its own."""
    figures = find_figures(label)
    return not (len(figures) == 1 and (figures[0].grouped or figures[0].currency)) or any(
        c.isalpha() for c in label
    )


def _row(
    document: Document, cells: Sequence[Cell], columns: Sequence[Column], commas: bool
) -> Row | None:
    spans = [c.span for c in cells if c.span is not None]
    if not spans:
        return None
    label = _GLUED.sub("", clean_label(_without_figure(cells)))
    tokens: dict[int, tuple[Token, ...]] = {}
    unreadable: list[Cell] = []
    for column in columns[1:]:
        if column.role != "value" or column.index >= len(cells):
            continue
        cell = cells[column.index]
        found = _tokens(document, cell, commas)
        if found:
            tokens[column.index] = tuple(found)
        elif any(c.isdigit() for c in cell.text):
            unreadable.append(cell)
    if not label and not tokens and not unreadable and len(spans) == 1:
        label = clean_label(
            next(c.text for c in cells if c.text)
        )  # a heading one cell too far right
    span = Span(document.id, min(s.start for s in spans), max(s.end for s in spans))
    if cells[0].span and not label and not tokens:
        return None
    return Row(cells[0].row, label, cells[0].span, span, tokens, unreadable=tuple(unreadable))


def _without_figure(cells: Sequence[Cell]) -> str:
    """A row's caption without the row's first figure, where that was printed in both cells."""
    text = cells[0].text
    figure = next((c.text for c in cells[1:] if c.text), "")
    head = text.removesuffix(figure) if len(figure) > 1 and figure[-1].isdigit() else text
    return head if head[-2:].isspace() and head.strip() else text


def _tokens(document: Document, cell: Cell, commas: bool) -> list[Token]:
    if cell.span is None:
        return []
    if is_dash(cell.text):
        return [Token(cell.row, cell.column, 0, cell.span, None, cell.text)]
    spaced = cell_figures(cell.text, commas=commas)
    if spaced is not None:
        if commas:
            return []  # the table groups digits by commas, so this cell was misread
        figure = find_figures(spaced)[0]
        return [
            Token(
                cell.row, cell.column, 0, cell.span, replace(figure, printed=cell.text), cell.text
            )
        ]
    raw = document.text[cell.span.start : cell.span.end]
    shown, offsets = visible(raw, cell.span.start)
    figures = _signed(shown, _values(shown))
    if any(_is_parted(document.text, shown, offsets, figure) for figure in figures):
        return []  # "1**2**34": what is printed cannot be told
    return [
        Token(
            cell.row,
            cell.column,
            position,
            Span(document.id, offsets[figure.start], offsets[figure.end - 1] + 1),
            figure,
            figure.printed,
        )
        for position, figure in enumerate(figures)
    ]


def _signed(shown: str, figures: list[Figure]) -> list[Figure]:
    """The figure of a cell with a minus behind it or an open bracket before it as negative.

    None of a cell whose digits have letters among them ("2,3O5"), or that says credit or debit.
    """
    if _MISREAD.search(shown) or _SIDE.search(shown):
        return []
    if len(figures) != 1 or figures[0].negative:
        return figures
    figure = figures[0]
    before, after = shown[: figure.start].rstrip(), shown[figure.end :].strip()
    if after in ("-", "–", "−") or (before.endswith("(") and ")" not in after):
        return [replace(figure, amount=-figure.amount, negative=True)]
    return figures


_MISREAD = re.compile(r"(?<!\d)\d[,.]?\d{0,30}[OolI](?![A-Za-z])|(?<![A-Za-z])[OolI][,.]?\d{2}")
_SIDE = re.compile(r"\d\s?(?:cr|dr)\b", re.IGNORECASE)


def _is_parted(text: str, shown: str, offsets: Sequence[int], figure: Figure) -> bool:
    """True where marks stand between a figure's digits; a digit underlined parts nothing."""
    digits = [i for i in range(figure.start, figure.end) if shown[i].isdigit()]
    first, last = offsets[digits[0]], offsets[digits[-1]]
    if last - first == digits[-1] - digits[0]:
        return False
    return _UNDERLINE.sub("", text[first : last + 1]) != shown[digits[0] : digits[-1] + 1]


def _values(shown: str) -> list[Figure]:
    """The figures that a cell holds as values.

    Not ranges, dates, ratios, footnote marks or words.
    """
    figures = find_figures(shown)
    if not figures or _is_garbled(shown, figures):
        return []
    rest = _rest(shown, figures)
    if sum(c.isalpha() for c in rest) > LONGEST_WORDS:
        return []
    gaps = [shown[a.outer_end : b.outer_start].strip() for a, b in itertools.pairwise(figures)]
    if any(gap.lower() in _JOINED for gap in gaps):
        return []
    return [f for i, f in enumerate(figures) if not (_is_mark(f) and (i or rest.strip()))]


def _rest(shown: str, figures: list[Figure]) -> str:
    for figure in reversed(figures):
        shown = shown[: figure.outer_start] + shown[figure.outer_end :]
    return shown


def _is_mark(figure: Figure) -> bool:
    """True for "(2)" behind another figure or a word: a footnote mark, not minus two."""
    return figure.bracketed and not figure.grouped and not figure.places and abs(figure.amount) < 20


def _is_garbled(shown: str, figures: list[Figure]) -> bool:
    """True where signs that belong to no figure stand beside one: "++,700,000"."""
    rest = _rest(shown, figures)
    return any(c in "+,;~^=<>{}?" for c in rest) and not any(c.isalpha() for c in rest)


def _sectioned(rows: list[Row]) -> list[Row]:
    """Give each row the captions of the sections that it stands in.

    A heading right after a heading nests in it; a heading after data replaces the innermost open
    one; a total that repeats a section's words closes it.
    """
    stack: list[str] = []
    after_data = False
    done: list[Row] = []
    for row in rows:
        if row.is_heading:
            if after_data and stack:
                stack.pop()
            if row.tokens and done and done[-1].is_heading and len(stack) > 3:
                stack.pop()
            done.append(replace(row, sections=tuple(stack)))
            stack.append(row.label.rstrip(": "))
            after_data = False
            continue
        done.append(replace(row, sections=tuple(stack)))
        after_data = True
        if row.is_total and stack:
            words = set(normalize(row.label).split())
            closing = next(
                (
                    i
                    for i in range(len(stack) - 1, -1, -1)
                    if set(normalize(stack[i]).split()) <= words
                ),
                None,
            )
            if closing is not None:
                del stack[closing:]
                after_data = False
    return done


def _closed(rows: list[Row]) -> list[Row]:
    """Give rows the label of the total that closes their run."""
    done: list[Row] = []
    closing = ""
    for row in reversed(rows):
        if row.is_heading and not row.tokens:
            closing = ""
        elif row.is_total:
            closing = row.label
            done.append(row)
            continue
        done.append(replace(row, closed_by=closing))
    return list(reversed(done))
