"""What stands beside a figure: its trend over the reported periods, and the parts of a total.

Comes in: an engine and the aspects of a figure. Goes out: rows with links and points for a chart.
Not for: the answer itself; nothing here is cited as one, every row links to its own answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from corpus.base.records import Fact, Period, Value
from service.ask.figures import figure_of, name_of
from service.cite.shelf import shelf_of
from service.say.stating import standing_of_found
from service.say.values import (
    Figure,
    choice_of,
    figure,
    is_currency,
    natural_exponent,
    period_words,
    scale_words,
    unit_words,
)
from service.web.pages import charts
from service.web.pages.presenters import ask_url

if TYPE_CHECKING:
    from index.engine import Engine

FLAGS = ("repaired", "disputed")
"""Standings that are shown beside a figure in a table or chart."""
_STATUS_RANK = {"clean": 0, "repaired": 1, "disputed": 2}
MOST_POINTS = 7
NEAR, MOST_NEAR = 4, 8
MOST_LOOKED = 2000
"""Of more facts than these, those of one company are enough to show what there is."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One line of a small table: a label, its figure, where its answer is."""

    label: str
    figure: Figure
    url: str
    status: str = "clean"
    current: bool = False
    bar: Markup | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the table that says the same; `unit` is said once, above both."""

    title: str
    unit: str
    chart: Markup
    rows: tuple[ChartRow, ...]


def flag_of(verdict: str) -> str:
    """What a table or chart shows of a standing: "repaired", "disputed", else "clean"."""
    return verdict if verdict in FLAGS else "clean"


def settled(engine: Engine, fact: Fact) -> tuple[Value, str]:
    """The figure that a fact is a printing of, with its flag: both as its answer has them."""
    found = figure_of(engine, fact)
    return found.value, flag_of(standing_of_found(engine, found).verdict)


def best_of(facts: Iterable[Fact]) -> Fact | None:
    """The printing to show for one aspect: clean before repaired, then the most precise."""
    return min(
        facts,
        key=lambda f: (
            _STATUS_RANK.get(f.status, 3),
            -(f.value.decimals if f.value.decimals is not None else 0),
            f.source != "table",
        ),
        default=None,
    )


def best_by_period(facts: Iterable[Fact]) -> list[Fact]:
    """The best printing of each period, in time."""
    groups: dict[Period, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.period, []).append(fact)
    ordered = sorted(groups, key=lambda p: (p.end, p.start or p.end))
    return [best for period in ordered if (best := best_of(groups[period])) is not None]


def length_class(period: Period) -> str:
    """Which periods stand in one row: days, months, quarters, halves, nine months, years."""
    if period.start is None:
        return "instant"
    months = round(((period.end - period.start).days + 1) / 30.44)
    return {1: "month", 3: "quarter", 6: "half", 9: "nine months", 12: "year"}.get(months, "other")


def question_for(engine: Engine, fact: Fact) -> str:
    """A question that this fact answers: measure, period, and the unit where several are told."""
    return ask_about(engine, fact)


def ask_about(
    engine: Engine,
    fact: Fact,
    *,
    concept: str | None = None,
    period: Period | None = None,
    unit: str | None = None,
) -> str:
    """The question for a fact in plain words, with another measure, period or unit if given.

    The company is named where the corpus holds several.
    """
    entity = engine.documents[fact.document].entity
    when, unit = period or fact.period, unit or fact.value.unit
    words = [engine.concepts.label(concept) if concept else name_of(engine, fact)]
    words.append(when.label if when.start else period_words(when))
    if is_currency(unit) and entity.currency and unit != entity.currency:
        words.append(f"in {unit_words(unit)}")
    if entity.known and len(shelf_of(engine).holders) > 1:
        words.insert(0, entity.name)
    return " ".join(words)


def trend_of(engine: Engine, fact: Fact) -> Picture | None:
    """The same measure over the reported periods of the same length, if there are others."""
    same = [
        f
        for f in engine.facts.find(fact.concept, unit=fact.value.unit, entity=fact.entity)
        if f.scenario == fact.scenario and f.value.amount is not None
    ]
    kind = length_class(fact.period)
    facts = [f for f in best_by_period(same) if length_class(f.period) == kind]
    if len(facts) < 2:
        return None
    facts = _window(facts, fact.period)
    label = engine.concepts.label(fact.concept)
    made = [_row_of(engine, f, f.period.label, f.period == fact.period) for f in facts]
    rows, values = [row for row, _ in made], [shown for _, shown in made]
    return picture("trend", f"{label} over time", rows, values, compact=True)


def _window(facts: list[Fact], period: Period) -> list[Fact]:
    """At most `MOST_POINTS` facts, the one asked for among them."""
    if len(facts) <= MOST_POINTS:
        return facts
    at = next((i for i, f in enumerate(facts) if f.period == period), len(facts) - 1)
    low = min(max(0, at - MOST_POINTS // 2), len(facts) - MOST_POINTS)
    return facts[low : low + MOST_POINTS]


def parts_of(engine: Engine, fact: Fact) -> Picture | None:
    """The parts of a total in the same period and unit, if at least two are reported."""
    concept = engine.concepts.get(fact.concept)
    if concept is None or not concept.parts:
        return None
    found: list[Fact] = []
    for part, _weight in concept.parts:
        facts = engine.facts.find(
            part, period=fact.period, unit=fact.value.unit, entity=fact.entity
        )
        known = [f for f in facts if f.scenario == fact.scenario]
        best = best_of(f for f in known if f.value.amount is not None)
        if best is not None:
            found.append(best)
    if len(found) < 2:
        return None
    if not _adds_up(fact, found, dict(concept.parts)):
        return None
    told = [settled(engine, f) for f in found]
    points = [
        charts.ChartPoint(engine.concepts.label(f.concept), shown.amount, status=flag)
        for f, (shown, flag) in zip(found, told, strict=True)
    ]
    bars = charts.bar_chart(points, largest=abs(fact.value.amount or Decimal(0)) or None)
    exponent = max(natural_exponent(value) for value in (fact.value, *(value for value, _ in told)))
    scale = choice_of(exponent)
    rows = [
        ChartRow(
            point.label,
            figure(shown, scale=scale),
            ask_url(question_for(engine, part)),
            flag,
            bar=bar,
        )
        for point, part, (shown, flag), bar in zip(points, found, told, bars, strict=True)
    ]
    unit = scale_words(fact.value.unit, exponent)
    title = f"Parts of {engine.concepts.label(fact.concept).lower()}"
    return Picture(title, unit, Markup(""), tuple(rows))


def _adds_up(total: Fact, parts: Sequence[Fact], weights: Mapping[str, int]) -> bool:
    """Whether the parts at hand give the total within the rounding of their prints."""
    if total.value.amount is None or len(parts) != len(weights):
        return False
    slack = sum(
        (Decimal(5).scaleb(-(f.value.decimals or 0) - 1) for f in (total, *parts)), Decimal(0)
    )
    known = sum(((f.value.amount or 0) * weights[f.concept] for f in parts), Decimal(0))
    return abs(known - total.value.amount) <= slack


def _row_of(engine: Engine, fact: Fact, label: str, current: bool) -> tuple[ChartRow, Value]:
    shown, flag = settled(engine, fact)
    row = ChartRow(label, figure(shown), ask_url(question_for(engine, fact)), flag, current)
    return row, shown


def picture(
    key: str,
    title: str,
    rows: list[ChartRow],
    values: list[Value],
    *,
    guidance: bool = False,
    compact: bool = False,
) -> Picture | None:
    """A chart of rows that share a unit; None where units differ or there is nothing to compare."""
    units = {value.unit for value in values}
    if len(units) != 1 or len(rows) < 2:
        return None
    points = [
        charts.ChartPoint(
            row.label,
            value.amount,
            value.low,
            value.high,
            "guidance" if guidance and value.amount is None else row.status,
            row.current,
        )
        for row, value in zip(rows, values, strict=True)
    ]
    exponent = charts.shared_exponent(points, min(natural_exponent(v) for v in values))
    unit = scale_words(values[0].unit, exponent)
    chart = charts.column_chart(
        points, key=key, title=title, unit=unit, exponent=exponent, compact=compact
    )
    return Picture(title, unit, chart, tuple(rows))


def guidance_picture(
    engine: Engine, fact: Fact | None, row: ChartRow, value: Value
) -> Picture | None:
    """A forecast beside what was reported for the periods before it, and for its own if known."""
    if fact is None:
        return None
    base = base_of(engine, fact.concept)
    found = engine.facts.find(base, unit=value.unit, entity=fact.entity, scenario="actual")
    kind = length_class(fact.period)
    known = [f for f in best_by_period(found) if length_class(f.period) == kind]
    before = [f for f in known if f.period.end < fact.period.end][-5:]
    after = [f for f in known if f.period == fact.period]
    made = [
        *(_row_of(engine, f, f.period.label, False) for f in before),
        (row, value),
        *(_row_of(engine, f, f"{f.period.label} reported", False) for f in after),
    ]
    rows, values = [told for told, _ in made], [told for _, told in made]
    return picture("guidance", "Forecast beside reported figures", rows, values, guidance=True)


def base_of(engine: Engine, concept: str) -> str:
    """A concept without its facets: what a forecast is a forecast of."""
    while (split := engine.concepts.split(concept))[1] is not None:
        concept = split[0]
    return concept


def some_of(engine: Engine, concept: str, entity: str | None) -> list[Fact]:
    """The facts of a measure, of one who reports; of many, those of whoever has most."""
    if entity is None and engine.facts.count(concept) > MOST_LOOKED:
        entity = next(iter(engine.facts.entities(concept)), None)
    return engine.facts.find(concept, entity=entity)


def near_of(engine: Engine, concepts: Iterable[str], entity: str | None) -> tuple[ChartRow, ...]:
    """What is reported of these measures, the latest first: where a question finds no answer."""
    rows = []
    for concept in concepts:
        facts = some_of(engine, concept, entity) or some_of(engine, concept, None)
        plain = [f for f in facts if f.scenario == "actual" and f.value.amount is not None]
        own = [f for f in plain if _in_own_currency(engine, f)] or plain
        for fact in reversed(best_by_period(own)[-NEAR:]):
            rows.append(_row_of(engine, fact, question_for(engine, fact), False)[0])
    return tuple(rows[:MOST_NEAR])


def _in_own_currency(engine: Engine, fact: Fact) -> bool:
    own = engine.documents[fact.document].entity.currency
    return not is_currency(fact.value.unit) or own is None or fact.value.unit == own
