"""A file read in a process of its own, with limits on memory, time and output.

Comes in: the name of a format and the bytes of a file. Goes out: the Rendition, or a DocumentError
that says which limit the file ran into. Not for: what formats are (`registry`). A file can be made
to take all memory, never to end or to crash its reader; that ends its process, not ours.

The process gets nothing but the bytes: no environment, no open files. What it prints is JSON.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus.base.errors import DocumentError
from corpus.base.jsonrows import decode, encode
from corpus.formats.rendition import Rendition

MOST_MEMORY = 1 << 30  # bytes of address space
MOST_CPU = 30  # seconds of processor time
MOST_WAIT = 120  # seconds by the clock: other processes may have the processor
MOST_OUTPUT = 256 << 20  # bytes
_ROOT = Path(__file__).parents[2]
_TOO_COSTLY = frozenset({-signal.SIGXCPU, -signal.SIGKILL})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file came to: its rendition, or a stable code and why in words."""

    rendition: Rendition | None = None
    code: str = ""
    detail: str = ""


def read_confined(name: str, data: bytes) -> Rendition:
    """Read a file by the format of this name in a process of its own.

    Raises: DocumentError, as the reader does, or `too-costly`, or `unreadable` for a crash.
    """
    with tempfile.TemporaryFile() as printed:
        code = _run(name, data, printed.fileno())
        printed.seek(0)
        row = printed.read()
    if code == 0:
        outcome = decode(Outcome, row)
        if outcome.rendition is not None:
            return outcome.rendition
        raise DocumentError(outcome.detail, outcome.code)
    if code in _TOO_COSTLY:
        raise DocumentError(f"takes more than {MOST_CPU} seconds to read; split it", "too-costly")
    raise DocumentError("breaks the reader of its format; save it anew")


def _run(name: str, data: bytes, output: int) -> int:
    """The exit status of the process that read the data; a signal's number is negative."""
    command = [sys.executable, "-m", "corpus.formats.confined", name]
    environment = {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)])}
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own module)
            command,
            input=data,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=MOST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    return done.returncode


def _outcome(name: str, data: bytes) -> Outcome:
    from corpus.formats.registry import reader_of  # the registry knows this module

    try:
        return Outcome(reader_of(name)(data))
    except DocumentError as error:
        return Outcome(code=error.code, detail=str(error))
    except MemoryError:
        most = MOST_MEMORY >> 20
        return Outcome(code="too-costly", detail=f"takes more than {most} MB to read; split it")
    except RecursionError:
        return Outcome(code="unreadable", detail="nested too deep to be read; save it anew")


def main() -> None:
    """Read standard input by the format that is named, under limits, and print what it came to."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_OUTPUT, MOST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outcome = _outcome(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(encode(outcome))
    sys.stdout.buffer.flush()
    os._exit(0)  # what a library would do at the end may take as long as the reading


if __name__ == "__main__":
    main()
