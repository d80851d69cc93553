"""Rows of bytes on disk, found by number or by id, without an object each in memory.

Comes in: encoded records with their ids. Goes out: the row of a number, the number of an id.
Not for: decoding (`corpus.base.json`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar, overload

import numpy as np
import orjson

from corpus.base.json import encode
from index.records.arrays import Array, integers, map_file, read_arrays, write_arrays

T = TypeVar("T")
KEPT = 4096
"""So many decoded rows are kept for the next who asks."""


def id_hash(ident: str) -> int:
    """64 bits of an id, the same in every process."""
    return int.from_bytes(blake2b(ident.encode(), digest_size=8).digest(), "little")


def write_rows(folder: Path, name: str, records: Iterable[object]) -> list[str]:
    """Write records, whose first field is their id, as `<name>.rows` and `<name>.index`.

    Returns their ids in order."""
    offsets, ids = [0], []
    with (folder / f"{name}.rows").open("wb") as file:
        for record in records:
            row = encode(record)
            file.write(row)
            offsets.append(offsets[-1] + len(row))
            ids.append(record[0] if isinstance(record, tuple) else record.id)  # type: ignore[attr-defined]
    hashes = np.array([id_hash(ident) for ident in ids], np.uint64)
    order = np.argsort(hashes, kind="stable")
    arrays: dict[str, Array] = {
        "offsets": np.array(offsets, np.uint64),
        "hashes": hashes[order],
        "rows": order.astype(np.uint32),
    }
    write_arrays(folder / f"{name}.index", arrays)
    return ids


class RowStore:
    """The rows of one file, mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        arrays = read_arrays(folder / f"{name}.index")
        self._bytes = map_file(folder / f"{name}.rows")
        self._offsets = integers(arrays["offsets"])
        self._hashes = integers(arrays["hashes"])
        self._rows = integers(arrays["rows"])
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> bytes:
        """The row of this number; negative numbers are not meant."""
        return self._bytes[self._offsets[number] : self._offsets[number + 1]]

    def number_of(self, ident: str) -> int:
        """The number of the row with this id, or -1; the last ones asked for are kept."""
        known = self._numbers.get(ident)
        if known is None:
            known = self._search(ident)
            if len(self._numbers) >= KEPT:
                self._numbers = {}  # a new dict: another thread may be reading the old one
            self._numbers[ident] = known
        return known

    def _search(self, ident: str) -> int:
        wanted = id_hash(ident)
        prefix = orjson.dumps([ident])[:-1]
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            number = self._rows[place]
            if self.row(number).startswith(prefix):
                return number
            place += 1
        return -1

    def ids(self) -> Iterator[str]:
        """All ids in the order of the rows."""
        for number in range(len(self)):
            yield orjson.loads(self.row(number))[0]


class Stored(Mapping[str, T]):
    """Records by id, in order; decoded when asked for, the last ones kept."""

    def __init__(
        self, store: RowStore, decode: Callable[[int, bytes], T], *, kept: int = KEPT
    ) -> None:
        self.store = store
        self._decode = decode
        self._limit = kept
        self._kept: dict[int, T] = {}

    def at(self, number: int) -> T:
        """The record of a row number."""
        found = self._kept.get(number)
        if found is None:
            found = self._decode(number, self.store.row(number))
            if len(self._kept) >= self._limit:
                self._kept = {}  # a new dict: another thread may be reading the old one
            self._kept[number] = found
        return found

    def __getitem__(self, ident: str) -> T:
        number = self.store.number_of(ident) if isinstance(ident, str) else -1
        if number < 0:
            raise KeyError(ident)
        return self.at(number)

    def __len__(self) -> int:
        return len(self.store)

    def __iter__(self) -> Iterator[str]:
        return self.store.ids()

    def __contains__(self, ident: object) -> bool:
        return isinstance(ident, str) and self.store.number_of(ident) >= 0


class StoredRows(Sequence[T]):
    """The same records by number, all or those of some rows."""

    def __init__(self, records: Stored[T], rows: Sequence[int] | None = None) -> None:
        self._records = records
        self._rows = range(len(records)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[T]: ...
    def __getitem__(self, number: int | slice) -> T | Sequence[T]:
        if isinstance(number, slice):
            return [self._records.at(place) for place in self._rows[number]]
        return self._records.at(self._rows[number])
