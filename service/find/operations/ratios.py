"""Shares, margins and ratios: one figure over another.

Comes in: a `Desk`. Goes out: an `Outcome`; a printed ratio goes before a computed one. Not for:
changes over time (`service.find.operations.changes`) or sums (`service.find.operations.totals`).
"""

from __future__ import annotations

from dataclasses import replace

from corpus.base.records import Period
from corpus.concepts.concepts import Concept
from service.find.operations.changes import fill, lower
from service.find.outcome import Desk, Outcome
from service.find.reported import Found
from service.plan.relations import concept_of
from service.understand.question import Mention

SHARE_FACETS = {
    "total_revenues": "share_of_revenues",
    "total_assets": "share_of_total_assets",
    "total_liabilities_and_shareholders_equity": "share_of_total_assets",
}
"""Both totals of a balance sheet are one figure: its column of percentages is of either."""


def share(desk: Desk) -> Outcome:
    """A part of a whole, in percent: the printed column, else computed."""
    if not desk.plan.periods:
        return desk.missing()
    found = [_share_in(desk, period) for period in desk.plan.periods]
    good = [f for f in found if f is not None]
    if len(good) < len(found):
        return desk.missing()
    if len(good) == 1:
        return desk.settled(good[0])
    return Outcome("answered", "comparison", points=tuple(good))


def _share_in(desk: Desk, period: Period) -> Found | None:
    plan, ledger, part = desk.plan, desk.ledger, desk.plan.measures[0]
    whole = concept_of(plan.measures[1]) if len(plan.measures) > 1 else _whole_of(desk, part)
    facet = SHARE_FACETS.get(whole)
    concept = concept_of(part)
    if facet:
        printed = ledger.reported(f"{concept}_{facet}", period, "percent")
        if printed is not None:
            return printed
    top = desk.one(part, period)
    bottom = desk.deriver.figure(whole, period, plan.unit)
    if top is None or bottom is None or top.value.unit != bottom.value.unit:
        return None
    label = f"{top.label} as a share of {lower(bottom.label)}"
    return desk.deriver.compute(
        fill("share", top.concept, bottom.concept),
        {top.concept: top, bottom.concept: bottom},
        concept,
        top.period,
        "percent",
        label=label,
        part=True,
    )


def _whole_of(desk: Desk, part: Mention) -> str:
    known: Concept | None = desk.ledger.engine.concepts.get(concept_of(part))
    return "total_assets" if known is not None and known.period == "instant" else "total_revenues"


def margin(desk: Desk) -> Outcome:
    """Gross margin, gross profit or margin of one or more measures."""
    plan = desk.plan
    if not plan.periods:
        return desk.missing()
    found = [_margin_of(desk, m, p) for m in plan.measures for p in plan.periods]
    good = [f for f in found if f is not None]
    if not good or len(good) < len(found):
        return desk.missing()
    if len(good) == 1:
        return desk.settled(good[0])
    return Outcome("answered", "comparison", points=tuple(good))


def _margin_of(desk: Desk, mention: Mention, period: Period) -> Found | None:
    form, concept, ledger = desk.plan.form, concept_of(mention), desk.ledger
    concepts = ledger.engine.concepts
    if form in ("gross_margin", "margin"):
        for name in (
            [f"{concept}_{form}", f"{concept}_margin"]
            if form == "margin"
            else [f"{concept}_{form}"]
        ):
            found = ledger.reported(name, period) or (
                desk.deriver.figure(name, period) if name in concepts else None
            )
            if found is not None:
                return found
        stem = concept.removesuffix("_revenue").removesuffix("_revenues")
        for name in (f"{stem}_{form}", "gross_margin" if concept == "total_revenues" else ""):
            if name in concepts:
                return desk.deriver.figure(name, period)
    if form == "margin":
        top = desk.one(mention, period)
        bottom = desk.deriver.figure("total_revenues", period)
        if top is None or bottom is None:
            return None
        return desk.deriver.compute(
            fill("margin", top.concept, bottom.concept),
            {top.concept: top, bottom.concept: bottom},
            concept,
            top.period,
            "percent",
            label=f"{top.label} margin",
        )
    return _gross(desk, mention, period)


def _gross(desk: Desk, mention: Mention, period: Period) -> Found | None:
    """Revenues less their own costs, where some measure is named as their cost."""
    concepts, concept = desk.ledger.engine.concepts, concept_of(mention)
    sales = desk.one(mention, period)
    label = desk.ledger.label(concept)
    cost = concepts.find(f"Cost of {label}") or concepts.find(f"Cost of {label} revenues")
    if concept == "total_revenues":
        cost = concepts.get("total_costs")
    if sales is None or cost is None:
        return None
    spent = desk.deriver.figure(cost.id, period, desk.plan.unit)
    if spent is None:
        return None
    inputs = {sales.concept: sales, spent.concept: spent}
    unit = "percent" if desk.plan.form == "gross_margin" else None
    return desk.deriver.compute(
        fill(desk.plan.form, sales.concept, spent.concept),
        inputs,
        concept,
        sales.period,
        unit,
        label=f"{label}, {desk.plan.form.replace('_', ' ')}",
    )


def ratio(desk: Desk) -> Outcome:
    """One measure to another: in percent of revenues or assets, else as a ratio or a quotient of
    units.
    """
    plan = desk.plan
    if not plan.periods:
        periods = _only_common(desk)
        if periods is None:
            return desk.missing()
        plan = replace(plan, periods=(periods,))
    one, two = (desk.one(m, plan.periods[0]) for m in plan.measures)
    if one is None or two is None:
        return desk.missing()
    counted = not two.value.unit.isupper() and two.value.unit not in ("shares", "ads")
    if plan.form == "per" and one.concept == "total_revenues" and counted:
        return desk.missing("unclear")
    same = one.value.unit == two.value.unit
    unit: str | None = "ratio"
    text = fill("ratio", one.concept, two.concept)
    common = two.concept in SHARE_FACETS
    if (
        (plan.form == "to" or (plan.form == "ratio" and common))
        and same
        and (one.value.unit.isupper())
    ):
        unit, text = "percent", fill("share", one.concept, two.concept)
    elif not same and one.value.unit.isupper():
        other = two.value.unit
        unit = f"{one.value.unit}/{other.removesuffix('s') if len(other) > 3 else other}"
    label = f"{one.label} {'per' if plan.form == 'per' else 'to'} {lower(two.label)}"
    found = desk.deriver.compute(
        text, {one.concept: one, two.concept: two}, one.concept, one.period, unit, label=label
    )
    return desk.settled(found) if found else desk.missing()


def _only_common(desk: Desk) -> Period | None:
    """The period where a ratio needs none: both measures give the same ratio in all periods
    reported.
    """
    one, two = (desk.ledger.periods(concept_of(m)) for m in desk.plan.measures)
    common = [p for p in one if p in two]
    if not common:
        return None
    values = set()
    for period in common:
        a = desk.ledger.reported(concept_of(desk.plan.measures[0]), period)
        b = desk.ledger.reported(concept_of(desk.plan.measures[1]), period)
        if a is None or b is None or not b.amount:
            return None
        values.add(a.amount / b.amount)
    return common[-1] if len(values) == 1 else None
