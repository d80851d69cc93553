"""What a part of a question means beside its neighbours: appositions, scope words, ways of speech.

Comes in: a text, its mentions left to right, the `Vocabulary`. Goes out: the mentions, some of
them read again: "2Q01 (Sept 2001)" names one period, "i mean" is no average. Not for: what is
reported (`service.plan`).

A mention that says nothing of its own becomes filler; none is ever left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from service.measures import Match
from service.mentions import Mention
from service.rowkin import flow_of, per_other
from service.terms import kin, words_of
from service.vocabulary import Vocabulary

SPEAKERS = frozenset({"i", "we", "you", "they", "do", "does", "did", "would"})
LINKS = frozenset(
    words_of(
        "a an the of in at on for as ie i e namely that is was meaning to quarter end "
        "ended ending or date dated fiscal three month period q"
    )
)
SETTING = re.compile(r"[,(:;\[–—-]|\b(?:in|at|on|ie|i\.e\.|namely|that is)\b", re.IGNORECASE)
FROM = re.compile(
    r"\b(?:from|than|versus|vs\.?|against|with|to|over|on)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE
)
OTHER_CURRENCY = re.compile(r"[-\s]?(?:denominated|linked|pegged|indexed)\b", re.IGNORECASE)
CASH_FLOW = re.compile(
    r"\bcash[\s-]?flows?\s+statements?\b|\bstatements?\s+of\s+cash[\s-]?flows?\b"
    r"|\b(?:in|from|per|on)\s+(?:the\s+)?cash[\s-]?flows?\b(?!\s+(?:from|used|provided))",
    re.IGNORECASE,
)
THINKING = re.compile(r"\b(?:think|thought|believed?|believes|reckon(?:ed|s)?)\b", re.IGNORECASE)
RANGE = re.compile(r"\brange\b", re.IGNORECASE)
VIEW = re.compile(
    r"\b(?:management|they|executives|directors|board|company|firm|group|it)\s+"
    r"(?:see|saw|give|gave|set|have|had|provide|provided|name|named|think|communicate|share)\b",
    re.IGNORECASE,
)
USED_FOR = re.compile(r"\bused\s+(?:for|in|to)\b", re.IGNORECASE)
RELATING = frozenset({"share", "ratio", "per", "difference", "sum", "equals", "margin", "compare"})
TOO_BROAD = frozenset(
    {"income", "profit", "loss", "earning", "result", "revenue", "cost", "expense", "sale", "rate"}
)
COMPUTED = frozenset({"per_share", "ratio", "percent"})

Reader = Callable[[str, Sequence[Mention], Vocabulary], list[Mention]]


def reread(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """The mentions with what their neighbours make of them."""
    found = list(mentions)
    for reader in READERS:
        found = reader(text, found, vocabulary)
    return found


def _quiet(mention: Mention) -> Mention:
    return replace(mention, kind="filler", name="", meaning="", match=None, period=None)


def _without(mentions: Sequence[Mention], quiet: Sequence[Mention]) -> list[Mention]:
    """The mentions with some of them made filler."""
    return [_quiet(m) if any(m is q for q in quiet) else m for m in mentions]


def _i_mean(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "I mean the swing" asks for no average."""
    said = [
        m
        for m in mentions
        if m.name == "average"
        and text[m.start : m.end].casefold() in ("mean", "means")
        and words_of(text[: m.start])[-1:]
        and words_of(text[: m.start])[-1] in SPEAKERS
    ]
    return _without(mentions, said)


