"""Sums, averages, differences and equalities of several figures.

Comes in: a `Desk`. Goes out: an `Outcome`. Not for: changes of one measure over time
(`service.find.operations.changes`) or quotients (`service.find.operations.ratios`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from corpus.base.records import Period
from service.find.doubts import disjoint
from service.find.operations.changes import lower
from service.find.outcome import Desk, Outcome, Tie
from service.find.reported import Found, agree, in_time
from service.plan.formula import parse_formula
from service.plan.relations import concept_of
from service.understand.question import Mention
from service.understand.terms import words_of

POINT_UNITS = frozenset({"percent", "percentage_point"})


def _items(desk: Desk) -> list[Found] | None:
    """A figure for each measure and period; None where one is missing."""
    plan = desk.plan
    if not plan.periods:
        from service.find.operations.listing import family_points, main_periods

        items: list[Found] = []
        for mention in plan.measures:
            only = main_periods(desk, concept_of(mention))
            if len(only) != 1:
                return list(family_points(desk, mention)) or None
            found = desk.one(mention, only[0])
            if found is None:
                return None
            items.append(found)
        return items
    found_all = [desk.one(m, p) for m in plan.measures for p in plan.periods]
    good = [f for f in found_all if f is not None]
    return good if len(good) == len(found_all) else None


def total(desk: Desk) -> Outcome:
    """The sum of several measures or periods."""
    items = _items(desk)
    if not items or len({f.value.unit for f in items}) > 1:
        return desk.missing()
    for concept in {f.concept for f in items}:
        if not disjoint([f.period for f in items if f.concept == concept]):
            return desk.missing("overlapping periods")
    found = desk.deriver.total(items, _spanning(desk, items))
    if found is None:
        return desk.missing()
    return desk.settled(replace(found, label="Sum of " + _listed([lower(f.label) for f in items])))


def _spanning(desk: Desk, items: Sequence[Found]) -> Period:
    ordered = in_time({f.period for f in items})
    first, last = ordered[0], ordered[-1]
    if first.start is None or first == last:
        return last
    return desk.ledger.calendar.between(min(f.period.start or first.start for f in items), last.end)


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]


def average(desk: Desk) -> Outcome:
    """The mean of several figures; of all reported quarters where none are named."""
    plan = desk.plan
    if plan.form == "monthly":
        return _by_month(desk)
    if len(plan.periods) <= 1 and len(plan.measures) == 1:
        from service.find.operations.listing import main_periods

        quarters = desk.ledger.calendar.quarters(plan.periods[0]) if plan.periods else ()
        periods = (
            quarters
            if len(quarters) > 1
            else ()
            if plan.periods
            else tuple(main_periods(desk, concept_of(plan.measures[0])))
        )
        if not periods:
            return _printed_average(desk)
        desk = replace(desk, plan=replace(plan, periods=tuple(periods)))
    items = _items(desk)
    if not items and len(desk.plan.periods) > 2 and len(desk.plan.measures) == 1:
        reported = (desk.one(desk.plan.measures[0], p, implied=False) for p in desk.plan.periods)
        items = [f for f in reported if f is not None and f.derivation is None]
    if not items or len(items) < 2 or len({f.value.unit for f in items}) > 1:
        return desk.missing()
    names = [f"x{i + 1}" for i in range(len(items))]
    found = desk.deriver.compute(
        f"({' + '.join(names)}) / {len(items)}",
        dict(zip(names, items, strict=True)),
        items[0].concept,
        _spanning(desk, items),
        label="Average of " + _listed([lower(f.label) for f in items]),
    )
    return desk.settled(found) if found else desk.missing()


def _printed_average(desk: Desk) -> Outcome:
    """The figure itself where it is printed as an average; of one other figure there is none."""
    from service.find.operations.table import figure

    label = words_of(desk.ledger.label(concept_of(desk.plan.measures[0])))
    return figure(desk) if "average" in label else desk.missing()


def _by_month(desk: Desk) -> Outcome:
    """A flow of money spread evenly over the months of its period."""
    plan = desk.plan
    if len(plan.measures) != 1 or len(plan.periods) != 1 or plan.periods[0].start is None:
        return desk.missing()
    one, period = desk.one(plan.measures[0], plan.periods[0]), plan.periods[0]
    if one is None or not desk.deriver.additive(one.concept) or one.period.start is None:
        return desk.missing()
    months = round(((period.end - one.period.start).days + 1) / 30.44)
    found = desk.deriver.compute(
        f"{one.concept} / {months}",
        {one.concept: one},
        one.concept,
        one.period,
        label=f"Monthly average of {lower(one.label)}",
    )
    return desk.settled(found) if found and months > 1 else desk.missing()


def difference(desk: Desk) -> Outcome:
    """One measure less others in one period; "between" and "gap" ask for its size.

    Money that went out is printed below zero: what is taken off is its size.
    """
    items = _items(desk)
    if not items or len(items) < 2 or len({f.value.unit for f in items}) > 1:
        return desk.missing()
    mentions = desk.plan.measures
    if len(items) > 2 and len(items) != len(mentions):
        return desk.missing()
    words = set(words_of(desk.question.text))
    if len(items) == 2 and words & {"between", "gap"} and items[0].amount < items[1].amount:
        items = items[::-1]
    first, *rest = items
    signs = ["-"] * len(rest)
    if len(mentions) > 2:
        signs = [_sign(desk, a, b) for a, b in pairwise(mentions)]
    signs = [_turned(sign) if _went_out(f) else sign for sign, f in zip(signs, rest, strict=True)]
    told = " ".join(f"{s} {f.concept}" for s, f in zip(signs, rest, strict=True))
    unit = "percentage_point" if first.value.unit in POINT_UNITS else None
    found = desk.deriver.compute(
        f"{first.concept} {told}",
        {f.concept: f for f in items},
        first.concept,
        first.period,
        unit,
        label=f"{first.label} less {_listed([lower(f.label) for f in rest])}"
        if len({*signs}) == 1
        else f"{first.label} after {_listed([lower(f.label) for f in rest])}",
    )
    return desk.settled(found) if found else desk.missing()


OUTGOING = frozenset({"purchase", "payment", "repayment", "acquisition"})


def _went_out(found: Found) -> bool:
    """True for a payment printed below zero."""
    return found.amount < 0 and bool(OUTGOING & set(words_of(found.label)))


def _turned(sign: str) -> str:
    return "+" if sign == "-" else "-"


def equals(desk: Desk) -> Outcome:
    """Whether a figure equals the sum of others; where it does not, the answer is disputed."""
    mentions = _single_first(desk)
    found = [desk.one(m, desk.plan.periods[0]) for m in mentions]
    if any(f is None for f in found) or len(found) < 2:
        return desk.missing()
    first, *rest = [f for f in found if f is not None]
    signs = ["+", *(_sign(desk, a, b) for a, b in pairwise(mentions[1:]))]
    text = "".join(f" {s} {f.concept}" for s, f in zip(signs, rest, strict=True)).strip(" +")
    result = desk.deriver.compute(text, {f.concept: f for f in rest}, first.concept, first.period)
    if result is None:
        return desk.missing()
    return _compared(desk, first, result)


def _single_first(desk: Desk) -> list[Mention]:
    """The measure that stands alone on its side of "equals", then those that add up to it."""
    signs = [m for m in desk.question.of("operation") if m.name == "equals"]
    at = signs[0].start if signs else 0
    left = [m for m in desk.plan.measures if m.start < at]
    right = [m for m in desk.plan.measures if m.start >= at]
    return [*right, *left] if len(right) == 1 and len(left) > 1 else [*left, *right]


def _sign(desk: Desk, one: Mention, other: Mention) -> str:
    gap = set(words_of(desk.question.text[one.end : other.start]))
    return "-" if gap & {"minus", "less"} else "+"


def _compared(desk: Desk, first: Found, result: Found) -> Outcome:
    same = agree(first.value, result.value)
    detail = (
        f"{result.derivation.working if result.derivation else result.value.printed} = "
        f"{result.amount:,f}, printed {first.amount:,f}"
    )
    tie = Tie("recalculation", same, detail, (first, result))
    lead = "Yes" if same else "No"
    if same:
        return Outcome("answered", "figure", first, alternatives=(result,), ties=(tie,), lead=lead)
    return Outcome(
        "disputed",
        "figure",
        first,
        alternatives=(result,),
        ties=(tie,),
        lead=lead,
        remark=f"recomputed it is {result.amount:,f}",
    )


def left_out(desk: Desk) -> Outcome:
    """What lies between a figure and its stated definition: what the figure leaves out."""
    concepts = desk.ledger.engine.concepts
    for mention in desk.plan.measures:
        known = concepts.get(concept_of(mention))
        if known is None or not known.definition:
            continue
        first = desk.one(mention, desk.plan.periods[0])
        names = parse_formula(known.definition).names
        parts = [desk.deriver.figure(n, desk.plan.periods[0], implied=False) for n in names]
        if first is None or any(p is None for p in parts):
            continue
        inputs = {n: p for n, p in zip(names, parts, strict=True) if p is not None}
        found = desk.deriver.compute(
            f"{known.definition} - {first.concept}",
            {**inputs, first.concept: first},
            first.concept,
            first.period,
            label=f"Difference between {first.label} and its definition",
        )
        if found is not None and found.amount != Decimal(0):
            return desk.settled(found)
    return desk.missing()
