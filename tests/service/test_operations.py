"""The table of operations: every row that computes has a formula that reads, and each has words."""

from __future__ import annotations

import pytest

from service.find.algebra.rows import rows
from service.plan.formula import parse_formula
from service.understand.roles import load_roles, operation_rows


@pytest.mark.parametrize("name", sorted(operation_rows()))
def test_a_row_has_words(name: str):
    assert operation_rows()[name]["triggers"]


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
    for phrase, _ in (row for rows in roles.by_first.values() for row in rows):
        assert roles.at(list(phrase), 0)
