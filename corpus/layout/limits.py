"""How much of a document's tables is read, and what is said of the rest.

Comes in: a document and its blocks. Goes out: where reading the cells of each table ends, and a
`Problem` for what is not read. Not for: the cells (`corpus.layout.grids`). What is not read as
cells is still part of passages and can be found.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.records import Block, Document, Problem, Span
from corpus.layout.grids import MAX_CELLS, MAX_WIDTH, readable_end, wide_line


def unread(document: Document, blocks: Sequence[Block]) -> tuple[Problem, ...]:
    """What of a document's tables is not read because there is too much of it, and why."""
    found: list[Problem] = []
    ends = readable_ends(document, blocks)
    for index, block in enumerate(blocks):
        if block.kind != "table":
            continue
        wide = wide_line(document.text, block.span.start, block.span.end)
        if wide is not None:
            message = f"a row has more than {MAX_WIDTH} cells; those further right are not read"
            found.append(_limit("table.wide", message, Span(document.id, *wide)))
        if ends[index] < block.span.end:
            lines = document.text.count("\n", ends[index], block.span.end) + 1
            message = (
                f"the tables hold more than {MAX_CELLS:,} cells; {lines:,} rows from here on are "
                "passages to search, and no facts are read from them; split the document"
            )
            found.append(
                _limit("table.long", message, Span(document.id, ends[index], block.span.end))
            )
    return tuple(found)


def _limit(code: str, message: str, span: Span) -> Problem:
    return Problem("warning", code, message, (span,))


def readable_ends(document: Document, blocks: Sequence[Block]) -> dict[int, int]:
    """Where reading the cells of each table block ends: its end, unless there are too many."""
    left = MAX_CELLS
    ends: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind == "table":
            end, cells = readable_end(document.text, block.span.start, block.span.end, left)
            ends[index] = end
            left -= cells
    return ends
