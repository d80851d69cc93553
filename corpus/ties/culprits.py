"""Which single figure explains failed ties.

Comes in: the outcomes of all ties. Goes out: `Culprit`s: a fact and the amount that makes every tie
it takes part in hold. Where two figures could explain a failure none is named. Not for: rival
printings of one figure (`corpus.ties.settle`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from corpus.base.intervals import Interval
from corpus.base.records import Fact
from corpus.ties.ties import Outcome, holds

MIN_TIES = 2  # ties that a replacement must satisfy before it proves anything


@dataclass(frozen=True, slots=True)
class Culprit:
    """A printed figure that cannot be right, what it must be, and the failures it explains."""

    fact: Fact
    implied: Decimal
    failures: tuple[Outcome, ...]


def find_culprits(outcomes: Iterable[Outcome]) -> list[Culprit]:
    """One culprit for each connected set of failures, where exactly one replacement explains it."""
    proving = [o for o in outcomes if o.tie.proving and o.accused is None and not _explained(o)]
    by_fact: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in proving:
        for fact in outcome.chosen:
            by_fact[fact.id].append(outcome)
    failed = [o for o in proving if not o.passed]
    culprits = []
    for component in _components(failed):
        found = _explain(component, by_fact)
        if found is not None:
            culprits.append(found)
            continue
        # More than one figure may be wrong: each failure for itself.
        for failure in component:
            one = _explain([failure], by_fact, alone=True)
            if one is not None:
                culprits.append(one)
    return list({c.fact.id: c for c in culprits}.values())


def _explained(outcome: Outcome) -> bool:
    """True for a failure of a printing that is disputed already: it accuses no other figure."""
    return not outcome.passed and any(f.status == "disputed" for f in outcome.chosen)


def _components(failed: Sequence[Outcome]) -> list[list[Outcome]]:
    """Failures that share a figure, directly or through others."""
    by_fact: dict[str, list[int]] = defaultdict(list)
    for number, failure in enumerate(failed):
        for fact in failure.chosen:
            by_fact[fact.id].append(number)
    left = set(range(len(failed)))
    out = []
    for first in range(len(failed)):
        component: list[int] = []
        joined = [first] if first in left else []
        while joined:
            left.difference_update(joined)
            component += joined
            ids = {fact.id for number in joined for fact in failed[number].chosen}
            joined = sorted({n for ident in ids for n in by_fact.pop(ident, ()) if n in left})
        if component:
            out.append([failed[number] for number in component])
    return out


def _explain(
    component: Sequence[Outcome], by_fact: dict[str, list[Outcome]], *, alone: bool = False
) -> Culprit | None:
    """The one figure in all failures whose replacement makes every tie around it hold."""
    shared = [
        f
        for f in component[0].chosen
        if all(any(f.id == g.id for g in o.chosen) for o in component)
    ]
    found: list[tuple[Fact, Decimal | None]] = []
    for fact in shared:
        around = by_fact[fact.id]
        if len(around) < MIN_TIES and len(shared) > 1 and not alone:
            # A figure in one tie only can always be blamed; it rules the others out as culprits.
            found.append((fact, None))
            continue
        amount = replacement(fact, [o for o in around if not o.passed])
        if amount is not None and _all_hold(fact, amount, around):
            found.append((fact, amount))
    if len(found) != 1:
        return None
    culprit, implied = found[0]
    return Culprit(culprit, implied, tuple(component)) if implied is not None else None


def replacement(fact: Fact, failures: Sequence[Outcome]) -> Decimal | None:
    """The amount at the printed precision that every failure asks for; None if they differ."""
    common: Interval | None = None
    for failure in failures:
        implied = failure.implied(fact)
        if implied is None:
            return None
        common = implied if common is None else common.meet(implied)
        if common is None:
            return None
    if common is None or not common.middle.is_finite():
        return None
    step = Decimal(1).scaleb(-(fact.value.decimals or 0))
    amount = (common.middle / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step
    return amount if amount != fact.value.amount else None


def _all_hold(fact: Fact, amount: Decimal, around: Sequence[Outcome]) -> bool:
    changed = replace(fact, value=replace(fact.value, amount=amount))
    return all(
        holds(o.tie, tuple(changed if f.id == fact.id else f for f in o.chosen)) for o in around
    )
