"""Tie-outs to columns: which hold, of what name, and of which document, without reading them.

Comes in: checks in order. Goes out: arrays and the names they are coded by; and from them row
numbers. Not for: the checks themselves (`index.embedded.store`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from corpus.base.records import Check
from index.records.arrays import Array, Arrays


def check_columns(
    checks: Sequence[Check], documents: Sequence[str]
) -> tuple[dict[str, Array], list[str]]:
    """The columns of checks, and the names of their kinds."""
    names = sorted({check.name for check in checks})
    code = {name: place for place, name in enumerate(names)}
    place = {document: number for number, document in enumerate(documents)}
    pairs = sorted(
        {
            (place[document], number)
            for number, check in enumerate(checks)
            for document in check.documents
            if document in place
        }
    )
    read = np.array(pairs, np.uint32).reshape(-1, 2)
    return {
        "check_passed": np.array([check.passed for check in checks], np.uint8),
        "check_name": np.array([code[check.name] for check in checks], np.uint32),
        "document_checks_first": np.searchsorted(read[:, 0], np.arange(len(documents) + 1)),
        "document_checks": read[:, 1].copy(),
    }, names


def check_rows(
    columns: Arrays,
    names: Sequence[str],
    *,
    document: int | None,
    name: str | None,
    but: Collection[str],
    passed: bool | None,
) -> Sequence[int]:
    """The rows of the checks that pass all filters, in order."""
    rows = np.arange(len(columns["check_passed"]))
    if document is not None:
        first = columns["document_checks_first"]
        rows = columns["document_checks"][first[document] : first[document + 1]]
    if passed is not None:
        rows = rows[columns["check_passed"][rows] == passed]
    if name is not None:
        code = names.index(name) if name in names else len(names)
        rows = rows[columns["check_name"][rows] == code]
    if but:
        codes = [place for place, known in enumerate(names) if known in but]
        rows = rows[~np.isin(columns["check_name"][rows], codes)]
    return rows.tolist()
