"""Every tie-out: a case that ties, one that rounds and still ties, one that does not tie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from corpus.base.records import Fact
from tests.corpus.made import check, document, fact, named

COSTS = "cost_of_connectivity_and_value_added_services"


def one(facts: list[Fact], name: str, *documents: object) -> tuple[bool, str]:
    """(passed, detail) of the only check of that name."""
    _, checks = check(facts, *documents)  # type: ignore[arg-type]
    found = named(checks, name)
    assert len(found) == 1, [(c.name, c.detail) for c in checks]
    assert set(found[0].facts) <= {f.id for f in facts}
    assert found[0].passed is (found[0].difference <= found[0].tolerance)
    return found[0].passed, found[0].detail


def parts_of_costs(*amounts: int, decimals: int = -3) -> list[Fact]:
    ids = (
        "total_costs",
        "cost_of_connectivity_and_value_added_services",
        "cost_of_systems_integration_revenue",
        "cost_of_equipment_sales",
    )
    return [
        fact(c, a, decimals=decimals, row=at or 4)
        for at, (c, a) in enumerate(zip(ids, amounts, strict=True))
    ]


@pytest.mark.parametrize(
    ("total", "passed", "detail"),
    [
        (9_411_238, True, "5,081,186 + 2,681,946 + 1,648,106 = 9,411,238"),
        (
            9_411_239,
            True,
            "5,081,186 + 2,681,946 + 1,648,106 = 9,411,238, printed 9,411,239, within rounding (2)",
        ),
        (
            9_411_328,
            False,
            "5,081,186 + 2,681,946 + 1,648,106 = 9,411,238, printed 9,411,328, differs by 90",
        ),
    ],
)
def test_foot(total: int, passed: bool, detail: str) -> None:
    facts = parts_of_costs(total, 5_081_186, 2_681_946, 1_648_106)
    facts.extend(parts_of_costs_of_another_quarter())
    _, checks = check(facts)
    found = [c for c in named(checks, "foot") if c.facts[0] == facts[0].id]
    assert [(c.passed, c.detail) for c in found] == [(passed, detail)]


def parts_of_costs_of_another_quarter() -> list[Fact]:
    ids = ("total_costs", COSTS, "cost_of_systems_integration_revenue", "cost_of_equipment_sales")
    amounts = (8_955_900, 5_092_515, 2_987_373, 876_012)
    return [
        fact(c, a, "1Q02", row=at or 4, column=2)
        for at, (c, a) in enumerate(zip(ids, amounts, strict=True))
    ]


@pytest.mark.parametrize(
    ("printed", "passed"), [("184.9", True), ("184.8", False), ("-184.9", True), ("18.4", False)]
)
def test_recompute_change(printed: str, passed: bool) -> None:
    facts = [
        fact("equipment_sales_yoy_change", printed, unit="percent", decimals=1, table=None),
        fact("equipment_sales", 1_774_953, row=1),
        fact("equipment_sales", 623_064, "2Q01", row=1, column=2),
    ]
    assert one(facts, "recompute_change")[0] is passed


def test_recompute_change_rounds_the_amounts_too() -> None:
    facts = [
        fact("capital_expenditure_qoq_change", 48, unit="percent", decimals=0, table=None),
        fact("capital_expenditure", 1_504, decimals=-6, row=1),
        fact("capital_expenditure", 1_015, "1Q02", decimals=-6, row=1, column=2),
    ]
    passed, detail = one(facts, "recompute_change")
    assert passed
    assert detail == "(1,504 - 1,015) / 1,015 = 48%"


def test_recompute_change_of_an_amount() -> None:
    facts = [
        fact("backbone_costs_qoq_change", -145, decimals=-6, table=None),
        fact("backbone_costs", 1_000, decimals=-6, row=1),
        fact("backbone_costs", 1_145, "1Q02", decimals=-6, row=1, column=2),
    ]
    assert one(facts, "recompute_change") == (True, "1,000 - 1,145 = -145")


@pytest.mark.parametrize(
    ("printed", "passed", "says"),
    [
        ("33.6", True, "3,546,372 / 10,568,342 = 33.6%"),
        ("33.7", True, "one unit of the last place allowed"),
        ("35.6", False, "differs by 2.0%"),
    ],
)
def test_recompute_share(printed: str, passed: bool, says: str) -> None:
    facts = [
        fact(
            "dedicated_access_services_revenue_share_of_revenues",
            printed,
            unit="percent",
            decimals=1,
            table=None,
        ),
        fact("dedicated_access_services_revenue", 3_546_372),
        fact("total_revenues", 10_568_342),
    ]
    found, detail = one(facts, "recompute_share")
    assert found is passed
    assert says in detail


@pytest.mark.parametrize(("printed", "passed"), [("13.3", True), ("13.2", True), ("10.3", False)])
def test_recompute_margin(printed: str, passed: bool) -> None:
    facts = [
        fact("systems_integration_gross_margin", printed, unit="percent", decimals=1, table=None),
        fact("systems_integration_revenue", 3_094_168),
        fact("cost_of_systems_integration_revenue", 2_681_946),
    ]
    passed_found, detail = one(facts, "recompute_share")
    assert passed_found is passed
    assert detail.startswith("(3,094,168 - 2,681,946) / 3,094,168 = 13.3%")


@pytest.mark.parametrize(
    ("dollars", "passed", "says"),
    [
        ("86811", True, "10,568,342 / 121.74 = 86,811"),
        ("86812", True, "within rounding"),
        ("80815", False, "differs by 5,996"),
    ],
)
def test_convert(dollars: str, passed: bool, says: str) -> None:
    facts = [
        fact("exchange_rate", "121.74", "2002-09-30", unit="JPY/USD", decimals=2, table=None),
        fact("total_revenues", dollars, unit="USD", scenario="translation", row=1),
        fact("total_revenues", 10_568_342, row=1, column=2),
    ]
    found, detail = one(facts, "convert")
    assert found is passed
    assert says in detail


def test_convert_infers_the_rate_that_the_rows_imply_and_says_so() -> None:
    pairs = {
        "cash": (4_772_753, 39_204),
        "inventories": (415_771, 3_415),
        "total_assets": (39_038_342, 320_670),
        "restricted_cash": (5_000_000, 45_071),
    }
    facts = []
    for row, (concept, (yen, dollars)) in enumerate(pairs.items()):
        facts.append(fact(concept, yen, "2002-09-30", row=row, column=2))
        facts.append(
            fact(concept, dollars, "2002-09-30", unit="USD", scenario="translation", row=row)
        )
    _, checks = check(facts)
    found = named(checks, "convert")
    assert [c.passed for c in found] == [True, True, True, False]
    assert all("rate that the other rows imply" in c.detail for c in found)


@pytest.mark.parametrize(
    ("printed", "passed"), [(-103_477, True), (-103_476, True), (-103_577, False)]
)
def test_per_share(printed: int, passed: bool) -> None:
    facts = [
        fact("basic_net_income_per_share", printed, unit="JPY/share", decimals=0),
        fact("net_income", -2_326_166),
        fact("weighted_average_shares", 22_480, unit="shares", decimals=0),
    ]
    assert one(facts, "per_share")[0] is passed


@pytest.mark.parametrize(
    ("assets", "passed"), [(39_038_342, True), (39_038_343, True), (39_038_432, False)]
)
def test_balance(assets: int, passed: bool) -> None:
    when = "2002-09-30"
    facts = [
        fact("total_assets", assets, when),
        fact("total_liabilities", 36_236_593, when),
        fact("minority_interest", 942_650, when),
        fact("total_shareholders_equity", 1_859_099, when),
    ]
    assert one(facts, "balance")[0] is passed


@pytest.mark.parametrize(
    ("closing", "passed"), [(4_772_753, True), (4_772_754, True), (4_727_753, False)]
)
def test_roll_forward(closing: int, passed: bool) -> None:
    facts = [
        fact("net_change_in_cash", -1_241_940, row=1, label="Net decrease in cash"),
        fact(
            "net_change_in_cash", -1_162_777, "2Q01", row=1, column=2, label="Net decrease in cash"
        ),
        fact("cash_beginning_of_period", 6_014_693, row=2, label="Cash, beginning of period"),
        fact(
            "cash_beginning_of_period",
            12_574_744,
            "2Q01",
            row=2,
            column=2,
            label="Cash, beginning of period",
        ),
        fact("cash_end_of_period", closing, row=3, label="Cash, end of period"),
        fact(
            "cash_end_of_period", 11_411_967, "2Q01", row=3, column=2, label="Cash, end of period"
        ),
    ]
    _, checks = check(facts)
    found = [c for c in named(checks, "roll_forward") if c.facts[0] == facts[4].id]
    assert [c.passed for c in found] == [passed]


@pytest.mark.parametrize(
    ("balance", "decimals", "passed"),
    [(4_772_753, -3, True), (4_773, -6, True), (4_727_753, -3, False)],
)
def test_cash_flow_to_balance_sheet(balance: int, decimals: int, passed: bool) -> None:
    facts = [
        fact("cash_end_of_period", 4_772_753, table="flows", label="Cash, end of period"),
        fact("cash", balance, "2002-09-30", decimals=decimals, table="sheet"),
    ]
    assert one(facts, "cash_flow_to_balance_sheet")[0] is passed


@pytest.mark.parametrize(
    ("note", "decimals", "passed"), [(883_732, -3, True), (884, -6, True), (894, -6, False)]
)
def test_note_to_statement(note: int, decimals: int, passed: bool) -> None:
    facts = [
        fact("depreciation_and_amortization", 883_732, table="flows"),
        fact("depreciation_and_amortization", note, decimals=decimals, table="note"),
    ]
    assert one(facts, "note_to_statement")[0] is passed


@pytest.mark.parametrize(
    ("said", "decimals", "passed", "detail"),
    [
        (10_568_342, -3, True, "10,568,342 agrees with 10,568,342"),
        (106, -8, True, "10,600 agrees with 10,568 within rounding"),
        (107, -8, False, "10,700 here, 10,568 there, differs by 132"),
    ],
)
def test_agrees_to_table(said: int, decimals: int, passed: bool, detail: str) -> None:
    facts = [
        fact("total_revenues", 10_568_342),
        fact("total_revenues", said, decimals=decimals, table=None),
    ]
    assert one(facts, "agrees_to_table") == (passed, detail)


@pytest.mark.parametrize(("said", "passed"), [(662, True), (622, False)])
def test_agrees_to_prose(said: int, passed: bool) -> None:
    facts = [
        fact("adjusted_ebitda", 662, decimals=-6, table=None),
        fact("adjusted_ebitda", said, decimals=-6, table=None),
        fact("adjusted_ebitda", 66, decimals=-7, table=None),
    ]
    _, checks = check(facts)
    assert {c.passed for c in named(checks, "agrees_to_prose")} == {True, passed}


@pytest.mark.parametrize(
    ("elsewhere", "decimals", "passed"), [(-194, -6, True), (-2, -8, True), (-149, -6, False)]
)
def test_agrees_to_document(elsewhere: int, decimals: int, passed: bool) -> None:
    documents = (document("release"), document("slides"))
    facts = [
        fact("operating_income", -193_782, doc="release"),
        fact("operating_income", elsewhere, decimals=decimals, doc="slides", table=None),
    ]
    assert one(facts, "agrees_to_document", *documents)[0] is passed


def test_renditions_agree_as_one_source() -> None:
    documents = (document("slides"), document("slides-ocr", rendition_of="slides"))
    facts = [fact("adjusted_ebitda", 349, doc=d.id, table=None) for d in documents]
    assert one(facts, "agrees_to_rendition", *documents)[0]


@pytest.mark.parametrize(
    ("came", "decimals", "low", "high"),
    [
        (10_616_000, -3, True, True),
        (104, -8, True, True),
        (9_849_202, -3, False, True),
        (11_849_202, -3, True, False),
    ],
)
def test_guidance_to_actual(came: int, decimals: int, low: bool, high: bool) -> None:
    may = date(2002, 5, 1)
    facts = [
        fact(
            "total_revenues_forecast_low",
            105,
            decimals=-8,
            table=None,
            scenario="guidance",
            given=may,
        ),
        fact(
            "total_revenues_forecast_high",
            110,
            decimals=-8,
            table=None,
            scenario="guidance",
            given=may,
        ),
        fact("total_revenues", came, decimals=decimals),
    ]
    updated, checks = check(facts)
    assert [c.passed for c in named(checks, "guidance_to_actual")] == [low, high]
    assert {f.status for f in updated.values()} == {"clean"}


@pytest.mark.parametrize(
    ("printed", "passed", "detail"),
    [
        (690, True, "-194 + 884 = 690"),
        (691, True, "-194 + 884 = 690, printed 691, within rounding (2)"),
        (662, False, "-194 + 884 = 690, printed 662, differs by 28"),
    ],
)
def test_definition_may_fail_without_a_dispute(printed: int, passed: bool, detail: str) -> None:
    facts = [
        fact("adjusted_ebitda", printed, decimals=-6),
        fact("operating_income", -194, decimals=-6),
        fact("depreciation_and_amortization", 884, decimals=-6),
    ]
    updated, checks = check(facts)
    found = named(checks, "definition")
    assert [(c.passed, c.detail) for c in found] == [(passed, detail)]
    assert found[0].facts[0] == facts[0].id
    assert {f.status for f in updated.values()} == {"clean"}


def test_check_ids_survive_another_order() -> None:
    facts = parts_of_costs(9_411_238, 5_081_186, 2_681_946, 1_648_106)
    ids = {c.id for c in check(facts)[1]}
    assert ids == {c.id for c in check(facts[::-1])[1]}
    assert ids


def test_difference_is_in_base_units() -> None:
    _, checks = check(parts_of_costs(9_411_328, 5_081_186, 2_681_946, 1_648_106))
    failed = [c for c in checks if not c.passed]
    assert [c.difference for c in failed] == [Decimal(90_000)]


def test_no_facts_no_checks() -> None:
    assert check([]) == ({}, [])
