"""The ways in which the printed tokens of one column can be the figures of its captions.

Comes in: captions in printed order (`Slot`s) and the tokens of a column. Goes out: choices of one
token a caption. Not for: which choice is right (`corpus.tables.solver`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.tables.rows import Row, Token

MAX_STEPS = 4_000_000  # tokens laid in all readings of a document; what is beyond stays disputed
REACH = 1  # rows that a token may have moved up or down


@dataclass(frozen=True, slots=True)
class Slot:
    """A caption that is due one figure a column: `first`..`last` are the rows that print it."""

    label: str
    first: int
    last: int
    row: Row
    part: int = 0
    parts: int = 1


class Steps:
    """How many tokens the readings of one document may still lay: its time has an end."""

    def __init__(self, left: int = MAX_STEPS) -> None:
        self.left = left


def near(slot: Slot, rows: Sequence[int]) -> tuple[int, int]:
    """Which tokens stand near a caption, as the bounds of a slice; `rows` are the tokens'."""
    return bisect_left(rows, slot.first - REACH), bisect_right(rows, slot.last + REACH)


def layouts(slots: Sequence[Slot], tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Every choice of one token a slot, near its caption and in printed order."""
    rows = [token.row for token in tokens]
    bounds = [near(slot, rows) for slot in slots]
    after = len(tokens)
    for slot in range(len(bounds) - 1, -1, -1):  # what leaves a token for each later slot
        after = min(bounds[slot][1], after)
        bounds[slot] = bounds[slot][0], after
        after -= 1
    if any(low >= high for low, high in bounds):
        return
    picked: list[int] = []
    at = 0
    while True:
        low, high = bounds[len(picked)]
        at = max(at, low)
        if at >= high:
            if not picked:
                return
            at = picked.pop() + 1
        elif len(picked) + 1 < len(bounds):
            picked.append(at)
            at += 1
        else:
            yield tuple(tokens[i] for i in (*picked, at))
            at += 1