def _one_period(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "2Q01 (Sept 2001)": a stretch and its last day side by side are the stretch."""
    dated = [m for m in mentions if m.period is not None]
    again = []
    for one, other in pairwise(dated):
        first, second = one.period, other.period
        if first is None or second is None or first.end != second.end:
            continue
        gap = text[one.end : other.start]
        apposed = set(words_of(gap)) <= LINKS and len(gap) < 30
        if apposed and first.is_instant != second.is_instant:
            again.append(one if first.is_instant else other)
    return _without(mentions, again)


def _apposed(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "A year earlier, in 2Q01": the period that is named goes before the one reckoned."""
    ops = {m.name for m in mentions if m.kind == "operation"}
    if ops & {"change", "growth", "difference"}:
        return list(mentions)
    said = []
    for mention in mentions:
        if mention.name not in ("yoy_change", "qoq_change"):
            continue
        after = next((m for m in mentions if m.start >= mention.end and m.period), None)
        if after is None:
            continue
        gap = text[mention.end : after.start]
        phrase = words_of(text[mention.start : mention.end])
        set_off = bool(SETTING.search(gap)) or (
            mention.name == "yoy_change" and "quarter" in (*phrase, *words_of(gap))
        )
        apart = any(m.period for m in mentions if m.end <= mention.start)
        compared = bool(FROM.search(text[: mention.start])) or "compare" in ops
        closes = phrase[-1:] and phrase[-1] in ("earlier", "before", "ago", "year", "quarter")
        if closes and set(words_of(gap)) <= LINKS and set_off and (apart or not compared):
            said.append(mention)
    return _without(mentions, said)


def _currency_of(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "The loss on dollar-denominated assets" is not asked in dollars, nor are the assets."""
    said: list[Mention] = []
    for number, mention in enumerate(mentions):
        after = OTHER_CURRENCY.match(text, mention.end)
        earlier = any(m.kind == "measure" for m in mentions[:number])
        if mention.kind != "unit" or after is None or not earlier:
            continue
        said.append(mention)
        held = [m for m in mentions[number + 1 :] if m.kind == "measure"][:1]
        said += [m for m in held if not text[after.end() : m.start].strip()]
    return _without(mentions, said)


def _statement(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Inventories in the cash flow statement": the statement chooses the row, it is none."""
    measures = [m for m in mentions if m.kind == "measure"]
    related = {m.name for m in mentions if m.kind == "operation"} & RELATING
    bare = [m for m in measures if words_of(text[m.start : m.end]) == ("cash", "flow")]
    scope = bool(CASH_FLOW.search(text))
    if len(measures) > 1 and len(bare) == 1 and not related and bare[0] is not measures[0]:
        before = measures[measures.index(bare[0]) - 1]
        gap = text[before.end : bare[0].start]
        if not set(words_of(gap)) & {"and", "or", "plus", "minus"} and "," not in gap:
            mentions, scope = _without(mentions, bare), True
    if not scope:
        return list(mentions)
    return [_as_flow(m, vocabulary) for m in mentions]


def _as_flow(mention: Mention, vocabulary: Vocabulary) -> Mention:
    """A balance as the row of the cash flow statement for it, where there is one."""
    if mention.kind != "measure" or mention.match is None:
        return mention
    row = flow_of(vocabulary.concepts, mention.match.concepts[0])
    if row is None:
        return mention
    return replace(mention, meaning=row.label, match=Match((row.id,), 1.0, 1.0, row.label))


def _used_for(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "The share count used for EPS": what is used is asked, not what it is used for."""
    measures = [m for m in mentions if m.kind == "measure" and m.match is not None]
    said = []
    for one, other in pairwise(measures):
        known = vocabulary.concepts.get(other.match.concepts[0]) if other.match else None
        if known is None or known.kind not in COMPUTED:
            continue
        if USED_FOR.search(text, one.end, other.end):
            said.append(other)
    return _without(mentions, said)


def _per_what(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "EPS per ADS": where both are said, what stands after "per" is what it is per."""
    found = list(mentions)
    measures = [m for m in mentions if m.kind == "measure" and m.match is not None]
    for one, other in pairwise(measures):
        gap = text[one.end : other.start].split()
        if one.match is None or gap != ["per"]:
            continue
        typed = text[other.start : other.end].casefold()
        row = per_other(vocabulary.concepts, one.match.concepts[0], typed)
        if row is None:
            continue
        match = Match((row.id,), 1.0, 1.0, row.label)
        made = replace(one, end=other.end, meaning=row.label, match=match)
        between = [m for m in found if m is not one and one.start <= m.start < other.end]
        found = [made if m is one else m for m in found if not any(m is b for b in between)]
    return found


def _same_kind(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "IIJ4U subscribers": a word of the kind that the measure beside it counts adds nothing."""
    said: list[Mention] = []
    for number, mention in enumerate(mentions):
        if mention.kind != "unmatched":
            continue
        sides = (mentions[:number][::-1], mentions[number + 1 :])
        near = [
            next((m for m in side if m.kind not in ("filler", "unmatched")), None) for side in sides
        ]
        if any(_holds_kin(mention.name, m, vocabulary) for m in near if m is not None):
            said.append(mention)
    return _without(mentions, said)


def _holds_kin(word: str, mention: Mention, vocabulary: Vocabulary) -> bool:
    if mention.kind != "measure" or mention.match is None:
        return False
    concept = mention.match.concepts[0]
    known = vocabulary.concepts.get(concept)
    label = set(words_of(known.label if known else concept.replace("_", " "))) - TOO_BROAD
    unit = set(words_of(known.unit)) if known and known.unit and known.unit.isalpha() else set()
    forms = {word} | ({word[2:]} if word.startswith("re") and len(word) > 5 else set())
    near = forms.union(*(kin().get(w, frozenset()) for w in forms))
    if near & (label | unit):
        return True
    further = near.union(*(kin().get(w, frozenset()) for w in near))
    return bool(further & unit)


def _views(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "How fast did they think it would grow", "what range did management see": a forecast."""
    match = THINKING.search(text)
    if match is None and VIEW.search(text):
        match = RANGE.search(text)
    if match is None or any(m.name == "guidance" for m in mentions):
        return list(mentions)
    return [
        replace(m, kind="operation", name="guidance", meaning="guidance")
        if m.kind in ("filler", "unmatched") and m.start <= match.start() < m.end
        else m
        for m in mentions
    ]


READERS: tuple[Reader, ...] = (
    _i_mean,
    _one_period,
    _apposed,
    _currency_of,
    _statement,
    _used_for,
    _per_what,
    _same_kind,
    _views,
)
"""Tried in this order, each on what the ones before it made."""
