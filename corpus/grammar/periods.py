"""Periods in text, on an entity's fiscal calendar.

Comes in: text and a `Calendar`. Goes out: `PeriodMatch`es with offsets and the rule that found
them. Not for: relative words ("previous quarter"), which need an anchor: see `previous` and
`year_earlier`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from corpus.base.errors import PeriodError
from corpus.base.records import Period
from corpus.grammar.calendars import Calendar, following, previous, year_earlier
from corpus.grammar.periodjoined import JOINED
from corpus.grammar.periodloose import LOOSE_RULES
from corpus.grammar.periodmarks import marks_of
from corpus.grammar.periodrules import (
    BARE_YEAR,
    MONTHS,
    ORDINALS,
    RULES,
    Rule,
    year_of_digits,
)
from corpus.grammar.periodspoken import SPOKEN

__all__ = [
    "MONTHS",
    "ORDINALS",
    "RULES",
    "Calendar",
    "PeriodMatch",
    "Rule",
    "find_periods",
    "following",
    "parse_period",
    "previous",
    "year_earlier",
    "year_of_digits",
]

ALL_RULES = (*RULES, *LOOSE_RULES, *JOINED, *SPOKEN, BARE_YEAR)


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period found in text: `text[start:end]` is what said it, `rule` which rule read it."""

    start: int
    end: int
    period: Period
    text: str
    rule: str


def parse_period(text: str, calendar: Calendar) -> Period:
    """Read exactly one period. Raises: PeriodError where there is none or more than one."""
    found = find_periods(text, calendar)
    if len(found) != 1:
        raise PeriodError(f"{text!r} names {len(found)} periods, not one")
    return found[0].period


def find_periods(text: str, calendar: Calendar, *, bare_years: bool = False) -> list[PeriodMatch]:
    """All periods that `text` names, left to right; of overlapping readings the longest wins.

    `bare_years` reads "2019" alone as a fiscal year (column captions and questions, not prose).
    """
    candidates: list[PeriodMatch] = []
    for rule in _rules_of(marks_of(text), bare_years):
        for match in rule.pattern.finditer(text):
            try:
                period = rule.production(match, calendar)
            except (ValueError, PeriodError, OverflowError):
                continue
            if period is not None:
                candidates.append(
                    PeriodMatch(match.start(), match.end(), period, match.group(), rule.name)
                )
    candidates.sort(key=lambda m: (m.start - m.end, m.start))
    chosen: list[PeriodMatch] = []
    for candidate in candidates:
        at = bisect_left(chosen, candidate.start, key=_start)
        clear_left = at == 0 or chosen[at - 1].end <= candidate.start
        if clear_left and (at == len(chosen) or candidate.end <= chosen[at].start):
            chosen.insert(at, candidate)
    return chosen


@lru_cache(maxsize=1024)
def _rules_of(marks: tuple[str, ...], bare_years: bool) -> tuple[Rule, ...]:
    """The rules that may match a text of these marks, in their order."""
    return tuple(rule for rule in (ALL_RULES if bare_years else RULES) if rule.mark in marks)


def _start(match: PeriodMatch) -> int:
    return match.start
