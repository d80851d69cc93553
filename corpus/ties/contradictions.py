"""Printings that cannot be right, by general rules over time and between measures.

Comes in: an index of facts. Goes out: `Contradiction`s: the facts that cannot be right, the figure
that they must be where one is proven, and a failed `Check`. Not for: sums inside a table
(`corpus.ties.culprits`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus.base.intervals import HUNDRED, ZERO, fact_interval, half_unit
from corpus.base.records import Check, Fact
from corpus.ties.aspects import FactIndex, days_of, period_before, year_before
from corpus.ties.duplicates import same_figure
from corpus.ties.periodsums import Derived, PeriodSums
from corpus.ties.ties import make_check
from corpus.ties.wording import say_at, show_all

MAX_SHIFT = 3  # powers of ten that a misplaced point or unit word explains
SOME = Decimal("0.01")  # of the figure: what a shifted printing may still miss by
MIN_SLICES = 3  # shares of one whole before their sum says anything


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot be right, with the amount that they must be, None where unproven."""

    facts: tuple[Fact, ...]
    implied: Decimal | None
    check: Check


def find_contradictions(index: FactIndex) -> Iterator[Contradiction]:
    """All contradictions, each by one rule."""
    yield from _misplaced_points(index)
    yield from _below_a_part(index)
    yield from _slices_above_the_whole(index)


def _misplaced_points(index: FactIndex) -> Iterator[Contradiction]:
    """Amounts a power of ten off what the quarters and the printed growth give for their days."""
    seen: set[tuple[str, str, str]] = set()
    for fact in index.facts:
        key = (fact.entity, fact.concept, fact.value.unit)
        if key in seen or index.split(fact.concept)[1] or len(fact.value.unit) != 3:
            continue
        seen.add(key)
        sums = PeriodSums(index, *key)
        if not sums.may_derive:
            continue
        for days, printings in sums.direct.items():
            for printing in printings:
                same = [f for f in printings if same_figure(f, printing)]
                if same[0].id != printing.id:
                    continue
                derived = sums.derive(days, without=[f.id for f in printings])
                found = derived and _shifted(printing, derived)
                if derived and found:
                    yield Contradiction(tuple(same), found, _period_check(printing, derived, found))


def _shifted(fact: Fact, derived: Derived) -> Decimal | None:
    """The amount with its point moved, where the print is out of reach and that is not."""
    printed = fact_interval(fact)
    low, high = derived.interval.low, derived.interval.high
    if printed is None or low <= 0 or printed.low <= 0 or printed.meets(derived.interval):
        return None
    if printed.low < 4 * high and low < 4 * printed.high:
        return None
    for shift in (s for n in range(1, MAX_SHIFT + 1) for s in (-n, n)):
        moved = printed.scale(Decimal(1).scaleb(shift))
        if moved.widen(SOME * moved.high).meets(derived.interval):
            return (fact.value.amount or ZERO).scaleb(shift)
    return None


def _period_check(fact: Fact, derived: Derived, likely: Decimal) -> Check:
    say = say_at(-6 if len(fact.value.unit) == 3 else 0)
    amount = fact.value.amount or ZERO
    detail = (
        f"{derived.words} = {say(derived.interval.middle)}, printed {say(amount)} for "
        f"{fact.period.label}; {say(likely)} would agree"
    )
    return make_check(
        "sum_of_periods",
        passed=False,
        detail=detail,
        facts=(fact, *derived.facts),
        difference=abs(amount - derived.interval.middle),
        tolerance=derived.interval.width / 2 + half_unit(fact.value.decimals),
    )


def _below_a_part(index: FactIndex) -> Iterator[Contradiction]:
    """Growth that puts a measure below a part of it, though its other parts only add."""
    for concept in index.concepts.by_id.values():
        parts = _added_parts(concept.parts, concept.definition)
        for part in parts:
            if len(parts) < 2 or not all(_only_adds(index, p) for p in parts if p != part):
                continue
            for facet, before in (("yoy_change", year_before), ("qoq_change", period_before)):
                for fact in index.of_concept(f"{concept.id}_{facet}"):
                    yield from _implied_below(index, fact, concept.id, part, before)


