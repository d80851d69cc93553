"""Tables of values are their own text, cell by cell."""

from __future__ import annotations

import pytest

from corpus.base.errors import DocumentError
from corpus.formats import csvtext
from corpus.formats.csvtext import read_csv


def cells(text: str) -> list[tuple[int, int, str]]:
    rendition = read_csv(text.encode())
    assert rendition.text == text
    assert rendition.structure is not None
    (grid,) = rendition.structure.grids
    return [(c.row, c.column, text[c.start : c.end]) for c in grid.cells]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sales,2024\nEast,5\n", [(0, 0, "Sales"), (0, 1, "2024"), (1, 0, "East"), (1, 1, "5")]),
        ('"Sales, net";"1,234"\r\nx;', [(0, 0, "Sales, net"), (0, 1, "1,234"), (1, 0, "x")]),
        ("a\tb c\n\td", [(0, 0, "a"), (0, 1, "b c"), (1, 1, "d")]),
        ('"say ""so""",1\n', [(0, 0, 'say ""so""'), (0, 1, "1")]),
        ("\ufeffa|b", [(0, 0, "a"), (0, 1, "b")]),
    ],
)
def test_cells_stand_at_their_own_characters(text: str, found: list[tuple[int, int, str]]) -> None:
    assert cells(text) == found


def test_quotes_that_are_not_closed_are_characters() -> None:
    assert cells('"a"b,c\n"d') == [(0, 0, '"a"b'), (0, 1, "c"), (1, 0, '"d')]


def test_more_cells_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvtext, "MOST_CELLS", 3)
    with pytest.raises(DocumentError, match="more than 3 cells"):
        read_csv(b"1,2\n3,4\n")
