"""Which measure a figure of a sentence belongs to: the ways of saying it, tried in order.

Comes in: the text of a unit with its mentions. Goes out: a `Measure` or None. The nearest
statement wins: "an operating loss of F", "F of operating profit", "Service (F)", "Label: F", the
subject of the verb, the figure before, the sentence before, the list item and heading
(`corpus.prose.ways`). Counts, shares of a whole and lengths of time are named by what they count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.concepts.concepts import slug
from corpus.concepts.naming import Measure, own_measure, owner_in, phrase_before_of, subject_before
from corpus.language.views import Mention
from corpus.prose.clauses import Change, is_compared
from corpus.prose.mentions import TIME_UNITS
from corpus.prose.parts import included, is_of_another
from corpus.prose.ways import CUT, LONGEST_LEAD, Ways

LIST_GAP = re.compile(r"\s?(?:,|and|or|, and|, or)\s")
_OWNED = re.compile(
    r"[\s-](?:(?:owned|voting|equity|ownership|economic|minority|majority|controlling)\s){0,2}"
    r"(?:subsidiary|affiliate|stake|interest|ownership|owned|shareholding|holder|shareholder)\b",
    re.IGNORECASE,
)
_OWNED_NAME = re.compile(
    r"(?<![\w&.-])(?P<name>[A-Z][\w&.-]{0,40}(?:\s[A-Z][\w&.-]{0,40}){0,5}?)"
    r"(?:,?\s(?:Inc|Ltd|Co|Corp|LLC|plc|Limited|Corporation)\b\.?,?\s?(?:Co\.,?\s)?(?:Ltd\.?)?){0,2}"
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
_PAST = re.compile(
    r"(?P<np>[^,;:]{3,80}?)\s(?:for|in|over|during)\s(?:each\sof\s)?the\s(?:past|last)\s$"
)
_TIMES = re.compile(r"\stime\s?(?:in|that|when)\b(?P<rest>[^.;]{3,160})", re.IGNORECASE)
_TIME_NOUN = re.compile(
    r"[\s-](?P<np>[a-z][\w-]*(?:\s[\w-]+){0,8}?)(?=\s(?:that|which|until)\b|[,.;]|$)"
)


def _joined_percent(text: str, mentions: Sequence[Mention], i: int) -> bool:
    """True for a later percentage of a list: "17.6%, 13.1% and 10.5% of revenues"."""
    return bool(LIST_GAP.fullmatch(text[mentions[i - 1].outer_end : mentions[i].outer_start]))


class Subjects(Ways):
    """Finds the measure of each figure of one unit; remembers those it found."""

    def measure_of(self, i: int, change: Change | None) -> Measure | None:
        """The measure of the i-th mention, None where nothing names one."""
        mention = self.mentions[i]
        measure = self._of(i, mention, change)
        if measure is None:
            return None
        fitting = self._fitting(measure, mention, change)
        if fitting is not None:
            self.found[i] = measure
        return fitting

    def _of(self, i: int, mention: Mention, change: Change | None) -> Measure | None:
        if self._is_part(i):
            self.parts.add(i)
            return None
        inner = included(self._local(i), self.text[mention.outer_end :]) if change is None else None
        if inner is not None:
            self.parts.add(i)
            return self.namer.name(inner, self.context) if inner else None
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
            self._after_in,
        )
        for way in ways:
            if change is not None and way == self._before_of:
                continue
            found = way(i, mention, change)
            if found is not None:
                return found
        if is_of_another(self.text[mention.outer_end :]):
            return None  # "$365 million associated with X": a part of the figure before
        near = len(self._local(i).strip(" ,()")) <= LONGEST_LEAD // 2
        if near or change is not None or is_compared(self.text, self.mentions, i):
            found = self._previous(i)
            if found is not None:
                return found
        return None if self.found else self._carried(i, mention, change)

    def _is_part(self, i: int) -> bool:
        """True for "of which F and F": parts of the figure before, which nothing names."""
        local = self._local(i)
        return "of which" in local.lower() or (
            i - 1 in self.parts and bool(LIST_GAP.fullmatch(local))
        )

    def _counted(self, i: int, mention: Mention) -> Measure | None:
        """ "nine Internet data centers", "compared to 0.5 million subscribers", "past five fiscal
        years".
        """
        before = self.text[: mention.outer_start]
        previous = self._previous(i)
        if (
            previous is not None
            and is_compared(self.text, self.mentions, i)
            and (mention.unit == previous.unit or (mention.unit == "count" and not previous.known))
        ):
            return previous
        past = _PAST.search(before)
        if past:
            phrase = self.namer.name(past.group("np").rsplit(":", 1)[-1], self.context)
            if phrase is not None:
                return Measure(
                    f"{slug(phrase.phrase)}_past_{slug(mention.noun)}",
                    mention.noun,
                    False,
                    1,
                    "own",
                    "count",
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
        """ "6 - 9 month time-lag for ...", "a period of 2.5 years"; other stretches are no
        measure.
        """
        if mention.side == "low" or mention.side is None:
            end = self.mentions[i + 1].outer_end if mention.side == "low" else mention.outer_end
            match = _TIME_NOUN.match(self.text[end : end + 120])
            if match and re.search(
                r"\b(?:time-?lag|lag|period|term|life|delay)\b", match.group("np")
            ):
                found = own_measure(match.group("np"))
                return replace(found, unit=mention.unit) if found else None
        phrase = phrase_before_of(self._local(i))
        if phrase and re.search(
            r"\b(?:period|term|life|lives|lag|maturity|duration|age)\b", phrase
        ):
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
        last = i
        while last + 1 < len(self.mentions) and LIST_GAP.fullmatch(
            self.text[self.mentions[last].outer_end : self.mentions[last + 1].outer_start]
        ):
            last += 1
        after = self.text[self.mentions[last].outer_end :][:140]
        if _OWNED.match(after):
            match = _OWNED_NAME.search(before[-140:])
            name = match.group("name") if match else ""
            return own_measure(f"{name} ownership") if name else None
        match = _COMES_FROM.match(after)
        whole = self._whole(i, before)
        if match and not is_compared(self.text, self.mentions, i) and (whole or not i):
            part = slug(CUT.sub("", match.group("np")), limit=60)
            name = f"{whole.concept}_share_from_{part}" if whole else f"share_from_{part}"
            return Measure(name, match.group("np").strip(), False, 1, "percent")
        match = _SHARE_OF.match(after)
        if match and "months" not in match.group("np"):
            part = slug(CUT.sub("", match.group("np")), limit=60)
            subject = subject_before(self._local(i))
            if subject and re.match(r"(?:no|none|neither)\b", subject, re.IGNORECASE):
                return None
            named = self.namer.name(subject, self.context) if subject else None
            if named is None and i and _joined_percent(self.text, self.mentions, i):
                named = self._previous(i)
                if named is not None:
                    return named
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
        if mention.unit == "percent" and measure.kind in (
            "monetary",
            "count",
            "bandwidth",
            "per_share",
        ):
            return replace(
                measure, concept=f"{measure.concept}_percentage", known=False, kind="percent"
            )
        if mention.currency and measure.kind in ("percent", "ratio"):
            if "gross_margin" not in measure.concept:
                return None
            name = measure.concept.replace("gross_margin", "gross_profit")
            return replace(measure, concept=name, kind="monetary")
        if mention.unit == "bps" and measure.kind != "bandwidth":
            return replace(measure, concept=f"{measure.concept}_bandwidth", known=False)
        return measure
