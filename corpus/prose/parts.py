"""Figures of a sentence that are no level of its subject: parts of it, differences, suppositions.

Comes in: the text around a figure, or a sentence's facts. Goes out: the part's own noun phrase, or
that there is none. Not for: the measure of the whole (`corpus.prose.ways`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from corpus.base.records import Fact, Value
from corpus.language.views import Mention

_INCLUDES = re.compile(
    r"\b(?:includ(?:e[sd]?|ing)|comprised|comprising)\s(?:(?:approximately|about|an?|of|the|additional|net"
    r"|total)\s){0,3}(?:[A-Z]{3}\s?|US\s?)?[$€£¥]?\s?$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\s{1,2}(?:of|in|for|from|related\sto|relating\sto|associated\swith)\s(?:the\s|an?\s|our\s|its\s)?"
    r"(?P<np>[A-Za-z][^,.;()]{2,60})",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\s(?:(?:associated\swith|related\sto|relating\sto|attributable\sto|attributed\sto)\s[A-Za-z]"
    r"|in\s(?!(?:the|cash|total|aggregate|each|all|both|fiscal|full|an?|our|its|this|that|comparison"
    r"|addition|respect|line)\b)[a-z]{3,}\s(?:[a-z]{3,}|,|\.|and\b))",
)

_SUPPOSED = re.compile(
    r"\bhypothetical|\bassum(?:e|es|ing)\b|\bif\b|\bfor\sexample\b|\bsensitivity\b", re.IGNORECASE
)
_WOULD = re.compile(
    r"\bwould\s(?:not\s)?(?:have\s)?(?:increase|decrease|change|result|reduce|be\b|been|cause|impact"
    r"|affect|rise|fall)",
    re.IGNORECASE,
)


def is_supposed(text: str) -> bool:
    """True for a sentence of what would be, not of what was: "if rates rose by 1%, it would"."""
    return bool(_SUPPOSED.search(text) and _WOULD.search(text))


def included(before: str, after: str) -> str | None:
    """What "including F of amortization" calls F: "" where it has no name, None where no part."""
    if not _INCLUDES.search(before):
        return None
    match = _PART.match(after)
    return match.group("np").strip() if match else ""


def is_of_another(after: str) -> bool:
    """True where what follows a figure names something else than the figure before it."""
    return bool(_ANOTHER.match(after))


def is_difference(text: str, mentions: Sequence[Mention], i: int) -> bool:
    """True for basis points, and for "(53%)" right behind "49%", which is no minus 53%."""
    mention = mentions[i]
    if mention.unit == "basis_point":
        return True
    last = mentions[i - 1] if i else None
    return (
        last is not None
        and mention.negative
        and mention.unit == last.unit == "percent"
        and not text[last.outer_end : mention.outer_start].strip(" (")
    )


def told_once(facts: Sequence[Fact], *, listed: bool) -> list[Fact]:
    """A sentence's facts, where it seems to say several amounts of one thing only the first.

    None of them in a list ("federal, state and foreign credits of F, F and F, respectively").
    """
    groups: defaultdict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.concept, fact.period.label, fact.value.unit, fact.scenario].append(fact)
    dropped: set[str] = set()
    for group in groups.values():
        first = group[0]
        others = [f for f in group[1:] if not _agree(first.value, f.value)]
        if others:
            dropped.update(f.id for f in (group if listed else others))
    return [f for f in facts if f.id not in dropped]


def _agree(a: Value, b: Value) -> bool:
    """True where one amount is the other, rounded."""
    if a.amount is None or b.amount is None or a.amount == b.amount:
        return True
    places = min(a.decimals if a.decimals is not None else 0, b.decimals or 0)
    return abs(a.amount - b.amount) <= Decimal(5).scaleb(-places - 1)
