"""What was understood, each part with what it could be instead: the chips above an answer.

Comes in: an answer's interpretation and the facts near it. Goes out: chips whose options are links
to other questions, so that changing a part works without JavaScript. Not for: understanding a
question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.base.records import Fact
from service.web.pages.presenters import (
    CURRENCY_WORDS,
    SCALES,
    Shown,
    ask_url,
    figure,
    is_currency,
    natural_exponent,
    period_words,
    scale_choices,
    sentence_case,
)
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
    answer: Mapping[str, Any],
    engine: Engine,
    fact: Fact | None,
    shown: Shown | None,
    scale: str | None,
) -> tuple[Chip, ...]:
    """Measure, period, currency and scale, those that the answer has."""
    if fact is None or shown is None or answer.get("kind") != "figure":
        return _plain(answer, engine, shown, scale)
    made = [_measure(engine, fact), _period(answer, engine, fact)]
    if is_currency(shown.unit):
        made += [_currency(engine, fact), _scale(answer, shown, scale)]
    return tuple(chip for chip in made if chip.label)


def _plain(
    answer: Mapping[str, Any], engine: Engine, shown: Shown | None, scale: str | None
) -> tuple[Chip, ...]:
    """The parts of the question in their order, each replaced in the question's own words."""
    read = answer.get("interpretation") or {}
    text = str(read.get("corrected") or answer.get("question") or "")
    concepts = [str(c) for c in read.get("concepts") or ()]
    inputs = (answer.get("derivation") or {}).get("inputs") or ()
    reported = [c for c in (*concepts, *(str(p.get("concept")) for p in inputs)) if c]
    entity = read.get("entity")
    chips = []
    for part in read.get("parts") or ():
        start, end = int(part["start"]), int(part["end"])
        if part.get("kind") not in ("measure", "period") or text[start:end] != part["text"]:
            continue
        name = str(part["kind"]).capitalize()
        if name == "Period":
            choices = _periods_like(engine, reported, str(part["meaning"]), entity)
        else:
            choices = _measures_like(engine, concepts, str(part["meaning"]), entity)
        options = tuple(
            Option(label, ask_url(text[:start] + word + text[end:]), word == part["meaning"], hint)
            for word, label, hint in choices
        )
        label = sentence_case(str(part["meaning"] or part["text"]))
        chips.append(Chip(name, label, options if len(options) > 1 else ()))
    if not chips:
        labels = [sentence_case(engine.concepts.label(concept)) for concept in concepts]
        chips = [Chip("Measure", label) for label in labels]
        chips += [Chip("Period", str(label)) for label in read.get("periods") or ()][:4]
    if shown is not None and is_currency(shown.unit):
        chips.append(_scale(answer, shown, scale))
    return tuple(chips)


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


def _period(answer: Mapping[str, Any], engine: Engine, fact: Fact) -> Chip:
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
            sentence_case(CURRENCY_WORDS.get(unit, unit)),
            ask_url(ask_about(engine, fact, unit=unit)),
            unit == fact.value.unit,
            unit,
        )
        for unit in units
    )
    label = sentence_case(CURRENCY_WORDS.get(fact.value.unit, fact.value.unit))
    return Chip("Currency", label, options if len(options) > 1 else ())


def _scale(answer: Mapping[str, Any], shown: Shown, scale: str | None) -> Chip:
    """Thousands, millions or billions: a matter of display, so a parameter and not a word."""
    names = scale_choices(shown)
    natural = next((n for n, e in SCALES.items() if e == natural_exponent(shown)), "units")
    current = scale if scale in names else natural
    question = str(answer.get("question") or "")
    options = tuple(
        Option(
            "Whole units" if name == "units" else f"In {name}",
            ask_url(question, scale=None if name == natural else name),
            name == current,
            re.sub(r"^[A-Z]{3} ", "", figure(shown, scale=name).text),
        )
        for name in names
    )
    label = "Whole units" if current == "units" else f"In {current}"
    return Chip("Scale", label, options if len(options) > 1 else ())
