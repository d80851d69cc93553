"""How work grows with a text: times are compared within one run and never with a clock's."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
"""The long text is so many times the short one."""
SQUARE = 24
"""Times longer for eight times the text: between a line (8) and a square (64)."""
WORTH_MEASURING = 0.02
"""Seconds of the processor; what takes less for the long text is no danger at any length."""


def grows(work: Callable[[str], object], text_of: Callable[[int], str], long: int) -> float:
    """How many times longer the work takes for the long text than for an eighth of it.

    The best of three where the first looks like a square, for the machine is shared; 0 where even
    the long text takes next to no time.
    """
    found = float("inf")
    work(text_of(long // TIMES))  # what a first call makes is not the text's cost
    for _ in range(3):
        slow = spent(work, text_of(long))
        if slow < WORTH_MEASURING:
            return 0.0
        found = min(found, slow / max(spent(work, text_of(long // TIMES)), 1e-4))
        if found < SQUARE:
            break
    return found


def spent(work: Callable[[str], object], text: str) -> float:
    """Seconds of the processor."""
    started = time.process_time()
    work(text)
    return time.process_time() - started
