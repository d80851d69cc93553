"""What a part of a question means beside its neighbours: appositions, scope words, ways of speech.

Comes in: a text, its mentions left to right, the `Vocabulary`. Goes out: the mentions, some of
them read again: "2Q01 (Sept 2001)" names one period, "i mean" is no average. Not for: what is
reported (`service.plan.plan`).

A mention that says nothing of its own becomes filler; none is ever left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from service.understand.mentions import Mention, without
from service.understand.rowreading import (
    NAMED,
    added_back,
    cash_moved,
    in_statement,
    in_total,
    own_margin,
    per_another,
    used_for,
)
from service.understand.terms import kin, words_of
from service.understand.vocabulary import Vocabulary
from service.understand.waysofasking import way_of_asking

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
GLOSS = re.compile(r"\((?:not|non|excl(?:uding|\.)?|other than|except)\b[^()]*\)", re.IGNORECASE)
NOT_THIS = re.compile(r"\b(?:not|rather than|instead of)\s(?:the\s|in\s|for\s)*$", re.IGNORECASE)
CORRECTING = re.compile(
    r"\b(?:no,?\s+sorry|sorry,?\s+i\s+mean\w*|no,?\s+wait|wait,?\s+no|scratch\s+that"
    r"|i\s+meant|correction(?=\s?[:,]))",
    re.IGNORECASE,
)
GOING = frozenset({"thru"})
THINKING = re.compile(r"\b(?:think|thought|believed?|believes|reckon(?:ed|s)?)\b", re.IGNORECASE)
RANGE = re.compile(r"\brange\b", re.IGNORECASE)
VIEW = re.compile(
    r"\b(?:management|they|executives|directors|board|company|firm|group|it)\s+"
    r"(?:see|saw|give|gave|set|have|had|provide|provided|name|named|think|communicate|share)\b"
    r"|\brange\s+(?:was|were|is)\s+(?:given|set|provided|communicated|announced|named)\b",
    re.IGNORECASE,
)
TOO_BROAD = frozenset(
    {"income", "profit", "loss", "earning", "result", "revenue", "cost", "expense", "sale", "rate"}
)
Reader = Callable[[str, Sequence[Mention], Vocabulary], list[Mention]]


def reread(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """The mentions with what their neighbours make of them."""
    found = list(mentions)
    held = _traits(text, found)
    for reader, traits in READERS:
        if traits.isdisjoint(held):
            continue
        read = reader(text, found, vocabulary)
        if read != found:
            held = _traits(text, read)
        found = read
    return found


def _traits(text: str, mentions: Sequence[Mention]) -> set[str]:
    """What readers may have something to say about: kinds of mentions, several of one kind, names
    said in part, and words of the text.
    """
    held: set[str] = set()
    dated = 0
    for mention in mentions:
        kind, match = mention.kind, mention.match
        if kind in held:
            held.add(f"two of {kind}")
        held.add(kind)
        dated += mention.period is not None
        if match is not None and match.cover < NAMED:
            held.add("part of a name")
    if dated > 1:
        held.add("two periods")
    lower = text.casefold()
    held.update([trait for trait, words in SAID.items() if any([w in lower for w in words])])
    return held


def _i_mean(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "I mean the swing" and "what does it mean" ask for no average."""
    said = []
    for mention in mentions:
        if mention.name != "average":
            continue
        before = text[: mention.start].casefold().replace(",", " ").split()
        meant = text[mention.start : mention.end].casefold() in ("mean", "means")
        spoken = bool(before) and before[-1] in SPEAKERS
        closing = bool({"do", "does", "did"} & set(before)) and not text[mention.end :].strip(
            " ?.!"
        )
        if meant and (spoken or closing):
            said.append(mention)
    return without(mentions, said)


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
    return without(mentions, again)


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
        if words_of(gap)[:1] == ("of",) or {"on", "over", "to", "from", "vs"} & set(phrase):
            continue  # "year on year" compares, it names no period
        closes = phrase[-1:] and phrase[-1] in ("earlier", "before", "ago", "year", "quarter")
        if closes and set(words_of(gap)) <= LINKS and set_off and (apart or not compared):
            said.append(mention)
    return without(mentions, said)


