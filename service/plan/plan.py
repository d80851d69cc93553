"""A question to a plan: which operation, on which measures and periods, or why it is refused.

Comes in: a `Question` and a `Ledger`. Goes out: a `Plan`, data that is also said in words. Not for:
looking figures up or computing them (`service.find.fromplan`).

Rules stand in `RULES` in the order in which they are tried; each returns a plan or None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from service.find.reported import Ledger
from service.plan.accounting import unused
from service.plan.measures import (
    equality,
    excluding,
    forecasts,
    implied,
    margin,
    rates,
    ratio,
    share,
    totals,
)
from service.plan.relations import (
    Plan,
    by_default,
    distinct,
    is_percent,
    specific,
    stated_formula,
)
from service.plan.speech import not_understood, speaking
from service.plan.time import (
    between_days,
    change,
    extremes,
    is_change,
    no_period,
    series,
    yes_no,
)
from service.plan.timing import month_ends, with_periods
from service.understand.question import Question

LET_PASS = frozenset(
    {
        "actual",
        "latest",
        "earliest",
        "so_far",
        "series",
        "compare",
        "above",
        "below",
        "low_end",
        "high_end",
        "positive",
        "negative",
        "revision",
        "guidance",
    }
)


def make_plan(question: Question, ledger: Ledger) -> Plan:
    """The plan of a question; operation "speak" hands it to the readers of sentences.

    A plan that leaves a word aside which restricts what is asked is a refusal that names it.
    """
    plan = _drafted(question, ledger)
    if plan.operation in ("refuse", "speak"):
        return plan
    left = unused(question, ledger, plan)
    return replace(plan, operation="refuse", form="unused", words=left) if left else plan


def _drafted(question: Question, ledger: Ledger) -> Plan:
    measures = distinct(question, question.measures, ledger.engine.concepts)
    if not measures and question.has("positive", "negative"):
        measures = by_default(question, ledger)
    measures = specific(question, ledger, measures)
    unit = None if question.unit in ("percent", "percentage_point") else question.unit
    periods = month_ends(question, ledger, measures)
    draft = Plan("figure", measures, periods, unit, given=question.scope.given)
    if _spelled_out(question, draft):
        return with_periods(question, ledger, draft)
    for rule in PLAIN_RULES if is_plain(question, draft) else RULES:
        plan = rule(question, ledger, draft)
        if plan is not None:
            return plan
    if question.unit == "percent" and measures and not is_percent(ledger, measures[0]):
        return with_periods(question, ledger, replace(draft, operation="share"))
    return draft if _all_used(question, ledger, draft) else replace(draft, operation="refuse")


def is_plain(question: Question, draft: Plan) -> bool:
    """True for one measure in one period and nothing else said that any rule could be about."""
    return (
        len(draft.measures) == 1
        and len(draft.periods) == 1
        and question.cue is None
        and question.cue_anywhere is None
        and not question.figures
        and not draft.given
        and not any([m.kind in ASKING for m in question.mentions])
    )


def _spelled_out(question: Question, draft: Plan) -> bool:
    """True for a name with its own formula behind it: the formula's signs ask for nothing more."""
    if len(draft.measures) != 1 or question.unmatched:
        return False
    stated = stated_formula(question, question.measures)
    signs = {"ratio", "difference", "sum", "share", "margin", "equals"}
    return (
        bool(stated)
        and draft.measures == question.measures[:1]
        and not question.operations - LET_PASS - signs
    )


def _all_used(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """False where an operation is asked for that a plain figure would ignore."""
    left = question.operations - LET_PASS
    if is_change(ledger, draft):
        left -= {"change", "difference"}
    if len(draft.measures) == 1 and len(draft.periods) == 1:
        left -= {"sum", "equals"}
    return not left


RULES: tuple[Callable[[Question, Ledger, Plan], Plan | None], ...] = (
    speaking,
    not_understood,
    excluding,
    rates,
    equality,
    implied,
    forecasts,
    between_days,
    extremes,
    share,
    margin,
    yes_no,
    ratio,
    totals,
    change,
    series,
    no_period,
)
"""Tried in this order; the first plan wins. The fall-back is one figure."""
PLAIN_RULES = (speaking, not_understood)
"""The only ones that can have something to say about one measure in one period."""
ASKING = frozenset({"operation", "unit", "scale", "unmatched", "bare_period", "figure"})
"""Kinds of mentions beside a measure and a period that rules ask for."""
