"""Reproduce a workpaper: ask its question again, compute its formula again, say what differs.

Comes in: the lines of a workpaper (`service.papers.workpaper.to_lines`) and an engine, of the
same or a later generation. Goes out: differences in words; none means that the answer is
reproduced. Not for: verifying citations (`service.cite.verify`), which needs the documents
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corpus.base.errors import NotFoundError, QuestionError
from service.papers.workpaper import FORM
from service.plan.formula import EXACT, FormulaError, parse_formula

if TYPE_CHECKING:
    from index.engine import Engine

Json = Mapping[str, Any]
Ask = Callable[[str, "Engine", str | None], Json]
COMPARED = ("status", "kind", "text", "value", "points", "derivation", "alternatives")


def reproduce(lines: Iterable[object], engine: Engine, ask: Ask) -> list[str]:
    """What differs between a workpaper and what the engine gives today.

    `ask(question, engine, scope)` answers as the contract says.
    """
    given = [line for line in lines if isinstance(line, Mapping)]
    head = next((line for line in given if line.get("type") == "workpaper"), None)
    if head is None or head.get("form") != FORM:
        return [f"this is no workpaper of the form {FORM}"]
    rows = [line for line in given if line.get("type") == "figure"]
    differences = [*_answer_differences(head, engine, ask), *_formula_differences(head, rows)]
    for row in rows:
        if row.get("role") == "fact":
            differences += _fact_differences(row, engine)
    return differences


def _answer_differences(head: Json, engine: Engine, ask: Ask) -> list[str]:
    noted = head.get("answer")
    if not isinstance(noted, Mapping):
        return []
    try:
        now = ask(str(head.get("question")), engine, head.get("scope"))
    except (QuestionError, NotFoundError) as error:
        return [f"the question is refused now: {error}"]
    differences = [
        f"answer: {place} was {_short(old)}, is {_short(new)}"
        for name in COMPARED
        for place, old, new in _leaves(name, noted.get(name), now.get(name))
    ]
    before, after = _ids(noted), _ids(now)
    if before != after and not differences:
        differences.append(f"answer: citations were {_short(before)}, are {_short(after)}")
    return differences


def _leaves(place: str, old: object, new: object) -> Iterator[tuple[str, object, object]]:
    """Where two JSON values differ, as deep as both have the same shape."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _leaves(f"{place}.{name}", old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True), start=1):
            yield from _leaves(f"{place}.{number}", before, after)
    else:
        yield place, old, new


def _ids(answer: Json) -> list[object]:
    return [item.get("id") for item in answer.get("citations") or ()]


def _formula_differences(head: Json, rows: list[Json]) -> list[str]:
    """The answer's formula over the amounts of its input rows, to the answer's own decimals."""
    answer = next((row for row in rows if row.get("role") == "answer" and row.get("formula")), None)
    if answer is None:
        return []
    inputs = [row for row in rows if row.get("role") == "input" and "." not in str(row["ref"])]
    try:
        formula = parse_formula(str(answer["formula"]))
        amounts = [Decimal(row["value"]["amount"]) for row in inputs]
        result = formula.value(dict(zip(formula.names, amounts, strict=True)))
        noted = Decimal(answer["value"]["amount"])
        step = Decimal(1).scaleb(-int(answer["value"]["decimals"] or 0))
    except (FormulaError, ArithmeticError, ValueError, TypeError, KeyError) as error:
        return [f"{answer['ref']}: the formula cannot be computed again: {error}"]
    if abs(result - noted) > EXACT.divide(max(step, Decimal("0.0001")), Decimal(2)):
        return [f"{answer['ref']}: {answer['formula']} gives {result}, not {noted}"]
    return []


def _fact_differences(row: Json, engine: Engine) -> list[str]:
    """A fact's row against the fact that stands at its citation now."""
    from service.say.to_json import period_to_json, value_to_json

    cited = row["citation"]
    if cited["document"] not in engine.documents:
        return [f"{row['ref']}: no document {cited['document']} here"]
    place = (cited["start"], cited["end"])
    facts = [
        fact
        for fact in engine.facts_at(cited["document"], *place)
        if (fact.span.start, fact.span.end) == place
    ]
    noted = (row["concept"], row["period"], row["value"])
    now = [(fact.concept, period_to_json(fact.period), value_to_json(fact.value)) for fact in facts]
    if noted in now:
        return []
    return [f"{row['ref']}: was {_short(noted)}, is {_short(now)}"]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 160 else text[:159] + "…"
