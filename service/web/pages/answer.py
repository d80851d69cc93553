"""An answer as a page shows it: the figure, what was understood, the ties, the sources.

Comes in: the answer contract's JSON and the engine it came from. Goes out: one frozen `AnswerView`.
Not for: finding an answer, nor for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.base.records import Fact
from service.web.pages.change import Chip, chips_of
from service.web.pages.checks import Tick, tick_from_json
from service.web.pages.evidence import (
    Found,
    copies_of,
    fact_of,
    first_citation,
    passages_of,
    sources_of,
    url_of,
)
from service.web.pages.presenters import (
    Figure,
    Shown,
    ask_url,
    figure,
    period_words,
    sentence_case,
    shown_from_json,
)
from service.web.pages.series import (
    Picture,
    Row,
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
class Term:
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
    ties: tuple[Tick, ...] = ()
    exceptions: tuple[Tick, ...] = ()
    sides: tuple[Side, ...] = ()
    formula: tuple[Term, ...] = ()
    picture: Picture | None = None
    rows: tuple[Row, ...] = ()
    sources: tuple[Source, ...] = ()
    also: tuple[Source, ...] = ()
    trend: Picture | None = None
    parts: Picture | None = None
    passages: tuple[Found, ...] = ()
    near: tuple[Row, ...] = ()
    copy: Mapping[str, str] = field(default_factory=dict)


def present(
    answer: Mapping[str, Any], engine: Engine, *, scale: str | None = None, base_url: str = ""
) -> AnswerView:
    """Lay out one answer; `scale` is a name of `presenters.SCALES` that a reader chose."""
    citations = {str(c["id"]): c for c in answer.get("citations") or ()}
    value = answer.get("value")
    shown = shown_from_json(value) if value else None
    ticks = [tick_from_json(check, citations, engine) for check in answer.get("checks") or ()]
    fact = fact_of(engine, answer)
    points = list(answer.get("points") or ())
    status, kind = str(answer["status"]), str(answer.get("kind") or "")
    sources, also = sources_of(engine, answer)
    single = status in ("answered", "disputed") and fact is not None and kind in ("figure", "")
    chart, rows = _pictured(engine, answer, points, citations, kind, fact)
    return AnswerView(
        question=str(answer.get("question") or ""),
        status=status,
        kind=kind,
        text=str(answer.get("text") or ""),
        heading=_heading(answer, engine, fact),
        period=_period(answer, fact),
        figure=figure(shown, scale=scale) if shown else None,
        exact=figure(shown).text if shown and scale and figure(shown, scale=scale).rounded else "",
        verdict=_verdict(answer),
        doubted=_doubted(answer),
        chips=chips_of(answer, engine, fact, shown, scale),
        unmatched=tuple(map(str, (answer.get("interpretation") or {}).get("unmatched") or ())),
        corrected=str((answer.get("interpretation") or {}).get("corrected") or ""),
        ties=tuple(t for t in ticks if t.passed),
        exceptions=tuple(t for t in ticks if not t.passed),
        sides=_sides(answer, engine, shown, citations, status),
        formula=_formula(answer, citations),
        picture=chart,
        rows=rows,
        sources=sources,
        also=also,
        trend=trend_of(engine, fact) if single and fact else None,
        parts=parts_of(engine, fact) if single and fact else None,
        passages=passages_of(engine, answer),
        near=_near(answer, engine) if status == "unanswered" else (),
        copy=copies_of(answer, shown, base_url, scale),
    )


def _verdict(answer: Mapping[str, Any]) -> str:
    """The standing of the answer's one figure; of several, "disputed" where one of them is."""
    standing = answer.get("standing") or {}
    return "disputed" if answer["status"] == "disputed" else str(standing.get("verdict") or "")


def _doubted(answer: Mapping[str, Any]) -> bool:
    """True for a figure that is computed from a disputed one."""
    inputs = (answer.get("derivation") or {}).get("inputs") or ()
    return any(point.get("status") == "disputed" for point in inputs)


def _heading(answer: Mapping[str, Any], engine: Engine, fact: Fact | None) -> str:
    if answer["status"] not in ("answered", "disputed"):
        return ""
    concepts = list((answer.get("interpretation") or {}).get("concepts") or ())
    if answer.get("kind") == "derived":
        return sentence_case(str(answer.get("question") or "").rstrip(" ?."))
    if fact is not None and answer.get("kind") == "guidance":
        return sentence_case(engine.concepts.label(base_of(engine, fact.concept))) + ", forecast"
    if fact is not None:
        return sentence_case(engine.concepts.label(fact.concept))
    labels = [sentence_case(engine.concepts.label(str(_id_of(c)))) for c in concepts[:3]]
    return " and ".join(labels)


def _id_of(item: object) -> object:
    """A concept or period of the interpretation: a bare id, or an object that holds one."""
    if isinstance(item, Mapping):
        return item.get("id") or item.get("concept") or item.get("label") or ""
    return item


def _period(answer: Mapping[str, Any], fact: Fact | None) -> str:
    if fact is not None and answer.get("kind") not in ("derived", "comparison", "series"):
        words = period_words(fact.period)
        return f"{words} ({fact.period.label})" if fact.period.start else words
    spans = [p.get("period") for p in (answer.get("derivation") or {}).get("inputs") or ()]
    if spans and spans[0] and all(span == spans[0] for span in spans):
        words, label = period_words(spans[0]), str(spans[0].get("label") or "")
        return f"{words} ({label})" if spans[0].get("start") else words
    return ", ".join(
        str(_id_of(p)) for p in (answer.get("interpretation") or {}).get("periods") or ()
    )


