"""What a question asks of a table, told by its wording: an operation and the phrases it works on.

Comes in: the text of a question. Goes out: an `Asked`. Not for: which cells are meant
(`service.find.cells.ask`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.find.cells.cells import spelled_years, years_in


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation with its phrases; `years` in the order asked, a range written out.

    `percent` says that the result is a percentage, `apart` that the size of a difference is asked,
    whichever of the two is larger, `relative` that a percentage's own change is asked in percent.
    """

    operation: str
    phrases: tuple[str, ...]
    years: tuple[str, ...]
    percent: bool = False
    rank: str = ""
    apart: bool = False
    relative: bool = False


_OPENING = (
    r"^(?:so\s|and\s)?(?:what|how much|how many)\s(?:is|was|were|are|did|does|do|has|have)?\s?"
)
_RANGE = re.compile(r"\b((?:19|20)\d\d)\s?(?:to|through|until|-|–)\s?((?:19|20)\d\d)\b")
_BETWEEN = re.compile(
    r"\bbetween\s(?:\w+\s){0,4}?((?:19|20)\d\d)\s(?:and|to)\s(?:\w+\s){0,4}?((?:19|20)\d\d)\b"
)
_CHANGE = re.compile(
    r"\b(?:change|changed|increase|increased|decrease|decreased|decline|growth|grow|grew|"
    r"movement|difference)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\b(?:percent(?:age)?|rate of (?:change|growth)|growth rate)\b|%|\(%\)", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?<!absolute )(?:\bpercent(?:age)?|%)\s"
    r"(?:change|increase|decrease|decline|growth|drop|rise)\b"
    r"|\bgrowth rate\b|\brate of (?:change|growth)\b",
    re.IGNORECASE,
)
"""A change told in relation to what it started from, of a percentage too."""
_AVERAGE = re.compile(r"(?<!weighted )(?<!weighted-)\b(?:average|mean)\b", re.IGNORECASE)
_SUM = re.compile(r"\b(?:total|sum|combined|aggregate|together|altogether)\b", re.IGNORECASE)
_AS_PART = re.compile(
    r"^(?P<a>.+?)\s(?:expressed\s)?as (?:an? )?(?P<kind>percentage|percent|proportion|ratio|%)\s"
    r"(?:of|to|over)\s(?P<b>.+)$",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?P<kind>percentage|percent|proportion|ratio|share|fraction)\s(?:\w+\s)?(?:\([^)]*\)\s)?"
    r"(?:of|between)\s(?P<a>.+?)\s(?:over|to|out of|against|divided by|among|as part of|"
    r"in(?!\s(?:the\s)?(?:year\s|years\s|fiscal\s|fy\s?)*\d))\s(?P<b>.+)$",
    re.IGNORECASE,
)
_MADE_OF = re.compile(
    r"\b(?P<kind>percentage|percent|proportion|share|fraction|%)\sof\s(?P<b>.+?)\s"
    r"(?:is|are|was|were|does|do|did|consists?|comprises?)\s(?:made up of|made up by|comprised of|"
    r"composed of|from|attributable to|represented by|due to|related to|of|for)?\s?(?P<a>.+)$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\b(?:difference|variance|gap)\s(?:in\s(?P<of>)|(?=(?:between|of)\s))", re.IGNORECASE
)
_BETWEEN_TWO = re.compile(r"(?:^|\s)(?:between|of)\s(?=.)", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|to|versus|vs\.?)\s(?=.)", re.IGNORECASE)
_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|q[1-4])"
_QUARTERS = re.compile(
    rf"\b(?:between|from)\s(?:the\s)?(?P<a>{_ORDINAL})(?:\squarter)?\s(?:and|to)\s(?:the\s)?"
    rf"(?P<b>{_ORDINAL})(?:\squarter|\smonth)?\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?P<way>sum|total|average) of (?P<a>.+?) and (?P<b>.+)$",
    re.IGNORECASE,
)
_WHICH_YEAR = re.compile(
    r"\b(?:which|what)\s(?:of the\s)?(?:fiscal\s|financial\s|calendar\s)?"
    r"(?:year|years|period|fy|quarter|month)\b|^when\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:which|what)\b", re.IGNORECASE)
