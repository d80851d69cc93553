"""Plausibility of every figure of a document: its scale, and its period against publication.

Comes in: facts with their status, the document's tables and its publication date. Goes out: the
same facts, those that fail disputed with the reason, and the failed checks. Not for: sums and
ratios (`corpus.ties.checks`).

scale      where other tables state thousands or more, an amount of a table that states none is of
           unknown scale; and of two amounts of one measure that differ by a power of a thousand,
           the one that fewer tables print is misread
published  what has happened has not happened after the document was published
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import takewhile

from corpus.base.records import Check, Fact, Table
from corpus.grammar.units import parse_units_line
from corpus.ties.ties import make_check

POWERS = tuple(Decimal(10) ** n for n in (3, 6, 9))
NEAR = Decimal("0.005")  # by which a power of a thousand may miss, for rounding
MOST_NEAR = 4  # amounts that are looked at where many lie together
LEAST = 3  # power of ten of a scale that a document states
Failures = dict[str, Check]


def find_implausible(
    facts: Sequence[Fact], tables: Sequence[Table], published: date | None
) -> tuple[tuple[Fact, ...], tuple[Check, ...]]:
    """The facts, and the checks that some of them fail."""
    failed: Failures = {}
    for check in (*_unscaled(facts, tables), *_shifted(facts), *_early(facts, published)):
        failed.setdefault(check.facts[0], check)
    judged = tuple(
        replace(f, status="disputed", proof=f.proof or failed[f.id].detail) if f.id in failed else f
        for f in facts
    )
    return judged, tuple(failed.values())


def _money(facts: Sequence[Fact]) -> Iterator[Fact]:
    for fact in facts:
        read = fact.status == "clean" and fact.tag is None and fact.scenario == "actual"
        if read and len(fact.value.unit) == 3 and fact.value.amount:
            yield fact


def _unscaled(facts: Sequence[Fact], tables: Sequence[Table]) -> Iterator[Check]:
    """Amounts of tables that state no scale beside tables that do."""
    scales = {t.id: line.scale for t in tables if (line := parse_units_line(t.units_line or ""))}
    stated = sorted({s for s in scales.values() if s is not None and s >= LEAST})
    if not stated:
        return
    for fact in _money(facts):
        if fact.table is None or scales.get(fact.table) is not None or fact.column is None:
            continue
        if fact.value.decimals == 0 and "," in fact.value.printed:
            words = "thousands" if stated[0] == LEAST else "millions"
            detail = f"its table states no scale, others of the document are in {words} or more"
            yield make_check("scale", passed=False, detail=detail, facts=(fact,))


def _shifted(facts: Sequence[Fact]) -> Iterator[Check]:
    """Amounts a power of a thousand off those of the same measure elsewhere."""
    groups: defaultdict[object, list[Fact]] = defaultdict(list)
    for fact in _money(facts):
        groups[fact.concept, fact.period, fact.value.unit, fact.dimensions].append(fact)
    for group in groups.values():
        places: Mapping[Decimal, set[object]] = _places(group)
        ordered = sorted(places)
        for fact in group:
            amount = abs(fact.value.amount or Decimal(0))
            for other in _away(amount, ordered):
                if len(places[other]) >= len(places[amount]):
                    detail = f"{other:,f} elsewhere, a power of a thousand away"
                    yield make_check("scale", passed=False, detail=detail, facts=(fact,))
                    break


def _away(amount: Decimal, ordered: Sequence[Decimal]) -> Iterator[Decimal]:
    """Of amounts in order, the first ones that are nearly a power of a thousand away."""
    for power in POWERS:
        for low, high in (
            (amount * power * (1 - NEAR), amount * power * (1 + NEAR)),
            (amount / (power * (1 + NEAR)), amount / (power * (1 - NEAR))),
        ):
            at = bisect_left(ordered, low)
            yield from takewhile(high.__ge__, ordered[at : at + MOST_NEAR])


def _places(group: Sequence[Fact]) -> dict[Decimal, set[object]]:
    """Amount -> the tables and sentences that print it."""
    places: defaultdict[Decimal, set[object]] = defaultdict(set)
    for fact in group:
        places[abs(fact.value.amount or Decimal(0))].add(fact.table or fact.context)
    return dict(places)


def _early(facts: Sequence[Fact], published: date | None) -> Iterator[Check]:
    """Actual figures of a time that was not over when they were published."""
    if published is None:
        return
    for fact in facts:
        read = fact.status == "clean" and fact.tag is None and fact.scenario == "actual"
        if read and fact.period.end > published:
            detail = f"published {published}, before {fact.period.end}"
            yield make_check("published", passed=False, detail=detail, facts=(fact,))
