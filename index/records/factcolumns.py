"""Facts to columns: what a look-up compares, as arrays beside the facts' rows.

Comes in: facts, grouped by document. Goes out: arrays and the lists of names they are coded by. Not
for: looking up (`index.embedded.facttable`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from corpus.base.errors import BuildError
from corpus.base.records import Fact
from corpus.concepts.concepts import Concepts, load_concepts
from index.records.arrays import Array

Names = dict[str, list[str]]

KEY = ("concept", "period", "unit", "entity")
"""The aspects of the key in the order of its bits: facts of a concept stand together."""

_ASPECTS: dict[str, Callable[[Fact], str]] = {
    "concept": lambda fact: fact.concept,
    "period": lambda fact: fact.period.label,
    "unit": lambda fact: fact.value.unit,
    "entity": lambda fact: fact.entity,
    "document": lambda fact: fact.document,
    "scenario": lambda fact: fact.scenario,
    "status": lambda fact: fact.status,
}


def fact_columns(facts: Sequence[Fact], documents: Iterable[str]) -> tuple[dict[str, Array], Names]:
    """The columns of facts that stand in the order of `documents`.

    Raises: BuildError if the four aspects of the key do not fit 64 bits.
    """
    names: Names = {"document": list(documents)}
    columns: dict[str, Array] = {}
    for aspect, of in _ASPECTS.items():
        values = [of(fact) for fact in facts]
        known = names.setdefault(aspect, sorted(set(values)))
        code = {name: place for place, name in enumerate(known)}
        columns[aspect] = np.array([code[value] for value in values], np.uint32)
    columns["start"] = np.array([fact.span.start for fact in facts], np.uint32)
    columns["end"] = np.array([fact.span.end for fact in facts], np.uint32)
    columns["first_day"] = np.array([_first_day(fact) for fact in facts], np.uint32)
    columns["last_day"] = np.array([fact.period.end.toordinal() for fact in facts], np.uint32)
    columns["telling"] = np.array(_telling_rows(facts), np.uint32)
    columns.update(_key_columns(columns, names))
    columns.update(entity_columns(columns, len(names["entity"])))
    columns.update(_place_columns(columns, len(names["document"])))
    columns["period_rank"] = _period_rank(facts, names["period"])
    return columns, names


def bit_widths(names: Names) -> tuple[int, ...]:
    """The bits that each aspect of the key takes."""
    return tuple(max(len(names[aspect]), 1).bit_length() for aspect in KEY)


def _key_columns(columns: dict[str, Array], names: Names) -> dict[str, Array]:
    widths = bit_widths(names)
    if sum(widths) > 64:
        raise BuildError(
            "too many different concepts, periods, units and entities for one index: their counts"
            f" need {sum(widths)} bits of 64; index fewer documents together"
        )
    key = np.zeros(len(columns["concept"]), np.uint64)
    for aspect, width in zip(KEY, widths, strict=True):
        key = (key << np.uint64(width)) | columns[aspect].astype(np.uint64)
    order = np.argsort(key, kind="stable")
    return {"key": key[order], "key_rows": order.astype(np.uint32)}


def _first_day(fact: Fact) -> int:
    """The ordinal of a period's first day; 0 for an instant."""
    return fact.period.start.toordinal() if fact.period.start is not None else 0


def _telling_rows(facts: Sequence[Fact]) -> list[int]:
    """The first row of each way in which a measure is captioned; of prose about a measure that
    no data names each row, since its sentence tells what it is about.
    """
    concepts = load_concepts()
    named: dict[str, bool] = {}
    seen: set[tuple[object, ...]] = set()
    rows = []
    for row, fact in enumerate(facts):
        known = named.get(fact.concept)
        if known is None:
            known = named[fact.concept] = _base_of(fact.concept, concepts) in concepts
        sentence = fact.id if fact.source == "prose" and not known else ""
        key = (fact.concept, fact.label, fact.path, fact.value.unit, sentence)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return rows


def _base_of(concept: str, concepts: Concepts) -> str:
    """The measure under all facets of an id."""
    base, facet = concepts.split(concept)
    while facet and base != concept:
        concept = base
        base, facet = concepts.split(concept)
    return base


def entity_columns(columns: dict[str, Array], entities: int) -> dict[str, Array]:
    """The facts of each entity in order, and where each entity's begin."""
    order = np.argsort(columns["entity"], kind="stable")
    first = np.searchsorted(columns["entity"][order], np.arange(entities + 1))
    return {"entity_rows": order.astype(np.uint32), "entity_first": first.astype(np.uint32)}


def _place_columns(columns: dict[str, Array], documents: int) -> dict[str, Array]:
    """Where each document's facts begin, and its facts by where they are printed."""
    order = np.lexsort((columns["end"], columns["start"], columns["document"]))
    first = np.searchsorted(columns["document"], np.arange(documents + 1))
    lengths = columns["end"].astype(np.int64) - columns["start"]
    reach = [int(lengths[low:high].max(initial=0)) for low, high in pairwise(first)]
    return {
        "document_first": first.astype(np.uint32),
        "place_rows": order.astype(np.uint32),
        "place_start": columns["start"][order],
        "reach": np.array(reach, np.uint32),
    }


def _period_rank(facts: Iterable[Fact], labels: Sequence[str]) -> Array:
    """Each label's place in time: by last day, then first day."""
    when: dict[str, tuple[int, int]] = {}
    for fact in facts:
        period = fact.period
        days = (period.end.toordinal(), (period.start or period.end).toordinal())
        when[period.label] = min(days, when.get(period.label, days))
    ranked = sorted(labels, key=lambda label: (when[label], label))
    rank = {label: place for place, label in enumerate(ranked)}
    return np.array([rank[label] for label in labels], np.uint32)
