"""What the generated OpenAPI description lacks: problems, other representations, links.

Comes in: the description that APIFlask makes from the routes and models. Goes out: the same,
complete. Not for: showing it (`service.web.api.docs`).
"""

from __future__ import annotations

from typing import Any

from service.cite.citations import CITATION_ID
from service.cite.exports import EXPORTS
from service.papers.forms import PAPERS
from service.plan.treeschema import definitions
from service.web.api.filters import VALUES
from service.web.api.shapes import ProblemShape
from service.web.edge.problems import KINDS, MEDIA_TYPE

Spec = dict[str, Any]

PATTERNS = {"citation_id": CITATION_ID.pattern}

ALWAYS = ("malformed-request", "invalid-parameter", "too-many-requests", "internal-error")
SHED = "overloaded"
WITH_BODY = ("length-required", "too-large", "unsupported-media-type")
FILES = {name: export.media_type for name, export in EXPORTS.items()}
FILES |= {name: form.media_type for name, form in PAPERS.items()} | {"zip": "application/zip"}
"""Media types by what `format` names."""
ADDRESS = "address-too-long"
NOT_FOUND = "not-found"
EXPIRED = "cursor-expired"


def complete_spec(spec: Spec) -> Spec:
    """Add every problem that an operation may answer with, and what `format` may bring."""
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    schemas.update(definitions("#/components/schemas/"))
    if "PlanBody" in schemas:
        schemas["PlanBody"]["properties"]["tree"] = {"$ref": "#/components/schemas/Expression"}
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    # Pages and metrics have their own forms; what is described is the API.
    spec["paths"] = {path: ops for path, ops in spec["paths"].items() if path.startswith("/api/")}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post"):
                _complete_operation(path, method, operation)
    spec["servers"] = [{"url": "/"}]
    spec["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    return spec


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
    operation["operationId"] = _operation_id(path, method)
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


def _operation_id(path: str, method: str) -> str:
    words = path.removeprefix("/api/v1").replace("{", "").replace("}", "")
    return "_".join([method, *(part for part in words.split("/") if part)])
