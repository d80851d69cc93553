"""Operations on two or more figures: changes, shares, margins, ratios, sums, averages, equalities.

Comes in: a `Desk`. Goes out: an `Outcome`; a printed result goes before a computed one. Not for: lists
of figures (`service.listing`) or forecasts (`service.forecasts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.concepts import Concept
from corpus.model import Period
from service.derive import change_periods, facet_between
from service.formula import parse_formula
from service.ledger import Found, agree, in_time
from service.outcome import Desk, Outcome, Tie
from service.plan import concept_of
from service.question import Mention
from service.roles import operation_rows
from service.terms import words_of

SHARE_FACETS = {"total_revenues": "share_of_revenues", "total_assets": "share_of_total_assets"}
POINT_UNITS = frozenset({"percent", "percentage_point"})


def change(desk: Desk) -> Outcome:
    """How a measure changed: the printed change, else computed in percent or as an amount."""
    plan = desk.plan
    outcomes = [_change_of(desk, m) for m in plan.measures]
    if len(outcomes) == 1:
        return _with_lead(desk, outcomes[0])
    found = [o.found for o in outcomes]
    if any(f is None for f in found):
        return desk.missing()
    return Outcome("answered", "comparison", points=tuple(f for f in found if f is not None))


def _with_lead(desk: Desk, outcome: Outcome) -> Outcome:
    """ "Yes" or "No" before the change, where the question asks whether there was one."""
    if "yes_no" not in desk.plan.notes or outcome.found is None:
        return outcome
    falling = {words_of(w) for w in operation_rows()["change"]["down"]}
    asked_down = any(
        words_of(desk.question.text[m.start : m.end]) in falling
        for m in desk.question.of("operation")
    )
    amount = outcome.found.amount
    return replace(outcome, lead="Yes" if (amount < 0 if asked_down else amount > 0) else "No")


def _change_of(desk: Desk, mention: Mention) -> Outcome:
    plan, ledger = desk.plan, desk.ledger
    periods = in_time(plan.periods)
    later = periods[-1]
    earlier = periods[0] if len(periods) > 1 else None
    concepts = mention.match.concepts if mention.match else ()
    if earlier is not None:
        facets = [f] if (f := facet_between(later, earlier, ledger)) else []
    else:
        facets = [plan.facet] if plan.facet else ["yoy_change", "qoq_change", "change"]
    for concept in concepts:
        for facet in facets:
            printed = _printed_change(desk, concept, facet, later)
            if printed is not None:
                return desk.settled(printed)
    for facet in facets or [""]:
        before = earlier or change_periods(later, facet or "yoy_change", ledger)
        one, two = desk.one(mention, later), desk.one(mention, before)
        if one is not None and two is not None:
            computed = _computed_change(desk, one, two)
            if computed is not None:
                return desk.settled(computed)
    for concept in concepts:
        for facet in facets:
            pool = ledger.reported(f"{concept}_{facet}", later)
            if pool is not None:
                return desk.settled(pool)
    return desk.missing()


def _printed_change(desk: Desk, concept: str, facet: str, period: Period) -> Found | None:
    ledger, form = desk.ledger, desk.plan.form
    units = {"percent": ("percent",), "amount": (desk.plan.unit or ledger.unit_of(concept),)}.get(
        form, ("percent", desk.plan.unit or ledger.unit_of(concept))
    )
    for unit in units:
        if unit is not None:
            found = ledger.reported(f"{concept}_{facet}", period, unit)
            if found is not None:
                return found
    return None


def _computed_change(desk: Desk, later: Found, earlier: Found) -> Found | None:
    a, b = f"{later.concept}_{_slug(later.period)}", f"{earlier.concept}_{_slug(earlier.period)}"
    label = f"Change in {_lower(later.label)} from {earlier.period.label} to {later.period.label}"
    inputs = {a: later, b: earlier}
    if later.value.unit in POINT_UNITS:
        return desk.deriver.compute(
            f"{a} - {b}", inputs, later.concept, later.period, "percentage_point", label=label
        )
    if desk.plan.form == "percent":
        return desk.deriver.compute(
            _fill("growth", a, b), inputs, later.concept, later.period, "percent", label=label
        )
    return desk.deriver.compute(
        _fill("change", a, b), inputs, later.concept, later.period, label=label
    )


def _fill(operation: str, *names: str) -> str:
    """The formula of the table with names in place of its letters."""
    letters = dict(zip("ab", names, strict=False))
    formula = parse_formula(operation_rows()[operation]["formula"])
    return formula.working(letters)


def _slug(period: Period) -> str:
    return "".join(c if c.isalnum() else "_" for c in period.label)


def _lower(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def share(desk: Desk) -> Outcome:
    """A part of a whole, in percent: the printed column, else computed."""
    plan, ledger = desk.plan, desk.ledger
    if not plan.periods:
        return desk.missing()
    period, part = plan.periods[0], plan.measures[0]
    whole = concept_of(plan.measures[1]) if len(plan.measures) > 1 else _whole_of(desk, part)
    facet = SHARE_FACETS.get(whole)
    concept = concept_of(part)
    if facet:
        printed = ledger.reported(f"{concept}_{facet}", period, "percent")
        if printed is not None:
            return desk.settled(printed)
    top = desk.one(part, period)
    bottom = desk.deriver.figure(whole, period, plan.unit)
    if top is None or bottom is None or top.value.unit != bottom.value.unit:
        return desk.missing()
    label = f"{top.label} as a share of {_lower(bottom.label)}"
    found = desk.deriver.compute(
        _fill("share", top.concept, bottom.concept),
        {top.concept: top, bottom.concept: bottom},
        concept,
        top.period,
        "percent",
        label=label,
    )
    return desk.settled(found) if found else desk.missing()


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
            _fill("margin", top.concept, bottom.concept),
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
        _fill(desk.plan.form, sales.concept, spent.concept),
        inputs,
        concept,
        sales.period,
        unit,
        label=f"{label}, {desk.plan.form.replace('_', ' ')}",
    )


def ratio(desk: Desk) -> Outcome:
    """One measure to another: in percent of revenues or assets, else as a ratio or a quotient of units."""
    plan = desk.plan
    if not plan.periods:
        periods = _only_common(desk)
        if periods is None:
            return desk.missing()
        plan = replace(plan, periods=(periods,))
    one, two = (desk.one(m, plan.periods[0]) for m in plan.measures)
    if one is None or two is None:
        return desk.missing()
    same = one.value.unit == two.value.unit
    unit: str | None = "ratio"
    text = _fill("ratio", one.concept, two.concept)
    if plan.form == "to" and same and one.value.unit.isupper():
        unit, text = "percent", _fill("share", one.concept, two.concept)
    elif not same and one.value.unit.isupper():
        unit = f"{one.value.unit}/{two.value.unit.removesuffix('s') if len(two.value.unit) > 3 else two.value.unit}"
    label = f"{one.label} {'per' if plan.form == 'per' else 'to'} {_lower(two.label)}"
    found = desk.deriver.compute(
        text, {one.concept: one, two.concept: two}, one.concept, one.period, unit, label=label
    )
    return desk.settled(found) if found else desk.missing()


def _only_common(desk: Desk) -> Period | None:
    """The period where a ratio needs none: both measures give the same ratio in all periods reported."""
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


def _items(desk: Desk) -> list[Found] | None:
    """A figure for each measure and period; None where one is missing."""
    plan = desk.plan
    if not plan.periods:
        from service.listing import family_points, main_periods

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
    found = desk.deriver.total(items, _spanning(desk, items))
    if found is None:
        return desk.missing()
    return desk.settled(replace(found, label="Sum of " + _listed([_lower(f.label) for f in items])))


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
    if len(plan.periods) <= 1 and len(plan.measures) == 1:
        from service.listing import main_periods

        quarters = desk.ledger.calendar.quarters(plan.periods[0]) if plan.periods else ()
        periods = (
            quarters
            if len(quarters) > 1
            else ()
            if plan.periods
            else tuple(main_periods(desk, concept_of(plan.measures[0])))
        )
        if not periods:
            from service.operations import figure

            return figure(desk)
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
        label="Average of " + _listed([_lower(f.label) for f in items]),
    )
    return desk.settled(found) if found else desk.missing()


def difference(desk: Desk) -> Outcome:
    """One measure less another in one period; "between" and "gap" ask for its size."""
    items = _items(desk)
    if not items or len(items) != 2 or items[0].value.unit != items[1].value.unit:
        return desk.missing()
    one, two = items
    words = set(words_of(desk.question.text))
    if words & {"between", "gap"} and one.amount < two.amount:
        one, two = two, one
    unit = "percentage_point" if one.value.unit in POINT_UNITS else None
    found = desk.deriver.compute(
        f"{one.concept} - {two.concept}",
        {one.concept: one, two.concept: two},
        one.concept,
        one.period,
        unit,
        label=f"{one.label} less {_lower(two.label)}",
    )
    return desk.settled(found) if found else desk.missing()


def equals(desk: Desk) -> Outcome:
    """Whether a reported figure equals the sum of others; where it does not, the answer is disputed."""
    plan = desk.plan
    found = [desk.one(m, plan.periods[0]) for m in plan.measures]
    if any(f is None for f in found):
        return desk.missing()
    first, *rest = [f for f in found if f is not None]
    signs = [_sign(desk, a, b) for a, b in zip(plan.measures, plan.measures[1:], strict=False)]
    signs[0] = "+"
    text = "".join(f" {s} {f.concept}" for s, f in zip(signs, rest, strict=True)).strip(" +")
    result = desk.deriver.compute(text, {f.concept: f for f in rest}, first.concept, first.period)
    if result is None:
        return desk.missing()
    return _compared(desk, first, result)


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
