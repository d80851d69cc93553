"""The API as a page for people, made from its own OpenAPI description, without scripts.

Comes in: the description of the running application. Goes out: one HTML page. Not for: programs;
they read `/openapi.json`.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, render_template

from service.web.edge.problems import DOCS_PATH, KINDS

bp = APIBlueprint("api_docs", __name__, enable_openapi=False)


@bp.get(DOCS_PATH)
def page() -> Response:
    """The readable page."""
    spec: dict[str, Any] = current_app.spec  # type: ignore[attr-defined]
    html = render_template(
        "api_docs.html", spec=spec, groups=_groups(spec), problems=list(KINDS.values())
    )
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _groups(spec: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Operations by tag, each with its parameters in words."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["Other"])[0]
            groups.setdefault(tag, []).append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", ""),
                    "parameters": [_parameter(item) for item in operation.get("parameters", ())],
                    "body": _body(operation),
                    "answers": _answers(operation),
                }
            )
    return list(groups.items())


def _parameter(item: dict[str, Any]) -> dict[str, Any]:
    schema = item.get("schema", {})
    return {
        "name": item["name"],
        "where": item["in"],
        "required": item.get("required", False),
        "type": type_words(schema),
        "default": schema.get("default"),
        "description": item.get("description") or schema.get("description", ""),
    }


def _body(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return ", ".join(type_words(item.get("schema", {})) for item in content.values())


def _answers(operation: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (status, answer.get("description", ""), ", ".join(answer.get("content", {})))
        for status, answer in operation["responses"].items()
    ]


def type_words(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words: "integer, 1 to 100", "one of json, csv"."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    options = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if options:
        return " or ".join(type_words(part) for part in options)
    words = str(schema.get("type", "any"))
    if "minimum" in schema and "maximum" in schema:
        words += f", {schema['minimum']} to {schema['maximum']}"
    if "maxLength" in schema:
        words += f", at most {schema['maxLength']} characters"
    return words