_HIGH = re.compile(
    r"\b(?:highest|higher|larger|largest|greatest|greater|most|more|biggest|bigger|maximum)\b",
    re.IGNORECASE,
)
_LOW = re.compile(r"\b(?:lowest|lower|smaller|smallest|least|fewest|less|minimum)\b", re.IGNORECASE)
_YEARS = re.compile(
    r"^(?:in|for|over|during)?\s?(?:which|what)\s(?:are the\s|were the\s)?"
    r"(?:fiscal |financial |respective )?(?:years?|periods?|year\(s\))\b",
    re.IGNORECASE,
)
_ITEMS = (
    r"(?:components?|items?|types?|categor(?:y|ies)|segments?|regions?|countries|elements?|"
    r"currencies|classes|kinds?|sources?|line items?|products?|areas?|parts?|assumptions|metrics)"
)
_LISTED = re.compile(
    rf"^(?:what|which)\s(?:(?:are|were|is)\s)?(?:the\s)?(?:\w+\s){{0,2}}?{_ITEMS}\b(?P<of>.*)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"^how many\s(?:\w+\s){{0,2}}?{_ITEMS}\s(?P<of>.*)$", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?P<way>less than|lower than|below|under|smaller than|exceed(?:ed|ing|s)?|more than|"
    r"greater than|larger than|higher than|above|over)\s?"
    r"(?P<figure>[-–(]?\s?[$£€¥]?\s?[-–]?\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)


def read_asked(text: str) -> Asked:
    """The operation that a question's wording asks for; "look" where nothing more is said."""
    text = " ".join(spelled_years(text).split()).rstrip("?. ")
    years = _years(text)
    percent = bool(_PERCENT.search(text))
    for special in (_counted, _ranked, _listed, _parted):
        asked = special(text, years, percent)
        if asked is not None:
            return asked
    gap = _difference(text)
    if gap is not None and not percent and not _over_time(gap, years):
        return Asked("difference", (f"{gap[0]} {gap[1]}", f"{gap[0]} {gap[2]}"), years)
    quarters = _QUARTERS.search(text)
    if quarters and _CHANGE.search(text):
        rest = text[: quarters.start()] + text[quarters.end() :]
        rest = _PERCENT.sub(" ", _CHANGE.sub(" ", rest))
        pair = (f"{rest} {quarters.group('a')}", f"{rest} {quarters.group('b')}")
        return Asked("change", pair, years, percent)
    both = _BOTH.search(text)
    if both and len(years) < 2 and not years_in(both.group("a")):
        way = "average" if both.group("way").lower() == "average" else "sum"
        return Asked(way, (both.group("a"), both.group("b")), years)
    if _AVERAGE.search(text) and not _CHANGE.search(text):
        return Asked("average", (_AVERAGE.sub(" ", text),), years)
    if _CHANGE.search(text) and (len(years) != 1 or re.search(r"\bchange\b", text, re.IGNORECASE)):
        phrase = _PERCENT.sub(" ", _CHANGE.sub(" ", text))
        apart = {w.lower() for w in _CHANGE.findall(text)} == {"difference"}
        relative = bool(_RELATIVE.search(text))
        return Asked("change", (phrase,), years, percent, apart=apart, relative=relative)
    if _SUM.search(text) and len(years) > 1 and "respective" not in text:
        return Asked("sum", (text,), years)
    return Asked("look", (text,), years, percent)


def _difference(text: str) -> tuple[str, str, str] | None:
    """Of "difference in X between A and B": X (or nothing), A and B.

    One step after another, each to the first place that fits: one pattern for all of it would try
    every "between" with every "and".
    """
    gap = _GAP.search(text)
    if gap is None:
        return None
    named = gap.group("of") is not None
    between = _BETWEEN_TWO.search(text, gap.end() + 1 if named else gap.end() - 1)
    joined = between and _AND.search(text, between.end() + 1)
    if between is None or joined is None:
        return None
    shared = text[gap.end() : between.start()] if named else ""
    return shared, text[between.end() : joined.start()], text[joined.end() :]


def _over_time(gap: tuple[str, str, str], years: tuple[str, ...]) -> bool:
    return len(years) > 1 and bool(years_in(gap[1]) and years_in(gap[2]))


def _years(text: str) -> tuple[str, ...]:
    years = list(years_in(text))
    averaged = _AVERAGE.search(text) or _SUM.search(text)
    for pattern in (_RANGE, _BETWEEN):
        match = pattern.search(text)
        if match and averaged and not _CHANGE.search(text):
            first, last = sorted(int(y) for y in match.groups())
            if last - first <= 10:
                return tuple(str(y) for y in range(first, last + 1))
    return tuple(years)


def _counted(text: str, years: tuple[str, ...], percent: bool) -> Asked | None:
    match = _LIMIT.search(text)
    if match is None:
        return None
    low = match.group("way").lower().split()[0] in ("less", "lower", "below", "under", "smaller")
    rank = ("below " if low else "above ") + match.group("figure")
    phrase = text[: match.start()]
    if re.match(r"(?:.*\bhow many|for how many)\b", text, re.IGNORECASE):
        phrase = re.sub(r"(?i)^.*?how many\s(?:of the\s)?(?:\w+\s)?", "", phrase)
        return Asked("count", (phrase,), years, percent, rank)
    if _WHICH_YEAR.search(text):
        return Asked("which_past", (_WHICH_YEAR.sub(" ", phrase),), years, percent, rank)
    return None


def _ranked(text: str, years: tuple[str, ...], percent: bool) -> Asked | None:
    high, low = _HIGH.search(text), _LOW.search(text)
    mark = high or low
    if mark is None or not _WHICH.search(text):
        return None
    rank = "highest" if high else "lowest"
    rest = (text[: mark.start()] + " " + text[mark.end() :]).strip()
    if _WHICH_YEAR.search(text):
        return Asked("which_year", (_WHICH_YEAR.sub(" ", rest),), years, percent, rank)
    if re.match(
        r"(?:in |for |under |of |from )?(?:which|what)\b(?!\s(?:is|was|were|are)\b)",
        text,
        re.IGNORECASE,
    ):
        rest = re.sub(r"(?i)\b(?:which|what)\s\w+", " ", rest, count=1)
        return Asked("which_row", (rest,), years, percent, rank)
    return None


def _listed(text: str, years: tuple[str, ...], percent: bool) -> Asked | None:
    match = _YEARS.search(text)
    if match and not _CHANGE.search(text):
        return Asked("years", (text[match.end() :],), (), percent)
    match = _LISTED.search(text)
    if match and not years and not _SUM.search(match.group("of")[:12]):
        return Asked("rows", (match.group("of"),), ())
    match = _NUMBERED.search(text)
    if match and not years:
        return Asked("count_rows", (match.group("of"),), ())
    return None


def _parted(text: str, years: tuple[str, ...], percent: bool) -> Asked | None:
    if _CHANGE.search(text):
        return None
    for pattern in (_AS_PART, _PART_OF, _MADE_OF):
        match = pattern.search(text)
        if match:
            kind = match.group("kind").lower()
            return Asked(
                "share",
                (match.group("a"), match.group("b")),
                years,
                percent or kind == "share",
            )
    return None
