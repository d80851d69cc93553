"""Printed changes and shares, recomputed from the amounts that they compare.

Comes in: an index of facts. Goes out: `Tie`s named recompute_change and recompute_share, for
columns and for sentences alike. Not for: growth that no amount backs
(`corpus.ties.contradictions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from corpus.base.records import Fact
from corpus.ties.aspects import (
    CHANGES,
    Days,
    FactIndex,
    days_of,
    period_before,
    year_before,
)
from corpus.ties.duplicates import is_dated
from corpus.ties.ties import Quotient, Sum, Tie, holds

_NOT_BASES = ("percent", "ratio", "percentage_point")


def find_recomputed(index: FactIndex) -> Iterator[Tie]:
    """A tie for each printed change or share whose operands are printed too.

    A column of a table of which most cells do not follow from the amounts beside it says something
    else (growth at constant currencies, a share of another whole): only what holds is kept of it.
    """
    columns: dict[tuple[str, str | None, int | None], list[Tie]] = defaultdict(list)
    for tie in _candidates(index):
        fact = tie.slots[0][0]
        columns[fact.document, fact.table, fact.column].append(tie)
    for (_, table, _), ties in columns.items():
        held = [tie for tie in ties if holds(tie, tuple(slot[0] for slot in tie.slots))]
        if table is not None:
            yield from ties if 2 * len(held) > len(ties) else held
        else:
            yield from (t for t in ties if t in held or _says_something(index, t))


def _says_something(index: FactIndex, tie: Tie) -> bool:
    """True where a sentence's failing change is of a measure that data knows, named alike."""
    return index.split(tie.slots[0][0].concept)[0] in index.concepts


def _candidates(index: FactIndex) -> Iterator[Tie]:
    for fact in index.facts:
        if fact.value.amount is None or fact.scenario == "guidance" or not is_dated(fact):
            continue
        base, facet = index.split(fact.concept)
        if facet in CHANGES:
            yield from _change(index, fact, base, facet)
        elif facet is not None and facet.startswith("share_of_"):
            yield from _share(index, fact, base, facet.removeprefix("share_of_"))


def baselines(facet: str | None, days: Days) -> list[Days]:
    """The days that a change compares with; a change that does not say is tried with both."""
    if facet == "yoy_change":
        return [year_before(days)]
    if facet == "qoq_change":
        return [period_before(days)]
    return list(dict.fromkeys((year_before(days), period_before(days))))


def units_of(index: FactIndex, near: Fact, concept: str) -> list[str]:
    """The units of a measure's amounts, those of the document's own statements first."""
    found = index.by_concept.get((near.entity, concept), ())
    ordered = sorted(
        found,
        key=lambda f: (f.document != near.document, f.scenario != "actual", f.source != "table"),
    )
    return list(dict.fromkeys(f.value.unit for f in ordered))


def _change(index: FactIndex, fact: Fact, base: str, facet: str) -> Iterator[Tie]:
    days = days_of(fact.period)
    of_amounts = fact.value.unit not in _NOT_BASES
    units = [fact.value.unit] if of_amounts else units_of(index, fact, base)
    for unit in units:
        if not of_amounts and (unit in _NOT_BASES) != (fact.value.unit == "percentage_point"):
            continue
        for before in baselines(facet, days):
            new = index.at(fact, base, unit=unit, scenario="actual")
            old = index.at(fact, base, unit=unit, scenario="actual", days=before)
            if new and old:
                yield _changed(fact, new, old)
                return


def _changed(fact: Fact, new: tuple[Fact, ...], old: tuple[Fact, ...]) -> Tie:
    slots = ((fact,), new, old)
    if fact.value.unit == "ratio":
        return Tie("recompute_change", Quotient(pattern="{0} / {1}"), slots, slack=1)
    if fact.value.unit == "percent":
        # A change of a loss is printed both ways, and some tables print no signs at all.
        formula = Quotient(100, -1, "({0} - {1}) / {1}", either_sign=True)
        return Tie("recompute_change", formula, slots)
    tie = Tie("recompute_change", Sum((1, -1)), slots)
    if fact.source == "prose" and not holds(tie, tuple(slot[0] for slot in slots)):
        # A sentence gives the size of a change; a cost printed negative turns its sign.
        turned = Tie("recompute_change", Sum((-1, 1)), slots)
        return turned if holds(turned, tuple(slot[0] for slot in slots)) else tie
    return tie


def _share(index: FactIndex, fact: Fact, base: str, whole: str) -> Iterator[Tie]:
    whole_id = _whole(index, fact, whole)
    if whole_id is None:
        return
    for unit in units_of(index, fact, whole_id):
        part = index.at(fact, base, unit=unit, scenario="actual")
        total = index.at(fact, whole_id, unit=unit, scenario="actual")
        if part and total:
            # Companies round shares so that the column foots: one unit of the last place.
            yield Tie("recompute_share", Quotient(100), ((fact,), part, total), slack=1)
            return


def _whole(index: FactIndex, fact: Fact, whole: str) -> str | None:
    """The measure that is 100%: "revenues" is the concept that those days print as the total."""
    for candidate in (f"total_{whole}", whole, f"total_{whole}s", f"{whole}s"):
        if (fact.entity, candidate) in index.by_concept:
            return candidate
    return None
