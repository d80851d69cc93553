"""A question to a plan: which operation, on which measures and periods, or why it is refused.

Comes in: a `Question` and a `Ledger`. Goes out: a `Plan`, data that is also said in words. Not for:
looking figures up or computing them (`service.operations`).

Rules stand in `RULES` in the order in which they are tried; each returns a plan or None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from corpus.model import Period
from corpus.periods import Calendar, previous, year_earlier
from service.ledger import Ledger
from service.question import Mention, Question
from service.relations import (
    Plan,
    alike,
    by_default,
    concept_of,
    distinct,
    is_percent,
    joined,
    part_and_whole,
    specific,
)
from service.terms import words_of
from service.timing import default_periods, expanded, ranged, with_periods

MARGIN_MEASURES = {"gross_margin": "gross_margin", "gross_profit": "gross_profit"}
TERSE_GROWTH = frozenset(
    words_of(w)
    for w in (
        "yoy",
        "y/y",
        "y-o-y",
        "year on year",
        "year over year",
        "qoq",
        "q/q",
        "q-o-q",
        "quarter on quarter",
        "quarter over quarter",
        "sequential",
        "sequentially",
        "annual growth",
        "on the year",
        "over the year",
    )
)
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
"""Operations whose words also stand in plain questions, and then say nothing more."""
NAMING = frozenset({"who", "whom", "whose", "where", "when"})
CHANGES = frozenset({"growth", "change", "difference", "yoy_change", "qoq_change"})
RELATING = frozenset(
    {
        "share",
        "margin",
        "gross_margin",
        "gross_profit",
        "ratio",
        "per",
        "sum",
        "difference",
        "equals",
        "left_out",
        "average",
        "implied",
        "compare",
        "highest",
        "lowest",
    }
)
TO_WORDS = frozenset({"to", "slash", "divided", "over", "per"})


def make_plan(question: Question, ledger: Ledger) -> Plan:
    """The plan of a question; operation "speak" hands it to the readers of sentences."""
    measures = distinct(question, question.measures)
    if not measures and question.has("positive", "negative"):
        measures = by_default(question, ledger)
    measures = specific(question, ledger, measures)
    unit = None if question.unit == "percent" else question.unit
    draft = Plan("figure", measures, question.periods, unit, given=question.scope.given)
    for rule in RULES:
        plan = rule(question, ledger, draft)
        if plan is not None:
            return plan
    if question.unit == "percent" and measures and not is_percent(ledger, measures[0]):
        return with_periods(question, ledger, replace(draft, operation="share"))
    return draft if _all_used(question, ledger, draft) else replace(draft, operation="refuse")


def _all_used(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """False where an operation is asked for that a plain figure would ignore."""
    left = question.operations - LET_PASS
    if _is_change(ledger, draft):
        left -= {"change", "difference"}
    if len(draft.measures) == 1 and len(draft.periods) == 1:
        left -= {"sum", "equals"}
    return not left


def _speaking(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Why, how, who, where, and everything that has no measure: for the readers of sentences."""
    if question.cue == "why" or question.cue_anywhere == "why":
        return replace(draft, operation="speak", form="passage")
    complete = bool(draft.measures) and bool(draft.periods) and not question.unmatched
    how = question.cue == "how" or (question.cue_anywhere == "how" and not complete)
    figures = (
        bool(draft.measures)
        and (bool(draft.periods) or bool(question.scope.given))
        and question.has(
            "change", "growth", "compare", "series", "difference", "guidance", "revision"
        )
    )
    opening, closing = words_of(question.text)[:1], question.text.rstrip(" ?.!").casefold()
    if "stand for" in closing:
        return replace(draft, operation="speak", form="text")
    if opening in (("what",), ("which",)) and closing.endswith(" for"):
        return replace(draft, operation="speak", form="passage")
    if how and not (figures and question.cue_anywhere != "how"):
        return replace(draft, operation="speak", form="passage")
    naming = opening[0] in NAMING if opening else False
    asked = complete and not naming
    if question.cue == "text" and not asked and not _answers_which(question, draft):
        return replace(draft, operation="speak", form="text")
    return None


def _answers_which(question: Question, draft: Plan) -> bool:
    return (
        bool(draft.measures)
        and not question.unmatched
        and question.has("highest", "lowest", "above", "below", "positive", "negative")
    )


