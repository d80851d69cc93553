"""Who reports, when, and on which calendar, from the document itself."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.formats.html import read_html
from corpus.formats.identity import Identity, identify
from corpus.formats.rendition import Rendition
from tests.formats.tagged import PAGE

COVER = """Form 10-Q

For the quarterly period ended September 26, 2025

Commission File Number: 001-1

{name}

(Exact name of registrant as specified in its charter)

Title of each class\tTrading Symbol\tName of each exchange
Common Stock, $1 par value\tQSF\tNew York Stock Exchange
3% Notes due 2030\tQSF30\tNew York Stock Exchange

In this report Quayside Foods Company (“Quayside” or the “Company”) sells food. {calendar}

SIGNATURES

Quayside Foods Company
Date: October 30, 2025
"""
RELEASES = {
    "weeks": """Harbour Systems Announces Financial Results for Second Quarter Fiscal 2026

SANTA CLARA, Calif., Aug. 27, 2025 (GLOBE NEWSWIRE) -- Harbour Systems (NASDAQ: HRBR) today
reported revenue for the second quarter ended July 27, 2025, of $46.7 billion.

HARBOUR SYSTEMS CORPORATION
""",
    "opening": """# Pear reports third quarter results

CUPERTINO, CALIFORNIA July 31, 2025 Pear today announced results for its fiscal 2025 third quarter
ended June 28, 2025. Revenue was $94.0 billion. © 2025 Pear Inc. All rights reserved.
""",
    "plain": """Tidewater Corp. Reports First Quarter 2025 Results

CHICAGO--(BUSINESS WIRE)--April 29, 2025--Tidewater Corp. (NYSE: TDW) today reported first-quarter
2025 revenue of $5.2 billion for the quarter ended March 31, 2025.
""",
    "start": """Millbrook Stores, Inc. Announces Fourth Quarter and Full Year Fiscal 2024 Results

MINNEAPOLIS (March 4, 2025) — Millbrook Stores, Inc. (NYSE: MLB) today announced its results.
Fiscal 2024 ended February 1, 2025 and had 52 weeks.
""",
}


def told(text: str) -> Identity:
    return identify(Rendition(text), "doc", text.strip().splitlines()[0].strip("# "))


@pytest.mark.parametrize(
    ("release", "name", "ticker", "year_end", "label", "weeks", "period", "published"),
    [
        ("weeks", "Harbour Systems Corporation", "HRBR", (1, 31), "end", True, "2Q26",
         date(2025, 8, 27)),
        ("opening", "Pear Inc.", None, (9, 30), "end", True, "3Q25", date(2025, 7, 31)),
        ("plain", "Tidewater Corp.", "TDW", (12, 31), "end", False, "1Q25", date(2025, 4, 29)),
        ("start", "Millbrook Stores, Inc.", "MLB", (1, 31), "start", True, "4Q24",
         date(2025, 3, 4)),
    ],
)  # fmt: skip
def test_release_says_who_and_when_in_headline_dateline_and_sentences(
    release: str,
    name: str,
    ticker: str | None,
    year_end: tuple[int, int],
    label: str,
    weeks: bool,
    period: str,
    published: date,
) -> None:
    found = told(RELEASES[release])
    entity = found.entity
    assert (entity.name, entity.ticker, entity.known) == (name, ticker, True)
    assert (entity.fiscal_year_end, entity.year_label) == (year_end, label)
    assert (entity.fiscal_weeks, found.period, found.published) == (weeks, period, published)


def test_cover_names_the_registrant_and_text_says_how_it_writes_itself() -> None:
    entity = told(COVER.format(name="QUAYSIDE FOODS CO /DE/", calendar="")).entity
    assert (entity.id, entity.ticker) == ("quayside_foods", "QSF")
    assert entity.name == "Quayside Foods Company"
    assert entity.aliases == ("Quayside Foods", "Quayside", "QSF")


def test_what_nothing_says_of_the_calendar_is_not_known() -> None:
    calendar = "As of September 26, 2025 it rained."
    found = told(COVER.format(name="QUAYSIDE FOODS CO", calendar=calendar))
    entity = found.entity
    assert (entity.fiscal_year_end, entity.fiscal_weeks, entity.year_label) == (None, None, None)
    assert found.period is None
    assert "fiscal_year_end" not in found.places


@pytest.mark.parametrize(
    ("calendar", "year_end", "weeks", "period"),
    [
        ("Our fiscal year ended December 31, 2024.", (12, 31), False, "3Q25"),
        ("The fiscal year ended on December 29, 2024.", (12, 31), True, "3Q25"),
        ("The nine months ended then. The nine months ended well.", (12, 31), False, "3Q25"),
        ("Our fiscal year is the 52 or 53 weeks that end on the last Saturday of June. The year "
         "ended June 28, 2025 had 52 weeks; fiscal 2026 will have 52.", (6, 30), True, "1Q26"),
    ],
)  # fmt: skip
def test_calendar_of_a_report_is_read_from_sentences(
    calendar: str, year_end: tuple[int, int], weeks: bool, period: str
) -> None:
    found = told(COVER.format(name="QUAYSIDE FOODS CO", calendar=calendar))
    assert (found.entity.fiscal_year_end, found.entity.fiscal_weeks) == (year_end, weeks)
    assert found.period == period
    assert found.published == date(2025, 10, 30)


def test_tags_about_the_document_are_believed_before_its_cover() -> None:
    found = identify(read_html(PAGE.encode()), "doc", "x")
    entity = found.entity
    assert (entity.name, entity.currency) == ("HARBOUR SYSTEMS INC", "USD")
    assert (entity.fiscal_year_end, entity.fiscal_weeks) == ((1, 31), True)
    assert (entity.year_label, found.period) == ("end", "2Q26")


def test_each_member_is_cited_to_the_characters_that_say_it() -> None:
    text = RELEASES["weeks"]
    places = {member: text[a:b] for member, (a, b) in told(text).places.items()}
    assert places["name"] == "Harbour Systems"
    assert places["ticker"] == "HRBR"
    assert "Aug. 27, 2025" in places["published"]
    assert "second quarter ended July 27, 2025" in places["fiscal_year_end"]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Johnson & Johnson", ("Johnson and Johnson", "J&J")),
        ("The Coca-Cola Company", ("Coca-Cola", "Coca Cola")),
        ("Quayside Foods plc", ("Quayside Foods",)),
    ],
)
def test_companies_are_called_without_article_and_legal_form(
    name: str, names: tuple[str, ...]
) -> None:
    assert set(names) <= set(told(COVER.format(name=name, calendar="")).entity.aliases)
