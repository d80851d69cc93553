"""An answer as a page shows it: the figure, what was understood, the ties, the sources.

Comes in: an `Answer` and the engine it came from. Goes out: one frozen `AnswerView`. Not for:
finding an answer, nor for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.base.records import Fact, Period, Value
from service.ask.records import Answer, Point
from service.cite.citations import Citation
from service.say.values import Figure, figure, period_words
from service.web.pages.change import Chip, chips_of
from service.web.pages.checks import ShownTick, ticks_shown
from service.web.pages.evidence import (
    ShownHit,
    copies_of,
    fact_of,
    first_citation,
    passages_of,
    sources_of,
)
from service.web.pages.presenters import ask_url, cited_url, sentence_case
from service.web.pages.series import (
    ChartRow,
    Picture,
    base_of,
    flag_of,
    guidance_picture,
    near_of,
    parts_of,
    picture,
    trend_of,
)
from service.web.pages.source import Source, shorten

if TYPE_CHECKING:
    from index.engine import Engine

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|[^A-Za-z_0-9.]")
_NO_WORD = re.compile(r"\W")
_OPERATORS = {"*": "×", "/": "÷", "-": "−"}


@dataclass(frozen=True, slots=True)
class FormulaTerm:
    """A piece of a formula: an operator, or an input that links to its source."""

    text: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute, or one reading of an ambiguous question."""

    role: str
    figure: Figure
    label: str
    url: str
    quote: str = ""
    printed: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Everything the answer page prints, in its order."""

    question: str
    status: str
    kind: str
    text: str
    heading: str = ""
    period: str = ""
    figure: Figure | None = None
    exact: str = ""
    verdict: str = ""
    doubted: bool = False
    chips: tuple[Chip, ...] = ()
    unmatched: tuple[str, ...] = ()
    corrected: str = ""
    ties: tuple[ShownTick, ...] = ()
    exceptions: tuple[ShownTick, ...] = ()
    sides: tuple[Side, ...] = ()
    formula: tuple[FormulaTerm, ...] = ()
    picture: Picture | None = None
    rows: tuple[ChartRow, ...] = ()
    sources: tuple[Source, ...] = ()
    also: tuple[Source, ...] = ()
    trend: Picture | None = None
    parts: Picture | None = None
    passages: tuple[ShownHit, ...] = ()
    near: tuple[ChartRow, ...] = ()
    copy: Mapping[str, str] = field(default_factory=dict)


def present(
    answer: Answer, engine: Engine, *, scale: str | None = None, base_url: str = ""
) -> AnswerView:
    """Lay out one answer; `scale` is a name of `values.CHOICES` that a reader chose."""
    citations = {c.id: c for c in answer.citations}
    value, kind, read = answer.value, answer.kind, answer.interpretation
    ticks = ticks_shown(engine, answer.checks, citations)
    fact = fact_of(engine, answer)
    sources, also = sources_of(engine, answer)
    figured = answer.status in ("answered", "disputed")
    single = fact if figured and kind in ("figure", None) else None
    chart, rows = _pictured(engine, answer, citations, fact)
    shown = figure(value, scale=scale) if value else None
    return AnswerView(
        question=answer.question,
        status=answer.status,
        kind=kind or "",
        text=answer.text,
        heading=_heading(answer, engine, fact),
        period=_period(answer, fact),
        figure=shown,
        exact=figure(value).text if value and scale and shown and shown.rounded else "",
        verdict=_verdict(answer),
        doubted=answer.derivation is not None
        and any(point.status == "disputed" for point in answer.derivation.inputs),
        chips=chips_of(answer, engine, fact, scale),
        unmatched=read.unmatched,
        corrected=read.corrected or "",
        ties=tuple(t for t in ticks if t.passed),
        exceptions=tuple(t for t in ticks if not t.passed),
        sides=_sides(answer, engine, citations),
        formula=_formula(answer, citations),
        picture=chart,
        rows=rows,
        sources=sources,
        also=also,
        trend=trend_of(engine, single) if single else None,
        parts=parts_of(engine, single) if single else None,
        passages=passages_of(engine, answer),
        near=near_of(engine, read.concepts, read.entity) if answer.status == "unanswered" else (),
        copy=copies_of(answer, base_url, scale),
    )


def _verdict(answer: Answer) -> str:
    """The standing of the answer's one figure; of several, "disputed" where one of them is."""
    if answer.status == "disputed":
        return "disputed"
    return answer.standing.verdict if answer.standing else ""


def _heading(answer: Answer, engine: Engine, fact: Fact | None) -> str:
    if answer.status not in ("answered", "disputed"):
        return ""
    label = engine.concepts.label
    if answer.kind == "derived":
        return sentence_case(answer.question.rstrip(" ?."))
    if fact is not None and answer.kind == "guidance":
        return sentence_case(label(base_of(engine, fact.concept))) + ", forecast"
    concepts = (fact.concept,) if fact is not None else answer.interpretation.concepts[:3]
    return " and ".join(sentence_case(label(concept)) for concept in concepts)


