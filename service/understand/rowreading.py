"""Mentions read again for the row they choose: statements, totals, margins, another unit.

Comes in: a text, its mentions left to right, the `Vocabulary`. Goes out: the mentions, some with
another measure. Not for: periods and ways of speech (`service.understand.rereading`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from service.understand.measures import Match
from service.understand.mentions import Mention, without
from service.understand.rowkin import flow_of, per_other
from service.understand.terms import words_of
from service.understand.vocabulary import Vocabulary

CASH_FLOW = re.compile(
    r"\bcash[\s-]?flows?\s+statements?\b|\bstatements?\s+of\s+cash[\s-]?flows?\b"
    r"|\b(?:in|from|per|on)\s+(?:the\s+)?cash[\s-]?flows?\b(?!\s+(?:from|used|provided))",
    re.IGNORECASE,
)
CASH_MOVED = re.compile(
    r"\bcash\s(?:out|in|effect|impact)(?:flow|lay)?s?\b(?=\s?(?:\)|$|[,?]|of\b|in\b|for\b|during\b))"
    r"|\bcash\s?(?:out|in)flows?\b(?!\s(?:from|used|provided))",
    re.IGNORECASE,
)
ADDING_BACK = frozenset({"back", "adjustment", "adjust", "adjusted", "added", "add", "reconciling"})
USED_FOR = re.compile(r"\bused\s+(?:for|in|to)\b", re.IGNORECASE)
RELATING = frozenset({"share", "ratio", "per", "difference", "sum", "equals", "margin", "compare"})
WHOLE, NAMED = 0.9, 0.95
MARGIN_WORDS = frozenset(
    {"gross", "margin", "ratio", "profit", "percent", "rate", "of", "on", "the"}
)
IDLE_IN_MARGINS = frozenset({"service", "business", "segment"})
COMPUTED = frozenset({"per_share", "ratio", "percent"})


def in_statement(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Inventories in the cash flow statement": the statement chooses the row, it is none."""
    measures = [m for m in mentions if m.kind == "measure"]
    related = {m.name for m in mentions if m.kind == "operation"} & RELATING
    bare = [m for m in measures[1:] if words_of(text[m.start : m.end])[:2] == ("cash", "flow")]
    scope = bool(CASH_FLOW.search(text))
    related -= {"compare"}
    if len(measures) > 1 and len(bare) == 1 and not related and bare[0] is not measures[0]:
        before = measures[measures.index(bare[0]) - 1]
        gap = text[before.end : bare[0].start]
        placed = words_of(gap)[-1:] == ("in",) or set(words_of(gap)) <= {"in", "the", "per"}
        named = words_of(text[bare[0].start : bare[0].end]) == ("cash", "flow")
        if placed or (named and not set(words_of(gap)) & {"and", "or", "plus", "minus", "vs"}):
            mentions, scope = without(mentions, bare), True
    if not scope:
        return list(mentions)
    return [_as_flow(m, vocabulary) for m in mentions]


def added_back(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Added back in the cash flow statement": what the statement does with every row of it.

    Elsewhere a word of adding, which names of measures hold, names none alone.
    """
    said = [m for m in mentions if set(words_of(text[m.start : m.end])) <= ADDING_BACK]
    if not said:
        return list(mentions)
    if "cash flow" in " ".join(words_of(text)):
        typed = {w for m in said for w in words_of(text[m.start : m.end])}
        found = [_named_so(m, typed) for m in mentions]
        return without(found, [m for m in said if m.kind != "filler"])
    doubt = [
        m for m in said if m.kind == "measure" and words_of(text[: m.start])[-1:] != ("value",)
    ]
    return [
        replace(m, kind="unmatched", name=text[m.start : m.end], match=None)
        if any(m is d for d in doubt)
        else m
        for m in mentions
    ]


def _named_so(mention: Mention, typed: set[str]) -> Mention:
    """The one measure of a family whose id says the statement's word: "adjustment"."""
    match = mention.match
    if mention.kind != "measure" or match is None:
        return mention
    named = [c for c in match.family if typed & set(c.split("_")) & {"adjustment"}]
    if len(named) != 1:
        return mention
    return replace(mention, match=replace(match, concepts=(named[0],)))


def cash_moved(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Advances (cash out)": money that moved is no balance."""
    match = CASH_MOVED.search(text)
    if match is None:
        return list(mentions)
    measures = [m for m in mentions if m.kind == "measure" and m.match is not None]
    inside = [m for m in mentions if match.start() <= m.start < match.end()]
    outside = [m for m in measures if all(m is not i for i in inside)]
    if len(outside) != 1 or outside[0].match is None:
        return list(mentions)
    concept = outside[0].match.concepts[0]
    if vocabulary.concepts.period_type(concept) != "instant":
        return without(mentions, inside)
    made = _as_flow(outside[0], vocabulary)
    if made is not outside[0]:
        return [made if m is outside[0] else m for m in without(mentions, inside)]
    doubt = {id(m) for m in inside[:1]}
    return [
        replace(m, kind="unmatched", name="cash", match=None) if id(m) in doubt else m
        for m in mentions
    ]


def _as_flow(mention: Mention, vocabulary: Vocabulary) -> Mention:
    """A balance as the row of the cash flow statement for it, where there is one."""
    if mention.kind != "measure" or mention.match is None:
        return mention
    row = flow_of(vocabulary.concepts, mention.match.concepts[0])
    if row is None:
        return mention
    return replace(mention, meaning=row.label, match=Match((row.id,), 1.0, 1.0, row.label))


def in_total(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "Total lines contracts": of the measures that the words may name, the one called total."""
    found = []
    for mention in mentions:
        match = mention.match
        if match is None or match.cover >= WHOLE:
            found.append(mention)
            continue
        before = words_of(text[: mention.start])[-1:]
        if "total" not in (*before, *words_of(text[mention.start : mention.end])):
            found.append(mention)
            continue
        totals = [
            c
            for c in match.family
            if "total" in words_of(vocabulary.concepts.label(c))
            and c in vocabulary.lexicon.reported
        ]
        if len(totals) == 1:
            label = vocabulary.concepts.label(totals[0])
            told = Match((totals[0],), match.gain, 1.0, label)
            mention = replace(mention, meaning=label, match=told)
        found.append(mention)
    return found


def own_margin(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """A margin of a part is not that of the group whose name holds its words too."""
    found = []
    for mention in mentions:
        match, known = mention.match, None
        if match is not None and match.cover < NAMED:
            known = vocabulary.concepts.get(match.concepts[0])
        if known is None or not known.formula or "margin" not in words_of(known.label):
            found.append(mention)
            continue
        run = vocabulary.lexicon.begin()
        for word in words_of(text[mention.start : mention.end]):
            if word not in MARGIN_WORDS:
                run = run.add(word, soft=word in IDLE_IN_MARGINS)
        best = run.best()
        terms = re.findall(r"\w+", known.formula)
        other = best is not None and best.cover >= NAMED and best.concepts[0] not in terms
        found.append(replace(mention, kind="unmatched", match=None) if other else mention)
    return found


def used_for(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """ "The share count used for EPS": what is used is asked, not what it is used for."""
    measures = [m for m in mentions if m.kind == "measure" and m.match is not None]
    said = []
    for one, other in pairwise(measures):
        known = vocabulary.concepts.get(other.match.concepts[0]) if other.match else None
        if known is None or known.kind not in COMPUTED:
            continue
        if USED_FOR.search(text, one.end, other.end):
            said.append(other)
    return without(mentions, said)


def per_another(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
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
