"""What was understood, each part with what it could be instead: the chips above an answer.

Comes in: an `Answer` and the facts near it. Goes out: chips whose options are links
to other questions, so that changing a part works without JavaScript. Not for: understanding a
question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.base.records import Fact, Value
from service.ask.records import Answer, Interpretation, Part
from service.say.values import (
    choice_of,
    figure,
    is_currency,
    natural_exponent,
    period_words,
    scale_choices,
    unit_words,
)
from service.web.pages.presenters import ask_url, sentence_case
from service.web.pages.series import ask_about, length_class, some_of

if TYPE_CHECKING:
    from index.engine import Engine

MOST_OPTIONS = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a part of the question could be; `hint` says it otherwise."""

    label: str
    url: str
    current: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the question as it was understood."""

    name: str
    label: str
    options: tuple[Option, ...] = ()


def chips_of(
    answer: Answer, engine: Engine, fact: Fact | None, scale: str | None
) -> tuple[Chip, ...]:
    """Measure, period, currency and scale, those that the answer has."""
    value = answer.value
    if fact is None or value is None or answer.kind != "figure":
        return _plain(answer, engine, scale)
    made = [_measure(engine, fact), _period(engine, fact)]
    if is_currency(value.unit):
        made += [_currency(engine, fact), _scale(answer, value, scale)]
    return tuple(chip for chip in made if chip.label)


def _plain(answer: Answer, engine: Engine, scale: str | None) -> tuple[Chip, ...]:
    """The parts of the question in their order, each replaced in the question's own words."""
    read = answer.interpretation
    text = read.corrected or answer.question
    inputs = answer.derivation.inputs if answer.derivation else ()
    reported = [*read.concepts, *(point.concept for point in inputs)]
    chips = [
        _part(engine, part, text, read, reported)
        for part in read.parts
        if part.kind in ("measure", "period") and text[part.start : part.end] == part.text
    ]
    if not chips:
        labels = [sentence_case(engine.concepts.label(concept)) for concept in read.concepts]
        chips = [Chip("Measure", label) for label in labels]
        chips += [Chip("Period", label) for label in read.periods[:4]]
    if answer.value is not None and is_currency(answer.value.unit):
        chips.append(_scale(answer, answer.value, scale))
    return tuple(chips)


def _part(
    engine: Engine, part: Part, text: str, read: Interpretation, reported: Sequence[str]
) -> Chip:
    """One part with what could stand in its place: `(word, label, hint)` each."""
    if part.kind == "period":
        choices = _periods_like(engine, reported, part.meaning, read.entity)
    else:
        choices = _measures_like(engine, read.concepts, part.meaning, read.entity)
    before, after = text[: part.start], text[part.end :]
    options = tuple(
        Option(label, ask_url(before + word + after), word == part.meaning, hint)
        for word, label, hint in choices
    )
    label = sentence_case(part.meaning or part.text)
    return Chip(part.kind.capitalize(), label, options if len(options) > 1 else ())


def _periods_like(
    engine: Engine, concepts: Sequence[str], label: str, entity: str | None
) -> list[tuple[str, str, str]]:
    """The reported periods of these measures as long as this one: word, words, hint."""
    told = (engine.facts.period_counts(concept, entity) for concept in concepts)
    found = next((periods for periods in told if periods), {})
    known = next((p for p in found if p.label == label), None)
    kind = length_class(known) if known else "quarter"
    ordered = sorted((p for p in found if length_class(p) == kind), key=lambda p: p.end)
    return [
        (p.label if p.start else period_words(p), period_words(p), p.label if p.start else "")
        for p in ordered[:MOST_OPTIONS]
    ]


def _measures_like(
    engine: Engine, concepts: Sequence[str], label: str, entity: str | None
) -> list[tuple[str, str, str]]:
    """The measures that stand in the same tables as this one."""
    ours = next((c for c in concepts if engine.concepts.label(c) == label), None)
    facts = some_of(engine, ours, entity) if ours else []
    tables = {(f.document, f.table) for f in facts if f.table}
    names: dict[str, None] = {}
    for document, table in sorted(tables, key=str)[:1]:
        for fact in engine.facts.find(document=document):
            if fact.table == table and engine.concepts.split(fact.concept)[1] is None:
                names[engine.concepts.label(fact.concept)] = None
    return [(name, sentence_case(name), "") for name in list(names)[:MOST_OPTIONS]]


def _measure(engine: Engine, fact: Fact) -> Chip:
    """The measure, or one that stands beside it in the same table."""
    others: dict[str, None] = {fact.concept: None}
    if fact.table is not None:
        for other in engine.facts.find(period=fact.period, document=fact.document):
            if other.table == fact.table and engine.concepts.split(other.concept)[1] is None:
                others[other.concept] = None
    options = [
        Option(
            sentence_case(engine.concepts.label(concept)),
            ask_url(ask_about(engine, fact, concept=concept)),
            concept == fact.concept,
        )
        for concept in list(others)[:MOST_OPTIONS]
    ]
    label = sentence_case(engine.concepts.label(fact.concept))
    return Chip("Measure", label, tuple(options) if len(options) > 1 else ())


def _period(engine: Engine, fact: Fact) -> Chip:
    """The period, or another in which the measure is reported; same length first."""
    found = engine.facts.find(fact.concept, unit=fact.value.unit, entity=fact.entity)
    periods = {f.period for f in found if f.scenario == fact.scenario}
    kind = length_class(fact.period)
    ordered = sorted(periods, key=lambda p: (length_class(p) != kind, p.end, p.start or p.end))
    options = tuple(
        Option(
            period_words(period),
            ask_url(ask_about(engine, fact, period=period)),
            period == fact.period,
            period.label if period.start else "",
        )
        for period in ordered[:MOST_OPTIONS]
    )
    return Chip("Period", period_words(fact.period), options if len(options) > 1 else ())


def _currency(engine: Engine, fact: Fact) -> Chip:
    found = engine.facts.find(fact.concept, period=fact.period, entity=fact.entity)
    units = {f.value.unit: None for f in found if is_currency(f.value.unit)}
    units.setdefault(fact.value.unit, None)
    options = tuple(
        Option(
            sentence_case(unit_words(unit)),
            ask_url(ask_about(engine, fact, unit=unit)),
            unit == fact.value.unit,
            unit,
        )
        for unit in units
    )
    label = sentence_case(unit_words(fact.value.unit))
    return Chip("Currency", label, options if len(options) > 1 else ())


def _scale(answer: Answer, value: Value, scale: str | None) -> Chip:
    """Thousands, millions or billions: a matter of display, so a parameter and not a word."""
    names = scale_choices(value)
    natural = choice_of(natural_exponent(value))
    current = scale if scale in names else natural
    options = tuple(
        Option(
            _scale_label(name),
            ask_url(answer.question, scale=None if name == natural else name),
            name == current,
            re.sub(r"^[A-Z]{3} ", "", figure(value, scale=name).text),
        )
        for name in names
    )
    return Chip("Scale", _scale_label(current), options if len(options) > 1 else ())


def _scale_label(name: str | None) -> str:
    return "Whole units" if name == "units" else f"In {name}"
