"""Who reports, when, and on which calendar, from the document itself.

Comes in: a rendition. Goes out: an `Identity`, each member with the characters that say it. Not
for: catalogs (`folder`), which win over what is found here.

Asked in this order, the first that knows is believed: tags about the document (`dei`); the cover
page; the dateline and title of a release; sentences that pair a fiscal quarter's or year's name
with the day that it ended. What none of them says is not known.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corpus.base.records import Entity
from corpus.concepts.concepts import slug
from corpus.formats.covers import find_in_release, find_in_tags, find_on_cover
from corpus.formats.entities import find_known, guess_name, infer_currency, infer_published
from corpus.formats.findings import Findings, Place
from corpus.formats.names import core_words, full_name, short_names, written_name
from corpus.formats.rendition import Rendition
from corpus.formats.saidperiods import (
    last_day,
    longest_stretch,
    named_quarter,
    pairs,
    weeks_said,
    year_ends,
)
from corpus.grammar.calendars import add_months
from corpus.grammar.closings import find_closings

OPENING = 6_000  # characters in which a release says of what it tells
FLOATING = 6  # days by which a year of weeks ends before or after the month that it is named by
_NAMED_YEAR = re.compile(r"\b(?:fiscal|FY)\s*(?:years?\s+)?'?(20\d\d)\b", re.IGNORECASE)
YearLabel = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says of itself; members that nothing says are left out of `places`."""

    entity: Entity
    published: date | None = None
    period: str | None = None
    title: str | None = None
    places: dict[str, Place] = field(default_factory=dict)


def identify(rendition: Rendition, ident: str, title: str) -> Identity:
    """All that a document says of who reports and when; `ident` names it where nothing else does.

    A shipped entity is recognised by its names near the top.
    """
    text = rendition.text
    known = find_known(text)
    if known is not None:
        return Identity(known, infer_published(text))
    found = Findings()
    if rendition.structure is not None:
        find_in_tags(rendition.structure, text, found)
    find_on_cover(text, found)
    find_in_release(text, found)
    _find_calendar(text, found)
    entity = _entity(text, ident, title, found)
    published = found.published or infer_published(text)
    period = _period(found, entity)
    return Identity(
        entity, published, period, _title(found, entity), _places(found, entity, period)
    )


def _find_calendar(text: str, found: Findings) -> None:
    """The fiscal year's end and how years are named, from sentences; whether weeks are counted."""
    if found.form is None:
        _from_headline(text, found)
    for said in pairs(text):
        place = (said.start, said.end)
        if said.quarter is None:
            found.tell("year_end", (said.day.month, said.day.day), place)
        else:
            _tell_year_end(found, said.day, 3 * said.quarter, place)
    votes, places = year_ends(text)
    if votes:
        best = votes.most_common(1)[0][0]
        found.tell("year_end", best, places[best])
    if found.quarter is None and found.year_end is None and found.period_end is not None:
        longest = longest_stretch(text)
        if longest is not None:
            _tell_year_end(found, found.period_end, *longest)
    if (place_of_weeks := weeks_said(text)) is not None:
        found.tell("weeks", True, place_of_weeks)
    elif found.year_end is not None:
        exact = found.year_end == _nominal(*found.year_end)
        floats = any(_nominal(*day) not in (None, day) for day in votes)
        found.tell("weeks", not exact or floats, found.places.get("year_end"))


def _from_headline(text: str, found: Findings) -> None:
    """The quarter that a release's headline or opening names, and the day that ended it."""
    opening = text[:OPENING]
    said = (named_quarter(found.title) if found.title else None) or named_quarter(opening)
    if said is None or said.quarter is None:
        return
    found.tell("quarter", said.quarter)
    found.tell("year", said.year)
    ends = [(p.day, (p.start, p.end)) for p in pairs(opening) if p.quarter == said.quarter]
    ended = next(iter(ends), None) or last_day(opening)
    if ended is None:
        return
    found.tell("period_end", *ended)
    _tell_year_end(found, ended[0], 3 * said.quarter, ended[1])
    if found.year_end is not None and _nominal(ended[0].month, ended[0].day) != (
        ended[0].month,
        ended[0].day,
    ):
        found.tell("weeks", True, ended[1])


def _tell_year_end(found: Findings, day: date, gone: int, place: Place) -> None:
    """The year's end, from a day by which so many of the year's months have gone."""
    nominal = _nominal(day.month, day.day)
    if nominal is not None:
        end = add_months(date(2001, nominal[0], 1), 12 - gone)
        found.tell("year_end", (end.month, monthrange(2001, end.month)[1]), place)


