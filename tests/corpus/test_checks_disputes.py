"""What cannot be right is disputed, what nothing proves wrong is not."""

from __future__ import annotations

import pytest

from corpus.base.records import Fact
from tests.corpus.made import check, document, fact, named


def statuses(facts: list[Fact]) -> dict[str, str]:
    """Printed figure -> status."""
    return {f.value.printed: f.status for f in check(facts)[0].values()}


def statement(**printed: str) -> list[Fact]:
    """Three costs and their total in two quarters, with growth and shares; figures to replace."""
    ids = {
        "a": "cost_of_connectivity_and_value_added_services",
        "b": "cost_of_systems_integration_revenue",
        "c": "cost_of_equipment_sales",
        "total": "total_costs",
        "revenues": "total_revenues",
    }
    now = {
        "a": "5081186",
        "b": "2681946",
        "c": "1648106",
        "total": "9411238",
        "revenues": "10568342",
    } | printed
    before = {
        "a": "5092515",
        "b": "2987373",
        "c": "876012",
        "total": "8955900",
        "revenues": "9849202",
    }
    growth = {"a": "-0.2", "b": "-10.2", "c": "88.1", "total": "5.1", "revenues": "7.3"}
    shares = {"a": "48.1", "b": "25.3", "c": "15.6", "total": "89.0", "revenues": "100.0"}
    out = []
    for row, (key, concept) in enumerate(ids.items(), start=1):
        out += [
            fact(concept, now[key], row=row, column=1),
            fact(concept, before[key], "1Q02", row=row, column=3),
            fact(
                f"{concept}_qoq_change", growth[key], unit="percent", decimals=1, row=row, column=4
            ),
            fact(
                f"{concept}_share_of_revenues",
                shares[key],
                unit="percent",
                decimals=1,
                row=row,
                column=2,
            ),
        ]
    return out


def test_a_statement_that_ties_is_clean() -> None:
    updated, checks = check(statement())
    assert {f.status for f in updated.values()} == {"clean"}
    assert all(c.passed for c in checks)
    assert len(checks) >= 12


@pytest.mark.parametrize(
    ("key", "wrong", "right"),
    [
        ("b", "2081946", 2_681_946_000),
        ("total", "9711238", 9_411_238_000),
        ("c", "1048106", 1_648_106_000),
    ],
)
def test_one_misread_cell_is_named_with_what_it_must_be(key: str, wrong: str, right: int) -> None:
    updated, checks = check(statement(**{key: wrong}))
    disputed = [f for f in updated.values() if f.status == "disputed"]
    assert [f.value.printed for f in disputed] == [f"{int(wrong):,}"]
    assert [v.amount for v in disputed[0].alternatives] == [right]
    assert disputed[0].proof is not None
    assert "differs by" in disputed[0].proof
    assert any(not c.passed for c in named(checks, "foot"))


def test_a_failure_that_any_cell_explains_disputes_none() -> None:
    facts = [
        fact("total_dialup_access_services_contracts", total, when, unit="contracts", decimals=0)
        for total, when in ((394_382, "2Q02"), (318_627, "1Q02"))
    ]
    parts = ((84_432, 309_950), (86_297, 232_303))
    for (one, other), when in zip(parts, ("2Q02", "1Q02"), strict=True):
        facts.append(fact("iij4u_contracts", one, when, unit="contracts", decimals=0))
        facts.append(
            fact("other_dialup_access_contracts", other, when, unit="contracts", decimals=0)
        )
    updated, checks = check(facts)
    assert [c.passed for c in named(checks, "foot")] == [True, False]
    assert {f.status for f in updated.values()} == {"clean"}


def test_the_printing_that_ties_stays_and_its_rival_is_disputed() -> None:
    facts = statement()
    facts.append(fact("total_costs", 9_411, decimals=-6, table=None))
    facts.append(fact("total_costs", 9_711, decimals=-6, table=None))
    updated, _ = check(facts)
    status = {f.value.printed: f.status for f in updated.values()}
    assert (status["9,411,238"], status["9,411"], status["9,711"]) == ("clean", "clean", "disputed")
    by_print = {f.value.printed: f for f in updated.values()}
    assert "9,711" in [v.printed for v in by_print["9,411,238"].alternatives]
    assert "9,411,238" in [v.printed for v in by_print["9,711"].alternatives]


def test_rivals_that_nothing_settles_are_both_disputed() -> None:
    facts = [
        fact("adjusted_ebitda", 662, decimals=-6, doc="release", table=None),
        fact("adjusted_ebitda", 626, decimals=-6, doc="slides", table=None),
    ]
    updated, checks = check(facts, document("release"), document("slides"))
    assert {f.status for f in updated.values()} == {"disputed"}
    assert [c.passed for c in named(checks, "agrees_to_document")] == [False]


