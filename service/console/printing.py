"""Answers, facts and tie-outs as lines for people at a terminal.

Comes in: an answer's JSON, a fact, a check. Goes out: lines of text. Not for: sentences of answers
(`service.say.wording`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.grammar.numbers import plain_number
from service.console.terminal import styled

if TYPE_CHECKING:
    from corpus.base.records import Check, Document, Fact
    from index.engine import Engine

WIDTH = 160
SHOWN = 3


def line_of(document: Document, start: int) -> int:
    """The line of a document that holds an offset, from 1."""
    return document.text.count("\n", 0, start) + 1


def answer_lines(answer: dict[str, Any], engine: Engine) -> Iterator[str]:
    """The sentence, the points and the formula, the failed checks, then where it is printed."""
    yield styled(str(answer["text"]), bold=True)
    for point in answer["points"]:
        yield f"  {point['label']}: {value_text(point['value'])}"
    derivation = answer["derivation"]
    if derivation:
        yield f"  = {derivation['formula']}"
        for point in derivation["inputs"]:
            yield f"    {point['label']}: {value_text(point['value'])}"
    if answer["alternatives"]:
        yield "  also:"
        for point in answer["alternatives"]:
            yield f"    {point['label']}: {value_text(point['value'])}"
    for check in answer["checks"]:
        if not check["passed"]:
            yield styled(f"  {check['name']} fails: {check['detail']}", good=False)
    citations = answer["citations"] or [
        passage["citation"] for passage in answer["passages"][:SHOWN]
    ]
    for citation in citations[:SHOWN]:
        number = line_of(engine.documents[citation["document"]], citation["start"])
        printed = printed_line(engine.documents[citation["document"]], citation)
        yield f"  {citation['document']}:{number}: {shorten(printed)}"


def printed_line(document: Document, citation: dict[str, Any]) -> str:
    """The line or lines that hold a quote, white space joined."""
    text = document.text
    start = text.rfind("\n", 0, citation["start"]) + 1
    end = text.find("\n", max(start, citation["end"] - 1))
    return " ".join(text[start : end if end >= 0 else len(text)].split())


def value_text(value: dict[str, Any] | None) -> str:
    """A VALUE in words: digits and unit, or low to high."""
    if value is None:
        return "-"
    if value["amount"] is not None:
        return f"{grouped(value['amount'])} {value['unit']}"
    ends = [grouped(value[end]) if value[end] is not None else "?" for end in ("low", "high")]
    return f"{ends[0]} to {ends[1]} {value['unit']}"


def grouped(digits: str) -> str:
    """Digits with commas between thousands."""
    sign = "-" if digits.startswith("-") else ""
    whole, dot, rest = digits.lstrip("-").partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}"


def fact_line(fact: Fact, engine: Engine) -> str:
    """`document:line: label, period: amount unit (printed, status)`."""
    number = line_of(engine.documents[fact.document], fact.span.start)
    amount = plain_number(fact.value.amount)
    if amount is None:
        low, high = plain_number(fact.value.low), plain_number(fact.value.high)
        shown = f"{low or '?'} to {high or '?'}"
    else:
        shown = grouped(amount)
    label = engine.concepts.label(fact.concept)
    return (
        f"{fact.document}:{number}: {label}, {fact.period.label}: {shown} {fact.value.unit} "
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