def _sides(
    answer: Mapping[str, Any],
    engine: Engine,
    shown: Shown | None,
    citations: Mapping[str, Mapping[str, Any]],
    status: str,
) -> tuple[Side, ...]:
    """Both figures of a dispute, the most probable first; or the readings of a question."""
    others = list(answer.get("alternatives") or ())
    if status == "ambiguous":
        return tuple(_side(p, engine, citations, "Reading") for p in others)
    if status != "disputed":
        return ()
    first = next(iter(answer.get("citations") or ()), None)
    offered = shown is not None and first is not None
    likely = [_printed_side("Most probable", shown, first)] if shown and first else []
    role = "Printed, but contradicted" if offered else "Printed"
    return (*likely, *(_side(p, engine, citations, role) for p in others))


def _printed_side(
    role: str, shown: Shown, cited: Mapping[str, Any] | None, label: str = "", ask: str = ""
) -> Side:
    """A figure with the characters that print it, or with none where it is implied."""
    printed = shown.printed if cited else ""
    url = url_of(cited) if printed and cited else ""
    quote = shorten(str(cited["quote"]), 140) if printed and cited else ""
    said = role if printed or not role.startswith("Printed") else "Implied"
    return Side(said, figure(shown), label, url, quote, printed, ask)


def _side(
    point: Mapping[str, Any],
    engine: Engine,
    citations: Mapping[str, Mapping[str, Any]],
    role: str,
) -> Side:
    concept = str(point.get("concept") or "")
    label = sentence_case(engine.concepts.label(concept)) if concept else ""
    words = period_words(point.get("period"))
    return _printed_side(
        role,
        shown_from_json(point.get("value") or {}),
        first_citation(point, citations),
        ", ".join(x for x in (label, words) if x) or str(point.get("label") or ""),
        _ask_of(engine, point),
    )


def _ask_of(engine: Engine, point: Mapping[str, Any]) -> str:
    """The question that chooses this reading."""
    concept, period = str(point.get("concept") or ""), point.get("period") or {}
    if not concept:
        return ""
    when = str(period.get("label") or "") if period.get("start") else period_words(period)
    return ask_url(f"{engine.concepts.label(concept)} {when}".strip())


def _near(answer: Mapping[str, Any], engine: Engine) -> tuple[Row, ...]:
    read = answer.get("interpretation") or {}
    return tuple(near_of(engine, map(str, read.get("concepts") or ()), read.get("entity")))


def _formula(
    answer: Mapping[str, Any], citations: Mapping[str, Mapping[str, Any]]
) -> tuple[Term, ...]:
    """The derivation with its variables replaced by the figures they stand for.

    A variable is the id of a concept, or the id with the label of its point behind it, or a letter
    that counts the inputs."""
    derivation = answer.get("derivation") or {}
    variables: dict[str, Mapping[str, Any]] = {}
    for place, point in enumerate(derivation.get("inputs") or ()):
        concept, label = str(point.get("concept") or ""), str(point.get("label") or "")
        for name in (f"{concept}_{_NO_WORD.sub('_', label)}", concept, chr(ord("a") + place)):
            variables.setdefault(name, point)
    terms = []
    for token in _TOKEN.findall(str(derivation.get("formula") or "")):
        if token not in variables:
            terms.append(Term(_OPERATORS.get(token, token.replace("_", " "))))
            continue
        point = variables[token]
        cited = first_citation(point, citations)
        shown = figure(shown_from_json(point.get("value") or {}))
        url = url_of(cited) if cited else "#where"
        terms.append(Term(shown.text, url, str(point.get("label") or "")))
    return tuple(terms)


def _pictured(
    engine: Engine,
    answer: Mapping[str, Any],
    points: Sequence[Mapping[str, Any]],
    citations: Mapping[str, Mapping[str, Any]],
    kind: str,
    fact: Fact | None,
) -> tuple[Picture | None, tuple[Row, ...]]:
    """The chart of an answer with points, or of guidance beside what was reported."""
    if kind == "guidance" and answer.get("value"):
        shown = shown_from_json(answer["value"])
        label = f"{fact.period.label} forecast" if fact else "Forecast"
        row = Row(label, figure(shown), "", "guidance", True)
        concepts = (answer.get("interpretation") or {}).get("concepts") or [""]
        name = fact.concept if fact else str(concepts[0])
        return guidance_picture(engine, fact, name, row, shown), (row,)
    rows, values = [], []
    concepts = {str(p.get("concept") or "") for p in points}
    for point in points:
        shown = shown_from_json(point.get("value") or {})
        cited = first_citation(point, citations)
        label = str(point.get("label") or "")
        status = flag_of(str(point.get("status") or ""))
        note = period_words(point.get("period"))
        if len(concepts) > 1:
            note = ", ".join(
                x for x in (engine.concepts.label(str(point.get("concept") or "")), note) if x
            )
        rows.append(Row(label, figure(shown), url_of(cited) if cited else "", status, note=note))
        values.append(shown)
    if not rows:
        return None, ()
    title = _heading(answer, engine, None) or "Figures"
    order = list(range(len(rows)))
    ends = [str((p.get("period") or {}).get("end") or "") for p in points]
    if len(concepts) == 1 and len(set(ends)) == len(ends):
        order.sort(key=lambda i: ends[i])
    chart = picture("points", title, [rows[i] for i in order], [values[i] for i in order])
    return chart, tuple(rows)
