"""Rules over time: changes, series, superlatives, thresholds, and the period that is not named.

Comes in: a `Question`, a `Ledger`, a draft `Plan`. Goes out: a plan or None. Not for: what the
measures have to do with each other (`service.plan.measures`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from corpus.base.records import Period
from corpus.grammar.periods import Calendar, previous, year_earlier
from service.find.reported import Ledger
from service.plan.relations import (
    Plan,
    concept_of,
)
from service.plan.timing import default_periods, expanded, with_periods
from service.understand.measures import Match
from service.understand.question import Question
from service.understand.rowkin import balance_of, flow_of
from service.understand.terms import words_of

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
CHANGES = frozenset({"growth", "change", "difference", "yoy_change", "qoq_change"})


def change(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Growth and differences over time of one measure."""
    if len(draft.measures) != 1 and not _grow_together(question, draft):
        return None
    wanted = question.operations & CHANGES
    listing = question.has("series") and len(draft.periods) != 2
    if not wanted or listing or question.has("highest", "lowest", "average", "sum"):
        return None
    against = _against(question, ledger, draft)
    if against is not None:
        return against
    only_amount = wanted <= {"change", "difference"}
    if only_amount and _change_form(question, wanted) != "percent":
        over = _over(question, ledger, draft)
        if over is not None:
            return over
    if only_amount and len(draft.periods) <= 1 and is_change(ledger, draft):
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


def _against(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """ "How far did unit costs fall against 2Q01": only the change since then is printed."""
    if len(draft.measures) != 1 or len(draft.periods) != 1 or not question.has("compare"):
        return None
    concept, base = concept_of(draft.measures[0]), draft.periods[0]
    if ledger.periods(concept):
        return None
    moves = (("yoy_change", year_earlier), ("qoq_change", previous))
    for facet, move in moves:
        since = [
            p for p in ledger.periods(f"{concept}_{facet}") if move(p, ledger.calendar) == base
        ]
        if len(since) == 1:
            told = tuple(since)
            return replace(draft, operation="change", periods=told, facet=facet, form="percent")
    return None


def between_days(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """ "Change in inventories between two days" is of the balance, not of the row of a stretch."""
    if len(draft.measures) != 1 or len(draft.periods) != 2:
        return None
    mention = draft.measures[0]
    if not all(p.is_instant for p in draft.periods) or not is_change(ledger, draft):
        return None
    held = balance_of(ledger.engine.concepts, concept_of(mention))
    if held is None:
        return None
    match = Match((held.id,), 1.0, 1.0, held.label)
    told = replace(mention, meaning=held.label, match=match)
    form = _change_form(question, question.operations & CHANGES)
    return replace(draft, operation="change", measures=(told,), form=form)


def _over(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """The change of a balance over a stretch: its own printed row, else its end less its start."""
    if len(draft.measures) != 1 or len(draft.periods) != 1:
        return None
    period, mention, start = draft.periods[0], draft.measures[0], draft.periods[0].start
    concepts = ledger.engine.concepts
    if start is None or concepts.period_type(concept_of(mention)) != "instant":
        return None
    row = flow_of(concepts, concept_of(mention), net=True)
    if row is not None and question.cue != "yes_no" and ledger.reported(row.id, period):
        match = Match((row.id,), 1.0, 1.0, row.label)
        told = replace(mention, meaning=row.label, match=match)
        return replace(draft, operation="figure", measures=(told,))
    begin = ledger.calendar.instant(start - timedelta(days=1))
    ends = (begin, ledger.calendar.instant(period.end))
    return replace(draft, operation="change", periods=ends, form="amount")


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


def is_change(ledger: Ledger, draft: Plan) -> bool:
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
    if _earlier_than(question, facet):
        return replace(draft, operation="figure", periods=(earlier,))
    if question.has("compare") or len(draft.periods) > 1 or len(draft.measures) > 1:
        periods = draft.periods if len(draft.periods) > 1 else (period, earlier)
        return replace(draft, operation="points", periods=tuple(periods), form="comparison")
    shifting = [m for m in question.of("operation") if m.name == facet]
    stands = question.of("period")
    if shifting and stands and stands[0].end <= shifting[0].start:
        gap = words_of(question.text[stands[0].end : shifting[0].start])
        if "and" in gap:
            both = (period, earlier)
            return replace(draft, operation="points", periods=both, form="comparison")
    if shifting and stands and shifting[0].start < stands[0].start:
        return replace(draft, operation="figure", periods=(earlier,))
    return replace(draft, operation="change", facet=facet, form="percent")


def _earlier_than(question: Question, facet: str | None) -> bool:
    """ "One year earlier than 2Q02" is one period, no comparison of two."""
    shifting = [m for m in question.of("operation") if m.name == facet]
    stands = question.of("period")
    if len(shifting) != 1 or len(stands) != 1 or len(question.measures) != 1:
        return False
    gap = words_of(question.text[shifting[0].end : stands[0].start])
    compared = [m for m in question.of("operation") if m.name == "compare"]
    inside = all(shifting[0].end <= m.start < stands[0].start for m in compared)
    said = words_of(question.text[shifting[0].start : shifting[0].end])[-1:]
    return inside and gap == ("than",) and said in (("earlier",), ("before",), ("ago",))


def extremes(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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


def yes_no(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Did it rise? Is one larger than the other?"""
    if question.cue != "yes_no" or not draft.measures:
        return None
    both = [m for m in question.of("operation") if m.name == "compare"]
    if any("both" in words_of(question.text[m.start : m.end]) for m in both):
        return replace(draft, operation="points", form="comparison") if draft.periods[1:] else None
    if question.has("change", "growth") and draft.periods and len(draft.measures) == 1:
        plan = change(question, ledger, draft)
        return replace(plan, notes=("yes_no",)) if plan else None
    return None


def series(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
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


def no_period(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """No period is named: the only one reported, the latest if asked, else a choice."""
    if draft.periods or not draft.measures:
        return None
    return with_periods(question, ledger, draft)
