"""Blocks to `Table`s: rows of cells, header rows first, with caption, units line and the text
around.

Comes in: a document and its blocks. Goes out: Tables; a printed block that holds several (a
caption and a header row in its middle) comes out as several. Not for: what columns and rows mean
(`corpus.tables.columns`, `corpus.tables.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.base.records import Block, Cell, Document, Span, Table
from corpus.grammar.numbers import find_figures
from corpus.grammar.periods import Calendar
from corpus.grammar.units import parse_units_line
from corpus.grammar.when import read_when
from corpus.layout.grids import (
    MAX_WIDTH,
    mark_of,
    split_flat_table,
    split_pipe_table,
    split_tab_table,
)
from corpus.layout.headers import (
    FOOTNOTE,
    THOUSANDS,
    has_figure,
    is_dated_again,
    is_length,
    names_period,
    opens_table,
)
from corpus.layout.headrows import count_head_rows
from corpus.layout.leads import (
    PROSE_END,
    SETTINGS,
    TABLE_NUMBER,
    TableSettings,
    caption_below,
    lead_in,
)
from corpus.layout.limits import readable_ends
from corpus.layout.structured import structured_rows
from corpus.layout.tableunits import StatedUnits, stub_units, units_text

LONGEST_STUB = 40  # characters of a first cell that may be a units line


def find_tables(
    document: Document, blocks: Sequence[Block], settings: TableSettings = SETTINGS
) -> tuple[Table, ...]:
    """All tables of a document in the order of print."""
    calendar = Calendar(document.entity)
    found: list[Table] = []
    lead: tuple[str, ...] = ()
    stated = StatedUnits(document, blocks)
    ends = readable_ends(document, blocks)
    grids = {grid.start: grid for grid in document.structure.grids} if document.structure else {}
    for index, block in enumerate(blocks):
        end = ends.get(index, block.span.end)
        if document.structure is None:
            rows = _grid(document, block, end, calendar)
        elif grid := grids.get(block.span.start):
            rows = structured_rows(document, grid, end=end, most_columns=MAX_WIDTH)
        else:
            continue
        if not rows:
            continue
        above = lead = lead_in(document, blocks, index, lead, settings)
        flat = block.kind != "table"
        if flat:
            above = (*above, *caption_below(document, blocks, index))
        for segment in [rows] if flat else _segments(rows, calendar):
            table = _table(document, block, segment, above, len(found), calendar)
            if table is not None and table.units_line is None and not flat:
                apart = stated.before(index) or (_units_under(document, blocks, index),)
                carried = _carried(found[-1], table, calendar) if found else None
                table = replace(table, units_line=apart[0] or carried)
            if table is not None:
                found.append(table)
    return tuple(found)


def _grid(
    document: Document, block: Block, end: int, calendar: Calendar
) -> list[list[Cell]] | None:
    text, span = document.text, block.span
    if block.kind == "table":
        bars = mark_of(text, span.start, span.end) == "|"
        split = split_pipe_table if bars else split_tab_table
        return split(document.id, text, span.start, end) if end > span.start else None
    if block.kind in ("paragraph", "heading", "list_item") and span.end - span.start < 20_000:
        return split_flat_table(document.id, text, span.start, span.end, calendar)
    return None


def _segments(rows: list[list[Cell]], calendar: Calendar) -> list[list[list[Cell]]]:
    """Cut a grid where a caption followed by a header row, or a header row after data, starts a
    new table.
    """
    segments: list[list[list[Cell]]] = [[]]
    seen_data = False
    for at, row in enumerate(rows):
        if seen_data and _starts_table(rows, at, calendar):
            segments.append([])
            seen_data = False
        segments[-1].append(row)
        seen_data = seen_data or _is_data(row, calendar)
    return segments


def _starts_table(rows: list[list[Cell]], at: int, calendar: Calendar) -> bool:
    row = rows[at]
    if is_dated_again(row, calendar):
        return True
    if _is_header(row, calendar):
        return not _is_caption_above(rows, at)
    following = next((r for r in rows[at + 1 : at + 3] if any(c.text for c in r)), [])
    return _is_caption(row) and _is_header(following, calendar)


def _is_caption_above(rows: list[list[Cell]], at: int) -> bool:
    return at > 0 and _is_caption(rows[at - 1]) and bool(TABLE_NUMBER.match(rows[at - 1][0].text))


def _is_caption(row: list[Cell]) -> bool:
    """A row that names a table.

    A numbered caption, or a first cell with at most a units line beside it.
    """
    filled = [c for c in row if c.text]
    if not filled or filled[0].column != 0 or len(filled) > 2:
        return False
    if TABLE_NUMBER.match(filled[0].text):
        return True
    return (
        len(filled) == 2
        and not has_figure(filled[1])
        and parse_units_line(filled[1].text) is not None
    )


def _is_header(row: list[Cell], calendar: Calendar) -> bool:
    """A row whose cells beyond the first name at least two periods and print no other figure."""
    beyond = [c for c in row[1:] if c.text]
    naming = [c for c in beyond if names_period(c.text, calendar)]
    return len(naming) >= 2 and not any(has_figure(c) and c not in naming for c in beyond)


def _is_data(row: list[Cell], calendar: Calendar) -> bool:
    return any(has_figure(c) and not names_period(c.text, calendar) for c in row[1:])


def _table(
    document: Document,
    block: Block,
    rows: list[list[Cell]],
    above: tuple[str, ...],
    number: int,
    calendar: Calendar,
) -> Table | None:
    kept = [row for row in rows if row]
    spanned = document.structure is not None
    header = count_head_rows(kept, calendar) if spanned else _count_header(rows, calendar)
    spans = [c.span for row in kept for c in row if c.span is not None]
    if not spans:
        return None
    inner = [
        r[0].text
        for r in kept[:header]
        if _is_caption(r) or (len([c for c in r if c.text]) == 1 and r[0].text)
    ]
    inner += [c.text for r in kept[:header] for c in r[1:] if _is_caption(r) and c.text]
    texts = _one_numbered((*above, *inner))
    caption = next(
        (t for t in reversed(texts) if TABLE_NUMBER.match(t)),
        inner[-1] if inner else above[-1] if above else None,
    )
    width = max(len(r) for r in kept)
    grid = tuple(
        tuple(_placed(row[c], i, c) if c < len(row) else Cell(i, c, "") for c in range(width))
        for i, row in enumerate(kept)
    )
    return Table(
        id=f"{document.id}#t{number + 1}",
        span=Span(document.id, min(s.start for s in spans), max(s.end for s in spans)),
        rows=grid,
        header_rows=header,
        caption=caption,
        units_line=_units_line(texts, kept[:header], spanned=spanned)
        or _units_below(kept[header : header + 3]),
        page=block.page,
        context=_one_numbered((*block.headings, *texts)),
        spanned=spanned,
    )


def _placed(cell: Cell, row: int, column: int) -> Cell:
    if (cell.row, cell.column) == (row, column):
        return cell
    return replace(cell, row=row, column=column)


def _one_numbered(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Of several numbered captions only the nearest is this table's."""
    numbered = [i for i, t in enumerate(texts) if TABLE_NUMBER.match(t)]
    return tuple(t for i, t in enumerate(texts) if i not in numbered[:-1])


