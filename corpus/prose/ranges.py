"""Hedges, ranges and translations: what ties a figure to the words and figures next to it.

Comes in: the view of a sentence with its mentions. Goes out: the mentions with hedge and bound,
with the ends of ranges marked and convenience translations tied to their figure. Not for: finding
figures.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.base.records import Bound
from corpus.language.views import Mention

_QUALIFIER = re.compile(
    r"\b(?P<q>approximately|approx\.?|about|around|nearly|almost|roughly|some|more than|over|"
    r"at least|no less than|less than|fewer than|up to|as much as|no more than|in excess of|"
    r"exceeding|below|under|only|just)\s(?:an?\s)?(?:[A-Z]{3}|US\s?\$|[$€£¥])?\s?$",
    re.IGNORECASE,
)
_FLOOR = {"more than", "over", "at least", "no less than", "in excess of", "exceeding"}
_CEILING = {"less than", "fewer than", "up to", "as much as", "no more than", "below", "under"}
RANGE_GAP = re.compile(r"\s?(?:-|~|to|through)\s?(?:JPY|Y|USD|US\$|[$€£¥])?\s?", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s(?:[A-Z]{3}|[$€£¥])?\s?$", re.IGNORECASE)
_TWIN_GAP = re.compile(
    r"\s{0,2}(?:\(|\[|or\s)(?:approximately\s|about\s)?\s{0,2}(?:US\s?)?[A-Z$€£¥]{0,4}\s{0,3}",
)

_MOVED = re.compile(
    r"\b(?:from|by|(?:increas|decreas|declin|improv|reduc|grew|rose|fell|drop|expand)\w*)\s"
    r"(?:(?:approximately|about|an?|over|only)\s){0,2}(?:[A-Z]{3}|[$€£¥])?\s?$",
    re.IGNORECASE,
)


def mark_hedge(view: str, mention: Mention) -> Mention:
    """Add the hedge printed before a figure ("approximately") and the bound that it sets."""
    match = _QUALIFIER.search(view[max(0, mention.outer_start - 40) : mention.outer_start])
    if not match:
        return mention
    word = match.group("q").lower()
    bound: Bound | None = "low" if word in _FLOOR else "high" if word in _CEILING else None
    return replace(mention, qualifier=word, bound=bound)


def mark_ranges(view: str, found: list[Mention]) -> list[Mention]:
    """Mark the ends of "between A and B", "A-B", "A to B"; the first takes the second's unit."""
    for i in range(len(found) - 1):
        a, b = found[i], found[i + 1]
        if a.kind in ("rate", "ordinal") or b.kind in ("rate", "ordinal"):
            continue
        gap = view[a.outer_end : b.outer_start]
        wide = view[a.end : b.start]
        before = view[max(0, a.outer_start - 12) : a.outer_start]
        joined = RANGE_GAP.fullmatch(wide if a.unit is None else gap)
        if joined and "to" in gap and _MOVED.search(view[: a.outer_start][-40:]):
            joined = None
        if joined and _compatible(a, b):
            found[i], found[i + 1] = _pair(a, b)
    for i, a in enumerate(found):
        before = view[max(0, a.outer_start - 16) : a.outer_start]
        if a.side is None and re.search(r"\bbetween\s$", before):
            for j in range(i + 1, min(i + 3, len(found))):
                gap = view[found[j - 1].outer_end : found[j].outer_start]
                if re.search(r"\)?\s?and\s$", gap) and _compatible(a, found[j]):
                    found[i], found[j] = _pair(a, found[j])
                    break
    return found


def _compatible(a: Mention, b: Mention) -> bool:
    return a.unit in (None, "count") or a.unit == b.unit or (b.unit is None and b.currency is None)


def _pair(a: Mention, b: Mention) -> tuple[Mention, Mention]:
    same = a.unit in (None, "count", b.unit) or b.unit is None
    if not a.scaled and b.scaled and not a.grouped and same:
        power = -((b.decimals or 0) - len(b.printed.partition(".")[2]))
        a = replace(a, amount=a.amount.scaleb(power), decimals=(a.decimals or 0) - power)
    if a.unit in (None, "count") and b.unit:
        a = replace(a, unit=b.unit, currency=b.currency, noun=b.noun, kind=b.kind)
    if b.unit is None and a.unit:
        b = replace(b, unit=a.unit, currency=a.currency)
    return (
        replace(a, side="low", bound="low", noun=b.noun or a.noun),
        replace(b, side="high", bound="high"),
    )


def mark_twins(view: str, found: list[Mention]) -> list[Mention]:
    """A figure of another currency in brackets right after a figure is its translation."""
    for i in range(1, len(found)):
        a, b = found[i - 1], found[i]
        if not (a.currency and b.currency) or a.currency == b.currency or a.twin is not None:
            continue
        gap = view[a.outer_end : b.start]
        if _TWIN_GAP.fullmatch(gap):
            found[i] = replace(b, twin=i - 1, side=a.side, bound=a.bound, qualifier=a.qualifier)
    return found
