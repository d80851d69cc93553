"""The sign of figures in sentences: "a net loss of JPY2,326 million" is the table's (2,326).

Comes in: facts. Goes out: the ids of those whose sign a table gives. Not for: altering facts; the
export states the signed figure and says so in a note.

XBRL has one sign a concept, so two printings of one loss would contradict each other in a report
although they agree on paper (`corpus.ties.duplicates.same_figure`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corpus.base.intervals import Interval, fact_interval
from corpus.base.records import Fact
from corpus.ties.duplicates import Aspects, aspects_of


def turned_signs(facts: Iterable[Fact]) -> frozenset[str]:
    """Facts of sentences that agree with a table's figure once their sign is turned."""
    tables: dict[Aspects, list[Interval]] = defaultdict(list)
    said: list[tuple[Fact, Interval]] = []
    for fact in facts:
        interval = fact_interval(fact)
        if interval is None or fact.value.amount is None:
            continue
        if fact.source == "prose":
            said.append((fact, interval))
        else:
            tables[aspects_of(fact)].append(interval)
    turned = set()
    for fact, interval in said:
        printed = tables.get(aspects_of(fact), ())
        if any(interval.meets(other) for other in printed):
            continue
        if any(interval.scale(-1).meets(other) for other in printed):
            turned.add(fact.id)
    return frozenset(turned)
