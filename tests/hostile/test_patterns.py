"""No regular expression is super-linear: each is pumped with what it repeats, and its time grows
with the text and not faster.
"""

from __future__ import annotations

import re

import pytest

from tests.hostile.pumps import ALL_WAYS, TooSlowError, Used, found_patterns, pumped, seconds

SHORT, LONG = 450, 1_800
WORTH_MEASURING = 0.002  # seconds for the long text; what is quicker is no danger at any length
SQUARE = 9  # times as long for four times the text: between a line (4) and a square (16)
HANGS = 0.3
"""Seconds of the processor after which a pattern is not waited for: none takes a tenth of it."""


def growth(used: Used, long: str, short: str) -> float:
    """How many times longer the long text takes; a best of three, the machine is shared."""
    try:
        slow = min(seconds(used, long, HANGS) for _ in range(3))
        return slow / max(min(seconds(used, short, HANGS) for _ in range(3)), 1e-6)
    except TooSlowError:
        return float("inf")


def super_linear(used: Used) -> list[str]:
    """The beginnings of the texts over which the pattern's time grows faster than they do."""
    found = []
    texts = zip(pumped(used.pattern, LONG), pumped(used.pattern, SHORT), strict=True)
    for long, short in texts:
        too_slow = False
        try:
            slow = seconds(used, long, HANGS) > WORTH_MEASURING
        except TooSlowError:
            slow, too_slow = True, True
        if slow and (too_slow or growth(used, long, short) > SQUARE):
            found.append(f"{long[:30]!r} ... {long[-3:]!r}")
            break
    return found


def test_every_pattern_is_linear() -> None:
    patterns = found_patterns()
    assert len(patterns) > 250
    slow = {used.name: texts for used in patterns if (texts := super_linear(used))}
    assert slow == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",
        r"(a+)+b",
        r"\(\s*%?\s*\)",
        r"^\s*\w+:",
        r"([A-Z]{2,6})\s?\(((?:[a-z]\w*\s?){2,6})\)",
    ],
)
def test_a_pattern_that_is_not_is_found_out(pattern: str) -> None:
    used = Used("bad", re.compile(pattern, re.MULTILINE), ALL_WAYS)
    assert super_linear(used)


@pytest.mark.parametrize("pattern", [r"\d+", r"(?<!\s)\s++$", r"[A-Z]\w{0,60}+\s", r"\bnet\b"])
def test_a_linear_pattern_is_let_pass(pattern: str) -> None:
    used = Used("good", re.compile(pattern), frozenset({"search"}))
    assert super_linear(used) == []


def test_patterns_are_found_where_they_are() -> None:
    names = {used.name for used in found_patterns()}
    assert {
        "corpus.grammar.numbers._FIGURE",
        "service.understand.terms._TERM",
        "index.records.analysis.TOKEN",
    } & names
    assert {name.split(".")[0] for name in names} == {"corpus", "index", "service"}
    literals = [name for name in names if ":" in name]
    assert len(literals) > 20
    assert "service.find.cells.wording._GAP" in names
    made = {name for name in names if name.endswith(".<made>")}
    assert {"corpus.concepts.naming.<made>", "corpus.prose.discourse.<made>"} <= made
