"""What a worker process does for itself: end with its parent, and close connections that are idle
or whose body does not come.

Comes in: the process, and whose bodies are overdue. Goes out: daemon threads. Not for: requests; a
server that has neither worker processes nor Linux's `/proc` runs without.

The server has a limit for a request's head but none for its body or for a connection that says
nothing, and its workers outlive a main process that is killed, holding the port.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import stat
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

IDLE_SECONDS = 60
"""A connection on which nothing was sent or received for so long is closed."""
LOOK_EVERY = 5.0
HANG_UP_EVERY = 1.0
LAST_WORDS = 8
"""Seconds for requests in flight once the main process is gone."""

_DESCRIPTORS = Path("/proc/self/fd")
_INFO = struct.Struct("=8B12I")
"""The head of Linux's `struct tcp_info`, to `tcpi_last_data_recv`."""
_STATE, _LAST_SENT, _LAST_RECEIVED = 0, 17, 19
_ESTABLISHED, _CLOSE_WAIT, _LISTEN = 1, 8, 10


def start() -> None:
    """Start both for this worker process; nothing in a process that is no worker."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()
    if _DESCRIPTORS.is_dir():
        threading.Thread(target=_close_from_time_to_time, name="idle", daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    pause = threading.Event()
    for _ in range(LAST_WORDS):  # one that is only starting does not hear the first
        os.kill(os.getpid(), signal.SIGTERM)
        pause.wait(1)
    os._exit(1)


def _close_from_time_to_time() -> None:
    pause = threading.Event()
    while not pause.wait(LOOK_EVERY):
        close_idle(IDLE_SECONDS)


def hang_up_on(overdue: Callable[[], set[str]], seconds: float) -> None:
    """From now on close the connections of clients whose bodies are overdue.

    Only those that have had no byte from here for `seconds`: the others' requests were answered.
    """
    if _DESCRIPTORS.is_dir():
        kept = threading.Thread(
            target=_hang_up, args=(overdue, seconds), name="bodies", daemon=True
        )
        kept.start()


def _hang_up(overdue: Callable[[], set[str]], seconds: float) -> None:
    pause = threading.Event()
    while not pause.wait(HANG_UP_EVERY):
        if peers := overdue():
            close_unanswered(peers, seconds)


def close_idle(seconds: float) -> int:
    """Close the connections that clients made and then left idle; how many there were."""
    return _close(lambda found: min(found.sent_ms, found.received_ms) >= seconds * 1000)


def close_unanswered(peers: set[str], seconds: float) -> int:
    """Close the connections of these addresses to which nothing was sent for so long."""
    return _close(lambda found: found.sent_ms >= seconds * 1000 and found.peer in peers)


def _close(to_be_closed: Callable[[_Found], bool]) -> int:
    """Close the open connections made to here of which it holds; how many there were."""
    count = 0
    looked_at = [found for name in os.listdir(_DESCRIPTORS) if (found := _examine(int(name)))]
    listening = {found.port for found in looked_at if found.state == _LISTEN}
    for found in looked_at:
        with found.connection, suppress(OSError):
            is_open = found.state in (_ESTABLISHED, _CLOSE_WAIT)
            if found.port in listening and is_open and to_be_closed(found):
                found.connection.shutdown(socket.SHUT_RDWR)
                count += 1
    return count


class _Found(NamedTuple):
    """A TCP socket of this process, by a handle of its own; times in milliseconds ago."""

    port: int
    state: int
    sent_ms: int
    received_ms: int
    connection: socket.socket

    @property
    def peer(self) -> str:
        """The address at the other end."""
        return str(self.connection.getpeername()[0])


def _examine(descriptor: int) -> _Found | None:
    """What a descriptor says of a TCP socket; None of anything else."""
    try:
        # A handle of another file would keep a lock on it alive.
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        own = os.dup(descriptor)
    except OSError:
        return None
    try:
        connection = socket.socket(fileno=own)
    except OSError:
        os.close(own)
        return None
    try:
        told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
        info = _INFO.unpack(told)
        port = connection.getsockname()[1]
        return _Found(port, info[_STATE], info[_LAST_SENT], info[_LAST_RECEIVED], connection)
    except (OSError, IndexError, struct.error):
        connection.close()
        return None
