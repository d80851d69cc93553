"""The command `audit-log verify`: whether a log of questions and answers is what was written.

Comes in: a file, or what `TICKMARK_AUDIT_LOG` names. Goes out: `file:line: message` for the first
broken line, or the number of lines and the last hash; the status is 0, 1 where broken, 2 for wrong
usage. Not for: writing (`service.papers.auditlog`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group("audit-log", short_help="Verify the log of questions and answers.")
def command() -> None:
    """The hash-chained log that TICKMARK_AUDIT_LOG switches on."""


@command.command("verify")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--expect", metavar="HASH", help="A hash noted earlier, which must be in the chain.")
def verify(file: Path | None, expect: str | None) -> None:
    """Walk the chain of FILE from its beginning; say the first line that is broken."""
    import fcntl

    from corpus.base.errors import ConfigurationError
    from service.console.terminal import say, write_line
    from service.papers.auditlog import verify_log
    from service.settings import load_settings

    try:
        path = file or load_settings().audit_log
    except ConfigurationError as error:
        say(f"error: {error}")
        sys.exit(2)
    if path is None:
        raise click.UsageError("give a FILE, or set TICKMARK_AUDIT_LOG")
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH)
            verdict = verify_log(stream, expect)
    except OSError as error:
        say(f"error: {path}: {error.strerror}")
        sys.exit(2)
    if verdict.broken is not None:
        write_line(f"{path}:{verdict.broken}: {verdict.reason}")
        say(f"{verdict.lines} lines before it hold")
        sys.exit(1)
    if not verdict.seen:
        write_line(f"{path}: the chain does not have {expect}: it was cut off or written anew")
        sys.exit(1)
    write_line(f"{verdict.lines} lines hold; the last hash is {verdict.head}")
