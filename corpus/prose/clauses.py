"""What a sentence says around a figure: its period, its basis of comparison, direction and mood.

Comes in: the view of one sentence with its mentions. Goes out: `Timing` (periods named there and
what each is for), `Change` (direction and wording of a change), and whether a figure is foreseen.
Not for: what is measured (`corpus.concepts.naming`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.base.records import Period
from corpus.grammar.periods import Calendar, PeriodMatch, find_periods, previous, year_earlier
from corpus.language.views import Mention
from corpus.prose.yearparts import no_whole_year, part_of_year, shared_ends

Basis = Literal["yoy", "qoq", "other"]
_YEAR_ALONE = re.compile(
    r"(?:(?<=\d\d\d\d,)|\b(?:in|for|during|to|than|from|of|over|with|since|and|versus|vs\.?|through|by|"
    r"compared|fiscal|calendar|[a-z]+,))\s(?P<year>(?:19|20)\d\d)"
    r"(?![\w%/$€£]|[,.]\d|-\d|\s(?:million|billion|thousand))",
    re.IGNORECASE,
)
# "(2018: $6.6 million)", "(2018 $6.6 million)", "(2017/18: 1.7m)".
_YEAR_LABEL = re.compile(
    r"[(;,]\s?(?:FY\s?)?(?P<year>20\d\d(?:/\d\d)?)\s?(?::|(?=[$€£¥]))",
    re.IGNORECASE,
)
_LABEL_GAP = re.compile(r"\s?:?\s?(?:[A-Z]{3}|[$€£¥])?\s?\(?")
_LIST_OF_YEARS = r"(?:\s?(?:,|and|or|, and|,? compared to|,? versus)\s?(?:(?:19|20)\d\d)?){1,4}"
# A day on which something falls due says nothing of when a figure was.
_NO_TIME_BEFORE = re.compile(
    r"\b(?:due|matur\w+|expir\w+|ending|until|effective|dates?\sof)\s(?:on\s|in\s|at\s|through\s)?$",
    re.IGNORECASE,
)
_YEARS_BETWEEN = re.compile(
    r"\b(?:between|from)\s((?:19|20)\d\d)\s(?:and|to|through)\s((?:19|20)\d\d)\b"
)
_BASE_BEFORE = re.compile(
    r"(?:\b(?:compar\w+\s(?:to|with)|in\scomparison\s(?:to|with)|from|versus|vs\.?|over|than|against|"
    r"relative\sto|(?:decrease|increase|change)\sover))\s{0,2}"
    r"(?:(?:the|that|those|its|our|a|of|in|for|same|prior|corresponding|period|quarter|year|"
    r"level|levels)\s{1,2}){0,5}$",
    re.IGNORECASE,
)
_YOY = re.compile(
    r"\byo?y\b|\byear[\s-]?(?:over|on|to)[\s-]year|\byear[\s-]ago\b|"
    r"\b(?:a|one)\syear\s(?:earlier|ago|before)|"
    r"\b(?:the\s)?same\s(?:quarter|period|month|half|time)\s(?:of\s|in\s)?(?:the\s)?"
    r"(?:last|prior|previous|preceding)?\s?(?:fiscal\s)?year|"
    r"\b(?:prior|previous|last|preceding)[\s-](?:fiscal\s|financial\s)?years?\b|\bannually\b|"
    r"\bper\s(?:annum|year)\b",
    re.IGNORECASE,
)
_QOQ = re.compile(
    r"\bqo?q\b|\bquarter[\s-](?:over|on|to)[\s-]quarter|\bsequential(?:ly)?\b|"
    r"\b(?:prior|previous|last|preceding)[\s-]quarter\b",
    re.IGNORECASE,
)
_SAME_PERIOD_IN = re.compile(r"\bsame\s(?:period|quarter|time|month)\s(?:in|of)\s$", re.IGNORECASE)
_FORESEEN = re.compile(
    r"\b(?:expects?|expected|anticipates?|anticipated|forecasts?|foresees?|predicts?|projects?|"
    r"projected|estimates?\sthat|guidance(?=\s(?:for|of|is|range|to|:))|outlook|will|plans?\sto|targets?|aims?\sto|intends?\sto)\b",
    re.IGNORECASE,
)
_NOT_FORESEEN = re.compile(
    r"\b(?:as|than|was|were|had|been)\s(?:previously\s)?(?:expected|anticipated|forecast|projected)"
    r"|\bexpected\s(?:credit|return|life|term|volatility|loss)|\b(?:forward|its)\soutlook"
    r"|\bexpects?\sthat\snet\slosses",
    re.IGNORECASE,
)
UP_WORDS = (
    "increas(?:e|es|ed|ing)|grew|grow|grows|growing|growth|rose|rise|rises|rising|improv(?:e|ed|es)|"
    "improvement|jump(?:ed|s)?|surged?|gained|up|higher|expand(?:ed|s)?|expansion|climb(?:ed|s)?|"
    "advanc(?:e|ed)|soared|doubled|above|more"
)
DOWN_WORDS = (
    "decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|fell|fall|falls|falling|drop(?:ped|s)?|reduc(?:e|ed|"
    "es|tion|tions)|lower(?:ed)?|down|shrank|shrunk|contract(?:ed|ion)|slipped|weakened|below|less"
)
_MOVE = rf"(?P<up>{UP_WORDS})|(?P<down>{DOWN_WORDS})"
_HEDGE = (
    r"(?:(?:by|approximately|about|around|nearly|almost|over|more|less|than|at|least|some|only|just|"
    r"an?|roughly|additional|further|of|another)\s{1,2}){0,6}"
)
_CUR = r"(?:JPY|Y|USD|US\s?\$|[$€£¥]|Rs\.?|INR|RMB|EUR|GBP)?\s{0,3}$"
_MOVED_BY = re.compile(
    rf"\b(?:{_MOVE})(?:\s(?:slightly|significantly|sharply|steadily|substantially|further|strongly|"
    rf"overall|again))?\s{{1,2}}{_HEDGE}{_CUR}",
    re.IGNORECASE,
)
_MOVE_IN = re.compile(
    rf"\b(?:{_MOVE})\s(?:in|to|of)\s(?P<what>[^,;()\d]{{2,90}}?)\s(?:of|by)\s{_HEDGE}{_CUR}",
    re.IGNORECASE,
)
_MOVE_AFTER = re.compile(
    r"\s{0,2}(?:,\s)?(?:(?:quarter|year|organic|overall|annual|net|sequential|[a-z-]+ly)[\s-])?"
    r"(?:(?P<up>increase|growth|rise|improvement|gain|expansion|jump|up|higher)|"
    r"(?P<down>decrease|decline|drop|fall|reduction|contraction|down|lower))\b",
    re.IGNORECASE,
)
_OR_BY = re.compile(r"\s?,?\sor\s(?:by\s)?(?:approximately\s|about\s)?(?:[A-Z]{3}|[$€£¥])?\s?")
_AND_BY = re.compile(rf"\b(?:and|or|,)\s(?:by\s){_HEDGE}{_CUR}", re.IGNORECASE)
_TO = re.compile(rf"\bto\s{_HEDGE}{_CUR}", re.IGNORECASE)
_FROM = re.compile(
    rf"\b(?:from|compar\w+\s(?:to|with)|versus|vs\.?|against|and\sto|over|than)\s?"
    rf"(?:an?\s|the\s)?{_HEDGE}{_CUR}",
    re.IGNORECASE,
)


# "the 2Q03 loss before tax of": the period says when the measure was, not what it is compared to.
_ADJECTIVE_GAP = re.compile(
    r"\s(?!and\b|but\b|or\b)[A-Za-z](?:(?!\san?\s|\sthe\s|\sand\s)[\w\s]){2,50}\sof\s(?:[A-Z]{3}|[$€£¥])?\s?"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A period that the sentence names; `base` where it is what something is compared to."""

    start: int
    end: int
    period: Period
    base: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that says by how much something moved: `sign` +1 or -1, `what` a measure named in
    it.
    """

    sign: int
    what: str = ""
    improved: bool = False


def find_named(view: str, calendar: Calendar) -> tuple[list[Named], list[tuple[int, int]]]:
    """(periods named in `view`, spans that are no figures because a period stands there)."""
    matches = find_periods(view, calendar)
    for between in _YEARS_BETWEEN.finditer(view):
        first, last = (bare_year(int(y), calendar) for y in between.groups())
        if first.start is not None and first.start < last.end:
            label = f"{between.group(1)}/{between.group(2)}"
            whole = Period(label, first.start, last.end)
            matches.append(PeriodMatch(*between.span(), whole, between.group(), "years between"))
    matches = [m for m in matches if not _NO_TIME_BEFORE.search(view[: m.start][-24:])] + [
        replace(m, rule="no time") for m in matches if _NO_TIME_BEFORE.search(view[: m.start][-24:])
    ]
    for alone in _YEAR_ALONE.finditer(view):
        start, end = alone.span("year")
        if all(end <= m.start or start >= m.end for m in matches):
            year = int(alone.group("year"))
            part = part_of_year(view[:start], year, calendar)
            period = part or _listed_year(view, start, year, matches, calendar)
            is_year = period.label.startswith(("FY", str(year)))
            rule = "no time" if is_year and no_whole_year(view[:start]) else "bare year"
            matches.append(PeriodMatch(start, end, period, alone.group("year"), rule))
    matches += shared_ends(view, matches, calendar)
    for labelled in _YEAR_LABEL.finditer(view):
        start, end = labelled.span("year")
        if all(end <= m.start or start >= m.end for m in matches):
            year = int(labelled.group("year")[:4]) + ("/" in labelled.group("year"))
            period = bare_year(year, calendar)
            matches.append(PeriodMatch(start, end, period, labelled.group("year"), "year label"))
    matches.sort(key=lambda m: m.start)
    named = []
    base = False
    for i, match in enumerate(matches):
        before = view[: match.start]
        joined = i > 0 and re.fullmatch(
            r"\s?(?:,|and|or|, and)\s?(?:in\s)?", view[matches[i - 1].end : match.start]
        )
        if not joined:
            base = bool(_BASE_BEFORE.search(before[-60:])) and bool(before.strip())
        if match.rule != "no time":
            named.append(Named(match.start, match.end, match.period, base))
    return named, [(m.start, m.end) for m in matches]


def _listed_year(
    view: str, start: int, year: int, matches: Sequence[PeriodMatch], calendar: Calendar
) -> Period:
    """ "September 30, 2019 and 2018": a year in a list is the same stretch of another year."""
    for match in matches:
        gap = view[match.end : start]
        printed = re.search(r"(?:19|20)\d\d$", match.text)
        if printed and match.end <= start and re.fullmatch(_LIST_OF_YEARS, gap):
            return calendar.shift(match.period, 12 * (year - int(printed.group())))
    return bare_year(year, calendar)


def bare_year(year: int, calendar: Calendar) -> Period:
    """ "2006" in prose: the fiscal year of a company that numbers its years by their ends.

    One that numbers them by their starts says "fiscal 2006" and means the calendar by "2006".
    """
    fiscal = calendar.fiscal_year(year)
    whole = (date(year, 1, 1), date(year, 12, 31))
    if calendar.entity.year_label != "start" or (fiscal.start, fiscal.end) == whole:
        return fiscal
    return Period(str(year), *whole)


def is_foreseen(view: str, mention: Mention) -> bool:
    """True where a word of expectation governs the figure from before it."""
    plain = _NOT_FORESEEN.sub(lambda m: " " * len(m.group()), view)
    cut = max(plain.rfind("; ", 0, mention.start), plain.rfind(". ", 0, mention.start), 0)
    return bool(_FORESEEN.search(plain, cut, mention.outer_start))


def change_of(view: str, mentions: Sequence[Mention], i: int, last: Change | None) -> Change | None:
    """How the figure says that something moved, None where it says a level."""
    mention = mentions[i]
    if mention.kind in ("rate", "ordinal") or mention.twin is not None:
        return None
    begin = mentions[i - 1].outer_end if i else 0
    before = view[begin : mention.outer_start]
    after = view[mention.outer_end : mention.outer_end + 60]
    match = _MOVED_BY.search(before) or _MOVE_IN.search(before)
    if match and not re.search(r"\bto\s*$", before) and not _is_hedge(match.group()):
        return _change(match, match.groupdict().get("what") or "")
    if mention.unit in ("percent", "ratio", "percentage_point", "basis_point") or mention.currency:
        match = _MOVE_AFTER.match(after)
        if match and not re.match(r"\s{0,2}(?:more|less|above|below)\b", after):
            return _change(match, "")
    if last is not None and (_AND_BY.search(before) or _OR_BY.fullmatch(before)):
        return last
    return None


def _is_hedge(text: str) -> bool:
    """ "more than 50%", "less than": a bound, not a move."""
    return bool(
        re.match(r"(?:more|less|up|above|below|higher|lower)\s(?:than|to)?\b", text, re.I)
    ) and (not re.match(r"up\s(?:by\s)?(?!to)", text, re.I))


def _change(match: re.Match[str], what: str) -> Change:
    word = (match.group("up") or match.group("down")).lower()
    return Change(-1 if match.group("down") else 1, what, word.startswith("improv"))


def is_compared(view: str, mentions: Sequence[Mention], i: int) -> bool:
    """True for the earlier level of a comparison: "from 14.1%", "compared to JPY430 million"."""
    begin = mentions[i - 1].outer_end if i else 0
    return bool(_FROM.search(view[begin : mentions[i].outer_start]))


def own_period(
    view: str, mentions: Sequence[Mention], i: int, named: Sequence[Named]
) -> Period | None:
    """The period said with a figure: "in 2Q01", "JPY 567 million 3Q02", "the 2Q03 loss of"."""
    mention = mentions[i]
    stop = len(view)
    for other in mentions[i + 1 :]:
        if other.twin is None and not (other.side == "high" and mention.side == "low"):
            stop = other.outer_start
            break
    for period in named:
        if period.start < mention.outer_end or period.end > stop:
            continue
        gap = view[mention.outer_end : period.start]
        if period.base or _breaks(gap):
            break
        return period.period
    begin = mentions[i - 1].outer_end if i else 0
    for period in reversed(named):
        if begin <= period.start and period.end <= mention.outer_start:
            gap = view[period.end : mention.outer_start]
            if _LABEL_GAP.fullmatch(gap) or (period.base and _ADJECTIVE_GAP.fullmatch(gap)):
                return period.period
            plain = len(gap) <= 60 and not re.search(r"[,;]|\b(?:and|but)\b", gap)
            if i and plain and not period.base:
                return period.period
    return None


def _breaks(gap: str) -> bool:
    """True where a new clause starts between a figure and a later period."""
    inner = re.sub(r"^\s*\([^()]{0,60}\)", "", gap)
    return bool(
        re.search(
            r"[;:()]|,\s(?!and\s(?:in|for)\b)|\bbut\b|\bwhich\b|\bcompar|\bfrom\b|\bversus\b", inner
        )
    )


def basis_after(
    view: str,
    mentions: Sequence[Mention],
    i: int,
    named: Sequence[Named],
    main: Period,
    calendar: Calendar,
) -> tuple[Basis, Period] | None:
    """(basis, the period that says it) that a change is measured against, None where nothing says
    it.
    """
    mention = mentions[i]
    stop = len(view)
    compared: Period | None = None
    for j in range(i + 1, len(mentions)):
        if mentions[j].twin is not None:
            continue
        if is_compared(view, mentions, j) and compared is None:
            compared = own_period(view, mentions, j, named)
            if compared is not None:
                return _against(main, compared, calendar)
            continue
        if change_of(view, mentions, j, None) is not None:
            stop = mentions[j].outer_start
            break
    begin = mentions[i - 1].outer_end if i else 0
    for text_start, text_stop in ((mention.outer_end, stop), (begin, mention.outer_start)):
        part = view[text_start:text_stop]
        said = min((m.start() for m in (_QOQ.search(part), _YOY.search(part)) if m), default=None)
        for period in named:
            if said is not None and period.start > text_start + said:
                break
            if period.base and text_start <= period.start and period.end <= text_stop:
                if _SAME_PERIOD_IN.search(view[: period.start]):
                    return "yoy", main
                return _against(main, period.period, calendar)
        if _QOQ.search(part):
            return "qoq", main
        if _YOY.search(part):
            return "yoy", main
    return None


def _against(main: Period, base: Period, calendar: Calendar) -> tuple[Basis, Period]:
    if main.end.year < 3:
        return "other", base
    if base.end == year_earlier(main, calendar).end or base.end.replace(day=1) == main.end.replace(
        year=main.end.year - 1, day=1
    ):
        return "yoy", base
    if base.end == previous(main, calendar).end:
        return "qoq", base
    return "other", base


def said_basis(text: str) -> Basis | None:
    """The basis that a text states in words, None where it states none or both."""
    qoq, yoy = bool(_QOQ.search(text)), bool(_YOY.search(text))
    if qoq == yoy:
        return None
    return "qoq" if qoq else "yoy"
