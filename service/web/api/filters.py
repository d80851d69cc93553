"""What a filter's value means, the same for the API, the command line and the tools.

Comes in: filters as they were asked. Goes out: the values as the engine has them. Not for: finding
by them.

A filter must name something that is here: a value that nothing has would give an empty list, which
reads as "there are none" where a letter was mistyped. Case is no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from corpus.base.errors import UnknownValueError
from corpus.ties.kinds import MARKS
from service.cite.shelf import shelf_of

if TYPE_CHECKING:
    from index.engine import Engine

VALUES: dict[str, Callable[[Engine], Collection[str]]] = {
    "document": lambda engine: shelf_of(engine),
    "entity": lambda engine: shelf_of(engine).holders,
    "concept": lambda engine: engine.facts.known("concept"),
    "period": lambda engine: engine.facts.known("period"),
    "unit": lambda engine: engine.facts.known("unit"),
    "name": lambda engine: engine.check_names,
    "tick": lambda engine: MARKS,
}
"""Each filter with the values that something here has."""


def settle(engine: Engine, given: Mapping[str, Any]) -> dict[str, Any]:
    """The filters with each value as it is written here; others and None stay as they are.

    Raises: UnknownValueError for a value that nothing here has.
    """
    return {
        name: value if value is None or name not in VALUES else _settled(engine, name, value)
        for name, value in given.items()
    }


def _settled(engine: Engine, name: str, value: str) -> str:
    known = VALUES[name](engine)
    if value in known:
        return value
    folded = value.casefold()
    found = [one for one in known if one.casefold() == folded]
    if len(found) != 1:
        raise UnknownValueError(name, value)
    return found[0]
