"""The application factory: the API, the pages and the edge around them, from settings alone.

Comes in: `Settings`, and in tests an engine. Goes out: a Flask application. Not for: running it
(`service.server`), nor for anything that a request does.

Registration points for other rooms: `Tickmark.observers` (called with every exchange),
`Tickmark.suggest`, `Tickmark.error_page`, and `PARTS`, the modules whose blueprints and set-up
functions are used where they exist.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from apiflask import APIFlask
from flask import Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from corpus.base.errors import TickmarkError
from service.ask.pipeline import answer_of, carried_out
from service.serving import Engines
from service.settings import Settings, load_settings
from service.web.api.openapi import complete_spec
from service.web.api.responses import acceptable
from service.web.context import Ask, Tickmark
from service.web.edge import problems
from service.web.edge.accept import JSON
from service.web.edge.fastask import FastAsk
from service.web.edge.middleware import REQUEST_ID, Edge

if TYPE_CHECKING:
    from index.engine import Engine

FOR_PROGRAMS = ("/api/", "/openapi", "/healthz", "/readyz", "/metrics")
"""Addresses whose errors are problem documents; elsewhere people get a page."""
PARTS = (
    "web.pages.routes",
    "web.edge.metrics",
    "web.api.workpaper",
    "web.api.xbrl",
    "web.api.audit",
)
"""Modules of `service` with `register(app)` (or a blueprint `bp`), used where they exist."""


class BoundedJson(DefaultJSONProvider):
    """Flask's JSON, which refuses what is nested too deeply as it refuses what is no JSON."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON. Raises: ValueError."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("the JSON is nested too deeply") from None


def create_app(
    settings: Settings | None = None,
    *,
    engine: Engine | None = None,
    ask: Ask | None = None,
) -> APIFlask:
    """The application. Without an engine it opens the settings' index at the first request.

    Raises: ConfigurationError where a setting is unusable.
    """
    settings = settings or load_settings()
    engines = Engines.of(engine) if engine is not None else Engines.from_settings(settings)
    app = APIFlask(
        "service",
        title="Tickmark",
        version="1",
        spec_path="/openapi.json",
        docs_path=None,
        static_folder="static",
        template_folder="templates",
    )
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body,
        PROPAGATE_EXCEPTIONS=False,
        OPENAPI_VERSION="3.1.0",
        SPEC_PROCESSOR_PASS_OBJECT=False,
        SYNC_LOCAL_SPEC=False,
        AUTO_404_RESPONSE=False,
        DESCRIPTION="Figures from financial disclosures, each cited to the printed characters.",
    )
    app.json = BoundedJson(app)
    tickmark = Tickmark(settings, engines, ask or answer_of, _suggest, carried_out)
    app.extensions["tickmark"] = tickmark
    _register_api(app)
    _register_errors(app)
    _register_parts(app)
    app.spec_processor(complete_spec)  # type: ignore[arg-type]
    _register_commands(app)
    # A question that is logged for audit is logged with its request, so it goes through the app.
    fast = None if settings.audit_log else FastAsk(engines.current, lambda: tickmark.ask)
    edge = Edge(app.wsgi_app, settings, engines.open_generation, fast)
    edge.observers.extend(tickmark.observers)
    tickmark.observers = edge.observers
    app.wsgi_app = edge  # type: ignore[method-assign]
    return app


def _suggest(text: str, engine: Engine, limit: int) -> list[dict[str, Any]]:
    from service.ask.suggest import suggest

    return suggest(text, engine, limit=limit)


def _register_api(app: APIFlask) -> None:
    from service.web.api import ask as api_ask
    from service.web.api import citations as api_citations
    from service.web.api import docs as api_docs
    from service.web.api import documents as api_documents
    from service.web.api import facts as api_facts
    from service.web.api import health
    from service.web.api import plans as api_plans

    for module in (api_ask, api_plans, api_facts, api_documents, api_citations):
        app.register_blueprint(module.bp)
    app.register_blueprint(api_docs.bp)
    app.register_blueprint(health.bp)

    @app.after_request
    def say_no_more_than_the_methods(response: Response) -> Response:
        """OPTIONS has no content, and says so."""
        if request.method == "OPTIONS" and response.status_code == 200:
            response.status_code = 204
            del response.headers["Content-Type"]
        return response

    @app.after_request
    def tag_the_description(response: Response) -> Response:
        """It changes with the code alone, and may be asked for again and again."""
        if request.path == "/openapi.json" and response.status_code == 200:
            response.add_etag()
            response.headers["Cache-Control"] = "public, no-cache"
            response.make_conditional(request)
        return response

    @app.before_request
    def refuse_what_would_be_misread() -> None:
        if request.url_rule is None or not request.path.startswith("/api/"):
            return
        repeated = [name for name in request.args if len(request.args.getlist(name)) > 1]
        if repeated:
            raise problems.fault("query", f"/{repeated[0]}", "is given more than once")
        if request.method == "POST" and request.mimetype != "application/json":
            raise problems.ApiProblem("unsupported-media-type", "send application/json")
        if request.method == "POST":
            acceptable(JSON)


