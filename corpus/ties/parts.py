"""Figures of one document that bear one name and are not one figure: parts, by where they stand.

Comes in: facts with their status, and the tables that they stand in. Goes out: the same facts, the
parts with `dimensions`. Not for: printings that contradict each other (`corpus.ties.settle`).

A caption says less where a heading says the rest: "Net sales" under a segment's heading is the
segment's. Of the figures of one name the whole is what a primary statement prints, else what most
tables print; the others are parts, named after the innermost heading, column or line that they
share with no other. What nothing tells apart is disputed, for one of them at least is misread.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from corpus.base.records import Fact, Table
from corpus.concepts.concepts import slug
from corpus.layout.lines import plain_heading
from corpus.ties.duplicates import same_figure

LONGEST_NAME = 48  # characters that a part adds to a measure's name
LONGEST = 90  # characters of a heading that names a part
ROUNDINGS = 4  # figures that may lie between two printings of one, each rounded otherwise
SHOWN = 3  # other figures that are named where nothing tells them apart
Cluster = list[Fact]


@dataclass(frozen=True, slots=True)
class Places:
    """The tables of a document by id, and which of them are primary statements."""

    tables: Mapping[str, Table]
    statements: frozenset[str]

    def texts(self, fact: Fact) -> Iterable[tuple[str, str]]:
        """What stands around a figure, from the inside out: pairs of a kind and a text."""
        table = self.tables.get(fact.table or "")
        if table is None:
            return [("section", plain_heading(text)) for text in reversed(fact.path)]
        head = next((h.path for h in table.heads if h.column == fact.column), ())
        at = bisect_left(table.rows, fact.row or 0, key=lambda r: r[0].row if r else -1)
        row = table.rows[at] if at < len(table.rows) else ()
        words = " ".join(c.text for c in row[1:] if c.text and not any(map(str.isdigit, c.text)))
        return chain(
            (("section", text) for text in reversed(fact.path[:-1])),
            (("section", plain_heading(text)) for text in reversed(table.context)),
            (("column", " ".join(head[n:])) for n in range(len(head) - 1, -1, -1)),
            (("line", words),),
        )


def tell_parts(
    facts: Sequence[Fact], tables: Sequence[Table], statements: Iterable[str]
) -> tuple[Fact, ...]:
    """The facts of a document, of which no two clean ones say different amounts of one thing."""
    places = Places({t.id: t for t in tables}, frozenset(statements))
    groups: defaultdict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.status != "disputed" and fact.value.amount is not None and fact.tag is None:
            key = (fact.concept, fact.period, fact.value.unit, fact.scenario, fact.dimensions)
            groups[key].append(fact)
    told: dict[str, Fact] = {}
    for group in groups.values():
        clusters = _clusters(group)
        if len(clusters) > 1:
            told |= {f.id: f for f in _apart(clusters, places)}
    return tuple(told.get(f.id, f) for f in facts)


def _clusters(group: Sequence[Fact]) -> list[Cluster]:
    """Printings of one figure each, in the order of the first of each.

    Two printings of one figure lie beside each other in order of size, but for roundings between.
    """
    place = {fact.id: number for number, fact in enumerate(group)}
    found: list[Cluster] = []
    for fact in sorted(group, key=lambda f: (f.value.amount or 0, place[f.id])):
        near = reversed(found[-ROUNDINGS:])
        same = next((c for c in near if same_figure(c[0], fact)), None)
        if same is None:
            found.append([fact])
        else:
            same.append(fact)
    ordered = [sorted(cluster, key=lambda f: place[f.id]) for cluster in found]
    return sorted(ordered, key=lambda cluster: place[cluster[0].id])


def _apart(clusters: list[Cluster], places: Places) -> Iterable[Fact]:
    whole = _whole(clusters, places)
    around = [{text for f in cluster for text in places.texts(f)} for cluster in clusters]
    shared, compared = Counter(chain.from_iterable(around)), _are_compared(clusters)
    for cluster in clusters:
        if cluster is whole:
            continue
        for fact in cluster:
            own = (t for t in places.texts(fact) if 0 < len(t[1]) <= LONGEST and shared[t] == 1)
            part = next(iter(own), None)
            if part is not None:
                name = f"{fact.concept}_{slug(part[1], limit=LONGEST_NAME)}"
                yield replace(fact, concept=name, dimensions=(part,))
            elif _is_opposite(fact, clusters):
                yield _turned(fact)
            elif not compared:
                yield replace(fact, status="disputed", proof=fact.proof or _untold(fact, clusters))


def _whole(clusters: list[Cluster], places: Places) -> Cluster | None:
    """The figure of a primary statement, else the one that most tables print; None in doubt."""
    stated = [c for c in clusters if any(f.table in places.statements for f in c)]
    if len(stated) == 1:
        return stated[0]
    counts = sorted(clusters, key=lambda c: len({f.table for f in c if f.table}), reverse=True)
    first, second = ({f.table for f in c if f.table} for c in counts[:2])
    return counts[0] if len(first) > max(1, len(second)) else None


def _are_compared(clusters: list[Cluster]) -> bool:
    """True for what a table prints and a sentence says: whether they agree is a tie-out's to try,
    and which is misread may be told by the others."""
    sources = [{f.source for f in cluster} for cluster in clusters]
    return len(clusters) == 2 and sorted(map(sorted, sources)) == [["prose"], ["table"]]


def _is_opposite(fact: Fact, clusters: list[Cluster]) -> bool:
    """True for an outflow said in words: a table prints the same amount with the other sign."""
    assert fact.value.amount is not None
    return fact.source == "prose" and any(
        f.source == "table" and f.value.amount == -fact.value.amount for c in clusters for f in c
    )


def _turned(fact: Fact) -> Fact:
    assert fact.value.amount is not None
    return replace(fact, value=replace(fact.value, amount=-fact.value.amount))


def _untold(fact: Fact, clusters: list[Cluster]) -> str:
    printed = dict.fromkeys(c[0].value.printed for c in clusters[: SHOWN + 1])
    others = [one for one in printed if one != fact.value.printed][:SHOWN]
    return f"{', '.join(others)} elsewhere under one name, and nothing tells them apart"
