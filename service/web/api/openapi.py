"""What the generated OpenAPI description lacks: problems, other representations, links.

Comes in: the description that APIFlask makes from the routes and models. Goes out: the same,
complete. Not for: showing it (`service.web.api.docs`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from flask import current_app

from service.cite.citations import CITATION_ID
from service.cite.exports import FORMATS
from service.plan.treeschema import definitions
from service.web.api.filters import VALUES
from service.web.api.shapes import ProblemShape
from service.web.edge.problems import KINDS, MEDIA_TYPE

Spec = dict[str, Any]

PATTERNS = {"citation_id": CITATION_ID.pattern}

ALWAYS = (
    "malformed-request", "unauthorized", "forbidden", "not-acceptable", "invalid-parameter",
    "too-many-requests", "internal-error",
)  # fmt: skip
COMPONENTS = "#/components/schemas/"
RENAMED = {"FactRow": "Fact"}
"""What a shape is called for others, where that is not its name without `Shape`."""
_PARAMETER = re.compile(r"<(?:[^<>:]*:)?([^<>]+)>")
SHED = "overloaded"
WITH_BODY = ("length-required", "too-large", "unsupported-media-type")
FILES = {"html": "text/html", "jsonl": "application/x-ndjson", "zip": "application/zip"}
ADDRESS = "address-too-long"
NOT_FOUND = "not-found"
EXPIRED = "cursor-expired"


def complete_spec(spec: Spec) -> Spec:
    """Add every problem that an operation may answer with, and what `format` may bring."""
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemShape"] = problem
    plans = definitions(f"{COMPONENTS}Plan")
    schemas.update({f"Plan{name}": schema for name, schema in plans.items()})
    if "PlanBody" in schemas:
        schemas["PlanBody"]["properties"]["tree"] = {"$ref": f"{COMPONENTS}PlanExpression"}
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    # Pages and metrics have their own forms; what is described is the API.
    spec["paths"] = {path: ops for path, ops in spec["paths"].items() if path.startswith("/api/")}
    names = _operation_ids()
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post"):
                _complete_operation(path, method, operation)
                operation["operationId"] = names[method, path]
    spec = _shared(spec)
    _describe(spec["components"]["schemas"])
    spec["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    spec["security"] = [{}, {"token": []}]
    spec["servers"] = [{"url": "/"}]
    spec["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    return spec


def _operation_ids() -> dict[tuple[str, str], str]:
    """The id of each operation: the name of its view, as names are written in clients."""
    found = {}
    for rule in current_app.url_map.iter_rules():
        path = _PARAMETER.sub(r"{\1}", rule.rule)
        first, *words = rule.endpoint.rpartition(".")[2].split("_")
        for method in rule.methods or ():
            found[method.lower(), path] = first + "".join(word.title() for word in words)
    return found


def _shared(spec: Spec) -> Spec:
    """The same with one component for one shape: `Facts.ValueShape` is `Value`, as all others."""
    schemas = spec["components"]["schemas"]
    names = {name: _plain(name) for name in schemas}

    def renamed(node: Any) -> Any:
        if isinstance(node, list):
            return [renamed(item) for item in node]
        if not isinstance(node, dict):
            return node
        made = {key: renamed(value) for key, value in node.items()}
        if isinstance(made.get("$ref"), str):
            made["$ref"] = COMPONENTS + _plain(made["$ref"].removeprefix(COMPONENTS))
        if isinstance(made.get("title"), str) and made["title"].endswith("Shape"):
            made["title"] = _plain(made["title"])
        return made

    kept: Spec = {}
    for name, schema in schemas.items():
        made = renamed(schema)
        if kept.setdefault(names[name], made) != made:
            raise ValueError(f"two shapes are called {names[name]}")
    paths = renamed(spec["paths"])
    return spec | {"paths": paths, "components": spec["components"] | {"schemas": kept}}


def _plain(name: str) -> str:
    last = name.rpartition(".")[2]
    return RENAMED.get(last, last.removesuffix("Shape"))


def _describe(schemas: Spec) -> None:
    """Say of every member what it means."""
    with (Path(__file__).parent / "data" / "members.toml").open("rb") as file:
        told = tomllib.load(file)
    for name, schema in schemas.items():
        for member, property_ in schema.get("properties", {}).items():
            if "description" not in property_:
                known = told["shape"].get(f"{name}.{member}") or told["member"].get(member)
                if known is not None:
                    property_["description"] = known


def _complete_operation(path: str, method: str, operation: Spec) -> None:
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    codes = [*ALWAYS, SHED]
    if method == "post":
        codes += WITH_BODY
    else:
        codes.append(ADDRESS)
    if "{" in path or {*VALUES, "cursor"} & names or path.endswith("/plans"):
        codes.append(NOT_FOUND)
    if "cursor" in names:
        codes.append(EXPIRED)
    responses = operation.setdefault("responses", {})
    for code in codes:
        kind = KINDS[code]
        responses[str(kind.status)] = {
            "description": kind.title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    success = responses["200"]
    success["description"] = "Done"
    if method == "get":
        success["headers"] = {
            "ETag": {"schema": {"type": "string"}, "description": "Generation and request."},
            "X-Generation": {"schema": {"type": "string"}},
        }
        responses["304"] = {"description": "What the client holds is still the answer"}
    if "format" in names:
        _add_representations(operation, success)
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            parameter["schema"] = _without_null(parameter["schema"])
        if parameter["in"] == "path" and parameter["name"] in PATTERNS:
            parameter["schema"] = {"type": "string", "pattern": PATTERNS[parameter["name"]]}
    operation["responses"] = dict(sorted(responses.items()))


def _without_null(schema: Spec) -> Spec:
    """The schema of a query parameter: it may be left out, but an address cannot say null."""
    options = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if not options:
        return schema
    kept = {k: v for k, v in schema.items() if k != "anyOf" and (k, v) != ("default", None)}
    return kept | (options[0] if len(options) == 1 else {"anyOf": options})


def _add_representations(operation: Spec, success: Spec) -> None:
    parameter = next(item for item in operation["parameters"] if item["name"] == "format")
    choices = _choices(parameter["schema"])
    binary = {"type": "string", "format": "binary"}
    if "json" not in choices:
        success["content"] = {}
    for media_type, form in FORMATS.items():
        if form.name in choices:
            success["content"][media_type] = {"schema": binary}
    if "text" in choices:
        success["content"]["text/plain"] = {"schema": {"type": "string"}}
    for name, media_type in FILES.items():
        if name in choices:
            success["content"][media_type] = {"schema": binary}
    if "annotation" in choices:
        success["content"]["application/ld+json"] = {"schema": {"type": "object"}}


def _choices(schema: Spec) -> set[str]:
    found = set(schema.get("enum", ()))
    for option in schema.get("anyOf", ()):
        found |= _choices(option)
    return found
