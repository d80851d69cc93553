"""Operations over lists of figures: side by side, over time, the largest, those past a threshold.

Comes in: a `Desk`. Goes out: an `Outcome` with points. Not for: arithmetic on them
(`service.find.operations.changes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from corpus.base.records import Period
from service.find.outcome import Desk, Kind, Outcome
from service.find.reported import Found, in_time
from service.plan.relations import concept_of
from service.say.values import say_value
from service.understand.question import Mention
from service.understand.terms import words_of

MOST_POINTS = 24
GROUP_WORDS = frozenset(
    [
        "service",
        "segment",
        "line",
        "business",
        "category",
        "division",
        "source",
        "item",
        "product",
        "part",
        "component",
        "type",
        "one",
        "stream",
        "area",
        "kind",
    ]
)


def length_class(period: Period) -> str:
    """ "instant", "quarter", "year" or the number of days of another stretch."""
    if period.start is None:
        return "instant"
    days = (period.end - period.start).days + 1
    return (
        "quarter" if 80 <= days <= 100 else "year" if 350 <= days <= 380 else str(round(days / 30))
    )


def main_periods(desk: Desk, concept: str) -> list[Period]:
    """The periods of one length that a measure is reported for: quarters before years before
    others.
    """
    periods = desk.ledger.periods(concept, desk.plan.unit)
    if not periods:
        return []
    known = desk.ledger.engine.concepts.get(concept)
    if known is not None and known.kind == "rate":
        return _dedupe(periods)
    counts = Counter(length_class(p) for p in periods)
    words = set(words_of(desk.question.text))
    yearly = "year" in counts and (
        {"annual", "yearly"} & words or counts["year"] > counts["quarter"]
    )
    for wanted in (("year",) if yearly else ()) + ("quarter", "instant", "year"):
        if counts[wanted]:
            return _dedupe(p for p in periods if length_class(p) == wanted)
    common = counts.most_common(1)[0][0]
    return [p for p in periods if length_class(p) == common]


def _dedupe(periods: Iterable[Period]) -> list[Period]:
    return in_time({p.label: p for p in periods}.values())


def _known_or_formula(desk: Desk, concept: str, period: Period) -> Found | None:
    """As reported; by its own formula for a ratio that is never printed in each period."""
    found = desk.ledger.reported(concept, period, desk.plan.unit)
    if found is None:
        found = desk.deriver.by_formula(concept, period, desk.plan.unit, 1)
    return found


def points(desk: Desk) -> Outcome:
    """Each measure in each period, in the order asked; over time where no periods are listed."""
    plan = desk.plan
    kind: Kind = "series" if plan.form == "series" else "comparison"
    if len(plan.measures) == 1 and not plan.periods:
        family = family_points(desk, plan.measures[0])
        if family:
            return Outcome("answered", "comparison", points=family)
        concept = _with_facts(desk, plan.measures[0])
        found = [
            f for p in main_periods(desk, concept) if (f := _known_or_formula(desk, concept, p))
        ]
        return _listed(desk, kind, found)
    listed = [m.period for m in desk.question.of("period") if m.period is not None]
    explicit = set(plan.periods) <= set(listed) or not listed
    found = []
    for mention in plan.measures:
        for period in plan.periods or _any_period(desk, mention):
            one = (
                desk.one(mention, period)
                if explicit
                else _known_or_formula(desk, _with_facts(desk, mention), period)
            )
            if one is None and explicit:
                return desk.missing(period.label)
            if one is not None:
                found.append(one)
    return _listed(desk, kind, found)


def _any_period(desk: Desk, mention: Mention) -> list[Period]:
    periods = main_periods(desk, concept_of(mention))
    return periods[-1:] if len(periods) == 1 else []


def _with_facts(desk: Desk, mention: Mention) -> str:
    """The reading of a mention that documents report."""
    for concept in mention.match.concepts if mention.match else ():
        if desk.ledger.periods(concept):
            return concept
    return concept_of(mention)


def _listed(desk: Desk, kind: Kind, found: list[Found]) -> Outcome:
    if not found:
        return desk.missing()
    if len(found) == 1:
        return desk.settled(found[0])
    return Outcome("answered", kind, points=tuple(found[:MOST_POINTS]))


def family_points(desk: Desk, mention: Mention) -> tuple[Found, ...]:
    """All measures whose names hold the words, where the question names them in the plural."""
    match = mention.match
    if match is None or match.cover >= 0.9 or len(match.family) < 2 or len(match.family) > 8:
        return ()
    typed = desk.question.text[mention.start : mention.end].split()
    if not any(w.endswith("s") and not w.endswith("ss") for w in typed):
        return ()
    found = []
    for concept in match.family:
        periods = desk.plan.periods or tuple(main_periods(desk, concept))
        if len(periods) != 1:
            return ()
        one = desk.ledger.reported(concept, periods[0], desk.plan.unit)
        if one is not None:
            found.append(one)
    units = {f.value.unit for f in found}
    if len(units) != 1 or len(found) < 2:
        return ()
    found.sort(key=lambda f: (f.facts[0].document, f.facts[0].span.start))
    return tuple(found)


def extreme(desk: Desk) -> Outcome:
    """The highest or lowest of a measure over time, or among several measures or parts of one."""
    plan = desk.plan
    found = _candidates(desk)
    if len(found) < 2:
        end = _end_of_range(desk)
        return desk.settled(end) if end is not None else desk.missing()
    best = _most(desk, found)
    if len(plan.measures) > 1 or len(plan.periods) == 2:
        # Which of those named: both are shown, the one asked for first said.
        return _side_by_side(desk, best, found)
    return desk.settled(
        best,
        remark="of " + ", ".join(_name(f, found) for f in found),
        sentence=plan.rank or "",
    )


def _side_by_side(desk: Desk, best: Found, found: list[Found]) -> Outcome:
    """The highest or lowest of a few that the question names, beside the others."""
    settled = desk.settled(best)
    return replace(
        settled,
        status="disputed" if any(f.disputed for f in found) else settled.status,
        kind="comparison",
        points=tuple(found),
        remark="of " + ", ".join(f"{_name(f, found)} ({say_value(f.value)})" for f in found),
        sentence=desk.plan.rank or "",
    )


def _end_of_range(desk: Desk) -> Found | None:
    """The upper or lower end of a measure that is printed as a range: "up to 100Mbps"."""
    concept = concept_of(desk.plan.measures[0])
    name = f"{concept}_{'high' if desk.plan.rank == 'highest' else 'low'}"
    periods = desk.plan.periods or tuple(desk.ledger.periods(name))
    return desk.ledger.reported(name, periods[0]) if len(periods) == 1 else None


def _name(found: Found, among: list[Found]) -> str:
    return found.label if len({f.period for f in among}) == 1 else found.period.label


def _candidates(desk: Desk) -> list[Found]:
    plan = desk.plan
    if len(plan.measures) > 1:
        period = plan.periods[:1]
        rows = [desk.one(m, p) for m in plan.measures for p in period]
        return [f for f in rows if f is not None]
    mention = plan.measures[0]
    concept = _with_facts(desk, mention)
    words = words_of(desk.question.text)[:7]
    known = desk.ledger.engine.concepts.get(concept)
    if known is not None and known.parts and set(words) & GROUP_WORDS and plan.periods:
        rows = [desk.ledger.reported(part, plan.periods[0], plan.unit) for part, _ in known.parts]
        return [f for f in rows if f is not None]
    if len(plan.periods) > 1:
        periods = list(plan.periods)
    elif plan.periods:
        periods = list(desk.ledger.calendar.quarters(plan.periods[0]))
    else:
        periods = main_periods(desk, concept)
    rows = [_known_or_formula(desk, concept, p) for p in periods]
    return [f for f in rows if f is not None]


def _most(desk: Desk, found: list[Found]) -> Found:
    """A loss is larger the further below zero it is."""
    said = set(
        words_of(desk.question.text[desk.plan.measures[0].start : desk.plan.measures[0].end])
    )
    losing = "loss" in said or "deficit" in said or all(f.amount < 0 for f in found)
    highest = desk.plan.rank == "highest"
    worst = bool({"worst", "weakest", "poorest"} & set(words_of(desk.question.text)))
    best = bool({"best", "strongest"} & set(words_of(desk.question.text)))
    if losing and not worst and not best:
        losses = [f for f in found if f.amount < 0] or found
        return (
            min(losses, key=lambda f: f.amount) if highest else max(losses, key=lambda f: f.amount)
        )
    return max(found, key=lambda f: f.amount) if highest else min(found, key=lambda f: f.amount)


def threshold(desk: Desk) -> Outcome:
    """When, whether or how often a measure was past a figure."""
    plan = desk.plan
    limit = plan.threshold
    if limit is None or not plan.measures:
        return desk.missing()
    mention = plan.measures[0]
    if plan.periods and plan.form == "yes_no":
        one = desk.one(mention, plan.periods[0])
        if one is None:
            return desk.missing()
        return desk.settled(one, lead="Yes" if _past(desk, one) else "No")
    concept = _with_facts(desk, mention)
    periods = (
        desk.ledger.calendar.quarters(plan.periods[0])
        if len(plan.periods) == 1
        else plan.periods or tuple(main_periods(desk, concept))
    )
    found = [f for p in periods if (f := _known_or_formula(desk, concept, p))]
    passed = [f for f in found if _past(desk, f)]
    if not passed:
        return desk.missing()
    words = set(words_of(desk.question.text))
    if plan.form == "count" or ("quarter" in words and not words & {"first", "when", "earliest"}):
        said = f"{len(passed)} of {len(found)} reported periods" if plan.form == "count" else ""
        return Outcome("answered", "series", points=tuple(passed), sentence=said)
    if plan.form == "yes_no":
        return desk.settled(passed[0], lead="Yes")
    return desk.settled(
        passed[0],
        sentence="first",
        remark="of the reported periods " + ", ".join(f.period.label for f in found),
    )


def _past(desk: Desk, found: Found) -> bool:
    limit = desk.plan.threshold
    if limit is None:
        return False
    return found.amount > limit if desk.plan.rank == "above" else found.amount < limit
