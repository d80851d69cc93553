"""What was found once for a generation and holds as long as it does.

Comes in: keys and what was found for them. Goes out: the same objects again. Not for: what depends
on a whole question's text, nor for anything that outlives its generation.

An answer is a pure function of question and generation, and so is each of its parts of fewer
inputs: the reading of a run of words, the figure of a measure and a period, the ties beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from corpus.base.records import Fact, Period

K = TypeVar("K")
V = TypeVar("V")
MOST = 16_384


class Bounded(dict[K, V]):
    """A table that is emptied when it is full: it costs a look-up, and no order is kept."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most
        self._weight = 0

    def keep(self, key: K, value: V, weight: int = 1) -> V:
        """Put `value` under `key` and give it back; `weight` is its part of what fits."""
        if self._weight + weight > self._most:
            self.clear()
            self._weight = 0
        self._weight += weight
        self[key] = value
        return value


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found in one generation; each key begins with the number of a scope.

    What the steps above keep is theirs to know: records of rooms above this one are `Any` here.
    `stated` is by the identity of what it holds too, so that nothing else can have it.
    """

    scopes: Bounded[tuple[Any, ...], int] = field(default_factory=Bounded)
    facts: Bounded[tuple[int, str, str], tuple[Fact, ...]] = field(default_factory=Bounded)
    periods: Bounded[tuple[int, str, str | None, str], list[Period]] = field(
        default_factory=Bounded
    )
    reported: Bounded[tuple[int, str, str, str | None], Any] = field(default_factory=Bounded)
    figures: Bounded[tuple[Any, ...], Any] = field(default_factory=Bounded)
    stated: Bounded[int, tuple[Any, Any]] = field(default_factory=Bounded)
    outcomes: Bounded[tuple[Any, ...], Any] = field(default_factory=Bounded)
    frames: Bounded[tuple[str, str], Any] = field(default_factory=lambda: Bounded())
    labels: Bounded[str, str] = field(default_factory=Bounded)
    nearby: Bounded[tuple[Any, ...], str] = field(default_factory=Bounded)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def scope(self, *parts: Any) -> int:
        """The number of a scope: its calendar's entity, its documents, the entity asked for."""
        number = self.scopes.get(parts)
        return self.scopes.keep(parts, next(self._numbers)) if number is None else number
