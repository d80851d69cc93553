"""The first page: questions that the corpus at hand answers, with their answers.

Comes in: an engine and the function that asks it. Goes out: `Home`. Not for: any fixed list of
questions; another corpus gets other examples by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.base.records import Fact, Value
from service.ask.records import Answer
from service.cite.standing import NOT_TIES
from service.say.values import Figure, choice_of, figure, is_currency, natural_exponent
from service.web.pages.presenters import ask_url, sentence_case
from service.web.pages.series import best_by_period, length_class, question_for

if TYPE_CHECKING:
    from index.engine import Engine

Ask = Callable[[str], Answer]
MOST_EXAMPLES = 6
MOST_TRIES = 24
MOST_LOOKED = 64
"""So many forecasts, disputed figures and failed tie-outs are looked at for an example."""

ACTUAL = ("actual",)


@dataclass(frozen=True, slots=True)
class Example:
    """A question and what the page answers to it."""

    question: str
    answer: str
    url: str
    status: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page says about the corpus at hand; `failed` of the `ties` do not hold."""

    examples: tuple[Example, ...]
    documents: int
    figures: int
    ties: int
    failed: int


def home_of(engine: Engine, ask: Ask) -> Home:
    """Count the corpus and try out examples of each kind; one that is not answered is not shown."""
    examples: list[Example] = []
    tried = 0
    for questions in _kinds(engine):
        for question in questions:
            tried += 1
            example = _example(engine, question, ask)
            if example is not None:
                examples.append(example)
                break
            if tried >= MOST_TRIES:
                break
    return Home(
        tuple(examples[:MOST_EXAMPLES]),
        len(engine.documents),
        len(engine.facts),
        len(engine.checks(but=NOT_TIES)),
        len(engine.checks(but=NOT_TIES, passed=False)),
    )


def _kinds(engine: Engine) -> Iterator[list[str]]:
    """Candidate questions, one list a kind of answer, likeliest first."""
    measures = _measures(engine)
    quarters = [
        [f for f in facts if length_class(f.period) == "quarter"] or facts for facts in measures
    ]
    yield [question_for(engine, facts[-1]) for facts in quarters[:4]]
    yield [
        f"{engine.concepts.label(facts[-1].concept)} by quarter"
        for facts in quarters[1:6]
        if len(facts) > 2
    ]
    yield [
        f"{engine.concepts.label(b.concept)} {b.period.label} vs {a.period.label}"
        for facts in quarters[2:8]
        if len(facts) > 1
        for a, b in [facts[-2:]]
    ]
    yield [question_for(engine, facts[0]) for facts in quarters[4:10]]
    given = engine.facts.last_of("scenario", "guidance", MOST_LOOKED)
    guidance = [f for f in given if f.period.start]
    yield [
        f"{_base_label(engine, f)} guidance for {f.period.label}" for f in reversed(guidance[-6:])
    ]
    doubted = engine.facts.first_of("status", "disputed", MOST_LOOKED)
    disputed = [f for f in doubted if is_currency(f.value.unit)]
    failed = engine.checks(but=NOT_TIES, passed=False)[:MOST_LOOKED]
    results = (ident for check in failed for ident in check.facts[:1])
    failing = list(engine.facts.get_many(results).values())
    yield [question_for(engine, f) for f in (*disputed[:6], *failing[:4])]


def _measures(engine: Engine) -> list[list[Fact]]:
    """The best printing a period of each plain measure in a currency, the most reported first."""
    table = engine.facts
    reported = {
        concept: {
            period
            for unit in filter(is_currency, table.units_told(concept, scenarios=ACTUAL))
            for period in table.periods_told(concept, scenarios=ACTUAL, unit=unit)
        }
        for concept in table.concepts()
        if concept in engine.concepts
    }
    order = {concept: place for place, concept in enumerate(engine.concepts.by_id)}
    ranked = sorted(reported, key=lambda c: (-len(reported[c]), order[c]))
    out = []
    for concept in [c for c in ranked if reported[c]][:12]:
        first = table.find(concept, scenario="actual", limit=1)[0]
        own = engine.documents[first.document].entity.currency
        facts = table.told(concept, scenarios=ACTUAL, entity=first.entity)
        same = [f for f in facts if f.value.unit == (own or f.value.unit)]
        tabled = [f for f in same if f.source == "table"]
        timed = [f for f in best_by_period(tabled or same) if f.status == "clean"]
        if timed:
            out.append(timed)
    return out


def _base_label(engine: Engine, fact: Fact) -> str:
    base = engine.concepts.split(fact.concept)[0]
    return engine.concepts.label(engine.concepts.split(base)[0])


def _example(engine: Engine, question: str, ask: Ask) -> Example | None:
    """One line of the list, if the question is answered with figures."""
    answer = ask(question)
    if answer.status not in ("answered", "disputed"):
        return None
    if answer.value is not None:
        words = figure(answer.value).text
    elif answer.points:
        words = _range_words([p.value for p in answer.points], paired=answer.kind != "series")
    else:
        return None
    shown: str = answer.standing.verdict if answer.standing else ""
    shown = "guidance" if answer.kind == "guidance" else shown
    shown = "disputed" if answer.status == "disputed" else shown
    return Example(sentence_case(question), words, ask_url(question), shown)


def _range_words(values: Sequence[Value], *, paired: bool) -> str:
    """Several figures in few words, on one scale: two side by side, of more from least to most."""
    paired = paired and len(values) == 2
    joint = "and" if paired else "to"
    ends = values if paired else sorted(values, key=lambda v: v.amount or v.low or Decimal(0))
    scale = choice_of(max(natural_exponent(value) for value in values))
    first, last = (figure(value, scale=scale) for value in (ends[0], ends[-1]))
    if (first.prefix, first.suffix) != (last.prefix, last.suffix):
        return f"{first.text} {joint} {last.text}"
    return Figure(first.prefix, f"{first.number} {joint} {last.number}", first.suffix).text
