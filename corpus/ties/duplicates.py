"""Facts with equal aspects, graded: complete, consistent or inconsistent.

Comes in: `Fact`s. Goes out: groups of duplicates with their grade, and how many independent sources
print the figure. Not for: settling which of two rivals is right (`corpus.ties.checks`).

Source: XBRL International, "Handling Duplicate Facts in XBRL" (2025), sections 3 and 4: complete
duplicates print one value at one precision; consistent ones share a value within their rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.base.intervals import Interval, fact_interval
from corpus.base.records import Document, Fact, Scenario

Grade = Literal["complete", "consistent", "inconsistent"]


@dataclass(frozen=True, slots=True)
class Aspects:
    """What decides whether two facts may be compared. `given` parts forecasts of different days."""

    entity: str
    concept: str
    start: date | None
    end: date
    unit: str
    scenario: Scenario
    given: date | None = None


def aspects_of(fact: Fact) -> Aspects:
    """The aspects of a fact: the label of its period does not matter, its days do.

    A forecast given on another day is a revision, not a duplicate, so its day is an aspect.
    """
    return Aspects(
        entity=fact.entity,
        concept=fact.concept,
        start=fact.period.start,
        end=fact.period.end,
        unit=fact.value.unit,
        scenario=fact.scenario,
        given=fact.given if fact.scenario == "guidance" else None,
    )


def same_figure(left: Fact, right: Fact) -> bool:
    """True where two printings can be one figure at their precisions.

    A sentence says a loss or a cost without its sign ("a net loss of JPY2,326 million"), so between
    a sentence and a table the size alone is compared.
    """
    one, other = fact_interval(left), fact_interval(right)
    if one is None or other is None:
        return one is other
    if one.meets(other):
        return True
    return left.source != right.source and one.scale(-1).meets(other)


def grade(facts: Iterable[Fact]) -> Grade:
    """How a set of duplicates relates; the facts have equal aspects (see `find_duplicates`).

    A single fact is complete. Consistent means that all share a value, not only each two of them.
    """
    group = list(facts)
    if len({(f.value.amount, f.value.low, f.value.high, f.value.decimals) for f in group}) <= 1:
        return "complete"
    common: Interval | None = None
    for fact in sorted(group, key=lambda f: f.source != "table"):
        interval = fact_interval(fact)
        if interval is None:
            return "inconsistent"
        if common is None:
            common = interval
            continue
        met = common.meet(interval)
        if met is None and fact.source == "prose":
            met = common.meet(interval.scale(-1))
        if met is None:
            return "inconsistent"
        common = met
    return "consistent"


def is_dated(fact: Fact) -> bool:
    """False for a figure whose period no caption names: nothing is known to repeat it."""
    return fact.period.end > date.min


def precision(fact: Fact) -> int:
    """Decimals for comparison: higher is more precise, an exact figure the most."""
    return 99 if fact.value.decimals is None else fact.value.decimals


def most_precise(facts: Sequence[Fact]) -> Fact:
    """The printing with the most decimals; of equal ones a table's before a sentence's."""
    return max(facts, key=lambda f: (precision(f), f.qualifier is None, f.source == "table"))


def find_duplicates(facts: Iterable[Fact]) -> list[tuple[Fact, ...]]:
    """All groups of two or more facts with equal aspects, in the order of their first printing."""
    groups: dict[Aspects, list[Fact]] = defaultdict(list)
    for fact in facts:
        if is_dated(fact):
            groups[aspects_of(fact)].append(fact)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def sources(facts: Iterable[Fact], documents: Mapping[str, Document]) -> tuple[str, ...]:
    """The disclosures that print these facts: renditions of one disclosure are one source."""
    found: dict[str, None] = {}
    for fact in facts:
        document = documents.get(fact.document)
        found[document.source if document else fact.document] = None
    return tuple(found)


def clusters(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts with equal aspects, split into sets that are consistent among themselves.

    The most precise printing founds a set; another joins the first whose founder it can be. One
    set is left where nothing contradicts.
    """
    found: list[list[Fact]] = []
    for fact in sorted(facts, key=precision, reverse=True):
        for cluster in found:
            if same_figure(cluster[0], fact):
                cluster.append(fact)
                break
        else:
            found.append([fact])
    return found
