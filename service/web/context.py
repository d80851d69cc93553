"""What an application was made of, for the routes: settings, engines, and who answers.

Comes in: what `service.app` puts together. Goes out: `Tickmark`, kept in
`app.extensions["tickmark"]`. Not for: making an application.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Response

from service.serving import Engines
from service.settings import Settings
from service.web.edge import problems

if TYPE_CHECKING:
    from index.engine import Engine
    from service.ask.records import Answer
    from service.web.edge.middleware import Observer

Ask = Callable[[str, "Engine", str | None, str | None], "Answer"]
RunPlan = Callable[[Any, "Engine", str | None, str | None], "Answer"]
Suggest = Callable[[str, "Engine", int], list[dict[str, Any]]]
ErrorPage = Callable[[problems.ApiProblem], Response | None]


@dataclass
class Tickmark:
    """What an application was made of; `app.extensions["tickmark"]`."""

    settings: Settings
    engines: Engines
    ask: Ask
    suggest: Suggest
    run_plan: RunPlan
    error_page: ErrorPage | None = None
    observers: list[Observer] = field(default_factory=list)
