"""Plans as JSON: one canonical text for a tree, and back again.

Comes in: a `Tree`, or data that a program sent. Goes out: JSON data with sorted members, nothing
that says no more than its absence would, or a `Tree`. Equal trees give equal bytes. Not for: what
a plan comes to (`service.find.algebra`).

Raises: TreeError with a JSON pointer (RFC 6901) to what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from corpus.base.errors import PeriodError
from corpus.base.records import Period
from corpus.grammar.periods import Calendar, parse_period
from service.plan.tree import (
    AMOUNT,
    LABEL,
    MOST_NODES,
    PERIOD_RULES,
    SPREADS,
    Constant,
    Expression,
    Form,
    Leaf,
    Measure,
    Op,
    Scope,
    Tree,
    TreeError,
    escaped,
    leaves,
)

Json = dict[str, Any]
DEEPEST = 16
LONGEST_NAME = 128
FIRST_YEAR, LAST_YEAR = 1800, 2199
T = TypeVar("T")
CalendarOf = Callable[[str | None], Calendar]


def dumps(tree: Tree) -> str:
    """The canonical text of a tree."""
    data = to_json(tree)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def to_json(tree: Tree) -> Json:
    """The tree as JSON data: `tree`, and `form` where it says anything."""
    form = _said(
        scale=tree.form.scale, decimals=tree.form.decimals, table=True if tree.form.table else None
    )
    return _said(form=form or None, tree=expression_json(tree.root))


def expression_json(node: Expression) -> Json:
    """One node and all below it."""
    if isinstance(node, Constant):
        return {"amount": f"{node.amount:f}", "unit": node.unit}
    if isinstance(node, Op):
        return _said(
            op=node.name,
            args=[expression_json(a) for a in node.args],
            options=dict(node.options) or None,
            over=[_period_json(p) for p in node.over]
            if isinstance(node.over, tuple)
            else node.over,
        )
    scope = _said(documents=list(node.scope.documents) or None, entity=node.scope.entity)
    return _said(
        measure=_measure_json(node.measure),
        period=_period_json(node.period) if isinstance(node.period, Period) else node.period,
        unit=node.unit,
        scope=scope or None,
        scenario=node.scenario if node.scenario != "actual" else None,
        dimensions=dict(node.dimensions) or None,
    )


def _measure_json(measure: Measure) -> Json:
    return _said(
        concepts=list(measure.concepts) or None,
        family=list(measure.family) or None,
        phrase=measure.phrase or None,
    )


def _period_json(period: Period) -> Json:
    return {
        "end": period.end.isoformat(),
        "label": period.label,
        "start": period.start.isoformat() if period.start else None,
    }


def _said(**members: object) -> Json:
    return {name: members[name] for name in sorted(members) if members[name] is not None}


def from_json(data: object, calendar_of: CalendarOf | None = None) -> Tree:
    """The tree of JSON data; a period may be a label ("2Q02") where calendars are given, by the
    entity of the figure's scope.
    """
    members = _members(data, {"tree", "form"}, {"tree"})
    reader = _Reader(calendar_of)
    root = _inside("tree", lambda: reader.expression(members["tree"], 0))
    form = _inside("form", lambda: _form(members.get("form", {})))
    return Tree(root, form)


class _Reader:
    """Reads expressions on their calendars, and no more of them than a plan may hold."""

    def __init__(self, calendar_of: CalendarOf | None) -> None:
        self.calendar_of = calendar_of
        self.nodes = 0

    def expression(self, data: object, depth: int) -> Expression:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise TreeError(f"a plan holds at most {MOST_NODES} nodes, {DEEPEST} deep")
        if isinstance(data, Mapping) and "op" in data:
            return self.operation(data, depth)
        if isinstance(data, Mapping) and "amount" in data:
            return _constant(data)
        return self.leaf(data)

    def operation(self, data: object, depth: int) -> Op:
        members = _members(data, {"op", "args", "options", "over"}, {"op", "args"})
        told = _list(members["args"], "args")
        options = _texts(members.get("options", {}), "options")
        args = tuple(
            _inside(f"args/{n}", lambda a=a: self.expression(a, depth + 1))  # type: ignore[misc]
            for n, a in enumerate(told)
        )
        entity = next((leaf.scope.entity for a in args for leaf in leaves(a)), None)
        over = self.over(members["over"], entity) if "over" in members else None
        return Op(_text(members["op"], "op"), args, tuple(options.items()), over)

    def over(self, data: object, entity: str | None) -> Any:
        if isinstance(data, str) and data in SPREADS:
            return data
        items = _list(data, "over")
        return tuple(
            _inside(f"over/{n}", lambda p=p: self.period(p, entity))  # type: ignore[misc]
            for n, p in enumerate(items)
        )

    def leaf(self, data: object) -> Leaf:
        own = {"measure", "period", "unit", "scope", "scenario", "dimensions"}
        members = _members(data, own, {"measure"})
        scope = _inside("scope", lambda: _scope(members.get("scope", {})))
        period = members.get("period")
        if period is not None and period not in PERIOD_RULES:
            period = _inside("period", lambda: self.period(members["period"], scope.entity))
        return Leaf(
            _inside("measure", lambda: _measure(members["measure"])),
            period,
            _name(members["unit"], "unit") if members.get("unit") is not None else None,
            scope,
            _text(members.get("scenario", "actual"), "scenario"),
            tuple(_texts(members.get("dimensions", {}), "dimensions").items()),
        )

    def period(self, data: object, entity: str | None) -> Period:
        if isinstance(data, str):
            return self.labelled(data, entity)
        members = _members(data, {"label", "start", "end"}, {"label", "end"})
        start = members.get("start")
        return Period(
            _name(members["label"], "label"),
            None if start is None else _day(start, "start"),
            _day(members["end"], "end"),
        )

    def labelled(self, label: str, entity: str | None) -> Period:
        if self.calendar_of is None:
            raise TreeError("a period is an object with label, start and end")
        if not re.match(LABEL, label):
            return Period(label, None, _day(label, ""))
        try:
            return parse_period(label, self.calendar_of(entity))
        except PeriodError as error:
            raise TreeError(str(error)) from error


def _constant(data: object) -> Constant:
    members = _members(data, {"amount", "unit"}, {"amount"})
    text = _text(members["amount"], "amount")
    if not re.match(AMOUNT, text):
        raise TreeError("a decimal figure is wanted here, such as 500000000", "/amount")
    return Constant(Decimal(text), _name(members.get("unit", "count"), "unit"))


def _measure(data: object) -> Measure:
    members = _members(data, {"concepts", "family", "phrase"}, set())
    names = {
        part: tuple(
            _name(c, f"{part}/{n}") for n, c in enumerate(_list(members.get(part, []), part))
        )
        for part in ("concepts", "family")
    }
    phrase = _name(members["phrase"], "phrase") if "phrase" in members else ""
    return Measure(names["concepts"], names["family"], phrase)


def _scope(data: object) -> Scope:
    members = _members(data, {"documents", "entity"}, set())
    documents = _list(members.get("documents", []), "documents")
    entity = members.get("entity")
    return Scope(
        tuple(_name(d, f"documents/{n}") for n, d in enumerate(documents)),
        None if entity is None else _name(entity, "entity"),
    )


def _form(data: object) -> Form:
    members = _members(data, {"scale", "decimals", "table"}, set())
    for name in ("scale", "decimals"):
        told = members.get(name)
        if told is not None and (type(told) is not int or not -12 <= told <= 12):
            raise TreeError("a whole number from -12 to 12", f"/{name}")
    if type(members.get("table", False)) is not bool:
        raise TreeError("true or false", "/table")
    return Form(members.get("scale"), members.get("decimals"), members.get("table", False))


def _members(data: object, known: set[str], needed: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise TreeError("an object is wanted here")
    for name in data:
        if name not in known:
            raise TreeError(f"no member {name!r} is known here", f"/{escaped(str(name))}")
    for name in sorted(needed):
        if name not in data:
            raise TreeError(f"the member {name!r} is missing")
    return data


def _list(data: object, place: str) -> Sequence[Any]:
    if not isinstance(data, (list, tuple)):
        raise TreeError("a list is wanted here", f"/{place}")
    return data


def _text(data: object, place: str) -> str:
    if not isinstance(data, str):
        raise TreeError("a text is wanted here", f"/{place}")
    return data


def _name(data: object, place: str) -> str:
    text = _text(data, place)
    if not 0 < len(text) <= LONGEST_NAME:
        raise TreeError(f"1 to {LONGEST_NAME} characters are wanted here", f"/{place}")
    return text


def _texts(data: object, place: str) -> dict[str, str]:
    if not isinstance(data, Mapping):
        raise TreeError("an object is wanted here", f"/{place}")
    return {str(k): _text(v, f"{place}/{escaped(str(k))}") for k, v in data.items()}


def _day(data: object, place: str) -> date:
    pointer = f"/{place}" if place else ""
    text = _text(data, place)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise TreeError(
            "neither a label such as 2Q02 nor a day such as 2002-09-30", pointer
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR or text != day.isoformat():
        raise TreeError(f"a day lies between {FIRST_YEAR} and {LAST_YEAR}", pointer)
    return day


def _inside(place: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except TreeError as error:
        raise error.within(place) from error
