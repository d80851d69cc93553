"""The figures that a leaf of a plan means: its readings, its period, its scope, its scenario.

Comes in: a `Leaf` and a `Deriver`. Goes out: `Found`s, or a refusal that says what is missing.
Not for: forecasts (`service.find.algebra.forecasts`), nor for arithmetic.

What documents print goes before what formulas give; where a name may be read in several ways of
equal right, all of them are given and none is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations

from corpus.base.records import Period
from corpus.concepts.concepts import slug
from corpus.grammar.calendars import Calendar
from service.cite.shelf import shelf_of
from service.find.algebra.terms import RefusedError, refuse
from service.find.derive import Deriver
from service.find.outcome import Absent, Outcome
from service.find.reported import Found, Ledger, in_time
from service.plan.tree import Leaf, Measure, Scope

MOST_READINGS, MOST_DIMENSIONS, LONGEST_PART = 24, 4, 120
"""`LONGEST_PART` as in `corpus.tags.words.part_slug`, which names a part's concept."""
EDITIONS = ("as_first_reported", "restated")


def scoped(deriver: Deriver, scope: Scope) -> Deriver:
    """The look-ups seen through a leaf's own scope, which can only narrow that of the plan."""
    ours = deriver.ledger
    documents = frozenset(scope.documents)
    if scope.entity in (None, ours.entity) and documents in (frozenset(), ours.documents):
        return deriver
    if ours.documents and documents:
        documents &= ours.documents
        if not documents:
            raise refuse("no document is in the scope of both the plan and its figure")
    known = shelf_of(ours.engine)
    unknown = sorted(d for d in scope.documents if d not in ours.engine.documents)
    if unknown:
        raise refuse(f"there is no document {unknown[0]}")
    calendar, entity = ours.calendar, ours.entity
    if scope.entity is not None and scope.entity != ours.entity:
        holder = known.holders.get(scope.entity)
        if holder is None or ours.entity is not None:
            raise refuse(f"{scope.entity} is no entity that reports here")
        calendar, entity = Calendar(holder), scope.entity
    ledger = Ledger(ours.engine, calendar, documents or ours.documents, entity, ours.kept)
    return Deriver(ledger)


def readings(deriver: Deriver, leaf: Leaf, period: Period, *, implied: bool = True) -> list[Found]:
    """The figures that a leaf may mean in a period, one a measure; several stay open."""
    measure = leaf.measure
    if not measure.concepts:
        raise refuse(f"the documents report nothing called “{measure.phrase}”")
    if leaf.dimensions:
        return _parted(deriver, leaf, period)
    found = _of_each(deriver, measure.concepts, leaf, period, implied)
    if found and measure.family:
        kin = _of_each(deriver, measure.family, leaf, period, False)
        alike = [f for f in kin if f.value.unit == found[0].value.unit]
        return alike if len(alike) > 1 else found
    if not found:
        concepts = deriver.ledger.engine.concepts
        others = [concepts.get(c) for c in measure.concepts]
        for fallback in (c.fallback for c in others if c is not None and c.fallback):
            found = _of_each(deriver, (fallback,), leaf, period, implied)
    return _typed(deriver, found, period) if len(found) > 1 else found


def _parted(deriver: Deriver, leaf: Leaf, period: Period) -> list[Found]:
    """The figure of a part as tagged, whose concept says the whole and then the part's members."""
    members = [value for _, value in leaf.dimensions]
    for concept in leaf.measure.concepts:
        for order in permutations(members[:MOST_DIMENSIONS]):
            name = f"{concept}_{slug(' '.join(order), limit=LONGEST_PART)}"
            found = deriver.ledger.reported(name, period, leaf.unit)
            if found is not None and len(members) <= MOST_DIMENSIONS:
                return [found]
    told = ", ".join(f"{name} {value}" for name, value in leaf.dimensions)
    raise refuse(f"the documents give no figure of {told}")


def _typed(deriver: Deriver, found: list[Found], period: Period) -> list[Found]:
    """Of balances and flows those that fit a day or a stretch, where any do."""
    concepts = deriver.ledger.engine.concepts
    kind = "instant" if period.is_instant else "duration"
    return [f for f in found if concepts.period_type(f.concept) == kind] or found


def _of_each(
    deriver: Deriver, concepts: Sequence[str], leaf: Leaf, period: Period, implied: bool
) -> list[Found]:
    found = []
    for concept in concepts:
        one = (
            _edition(deriver, concept, leaf, period)
            if leaf.scenario in EDITIONS
            else deriver.figure(concept, period, leaf.unit, implied=implied)
        )
        if one is not None:
            found.append(one)
    reported = [f for f in found if f.derivation is None]
    return reported or found[:1]


