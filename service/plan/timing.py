"""Which periods a plan is of: ranges, years by quarter, and the period that goes without saying.

Comes in: a `Question`, a `Ledger`, a draft `Plan`. Goes out: periods, or the plan with its
periods. Not for: reading periods (`corpus.grammar.periods`, `service.understand.ellipsis`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from corpus.base.records import Period
from service.cite.shelf import shelf_of
from service.find.reported import Ledger, in_time
from service.plan.relations import Plan, concept_of
from service.understand.question import Mention, Question
from service.understand.terms import words_of


def ranged(question: Question, ledger: Ledger, draft: Plan) -> tuple[Period, ...]:
    """Two periods with "from ... to ..." around them as the quarters from one to the other."""
    periods = draft.periods
    mentions = [m for m in question.of("period") if m.period is not None]
    if len(periods) != 2 or len(mentions) != 2:
        return periods
    gap = question.text[mentions[0].end : mentions[1].start]
    words = set(words_of(gap))
    lead = set(words_of(question.text[max(0, mentions[0].start - 9) : mentions[0].start]))
    spans = (
        bool(words & {"to", "through", "thru", "until", "till"})
        or gap.strip() in ("-", "–", "—", "...", "..")
        or (
            "and" in words
            and "between" in lead
            and question.has("series", "sum", "average", "highest", "lowest", "above", "below")
        )
    )
    if not spans or "compare" in words or "compared" in words:
        return periods
    first, last = in_time(periods)
    return quarters_between(ledger, first, last)


def quarters_between(ledger: Ledger, first: Period, last: Period) -> tuple[Period, ...]:
    calendar = ledger.calendar
    if first.is_instant != last.is_instant:
        return (first, last)
    step = (
        3
        if first.is_instant
        else max(1, round((first.end - first.start).days / 30.4))
        if first.start
        else 3
    )
    found = [first]
    while found[-1].end < last.end and len(found) < 60:
        found.append(calendar.shift(found[-1], step))
    return tuple(found) if found[-1].end == last.end else (first, last)


def month_ends(
    question: Question, ledger: Ledger, measures: tuple[Mention, ...]
) -> tuple[Period, ...]:
    """The periods named; "from June to September" of a balance are the ends of both months."""
    periods = question.periods
    if len(periods) != 1 or len(measures) != 1 or periods[0].start is None:
        return periods
    balance = ledger.engine.concepts.period_type(concept_of(measures[0])) == "instant"
    if not balance or "/" not in periods[0].label:
        return periods
    month = periods[0].start.replace(day=28) + timedelta(days=4)
    first = ledger.calendar.instant(month - timedelta(days=month.day))
    return (first, ledger.calendar.instant(periods[0].end))


def expanded(question: Question, ledger: Ledger, draft: Plan) -> tuple[Period, ...]:
    """The periods of a series: a range as its quarters, a year as its quarters where asked by
    quarter.
    """
    periods = ranged(question, ledger, draft)
    if len(periods) == 1 and question.has("series", "average", "so_far"):
        quarters = ledger.calendar.quarters(periods[0])
        if len(quarters) > 1:
            return quarters
    return periods


def with_periods(question: Question, ledger: Ledger, plan: Plan) -> Plan:
    """The plan with the period that goes without saying; several stay open ("ambiguous")."""
    if plan.periods:
        return plan
    periods = default_periods(question, ledger, plan)
    if periods:
        note = (
            f"no period was asked; {periods[0].label} is meant"
            if not question.has("latest")
            else ""
        )
        return replace(plan, periods=periods, notes=(*plan.notes, note) if note else plan.notes)
    return replace(
        plan, operation="open_period" if plan.operation in ("figure", "points") else plan.operation
    )


def default_periods(question: Question, ledger: Ledger, plan: Plan) -> tuple[Period, ...]:
    if not plan.measures:
        return ()
    concept = concept_of(plan.measures[0])
    known = ledger.periods(concept, plan.unit) or ledger.periods(concept)
    formula = ledger.engine.concepts.get(concept)
    if not known or question.has("growth", "change", "yoy_change", "qoq_change"):
        facets = ("yoy_change", "qoq_change", "change")
        known = in_time({p for f in facets for p in ledger.periods(f"{concept}_{f}")}) or known
    if not known and formula is not None and formula.formula:
        from service.plan.formula import parse_formula

        known = ledger.periods(parse_formula(formula.formula).names[0])
    if question.scope.default:
        reporting = [p for p in known if p.label == question.scope.default]
        if not reporting and shelf_of(ledger.engine).reporting(question.scope.default):
            from corpus.grammar.periods import parse_period

            whole = parse_period(question.scope.default, ledger.calendar)
            reporting = [p for p in known if p.end == whole.end]
        if reporting:
            return (reporting[0],)
    if question.has("latest", "so_far") and known:
        return (known[-1],)
    if question.has("earliest") and known:
        return (known[0],)
    return (known[0],) if len(known) == 1 else ()
