"""The web pages: a search box, answers, documents, tie-outs, explore.

Comes in: a request. Goes out: HTML that works without JavaScript. Not for: arithmetic or choosing;
presenters lay out what the engine and `service.ask.answer` give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for

from corpus.base.errors import QuestionError, TickmarkError
from index.engine import Engine
from service.ask.records import Answer
from service.say.values import CHOICES
from service.web.api.responses import base_url, engine, pure, tickmark
from service.web.edge.problems import ApiProblem
from service.web.pages import source as presenters_source
from service.web.pages.answer import present
from service.web.pages.checks import LEGEND
from service.web.pages.home import Home, home_of
from service.web.pages.presenters import ask_url
from service.web.pages.rendering import once, page
from service.web.pages.routes_documents import bp as documents

bp = Blueprint("pages", __name__)
STATIC = Path(__file__).parents[2] / "static"
_PARTS: Mapping[str, str] = {
    "ambiguous": "ambiguous",
    "unanswered": "unanswered",
}
_KIND_PARTS: Mapping[str, str] = {
    "derived": "derived",
    "comparison": "points",
    "series": "points",
    "text": "text",
    "passage": "text",
}


@lru_cache(maxsize=64)
def _static_version(name: str) -> str:
    """A short hash of a static file, so that a browser may keep it for long."""
    return blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()


@bp.app_template_global()
def static_url(name: str) -> str:
    """The address of a static file with its version."""
    return url_for("static", filename=name, v=_static_version(name))


@bp.app_template_filter()
def visible(text: str) -> str:
    """Printed text without its simple markup; what remains is escaped as ever."""
    return presenters_source.visible(text)


def ask(question: str, serving: Engine) -> Answer:
    """The answer. Raises: QuestionError."""
    return tickmark().ask(question, serving, None, None)


@bp.get("/")
@pure
def index() -> Response:
    """The search box; with `q`, the answer. 400 for a question that is refused."""
    question = request.args.get("q", "").strip()
    if not question:
        return page("home.html", home=_home(engine()))
    try:
        answer = ask(question, engine())
    except QuestionError as refusal:
        return page("refused.html", 400, question=question[:500], reason=str(refusal))
    scale = request.args.get("scale")
    view = present(answer, engine(), scale=scale if scale in CHOICES else None, base_url=base_url())
    part = _PARTS.get(view.status) or _KIND_PARTS.get(view.kind, "figure")
    if view.status == "disputed" and view.sides:
        part = "disputed"
    if part == "figure" and view.figure is None:
        part = "points" if view.rows else "text"
    query = urlencode({"q": question})
    return page("answer.html", a=view, part=part, question=question, api_url=f"/api/v1/ask?{query}")


def _home(serving: Engine) -> Home:
    """The first page of a generation."""

    def make() -> Home:
        return home_of(serving, lambda question: ask(question, serving))

    home: Home = once("home", make)
    return home


@bp.get("/opensearch.xml")
def opensearch() -> Response:
    """The OpenSearch 1.1 description by which a browser adds the search box.

    Not kept by the edge: without a configured base address it names the host that was asked.
    """
    address = base_url() or request.host_url.rstrip("/")
    xml = render_template("opensearch.xml", address=address)
    return Response(xml, mimetype="application/opensearchdescription+xml")


@bp.get("/opensearch/suggestions")
@pure
def opensearch_suggestions() -> Response:
    """Suggestions in the form that browsers ask for: words, completions, remarks, addresses."""
    words = request.args.get("q", "")[:500]
    items = tickmark().suggest(words, engine(), 8) if words.strip() else []
    texts = [str(item["text"]) for item in items]
    body = [words, texts, [str(item.get("kind", "")) for item in items], [*map(ask_url, texts)]]
    return Response(json.dumps(body), mimetype="application/x-suggestions+json")


@bp.app_template_global()
def has_route(rule: str) -> bool:
    """Whether this application serves an address that not every installation has."""
    return any(known.rule == rule for known in current_app.url_map.iter_rules())


@bp.get("/about")
def about() -> Response:
    """What can be asked, how figures are checked, how to cite and embed."""
    return page("about.html", legend=LEGEND, address=base_url() or request.host_url.rstrip("/"))


def error_page(problem: ApiProblem) -> Response | None:
    """The page of a refusal or failure; None leaves it to the problem document."""
    try:
        return page(
            "error.html",
            problem.kind.status,
            title=problem.kind.title,
            detail=problem.detail if problem.kind.status < 500 else "",
        )
    except TickmarkError:
        return None


def register(app: Flask) -> None:
    """Put the pages into an application, its error page among them."""
    app.register_blueprint(bp)
    app.register_blueprint(documents)
    app.extensions["tickmark"].error_page = error_page