def _period(answer: Answer, fact: Fact | None) -> str:
    """The period of the figure, or the one that all inputs of a formula share, else the labels."""
    if fact is not None and answer.kind not in ("derived", "comparison", "series"):
        return _named(fact.period)
    derivation = answer.derivation
    spans = {point.period for point in derivation.inputs} if derivation else set()
    return _named(*spans) if len(spans) == 1 else ", ".join(answer.interpretation.periods)


def _named(period: Period) -> str:
    words = period_words(period)
    return f"{words} ({period.label})" if period.start else words


def _sides(answer: Answer, engine: Engine, citations: Mapping[str, Citation]) -> tuple[Side, ...]:
    """Both figures of a dispute, the most probable first; or the readings of a question."""
    others = answer.alternatives
    if answer.status == "ambiguous":
        return tuple(_side(p, engine, citations, "Reading") for p in others)
    if answer.status != "disputed":
        return ()
    first = next(iter(answer.citations), None)
    if answer.value is None or first is None:
        return tuple(_side(p, engine, citations, "Printed") for p in others)
    likely = _printed_side("Most probable", answer.value, first)
    role = "Printed, but contradicted"
    return (likely, *(_side(p, engine, citations, role) for p in others))


def _printed_side(
    role: str, value: Value, cited: Citation | None, label: str = "", ask: str = ""
) -> Side:
    """A figure with the characters that print it, or with none where it is implied."""
    printed = value.printed if cited else ""
    url = cited_url(cited) if printed and cited else ""
    quote = shorten(cited.quote, 140) if printed and cited else ""
    said = role if printed or not role.startswith("Printed") else "Implied"
    return Side(said, figure(value), label, url, quote, printed, ask)


def _side(point: Point, engine: Engine, citations: Mapping[str, Citation], role: str) -> Side:
    label = engine.concepts.label(point.concept)
    words = period_words(point.period)
    when = point.period.label if point.period.start else words
    return _printed_side(
        role,
        point.value,
        first_citation(point, citations),
        f"{sentence_case(label)}, {words}",
        ask_url(f"{label} {when}"),
    )


def _formula(answer: Answer, citations: Mapping[str, Citation]) -> tuple[FormulaTerm, ...]:
    """The derivation with its variables replaced by the figures they stand for.

    A variable is the id of a concept, or the id with the label of its point behind it, or a letter
    that counts the inputs."""
    if answer.derivation is None:
        return ()
    variables: dict[str, Point] = {}
    for place, point in enumerate(answer.derivation.inputs):
        longest = f"{point.concept}_{_NO_WORD.sub('_', point.label)}"
        for name in (longest, point.concept, chr(ord("a") + place)):
            variables.setdefault(name, point)
    terms = []
    for token in _TOKEN.findall(answer.derivation.formula):
        if token not in variables:
            terms.append(FormulaTerm(_OPERATORS.get(token, token.replace("_", " "))))
            continue
        point = variables[token]
        cited = first_citation(point, citations)
        url = cited_url(cited) if cited else "#where"
        terms.append(FormulaTerm(figure(point.value).text, url, point.label))
    return tuple(terms)


def _pictured(
    engine: Engine, answer: Answer, citations: Mapping[str, Citation], fact: Fact | None
) -> tuple[Picture | None, tuple[ChartRow, ...]]:
    """The chart of an answer with points, or of guidance beside what was reported."""
    if answer.kind == "guidance" and answer.value:
        label = f"{fact.period.label} forecast" if fact else "Forecast"
        row = ChartRow(label, figure(answer.value), "", "guidance", True)
        return guidance_picture(engine, fact, row, answer.value), (row,)
    points = answer.points
    if not points:
        return None, ()
    several = len({point.concept for point in points}) > 1
    rows = [_row(engine, point, citations, several) for point in points]
    order = list(range(len(rows)))
    ends = [point.period.end for point in points]
    if not several and len(set(ends)) == len(ends):
        order.sort(key=ends.__getitem__)
    title = _heading(answer, engine, None) or "Figures"
    values = [points[i].value for i in order]
    return picture("points", title, [rows[i] for i in order], values), tuple(rows)


def _row(
    engine: Engine, point: Point, citations: Mapping[str, Citation], several: bool
) -> ChartRow:
    """A point as a line of a table; `several` measures are named."""
    cited = first_citation(point, citations)
    words = period_words(point.period)
    note = f"{engine.concepts.label(point.concept)}, {words}" if several else words
    url = cited_url(cited) if cited else ""
    return ChartRow(point.label, figure(point.value), url, flag_of(point.status), note=note)
