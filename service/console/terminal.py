"""Standard output for data, standard error for people: colour, progress, and pipes that close.

Comes in: lines. Goes out: bytes on the two streams. Not for: what the lines say.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

Progress = Callable[[int, int, str], None]


def write_line(line: str | bytes) -> None:
    """One line of data, at once, so that a program at the other end of a pipe can go on."""
    data = line.encode("utf-8", "replace") if isinstance(line, str) else line
    out = sys.stdout
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(data.decode() + "\n")
    else:
        buffer.write(data + b"\n")
    out.flush()


def say(line: str) -> None:
    """One line for people, on standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def in_colour() -> bool:
    """Whether standard output takes colour: a terminal, and NO_COLOR is not set."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def styled(text: str, *, bold: bool = False, good: bool | None = None) -> str:
    """The text in bold, green or red where that is wanted and possible."""
    if not in_colour():
        return text
    codes = ["1"] if bold else []
    if good is not None:
        codes.append("32" if good else "31")
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


def progress_bar() -> Progress | None:
    """A callback (done, total, what) that draws on a terminal; None where nobody watches."""
    if not sys.stderr.isatty():
        return None
    bars: dict[str, object] = {}

    def show(done: int, total: int, what: str) -> None:
        from tqdm import tqdm

        bar = bars.get(what)
        if bar is None:
            bar = bars[what] = tqdm(total=total, desc=what, leave=False, file=sys.stderr)
        bar.update(done - bar.n)  # type: ignore[attr-defined]
        if done >= total:
            bar.close()  # type: ignore[attr-defined]

    return show
