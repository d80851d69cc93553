"""The few weights by which readings of one document are told apart, fitted by `make fit`.

Comes in: `weights.toml`. Goes out: `Weights`. Not for: measures of a whole corpus, whose names are
weighed in `service.understand.parse`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from service.understand.terms import DATA


@dataclass(frozen=True, slots=True)
class Weights:
    """What words of a slot are worth to an entry, and how far a reading must stand clear.

    A word that names the entry is worth 1; `kin` one of its kind, `around` one that stands over or
    before its table, `total` such a one where the row is a total, `elsewhere` one of the document
    at large, `strange` one printed nowhere, `soft` one of the neighbouring slot. `extra` and
    `other` are taken off for words of the row and of the column that were not said, `sentence` for
    a figure of prose. `table`, `line` and `exact` are added for figures of one table, of one row
    or column, and of the very period. `floor` and `looked` are the least that computed and looked
    up readings may fit, `margin` and `clear` what the next choice of entries and the next reading
    must stay behind, `named` what a reading loses that takes an operation for a part of a name.
    """

    around: float
    clear: float
    elsewhere: float
    exact: float
    extra: float
    floor: float
    kin: float
    line: float
    looked: float
    margin: float
    named: float
    other: float
    sentence: float
    soft: float
    strange: float
    table: float
    total: float


@lru_cache(maxsize=1)
def fitted_weights() -> Weights:
    """The weights as they were fitted."""
    return Weights(**tomllib.loads((DATA / "weights.toml").read_text(encoding="utf-8")))
