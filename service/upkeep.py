"""What a worker process does for itself: end with its parent, and close idle connections.

Comes in: nothing but the process. Goes out: a daemon thread. Not for: requests; a server that has
neither worker processes nor Linux's `/proc` runs without.

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
from contextlib import suppress
from pathlib import Path

IDLE_SECONDS = 60
"""A connection on which nothing was sent or received for so long is closed."""
LOOK_EVERY = 5.0
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


def close_idle(seconds: float) -> int:
    """Close the connections that clients made and then left idle; how many there were."""
    count = 0
    looked_at = [found for name in os.listdir(_DESCRIPTORS) if (found := _examine(int(name)))]
    listening = {port for port, info, _ in looked_at if info[_STATE] == _LISTEN}
    for port, info, connection in looked_at:
        with connection, suppress(OSError):
            idle_ms = min(info[_LAST_SENT], info[_LAST_RECEIVED])
            is_open = info[_STATE] in (_ESTABLISHED, _CLOSE_WAIT)
            if port in listening and is_open and idle_ms >= seconds * 1000:
                connection.shutdown(socket.SHUT_RDWR)
                count += 1
    return count


def _examine(descriptor: int) -> tuple[int, tuple[int, ...], socket.socket] | None:
    """The local port, the state and a handle of its own of a TCP socket; None of anything else."""
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
        written = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
        return connection.getsockname()[1], _INFO.unpack(written), connection
    except (OSError, IndexError, struct.error):
        connection.close()
        return None