def _register_errors(app: APIFlask) -> None:
    def answer(problem: problems.ApiProblem) -> Response:
        tickmark: Tickmark = app.extensions["tickmark"]
        wants_page = not request.path.startswith(FOR_PROGRAMS)
        if wants_page and tickmark.error_page is not None:
            shown = tickmark.error_page(problem)
            if shown is not None:
                shown.headers.update({"Cache-Control": "no-store", **problem.headers})
                return shown
        body = problems.problem_body(
            problem.kind,
            problem.detail,
            instance=request.path,
            request_id=request.environ.get(REQUEST_ID, ""),
            faults=problem.faults,
        )
        headers = {"Cache-Control": "no-store", **problem.headers}
        return Response(body, problem.kind.status, headers, content_type=problems.MEDIA_TYPE)

    @app.errorhandler(problems.ApiProblem)
    def of_problem(error: problems.ApiProblem) -> Response:
        return answer(error)

    @app.errorhandler(TickmarkError)
    def of_own(error: TickmarkError) -> Response:
        problem = problems.problem_of(error)
        if problem.kind.status >= 500:
            _log_failure(error)
        return answer(problem)

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        return answer(_problem_of_http(error))

    @app.errorhandler(Exception)
    def of_any(error: Exception) -> Response:
        _log_failure(error)
        return answer(
            problems.ApiProblem(
                "internal-error", "the log has the reason under the request id", headers={}
            )
        )

    @app.error_processor
    def of_apiflask(error: Any) -> Response:
        return answer(_problem_of_validation(error))


def _problem_of_http(error: HTTPException) -> problems.ApiProblem:
    status = error.code or 500
    kind = problems.BY_STATUS.get(status, problems.KINDS["malformed-request"])
    headers = {
        name: value
        for name, value in error.get_headers()
        if name in ("Allow", "Retry-After", "WWW-Authenticate", "Location")
    }
    return problems.ApiProblem(kind.code, error.description or kind.title, headers=headers)


def _problem_of_validation(error: Any) -> problems.ApiProblem:
    """APIFlask's error: `detail` is {location: {field: [messages]}}."""
    if error.status_code != 422:
        kind = problems.BY_STATUS.get(error.status_code, problems.KINDS["malformed-request"])
        return problems.ApiProblem(kind.code, str(error.message), headers=dict(error.headers or {}))
    faults = [
        problems.Fault(
            "body" if where == "json" else where,
            "/" + name.replace(".", "/") if name != "_schema" else "",
            problems.plain_message(str(message)),
        )
        for where, fields in error.detail.items()
        for name, messages in fields.items()
        for message in messages
    ]
    detail = "; ".join(f"{item.pointer.lstrip('/') or 'body'}: {item.detail}" for item in faults)
    return problems.ApiProblem("invalid-parameter", detail[:1000], faults=faults[:20])


def _register_parts(app: APIFlask) -> None:
    import importlib
    import importlib.util

    for name in PARTS:
        if importlib.util.find_spec(f"service.{name}") is None:
            continue
        module = importlib.import_module(f"service.{name}")
        register = getattr(module, "register", None)
        if register is not None:
            register(app)
        elif hasattr(module, "bp"):
            app.register_blueprint(module.bp)


def _register_commands(app: APIFlask) -> None:
    from service.cli import COMMANDS

    for command in COMMANDS:
        app.cli.add_command(command)


def _log_failure(error: BaseException) -> None:
    """Log with the request's id; the client is told nothing but that id."""
    logging.getLogger("tickmark").error(
        "request %s failed", request.environ.get(REQUEST_ID, ""), exc_info=error
    )