def test_two_figures_of_one_row_or_sentence_are_no_rivals() -> None:
    row = [
        fact("own_exposure", 100, "2002-09-30", row=3, column=1),
        fact("own_exposure", 900, "2002-09-30", row=3, column=2),
    ]
    rows = [
        fact("own_balance", 100, "2002-09-30", row=3, column=1),
        fact("own_balance", 900, "2002-09-30", row=9, column=1),
    ]
    assert set(statuses(row).values()) == {"clean"}
    assert set(statuses(rows).values()) == {"clean"}


YEAR = {
    "q4": ("total_revenues", "12.1", "4Q01"),
    "q4_growth": ("total_revenues_qoq_change", "21.9", "4Q01"),
    "half": ("total_revenues", "17.9", "1H01"),
}


def year_of(printed: str, *, without: str = "") -> list[Fact]:
    """A year in billions beside its fourth quarter, growth and first half."""
    facts = [in_billions("total_revenues", printed, "FY2001")]
    for key, (concept, figure, when) in YEAR.items():
        if key == without:
            continue
        if concept.endswith("change"):
            facts.append(fact(concept, figure, when, unit="percent", decimals=1, table=None))
        else:
            facts.append(in_billions(concept, figure, when))
    return facts


def in_billions(concept: str, printed: str, when: str) -> Fact:
    """A figure of a sentence such as "JPY12.1 billion"."""
    places = len(printed.partition(".")[2])
    digits = int(printed.replace(".", ""))
    return fact(concept, digits, when, decimals=places - 9, table=None)


@pytest.mark.parametrize(
    ("printed", "status"), [("39.9", "clean"), ("40", "clean"), ("399", "disputed")]
)
def test_a_year_ten_times_its_quarters_cannot_be_right(printed: str, status: str) -> None:
    updated, checks = check(year_of(printed))
    year = next(f for f in updated.values() if f.period.label == "FY2001")
    assert year.status == status
    assert {f.status for f in updated.values() if f is not year} == {"clean"}
    if status == "disputed":
        assert [v.amount for v in year.alternatives] == [39_900_000_000]
        (failed,) = named(checks, "sum_of_periods")
        assert failed.detail == (
            "17,900 + 12,100 / (1 + 21.9%) + 12,100 = 39,926, printed 399,000 for FY2001; "
            "39,900 would agree"
        )


def test_a_year_without_all_its_quarters_is_left_alone() -> None:
    updated, checks = check(year_of("399", without="half"))
    assert {f.status for f in updated.values()} == {"clean"}
    assert named(checks, "sum_of_periods") == []


@pytest.mark.parametrize(("growth", "status"), [(22, "clean"), (145, "clean"), (228, "disputed")])
def test_growth_cannot_put_ebitda_below_operating_income(growth: int, status: str) -> None:
    facts = [
        fact("ebitda", 968, "4Q01", decimals=-6, table=None),
        fact("ebitda_yoy_change", growth, "4Q01", unit="percent", decimals=0, table=None),
        fact("operating_income", 394, "4Q00", decimals=-6, table=None),
    ]
    updated, checks = check(facts)
    by_id = {f.id: updated[f.id].status for f in facts}
    assert list(by_id.values()) == ["clean", status, "clean"]
    assert len(named(checks, "order")) == (status == "disputed")


@pytest.mark.parametrize(
    ("shares", "disputed"),
    [
        ((43, 19, 16, 13, 32), {43, 32}),
        ((43, 19, 16, 13, 9), set()),
        ((43, 19, 16, 13), set()),
        ((34, 33, 34), set()),  # rounding alone
    ],
)
def test_slices_cannot_exceed_the_whole(shares: tuple[int, ...], disputed: set[int]) -> None:
    facts = [
        fact(f"top_customers_share_kind_{at}", s, unit="percent", decimals=0, table=None)
        for at, s in enumerate(shares)
    ]
    updated, _ = check(facts)
    assert {
        int(f.value.amount or 0) for f in updated.values() if f.status == "disputed"
    } == disputed


def test_a_repaired_figure_that_ties_stays_repaired() -> None:
    facts = statement()
    first = facts[0]
    facts[0] = fact(first.concept, "5081186", row=1, column=1, status="repaired", proof="foots")
    updated, _ = check(facts)
    assert updated[facts[0].id].status == "repaired"
    assert updated[facts[0].id].proof == "foots"


def test_a_disputed_rival_fails_in_its_own_name_only() -> None:
    facts = statement()
    rival = fact("total_costs", "9411328", row=4, column=1, status="disputed")
    rival_at = [*facts, rival]
    _, checks = check(rival_at)
    failed = [c for c in checks if not c.passed]
    assert failed
    winner = facts[12].id
    assert {i for c in failed for i in c.facts} <= {rival.id, winner}