def _edition(deriver: Deriver, concept: str, leaf: Leaf, period: Period) -> Found | None:
    """As the first document that prints it has it, or as the last one has it."""
    ledger = deriver.ledger
    found = ledger.reported(concept, period, leaf.unit)
    if found is None:
        return None
    printing = {f.document for f in found.facts} | {
        f.document for _, fs in found.others for f in fs
    }
    shelf = ledger.engine.documents
    dated = sorted(
        (day, document) for document in printing if (day := shelf[document].published) is not None
    )
    if not dated:
        return None
    day = dated[0][0] if leaf.scenario == "as_first_reported" else dated[-1][0]
    chosen = frozenset(document for told, document in dated if told == day)
    ours = Ledger(ledger.engine, ledger.calendar, chosen, ledger.entity, ledger.kept)
    return ours.reported(concept, period, leaf.unit)


def known_or_formula(deriver: Deriver, leaf: Leaf, period: Period) -> Found | None:
    """As reported; by its own formula for a ratio that is never printed in each period."""
    concept = told_concept(deriver.ledger, leaf.measure)
    found = deriver.ledger.reported(concept, period, leaf.unit)
    return found or deriver.by_formula(concept, period, leaf.unit, 1)


def told_concept(ledger: Ledger, measure: Measure) -> str:
    """The reading of a measure that documents report."""
    return next((c for c in measure.concepts if ledger.periods(c)), measure.concept)


def period_of(ledger: Ledger, leaf: Leaf) -> Period | None:
    """The period of a leaf, its rule applied; None where it is open."""
    if leaf.period is None:
        return None
    if isinstance(leaf.period, Period):
        if leaf.period.start is not None and leaf.period.start > leaf.period.end:
            raise refuse(f"{leaf.period.label} ends before it starts")
        return leaf.period
    known = ledger.periods(told_concept(ledger, leaf.measure), leaf.unit)
    if not known:
        raise absent(leaf)
    return known[-1] if leaf.period == "latest" else known[0]


def open_readings(deriver: Deriver, leaf: Leaf) -> list[Found]:
    """A leaf without a period: its figure in each period that it is mainly reported for."""
    found = []
    for concept in leaf.measure.concepts:
        for period in main_periods(deriver.ledger, concept, leaf.unit):
            one = deriver.ledger.reported(concept, period, leaf.unit)
            if one is not None:
                found.append(one)
    return found


def the_one(deriver: Deriver, leaf: Leaf) -> Found:
    """The figure of a leaf. Raises: RefusedError where none or several may be meant."""
    period = period_of(deriver.ledger, leaf)
    found = readings(deriver, leaf, period) if period else open_readings(deriver, leaf)
    if not found:
        raise absent(leaf, period)
    if len(found) > 1:
        raise RefusedError(Outcome("ambiguous", None, alternatives=tuple(found[:MOST_READINGS])))
    return found[0]


def absent(leaf: Leaf, period: Period | None = None) -> RefusedError:
    """The refusal for a figure that is not reported."""
    told = Absent(leaf.measure.concept, period.label if period else "", leaf.unit)
    return RefusedError(Outcome("unanswered", None, missing="not reported", absent=told))


def length_class(period: Period) -> str:
    """ "instant", "quarter", "year" or the number of months of another stretch."""
    if period.start is None:
        return "instant"
    days = (period.end - period.start).days + 1
    return (
        "quarter" if 80 <= days <= 100 else "year" if 350 <= days <= 380 else str(round(days / 30))
    )


def main_periods(
    ledger: Ledger, concept: str, unit: str | None = None, spread: str = "reported"
) -> list[Period]:
    """The periods of one length that a measure is reported for: those asked, else quarters before
    years before others, years first where most are years.
    """
    periods = ledger.periods(concept, unit)
    known = ledger.engine.concepts.get(concept)
    if not periods or (known is not None and known.kind == "rate"):
        return _dedupe(periods)
    counts = Counter(length_class(p) for p in periods)
    if spread != "reported":
        wanted = spread.removesuffix("s")
        return _dedupe(p for p in periods if length_class(p) in (wanted, "instant"))
    first = ("year",) if counts["year"] > counts["quarter"] else ()
    for wanted in (*first, "quarter", "instant", "year"):
        if counts[wanted]:
            return _dedupe(p for p in periods if length_class(p) == wanted)
    common = counts.most_common(1)[0][0]
    return [p for p in periods if length_class(p) == common]


def _dedupe(periods: Iterable[Period]) -> list[Period]:
    return in_time({p.label: p for p in periods}.values())


def with_period(leaf: Leaf, period: Period) -> Leaf:
    """The leaf at a period, where it says none itself."""
    return replace(leaf, period=period) if leaf.period is None else leaf
