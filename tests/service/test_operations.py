"""The table of operations: every row is complete, and a computing row has a formula that reads."""

from __future__ import annotations

import pytest

from service.find.operations.table import OPERATIONS
from service.plan.formula import parse_formula
from service.understand.roles import load_roles, operation_rows


@pytest.mark.parametrize("name", sorted(operation_rows()))
def test_a_row_has_triggers_and_a_sentence(name: str):
    row = operation_rows()[name]
    assert row["triggers"]
    assert row["sentence"]
    if "formula" in row:
        assert row["inputs"]
        assert parse_formula(row["formula"]).names


def test_every_trigger_is_found_in_a_question():
    roles = load_roles()
    for phrase, _ in (row for rows in roles.by_first.values() for row in rows):
        assert roles.at(list(phrase), 0)


def test_every_operation_is_a_function():
    assert {"figure", "change", "share", "margin", "points", "guidance"} <= set(OPERATIONS)
    assert all(callable(function) for function in OPERATIONS.values())