def _count_header(rows: list[list[Cell]], calendar: Calendar) -> int:
    """How many rows name columns.

    Those before the rule row, and after it until the first data row.
    """
    header = 0
    ruled = next((i for i, r in enumerate(rows) if not r), None)
    for index, row in enumerate(rows):
        if not row:
            continue
        before_rule = ruled is not None and index < ruled
        unlabelled = not row[0].text and not any(
            has_figure(c) and not is_length(c.text) and not names_period(c.text, calendar)
            for c in row[1:]
        )
        unlabelled = unlabelled and not (header and _is_shifted_heading(row))
        captioned = _is_caption(row) or _is_header(row, calendar)
        bare = [replace(c, text=THOUSANDS.sub("", c.text)) for c in row]
        stub = (not _is_data(bare, calendar) and _only_units(row)) or opens_table(row, calendar)
        if (
            (before_rule and not (row[0].text and _is_data(row, calendar)))
            or unlabelled
            or captioned
            or stub
        ):
            header += 1
        else:
            break
    return header


def _is_shifted_heading(row: list[Cell]) -> bool:
    """ "| | Expenses: | |": the heading of a section, one cell too far right."""
    filled = [c.text for c in row if c.text]
    return len(filled) == 1 and filled[0].endswith(":")


def _only_units(row: list[Cell]) -> bool:
    """A row such as "(in millions) | Note | £m | £m": it names units or roles of columns."""
    beyond = [c.text for c in row[1:] if c.text]
    plain = [FOOTNOTE.sub("", t.replace("000", "")) for t in beyond]
    return len(beyond) >= 2 and all(len(t) < 40 and not find_figures(t) for t in plain)


