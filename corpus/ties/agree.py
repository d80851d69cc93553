"""Printings of one figure that should agree: table, sentence, note, other documents, forecasts.

Comes in: an index of facts. Goes out: `Tie`s of one figure to another, named by where the two are
printed, and forecasts against what came. Not for: grading (`corpus.ties.duplicates`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.base.intervals import fact_interval, half_unit
from corpus.base.records import Check, Fact
from corpus.ties.aspects import FactIndex
from corpus.ties.duplicates import aspects_of, is_dated, most_precise, same_figure
from corpus.ties.misprints import may_contradict
from corpus.ties.ties import Sum, Tie, make_check
from corpus.ties.wording import quantity

MOST_PRINTINGS = 256
"""Of more printings with equal aspects the first so many are held against each other: a caption
that a document repeats without end names no one figure."""

_CLOSING = re.compile(r"\b(?:end of|closing|ending)\b", re.IGNORECASE)


def find_agreeing(index: FactIndex) -> Iterator[tuple[Fact, Fact]]:
    """(printing, the most precise printing elsewhere) for each figure printed more than once.

    Two figures of one row or one sentence are not two printings of one.
    """
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.value.amount is not None and is_dated(fact):
            groups[aspects_of(fact)].append(fact)
    for group in groups.values():
        if len(group) > 1:
            yield from _pairs(index, group[:MOST_PRINTINGS])
    yield from _closing_balances(index)


def _pairs(index: FactIndex, group: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    for fact in group:
        others = [
            f
            for f in group
            if f.id != fact.id and not _together(f, fact) and _comparable(index, f, fact)
        ]
        inside = [f for f in others if f.document == fact.document]
        if inside:
            best = _best(fact, inside)
            if best is not None:
                yield fact, best
        elsewhere = [f for f in others if f.document != fact.document]
        if elsewhere:
            best = _best(fact, elsewhere)
            if best is not None and fact.document > best.document:
                yield fact, best


def _together(one: Fact, other: Fact) -> bool:
    """True for figures of one row, sentence or table: rivals perhaps, but no second printing."""
    return one.context == other.context or (one.table is not None and one.table == other.table)


def _comparable(index: FactIndex, one: Fact, other: Fact) -> bool:
    """True where two printings agree, or where their not agreeing says something."""
    if same_figure(one, other):
        return True
    disputed = "disputed" in (one.status, other.status)  # its own checks say why
    return not disputed and may_contradict(one, other, index.concepts)


def _best(fact: Fact, others: Sequence[Fact]) -> Fact | None:
    """The printing to compare with: agreeing ones first, undisputed, precise."""
    clean = [f for f in others if f.status != "disputed"]
    agreeing = [f for f in clean or others if same_figure(f, fact)]
    return most_precise(agreeing or clean or others) if others else None


def agreement_name(index: FactIndex, fact: Fact, other: Fact) -> str:
    """What auditors call this agreement, by where the two are printed."""
    if fact.document != other.document:
        one, two = index.documents.get(fact.document), index.documents.get(other.document)
        same = one is not None and two is not None and one.source == two.source
        return "agrees_to_rendition" if same else "agrees_to_document"
    if "prose" in (fact.source, other.source):
        return "agrees_to_table" if "table" in (fact.source, other.source) else "agrees_to_prose"
    if _CLOSING.search(fact.label) or _CLOSING.search(other.label):
        return "cash_flow_to_balance_sheet"
    return "note_to_statement"


def agreement_tie(index: FactIndex, fact: Fact, other: Fact) -> Tie:
    """The tie of two printings; between a sentence and a table a sign may be in the words."""
    opposite = (fact.value.amount or 0) * (other.value.amount or 0) < 0
    weight = -1 if opposite and same_figure(fact, other) else 1
    note = "the sentence says the sign in words" if weight < 0 else ""
    return Tie(agreement_name(index, fact, other), Sum((weight,)), ((fact,), (other,)), note=note)


def _closing_balances(index: FactIndex) -> Iterator[tuple[Fact, Fact]]:
    """A closing figure of a flow statement with the balance of the same day: "Cash, end of period".

    The measure of the balance is what remains of the caption's concept without its ending.
    """
    for fact in index.facts:
        if fact.period.is_instant and fact.table is None:
            continue
        base = re.sub(r"_(?:at_)?(?:the_)?(?:end_of|closing|ending)_?.*$", "", fact.concept)
        if base == fact.concept or not _CLOSING.search(fact.label):
            continue
        found = index.at(fact, base, days=(None, fact.period.end))
        if found and found[0].table != fact.table:
            yield fact, found[0]


def guidance_checks(index: FactIndex) -> Iterator[Check]:
    """Each forecast against the figure that came, for the same measure and days."""
    for fact in index.facts:
        if fact.scenario != "guidance" or not _is_forecast_unit(fact.value.unit):
            continue
        base, bound = _forecast_of(index, fact)
        found = index.at(fact, base, scenario="actual")
        if not found or found[0].value.amount is None:
            continue
        actual = found[0]
        check = _judge(fact, bound, actual)
        if check is not None:
            yield check


def _is_forecast_unit(unit: str) -> bool:
    """Amounts and growth are forecast as such; a count may be of what is added."""
    return unit == "percent" or (len(unit) == 3 and unit.isupper())


def _forecast_of(index: FactIndex, fact: Fact) -> tuple[str, str | None]:
    concept, bound = fact.concept, fact.bound
    for ending, side in (("_forecast_low", "low"), ("_forecast_high", "high"), ("_forecast", None)):
        if concept.endswith(ending):
            return concept.removesuffix(ending), bound or side
    return concept, bound


def _judge(fact: Fact, bound: str | None, actual: Fact) -> Check | None:
    forecast, came = fact_interval(fact), fact_interval(actual)
    if forecast is None or came is None:
        return None
    if bound == "low":
        passed, gap = came.high >= forecast.low, forecast.middle - came.middle
        words = "at least"
    elif bound == "high":
        passed, gap = came.low <= forecast.high, came.middle - forecast.middle
        words = "at most"
    else:
        passed, gap = came.meets(forecast), abs(came.middle - forecast.middle)
        words = "expected"
    said = quantity(actual)[0]
    unit_is_same = (fact.value.decimals or 0) == (actual.value.decimals or 0)
    wanted = quantity(actual)[1](fact.value.amount or Decimal(0))
    hedge = f"{fact.qualifier} " if fact.qualifier and bound is None else ""
    detail = f"{words} {hedge}{wanted}, came {said}"
    if not unit_is_same and passed and bound is None:
        detail += ", within rounding"
    return make_check(
        "guidance_to_actual",
        passed=passed,
        detail=detail,
        facts=(fact, actual),
        difference=max(gap, Decimal(0)),
        tolerance=half_unit(fact.value.decimals) + half_unit(actual.value.decimals),
    )
