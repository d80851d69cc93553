"""The table of operations: every row that computes has a formula that reads, and each has words."""

from __future__ import annotations

import pytest

from service.find.algebra.rows import MEMBERS, rows
from service.plan.formula import parse_formula
from service.understand.roles import load_roles, operation_rows


@pytest.mark.parametrize("name", sorted(operation_rows()))
def test_a_row_has_words_or_is_carried_out_and_no_member_is_idle(name: str):
    row = operation_rows()[name]
    assert row.get("triggers") or name in rows()
    assert row.keys() <= {"triggers", "down", "default", *(MEMBERS if name in rows() else ())}


@pytest.mark.parametrize("name", sorted(rows()))
def test_a_formula_reads_and_its_result_has_a_name(name: str):
    row = rows()[name]
    if row.formula:
        assert parse_formula(
            row.formula.replace(" + ...", "").replace(" - ...", "").replace(" * ...", "")
        ).names
        assert row.label


def test_every_trigger_is_found_in_a_question():
    roles = load_roles()
    for phrase, _ in (row for group in roles.by_first.values() for row in group):
        assert roles.at(list(phrase), 0)
