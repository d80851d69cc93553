"""Puts the audit log, where one is configured, between every question or plan and its answer.

Comes in: an application. Goes out: the same, where a question that a request asks is answered once
its line is written, and not otherwise. Not for: the log itself (`service.papers.auditlog`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request

from service.papers.auditlog import AuditLog
from service.web.edge.middleware import REQUEST_ID
from service.web.edge.tokens import NAMED

if TYPE_CHECKING:
    from index.engine import Engine
    from service.web.context import Tickmark

ASKING = ("ask.ask", "ask.ask_many", "pages.index", "workpaper.get_workpaper")
"""Endpoints at which a client asks; what a page asks by itself, as an example, is not logged."""


def register(app: Flask) -> None:
    """Wrap `Tickmark.ask` and `Tickmark.run_plan`; nothing where no log is configured.

    Raises: ConfigurationError where the log cannot be written.
    """
    tickmark: Tickmark = app.extensions["tickmark"]
    if tickmark.settings.audit_log is None:
        return
    log = AuditLog(tickmark.settings.audit_log)
    log.check()
    plain = tickmark.ask

    def ask(
        question: str, engine: Engine, document: str | None, identifier: str | None
    ) -> dict[str, Any]:
        answer = plain(question, engine, document, identifier)
        if has_request_context() and _asked(question):
            request_id = request.environ.get(REQUEST_ID, "")
            token = request.environ.get(NAMED)
            log.record(request_id, engine.generation, document, answer, token)
        return answer

    tickmark.ask = ask
    run = tickmark.run_plan

    def run_plan(
        plan: Any, engine: Engine, document: str | None, identifier: str | None
    ) -> dict[str, Any]:
        answer = run(plan, engine, document, identifier)
        request_id, token = request.environ.get(REQUEST_ID, ""), request.environ.get(NAMED)
        log.record(request_id, engine.generation, document, answer, token)
        return answer

    tickmark.run_plan = run_plan

    @app.before_request
    def answer_anew() -> None:
        """A question asked again is a question: no 304 before it is logged."""
        if request.endpoint in ASKING:
            request.environ.pop("HTTP_IF_NONE_MATCH", None)


def _asked(question: str) -> bool:
    if request.endpoint not in ASKING:
        return False
    return request.endpoint != "pages.index" or request.args.get("q", "").strip() == question
