"""Heads of columns as people print them, and the periods that they make, or none.

The first case of each kind comes from a report of a wrong figure; the others say the same in other
words and numbers. A cell is (concept, period, unit) -> amount.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.base.records import Entity
from corpus.grammar.calendars import Calendar
from corpus.grammar.when import read_when
from tests.corpus.test_tableshapes import cells

LOOSE = Entity("loose", "Loose plc", (12, 31), "end", "USD", known=False)


def rows(*lines: str, title: str = "(in thousands of dollars)") -> str:
    head, *body = lines
    bars = "| --- " * (head.count("|") - 1) + "|"
    return f"# Report\n\n{title}\n\n" + "\n".join((head, bars, *body)) + "\n"


SALES = "| Net sales | 7,412 | 6,905 |"


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        # a period's name with its day or span in brackets
        ("|  | 3Q21 (July 31, 2021) | 3Q20 (July 31, 2020) |", "2021-05-01/2021-07-31", "2020"),
        ("|  | FY21 (Nov 2020 - Oct 2021) | FY20 (Nov 2019 - Oct 2020) |", "FY2021", "FY2020"),
        ("|  | 1Q19 (Mar 31, 2019) | 1Q18 (Mar 31, 2018) |", "1Q19", "1Q18"),
        ("|  | Q2 2016 (June 30, 2016) | Q2 2015 (June 30, 2015) |", "2Q16", "2Q15"),
        # the period in the corner
        ("| Nine months ended September 30 | 2023 | 2022 |", "9M23", "9M22"),
        ("| Six months ended June 30, | 2011 | 2010 |", "1H11", "1H10"),
        ("| Quarter ended March 31 | 2014 | 2013 |", "1Q14", "1Q13"),
        ("| Year ended December 31 | 2017 | 2016 |", "FY2017", "FY2016"),
        # ascending years
        ("|  | 2016 | 2017 |", "FY2016", "FY2017"),
        ("|  | Year ended December 31, 2008 | Year ended December 31, 2009 |", "FY2008", "FY2009"),
        ("| Year ended | December 31, 2012 | December 31, 2013 |", "FY2012", "FY2013"),
    ],
)
def test_one_row_of_heads(head: str, first: str, second: str) -> None:
    found = cells(rows(head, SALES))
    by_amount = {amount: period for (_, period, _), amount in found.items()}
    assert {unit for _, _, unit in found} == {"USD"}
    assert by_amount[Decimal(7_412_000)] == first
    assert by_amount[Decimal(6_905_000)].startswith(second)


@pytest.mark.parametrize(
    "lines",
    [
        ("|  | Nine months ended |  |", "|  | 2023 | 2022 |", SALES),
        ("| Three months | 2019 | 2018 |", SALES),
        ("|  | Q2 YTD |  |", "|  | Amount | Plan |", SALES),
    ],
)
def test_what_makes_no_period_gives_no_figure_of_a_year(lines: tuple[str, ...]) -> None:
    found = cells(rows(*lines))
    assert not [period for _, period, _ in found if period.startswith("FY")]


@pytest.mark.parametrize(
    ("lines", "periods"),
    [
        # months above days and years of their own
        (("|  | Three months ended |  |", "|  | June 30, |  |", "|  | 2021 | 2020 |", SALES),
         {"2Q21", "2Q20"}),
        (("|  | Six Months Ended |  |", "|  | June 30, 2015 | June 30, 2014 |", SALES),
         {"1H15", "1H14"}),
        (("|  | Quarters ended September 30, |  |", "|  | 2009 | 2008 |", SALES),
         {"3Q09", "3Q08"}),
        (("|  | To September 30, |  |", "|  | Nine months 2003 | Nine months 2002 |", SALES),
         {"9M03", "9M02"}),
    ],
)  # fmt: skip
def test_stacked_heads_are_put_together(lines: tuple[str, ...], periods: set[str]) -> None:
    assert {period for _, period, _ in cells(rows(*lines))} == periods


@pytest.mark.parametrize(
    ("title", "head", "periods"),
    [
        ("Balance sheets as of December 31 (in millions)", "|  | 2019 | 2018 |",
         {"2019-12-31", "2018-12-31"}),
        ("Inventories as of March 31, 2015 and 2014 were (in millions):", "|  | 2015 | 2014 |",
         {"2015-03-31", "2014-03-31"}),
        ("Stores at June 30, 2011 and June 30, 2010 (in thousands):", "|  | 2011 | 2010 |",
         {"2011-06-30", "2010-06-30"}),
        ("Additions for the six months ended June 30, 2009 and 2008 (in millions):",
         "|  | 2009 | 2008 |", {"1H09", "1H08"}),
    ],
)  # fmt: skip
def test_a_caption_gives_the_days_of_bare_years(title: str, head: str, periods: set[str]) -> None:
    found = cells(rows(head, "| Copper rods | 12 | 11 |", title=title))
    assert {period for _, period, _ in found} == periods


@pytest.mark.parametrize(
    "title",
    [
        "Registered under the Securities Exchange Act of 1934",
        "The aim is net zero by 2050 and 2040",
        "Directors elected in 1999, 2003 and 2007",
    ],
)
def test_years_of_the_prose_date_no_table(title: str) -> None:
    dated = "\n\n|  | 2012 | 2011 |\n| --- | --- | --- |\n| Net sales | 5 | 4 |\n"
    found = cells(rows("|  | Amount |", "| Copper rods | 12 |", title=title) + dated)
    assert not [key for key in found if key[0] == "copper_rods"]


@pytest.mark.parametrize(
    ("text", "day", "months", "year"),
    [
        ("Fiscal years ended June 30", (6, 30), 12, None),
        ("For the quarter ended Sept. 27, 2009", (9, 27), 3, 2009),
        ("52 weeks ended January 2, 2016", (1, 2), 12, 2016),
        ("As of 31 March", (3, 31), None, None),
        ("Jul 21", (7, 21), None, None),
    ],
)
def test_parts_of_a_period(
    text: str, day: tuple[int, int], months: int | None, year: int | None
) -> None:
    when = read_when(text, Calendar(LOOSE))
    assert (when.day, when.months, when.year) == (day, months, year)


@pytest.mark.parametrize("text", ["less than 12 months", "over the next 12 months", "Level 2"])
def test_what_is_no_part_of_a_period(text: str) -> None:
    assert not read_when(text, Calendar(LOOSE)).says_time
