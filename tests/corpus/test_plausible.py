"""What cannot be right of a stranger's figures is disputed with its reason; parts are parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.records import Fact
from corpus.formats.folder import make_document
from corpus.library import read_document
from tests.corpus.test_tableshapes import LOOSE


def facts(text: str, published: date | None = None) -> list[Fact]:
    document = replace(make_document(text, id="d", entity=LOOSE), published=published)
    return list(read_document(document).facts)


def table(*lines: str) -> str:
    head, *body = lines
    return "\n".join((head, "| --- " * (head.count("|") - 1) + "|", *body)) + "\n"


STATED = "Income (in thousands)\n\n" + table(
    "|  | 2019 | 2018 |", "| Copper rods | $ 8,115 | 9,020 |"
)


@pytest.mark.parametrize("lead", ["Grants were:", "Rents by town:", "Prizes paid out:"])
def test_an_amount_of_unknown_scale_is_disputed_beside_stated_ones(lead: str) -> None:
    found = facts(
        f"# Report\n\n{STATED}\nMuch happened where rods are made and sold.\n\n{lead}\n\n"
        + table("|  | Paid 2019 | Due 2018 |", "| Tin foil | $ 12,640 | 12,655 |")
    )
    foil = [f for f in found if f.concept.startswith("tin_foil")]
    assert {f.status for f in foil} == {"disputed"}
    assert all("scale" in (f.proof or "") for f in foil)
    assert {f.status for f in found if f.concept == "copper_rods"} == {"clean"}


@pytest.mark.parametrize("amount", ["8,115", "412", "77,003"])
def test_a_power_of_a_thousand_off_the_same_measure_is_disputed(amount: str) -> None:
    rods = table("|  | 2019 | 2018 |", f"| Copper rods | {amount} | 600 |")
    found = facts(
        f"# Report\n\nIncome (in thousands)\n\n{rods}\nMore of it.\n\n(in thousands)\n\n{rods}\n"
        f"And again, with care.\n\nIncome (in millions)\n\n{rods}"
    )
    rods_2019 = [f for f in found if f.period.label == "FY2019"]
    assert [f.status for f in rods_2019] == ["clean", "clean", "disputed"]


@pytest.mark.parametrize(
    ("published", "status"),
    [(date(2019, 6, 30), "disputed"), (date(2020, 2, 1), "clean"), (None, "clean")],
)
def test_what_was_not_over_has_not_happened(published: date | None, status: str) -> None:
    found = facts(f"# Report\n\n{STATED}", published)
    assert {f.status for f in found if f.period.label == "FY2019"} <= {status}


@pytest.mark.parametrize(
    ("first", "second"), [("North", "South"), ("Retail", "Wholesale"), ("Ships", "Trains")]
)
def test_a_part_under_the_caption_of_the_whole_is_a_part(first: str, second: str) -> None:
    def section(name: str, amount: str) -> str:
        body = table("|  | 2019 | 2018 |", f"| Net sales | {amount} | 10 |")
        return f"## {name}\n\nIt went well (in millions):\n\n{body}\n"

    whole = table("|  | 2019 | 2018 |", "| Net sales | 900 | 800 |")
    found = facts(
        f"# Report\n\n## Consolidated statements of income\n\n(in millions)\n\n{whole}\n"
        + section(first, "500")
        + section(second, "400")
    )
    sales = {f.value.printed: f for f in found if f.period.label == "FY2019"}
    assert sales["900"].concept == "total_revenues"
    assert not sales["900"].dimensions
    assert sales["500"].dimensions == (("section", first),)
    assert sales["400"].dimensions == (("section", second),)
    assert len({f.concept for f in sales.values()}) == 3