def _currency_of(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "The loss on dollar-denominated assets" is not asked in dollars, nor are the assets."""
    said: list[Mention] = []
    for number, mention in enumerate(mentions):
        after = OTHER_CURRENCY.match(text, mention.end) if mention.kind == "unit" else None
        if after is None or not any(
            m.kind == "measure" and len(text[m.start : m.end].split()) > 1
            for m in mentions[:number]
        ):
            continue
        said.append(mention)
        held = [m for m in mentions[number + 1 :] if m.kind == "measure"][:1]
        said += [m for m in held if not text[after.end() : m.start].strip()]
    return without(mentions, said)


def _not_these(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Other contracts (not X)", "3Q02 not 2Q02": what is ruled out, where the rest says which."""
    said: list[Mention] = []
    for match in GLOSS.finditer(text):
        before = [m for m in mentions if m.kind == "measure" and m.end <= match.start()]
        if before and "other" in words_of(text[before[-1].start : before[-1].end]):
            said += [m for m in mentions if match.start() <= m.start < match.end()]
    dated = [m for m in mentions if m.period is not None]
    for mention in dated[1:]:
        ruled = NOT_THIS.search(text, 0, mention.start)
        if ruled:
            said.append(mention)
            said += [m for m in mentions if ruled.start() <= m.start < mention.start]
    return without(mentions, said)


def _corrected(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "X... no sorry, Y": what is taken back is not asked."""
    match = CORRECTING.search(text)
    if match is None or not any(m.kind == "measure" and m.start >= match.end() for m in mentions):
        return list(mentions)
    dated = any(m.period is not None and m.start >= match.end() for m in mentions)
    said = [m for m in mentions if m.start < match.end() and (dated or m.period is None)]
    return without(mentions, said)


def _with_sign(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Compare w/ 2Q03", "1Q03 thru 3Q03": short ways to write little words."""
    said = []
    for mention in mentions:
        if mention.kind != "unmatched":
            continue
        word = text[mention.start : mention.end].casefold()
        if word == "w" and text[mention.end :].startswith("/"):
            said += [m for m in mentions if mention.start <= m.start <= mention.end]
        elif word in GOING:
            said.append(mention)
    return without(mentions, said)


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
    return without(mentions, said)


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


def _one_quarter(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "The quarter" in one is no series, as "quarters" are."""
    said = [
        m for m in mentions if m.name == "series" and text[m.start : m.end].casefold() == "quarter"
    ]
    return without(mentions, said)


SAID: dict[str, tuple[str, ...]] = {
    "taken back": ("sorry", "wait", "scratch", "meant", "correction"),
    "brackets": ("(",),
    "cash": ("cash",),
    "views": ("think", "thought", "believe", "reckon", "range"),
}
"""Words without one of which a reader's pattern cannot match."""
READERS: tuple[tuple[Reader, frozenset[str]], ...] = tuple(
    (reader, frozenset(traits))
    for reader, *traits in (
        (_corrected, "taken back"),
        (_not_these, "brackets", "two periods"),
        (_with_sign, "unmatched"),
        (_one_quarter, "operation"),
        (way_of_asking, "operation"),
        (_i_mean, "operation"),
        (_one_period, "two periods"),
        (_apposed, "operation"),
        (_currency_of, "unit"),
        (in_statement, "cash"),
        (added_back, "measure", "operation", "unmatched", "unit"),
        (cash_moved, "cash"),
        (in_total, "part of a name"),
        (own_margin, "part of a name"),
        (used_for, "two of measure"),
        (per_another, "two of measure"),
        (_same_kind, "unmatched"),
        (_views, "views"),
    )
)
"""Tried in this order, each on what the ones before it made, where one of its traits is held."""
