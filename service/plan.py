"""A question to a plan: which operation, on which measures and periods, or why it is refused.

Comes in: a `Question` and a `Ledger`. Goes out: a `Plan`, data that is also said in words. Not for:
looking figures up or computing them (`service.operations`).

Rules stand in `RULES` in the order in which they are tried; each returns a plan or None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from corpus.model import Period
from corpus.periods import Calendar, previous, year_earlier
from service.ledger import Ledger, in_time
from service.measures import Match
from service.question import Mention, Question
from service.roles import operation_rows
from service.terms import words_of

PERCENT_WORDS = frozenset({"growth"})
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
SIDE_BY_SIDE = frozenset(
    {"and", "vs", "versus", "or", "compared", "against", "with", "plus", "than"}
)
TO_WORDS = frozenset({"to", "slash", "divided", "over", "per"})
RANGE_WORDS = frozenset({"from", "between", "through", "to", "until", "till", "since"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: an operation of `service.operations`, its measures (each with its readings), periods.

    `facet` is a growth facet, `threshold` a figure to pass, `rank` "highest" or "lowest", `given` the
    documents whose forecasts are meant; `notes` say in words what was assumed.
    """

    operation: str
    measures: tuple[Mention, ...] = ()
    periods: tuple[Period, ...] = ()
    unit: str | None = None
    facet: str | None = None
    form: str = ""
    threshold: Decimal | None = None
    rank: str | None = None
    given: tuple[frozenset[str], ...] = ()
    words: str = ""
    notes: tuple[str, ...] = field(default=())


def make_plan(question: Question, ledger: Ledger) -> Plan:
    """The plan of a question; operation "speak" hands it to the readers of sentences."""
    measures = _distinct(question, question.measures)
    if not measures and question.has("positive", "negative"):
        measures = _by_default(question, ledger)
    measures = _specific(question, ledger, measures)
    unit = None if question.unit == "percent" else question.unit
    draft = Plan("figure", measures, question.periods, unit, given=question.scope.given)
    for rule in RULES:
        plan = rule(question, ledger, draft)
        if plan is not None:
            return plan
    if question.unit == "percent" and measures and not _is_percent(ledger, measures[0]):
        return _with_periods(question, ledger, replace(draft, operation="share"))
    return draft


