"""Rival printings of one figure: which one the arithmetic supports.

Comes in: facts and the outcomes of all ties. Goes out: the facts with equal aspects that contradict
each other, parted into winners and losers. Not for: guidance of different days, which is a
revision (its day is an aspect).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.base.records import Fact
from corpus.ties.aspects import FactIndex
from corpus.ties.duplicates import clusters, find_duplicates, same_figure
from corpus.ties.misprints import may_contradict
from corpus.ties.ties import Converted, Outcome, holds


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Printings that contradict each other; `winners` is empty where nothing settles."""

    winners: tuple[Fact, ...]
    losers: tuple[Fact, ...]


def find_rivalries(
    index: FactIndex, outcomes: Iterable[Outcome], culprits: Collection[str] = ()
) -> list[Rivalry]:
    """Every inconsistent set of duplicates, settled where one printing alone ties.

    A tie that fails by a culprit (ids of facts) says nothing about the other figures in it.
    """
    around: dict[str, dict[str, Outcome]] = defaultdict(dict)
    for outcome in outcomes:
        of_two = len(outcome.chosen) == 2 and not isinstance(outcome.tie.formula, Converted)
        if not outcome.tie.proving or outcome.accused is not None or of_two:
            continue  # an agreement of two printings is what is being settled
        for fact in (f for slot in outcome.tie.slots for f in slot):
            around[fact.id][outcome.check.id] = outcome
    out = []
    for group in find_duplicates(index.facts):
        comparable = [f for f in group if f.value.amount is not None and not f.qualifier]
        parted = clusters(comparable)
        if len(parted) > 1 and index.tells_apart(comparable):
            out.append(_contradicting(_settle(parted, around, culprits), index))
    return [rivalry for rivalry in out if rivalry.losers]


def _contradicting(rivalry: Rivalry, index: FactIndex) -> Rivalry:
    """The rivalry without losers that are more likely another measure than a misprint."""
    everything = (*rivalry.winners, *rivalry.losers)
    against = rivalry.winners or everything
    losers = tuple(
        loser
        for loser in rivalry.losers
        if loser.status == "disputed"
        or any(
            not same_figure(loser, f) and may_contradict(loser, f, index.concepts) for f in against
        )
    )
    return Rivalry(rivalry.winners, losers)


def _settle(
    parted: Sequence[Sequence[Fact]],
    around: Mapping[str, Mapping[str, Outcome]],
    culprits: Collection[str],
) -> Rivalry:
    """The printing that fails fewest of the ties that any of them takes part in, if it is one."""
    tagged = [c for c in parted if any(f.tag for f in c)]
    if len(tagged) == 1:  # the document says itself which is right
        others = [f for c in parted if c is not tagged[0] for f in c]
        return Rivalry(tuple(tagged[0]), tuple(others))
    standing = [c for c in parted if any(f.status != "disputed" for f in c)]
    lost = [c for c in parted if c not in standing]
    everything = [f for c in parted for f in c]
    ids = {f.id for f in everything}
    ties = {
        key: o
        for f in everything
        for key, o in around[f.id].items()
        if not any(g.id in culprits and g.id not in ids for g in o.chosen)
    }
    fails = [sum(1 for o in ties.values() if not _holds_with(o, ids, c[0])) for c in standing]
    best = min(fails, default=0)
    if not standing or fails.count(best) > 1 or (len(standing) > 1 and best == len(ties)):
        return Rivalry((), tuple(everything))
    if len(standing) == 1 and ties and best == len(ties):
        return Rivalry((), tuple(everything))  # what the repair left standing ties with nothing
    winner = standing[fails.index(best)]
    losers = [f for c in (*standing, *lost) if c is not winner for f in c]
    return Rivalry(tuple(winner), tuple(losers))


def _holds_with(outcome: Outcome, ids: set[str], printing: Fact) -> bool:
    """True where the tie holds with one printing in the place of its rivals."""
    slots = zip(outcome.chosen, outcome.tie.slots, strict=True)
    chosen = tuple(
        printing if f.id in ids or any(r.id in ids for r in slot) else f for f, slot in slots
    )
    return holds(outcome.tie, chosen) is not False
