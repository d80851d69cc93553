"""One call from a question to its answer, for the API, the pages, the papers and the terminal.

Comes in: a question and an engine. Goes out: an `Answer`, or its JSON at an edge. Not for:
answering (`service.ask.answer`) nor for the contract's form (`service.say.to_json`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.engine import Engine
    from service.ask.records import Answer


def answer_of(
    question: str, engine: Engine, document: str | None = None, id: str | None = None
) -> Answer:
    """Ask; white space in the question counts as one blank.

    Raises: QuestionError where the question is refused, NotFoundError for an unknown document.
    """
    from service.ask.answer import ask

    return ask(" ".join(question.split()), engine, document=document, id=id)


def answer_json(
    question: str, engine: Engine, *, document: str | None = None, id: str | None = None
) -> dict[str, Any]:
    """Ask and give the contract's JSON. Raises: as `answer_of`."""
    from service.say.to_json import answer_to_json

    return answer_to_json(answer_of(question, engine, document, id))


def carried_out(
    plan: object, engine: Engine, document: str | None = None, id: str | None = None
) -> Answer:
    """Execute a plan that was sent as JSON.

    Raises: TreeError where it is no plan, NotFoundError for an unknown document.
    """
    from service.ask.plans import run_plan

    return run_plan(plan, engine, document=document, id=id)


def plan_json(
    plan: object, engine: Engine, *, document: str | None = None, id: str | None = None
) -> dict[str, Any]:
    """Execute a plan and give the contract's JSON. Raises: as `carried_out`."""
    from service.say.to_json import answer_to_json

    return answer_to_json(carried_out(plan, engine, document, id))


def refusal_json(question: str, reason: str, *, id: str | None = None) -> dict[str, Any]:
    """An unanswered answer for a question that was refused before it was read."""
    return {
        "id": id,
        "question": question,
        "status": "unanswered",
        "kind": None,
        "text": reason,
        "value": None,
        "points": [],
        "derivation": None,
        "checks": [],
        "alternatives": [],
        "citations": [],
        "passages": [],
        "interpretation": {
            "entity": None,
            "concepts": [],
            "periods": [],
            "unit": None,
            "operation": None,
            "unmatched": [],
            "plan": None,
            "ignored": [],
        },
        "standing": None,
        "facts": [],
    }
