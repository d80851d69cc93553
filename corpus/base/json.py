"""Records to JSON rows and back, without pickle.

Comes in: the frozen records of `corpus.base.records`. Goes out: bytes that hold a record's fields
in their order, and the record again from them. Not for: files (`index.records.rows`), nor for the
API's JSON.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import orjson

Record = TypeVar("Record")
Decode = Callable[[Any], Any]

_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


def encode(record: object) -> bytes:
    """A record, or a list of them, as JSON: a record is the list of its fields."""
    return orjson.dumps(record, default=_plain, option=_OPTIONS)


def _plain(value: Any) -> object:
    """What JSON has no word for: a record is its fields, a Decimal its exact digits."""
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(getattr(value, name) for name in _names(type(value)))
    raise TypeError(f"no JSON for {type(value).__name__}")


@cache
def _names(record_type: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record_type))


def decode(record_type: type[Record], row: bytes | memoryview) -> Record:
    """The record that `encode` made this row of."""
    return typing.cast(Record, decoder(typing.cast(Hashable, record_type))(orjson.loads(row)))


@cache
def decoder(record_type: Hashable) -> Decode:
    """A function from a list of plain fields to the record; made once a type.

    The fields' annotations decide what is read: dates, Decimals, tuples and other records.
    """
    assert isinstance(record_type, type)
    hints = typing.get_type_hints(record_type)
    kinds = [_reader_of(hints[name]) for name in _names(record_type)]
    steps = [(place, read) for place, read in enumerate(kinds) if read is not None]

    def read_record(row: Any) -> Any:
        for place, read in steps:
            value = row[place]
            if value is not None:
                row[place] = read(value)
        return record_type(*row)

    return read_record


def decoded_field(record_type: type, *path: str) -> Callable[[Any], Any]:
    """A function from a list of plain fields to one of them, or of a record among them."""
    places = []
    for name in path:
        places.append(_names(record_type).index(name))
        hint = typing.get_type_hints(record_type)[name]
        record_type = hint if isinstance(hint, type) else object

    def read(row: Any) -> Any:
        for place in places:
            row = row[place]
        return row

    return read


def _reader_of(hint: Any) -> Decode | None:
    """How to read a value of this annotation; None where JSON's own value is right."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = [part for part in arguments if part is not type(None)]
        return _reader_of(inner)
    if origin is tuple:
        return _tuple_reader(arguments)
    if hint is Decimal:
        return Decimal
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and is_dataclass(hint):
        return decoder(hint)
    return None


def _tuple_reader(arguments: tuple[Any, ...]) -> Decode:
    read = _reader_of(arguments[0])
    if read is None:
        return tuple
    return lambda values: tuple([read(value) for value in values])
