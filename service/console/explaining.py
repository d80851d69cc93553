"""An answer stage by stage: what was asked, understood, planned, found and said.

Comes in: an `Answer`. Goes out: lines for people. Not for: deciding anything; a stage is shown from
what the answer's records keep of it, whatever their form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from service.console.printing import fact_line, value_text
from service.console.terminal import styled
from service.plan.treejson import to_json

if TYPE_CHECKING:
    from index.engine import Engine
    from service.ask.records import Answer, Point

Stage = Mapping[str, object]


def explain_lines(answer: Answer, engine: Engine) -> Iterator[str]:
    """The stages in their order, each with the values that it left."""
    for name, stage in stages(answer, engine).items():
        yield styled(name, bold=True)
        for member, value in stage.items():
            yield from _lines(member, value, "  ")


def stages(answer: Answer, engine: Engine) -> dict[str, Stage]:
    """What each stage left, by its name; members that are empty are not shown."""
    read, derivation = answer.interpretation, answer.derivation
    facts = engine.facts.get_many(answer.facts)
    return {
        "Question": {"text": answer.question, "generation": answer.generation},
        "Understanding": {
            "read as": read.corrected,
            "parts": [f"{part.kind} “{part.text}”: {part.meaning}" for part in read.parts],
            "not understood": read.unmatched,
            "of no matter": read.ignored,
        },
        "Plan": {
            "plan": read.words,
            "tree": to_json(read.tree) if read.tree else None,
            "operation": read.operation,
            "measures": read.concepts,
            "periods": read.periods,
            "unit": read.unit,
            "of": read.entity,
            "documents": read.documents,
        },
        "Evidence": {
            "facts": [fact_line(fact, engine) for fact in facts.values()],
            "points": [_point(point) for point in answer.points],
            "formula": derivation and derivation.formula,
            "working": derivation and derivation.working,
            "inputs": [_point(point) for point in derivation.inputs] if derivation else (),
            "also printed": [_point(point) for point in answer.alternatives],
            "tie-outs": [
                f"{check.name} {'holds' if check.passed else 'FAILS'}: {check.detail}"
                for check in answer.checks
            ],
            "cited": [f"{c.document} {c.start}-{c.end}: {c.quote}" for c in answer.citations],
        },
        "Answer": {
            "status": answer.status,
            "kind": answer.kind,
            "value": answer.value and value_text(answer.value),
            "standing": answer.standing and answer.standing.verdict,
            "text": answer.text,
        },
    }


def _point(point: Point) -> str:
    return f"{point.label} ({point.concept}): {value_text(point.value)}, {point.status}"


def _lines(name: str, value: object, indent: str) -> Iterator[str]:
    """A value under its name: text on one line, what has members on lines of their own."""
    if not value:
        return
    if isinstance(value, Mapping):
        yield f"{indent}{name}:"
        for member, inner in value.items():
            yield from _lines(str(member), inner, indent + "  ")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield f"{indent}{name}:"
        for item in value:
            yield from _lines("-", item, indent + "  ")
    else:
        yield f"{indent}{name} {value}" if name == "-" else f"{indent}{name}: {value}"
