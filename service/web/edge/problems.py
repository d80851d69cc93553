"""Problem details: the one shape of every error (RFC 9457), made without a web framework.

Comes in: a status, a code, a sentence. Goes out: the members of `application/problem+json`.
Not for: problems of the data, which are values (`corpus.base.records.Problem`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from corpus.base.errors import (
    ConfigurationError,
    IndexStoreError,
    NotFoundError,
    QuestionError,
    TickmarkError,
    UnknownValueError,
)

MEDIA_TYPE = "application/problem+json"
DOCS_PATH = "/api/docs"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table of problems: its code, its status, and its title for people."""

    code: str
    status: int
    title: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("malformed-request", 400, "The request could not be read"),
        Kind("untrusted-host", 400, "The Host header names no host of this service"),
        Kind("cursor-mismatch", 400, "The cursor belongs to another request"),
        Kind("unauthorized", 401, "A token is needed"),
        Kind("forbidden", 403, "This is not allowed"),
        Kind("not-found", 404, "There is nothing under this address"),
        Kind("method-not-allowed", 405, "The address does not know this method"),
        Kind("not-acceptable", 406, "The representation asked for does not exist"),
        Kind("cursor-expired", 410, "The generation that the cursor walks has been removed"),
        Kind("length-required", 411, "The body needs a Content-Length"),
        Kind("too-large", 413, "The body is too large"),
        Kind("address-too-long", 414, "The address is too long"),
        Kind("unsupported-media-type", 415, "The body must be JSON"),
        Kind("invalid-parameter", 422, "A parameter has an unusable value"),
        Kind("too-many-requests", 429, "Too many requests from this client"),
        Kind("headers-too-large", 431, "The headers are too large"),
        Kind("internal-error", 500, "The service failed; the fault is not yours"),
        Kind("overloaded", 503, "The service is busy"),
        Kind("index-unavailable", 503, "The index cannot be read just now"),
        Kind("log-unavailable", 503, "The audit log cannot be written, so nothing is answered"),
    )
}
BY_STATUS = {kind.status: kind for kind in reversed(KINDS.values())}


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter at fault: where it stands (query, path, body), a JSON pointer, and why."""

    where: str
    pointer: str
    detail: str

    def to_json(self) -> dict[str, str]:
        """The member of `errors`."""
        return {"in": self.where, "pointer": self.pointer, "detail": self.detail}


class ApiProblem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """An error that the API answers with; `code` is a row of `KINDS`.

    `sheds` names what ran out where a request is refused for load: places, bodies, or a rate.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        sheds: str = "",
    ) -> None:
        super().__init__(detail)
        self.kind = KINDS[code]
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = headers or {}
        self.sheds = sheds


def fault(where: str, pointer: str, detail: str) -> ApiProblem:
    """A 422 for one parameter."""
    return ApiProblem(
        "invalid-parameter",
        f"{pointer.lstrip('/') or 'body'}: {detail}",
        faults=[Fault(where, pointer, detail)],
    )


def plain_message(message: str) -> str:
    """A validator's message for people; a pattern says nothing to them."""
    if message.startswith("String should match pattern"):
        return "is blank, or has characters that are not allowed here"
    if message.startswith("Extra inputs are not permitted"):
        return "is no parameter of this address"
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def problem_of(error: TickmarkError) -> ApiProblem:
    """The problem that stands for one of the project's own exceptions."""
    if isinstance(error, UnknownValueError):
        faults = [Fault("query", f"/{error.parameter}", str(error))]
        return ApiProblem("not-found", str(error), faults=faults)
    if isinstance(error, NotFoundError):
        return ApiProblem("not-found", str(error))
    if isinstance(error, QuestionError):
        return fault("query", "/q", str(error))
    if isinstance(error, IndexStoreError):
        return ApiProblem("index-unavailable", "try again shortly", headers={"Retry-After": "5"})
    if isinstance(error, ConfigurationError):  # after the start the audit log alone can be at fault
        return ApiProblem("log-unavailable", "try again shortly", headers={"Retry-After": "5"})
    return ApiProblem("internal-error", "the log has the reason under the request id")


def problem_json(
    kind: Kind,
    detail: str,
    *,
    instance: str,
    request_id: str,
    faults: Sequence[Fault] = (),
) -> dict[str, Any]:
    """The members of a problem; `instance` is the path asked for."""
    return {
        "type": f"{DOCS_PATH}#problem-{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        "code": kind.code,
        "request_id": request_id,
        "errors": [item.to_json() for item in faults],
    }


def problem_body(kind: Kind, detail: str, **members: Any) -> bytes:
    """The JSON of a problem; see `problem_json`."""
    return orjson.dumps(problem_json(kind, detail, **members))
