"""Operations on two or more figures: changes, shares, margins, ratios, sums, averages, equalities.

Comes in: a `Desk`. Goes out: an `Outcome`; a printed result goes before a computed one. Not for:
lists of figures (`service.find.operations.listing`) or forecasts
(`service.find.operations.forecasts`).
"""

from __future__ import annotations

from dataclasses import replace

from corpus.base.records import Period
from corpus.grammar.periods import previous, year_earlier
from service.find.outcome import Desk, Outcome
from service.find.reported import Found, Ledger, in_time
from service.plan.formula import parse_formula
from service.understand.question import Mention
from service.understand.roles import operation_rows
from service.understand.terms import words_of

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
    mention = desk.plan.measures[0]
    sized = not LOSSES.isdisjoint(words_of(desk.question.text[mention.start : mention.end]))
    pair = _both(desk, mention)
    if pair is None:
        return replace(outcome, lead="")
    later, earlier = (-f.amount if sized else f.amount for f in pair)
    rose = later > earlier
    if sized:
        words = set(words_of(desk.question.text))
        if words & {"improve", "improved", "worsen", "worsened", "deteriorate", "deteriorated"}:
            asked_down = bool(words & {"improve", "improved"})
    return replace(outcome, lead="Yes" if rose != asked_down else "No")


LOSSES = frozenset({"loss", "deficit", "deficiency"})
"""Measures that are larger the further below zero they are."""


def _both(desk: Desk, mention: Mention) -> tuple[Found, Found] | None:
    """The two figures that a yes or no compares, whatever percentage is printed of them."""
    periods = in_time(desk.plan.periods)
    later = periods[-1]
    earlier = (
        periods[0]
        if len(periods) > 1
        else change_periods(later, desk.plan.facet or "yoy_change", desk.ledger)
    )
    one, two = desk.one(mention, later), desk.one(mention, earlier)
    return (one, two) if one is not None and two is not None else None


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
    own = desk.plan.unit or ledger.unit_of(concept)
    asked = {"percent": ("percent",), "multiple": ("ratio",), "amount": (own,)}
    units = asked.get(form, ("percent", own))
    for unit in units:
        if unit is not None:
            found = ledger.reported(f"{concept}_{facet}", period, unit)
            if found is not None:
                return found
    return None


def _computed_change(desk: Desk, later: Found, earlier: Found) -> Found | None:
    a, b = f"{later.concept}_{_slug(later.period)}", f"{earlier.concept}_{_slug(earlier.period)}"
    label = f"Change in {lower(later.label)} from {earlier.period.label} to {later.period.label}"
    inputs = {a: later, b: earlier}
    if later.value.unit in POINT_UNITS:
        return desk.deriver.compute(
            f"{a} - {b}", inputs, later.concept, later.period, "percentage_point", label=label
        )
    if desk.plan.form == "multiple":
        return desk.deriver.compute(
            fill("ratio", a, b), inputs, later.concept, later.period, "ratio", label=label
        )
    if desk.plan.form == "percent":
        return desk.deriver.compute(
            fill("growth", a, b), inputs, later.concept, later.period, "percent", label=label
        )
    return desk.deriver.compute(
        fill("change", a, b), inputs, later.concept, later.period, label=label
    )


def fill(operation: str, *names: str) -> str:
    """The formula of the table with names in place of its letters."""
    letters = dict(zip("ab", names, strict=False))
    formula = parse_formula(operation_rows()[operation]["formula"])
    return formula.working(letters)


def _slug(period: Period) -> str:
    return "".join(c if c.isalnum() else "_" for c in period.label)


def lower(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def change_periods(period: Period, facet: str, ledger: Ledger) -> Period:
    """The period that a growth facet compares with."""
    if facet == "yoy_change":
        return year_earlier(period, ledger.calendar)
    return previous(period, ledger.calendar)


def facet_between(later: Period, earlier: Period, ledger: Ledger) -> str | None:
    """ "yoy_change" or "qoq_change" where the periods are that far apart, else None."""
    for facet in ("yoy_change", "qoq_change"):
        if change_periods(later, facet, ledger).end == earlier.end and (
            (later.start is None) == (earlier.start is None)
        ):
            return facet
    return None
