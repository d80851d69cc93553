"""Parts of a year that prose says apart from it: "six months of 2024", "three and six months to".

Comes in: the text before a year or period. Goes out: the part of the year, or the periods that
share the end of one. Not for: periods said at once (`corpus.grammar.periods`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.base.records import Period
from corpus.grammar.periods import Calendar, PeriodMatch

_MONTHS = {"six": 6, "nine": 9, "6": 6, "9": 9}
_PART = re.compile(
    r"\b(?:(?P<months>six|nine|6|9)[\s-]months?|(?P<half>first\shalf))(?:\speriods?)?"
    r"(?:\send(?:ed|ing))?(?:\s(?:of|in|for))?(?:\sfiscal(?:\syears?)?)?\s$",
    re.IGNORECASE,
)
# A law's year, and the year of a stretch of which nothing says when it began.
_NO_WHOLE = re.compile(
    r"(?:\bact\sof|\b(?:months?|quarters?)(?:\send(?:ed|ing))?(?:\s(?:of|in|for))?)\s$",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"\b(?P<said>(?:first|second|third|fourth)\s(?:fiscal\s)?quarters?|three(?:\smonths)?|six(?:\smonths)?)"
    r"\s(?:and|and\sthe)\s(?:fiscal\s)?$",
    re.IGNORECASE,
)


def part_of_year(before: str, year: int, calendar: Calendar) -> Period | None:
    """The first six or nine months of a year that the text before it names; None for another."""
    match = _PART.search(before[-48:])
    if match is None:
        return None
    months = 6 if match["half"] else _MONTHS[match["months"].lower()]
    return calendar.half(1, year) if months == 6 else calendar.nine_months(year)


def no_whole_year(before: str) -> bool:
    """True where a year stands behind a law's name, or a stretch that is not the year."""
    return bool(_NO_WHOLE.search(before[-32:]))


def shared_ends(
    view: str, matches: Sequence[PeriodMatch], calendar: Calendar
) -> Iterator[PeriodMatch]:
    """ "The three and six months ended June 27": the shorter stretch that ends on the same day."""
    for match in matches:
        said = _SHARED.search(view[max(0, match.start - 48) : match.start])
        if said is None or match.period.start is None or match.rule == "no time":
            continue
        months = 6 if said["said"].lower().startswith("six") else 3
        start = max(0, match.start - 48) + said.start("said")
        end = max(0, match.start - 48) + said.end("said")
        period = calendar.ending(months, match.period.end)
        yield PeriodMatch(start, end, period, view[start:end], "shared end")
