"""Figures of one table that would be one measure are told apart: by column caption, by section.

Comes in: a table's columns, or its facts. Goes out: what a column adds to a measure's name, and
facts of which no two say different amounts of the same thing where a caption tells them apart. Not
for: facets (`corpus.tables.changes`), disputes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.base.records import Fact
from corpus.concepts.concepts import slug
from corpus.grammar.periods import Calendar, find_periods
from corpus.tables.columns import Column

LONGEST = 48  # characters of a section's name before a measure's
_PLAIN = re.compile(
    r"\(?\b(?:in|as of|as at|at|three|six|nine|twelve|months|years?|quarters?|fiscal|ended|ending|"
    r"december|march|june|september|usd|jpy|eur|gbp|us|thousands?|millions?|billions?|restated|actual|comparison|"
    r"year-over-year|sequential|of|the|unaudited|audited|notes?|amount|total)\b\)?|[$€£¥%*]|\(\d{1,2}\)"
    r"|\b\d{1,2}\b|['’]000|[£€$]m\b|\bm\b",
    re.IGNORECASE,
)


def column_members(columns: Sequence[Column], calendar: Calendar) -> dict[int, str]:
    """Column index -> what its caption adds to a measure, where columns of one period share it."""
    found: dict[int, str] = {}
    said: dict[tuple[int, int], str] = {}  # a wide table asks for the same words of many pairs

    def words(column: Column, way: int) -> str:
        if (column.index, way) not in said:
            said[column.index, way] = _WAYS[way](column, calendar)
        return said[column.index, way]

    values = [c for c in columns if c.role == "value" and c.facet is None]
    for column in values:
        peers = [c for c in values if c.period == column.period and _one_money(c, column)]
        if len(peers) < 2 or not (column.caption or column.above):
            continue
        for way in range(len(_WAYS)):
            own = words(column, way)
            if sum(words(c, way) == own for c in peers) == 1:
                found[column.index] = own
                break
        else:
            found[column.index] = words(column, 0)
    return found


def _one_money(a: Column, b: Column) -> bool:
    return a.currency == b.currency or a.currency is None or b.currency is None


def _plain(column: Column, calendar: Calendar) -> str:
    return slug(_PLAIN.sub(" ", _undated(column.caption, calendar)))


def _raw(column: Column, calendar: Calendar) -> str:
    words = slug(_undated(column.caption, calendar))
    return "" if words == "total" else words


def _above(column: Column, calendar: Calendar) -> str:
    return slug(_PLAIN.sub(" ", _undated(column.above, calendar)))


def _undated(caption: str, calendar: Calendar) -> str:
    for match in reversed(find_periods(caption, calendar, bare_years=True)):
        caption = caption[: match.start] + " " + caption[match.end :]
    return caption


_WAYS = (_plain, _raw, _above)


def told_apart(facts: Sequence[Fact]) -> list[Fact]:
    """A table's facts, those of one name and several amounts named after their sections."""
    groups: defaultdict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.status == "clean":
            groups[fact.concept, fact.period.label, fact.value.unit, fact.scenario].append(fact)
    renamed: dict[str, str] = {}
    for group in groups.values():
        if len(group) < 2 or len({f.value.amount for f in group}) < 2:
            continue
        amounts: defaultdict[str, set[Decimal | None]] = defaultdict(set)
        for fact in group:
            amounts[_section(fact)].add(fact.value.amount)
        if len(amounts) < 2:
            continue
        for fact in group:
            section = _section(fact)
            if section:
                renamed[fact.id] = f"{section}_{fact.concept}"
    return [replace(f, concept=renamed[f.id]) if f.id in renamed else f for f in facts]


def _section(fact: Fact) -> str:
    """The innermost section of a fact that does not already begin its name."""
    for section in reversed(fact.path[:-1]):
        name = slug(section, limit=LONGEST)
        if name and not fact.concept.startswith(name):
            return name
    return ""
