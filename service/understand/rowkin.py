"""Rows that belong to a measure: the change of a balance in a period, the same figure per unit.

Comes in: the `Concepts` and an id. Goes out: another concept, found by the words of its names.
Not for: figures.
"""

from __future__ import annotations

from corpus.concepts.concepts import Concept, Concepts
from service.understand.terms import words_of

CHANGING = frozenset({"increase", "decrease", "change"})
IDLE = CHANGING | {"net", "in", "and", "of", "the"}


def flow_of(concepts: Concepts, concept: str, *, net: bool = False) -> Concept | None:
    """The row of a stretch of time that tells the change of a balance; None where data knows none.

    `net` keeps to those that are the change itself ("Net increase (decrease) in cash"), not its
    effect on cash.
    """
    known = concepts.get(concept)
    if known is None or known.period != "instant":
        return None
    names = {frozenset(words_of(name)) - IDLE for name in known.names}
    for other in concepts.by_id.values():
        words = words_of(other.label)
        if other.period != "duration":
            continue
        if not net and any(frozenset(words_of(n)) - IDLE in names for n in other.synonyms):
            return other
        if not CHANGING & set(words):
            continue
        if net and words[:1] != ("net",):
            continue
        if frozenset(words) - IDLE in names:
            return other
    return None


def balance_of(concepts: Concepts, row: str) -> Concept | None:
    """The balance whose change a row tells; None where there is none."""
    for held in concepts.by_id.values():
        told = flow_of(concepts, held.id)
        if told is not None and told.id == row and CHANGING & set(words_of(told.label)):
            return held
    return None


def per_other(concepts: Concepts, concept: str, typed: str) -> Concept | None:
    """The figure per another unit that is named: earnings per ADS for earnings per share."""
    known = concepts.get(concept)
    if known is None or known.kind != "per_share" or not known.unit:
        return None
    stem = concept.rpartition("_per_")[0]
    for other in concepts.by_id.values():
        unit = (other.unit or "").strip("/")
        alike = other.kind == "per_share" and other.id.rpartition("_per_")[0] == stem
        if alike and unit and typed.startswith(unit):
            return other
    return None