def _not_understood(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """A word that matters and is not understood is never ignored."""
    unknown = question.of("unmatched")
    if unknown and question.has("left_out") and _all_printed(question, ledger):
        unknown = ()
    if unknown:
        return replace(draft, operation="refuse", form="unmatched")
    bare = question.of("bare_period") and not draft.periods and not draft.given
    if _unjoined(question, ledger, draft):
        return replace(draft, operation="refuse", form="unclear")
    if bare and not question.scope.default:
        return replace(draft, operation="refuse", form="bare period")
    if not draft.measures and not question.has("guidance"):
        return replace(draft, operation="refuse", form="no measure")
    return None


def _unjoined(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """True where neighbouring measures are neither listed nor related: "IIJ4U revenue"."""
    if question.operations & RELATING:
        return False
    if any(concept_of(m) in MARGIN_MEASURES for m in draft.measures):
        return False
    for one, other in pairwise(draft.measures):
        if joined(question, one, other) or TO_WORDS & set(
            words_of(question.text[one.end : other.start])
        ):
            continue
        partial = any(m.match is not None and m.match.cover < 0.9 for m in (one, other))
        if partial or not alike(ledger, concept_of(one), concept_of(other)):
            return True
    return False


def _all_printed(question: Question, ledger: Ledger) -> bool:
    """True where documents print every word that no name holds: what is left out may be so
    described.
    """
    printed = ledger.engine.vocabulary()
    return all(word.casefold() in printed for word in question.unmatched)


def _margin(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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
    if question.unit and question.unit.isupper() and form == "gross_margin":
        form = "gross_profit"
    return with_periods(
        question, ledger, replace(draft, operation="margin", measures=rest, form=form)
    )


def _equality(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Does a figure equal what it should? And what is left between a figure and its definition?"""
    if question.has("equals") and len(draft.measures) >= 2 and draft.periods:
        return replace(draft, operation="equals")
    if question.has("left_out") and draft.measures and draft.periods:
        return replace(draft, operation="left_out")
    return None


def _rates(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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


def _implied(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """A figure implied by a growth rate or a forecast: the period asked is the one not reported."""
    if not question.has("implied") or not draft.measures or not draft.periods:
        return None
    concept = concept_of(draft.measures[0])
    open_ones = [p for p in draft.periods if ledger.reported(concept, p, draft.unit) is None]
    form = next(
        (n for n in ("low_end", "high_end", "midpoint") if n in question.operations), "amount"
    )
    periods = tuple(open_ones[:1]) or draft.periods[:1]
    return replace(draft, operation="implied", form=form, periods=periods)


def _forecasts(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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
    if question.has("actual") and question.has(
        "compare", "difference", "change", "above", "below", "growth"
    ):
        return replace(draft, operation="guidance_actual", form=form)
    if len(draft.given) > 1 or (question.has("revision", "series") and not question.has("growth")):
        return replace(draft, operation="guidance_series", form=form)
    return replace(draft, operation="guidance", form=form)


def _share(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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
        measures = part_and_whole(question, ledger, measures)
    elif len(measures) > 2:
        return None
    return with_periods(question, ledger, replace(draft, operation="share", measures=measures))


def _names_both(question: Question, one: Mention, other: Mention) -> bool:
    """True where a measure's id holds the words of the other too: a part of a group."""
    named = set(words_of(concept_of(one).replace("_", " ")))
    return set(words_of(question.text[other.start : other.end])) <= named


def _ratio(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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
    form = "per" if per else "ratio" if question.has("ratio") else "to"
    if is_percent(ledger, first) or is_percent(ledger, second):
        return None
    return with_periods(question, ledger, replace(draft, operation="ratio", form=form))


def _change(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Growth and differences over time of one measure."""
    if len(draft.measures) != 1 and not _grow_together(question, draft):
        return None
    wanted = question.operations & CHANGES
    listing = question.has("series") and len(draft.periods) != 2
    if not wanted or listing or question.has("highest", "lowest", "average", "sum"):
        return None
    only_amount = wanted <= {"change", "difference"}
    if only_amount and len(draft.periods) <= 1 and _is_change(ledger, draft):
        return None
    facet = next((f for f in ("yoy_change", "qoq_change") if f in wanted), None)
    bare = not wanted & {"growth", "change", "difference"}
    if bare and (question.has("compare") or not _terse_growth(question)):
        return _shifted(question, ledger, draft, facet)
    periods = draft.periods or default_periods(question, ledger, draft)
    if not 0 < len(periods) <= 2:
        return None
    form = _change_form(question, wanted)
    return replace(draft, operation="change", periods=periods, facet=facet, form=form)


def _change_form(question: Question, wanted: frozenset[str]) -> str:
    """Whether a change is asked in percent, as a multiple, as an amount, or either way."""
    if question.has("ratio"):
        return "multiple"
    if question.unit and question.unit.isupper():
        return "amount"
    if "growth" in wanted or _terse_growth(question) or question.unit == "percent":
        return "percent"
    return "amount" if "difference" in wanted and "change" not in wanted else "either"


def _grow_together(question: Question, draft: Plan) -> bool:
    """True where several measures are asked for their growth."""
    growing = question.has("growth", "yoy_change", "qoq_change")
    return growing and bool(draft.measures) and not _tells(question)


def _is_change(ledger: Ledger, draft: Plan) -> bool:
    """True for a measure that is itself a change: "net decrease in cash"."""
    words = set(words_of(ledger.label(concept_of(draft.measures[0]))))
    return bool(words & {"increase", "decrease", "change"})


def _tells(question: Question) -> bool:
    return question.has("sum", "average", "share", "compare")


def _terse_growth(question: Question) -> bool:
    return any(
        words_of(question.corrected[m.start : m.end]) in TERSE_GROWTH
        or words_of(question.text[m.start : m.end]) in TERSE_GROWTH
        for m in question.of("operation")
    )


def _shifted(question: Question, ledger: Ledger, draft: Plan, facet: str | None) -> Plan | None:
    """ "2Q02 against the quarter before" shows both; "the quarter before 2Q02" is that quarter."""
    calendar = ledger.calendar
    move: Callable[[Period, Calendar], Period] = year_earlier if facet == "yoy_change" else previous
    if not draft.periods:
        return None
    period = draft.periods[0]
    earlier = move(period, calendar)
    if question.has("compare") or len(draft.periods) > 1 or len(draft.measures) > 1:
        periods = draft.periods if len(draft.periods) > 1 else (period, earlier)
        return replace(draft, operation="points", periods=tuple(periods), form="comparison")
    shifting = [m for m in question.of("operation") if m.name == facet]
    stands = question.of("period")
    if shifting and stands and shifting[0].start < stands[0].start:
        return replace(draft, operation="figure", periods=(earlier,))
    return replace(draft, operation="change", facet=facet, form="percent")


def _extremes(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Superlatives, thresholds and counts over the reported periods or over several measures."""
    rank = "highest" if question.has("highest") else "lowest" if question.has("lowest") else None
    figures = question.figures
    if (question.has("above", "below", "reach") and figures) or (figures and rank):
        return replace(
            draft,
            operation="threshold",
            threshold=figures[0].amount,
            rank="below" if question.has("below") or rank == "lowest" else "above",
            form=_counting(question),
        )
    if question.has("positive", "negative") and draft.measures:
        return replace(
            draft,
            operation="threshold",
            threshold=Decimal(0),
            rank="below" if question.has("negative") else "above",
            form=_counting(question),
        )
    if rank is None or not draft.measures:
        return None
    if (
        len(draft.measures) == 1
        and len(draft.periods) == 1
        and not question.has("series")
        and not ledger.calendar.quarters(draft.periods[0])[1:]
        and not _which(question)
    ):
        return None
    return replace(draft, operation="extreme", rank=rank)


def _which(question: Question) -> bool:
    return "which" in words_of(question.text)[:6] or "what" in words_of(question.text)[:2]


def _counting(question: Question) -> str:
    words = words_of(question.text)
    if words[:2] == ("how", "many") or "how many" in " ".join(words[:6]):
        return "count"
    return "yes_no" if question.cue == "yes_no" else "when"


def _yes_no(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Did it rise? Is one larger than the other?"""
    if question.cue != "yes_no" or not draft.measures:
        return None
    if question.has("change", "growth") and draft.periods and len(draft.measures) == 1:
        plan = _change(question, ledger, draft)
        return replace(plan, notes=("yes_no",)) if plan else None
    return None


def _totals(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Sums, averages and differences over measures or periods."""
    if question.has("average") and draft.measures:
        periods = expanded(question, ledger, draft)
        return replace(draft, operation="average", periods=periods)
    if (
        (question.has("sum") or _in_total(question, ledger, draft))
        and draft.measures
        and (len(draft.measures) > 1 or draft.periods[1:])
    ):
        return replace(draft, operation="sum", periods=ranged(question, ledger, draft))
    if question.has("difference") and len(draft.measures) == 2:
        return with_periods(question, ledger, replace(draft, operation="difference"))
    return None


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


def _series(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """One measure over several periods, several measures side by side."""
    if not draft.measures:
        return None
    periods = expanded(question, ledger, draft)
    if question.has("series"):
        return replace(draft, operation="points", form="series", periods=periods)
    if len(periods) > 1 or len(draft.measures) > 1:
        form = "comparison" if len(periods) < 3 or question.has("compare") else "series"
        plan = replace(draft, operation="points", periods=periods, form=form)
        return plan if periods else with_periods(question, ledger, plan)
    return None


def _no_period(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """No period is named: the only one reported, the latest if asked, else a choice."""
    if draft.periods or not draft.measures:
        return None
    return with_periods(question, ledger, draft)


RULES: tuple[Callable[[Question, Ledger, Plan], Plan | None], ...] = (
    _speaking,
    _not_understood,
    _rates,
    _equality,
    _implied,
    _forecasts,
    _extremes,
    _share,
    _margin,
    _yes_no,
    _ratio,
    _totals,
    _change,
    _series,
    _no_period,
)
"""Tried in this order; the first plan wins. The fall-back is one figure."""
