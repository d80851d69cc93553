"""Amounts and their convenience translations, at the rate that the document states.

Comes in: an index of facts. Goes out: `Tie`s named convert. Where no rate is stated the rate that
most of a table's pairs imply is used, and the detail says so. Not for: choosing a currency.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.base.intervals import Interval, fact_interval
from corpus.base.records import Fact
from corpus.ties.aspects import FactIndex, days_of, rivals
from corpus.ties.ties import Converted, Tie

MIN_PAIRS = 3  # pairs that must agree before an unstated rate is inferred from them
_CURRENCY = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"([A-Z]{3})/([A-Z]{3})")


def find_converted(index: FactIndex) -> Iterator[Tie]:
    """A tie for each figure printed in two currencies for the same days in one document."""
    pairs = _pairs(index)
    stated = _stated_rates(index)
    for document, found in pairs.items():
        by_units: dict[tuple[str, str], list[tuple[tuple[Fact, ...], tuple[Fact, ...]]]] = (
            defaultdict(list)
        )
        for own, other in found:
            by_units[own[0].value.unit, other[0].value.unit].append((own, other))
        for units, group in by_units.items():
            rates = stated.get((document, *units), ())
            yield from _tied(group, rates)


def _tied(
    group: Sequence[tuple[tuple[Fact, ...], tuple[Fact, ...]]],
    stated: Sequence[tuple[Decimal, Fact | None]],
) -> Iterator[Tie]:
    inferred = None if stated else _inferred(group)
    for own, other in group:
        rates = [(other[0].rate, None)] if other[0].rate else list(stated)
        if not rates and inferred is not None:
            rates = [(inferred, None)]
        if not rates or not rates[0][0]:
            continue
        rate, fact = _nearest(rates, other[0])
        assert rate is not None
        note = "" if stated or other[0].rate else "at the rate that the other rows imply"
        yield Tie(
            "convert",
            Converted(rate, stated=not note),
            (other, own),
            slack=1,
            note=note,
            also=(fact,) if fact else (),
        )


def _nearest(
    rates: Sequence[tuple[Decimal | None, Fact | None]], translated: Fact
) -> tuple[Decimal | None, Fact | None]:
    """The rate stated for the day nearest to the period's end."""
    return min(
        rates,
        key=lambda r: abs((r[1].period.end - translated.period.end).days) if r[1] else 0,
    )


def _pairs(index: FactIndex) -> dict[str, list[tuple[tuple[Fact, ...], tuple[Fact, ...]]]]:
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.value.amount is not None and _CURRENCY.fullmatch(fact.value.unit):
            groups[
                fact.document,
                fact.table,
                fact.entity,
                fact.concept,
                days_of(fact.period),
            ].append(fact)
    out: dict[str, list[tuple[tuple[Fact, ...], tuple[Fact, ...]]]] = defaultdict(list)
    for key, facts in groups.items():
        own = _own(index, facts)
        if own is None:
            continue
        mine = [f for f in facts if f.value.unit == own]
        others = [f for f in facts if f.value.unit != own]
        if mine and others:
            out[str(key[0])].append((rivals(mine), rivals(others)))
    return out


def _own(index: FactIndex, facts: Sequence[Fact]) -> str | None:
    """The currency that is translated: the entity's, else the one not called a translation."""
    document = index.documents.get(facts[0].document)
    if document is not None and document.entity.currency:
        return document.entity.currency
    own = {f.value.unit for f in facts if f.scenario != "translation"}
    return own.pop() if len(own) == 1 else None


def _stated_rates(
    index: FactIndex,
) -> dict[tuple[str, str, str], list[tuple[Decimal, Fact | None]]]:
    """(document, own currency, other currency) -> the rates that the document prints."""
    found: dict[tuple[str, str, str], list[tuple[Decimal, Fact | None]]] = defaultdict(list)
    for fact in index.facts:
        match = _RATE.fullmatch(fact.value.unit)
        if match and fact.value.amount and fact.value.amount > 0:
            found[fact.document, match[1], match[2]].append((fact.value.amount, fact))
    return found


def _inferred(group: Sequence[tuple[tuple[Fact, ...], tuple[Fact, ...]]]) -> Decimal | None:
    """The rate that most pairs allow, narrowed by each that does; None where they are too few."""
    allowed = []
    for own, other in group:
        mine, theirs = fact_interval(own[0]), fact_interval(other[0])
        if mine is None or theirs is None:
            continue
        try:
            allowed.append(mine.divide(theirs))
        except ZeroDivisionError:
            continue
    allowed.sort(key=lambda i: i.width)
    best: Interval | None = None
    votes = 0
    for seed in allowed[: 2 * MIN_PAIRS]:
        common, count = seed, 0
        for interval in allowed:
            met = common.meet(interval)
            if met is not None:
                common, count = met, count + 1
        if count > votes:
            best, votes = common, count
    if best is None or votes < MIN_PAIRS or 2 * votes < len(allowed):
        return None
    return best.middle.quantize(Decimal("0.0001"))
