"""Which measure a figure of a sentence belongs to: the ways of saying it, tried in order.

Comes in: the text of a unit with its mentions. Goes out: a `Measure` or None. Each way is a method of
`Subjects`; the nearest statement wins: "an operating loss of F", "F of operating profit", "Service (F)",
"Label: F", the subject of the verb, the figure before, the sentence before, the list item and heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.clauses import Change, Named, is_compared
from corpus.concepts import slug
from corpus.discourse import LONGEST_LABEL, Discourse, Unit
from corpus.measures import (
    VERB,
    Measure,
    bare_sign,
    is_generic,
    modifier_after,
    own_measure,
    owner_in,
    phrase_after,
    phrase_before_of,
    subject_before,
)
from corpus.mentions import TIME_UNITS, Mention

_OWNED = re.compile(
    r"[\s-](?:(?:owned|voting|equity|ownership|economic|minority|majority|controlling)\s){0,2}"
    r"(?:subsidiary|affiliate|stake|interest|ownership|owned|shareholding|holder|shareholder)\b",
    re.IGNORECASE,
)
_OWNED_NAME = re.compile(
    r"(?P<name>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,5}?)"
    r"(?:,?\s(?:Inc|Ltd|Co|Corp|LLC|plc|Limited|Corporation|Holding)\b\.?,?\s?(?:Co\.,?\s)?(?:Ltd\.?)?){0,2}"
    r"\s?(?:\([^()]{0,30}\))?,?\s(?:an?|the\s[\w]+'s|its|our|[A-Z]\w*'s)\s(?:approximately\s)?$"
)
_COMES_FROM = re.compile(
    r"\s(?:(?:of\s[^.,]{2,40}?\s)?(?:comes?|came|is|are|was|were|derived?|arises?|resulted)\s"
    r"(?:derived\s)?)?from\s(?:an?\s|the\s)?(?P<np>[A-Za-z][^.,;()]{2,80})",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(r"\bof\s(?P<np>[^,;]{3,60}),\s(?:approximately\s|about\s)?$", re.IGNORECASE)
_SHARE_OF = re.compile(
    r"\s(?:share\s)?of\s(?:the\s|our\s|its\s|total\s)*(?P<np>[A-Za-z][^.,;()]{2,70})", re.IGNORECASE
)
_CUT = re.compile(
    r"\s(?:in\s(?:the\s)?(?:first|second|third|fourth|[12]\d|fiscal)|during|for|was|were|is|are|will|"
    r"and\s(?=\d)|compared|that|which|who|at\s|as\s|from|over|by)\b.*$",
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
    r"\)?\s(?P<prep>into|to|for|in|on|of|from|under|as|related to|net of)\s(?:the\s|an?\s|our\s|its\s)?"
    r"(?P<np>[A-Za-z][^,.;()]{2,60})"
)
_JUST_JOINED = re.compile(
    r"(?:[\s,()]|\b(?:and|or|but|in|to|at|of|from|for|with|by|compar\w+|versus|vs\.?|an?|the|respectively|"
    r"approximately|about|around|nearly|over|more|less|than|up|while|also|end|million|JPY|Y|US|USD|"
    r"previous|prior|same|quarter|year|period|period's|it|was|which|is|then|against|increase[ds]?|"
    r"decrease[ds]?|loss|income|profit|increasing|decreasing|down|improvement|decline|increased|slight|"
    r"growth|increase|representing|represents|this|further)\b|[$€£¥])*",
    re.IGNORECASE,
)
_PAST = re.compile(r"(?P<np>[^,;:]{3,80}?)\s(?:for|in|over|during)\s(?:each\sof\s)?the\s(?:past|last)\s$")
_TIMES = re.compile(r"\stime\s?(?:in|that|when)\b(?P<rest>[^.;]{3,160})", re.IGNORECASE)
_GROWTH_IN = re.compile(
    r"\s(?:[a-z-]+\s){0,2}(?:growth|increase|decrease|decline|rise|drop|reduction|improvement)\s(?:in|of)\s"
    r"(?P<np>[A-Za-z][^,.;()]{1,70})",
    re.IGNORECASE,
)
_TIME_NOUN = re.compile(r"[\s-](?P<np>[a-z][\w-]*(?:\s[\w-]+){0,8}?)(?=\s(?:that|which|until)\b|[,.;]|$)")
_RATE_TITLE = re.compile(r"\b(?:rate|ratio|share|percentage|utili[sz]ation|%)", re.IGNORECASE)


class Subjects:
    """Finds the measure of each figure of one unit; remembers those it found."""

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

    def measure_of(self, i: int, change: Change | None) -> Measure | None:
        """The measure of the i-th mention, None where nothing names one."""
        mention = self.mentions[i]
        measure = self._of(i, mention, change)
        if measure is None:
            return None
        measure = self._fitting(measure, mention, change)
        if measure is not None:
            self.found[i] = measure
        return measure

    def _of(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        if mention.kind == "ordinal":
            return self._times(mention)
        if mention.kind == "count" and mention.unit not in TIME_UNITS:
            return self._counted(i, mention)
        if mention.unit in TIME_UNITS:
            return self._lasting(i, mention)
        if change is not None and change.what:
            found = self.namer.name(change.what, self.context)
            if found is not None:
                return found
        if mention.unit == "percent" and change is None:
            found = self._shared(i, mention)
            if found is not None:
                return found
        ways = (
            self._before_of,
            self._after,
            self._transitive,
            self._spent,
            self._bracketed,
            self._labelled,
            self._joined,
            self._subject,
        )
        for way in ways:
            if change is not None and way == self._before_of:
                continue
            found = way(i, mention, change)
            if found is not None:
                return found
        return self._previous(i) or self._carried(i, mention, change)

    def _carried(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """The measure of what stands before the sentence, where the sentence goes on about it."""
        if mention.kind != "figure":
            return None
        goes_on = change is not None or is_compared(self.text, self.mentions, i)
        if not goes_on and not self.discourse.points_back(self.text):
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
                return own_measure(f"{_noun(phrase)} {_linked(self.text[mention.outer_end :])} {modifier}")
            return None
        return self.namer.name(phrase, self.context)

    def _after(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        """ "F of operating profit", "F operating loss", "F growth in ARPU"."""
        after = self.text[mention.outer_end : mention.outer_end + 140]
        if change is not None:
            match = _GROWTH_IN.match(after)
            return self.namer.name(_CUT.sub("", match.group("np")), self.context) if match else None
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
        phrase = _CUT.sub("", done.group("np"))
        if done.group("prep") == "of":
            return self.namer.name(phrase, self.context)
        return own_measure(f"{match.group('verb')} {done.group('prep')} {phrase}")

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
            found = own_measure(_BRACKET_CUT.sub("", phrase + " ").strip() + " bandwidth")
            return found
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
        phrase = subject_before(local)
        if phrase is None and not self.found:
            between = re.search(r"(?P<np>[^,;:()]{3,120}?)\s(?:between|at|to|by|with)\s\S{0,6}$", local)
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
        if measure is None or not measure.bare or measure.concept not in ("total_revenues", "gross_margin"):
            return measure
        segment = self.discourse.segment_of(self.unit)
        if segment is None:
            return measure
        if measure.concept == "total_revenues":
            return replace(measure, concept=segment.id)
        name = f"{segment.id.removesuffix('_revenue')}_gross_margin"
        return replace(measure, concept=name)

    def _counted(self, i: int, mention: Mention) -> Measure | None:
        """ "nine Internet data centers", "compared to 0.5 million subscribers", "past five fiscal years"."""
        before = self.text[: mention.outer_start]
        previous = self._previous(i)
        if (
            previous is not None
            and is_compared(self.text, self.mentions, i)
            and mention.unit in (previous.unit, "count")
        ):
            return previous
        past = _PAST.search(before)
        if past:
            phrase = self.namer.name(past.group("np").rsplit(":", 1)[-1], self.context)
            if phrase is not None:
                return Measure(
                    f"{slug(phrase.phrase)}_past_{slug(mention.noun)}", mention.noun, False, 1, "own", "count"
                )
        if not mention.noun:
            return self._before_of(i, mention, None) or self._subject(i, mention, None)
        last = mention.noun.rsplit(" ", 1)[-1].lower()
        if last in TIME_UNITS or last in ("quarters", "times", "hours", "minutes"):
            return None
        if mention.unit not in ("count",):
            found = self._before_of(i, mention, None)
            if found is not None:
                return found
        name = mention.noun
        if " " not in name:
            owner = owner_in(before[-80:])
            name = f"{owner} {name}" if owner else name
        found = own_measure(name)
        return replace(found, unit=mention.unit) if found is not None else None

    def _lasting(self, i: int, mention: Mention) -> Measure | None:
        """ "6 - 9 month time-lag for ...", "a period of 2.5 years"; other stretches are no measure."""
        if mention.side == "low" or mention.side is None:
            end = self.mentions[i + 1].outer_end if mention.side == "low" else mention.outer_end
            match = _TIME_NOUN.match(self.text[end : end + 120])
            if match and re.search(r"\b(?:time-?lag|lag|period|term|life|delay)\b", match.group("np")):
                found = own_measure(match.group("np"))
                return replace(found, unit=mention.unit) if found else None
        phrase = phrase_before_of(self._local(i))
        if phrase and re.search(r"\b(?:period|term|life|lives|lag|maturity|duration|age)\b", phrase):
            found = own_measure(phrase.rsplit(" over ", 1)[-1].strip(" a"))
            return replace(found, unit=mention.unit) if found else None
        return None

    def _times(self, mention: Mention) -> Measure | None:
        """ "3rd time in history that revenues surpassed ..."."""
        match = _TIMES.match(self.text[mention.outer_end :])
        if not match:
            return None
        rest = re.split(r"\bthat\b|\bwhen\b", match.group("rest"))[-1]
        words = re.sub(r"[^A-Za-z ]|JPY|USD|\b[mb]illion\b", " ", rest)
        return Measure(f"times_{slug(words)}"[:80], rest.strip(), False, 1, "own", "count")

    def _shared(self, i: int, mention: Mention) -> Measure | None:
        """ "a 32.06% affiliate", "65% come from F", "50% share of the market", "5% of revenues"."""
        before = self.text[: mention.outer_start]
        after = self.text[mention.outer_end : mention.outer_end + 140]
        if _OWNED.match(after):
            match = _OWNED_NAME.search(before[-140:])
            name = match.group("name") if match else ""
            return own_measure(f"{name} ownership") if name else None
        match = _COMES_FROM.match(after)
        whole = self._whole(i, before)
        if match and not is_compared(self.text, self.mentions, i) and (whole or not i):
            part = slug(_CUT.sub("", match.group("np")), limit=60)
            name = f"{whole.concept}_share_from_{part}" if whole else f"share_from_{part}"
            return Measure(name, match.group("np").strip(), False, 1, "percent")
        match = _SHARE_OF.match(after)
        if match and "months" not in match.group("np"):
            part = slug(_CUT.sub("", match.group("np")), limit=60)
            subject = subject_before(self._local(i))
            named = self.namer.name(subject, self.context, own=False) if subject else None
            short = "revenues" if part in ("revenue", "total_revenues", "net_sales") else part
            name = f"{named.concept}_share_of_{short}" if named is not None else f"share_of_{part}"
            return Measure(name, match.group("np").strip(), False, 1, "percent")
        return None

    def _whole(self, i: int, before: str) -> Measure | None:
        match = _OF_WHOLE.search(before[-100:])
        if match:
            return self.namer.name(match.group("np"), self.context)
        for j in range(i - 1, -1, -1):
            found = self.found.get(j)
            if found is not None and "_share_from_" in found.concept:
                return replace(found, concept=found.concept.split("_share_from_")[0])
        return None

    def _fitting(self, measure: Measure, mention: Mention, change: Change | None) -> Measure | None:
        """A measure in a unit that it cannot have is another one, or none."""
        if change is not None or not measure.known:
            return measure
        if mention.unit == "percent" and measure.kind in ("monetary", "count", "bandwidth", "per_share"):
            return replace(measure, concept=f"{measure.concept}_percentage", known=False, kind="percent")
        if mention.currency and measure.kind in ("percent", "ratio"):
            if "gross_margin" not in measure.concept:
                return None
            name = measure.concept.replace("gross_margin", "gross_profit")
            return replace(measure, concept=name, kind="monetary")
        if mention.unit == "bps" and measure.kind != "bandwidth":
            return replace(measure, concept=f"{measure.concept}_bandwidth", known=False)
        return measure


def _noun(phrase: str) -> str:
    return phrase.split()[-1] if phrase.split() else phrase


def _linked(after: str) -> str:
    """The link word of a modifier: "on", "from"; left out where it only points."""
    match = re.match(r"\s?(on|from|for|in)\s", after)
    return match.group(1) if match else "from"