def _nominal(month: int, day: int) -> tuple[int, int] | None:
    """The last day of the month that a year of weeks is named by; None in mid-month."""
    if day <= FLOATING:
        month, day = (month - 2) % 12 + 1, 31
    last = monthrange(2001, month)[1]
    return (month, last) if last - FLOATING <= day <= 31 else None


def _entity(text: str, ident: str, title: str, found: Findings) -> Entity:
    """The entity of what was found; a name that only a headline has is a guess."""
    ends = found.year_end
    year_end = (_nominal(*ends) or ends) if ends is not None else None
    currency = found.currency or infer_currency(text)
    label = _year_label(text, found, year_end)
    closings = find_closings(text, year_end) if year_end is not None else ()
    if found.name is None:
        found.name = full_name(guess_name(title), text)
    if found.name is None or not core_words(found.name):
        return Entity(
            id=ident,
            name=guess_name(title) or ident,
            fiscal_year_end=year_end,
            year_label=label,
            currency=currency,
            known=False,
            fiscal_weeks=found.weeks,
            closings=closings,
        )
    name = written_name(found.name, text, registered=found.form is not None)
    return Entity(
        id=slug(" ".join(core_words(name)), limit=60) or ident,
        name=name,
        fiscal_year_end=year_end,
        year_label=label,
        currency=currency,
        aliases=short_names(name, found.ticker, text),
        ticker=found.ticker,
        fiscal_weeks=found.weeks,
        closings=closings,
    )


def _year_label(text: str, found: Findings, year_end: tuple[int, int] | None) -> YearLabel | None:
    """Whether a fiscal year is named by the calendar year that it starts or ends in."""
    if year_end is None:
        return None
    if year_end == (12, 31):
        return "end"
    if found.year is not None and found.period_end is not None:
        closing = _closing_year(found.period_end, year_end)
        return "end" if found.year == closing else "start"
    for said in pairs(text):
        if said.year is not None:
            return "end" if said.year == _closing_year(said.day, year_end) else "start"
    if found.period_end is None:
        return None
    closing = _closing_year(found.period_end, year_end)
    years = [int(match[1]) for match in _NAMED_YEAR.finditer(text)]
    late, early = years.count(closing), years.count(closing - 2)
    return None if late == early else "end" if late > early else "start"


def _closing_year(day: date, year_end: tuple[int, int]) -> int:
    """The calendar year in which the fiscal year that holds a day nominally ends."""
    month, at_day = _nominal(day.month, day.day) or (day.month, day.day)
    year = day.year - (day.month == 1 and month == 12)
    return year + ((month, at_day) > year_end)


def _places(found: Findings, entity: Entity, period: str | None) -> dict[str, Place]:
    """The characters that say each member that is known, by the members' names for people."""
    shown: dict[str, tuple[object, str]] = {
        "name": (entity.known, "name"),
        "ticker": (entity.ticker, "ticker"),
        "fiscal_year_end": (entity.fiscal_year_end, "year_end"),
        "fiscal_weeks": (entity.fiscal_weeks is not None, "weeks"),
        "year_label": (entity.year_label, "year"),
        "currency": (found.currency, "currency"),
        "published": (found.published, "published"),
        "period": (period, "period_end"),
    }
    places = {name: found.places.get(member) for name, (known, member) in shown.items() if known}
    if entity.year_label and places["year_label"] is None:
        places["year_label"] = places.get("fiscal_year_end")
    return {name: place for name, place in places.items() if place is not None}


def _period(found: Findings, entity: Entity) -> str | None:
    """The label of the period that a document reports; None where its calendar does not say."""
    if found.quarter is not None and found.year is not None:
        return _label(found.quarter, found.year)
    if found.period_end is None or entity.fiscal_year_end is None or entity.year_label is None:
        return None
    closing = _closing_year(found.period_end, entity.fiscal_year_end)
    year = found.year if found.year is not None else closing - (entity.year_label == "start")
    quarter = found.quarter
    if quarter is None:
        nominal = _nominal(found.period_end.month, found.period_end.day)
        month = nominal[0] if nominal else found.period_end.month
        gone = (month - entity.fiscal_year_end[0]) % 12
        if gone % 3:
            return None
        quarter = gone // 3
    return _label(quarter, year)


def _label(quarter: int, year: int) -> str:
    return f"{quarter}Q{year % 100:02d}" if quarter else f"FY{year}"


def _title(found: Findings, entity: Entity) -> str | None:
    """A report by its form and its company; a release by its own headline."""
    if found.form is not None and found.period_end is not None:
        return f"{entity.name}: Form {found.form}, period ended {found.period_end.isoformat()}"
    return found.title
