"""Plain text and Markdown: the file is its own rendition.

Comes in: bytes in UTF-8. Goes out: a `Rendition` without structure. Not for: splitting it
(`corpus.layout`).
"""

from __future__ import annotations

from corpus.base.errors import DocumentError
from corpus.formats.rendition import Rendition


def read_text(data: bytes) -> Rendition:
    """Read a text.

    Raises: DocumentError where it is not UTF-8, with the first bad byte.
    """
    try:
        return Rendition(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"not UTF-8 at byte {error.start} (0x{data[error.start]:02x}); save it as UTF-8",
            "encoding",
        ) from error
