"""Periods that people join of parts, or tell by another period."""

from __future__ import annotations

import pytest

from corpus.base.records import Document
from corpus.grammar.calendars import Calendar
from service.understand.ellipsis import asked_periods

JOINED = [
    ("sales Oct-Dec '02", ["3Q02"]),
    ("sales in the April-June quarter of 2003", ["1Q03"]),
    ("what came in between January and March 2002", ["4Q01"]),
    ("the quarter that ended in June 2002", ["1Q02"]),
    ("the six months which ended on 30 September 2002", ["1H02"]),
    ("quarter no. 3 of fiscal 2003", ["3Q03"]),
    ("quarter number 1 of the fiscal year that ends in March 2004", ["1Q03"]),
    ("the last three months of 2002", ["3Q02"]),
    ("the first three months of 2002", ["4Q01"]),
    ("from Dec to Feb 2003", ["2002-12-01/2003-02-28"]),
]
LEANING = [
    ("in the quarter right after 1Q02", ["2Q02"]),
    ("loss one quarter before 3Q02", ["2Q02"]),
    ("one year before 2Q02", ["2Q01"]),
    ("sales of 2Q02 and of the quarter before it", ["2Q02", "1Q02"]),
    ("the June and the September quarter of 2003", ["1Q03", "2Q03"]),
    ("the September quarters of 2001", ["2Q01"]),
    ("the June quarter of 2002, and that of 2003", ["1Q02", "1Q03"]),
    ("1H02 and the same of 2003", ["1H02", "1H03"]),
    ("3Q02 (the one ended December 31, 2002)", ["3Q02"]),
    ("1Q02 (April to June)", ["1Q02"]),
    ("in autumn, October to December 2002", ["3Q02"]),
]
ALONE = [
    ("who is the chief financial officer?", []),
    ("sales in June 2002, and profit of 2003", ["2002-06-30", "FY2003"]),
    ("1Q02 (July to September)", ["1Q02"]),
    ("2Q02 (September 30, 2001)", ["2Q02", "2001-09-30"]),
    ("at March 31, 2002 one year before the merger", ["2002-03-31"]),
]


@pytest.mark.parametrize(("text", "labels"), [*JOINED, *LEANING, *ALONE])
def test_periods_of_a_question(
    documents: dict[str, Document], text: str, labels: list[str]
) -> None:
    calendar = Calendar(documents["iij-2q02-release"].entity)
    assert [match.period.label for match in asked_periods(text, calendar)] == labels


def test_what_is_told_by_another_period_says_where_it_stands(
    documents: dict[str, Document],
) -> None:
    calendar = Calendar(documents["iij-2q02-release"].entity)
    text = "sales of 2Q02 and of the quarter before it"
    for match in asked_periods(text, calendar):
        assert text[match.start : match.end] == match.text
