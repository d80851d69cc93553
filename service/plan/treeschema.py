"""The published JSON schema of plans (2020-12), made from the table of operators.

Comes in: nothing. Goes out: the definitions of `Expression` and its kinds, with references below a
prefix. Not for: reading plans (`service.plan.treejson`), which says where one is wrong.
"""

from __future__ import annotations

from typing import Any

from service.plan.tree import (
    AMOUNT,
    LABEL,
    MOST_NODES,
    MOST_PERIODS,
    MOST_READINGS,
    OPERATORS,
    PERIOD_RULES,
    SCENARIOS,
    SPREADS,
    Operator,
)

Schema = dict[str, Any]
HERE = "#/$defs/"
DAY = (
    r"^(1[89]|2[01])\d\d-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))$"
)


def plan_schema() -> Schema:
    """The schema of a whole plan, complete in itself."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan",
        "description": "Measures at the leaves, operations over any expression above them.",
        **_object({"tree": _ref("Expression", HERE), "form": _form()}, "tree"),
        "$defs": definitions(HERE),
    }


def definitions(prefix: str) -> dict[str, Schema]:
    """Each kind of node by its name; references begin with `prefix`."""
    return {
        "Expression": {"anyOf": [_ref(k, prefix) for k in ("Leaf", "Constant", "Operation")]},
        "Leaf": _leaf(prefix),
        "Constant": _object({"amount": _text(AMOUNT), "unit": _name()}, "amount"),
        "Period": _period(),
        "Operation": {"oneOf": [_operation(n, o, prefix) for n, o in OPERATORS.items()]},
    }


def _leaf(prefix: str) -> Schema:
    names = {"type": "array", "items": _name(), "minItems": 1, "maxItems": MOST_READINGS}
    measure = {
        "anyOf": [
            _object({"concepts": names, "family": {**names, "minItems": 0}}, "concepts"),
            _object({"phrase": _name()}, "phrase"),
        ]
    }
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    documents = {"type": "array", "items": _name()}
    scope = _object({"documents": documents, "entity": _or_null(_name())})
    return _object(
        {
            "measure": measure,
            "period": {"anyOf": [_ref("Period", prefix), {"enum": [*PERIOD_RULES, None]}]},
            "unit": _or_null(_name()),
            "scope": scope,
            "scenario": {"enum": list(SCENARIOS)},
            "dimensions": texts,
        },
        "measure",
    )


def _period() -> Schema:
    whole = _object(
        {
            "label": _name(),
            "start": _or_null(_text(DAY)),
            "end": _text(DAY),
        },
        "label",
        "end",
    )
    return {"anyOf": [_text(LABEL), whole], "description": "2Q02, FY2002, 2002-09-30, or its days"}


def _operation(name: str, operator: Operator, prefix: str) -> Schema:
    args = {
        "type": "array",
        "items": _ref("Expression", prefix),
        "minItems": operator.least,
        "maxItems": operator.most or MOST_NODES - 1,
    }
    options = {option: {"enum": list(said)} for option, said in operator.options.items()}
    members = {"op": {"const": name}, "args": args, "options": _object(options)}
    if name != "series":
        return _object(members, "op", "args")
    listed = {
        "type": "array",
        "items": _ref("Period", prefix),
        "minItems": 1,
        "maxItems": MOST_PERIODS,
    }
    over = {"anyOf": [listed, {"enum": list(SPREADS)}]}
    return _object({**members, "over": over}, "op", "args", "over")


def _form() -> Schema:
    power = {"type": "integer", "minimum": -12, "maximum": 12}
    return _object({"scale": power, "decimals": power, "table": {"type": "boolean"}})


def _object(members: Schema, *needed: str) -> Schema:
    made: Schema = {"type": "object", "properties": members, "additionalProperties": False}
    return made | {"required": list(needed)} if needed else made


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


def _name() -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": 128}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str, prefix: str) -> Schema:
    return {"$ref": f"{prefix}{name}"}
