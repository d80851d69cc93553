"""Rival printings of one figure: which one the arithmetic supports.

Comes in: facts and the outcomes of all ties. Goes out: the facts with equal aspects that contradict
each other, parted into winners and losers. Not for: guidance of different days, which is a
revision (its day is an aspect).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.duplicates import clusters, find_duplicates
from corpus.model import Fact
from corpus.tieouts.facts import FactIndex
from corpus.tieouts.ties import Outcome


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Printings that contradict each other; `winners` is empty where nothing settles."""

    winners: tuple[Fact, ...]
    losers: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Support:
    passes: int
    fails: int


def find_rivalries(index: FactIndex, outcomes: Iterable[Outcome]) -> list[Rivalry]:
    """Every inconsistent set of duplicates, settled where one printing alone ties."""
    passed: dict[str, int] = defaultdict(int)
    failed: dict[str, int] = defaultdict(int)
    for outcome in outcomes:
        if not outcome.tie.proving or len(outcome.tie.slots) < 2:
            continue
        if outcome.tie.name.startswith("agrees"):
            continue
        if outcome.passed:
            for fact in outcome.chosen:
                passed[fact.id] += 1
        elif outcome.accused is not None:
            failed[outcome.accused.id] += 1
        else:
            for fact in (f for slot in outcome.tie.slots for f in slot):
                failed[fact.id] += 1
    out = []
    for group in find_duplicates(index.facts):
        comparable = [f for f in group if f.value.amount is not None and not f.qualifier]
        parted = clusters(comparable)
        if len(parted) > 1 and index.tells_apart(comparable):
            out.append(_settle(parted, passed, failed))
    return out


def _settle(
    parted: Sequence[Sequence[Fact]], passed: dict[str, int], failed: dict[str, int]
) -> Rivalry:
    standing = [c for c in parted if any(f.status != "disputed" for f in c)]
    lost = [c for c in parted if c not in standing]
    support = {
        id(c): _Support(sum(passed[f.id] for f in c), sum(failed[f.id] for f in c))
        for c in standing
    }
    winners = [c for c in standing if support[id(c)].passes]
    if len(standing) == 1 and not support[id(standing[0])].fails:
        winners = standing  # its rivals were disputed when they were read
    if len(winners) > 1:
        winners = [c for c in winners if not support[id(c)].fails]
    if len(winners) != 1:
        return Rivalry((), tuple(f for c in parted for f in c))
    losers = [c for c in standing if c is not winners[0]]
    return Rivalry(tuple(winners[0]), tuple(f for c in (*losers, *lost) for f in c))