def _added_parts(parts: tuple[tuple[str, int], ...], definition: str | None) -> list[str]:
    if definition and " - " not in definition and " / " not in definition:
        return definition.split(" + ")
    return [p for p, w in parts] if all(w == 1 for _, w in parts) else []


def _only_adds(index: FactIndex, part: str) -> bool:
    """True for a measure that is never printed negative and is a cost or is printed at all."""
    concept = index.concepts.get(part)
    printed = [f.value.amount for f in index.of_concept(part) if f.value.amount is not None]
    known = bool(printed) or (concept is not None and concept.balance == "debit")
    return known and all(amount >= 0 for amount in printed)


def _implied_below(
    index: FactIndex, growth: Fact, concept: str, part: str, before: object
) -> Iterator[Contradiction]:
    rate = fact_interval(growth)
    if rate is None or growth.value.unit != "percent" or growth.scenario != "actual":
        return
    assert callable(before)
    days = before(days_of(growth.period))
    units = {
        f.value.unit
        for f in index.by_concept.get((growth.entity, concept), ())
        if len(f.value.unit) == 3
    }
    for unit in sorted(units):
        now = index.at(growth, concept, unit=unit)
        then = index.at(growth, part, unit=unit, days=days)
        printed_too = index.at(growth, concept, unit=unit, days=days)
        if not now or not then or printed_too or rate.shift(100).low <= 0:
            continue  # where the earlier figure is printed the growth is recomputed from it
        top, floor = fact_interval(now[0]), fact_interval(then[0])
        if top is None or floor is None or top.low <= 0:
            continue
        implied = top.divide(rate.shift(100).scale(Decimal("0.01")))
        if implied.high >= floor.low:
            continue
        printed, say = show_all((now[0], then[0]))
        detail = (
            f"{printed[0]} / (1 + {growth.value.amount:f}%) = {say(implied.middle)}, below "
            f"{index.concepts.label(part)} of {printed[1]}, to which it only adds"
        )
        check = make_check(
            "order",
            passed=False,
            detail=detail,
            facts=(growth, now[0], then[0]),
            difference=floor.low - implied.high,
            tolerance=ZERO,
        )
        yield Contradiction((growth,), None, check)
        return


def _slices_above_the_whole(index: FactIndex) -> Iterator[Contradiction]:
    """Shares of one whole that sum to more than 100%: those large enough to hold the excess."""
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.value.unit != "percent" or fact.value.amount is None or fact.scenario != "actual":
            continue
        stem = _stem_of_slice(fact, index)
        if stem is not None and fact.value.amount >= 0:
            groups[fact.document, stem, days_of(fact.period)].append(fact)
    for slices in groups.values():
        distinct = list({f.concept: f for f in slices}.values())
        if len(distinct) < MIN_SLICES:
            continue
        amounts = [f.value.amount or ZERO for f in distinct]
        rounding = sum((half_unit(f.value.decimals) for f in distinct), ZERO)
        excess = sum(amounts, ZERO) - HUNDRED
        if excess <= rounding:
            continue
        suspects = tuple(f for f in distinct if (f.value.amount or ZERO) >= excess - rounding)
        shown, say = show_all(distinct)
        detail = f"{' + '.join(shown)} = {say(sum(amounts, ZERO))}%, more than 100%"
        check = make_check(
            "shares_of_whole",
            passed=False,
            detail=detail,
            facts=tuple(distinct),
            difference=excess,
            tolerance=rounding,
        )
        yield Contradiction(suspects or tuple(distinct), None, check)


def _stem_of_slice(fact: Fact, index: FactIndex) -> str | None:
    """What the slices of one chart have in common: "customers" of "customers_share_telecom"."""
    if index.split(fact.concept)[1] is not None:
        return None
    stem, found, rest = fact.concept.partition("_share_")
    return stem if found and not rest.startswith("of_") else None
