"""Choices of one token a caption: all that printed order and nearness allow, each once."""

from __future__ import annotations

import random
from itertools import combinations

from corpus.base.records import Span
from corpus.tables.placings import REACH, Slot, layouts
from corpus.tables.rows import Row, Token


def token(row: int, number: int) -> Token:
    """A printed dash in a row, told from others by its offset."""
    return Token(row, 1, 0, Span("d", number, number + 1), None, "-")


def slot(first: int, last: int) -> Slot:
    """A caption that is printed in some rows."""
    span = Span("d", 0, 1)
    return Slot(f"row {first}", first, last, Row(first, f"row {first}", span, span))


def test_every_choice_near_its_caption_and_in_printed_order() -> None:
    rng = random.Random(3)
    found = 0
    for _ in range(300):
        rows = sorted(rng.choices(range(6), k=rng.randint(0, 7)))
        tokens = [token(row, number) for number, row in enumerate(rows)]
        firsts = sorted(rng.sample(range(6), rng.randint(1, 4)))
        slots = [slot(first, first + rng.randint(0, 1)) for first in firsts]
        expected = [
            chosen
            for chosen in combinations(tokens, len(slots))
            if all(
                s.first - REACH <= t.row <= s.last + REACH
                for s, t in zip(slots, chosen, strict=True)
            )
        ]
        assert list(layouts(slots, tokens)) == expected
        found += len(expected)
    assert found > 300
