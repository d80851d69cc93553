"""Answers and facts as JSON-ready dictionaries, exactly as the contracts name their members.

Comes in: `Answer`s, `Fact`s. Goes out: dictionaries of strings, numbers, lists and None. Not for:
sentences or choices.
"""

from __future__ import annotations

from typing import Any

from corpus.base.records import Fact, Period, Value
from corpus.grammar.numbers import plain_number
from service.ask.records import Answer, Point, ShownPassage
from service.cite.citations import Citation
from service.cite.standing import Standing
from service.plan.treejson import to_json


def value_to_json(value: Value | None) -> dict[str, Any] | None:
    """VALUE of the contract."""
    if value is None:
        return None
    return {
        "amount": plain_number(value.amount),
        "low": plain_number(value.low),
        "high": plain_number(value.high),
        "unit": value.unit,
        "printed": value.printed or None,
        "decimals": value.decimals,
    }


def period_to_json(period: Period | None) -> dict[str, Any] | None:
    """PERIOD of the contract."""
    if period is None:
        return None
    return {
        "label": period.label,
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat(),
    }


def point_to_json(point: Point) -> dict[str, Any]:
    """POINT of the contract."""
    return {
        "label": point.label,
        "concept": point.concept,
        "period": period_to_json(point.period),
        "value": value_to_json(point.value),
        "citations": list(point.citations),
        "status": point.status,
        "facts": list(point.facts),
    }


def passage_to_json(passage: ShownPassage) -> dict[str, Any]:
    """PASSAGE of the contract."""
    return {"citation": passage.citation.to_json(), "score": round(passage.score, 4)}


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer contract; further members may join, none is renamed."""
    derivation = answer.derivation
    told = answer.interpretation
    return {
        "id": answer.id,
        "question": answer.question,
        "status": answer.status,
        "kind": answer.kind,
        "text": answer.text,
        "value": value_to_json(answer.value),
        "points": [point_to_json(p) for p in answer.points],
        "derivation": None
        if derivation is None
        else {
            "formula": derivation.formula,
            "working": derivation.working,
            "inputs": [point_to_json(p) for p in derivation.inputs],
        },
        "checks": [
            {
                "name": c.name,
                "passed": c.passed,
                "detail": c.detail,
                "citations": list(c.citations),
                "id": c.id or None,
            }
            for c in answer.checks
        ],
        "alternatives": [point_to_json(p) for p in answer.alternatives],
        "citations": [c.to_json() for c in answer.citations],
        "passages": [passage_to_json(p) for p in answer.passages],
        "interpretation": {
            "entity": told.entity,
            "concepts": list(told.concepts),
            "periods": list(told.periods),
            "unit": told.unit,
            "operation": told.operation,
            "unmatched": list(told.unmatched),
            "plan": None if told.tree is None else to_json(told.tree),
            "words": told.words,
            "ignored": list(told.ignored),
            "documents": list(told.documents),
            "corrected": told.corrected,
            "parts": [
                {
                    "kind": p.kind,
                    "start": p.start,
                    "end": p.end,
                    "text": p.text,
                    "meaning": p.meaning,
                }
                for p in told.parts
            ],
        },
        "answer_id": answer.answer_id,
        "short": list(answer.short),
        "generation": answer.generation,
        "concept": answer.concept,
        "period": period_to_json(answer.period),
        "standing": answer.standing.to_json() if answer.standing is not None else None,
        "facts": list(answer.facts),
    }


def fact_to_json(fact: Fact, citation: Citation, standing: Standing) -> dict[str, Any]:
    """The fact contract, with the standing of this printing."""
    return {
        "id": fact.id,
        "document": fact.document,
        "concept": fact.concept,
        "label": fact.label,
        "period": period_to_json(fact.period),
        "value": value_to_json(fact.value),
        "status": fact.status,
        "citation": citation.to_json(),
        "checks": standing.names,
        "dimensions": dict(fact.dimensions),
        "tag": None
        if fact.tag is None
        else {"name": fact.tag.name, "dimensions": dict(fact.tag.dimensions)},
        "standing": standing.to_json(),
    }
