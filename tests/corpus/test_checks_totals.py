"""Totals that a table itself states, in any company's table: found, failed, and not invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.base.records import Fact
from tests.corpus.made import check, fact, named

YEARS = ("2002-09-30", "2001-09-30", "2002-06-30")


def table(
    rows: list[tuple[str, list[object]]], *, when: tuple[str, ...] = YEARS, unit: str = "GBP"
) -> list[Fact]:
    """Rows of (caption, figures); None is an empty cell."""
    out = []
    for row, (caption, figures) in enumerate(rows, start=1):
        for column, figure in enumerate(figures):
            if figure is not None:
                out.append(
                    fact(
                        f"own_{row}_{caption.lower().replace(' ', '_')}",
                        str(figure),
                        when[column],
                        unit=unit,
                        decimals=1,
                        row=row,
                        column=column + 1,
                        label=caption,
                    )
                )
    return out


def footed(facts: list[Fact], name: str = "foot") -> dict[str, list[bool]]:
    """Caption of the result -> verdicts in column order."""
    by_id = {f.id: f for f in facts}
    found: dict[str, list[bool]] = {}
    for c in named(check(facts)[1], name):
        found.setdefault(by_id[c.facts[0]].label, []).append(c.passed)
    return found


REVENUE: list[tuple[str, list[object]]] = [
    ("UK", ["24.5", "24.9", "22.0"]),
    ("Ireland", ["0.4", "0.5", "0.6"]),
    ("Total", ["24.9", "25.4", "22.6"]),
]


def test_a_total_of_unknown_measures_ties_in_every_column() -> None:
    assert footed(table(REVENUE)) == {"Total": [True, True, True]}


def test_a_total_that_rounds_still_ties() -> None:
    rounded = [*REVENUE[:2], ("Total", ["25.0", "25.4", "22.6"])]
    assert footed(table(rounded)) == {"Total": [True, True, True]}


def test_a_total_that_fails_in_one_column_is_a_failed_check() -> None:
    wrong = [*REVENUE[:2], ("Total", ["24.9", "25.4", "26.2"])]
    assert footed(table(wrong)) == {"Total": [True, True, False]}


def test_a_sum_that_holds_nowhere_is_no_relation() -> None:
    unrelated = [*REVENUE[:2], ("Total headcount", ["811", "790", "702"])]
    assert footed(table(unrelated)) == {}


def test_an_unlabelled_last_row_is_a_total() -> None:
    rows = [("Salaries", [4, 4]), ("Schemes", [2, 3]), ("Other", [None, 1]), ("", [6, 8])]
    assert footed(table(rows)) == {"": [True, True]}


def test_a_total_of_subtotals_takes_the_subtotals() -> None:
    rows: list[tuple[str, list[object]]] = [
        ("Cash", [395, 421]),
        ("Receivables", [784, 655]),
        ("Total current assets", [1179, 1076]),
        ("Land", [600, 600]),
        ("Total assets", [1779, 1676]),
    ]
    facts = table(rows)
    assert footed(facts) == {"Total current assets": [True, True], "Total assets": [True, True]}
    details = [c.detail for c in named(check(facts)[1], "foot")]
    assert "1,179.0 + 600.0 = 1,779.0" in details


def test_a_net_row_may_deduct() -> None:
    rows: list[tuple[str, list[object]]] = [
        ("Revenue", ["1073.3", "1095.0"]),
        ("Cost of sales", ["866.9", "824.5"]),
        ("Gross profit", ["206.4", "270.5"]),
    ]
    assert footed(table(rows)) == {"Gross profit": [True, True]}


def test_chance_sums_of_small_numbers_are_not_relations() -> None:
    rows: list[tuple[str, list[object]]] = [("Lions", [1]), ("Tigers", [2]), ("Bears", [3])]
    assert footed(table([*rows, ("Wolves", [7])])) == {}


def test_growth_columns_do_not_add_up() -> None:
    facts = table(REVENUE)
    growth = [
        fact(
            f"{f.concept}_yoy_change",
            "3.0",
            unit="percent",
            decimals=1,
            row=f.row,
            column=9,
            label=f.label,
        )
        for f in facts
        if f.column == 1
    ]
    by_id = {f.id: f for f in (*facts, *growth)}
    found = named(check([*facts, *growth])[1], "foot")
    assert found
    assert all(by_id[i].value.unit == "GBP" for c in found for i in c.facts)


@pytest.mark.parametrize(("total", "verdict"), [("1060", True), ("1060.2", True), ("1600", False)])
def test_cross_foot(total: str, verdict: bool) -> None:
    rows = [
        ("Trade", "591", "149", "740"),
        ("Leases", "1000", "60", total),
        ("Other", "35", "15", "50"),
        ("Goodwill", "725", "12", "737"),
    ]
    facts = [
        fact(
            f"own_{caption}_{head}".lower(),
            figure,
            "2002-09-30",
            unit="GBP",
            decimals=1 if "." in figure else 0,
            row=row,
            column=column,
            label=caption,
            columns=(head,),
        )
        for row, (caption, *figures) in enumerate(rows, start=1)
        for column, (head, figure) in enumerate(
            zip(("UK", "Ireland", "Total"), figures, strict=True), start=1
        )
    ]
    found = named(check(facts)[1], "cross_foot")
    assert [c.passed for c in found] == [True, verdict, True, True]


@pytest.mark.parametrize(
    ("closing", "verdict"), [("3995", True), ("3995.1", True), ("3959", False)]
)
def test_roll_forward_of_an_unknown_balance(closing: str, verdict: bool) -> None:
    rows: list[tuple[str, list[object]]] = [
        ("Balance at beginning of year", ["5021", "4100", "3000"]),
        ("Accruals", ["898", "300", "500"]),
        ("Payments", ["-1924", "-621", "-400"]),
        ("Balance at end of year", [closing, "3779", "3100"]),
    ]
    found = named(check(table(rows))[1], "roll_forward")
    assert [c.passed for c in found] == [verdict, True, True]


def test_a_row_printed_twice_counts_once() -> None:
    rows: list[tuple[str, list[object]]] = [
        ("Deposits", ["498", "403", "645"]),
        ("Other assets", ["141", "390", "140"]),
        ("Other assets", ["141", "590", "140"]),
        ("Total current assets", ["639", "793", "785"]),
    ]
    facts = table(rows)
    again = [f for f in facts if f.row == 3]
    first = {f.column: f for f in facts if f.row == 2}
    facts = [f for f in facts if f.row != 3]
    facts += [replace(f, concept=first[f.column].concept) for f in again]
    updated, checks = check(facts)
    total = {f.id for f in facts if f.row == 4}
    assert all(c.passed for c in checks if c.facts[0] in total)
    status = {f.value.printed: f.status for f in updated.values() if f.label == "Other assets"}
    assert status == {"141": "clean", "390": "clean", "590": "disputed", "140": "clean"}
    right = next(f for f in updated.values() if f.value.printed == "390")
    wrong = next(f for f in updated.values() if f.value.printed == "590")
    assert [v.printed for v in right.alternatives] == ["590"]
    assert [v.printed for v in wrong.alternatives] == ["390"]
