"""One sentence to facts: each figure with its measure, period, facet, sign and mood.

Comes in: a `Unit` with its view and the `Discourse` around it. Goes out: facts; what the sentence
said last stays in the discourse. Not for: charts (`corpus.prose.slides`), choosing the measure
(`corpus.prose.subjects`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.base.records import Fact, Period, Scenario, Span, Status, Value
from corpus.concepts.naming import Measure
from corpus.grammar.captionunits import is_per_share
from corpus.grammar.periods import previous, year_earlier
from corpus.language.views import Mention, View
from corpus.prose.clauses import (
    Basis,
    Change,
    Named,
    basis_after,
    change_of,
    find_named,
    is_compared,
    is_foreseen,
    own_period,
)
from corpus.prose.discourse import Discourse, Said, Unit
from corpus.prose.mentions import TIME_UNITS, find_mentions
from corpus.prose.pairing import pair_lists
from corpus.prose.parts import is_difference, is_supposed, told_once
from corpus.prose.subjects import Subjects
from corpus.tables.cellfacts import fact_id
from corpus.tables.changes import basis_said

_THRESHOLD = re.compile(
    r"\b(?:in excess of|exceed(?:ed|ing|s)?|surpass(?:ed|ing|es)?|above|"
    r"topped)\s(?:[A-Z]{3}|[$€£¥])?\s?$",
    re.IGNORECASE,
)
_PLANS = re.compile(r"\b(?:guidance|forecast|outlook)\b", re.IGNORECASE)
_QOQ_FROM = re.compile(r"\s(?:qoq|quarter[\s-](?:over|on)[\s-]quarter)\b", re.IGNORECASE)
_YOY_FROM = re.compile(
    r"\s(?:yoy|year[\s-](?:over|on|to)[\s-]year|(?:in|for|during)\s(?:the\s)?(?:same|prior|previous|"
    r"corresponding)\s(?:\w+\s){0,3}(?:year|period|quarter)|a\syear\s(?:ago|earlier))",
    re.IGNORECASE,
)
_RIGHT_AFTER = re.compile(
    r"\s?\)?\s?(?:\([^)]*\)\s)?(?:in|for|at|as of|during)?\s?(?:the\s)?"
    r"(?:end\sof\s)?"
)
_SUFFIX: dict[Basis, str] = {"yoy": "yoy_change", "qoq": "qoq_change", "other": "change"}


def make_fact(
    discourse: Discourse,
    *,
    concept: str,
    label: str,
    period: Period,
    value: Value,
    span: Span,
    context: Span,
    path: tuple[str, ...] = (),
    status: Status = "clean",
    scenario: Scenario = "actual",
    mention: Mention | None = None,
    proof: str | None = None,
) -> Fact:
    """A prose fact with a stable id."""
    document = discourse.document
    return Fact(
        id=fact_id(document, span, concept, period, value.unit),
        document=document.id,
        entity=document.entity.id,
        concept=concept,
        label=label,
        period=period,
        value=value,
        span=span,
        context=context,
        status=status,
        scenario=scenario,
        path=path,
        qualifier=mention.qualifier if mention else None,
        bound=mention.bound if mention else None,
        given=document.published if scenario == "guidance" else None,
        proof=proof,
        source="prose",
    )


_IN_BRACKETS = re.compile(r"\(\s?(?P<year>(?:19|20)\d\d)\s?:?\s?[^()\d]{0,12}$")
_EACH = re.compile(
    r"\s(?:per|a)\s(?:[\w-]+\s){0,2}(?:shares?|option|warrant|unit|(?P<ads>adss?))\b", re.IGNORECASE
)


@dataclass
class Claim:
    """What is understood of one figure."""

    measure: Measure
    period: Period
    change: Change | None
    concept: str
    foreseen: bool


@dataclass
class SentenceReader:
    """Reads the figures of one unit from left to right."""

    discourse: Discourse
    unit: Unit
    view: View
    claims: dict[int, Claim] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.view.text
        self.named, taken = find_named(self.text, self.discourse.calendar)
        self.mentions: list[Mention] = find_mentions(self.text, taken)
        self.subjects = Subjects(self.discourse, self.unit, self.text, self.named, self.mentions)
        self.listed = pair_lists(self.text, self.mentions, self.named)
        self._last_change: Change | None = None
        self._last_basis: Basis | None = None

    def read(self) -> list[Fact]:
        """All facts of the unit."""
        facts: list[Fact] = []
        if is_supposed(self.text):
            return facts  # what would have been is no figure of what was
        for i, mention in enumerate(self.mentions):
            fact = self._rate(mention) if mention.kind == "rate" else self._read(i, mention)
            if fact is not None:
                facts.append(fact)
        self._remember()
        return told_once(facts, listed="respectively" in self.text)

    def _read(self, i: int, mention: Mention) -> Fact | None:
        if mention.twin is not None:
            claim = self.claims.get(mention.twin)
            return self._fact(mention, claim, translated=True) if claim else None
        claim = self._claim(i, mention)
        if claim is None:
            return None
        self.claims[i] = claim
        return self._fact(mention, claim, translated=False)

    def _claim(self, i: int, mention: Mention) -> Claim | None:
        low = self.claims.get(i - 1) or self.claims.get(i - 2) if mention.side == "high" else None
        if low is not None and low.concept.endswith("_low"):
            concept = low.concept.removesuffix("_low") + "_high"
            return Claim(low.measure, low.period, low.change, concept, low.foreseen)
        change = change_of(self.text, self.mentions, i, self._last_change)
        compared = mention.unit == "percent" and is_compared(self.text, self.mentions, i)
        if change is None and is_difference(self.text, self.mentions, i):
            return None
        measure = self.subjects.measure_of(i, change or (self._last_change if compared else None))
        if measure is None:
            return None
        earlier = self._earlier_growth(i, mention, change, measure)
        period = self._period(i, change)
        if period is None:
            return None
        foreseen = self._foreseen(mention, period)
        concept = measure.concept
        if earlier is not None:
            return Claim(measure, period, Change(1), f"{concept}_{earlier}", False)
        if change is not None:
            self._last_change = change
            basis = basis_said(self.text, mention.outer_end)
            concept = f"{concept}_{basis}" if basis else concept
            concept = f"{concept}_{_SUFFIX[self._basis(i, period, foreseen)]}"
        elif _THRESHOLD.search(self.text[: mention.outer_start]):
            concept += "_threshold"
        if foreseen and not concept.endswith("_threshold"):
            concept += "_forecast"
        if mention.side is not None:
            concept += f"_{mention.side}"
        return Claim(measure, period, change, concept, foreseen)

    def _earlier_growth(
        self, i: int, mention: Mention, change: Change | None, measure: Measure
    ) -> str | None:
        """ "grew 19%, compared to 4.4% in the prior year": the facet of an earlier growth rate."""
        if change is not None or self._last_change is None or measure.kind == "percent":
            return None
        if mention.unit != "percent" or not is_compared(self.text, self.mentions, i):
            return None
        claims = [self.claims[j] for j in sorted(self.claims) if self.claims[j].change is not None]
        return claims[-1].concept.removeprefix(f"{measure.concept}_") if claims else None

    def _foreseen(self, mention: Mention, period: Period) -> bool:
        if period.end < self.discourse.own_period().end:
            return False
        if is_foreseen(self.text, mention):
            return True
        above = self.discourse.ancestors(self.unit.block)
        return any(_PLANS.search(self.discourse.text_of(index)) for index in above)

    def _period(self, i: int, change: Change | None) -> Period | None:
        """The figure's period; None for an earlier level of which nothing says when."""
        if i in self.listed:
            return self.listed[i]
        own = own_period(self.text, self.mentions, i, self.named)
        if own is not None:
            return self._same_day(i, own)
        main = self._main(i)
        if change is not None or not is_compared(self.text, self.mentions, i):
            return main
        after = self.text[self.mentions[i].outer_end :][:60]
        if main.end.year < 3:
            return None
        if _QOQ_FROM.match(after):
            return previous(main, self.discourse.calendar)
        if _YOY_FROM.match(after):
            return year_earlier(main, self.discourse.calendar)
        around = re.search(r"\bfrom\s\S{0,8}$", self.text[: self.mentions[i].outer_start])
        return None if around or self.named else main

    def _same_day(self, i: int, own: Period) -> Period:
        """ "at 31 December 2019 is F (2018: F)": the second is of the same day a year before."""
        last = self.claims.get(i - 1)
        bracketed = _IN_BRACKETS.search(self.text[: self.mentions[i].outer_start])
        if last is None or bracketed is None or not last.period.is_instant or own.is_instant:
            return own
        years = last.period.end.year - int(bracketed.group("year"))
        return self.discourse.calendar.shift(last.period, -12 * years) if 0 < years < 4 else own

    def _main(self, i: int) -> Period:
        """The period that the sentence is about where the figure has none of its own."""
        mention = self.mentions[i]
        attached = {id(n) for j in range(i) for n in self.named if self._says(j, n)}
        before = [n for n in self.named if n.end <= mention.outer_start and not n.base]
        loose = [n for n in before if id(n) not in attached]
        if loose:
            return loose[-1].period
        level = [
            n
            for n in before
            for j in range(i)
            if self._says(j, n) and not is_compared(self.text, self.mentions, j)
        ]
        if level:
            return level[0].period
        if self.claims:
            first = min(self.claims)
            if not is_compared(self.text, self.mentions, first):
                return self.claims[first].period
        later = [n for n in self.named if n.start >= mention.outer_end and not n.base]
        if later and ";" not in self.text:
            gap = self.text[mention.outer_end : later[0].start]
            if len(later) == 1 and not re.search(
                r"[,();]|\b(?:will|that|which|due|compared|from|to)\b", gap
            ):
                return later[0].period
        return self.discourse.context_period(
            self.unit, self.text, foreseen=is_foreseen(self.text, mention)
        )

    def _says(self, j: int, named: Named) -> bool:
        """True where a period stands right after the j-th figure."""
        gap = self.text[self.mentions[j].outer_end : named.start]
        return named.start >= self.mentions[j].outer_end and bool(_RIGHT_AFTER.fullmatch(gap))

    def _basis(self, i: int, period: Period, foreseen: bool) -> Basis:
        found = basis_after(
            self.text, self.mentions, i, self.named, period, self.discourse.calendar
        )
        if found is not None:
            self._last_basis = found[0]
            return found[0]
        if self._last_basis is not None:
            return self._last_basis
        long = period.start is not None and (period.end - period.start).days > 100
        if foreseen or long:
            return "yoy"
        return self.discourse.carried_basis(self.unit) or "other"

    def _rate(self, mention: Mention) -> Fact:
        """An exchange rate: at the date that the sentence names, else for the document's period."""
        days = [n.period for n in self.named if n.period.start is None]
        stretches = [n.period for n in self.named if n.period.start is not None]
        period = days[-1] if days else stretches[0] if stretches else self.discourse.own_period()
        assert mention.unit is not None
        value = Value(mention.amount, mention.unit, mention.printed, mention.decimals)
        return self._make("exchange_rate", "Exchange rate", period, value, mention, "actual", None)

    def _fact(self, mention: Mention, claim: Claim, *, translated: bool) -> Fact | None:
        measure, change = claim.measure, claim.change
        unit = self._unit(mention, claim)
        if unit is None:
            return None
        amount = abs(mention.amount)
        if change is not None:
            # A loss that improves shrinks, as growth columns print it.
            sign = -change.sign if change.improved and measure.sign < 0 else change.sign
            amount *= -1 if mention.negative else sign
        elif mention.negative or (measure.sign < 0 and unit != "count"):
            amount = -amount
        decimals = mention.decimals
        if unit not in ("percent", "ratio") and not mention.scaled and mention.grouped:
            amount, decimals = self._by_units_line(mention, claim, amount, decimals)
        value = Value(_plain(amount), unit, mention.printed, decimals)
        scenario: Scenario = (
            "translation" if translated else "guidance" if claim.foreseen else "actual"
        )
        label = (
            measure.phrase if not measure.known else self.discourse.concepts.label(measure.concept)
        )
        return self._make(
            claim.concept, label, claim.period, value, mention, scenario, mention.damaged
        )

    def _by_units_line(
        self, mention: Mention, claim: Claim, amount: Decimal, decimals: int | None
    ) -> tuple[Decimal, int | None]:
        """A bare amount in a note under a statement "in thousands" is in thousands too."""
        block = self.discourse.blocks[self.unit.block]
        if not mention.currency or claim.measure.kind == "per_share" or block.kind == "list_item":
            return amount, decimals
        line = self.discourse.units_line(self.unit)
        if line is None or line.scale is None or mention.currency not in line.currencies:
            return amount, decimals
        return amount.scaleb(line.scale), (decimals or 0) - line.scale

    def _unit(self, mention: Mention, claim: Claim) -> str | None:
        measure = claim.measure
        if mention.currency and not mention.scaled and not measure.known:
            after = _EACH.match(self.text, mention.outer_end)
            if after or (claim.change is None and is_per_share(measure.phrase)):
                return f"{mention.currency}/{'ads' if after and after.group('ads') else 'share'}"
        if mention.currency and measure.kind == "per_share" and claim.change is None:
            known = self.discourse.concepts.get(measure.concept)
            return f"{mention.currency}{known.unit if known and known.unit else '/share'}"
        if mention.unit is not None:
            if mention.unit == "count" and measure.unit and claim.change is None:
                return measure.unit
            return mention.unit
        if measure.unit:
            return measure.unit
        if measure.known and measure.kind == "monetary" and (mention.scaled or mention.grouped):
            return self.discourse.document.entity.currency
        return "count" if mention.scaled and not measure.known else None

    def _make(
        self,
        concept: str,
        label: str,
        period: Period,
        value: Value,
        mention: Mention,
        scenario: Scenario,
        damaged: str | None,
    ) -> Fact:
        document = self.discourse.document
        start, end = self.view.span(mention.start, mention.end)
        block = self.discourse.blocks[self.unit.block]
        value = Value(value.amount, value.unit, document.text[start:end], value.decimals)
        return make_fact(
            self.discourse,
            concept=concept,
            label=label,
            period=period,
            value=value,
            span=Span(document.id, start, end),
            context=Span(document.id, self.unit.start, self.unit.end),
            path=block.headings,
            status="repaired" if damaged else "clean",
            scenario=scenario,
            mention=mention,
            proof=damaged,
        )

    def _remember(self) -> None:
        """Keep for the next sentence what this one was about."""
        said = self.discourse.said
        if self.claims:
            first = self.claims[min(self.claims)]
            keep = first.measure if first.measure.unit not in TIME_UNITS else None
            self.discourse.said = Said(
                self.unit.block, keep or said.measure, first.period, self._last_basis
            )
        else:
            found = self.discourse.namer.find_in(self.text)
            if found is not None:
                self.discourse.said = Said(self.unit.block, found, None, None)


def _plain(amount: Decimal) -> Decimal:
    """An amount without exponent notation."""
    return Decimal(f"{amount:f}")
