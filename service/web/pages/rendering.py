"""Whole pages from templates, and what is made once for all pages of a generation.

Comes in: a template's name and what it prints. Goes out: responses. Not for: routes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, render_template

from service.web.api.responses import engine


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a whole page."""
    html = render_template(template, generation=engine().generation, **context)
    return Response(html, status, mimetype="text/html")


def once(name: str, make: Callable[[], Any]) -> Any:
    """What holds for all of a generation, made at its first use in this application."""
    kept = current_app.extensions.setdefault("tickmark.pages", {})
    generation = engine().generation
    if kept.get(name, ("", None))[0] != generation:
        kept[name] = (generation, make())
    return kept[name][1]
