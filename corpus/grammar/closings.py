"""The days on which quarters of 52 and 53 weeks closed, as a document prints them.

Comes in: a text and the month in which its fiscal years end. Goes out: the days that closed fiscal
quarters, where they are no ends of months. Not for: calendars
(`corpus.grammar.calendars`), which take these days as given.

A day counts where it stands as a head does (alone in a cell or line) or behind "ended", "as of" or
"balance". Of the days around one quarter's end the one printed most often is its last. Weeks end on
one day of the week: a day that is another counts only where it ends a month.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

from corpus.grammar.calendars import nominal_end
from corpus.grammar.periodrules import MONTH_PATTERN, MONTHS

FEWEST = 2  # printings of a day that closes a quarter
_DAY = re.compile(
    r"(?:^|[\n\t|]\s?|\b(?:ended|ending|as\sof|as\sat|at|balances?,?|through)\s)"
    + MONTH_PATTERN.format(n="")
    + r"\s(?P<day>\d{1,2}),\s(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def find_closings(text: str, fiscal_year_end: tuple[int, int]) -> tuple[date, ...]:
    """The last days of quarters in time order; none where all are ends of months."""
    votes: defaultdict[date, Counter[date]] = defaultdict(Counter)
    for match in _DAY.finditer(text):
        day = _day(match)
        quarter = day and nominal_end(day, fiscal_year_end[0])
        if day is not None and quarter is not None and day.day > 1:  # the first opens a month
            votes[quarter][day] += 1
    best = {end: days.most_common(1)[0] for end, days in votes.items()}
    odd = [day for end, (day, count) in best.items() if day != end and count >= FEWEST]
    if len(odd) < FEWEST:
        return ()
    (weekday, _), *_ = Counter(day.weekday() for day in odd).most_common()
    return tuple(
        sorted(
            day
            for end, (day, count) in best.items()
            if day.weekday() == weekday or (day == end and count >= FEWEST)
        )
    )


def _day(match: re.Match[str]) -> date | None:
    try:
        month = MONTHS[match["month"].lower().rstrip(".")]
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
