"""Named arrays in one file, memory-mapped when read.

Comes in: NumPy arrays by name. Goes out: one file of a JSON directory and the arrays, aligned; read
back, the arrays are views of the mapped file, so that opening is quick and workers share pages. Not
for: trusting a file; the manifest is checked before.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from corpus.base.errors import DamagedError

Array = np.ndarray[Any, Any]
Arrays = Mapping[str, Array]

_MAGIC = b"TMARRAY1"
_ALIGN = 64


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write one-dimensional arrays to a new file."""
    directory: dict[str, tuple[str, int, int]] = {}
    place = 0
    for name, array in arrays.items():
        directory[name] = (array.dtype.str, len(array), place)
        place += -(-array.nbytes // _ALIGN) * _ALIGN
    header = orjson.dumps(directory)
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGN)
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(bytes(-array.nbytes % _ALIGN))


def read_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file, mapped and read-only.

    Raises: DamagedError if the file is no such file or too short.
    """
    mapped = map_file(path)
    try:
        if mapped[: len(_MAGIC)] != _MAGIC:
            raise ValueError("no array file")
        size = int.from_bytes(mapped[len(_MAGIC) : len(_MAGIC) + 8], "little")
        start = len(_MAGIC) + 8 + size
        directory = orjson.loads(mapped[len(_MAGIC) + 8 : start])
        return {
            name: np.frombuffer(mapped, dtype, count, start + place)
            if count
            else np.empty(0, dtype)
            for name, (dtype, count, place) in directory.items()
        }
    except (ValueError, TypeError) as error:
        raise DamagedError(f"{path}: not readable as arrays ({error}); build again") from error


def integers(array: Array) -> memoryview[int]:
    """An array of integers whose items are plain: bisect compares them faster than NumPy's."""
    return array.data


def map_file(path: Path) -> mmap.mmap | bytes:
    """A file's bytes, mapped; empty bytes for an empty file."""
    with path.open("rb") as file:
        if file.seek(0, 2) == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
