"""What could not be read of a PDF, page by page, in words that say what to do.

Comes in: pages as `pdffile` read them. Goes out: problems, each a stable code and why in words. Not
for: files that cannot be read at all (`pdffile` refuses those).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.pdffile import PdfPage

UNNAMED_SHARE = 0.02  # of the characters of a page that may be unknown before its text is doubted
STRAY_SHARE = 0.05  # of the characters of a page that may stand turned
RECOGNITION = "reading pictures of text needs the extra of character recognition"


def page_problems(
    pages: Sequence[PdfPage], unclear: Sequence[int] = ()
) -> tuple[tuple[str, str], ...]:
    """The problems of a document's pages: pages that share one are told of together.

    `unclear` are the pages of tables whose columns cannot be told apart.
    """
    found: list[tuple[str, str]] = []
    scanned = [page.number for page in pages if page.pictured and not page.printed]
    if scanned:
        found.append(("scanned", f"{_pages(scanned)}: a picture without text; {RECOGNITION}"))
    unnamed = [p.number for p in pages if p.unnamed > UNNAMED_SHARE * p.printed]
    if unnamed:
        why = "characters that the file does not name; compare its figures with the page"
        found.append(("encoding", f"{_pages(unnamed)}: {why}"))
    strays = [p.number for p in pages if p.strays > STRAY_SHARE * (p.printed + p.strays)]
    if strays:
        why = "text that is turned against the rest of its page is left out"
        found.append(("turned", f"{_pages(strays)}: {why}"))
    if unclear:
        why = "a table whose figures cannot be told apart by column is not read"
        found.append(("table", f"{_pages(sorted(set(unclear)))}: {why}"))
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers in words, runs of them as such: "pages 2-4, 9"."""
    runs: list[list[int]] = [[numbers[0], numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = ", ".join(f"{low}-{high}" if high > low else f"{low}" for low, high in runs)
    return f"page {said}" if len(numbers) == 1 else f"pages {said}"
