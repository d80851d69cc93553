"""Blocks and rows of cells of a document whose file says itself what they are.

Comes in: a Document with a `structure`. Goes out: the same records that other documents' text is
split into. Not for: text without structure (`blocks`, `grids`); nothing is guessed here that the
file says.
"""

from __future__ import annotations

from corpus.base.records import Block, BlockKind, Cell, Document, Span
from corpus.base.structure import Grid, Part, Structure
from corpus.layout import lines as ln


def structured_blocks(document: Document, structure: Structure) -> tuple[Block, ...]:
    """The parts of a document as blocks, each under the headings above it."""
    names = (document.entity.name, *document.entity.aliases)
    owners = frozenset(name.casefold() for name in names)
    above: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for part in structure.parts:
        text = document.text[part.start : part.end]
        kind = _kind(part, text, blocks)
        if kind == "heading":
            while above and above[-1][0] >= part.level:
                above.pop()
        path = tuple(title for _, title in above)
        level = len(path) + 1 if kind == "heading" else _depth(part, kind, blocks)
        span = Span(document.id, part.start, part.end)
        blocks.append(Block(kind, span, level, part.page, path))
        if kind == "heading" and text.casefold() not in owners:
            above.append((part.level, ln.plain_heading(text)))
    return tuple(blocks)


def _kind(part: Part, text: str, blocks: list[Block]) -> BlockKind:
    """What the file calls it; notes and items that only their marks tell are told by those."""
    if part.kind != "paragraph":
        return part.kind
    if ln.is_note(text, after_table=bool(blocks) and blocks[-1].kind in ("table", "note")):
        return "note"
    return "list_item" if ln.list_marker(text) else "paragraph"


def _depth(part: Part, kind: BlockKind, blocks: list[Block]) -> int:
    """The depth of a list item among its neighbours: 1, or 2 under an item that ends in a colon."""
    return 1 if kind == "list_item" else 0


def structured_rows(
    document: Document, grid: Grid, *, end: int, most_columns: int
) -> list[list[Cell]]:
    """The rows of a grid up to an offset, every row as wide as the grid."""
    width = min(grid.columns, most_columns)
    rows = [[Cell(r, c, "") for c in range(width)] for r in range(grid.rows)]
    last = 0
    for cell in grid.cells:
        if cell.end > end or cell.column >= width:
            continue
        rows[cell.row][cell.column] = Cell(
            cell.row,
            cell.column,
            document.text[cell.start : cell.end],
            Span(document.id, cell.start, cell.end),
            min(cell.width, width - cell.column),
            cell.height,
            cell.header,
            cell.bold,
            cell.indent,
        )
        last = max(last, cell.row)
    return rows[: last + 1]
