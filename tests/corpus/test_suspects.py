"""Sections whose total fails: what only moves printed figures goes before what changes digits."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.records import Entity, Fact
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.layout.blocks import split_blocks
from corpus.layout.tables import find_tables
from corpus.tables.facts import read_table_facts

ACME = Entity("acme", "Acme Corp", (12, 31), "end", "USD")
HEAD = "Number of machines\n\n|  | 2019 | 2018 | 2017 |\n| --- | --- | --- | --- |\n"
IN_ORDER = {
    "Small presses": (120, 131, 144),
    "Large presses": (57, 49, 38),
    "Lathes": (311, 305, 322),
    "Robots": (2140, 1713, 988),
    "Total machines": (2628, 2198, 1492),
}


def printed(**other: Sequence[int]) -> list[Fact]:
    """The facts of the table with some rows printed otherwise."""
    rows = {label: other.get(label.split()[0], row) for label, row in IN_ORDER.items()}
    body = "".join(f"| {label} | {a:,} | {b:,} | {c:,} |\n" for label, (a, b, c) in rows.items())
    document = make_document(HEAD + body, id="d", entity=ACME)
    tables = find_tables(document, split_blocks(document))
    return list(read_table_facts(document, tables, load_concepts())[0])


def standing(facts: list[Fact]) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """(label, period) -> (status, amount) of each printing."""
    out: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for fact in facts:
        amount = int(fact.value.amount or 0)
        out.setdefault((fact.label, fact.period.label), []).append((fact.status, amount))
    return out


def test_a_table_that_foots_is_clean() -> None:
    assert {f.status for f in printed()} == {"clean"}


def test_two_rows_in_another_order_are_put_right_and_no_digit_is_changed() -> None:
    found = standing(printed(Large=(49, 38, 57), Robots=(988, 1713, 2140)))
    assert sorted(found["Robots", "FY2019"]) == [("disputed", 988), ("repaired", 2140)]
    assert sorted(found["Large presses", "FY2017"]) == [("disputed", 57), ("repaired", 38)]
    assert found["Robots", "FY2018"] == [("repaired", 1713)]
    assert found["Small presses", "FY2019"] == [("repaired", 120)]


def test_no_cell_of_a_table_with_moved_rows_is_clean() -> None:
    assert "clean" not in {f.status for f in printed(Robots=(988, 1713, 2140))}


def test_a_disputed_cell_offers_the_figure_that_foots() -> None:
    facts = printed(Robots=(988, 1713, 2140))
    (wrong,) = [f for f in facts if f.status == "disputed" and f.period.label == "FY2019"]
    assert [v.amount for v in wrong.alternatives] == [2140]


def test_an_order_that_nearly_foots_moves_nothing() -> None:
    found = standing(printed(Robots=(989, 1713, 2140)))
    assert ("repaired", 2140) not in found["Robots", "FY2019"]


def test_one_row_of_misread_digits_is_disputed() -> None:
    found = standing(printed(Lathes=(371, 305, 372)))
    assert found["Lathes", "FY2019"] == [("disputed", 371)]
    assert found["Small presses", "FY2019"] == [("clean", 120)]
