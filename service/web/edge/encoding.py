"""Content coding: which a client accepts, by Werkzeug's parser, and the bytes in it.

Comes in: an Accept-Encoding header, a body or its pieces. Goes out: gzip or the same. Not for:
other codings: a proxy in front has them, and what is measured here is small.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from service.ask.memo import Bounded

Coding = Literal["gzip", ""]
LEVEL = 4
SMALLEST = 1_024
"""Bytes of a body that compressing makes smaller."""
COMPRESSIBLE = ("application/", "text/", "image/svg+xml")
INCOMPRESSIBLE = (
    "application/vnd.openxmlformats",
    "application/vnd.apache.parquet",
    "application/zip",
)
_known: Bounded[str, Coding] = Bounded(256)


def coding_of(header: str) -> Coding:
    """What to send to a client with this header; plain where it likes that better, or says nothing.

    Source: RFC 9110, 12.5.3. A client that refuses both gets the plain body, as it allows.
    """
    if not header:
        return ""
    coding = _known.get(header)
    if coding is None:
        accepted = parse_accept_header(header, Accept)
        better = accepted["gzip"] > 0 and accepted["gzip"] >= accepted["identity"]
        coding = _known.keep(header, "gzip" if better else "")
    return coding


def is_worth_it(headers: list[tuple[str, str]]) -> bool:
    """Whether a body of these headers is not coded yet and can become smaller."""
    names = {name.lower(): value for name, value in headers}
    media = names.get("content-type", "")
    return (
        "content-encoding" not in names
        and media.startswith(COMPRESSIBLE)
        and not media.startswith(INCOMPRESSIBLE)
    )


def compress(body: bytes) -> bytes:
    """gzip without a time stamp, so that equal bodies stay equal."""
    return gzip.compress(body, LEVEL, mtime=0)


def compress_stream(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """gzip piece by piece."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    try:
        for piece in pieces:
            squeezed = squeezer.compress(piece)
            if squeezed:
                yield squeezed
        yield squeezer.flush()
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()


def encoded(headers: list[tuple[str, str]], length: int | None) -> list[tuple[str, str]]:
    """The headers of a body that was coded; `length` is None of one that is streamed."""
    kept = [pair for pair in headers if pair[0].lower() != "content-length"]
    if length is not None:
        kept.append(("Content-Length", str(length)))
    return [*kept, ("Content-Encoding", "gzip")]
