"""Answers, facts and tie-outs as lines for people at a terminal.

Comes in: an `Answer`, a fact, a check. Goes out: lines of text. Not for: sentences of answers
(`service.say.wording`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from service.console.terminal import styled
from service.say.values import grouped

if TYPE_CHECKING:
    from corpus.base.records import Check, Document, Fact, Value
    from index.engine import Engine
    from service.ask.records import Answer, Point
    from service.cite.citations import Citation

WIDTH = 160
SHOWN = 3


def line_of(document: Document, start: int) -> int:
    """The line of a document that holds an offset, from 1."""
    return document.text.count("\n", 0, start) + 1


def answer_lines(answer: Answer, engine: Engine) -> Iterator[str]:
    """The sentence, the points and the formula, the failed checks, then where it is printed."""
    yield styled(answer.text, bold=True)
    yield from _point_lines("  ", answer.points)
    if answer.derivation:
        yield f"  = {answer.derivation.formula}"
        yield from _point_lines("    ", answer.derivation.inputs)
    if answer.alternatives:
        yield "  also:"
        yield from _point_lines("    ", answer.alternatives)
    for check in answer.checks:
        if not check.passed:
            yield styled(f"  {check.name} fails: {check.detail}", good=False)
    cited = answer.citations or tuple(passage.citation for passage in answer.passages)
    for citation in cited[:SHOWN]:
        document = engine.documents[citation.document]
        number = line_of(document, citation.start)
        yield f"  {document.id}:{number}: {shorten(printed_line(document, citation))}"


def _point_lines(indent: str, points: Iterable[Point]) -> Iterator[str]:
    for point in points:
        yield f"{indent}{point.label}: {value_text(point.value)}"


def printed_line(document: Document, citation: Citation) -> str:
    """The line or lines that hold a quote, white space joined."""
    text = document.text
    start = text.rfind("\n", 0, citation.start) + 1
    end = text.find("\n", max(start, citation.end - 1))
    return " ".join(text[start : end if end >= 0 else len(text)].split())


def value_text(value: Value) -> str:
    """All digits and the unit; of a range from low to high."""
    if value.amount is not None:
        return f"{grouped(value.amount)} {value.unit}"
    low, high = (grouped(end) if end is not None else "?" for end in (value.low, value.high))
    return f"{low} to {high} {value.unit}"


def fact_line(fact: Fact, engine: Engine) -> str:
    """`document:line: label, period: amount unit (printed, status)`."""
    number = line_of(engine.documents[fact.document], fact.span.start)
    label = engine.concepts.label(fact.concept)
    return (
        f"{fact.document}:{number}: {label}, {fact.period.label}: {value_text(fact.value)} "
        f"({fact.value.printed}, {fact.status})"
    )


def check_line(check: Check, engine: Engine) -> str:
    """`document:line: name: detail`, at the result of the tie-out."""
    where = "-"
    if check.facts and check.facts[0] in engine.facts:
        fact = engine.facts.get(check.facts[0])
        where = f"{fact.document}:{line_of(engine.documents[fact.document], fact.span.start)}"
    return styled(f"{where}: {check.name}: {check.detail}", good=check.passed)


def shorten(text: str) -> str:
    """The text, cut to a terminal's width."""
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
