"""The ways in which a sentence says what a figure measures, one method each.

Comes in: the text of a unit with its mentions. Goes out: a `Measure` or None from each way. Not
for: which way goes first, counts, shares and lengths of time (`corpus.prose.subjects`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.concepts.naming import (
    VERB,
    Measure,
    bare_sign,
    clause_before,
    is_generic,
    modifier_after,
    own_measure,
    phrase_after,
    phrase_before_of,
    subject_before,
)
from corpus.language.views import Mention
from corpus.prose.clauses import Change, Named, is_compared
from corpus.prose.discourse import LONGEST_LABEL, Discourse, Unit

LONGEST_LEAD = 30  # characters before a figure that is still about the sentence before
CUT = re.compile(
    r"\s(?:in\s(?:the\s)?(?:first|second|third|fourth|[12]\d|fiscal)|during|for|was|were|is|are|will|"
    r"and\s(?=\d)|compared|that|which|who|at\s|as\s|from|over|by)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
GROWTH_CUT = re.compile(
    r"\s(?:in\s(?:the\s)?(?:first|second|third|fourth|[12]\d|fiscal)|during|compared|that|which|who|"
    r"acquired|due to|offset|was|were|is|partially|primarily|mainly)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKET = re.compile(
    r"(?P<np>[^,;:()]{2,100}?)\s?\((?:up\sto\s|approximately\s|about\s)?(?:[A-Z]{3}|[$€£¥])?\s?$"
)
_BRACKET_CUT = re.compile(
    r"^.*\b(?:and|or|in|of|the|such\sas|as|by|for|to|from|with|a|an|number|including|full-fledged)\s",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*(?P<np>[^=:]{2,80}?)\s?(?P<mark>[:=])?\s{0,3}$")
_TRANSITIVE = re.compile(
    r"\b(?:upgraded|increased|raised|expanded|reduced|lowered|cut|improved|extended|brought|boosted)\s"
    r"(?:its|our|the|their)\s(?P<np>[^,;()]{3,70}?)\sto\s(?:\w+\s){0,2}(?:[A-Z]{3}|[$€£¥])?\s?$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?P<verb>deposited|paid|received|borrowed|invested|spent|repurchased|purchased|issued|sold|"
    r"repaid|contributed|raised|returned|recorded|recognized|recognised|incurred|acquired)\s"
    r"(?:(?:approximately|about|an?|additional|another|over|up|to|more|than|aggregate|total|of)\s){0,5}$",
    re.IGNORECASE,
)
_DONE_WITH = re.compile(
    r"\)?\s(?P<prep>into|to|for|in|on|of|from|under|as|related to|net of)\s"
    r"(?:the\s|an?\s|our\s|its\s)?"
    r"(?P<np>[A-Za-z][^,.;()]{2,60})"
)
_CAUSE = re.compile(
    r"\b(?:such as|including|offset|due to|attributable|as a result|because|"
    r"resulting|driven|related to|"
    r"of which|equivalent to)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\([^()]{0,200}\)")
_JUST_JOINED = re.compile(
    r"(?:[\s,():]|\b(?:and|or|but|in|to|at|of|from|for|with|by|compar\w+|versus|vs\.?|an?|the|respectively|"
    r"approximately|about|around|nearly|over|more|less|than|up|while|also|end|million|JPY|Y|US|USD|"
    r"previous|prior|same|quarter|year|period|period's|it|was|which|is|then|against|increase[ds]?|"
    r"decrease[ds]?|loss|income|profit|increasing|decreasing|down|improvement|decline|increased|slight|"
    r"growth|increase|representing|represents|this|further)\b|[$€£¥])*",
    re.IGNORECASE,
)
_GROWTH_IN = re.compile(
    r"\s(?:[a-z-]+\s){0,2}(?:growth|increase|decrease|decline|rise|drop|reduction|improvement)\s(?:in|of)\s"
    r"(?P<np>[A-Za-z][^,.;()]{1,70})",
    re.IGNORECASE,
)
_RATE_TITLE = re.compile(r"\b(?:rate|ratio|share|percentage|utili[sz]ation|%)", re.IGNORECASE)


class Ways:
    """The ways of saying a measure, over one unit; `found` holds the measures so far."""

    def __init__(
        self,
        discourse: Discourse,
        unit: Unit,
        text: str,
        named: Sequence[Named],
        mentions: Sequence[Mention],
    ) -> None:
        self.discourse, self.unit, self.mentions = discourse, unit, mentions
        self.namer = discourse.namer
        self.block = discourse.blocks[unit.block]
        self.context = self.block.headings
        # Periods say nothing of what is measured: a text without them, at the same places.
        plain = list(text)
        for period in named:
            plain[period.start : period.end] = " " * (period.end - period.start)
        self.text = "".join(plain)
        self.found: dict[int, Measure] = {}
        self.parts: set[int] = set()  # figures that are parts of the one before

    def _carried(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """The measure of what stands before the sentence, where the sentence goes on about it."""
        if mention.kind != "figure":
            return None
        goes_on = change is not None or is_compared(self.text, self.mentions, i)
        if not goes_on and not self.discourse.points_back(self.text):
            return None
        lead = self.text[: mention.outer_start].strip()
        if not goes_on and len(lead) > LONGEST_LEAD:
            return None
        found = self.discourse.carried_measure(self.unit)
        if found is not None and found.kind == "rate":
            return None
        return self._segmented(found)

    def _local(self, i: int) -> str:
        begin = 0
        for mention in self.mentions[:i]:
            if mention.kind != "count" or mention.scaled:
                begin = mention.outer_end
        return self.text[begin : self.mentions[i].outer_start]

    def _previous(self, i: int) -> Measure | None:
        earlier = [j for j in self.found if j < i and self.mentions[j].kind == "figure"]
        return self.found[max(earlier)] if earlier else None

    def _before_of(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "an operating loss of F"."""
        local = self._local(i)
        phrase = phrase_before_of(local)
        if phrase is None:
            return None
        sign = bare_sign(phrase)
        if sign and (is_compared(self.text, self.mentions, i) or self.found or i):
            base = self._previous(i) or self.discourse.carried_measure(self.unit)
            if base is not None:
                return replace(base, sign=sign)
        if sign or is_generic(phrase):
            modifier = modifier_after(self.text[mention.outer_end :])
            if modifier:
                return own_measure(
                    f"{_noun(phrase)} {_linked(self.text[mention.outer_end :])} {modifier}"
                )
            return None
        return self.namer.name(phrase, self.context)

    def _after(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "F of operating profit", "F operating loss", "F growth in ARPU"."""
        after = self.text[mention.outer_end : mention.outer_end + 140]
        if change is not None:
            match = _GROWTH_IN.match(after)
            return (
                self.namer.name(GROWTH_CUT.sub("", match.group("np")), self.context)
                if match
                else None
            )
        if mention.side == "high":
            return None
        stop = self.mentions[i + 1].outer_end if mention.side == "low" else mention.outer_end
        if mention.side == "low":
            after = self.text[stop : stop + 140]
        phrase = phrase_after(after)
        if phrase is None:
            return None
        return self.namer.name(phrase, self.context, own=False)

    def _spent(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "deposited F into a restricted account": what was done with it says what it is."""
        match = _DONE.search(self._local(i)) if change is None else None
        if not match:
            return None
        end = self.mentions[i + 1].outer_end if self._has_twin(i) else mention.outer_end
        done = _DONE_WITH.match(self.text[end : end + 120])
        if not done:
            return None
        phrase = CUT.sub("", done.group("np"))
        if done.group("prep") == "of":
            return self.namer.name(phrase, self.context)
        return own_measure(f"{match.group('verb')} {done.group('prep')} {phrase}")

    def _after_in(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "F in revenues"."""
        end = self.mentions[i + 1].outer_end if mention.side == "low" else mention.outer_end
        after = self.text[end : end + 140]
        match = re.match(r"\s{1,2}in(?=\s[a-z])", after)
        phrase = phrase_after(after[match.end() :]) if match else None
        if not phrase or phrase.lower() in ("cash", "total", "aggregate"):
            return None
        return self.namer.name(phrase, self.context, own=False)

    def _has_twin(self, i: int) -> bool:
        return i + 1 < len(self.mentions) and self.mentions[i + 1].twin == i

    def _transitive(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "upgraded its backbone lines to F"."""
        match = _TRANSITIVE.search(self._local(i)) if change is None else None
        return self.namer.name(match.group("np"), self.context) if match else None

    def _bracketed(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "Standard Service (1.5Mbps)", "SI revenues (70.6% up from 4Q00"."""
        match = _BRACKET.search(self._local(i))
        if not match:
            return None
        phrase = match.group("np")
        if not re.search(r"[A-Za-z]{2}", phrase):
            return None
        if mention.unit == "bps":
            return own_measure(_BRACKET_CUT.sub("", phrase + " ").strip() + " bandwidth")
        return self.namer.name(phrase, self.context, own=False)

    def _labelled(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "Floor space: F", "Revenues F", "vs. CAPEX F"."""
        local = self._local(i)
        cut = max(local.rfind(mark) for mark in (", ", "; ", "(", ")"))
        versus = [m.end() - 1 for m in re.finditer(r"\b(?:vs\.?|versus)\s", local)]
        piece = local[max([cut, *versus]) + 1 :]
        match = _LABEL.match(piece)
        if not match or len(match.group("np")) > LONGEST_LABEL + 30:
            return None
        phrase = match.group("np")
        if match.group("mark"):
            return self._label(phrase, mention, change)
        if VERB.search(phrase):
            return None
        return self._segmented(self.namer.name(phrase, self.context, own=False))

    def _label(self, phrase: str, mention: Mention, change: Change | None) -> Measure | None:
        found = self.namer.name(phrase, self.context)
        if found is None:
            return None
        if mention.unit == "percent" and (not found.known or found.kind == "monetary"):
            title = next((h for h in reversed(self.context) if _RATE_TITLE.search(h)), "")
            if title and change is None:
                return own_measure(f"{self.discourse.without_owner(title)} {phrase}")
        if found.known:
            return found
        for index in self.discourse.ancestors(self.unit.block):
            parent = self.discourse.text_of(index).split("\n")[0].strip(" ■●•-–:▶*")
            if 2 < len(parent) <= LONGEST_LABEL:
                return own_measure(f"{parent} {found.phrase}")
        return found

    def _joined(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "F in 2Q01 and F in 1Q02", "F, a decrease of F": the figure before has the measure."""
        if self.found and _JUST_JOINED.fullmatch(self._local(i)):
            return self._previous(i)
        return None

    def _subject(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """The subject of the verb before the figure."""
        local = self._local(i)
        if not self.found and local.count(")") > local.count("("):
            local = ASIDE.sub(" ", self.text[: mention.outer_start])
        verbs = list(VERB.finditer(local))
        if verbs and _CAUSE.search(local[verbs[-1].end() :]):
            return None  # a cause or part of what the subject did, with a measure of its own
        whole = self.namer.name(clause_before(local), self.context, own=False)
        if whole is not None:
            return self._segmented(whole)
        phrase = subject_before(local)
        if phrase is None and not self.found:
            between = re.search(
                r"(?P<np>[^,;:()]{3,120}?)\s(?:between|at|to|by|with)\s\S{0,6}$", local
            )
            phrase = between.group("np") if between else None
            if phrase is not None:
                return self._segmented(
                    self.namer.name(phrase, self.context, own=False)
                    or self.namer.find_in(phrase, self.context)
                )
        if phrase is None:
            return None
        return self._segmented(self.namer.name(phrase, self.context))

    def _segmented(self, measure: Measure | None) -> Measure | None:
        """A bare "Revenue" on the slide of one segment is that segment's."""
        if (
            measure is None
            or not measure.bare
            or measure.concept not in ("total_revenues", "gross_margin")
        ):
            return measure
        segment = self.discourse.segment_of(self.unit)
        if segment is None:
            return measure
        if measure.concept == "total_revenues":
            return replace(measure, concept=segment.id)
        name = f"{segment.id.removesuffix('_revenue')}_gross_margin"
        return replace(measure, concept=name)


def _noun(phrase: str) -> str:
    return phrase.split()[-1] if phrase.split() else phrase


def _linked(after: str) -> str:
    """The link word of a modifier: "on", "from"; left out where it only points."""
    match = re.match(r"\s?(on|from|for|in)\s", after)
    return match.group(1) if match else "from"
