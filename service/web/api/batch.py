"""The questions of a batch, each answered for itself: a bad one is its own problem alone.

Comes in: one item of a body as it was sent. Goes out: the answer contract with the member
`problem`. Not for: a body that is no batch, which is refused as a whole, nor for a fault of the
service that would meet every question.
"""

from __future__ import annotations

import logging
from typing import Any

from flask import request
from pydantic import ValidationError

from corpus.base.errors import QuestionError, TickmarkError, UnknownValueError
from service.ask.pipeline import refusal_json
from service.say.to_json import answer_to_json
from service.web.api.filters import settle
from service.web.api.responses import engine, tickmark
from service.web.api.schemas import MAX_QUESTION, BatchQuestion
from service.web.edge.middleware import REQUEST_ID
from service.web.edge.problems import ApiProblem, Fault, plain_message, problem_json

Json = dict[str, Any]
NEITHER = "neither a string nor an object with a question"
FAILED = "the service failed on this question; the log has the reason under the request id"


def answer_item(number: int, given: Any) -> Json:
    """The answer to one question of a batch, or an unanswered one that says its problem."""
    item = {"question": given} if isinstance(given, str) else given
    if not isinstance(item, dict):
        return _refused({}, "invalid-parameter", [_fault(number, "", NEITHER)])
    try:
        asked = BatchQuestion.model_validate(item)
        document = settle(engine(), {"document": asked.document})["document"]
        answer = tickmark().ask(asked.question, engine(), document, asked.id)
        return answer_to_json(answer) | {"problem": None}
    except ValidationError as error:
        wrong = [(str(e["loc"][0]), plain_message(e["msg"])) for e in error.errors()]
        code = "invalid-parameter"
    except QuestionError as error:
        wrong, code = [("question", str(error))], "invalid-parameter"
    except UnknownValueError as error:
        wrong, code = [(error.parameter, str(error))], "not-found"
    except TickmarkError:
        raise
    except Exception as error:
        logging.getLogger("tickmark").error(
            "request %s failed on question %d", _request_id(), number, exc_info=error
        )
        wrong, code = [("question", FAILED)], "internal-error"
    plain = isinstance(given, str)
    return _refused(item, code, [_fault(number, "" if plain else m, why) for m, why in wrong])


def _fault(number: int, member: str, detail: str) -> Fault:
    """What is wrong, under its JSON pointer (RFC 6901)."""
    escaped = member.replace("~", "~0").replace("/", "~1")
    return Fault("body", f"/questions/{number}" + f"/{escaped}" * bool(member), detail)


def _refused(item: Json, code: str, faults: list[Fault]) -> Json:
    """An unanswered answer with the problem document that the question alone would get."""
    question, ident = item.get("question"), item.get("id")
    problem = ApiProblem(code, "; ".join(fault.detail for fault in faults)[:1000], faults=faults)
    answer = refusal_json(
        question[:MAX_QUESTION] if isinstance(question, str) else "",
        problem.detail,
        id=ident[:128] if isinstance(ident, str) else None,
    )
    told = problem_json(
        problem.kind,
        problem.detail,
        instance=request.path,
        request_id=_request_id(),
        faults=problem.faults[:20],
    )
    return answer | {"problem": told}


def _request_id() -> str:
    return str(request.environ.get(REQUEST_ID, ""))