def _distinct(question: Question, measures: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Measures once each, in the order of the question."""
    kept: dict[tuple[str, ...], Mention] = {}
    outside = [m for m in measures if not _in_brackets(question, m)]
    for mention in outside or measures:
        if mention.match is not None:
            kept.setdefault(mention.match.concepts, mention)
    return tuple(kept.values())


def _in_brackets(question: Question, mention: Mention) -> bool:
    """True for a gloss: "free cash flow (operating plus investing)"."""
    before = question.text[: mention.start]
    return before.rfind("(") > before.rfind(")") and ")" in question.text[mention.end :]


def _specific(
    question: Question, ledger: Ledger, measures: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """ "Revenue from equipment" is the revenue of equipment: the part stands for both."""
    kept = list(measures)
    for one, other in zip(measures, measures[1:], strict=False):
        if _joined(question, one, other) or question.has(
            "share", "ratio", "per", "difference", "sum"
        ):
            continue
        for whole, part in ((one, other), (other, one)):
            if (
                whole in kept
                and part in kept
                and is_part(ledger, concept_of(part), concept_of(whole))
            ):
                kept.remove(whole)
                break
    return tuple(kept)


def is_part(ledger: Ledger, part: str, whole: str) -> bool:
    """True where a measure is a part of another, at any depth."""
    known = ledger.engine.concepts.get(whole)
    names = [name for name, weight in known.parts if weight > 0] if known else []
    return part in names or any(is_part(ledger, part, name) for name in names)


def _by_default(question: Question, ledger: Ledger) -> tuple[Mention, ...]:
    """The measure that an operation speaks of when none is named: "profitable" is of net income."""
    for mention in question.of("operation"):
        name = operation_rows()[mention.name].get("default")
        known = ledger.engine.concepts.find(name) if name else None
        if known is not None:
            match = Match((known.id,), 1.0, 1.0, known.label)
            return (replace(mention, kind="measure", meaning=known.label, match=match),)
    return ()


def concept_of(mention: Mention) -> str:
    """The likeliest measure of a mention."""
    return mention.match.concepts[0] if mention.match else mention.name


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
    if opening in (("what",), ("which",)) and closing.endswith(" for"):
        return replace(draft, operation="speak", form="passage")
    if how and not (figures and question.cue_anywhere != "how"):
        return replace(draft, operation="speak", form="passage")
    if question.cue == "text" and not _answers_which(question, draft):
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
    if question.of("bare_period") and not draft.periods and not question.scope.default:
        return replace(draft, operation="refuse", form="bare period")
    if not draft.measures and not question.has("guidance"):
        return replace(draft, operation="refuse", form="no measure")
    return None


def _all_printed(question: Question, ledger: Ledger) -> bool:
    """True where documents print every word that no name holds: what is left out may be so described."""
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
    if form is None or not rest or (own and _joined(question, own[0], rest[0])):
        return None
    if question.unit and question.unit.isupper() and form == "gross_margin":
        form = "gross_profit"
    return _with_periods(
        question, ledger, replace(draft, operation="margin", measures=rest, form=form)
    )


def _joined(question: Question, one: Mention, other: Mention) -> bool:
    """True where both stand side by side: "gross margin and revenue", not "gross margin of revenue"."""
    first, second = sorted((one, other), key=lambda m: m.start)
    between = words_of(question.text[first.end : second.start])
    return "," in question.text[first.end : second.start] or bool(SIDE_BY_SIDE & set(between))


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
    if len(draft.measures) == 1 and _is_percent(ledger, draft.measures[0]):
        return None
    measures = draft.measures
    if len(measures) == 2:
        measures = _part_and_whole(question, ledger, measures)
    elif len(measures) > 2:
        return None
    return _with_periods(question, ledger, replace(draft, operation="share", measures=measures))


def _part_and_whole(
    question: Question, ledger: Ledger, measures: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    first, second = measures
    concepts = ledger.engine.concepts
    wholes = [m for m in measures if concept_of(m) in ("total_revenues", "total_assets")]
    if len(wholes) == 1:
        whole = wholes[0]
    else:
        sharing = [m for m in question.of("operation") if m.name == "share"]
        before = bool(sharing) and sharing[0].start < first.start
        whole = first if before else second
        known = concepts.get(concept_of(first))
        if known and concept_of(second) in dict(known.parts):
            whole = first
    part = second if whole is first else first
    return part, whole


def _is_percent(ledger: Ledger, mention: Mention) -> bool:
    known = ledger.engine.concepts.get(concept_of(mention))
    if known is not None:
        return known.kind in ("percent", "ratio")
    return ledger.unit_of(concept_of(mention)) in ("percent", "ratio")


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
    if _is_percent(ledger, first) or _is_percent(ledger, second):
        return None
    return _with_periods(question, ledger, replace(draft, operation="ratio", form=form))


def _change(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Growth and differences over time of one measure."""
    if len(draft.measures) != 1:
        if not (
            question.has("growth", "yoy_change", "qoq_change")
            and draft.measures
            and not _tells(question)
        ):
            return None
    wanted = question.operations & {"growth", "change", "difference", "yoy_change", "qoq_change"}
    if wanted <= {"change", "difference"} and len(draft.periods) <= 1 and _is_change(ledger, draft):
        return None
    if (
        not wanted
        or (question.has("series") and len(draft.periods) != 2)
        or question.has("highest", "lowest")
    ):
        return None
    facet = (
        "yoy_change" if "yoy_change" in wanted else "qoq_change" if "qoq_change" in wanted else None
    )
    if wanted <= {"yoy_change", "qoq_change"} and not _terse_growth(question):
        return _shifted(question, ledger, draft, facet)
    if question.has("compare") and not wanted & {"growth", "change", "difference"}:
        return _shifted(question, ledger, draft, facet)
    percent = "growth" in wanted or _terse_growth(question) or question.unit == "percent"
    form = "percent" if percent else "either"
    if "difference" in wanted or (question.unit and question.unit.isupper()):
        form = "percent" if percent else "amount" if "change" not in wanted else "either"
        if question.unit and question.unit.isupper():
            form = "amount"
    periods = draft.periods or _default_periods(question, ledger, draft)
    if not periods:
        return None
    if len(periods) > 2:
        return None
    if "average" in question.operations or "sum" in question.operations:
        return None
    return replace(draft, operation="change", periods=periods, facet=facet, form=form)


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
    stands = [m for m in question.of("period")]
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
    if question.has("positive", "negative") and draft.measures and question.cue != "text":
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
        periods = _expanded(question, ledger, draft)
        return replace(draft, operation="average", periods=periods)
    if (
        (question.has("sum") or _in_total(question, ledger, draft))
        and draft.measures
        and (len(draft.measures) > 1 or draft.periods[1:])
    ):
        return replace(draft, operation="sum", periods=_ranged(question, ledger, draft))
    if question.has("difference") and len(draft.measures) == 2:
        return _with_periods(question, ledger, replace(draft, operation="difference"))
    return None


def _in_total(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """ "Total A, B and C" adds them up, where "total" is no part of the first one's name."""
    if len(draft.measures) < 2 or question.has("compare"):
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
    expanded = _expanded(question, ledger, draft)
    if question.has("series") or (
        question.has("so_far") and len(draft.periods) <= 1 and question.has("series")
    ):
        if len(draft.measures) == 1 and not expanded:
            return replace(draft, operation="points", form="series", periods=())
        return replace(draft, operation="points", form="series", periods=expanded)
    if len(expanded) > 1 or len(draft.measures) > 1:
        plan = replace(
            draft,
            operation="points",
            periods=expanded,
            form="comparison" if len(expanded) < 3 or question.has("compare") else "series",
        )
        return plan if expanded else _with_periods(question, ledger, plan)
    return None


def _ranged(question: Question, ledger: Ledger, draft: Plan) -> tuple[Period, ...]:
    """Two periods with "from ... to ..." around them as the quarters from one to the other."""
    periods = draft.periods
    mentions = [m for m in question.of("period") if m.period is not None]
    if len(periods) != 2 or len(mentions) != 2:
        return periods
    gap = question.text[mentions[0].end : mentions[1].start]
    words = set(words_of(gap))
    lead = set(words_of(question.text[max(0, mentions[0].start - 9) : mentions[0].start]))
    spans = (
        bool(words & {"to", "through", "until", "till"})
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
    return _quarters_between(ledger, first, last)


def _quarters_between(ledger: Ledger, first: Period, last: Period) -> tuple[Period, ...]:
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


def _expanded(question: Question, ledger: Ledger, draft: Plan) -> tuple[Period, ...]:
    """The periods of a series: a range as its quarters, a year as its quarters where asked by quarter."""
    periods = _ranged(question, ledger, draft)
    if len(periods) == 1 and question.has("series", "average", "so_far"):
        quarters = ledger.calendar.quarters(periods[0])
        if len(quarters) > 1:
            return quarters
    return periods


def _no_period(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """No period is named: an attribute, the only one reported, the latest if asked, else a choice."""
    if draft.periods or not draft.measures:
        return None
    return _with_periods(question, ledger, draft)


def _with_periods(question: Question, ledger: Ledger, plan: Plan) -> Plan:
    """The plan with the period that goes without saying; several stay open ("ambiguous")."""
    if plan.periods:
        return plan
    periods = _default_periods(question, ledger, plan)
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


def _default_periods(question: Question, ledger: Ledger, plan: Plan) -> tuple[Period, ...]:
    if not plan.measures:
        return ()
    concept = concept_of(plan.measures[0])
    known = ledger.periods(concept, plan.unit) or ledger.periods(concept)
    formula = ledger.engine.concepts.get(concept)
    if not known and formula is not None and formula.formula:
        from service.formula import parse_formula

        known = ledger.periods(parse_formula(formula.formula).names[0])
    if question.scope.default:
        reporting = [p for p in known if p.label == question.scope.default]
        if not reporting:
            ends = {d.period: d for d in ledger.engine.documents.values()}
            if question.scope.default in ends:
                from corpus.periods import parse_period

                whole = parse_period(question.scope.default, ledger.calendar)
                reporting = [p for p in known if p.end == whole.end]
        if reporting:
            return (reporting[0],)
    if question.has("latest", "so_far") and known:
        return (known[-1],)
    if question.has("earliest") and known:
        return (known[0],)
    return (known[0],) if len(known) == 1 else ()


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
