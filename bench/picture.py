"""The picture of the rooms, made from the code: `make picture` writes docs/architecture.svg.

Comes in: the floors that `tests/test_layers.py` holds the code to, and the imports. Goes out: an
SVG, a row and a column for each room from the highest down: a dot where the row's room imports the
column's. Arrows that point down are dots right of the diagonal; one left of it rises. Not for:
holding the code to the floors, nor for counting (`bench.count`).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

from tests.test_layers import FLOORS, MODULES, NAMES, floor_of, imports, name_of

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
ROW, LEFT, TOP, TEXT, DOT = 18, 580, 130, 12, 5
WIDEST = 66
DIM = "#8b949e"
COLOURS = {"corpus": "#1a7f5a", "index": "#8a5a00", "service": "#2f5fb3"}


def main() -> int:
    """Write the picture."""
    PICTURE.write_text(drawn(), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {len(rooms())} rooms, {len(arrows())} arrows")
    return 0


def rooms() -> list[str]:
    """The rooms from the highest down."""
    return list(reversed(FLOORS))


def arrows() -> set[tuple[str, str]]:
    """Which room imports which; a room's own imports are none."""
    found = set()
    for path in MODULES:
        here = floor_of(name_of(path))
        for imported in imports(path) & NAMES.keys():
            there = floor_of(imported)
            if here and there and here != there:
                found.add((here, there))
    return found


def purpose(room: str) -> str:
    """What a room says of itself: the first sentence of its package or module."""
    path = NAMES.get(room)
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path else None
    first = " ".join((told or "").split("\n\n")[0].split()).split(". ")[0].rstrip(".")
    return first if len(first) <= WIDEST else first[: WIDEST - 1].rsplit(" ", 1)[0] + " …"


def drawn() -> str:
    """The SVG."""
    names = rooms()
    place = {name: number for number, name in enumerate(names)}
    width, height = LEFT + ROW * len(names) + 20, TOP + ROW * len(names) + 20
    body = "\n".join(
        [
            *(_row(name, at) for name, at in place.items()),
            *(_head(name, at) for name, at in place.items()),
            *(_dot(place[a], place[b], a) for a, b in sorted(arrows())),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="{TEXT}">\n'
        '<title id="t">The rooms and who imports whom</title>\n'
        '<desc id="d">Rooms from the highest down, a dot where the room of a row imports the room '
        "of a column. The diagonal is drawn; imports that point down stand right of it.</desc>"
        f"\n{body}\n</svg>\n"
    )


def _row(name: str, at: int) -> str:
    y, colour = TOP + ROW * at, COLOURS[name.split(".")[0]]
    x = LEFT + ROW * at
    return (
        f'<text x="8" y="{y + TEXT}" fill="{colour}" font-weight="600">{escape(name)}</text>'
        f'<text x="200" y="{y + TEXT}" fill="{DIM}" font-size="10">{escape(purpose(name))}</text>'
        f'<rect x="{x + 4}" y="{y + 3}" width="10" height="10" fill="{colour}" opacity="0.35"/>'
    )


def _head(name: str, at: int) -> str:
    x, short = LEFT + ROW * at + TEXT, name.split(".", 1)[1]
    turned = f'transform="rotate(-60 {x} {TOP - 6})"'
    colour = COLOURS[name.split(".")[0]]
    return f'<text x="{x}" y="{TOP - 6}" {turned} fill="{colour}">{escape(short)}</text>'


def _dot(row: int, column: int, name: str) -> str:
    x, y = LEFT + ROW * column + 9, TOP + ROW * row + 8
    return f'<circle cx="{x}" cy="{y}" r="{DOT}" fill="{COLOURS[name.split(".")[0]]}"/>'


def rising(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The arrows that point up, which stand left of the diagonal."""
    place = {name: number for number, name in enumerate(rooms())}
    return [(a, b) for a, b in sorted(found) if place[b] < place[a]]


if __name__ == "__main__":
    sys.exit(main())
