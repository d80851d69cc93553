"""Rules that relate measures: margins, shares, ratios, sums, equalities, forecasts.

Comes in: a `Question`, a `Ledger`, a draft `Plan`. Goes out: a plan or None. Not for: change over
time (`service.plan.time`).
"""

from __future__ import annotations

from dataclasses import replace

from service.find.reported import Ledger
from service.plan.relations import (
    Plan,
    concept_of,
    counted_whole,
    is_part,
    is_percent,
    joined,
    part_and_whole,
    sold_each,
    stated_chain,
)
from service.plan.timing import expanded, ranged, with_periods
from service.understand.question import Mention, Question
from service.understand.terms import words_of

MARGIN_MEASURES = {"gross_margin": "gross_margin", "gross_profit": "gross_profit"}
PASSING = frozenset({"beat", "beaten", "exceed", "exceeded", "surpass", "surpassed", "topped"})
TAKEN_OFF = frozenset({"depreciation", "amortization", "allowance", "impairment"})
"""What a balance printed net has had taken off it."""
TO_WORDS = frozenset({"to", "slash", "divided", "over", "per"})


def margin(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Gross margin, gross profit or margin of a measure."""
    own = [m for m in draft.measures if concept_of(m) in MARGIN_MEASURES]
    rest = tuple(m for m in draft.measures if m not in own)
    form = (
        MARGIN_MEASURES[concept_of(own[0])]
        if own
        else "gross_margin"
        if question.has("gross_margin")
        else "gross_profit"
        if question.has("gross_profit")
        else "margin"
        if question.has("margin")
        else None
    )
    if form is None or not rest or (own and joined(question, own[0], rest[0])):
        return None
    of_sales = form == "margin" and len(rest) == 2 and concept_of(rest[1]) == "total_revenues"
    if of_sales and not joined(question, *rest):
        # "Net income as a margin on revenue": the whole is named.
        return with_periods(question, ledger, replace(draft, operation="share", measures=rest))
    if question.unit and question.unit.isupper() and form == "gross_margin":
        form = "gross_profit"
    return with_periods(
        question, ledger, replace(draft, operation="margin", measures=rest, form=form)
    )


def excluding(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """ "Revenues without equipment sales": a part taken off its whole, and of nothing else."""
    said = [m for m in question.of("operation") if m.name == "excluding"]
    if not said:
        return None
    measures = question.measures
    refused = replace(draft, operation="refuse", form="unclear")
    if len(said) != 1 or len(measures) != 2 or question.operations != {"excluding"}:
        return refused
    whole, part = measures
    between = whole.end <= said[0].start and said[0].end <= part.start
    if not between or not is_part(ledger, concept_of(part), concept_of(whole)):
        return refused
    return with_periods(question, ledger, replace(draft, operation="difference", measures=measures))


def equality(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Does a figure equal what it should? And what is left between a figure and its definition?"""
    signs = [m for m in question.of("operation") if m.name == "equals"]
    naming = bool(signs) and question.text[signs[0].start : signs[0].end] == "="
    if naming and draft.measures and draft.measures[0].start > signs[0].start:
        return None  # a name that is no measure, then its formula
    if question.has("equals") and len(draft.measures) >= 2 and draft.periods:
        return replace(draft, operation="equals")
    if question.has("left_out") and draft.measures and draft.periods:
        return replace(draft, operation="left_out")
    return None


def rates(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """The exchange rate that two printings of one figure imply."""
    rate = [
        m
        for m in draft.measures
        if ledger.engine.concepts.get(concept_of(m)) is not None
        and ledger.engine.concepts.by_id[concept_of(m)].kind == "rate"
    ]
    if rate and question.has("implied"):
        return replace(draft, operation="implied_rate", measures=tuple(rate))
    return None


def implied(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """A figure implied by a growth rate or a forecast: the period asked is the one not reported."""
    if not question.has("implied") or not draft.measures or not draft.periods:
        return None
    concept = concept_of(draft.measures[0])
    open_ones = [p for p in draft.periods if ledger.reported(concept, p, draft.unit) is None]
    if not open_ones:
        return None
    form = next(
        (n for n in ("low_end", "high_end", "midpoint") if n in question.operations), "amount"
    )
    return replace(draft, operation="implied", form=form, periods=tuple(open_ones[:1]))


def forecasts(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Guidance: a range, a point, its revisions, against what came out."""
    if not question.has("guidance") and not draft.given:
        return None
    form = (
        "growth"
        if question.has("growth") or (question.has("change") and not draft.given[1:])
        else "amount"
    )
    if question.has("low_end", "high_end", "midpoint"):
        form = next(n for n in ("low_end", "high_end", "midpoint") if n in question.operations)
    passed = bool(PASSING & set(words_of(question.text))) and not question.figures
    compared = ("compare", "difference", "change", "above", "below", "growth")
    if (passed and draft.measures) or (question.has("actual") and question.has(*compared)):
        return replace(draft, operation="guidance_actual", form=form)
    if len(draft.given) > 1 or (question.has("revision", "series") and not question.has("growth")):
        return replace(draft, operation="guidance_series", form=form)
    return replace(draft, operation="guidance", form=form)


def share(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """The part that one measure makes of another, or of revenues or assets where none is named."""
    if not question.has("share"):
        return None
    told = [m for m in draft.measures if is_percent(ledger, m)]
    if len(told) == 2:
        told = [m for m, other in (told, told[::-1]) if _names_both(question, m, other)]
    if told:
        plan = replace(draft, operation="figure", measures=tuple(told[:1]))
        return with_periods(question, ledger, plan) if len(told) == 1 else None
    if len(draft.measures) == 1 and question.has("ratio", "per"):
        return replace(draft, operation="refuse", form="unclear")
    measures = draft.measures
    if len(measures) == 2:
        measures = counted_whole(ledger, part_and_whole(question, ledger, measures))
    elif len(measures) > 2:
        return None
    return with_periods(question, ledger, replace(draft, operation="share", measures=measures))


def _names_both(question: Question, one: Mention, other: Mention) -> bool:
    """True where a measure's id holds the words of the other too: a part of a group."""
    named = set(words_of(concept_of(one).replace("_", " ")))
    return set(words_of(question.text[other.start : other.end])) <= named


def ratio(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """One measure to, per or divided by another."""
    if len(draft.measures) != 2:
        return None
    first, second = draft.measures
    gap = words_of(question.text[first.end : second.start])
    per = (question.has("per") and "per" in gap) or "per" in gap or "each" in gap
    if not (
        per
        or question.has("ratio")
        or (set(gap) & TO_WORDS and "compared" not in gap and len(draft.periods) < 2)
    ):
        return None
    if per:
        draft = replace(draft, measures=(sold_each(ledger, first, second), second))
    form = "per" if per else "ratio" if question.has("ratio") else "to"
    if is_percent(ledger, first) or is_percent(ledger, second):
        return None
    return with_periods(question, ledger, replace(draft, operation="ratio", form=form))


def totals(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Sums, averages and differences over measures or periods."""
    if question.has("average") and draft.measures:
        if _monthly(question):
            return replace(draft, operation="average", form="monthly")
        periods = expanded(question, ledger, draft)
        return replace(draft, operation="average", periods=periods)
    if (
        (question.has("sum") or _in_total(question, ledger, draft))
        and not (question.has("difference") and stated_chain(question, draft.measures))
        and draft.measures
        and (len(draft.measures) > 1 or draft.periods[1:])
    ):
        return replace(draft, operation="sum", periods=ranged(question, ledger, draft))
    chained = len(draft.measures) > 2 and stated_chain(question, draft.measures)
    if question.has("difference") and len(draft.measures) == 2:
        if _named_net(question, ledger, draft):
            plan = replace(draft, measures=draft.measures[:1])
            return with_periods(question, ledger, plan)
        if _held_and_flown(ledger, draft):
            return replace(draft, operation="refuse", form="unclear")
    if question.has("difference") and (len(draft.measures) == 2 or chained):
        return with_periods(question, ledger, replace(draft, operation="difference"))
    return None


def _named_net(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """ "Property and equipment net of depreciation" is printed net: nothing is taken off it."""
    first, second = draft.measures
    gap = words_of(question.text[first.end : second.start])
    if gap[:2] != ("net", "of") or "net" not in words_of(ledger.label(concept_of(first))):
        return False
    return not TAKEN_OFF.isdisjoint(words_of(question.text[second.start : second.end]))


def _held_and_flown(ledger: Ledger, draft: Plan) -> bool:
    """True for what is held on a day and what flows in a stretch: their difference is nothing."""
    concepts = ledger.engine.concepts
    kinds = {concepts.period_type(concept_of(m)) for m in draft.measures}
    return kinds == {"instant", "duration"}


def _monthly(question: Question) -> bool:
    said = (question.text[m.start : m.end] for m in question.of("operation") if m.name == "average")
    return any({"month", "monthly"} & set(words_of(text)) for text in said)


def _in_total(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """ "Total A, B and C" adds them up, where "total" is no part of the first one's name."""
    several = len(draft.measures) > 1 or len(draft.periods) > 1
    if not several or question.has("compare", "series", "change", "growth", "difference"):
        return False
    first = draft.measures[0]
    before = (
        words_of(question.text[: first.start])[-1:] + words_of(question.text[first.start :])[:1]
    )
    named = set(words_of(ledger.label(concept_of(first)))) | set(words_of(first.name))
    return "total" in before and "total" not in named
