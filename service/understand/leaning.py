"""Periods that are told by another one: the quarter before it, that of another year, its months
said once more.

Comes in: a question and the periods found in it. Goes out: the periods in order, what leans on one
resolved and what repeats one made part of it. Not for: periods that stand alone
(`corpus.grammar.periods`), nor for a year or month borrowed from a neighbour
(`service.understand.ellipsis`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.grammar.calendars import Calendar, month_end
from corpus.grammar.periodrules import MONTH_PATTERN, MONTHS, year_of_digits
from corpus.grammar.periods import PeriodMatch
from corpus.grammar.periodspoken import SEASONS

_UNIT = r"(?P<unit>quarter|three\smonths|half(?:[\s-]year)?|six\smonths|year|twelve\smonths)"
_NEAR = r"(?:just\s|right\s|immediately\s|directly\s)?"
_BACK = r"before|preceding|prior\sto|previous\sto|earlier\sthan|ahead\sof"
_ON = r"after|following|next\sto|later\sthan"
_TOLD_FROM = re.compile(
    rf"\b(?:the\s|one\s|a\s){_UNIT}\s{_NEAR}(?:(?P<back>{_BACK})|(?:{_ON}))\s(?:the\s)?$",
    re.IGNORECASE,
)
_TOLD_AFTER = re.compile(
    rf"(?P<link>[^.;?!]{{0,60}}?)\b(?P<said>(?:the\s|one\s){_UNIT}\s{_NEAR}"
    r"(?:(?P<back>before|preceding|earlier)|after|following|later)(?:\s(?:it|that|this))?)"
    r"(?=[\s,.;?!)]|$)",
    re.IGNORECASE,
)
_SAME_OF = re.compile(
    r"\b(?:that|those|the\ssame(?:\s\w+)?)\s(?:of|in|for)\s(?:the\syear\s)?$", re.IGNORECASE
)
_SAID_YEAR = re.compile(r"(?:19|20)\d\d|(?<!\d)\d\d(?!\d)")
_MONTH_BEFORE = re.compile(
    r"\b" + MONTH_PATTERN.format(n="") + r"(?:,|\s(?:and|or|&|vs\.?|versus))\s(?:the\s)?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"\s?[(,–-]\s?(?:(?:i\.e\.|that\sis|meaning),?\s)?(?:the\s(?:one|quarter|period|months)\s)?"
    r"(?:(?:that\s|which\s)?(?:ended|ending|ends|closed|closing|closes|running)\s(?:on\s|in\s)?)?"
    r"(?:from\s|to\s)?",
    re.IGNORECASE,
)
_MONTHS_AGAIN = re.compile(
    rf"\s?\((?:from\s)?{MONTH_PATTERN.format(n='1')}\s?(?:to|through|until|and|[-–])\s?"
    rf"{MONTH_PATTERN.format(n='2')}\s?\)",
    re.IGNORECASE,
)
_SEASON_BEFORE = re.compile(
    rf"\b(?P<season>{'|'.join(SEASONS)})(?:\squarter)?,?\s(?:\(\s?)?(?:from\s)?$",
    re.IGNORECASE,
)
REACH = 60


def leaning_periods(
    text: str, found: Sequence[PeriodMatch], calendar: Calendar
) -> list[PeriodMatch]:
    """The periods of `text` in order, with those that lean on a neighbour resolved."""
    resolved: list[PeriodMatch] = []
    for match in sorted(found, key=lambda m: m.start):
        before = resolved[-1] if resolved else None
        if before is not None and _repeats(text, before, match):
            resolved[-1] = _grown(text, before, _bracket_end(text, match.end))
            continue
        for month in _months_before(text, match, calendar, resolved):
            resolved.append(month)
        match = _of_another_year(text, before, match, calendar)
        match = _told_from(text, match, calendar)
        resolved.append(_with_its_season(text, _with_its_months(text, match)))
    return _with_neighbours(text, resolved, calendar)


def _grown(text: str, match: PeriodMatch, end: int, start: int | None = None) -> PeriodMatch:
    start = match.start if start is None else start
    return replace(match, start=start, end=end, text=text[start:end])


def _bracket_end(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] == ")" else at


def _repeats(text: str, before: PeriodMatch, match: PeriodMatch) -> bool:
    """True for an apposition: "(the one closing on 30/9/2002)" says the same stretch again."""
    same = match.period == before.period or (
        match.period.is_instant and match.period.end == before.period.end
    )
    return same and _BRACKET.fullmatch(text, before.end, match.start) is not None


def _with_its_months(text: str, match: PeriodMatch) -> PeriodMatch:
    """ "spring quarter of 2002 (April through June)": the months of the period said again."""
    again = _MONTHS_AGAIN.match(text, match.end)
    start = match.period.start
    if again is None or start is None:
        return match
    months = [MONTHS[again.group(f"month{n}").lower().rstrip(".")] for n in "12"]
    if months != [start.month, match.period.end.month]:
        return match
    return _grown(text, match, again.end())


def _with_its_season(text: str, match: PeriodMatch) -> PeriodMatch:
    """ "winter, January to March 2002": the season of the period said before it."""
    said = _SEASON_BEFORE.search(text, max(0, match.start - REACH), match.start)
    start = match.period.start
    if said is None or start is None or SEASONS[said.group("season").lower()] != start.month:
        return match
    return _grown(text, match, match.end, said.start())


def _months_before(
    text: str, match: PeriodMatch, calendar: Calendar, taken: Sequence[PeriodMatch]
) -> list[PeriodMatch]:
    """ "the September and the December quarter of 2002": a quarter for each month named."""
    month = re.match(MONTH_PATTERN.format(n=""), match.text, re.IGNORECASE)
    if month is None or not match.rule.startswith(("quarter by month", "stretch before month")):
        return []
    found: list[PeriodMatch] = []
    at = match.start
    floor = taken[-1].end if taken else 0
    while said := _MONTH_BEFORE.search(text, max(floor, at - REACH), at):
        last = MONTHS[said.group("month").lower().rstrip(".")]
        year = match.period.end.year - (last > match.period.end.month)
        period = calendar.ending(3, month_end(date(year, last, 1)))
        found.append(
            PeriodMatch(said.start(), said.end("month"), period, said.group("month"), match.rule)
        )
        at = said.start()
    return found[::-1]


def _of_another_year(
    text: str, before: PeriodMatch | None, match: PeriodMatch, calendar: Calendar
) -> PeriodMatch:
    """ "the December quarter of 2002, and in that of 2003": the same part of another year."""
    said = _SAME_OF.search(text, max(0, match.start - REACH), match.start)
    if before is None or said is None or match.rule not in ("bare year", "fiscal year"):
        return match
    years = _SAID_YEAR.findall(before.text)
    wanted = _SAID_YEAR.findall(match.text)
    if not years or not wanted:
        return match
    months = 12 * (year_of_digits(wanted[-1]) - year_of_digits(years[-1]))
    period = calendar.shift(before.period, months)
    return replace(_grown(text, match, match.end, said.start()), period=period)


def _told_from(text: str, match: PeriodMatch, calendar: Calendar) -> PeriodMatch:
    """ "one quarter after 2Q02": the stretch of that length beside the period named."""
    said = _TOLD_FROM.search(text, max(0, match.start - REACH), match.start)
    if said is None or match.period.start is None:
        return match
    period = calendar.shift(match.period, _step(said))
    return replace(_grown(text, match, match.end, said.start()), period=period)


def _with_neighbours(
    text: str, found: Sequence[PeriodMatch], calendar: Calendar
) -> list[PeriodMatch]:
    """ "2Q02 and the quarter after it": what is told by the period said before it."""
    whole: list[PeriodMatch] = []
    stops = [*(match.start for match in found[1:]), len(text)]
    for match, stop in zip(found, stops, strict=False):
        whole.append(match)
        said = _TOLD_AFTER.match(text, match.end, stop)
        if said is None or match.period.start is None:
            continue
        period = calendar.shift(match.period, _step(said))
        start, end = said.span("said")
        whole.append(PeriodMatch(start, end, period, text[start:end], "beside"))
    return whole


def _step(said: re.Match[str]) -> int:
    """Months from the period named to the one that is told by it."""
    unit = said.group("unit").lower()
    long = {"q": 3, "t": 3, "h": 6, "s": 6, "y": 12}[unit[0]]
    long = 12 if unit.startswith("twelve") else long
    return -long if said.group("back") else long
