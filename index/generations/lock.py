"""One writer at a time: a lock that the kernel gives back when its holder dies.

Comes in: an index folder. Goes out: the lock, held. Not for: readers; they need none.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.base.errors import BuildError, LockedError

NAME = "LOCK"
PATIENCE = 900.0
"""Seconds to wait for another process that is building."""

_PAUSE = 0.05


@contextmanager
def writer_lock(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the folder's lock.

    Raises: LockedError after `patience` seconds, BuildError if the folder cannot be written.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BuildError(
            f"{folder}: cannot be written ({error.strerror}); name another in TICKMARK_INDEX"
        ) from error
    try:
        _take(handle, folder, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockedError(f"{folder}: another process is building the index") from None
            time.sleep(_PAUSE)
        else:
            return
