"""What operands must have in common before arithmetic means anything, and what makes it doubtful.

Comes in: the `Term`s of an operation and its `Row`. Goes out: nothing, or a refusal with its
reason; doubts, which make the result disputed. Not for: the arithmetic itself
(`service.find.algebra.arithmetic`).

Operands of a sum are disjoint and, over time, contiguous; operands of any operation are of one
unit, one entity and one scenario, unless the operation sets one against another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import combinations, pairwise

from corpus.base.records import Period
from service.find.algebra.terms import Row, Term, refuse
from service.find.reported import Ledger, in_time


def check_common(row: Row, terms: Sequence[Term]) -> None:
    """One entity, and one scenario unless the row sets two apart. Raises: RefusedError."""
    if len({e for t in terms for e in _entities(t)}) > 1:
        raise refuse(f"figures of several entities have no {row.name.replace('_', ' ')}")
    if not row.apart and len({s for t in terms for s in _scenarios(t)}) > 1:
        raise refuse("a forecast and what was reported are not added up or compared as one")


def _entities(term: Term) -> Iterable[str]:
    return {fact.entity for leaf in term.leaves for fact in leaf.evidence}


def _scenarios(term: Term) -> Iterable[bool]:
    facts = [fact for leaf in term.leaves for fact in leaf.evidence]
    return {fact.scenario == "guidance" or "_forecast" in fact.concept for fact in facts}


def check_one_unit(terms: Sequence[Term]) -> None:
    """Operands that are added, taken off or compared; a bare number fits any.

    Raises: RefusedError.
    """
    units = list(dict.fromkeys(t.found.value.unit for t in terms if not is_bare(t)))
    if len(units) > 1:
        raise refuse(f"figures in {units[0]} and in {units[1]} cannot be set against each other")


def is_bare(term: Term) -> bool:
    """True for a number that was stated without a unit."""
    return not term.leaves and term.found.value.unit == "count"


def check_disjoint(ledger: Ledger, terms: Sequence[Term]) -> None:
    """No figure twice in a sum, no part beside its whole. Raises: RefusedError."""
    for one, other in combinations(terms, 2):
        for a in one.leaves:
            for b in other.leaves:
                if not _overlap(a.period, b.period):
                    continue
                if a.concept == b.concept and _entities(one) == _entities(other):
                    raise refuse(f"{a.label} would be counted twice")
                if is_part(ledger, a.concept, b.concept) or is_part(ledger, b.concept, a.concept):
                    raise refuse(f"{a.label} and {b.label} overlap: one is a part of the other")


def check_contiguous(terms: Sequence[Term]) -> None:
    """Stretches that are added up follow each other; balances of several days do not add up.

    Raises: RefusedError.
    """
    periods = in_time({t.found.period for t in terms if t.leaves})
    if len(periods) < 2:
        return
    if any(p.is_instant for p in periods):
        raise refuse("balances of several days do not add up")
    for one, other in pairwise(periods):
        if other.start is not None and other.start > one.end + timedelta(days=1):
            raise refuse(f"{other.label} does not follow {one.label}")


def _overlap(one: Period, other: Period) -> bool:
    if one.is_instant or other.is_instant:
        return one.end == other.end
    return bool(one.start and other.start and one.start <= other.end and other.start <= one.end)


def is_part(ledger: Ledger, part: str, whole: str) -> bool:
    """True where a measure is a part of another, at any depth."""
    known = ledger.engine.concepts.get(whole)
    names = [name for name, weight in known.parts if weight > 0] if known else []
    return part in names or any(is_part(ledger, part, name) for name in names)


def doubts_of(terms: Sequence[Term]) -> tuple[str, ...]:
    """What was doubtful in the operands: their own doubts, and failed checks of inner formulas."""
    told: list[str] = []
    for term in terms:
        told += term.doubts
        inner = term.found.derivation if term.compound else None
        told += [detail for _, detail in inner.failed] if inner is not None else []
    return tuple(dict.fromkeys(told))


def spanning(ledger: Ledger, terms: Sequence[Term]) -> Period:
    """The stretch of all operands, the last day of balances."""
    ordered = in_time({t.found.period for t in terms if t.leaves})
    first, last = ordered[0], ordered[-1]
    if first == last or any(p.start is None for p in ordered):
        return last
    return ledger.calendar.between(min(p.start for p in ordered if p.start), last.end)
