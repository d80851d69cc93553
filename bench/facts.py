"""Facts by key among a million: exact look-ups, near misses, and what the columns hold in memory.

Comes in: how many facts. Goes out: microseconds a look-up. The columns are made directly, for a
million facts need no text to be found among; a found row makes one `Fact`, as ever. Not for: how
facts are read.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from time import perf_counter
from typing import Any

import numpy as np

from bench.made import quarter
from bench.measure import no_collection, quantile
from corpus.base.records import Fact, Span, Value
from index.embedded.facttable import FactTable
from index.records.arrays import Array
from index.records.factcolumns import KEY, Names, bit_widths, entity_columns

CONCEPTS, QUARTERS, UNITS = 250, 40, 2
LOOKUPS = 20_000


def make_table(count: int) -> FactTable:
    """So many facts of as many companies as it takes, each key once."""
    entities = -(-count // (CONCEPTS * QUARTERS * UNITS))
    labels = [f"{number % 4 + 1}Q{(number // 4 + 95) % 100:02d}" for number in range(QUARTERS)]
    names: Names = {
        "concept": [f"measure_{number:03d}" for number in range(CONCEPTS)],
        "period": labels,
        "unit": ["JPY", "USD"][:UNITS],
        "entity": [f"co{number:05d}" for number in range(entities)],
        "document": [f"co{number:05d}-report" for number in range(entities)],
        "scenario": ["actual"],
        "status": ["clean"],
    }
    rows = np.arange(count, dtype=np.uint32)
    columns: dict[str, Array] = {
        "entity": rows // (CONCEPTS * QUARTERS * UNITS),
        "concept": rows % CONCEPTS,
        "period": rows // CONCEPTS % QUARTERS,
        "unit": rows // (CONCEPTS * QUARTERS) % UNITS,
        "scenario": np.zeros(count, np.uint32),
        "status": np.zeros(count, np.uint32),
        "start": rows,
        "end": rows + 1,
    }
    columns["document"] = columns["entity"]
    key = np.zeros(count, np.uint64)
    for aspect, width in zip(KEY, bit_widths(names), strict=True):
        key = (key << np.uint64(width)) | columns[aspect].astype(np.uint64)
    order = np.argsort(key, kind="stable")
    columns |= {
        "key": key[order],
        "key_rows": order.astype(np.uint32),
        "document_first": np.searchsorted(columns["document"], np.arange(entities + 1)).astype(
            np.uint32
        ),
        "first_day": _days(labels, columns["period"], first=True),
        "last_day": _days(labels, columns["period"], first=False),
        "telling": rows[:CONCEPTS],
        **entity_columns(columns, entities),
        "place_rows": rows,
        "place_start": rows,
        "reach": np.ones(entities, np.uint32),
        "period_rank": np.arange(QUARTERS, dtype=np.uint32),
    }
    place = Span("made", 0, 1)
    periods = [quarter(label) for label in labels]
    value = Value(Decimal(1000), "JPY", "1", -3)
    blank = Fact("", "made", "made", "", "", periods[0], value, place, place)

    def fact(row: int) -> Fact:
        said = {
            aspect: names[aspect][columns[aspect][row]]
            for aspect in ("concept", "entity", "document")
        }
        held = replace(value, unit=names["unit"][columns["unit"][row]])
        return replace(
            blank, id=str(row), period=periods[columns["period"][row]], value=held, **said
        )

    return FactTable(columns, names, fact, int)


def _days(labels: list[str], periods: Array, *, first: bool) -> Array:
    """The first or last day of each fact's quarter."""
    known = [quarter(label) for label in labels]
    days = [(p.start if first and p.start else p.end).toordinal() for p in known]
    return np.array(days, np.uint32)[periods]


def measure_facts(count: int = 1_000_000) -> dict[str, Any]:
    """Medians and 99th percentiles in microseconds; each answer is looked at."""
    table = make_table(count)
    rng = random.Random(3)
    keys = []
    for _ in range(min(LOOKUPS, 20 * count)):
        row = table._fact(rng.randrange(count))
        keys.append((row.concept, row.period.label, row.value.unit, row.entity))
    for asked in keys[:50]:
        assert len(table.find(*asked)) == 1
    near = [(concept, "9Q99", unit, entity) for concept, _, unit, entity in keys[:2000]]
    return {
        "facts": count,
        "exact_rows": _timed(keys, lambda k: table._exact(*k)),
        "exact": _timed(keys, lambda k: table.find(*k)),
        "missing": _timed(near, lambda k: table.find(*k)),
        "periods_of": _timed(near[:500], lambda k: table.periods(k[0], k[3])),
        "dict": _against_dict(table, keys),
        "column_bytes_a_fact": round(
            sum(array.nbytes for array in table._columns.values()) / count, 1
        ),
    }


def _timed(
    keys: list[tuple[str, str, str, str]], call: Callable[[tuple[str, str, str, str]], object]
) -> dict[str, float]:
    taken = []
    with no_collection():
        for key in keys:
            started = perf_counter()
            call(key)
            taken.append(perf_counter() - started)
    return {
        "p50_us": round(quantile(taken, 0.5) * 1e6, 2),
        "p99_us": round(quantile(taken, 0.99) * 1e6, 2),
    }


def _against_dict(table: FactTable, keys: list[tuple[str, str, str, str]]) -> dict[str, float]:
    """The quickest look-up there is, of the keys asked alone: a dictionary of Python objects."""
    known = {key: row for row, key in enumerate(keys)}
    return _timed(keys, lambda key: known[key])
