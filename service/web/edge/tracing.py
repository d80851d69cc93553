"""Which trace a request belongs to: the W3C's `traceparent`, taken over or begun.

Comes in: a header. Goes out: the trace's id, for the log. Not for: recording spans; nothing is
sent anywhere.
"""

from __future__ import annotations

import os
import re

TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


def trace_of(header: str | None) -> str:
    """The trace id of a well-formed header, else a new one.

    Source: W3C Trace Context, 3.2: ids of zeros and version ff are invalid, later versions may be
    longer, and what is invalid is as if it were not there.
    """
    match = TRACEPARENT.fullmatch(header) if header and len(header) <= 512 else None
    if match is None:
        return os.urandom(16).hex()
    version, trace, parent, _, more = match.groups()
    fits = version != "ff" and (version != "00" or more is None)
    return trace if fits and trace.strip("0") and parent.strip("0") else os.urandom(16).hex()
