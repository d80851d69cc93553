"""Reading in a child process with limits on memory, time and output.

Comes in: the name of a format and a file's bytes. Goes out: its `Rendition`, or a DocumentError
that says which limit it ran into. Not for: formats that are plain text, whose reading has an end by
itself.

A file of another's making may be made to harm: a few bytes that become gigabytes or hours. The
child is this module run alone; records travel as JSON.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Literal

from corpus.base.errors import DocumentError
from corpus.base.json import decode, encode
from corpus.formats.rendition import Rendition

MEMORY = 1 << 30  # bytes of address space
SECONDS = 30  # of processor time
WAITING = 120  # seconds on the clock: the machine may have other work
MOST_CHARS = 64 * 1024 * 1024  # of text
ROOT = Path(__file__).resolve().parents[2]
Fate = Literal["read", "refused"]
_TOO_MUCH = "takes more than {} to read; save it as a plainer file"


def read_confined(module: str, function: str, data: bytes) -> Rendition:
    """Read bytes with a function of `corpus.formats`, in a process of their own.

    Raises: DocumentError where the file cannot be read, or not within the limits.
    """
    command = [sys.executable, "-m", "corpus.formats.confined", module, function]
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(  # noqa: S603 - this very module, by its own name
            command,
            input=data,
            capture_output=True,
            timeout=WAITING,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(_TOO_MUCH.format(f"{WAITING} seconds"), "too-costly") from None
    if done.returncode == REFUSED:
        code, _, why = done.stdout.decode("utf-8").partition(" ")
        raise DocumentError(why, code)
    if done.returncode:
        raise DocumentError(_TOO_MUCH.format("the memory or time allowed"), "too-costly")
    return decode(Rendition, done.stdout)


REFUSED = 3  # the child's status for a file that cannot be read


def _run(module: str, function: str) -> int:
    """What the child does: read standard input under limits, write what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read()
    try:
        rendition = getattr(import_module(f"corpus.formats.{module}"), function)(data)
        if len(rendition.text) > MOST_CHARS:
            raise DocumentError(_TOO_MUCH.format(f"{MOST_CHARS:,} characters"), "too-costly")
    except DocumentError as error:
        sys.stdout.buffer.write(f"{error.code} {error}".encode())
        return REFUSED
    sys.stdout.buffer.write(encode(rendition))
    return 0


if __name__ == "__main__":
    sys.exit(_run(*sys.argv[1:3]))