def _units_line(texts: Sequence[str], header: list[list[Cell]], *, spanned: bool) -> str | None:
    """The units line of a whole table: in its stub, over several of its columns or above it.

    One over a single column of a table that has others is that column's own.
    """
    width = max((len(row) for row in header), default=0)
    for row in reversed(header):
        for cell in row:
            if cell.text and (not cell.column or cell.width > 1 or width <= 2):
                found = stub_units(cell.text) if not cell.column else units_text(cell.text)
                if found:
                    return found
    joined = [" ".join(c.text for c in row if c.text) for row in header if row]
    stubs = [row[0].text for row in header if row and len(row[0].text) < LONGEST_STUB]
    for text in (*([] if spanned else reversed(joined)), *reversed(stubs), *reversed(texts)):
        found = units_text(text)
        if found:
            return found
    return None


def _carried(before: Table, table: Table, calendar: Calendar) -> str | None:
    """The units line of the table before, for one of the same statement or with the same head.

    "Balance sheet (continued)" states nothing again; what a title says of periods makes no other
    statement.
    """
    heads = [
        [" ".join(c.text.split()) for row in t.rows[: t.header_rows] for c in row if c.column]
        for t in (before, table)
    ]
    titles = [
        [c for c in t.context if not read_when(c, calendar).is_alone] for t in (before, table)
    ]
    goes_on = titles[0] == titles[1] or (heads[0] == heads[1] and any(heads[0]))
    return before.units_line if goes_on else None


def _units_under(document: Document, blocks: Sequence[Block], index: int) -> str | None:
    """A units line alone in a block below the last table of a run.

    Above another table it is that table's own.
    """
    below = blocks[index + 1 : index + 6]
    if any(block.kind == "table" for block in below):
        return None
    for block in below:
        text = document.text[block.span.start : block.span.end].strip()
        if len(text) < 240 and not PROSE_END.search(text):
            found = units_text(text)
            if found:
                return found
    return None


def _units_below(rows: Sequence[Sequence[Cell]]) -> str | None:
    """A units line in one of the first rows under the header, alone or as the row's caption:
    "(In thousands)", "$ MILLION | 53 weeks".
    """
    for row in rows:
        filled = [c.text for c in row if c.text]
        alone = len(set(filled)) == 1 or (bool(filled) and _BARE_UNITS.fullmatch(filled[0]))
        found = units_text(filled[0]) if alone else None
        if found:
            return found
    return None


_BARE_UNITS = re.compile(
    r"\W{0,3}(?:in\s)?(?:[a-z]{1,3})?[$€£¥]?\s?(?:in\s)?(?:thousands?|millions?|billions?)\W{0,2}",
    re.IGNORECASE,
)
