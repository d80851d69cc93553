"""PDF files with a text layer.

Comes in: bytes. Goes out: a `Rendition` whose structure is read from where characters stand:
columns, headings, tables, and the page and box of every character. Not for: pictures of text, which
are told of as problems.
"""

from __future__ import annotations

from corpus.base.errors import DocumentError
from corpus.base.structure import Origins, Structure
from corpus.formats.furniture import joined_paragraphs, without_furniture
from corpus.formats.htmltables import joined_tables, settle_tables
from corpus.formats.pagetext import lay_out
from corpus.formats.pdfblocks import page_pieces
from corpus.formats.pdffile import PdfPage, open_pdf, pdf_pages
from corpus.formats.pdflines import Line, page_lines
from corpus.formats.pdfproblems import page_problems
from corpus.formats.pdfrows import joined_rows, lump_unclear
from corpus.formats.pdfstrips import Strips
from corpus.formats.pieces import Piece
from corpus.formats.rendition import Rendition, Writer


def read_pdf(data: bytes) -> Rendition:
    """Read a PDF.

    Raises: DocumentError where it is locked, damaged, too large or has no text.
    """
    lines: list[list[Line]] = []
    pages: list[PdfPage] = []
    for page in pdf_pages(open_pdf(data)):
        lines.append(page_lines(page))
        pages.append(page.emptied())
    if not any(lines):
        raise DocumentError(dict(page_problems(pages)).get("scanned", "no text"), "empty")
    strips = Strips(_words(lines), {page.number: page.turn for page in pages})
    pieces = [
        piece
        for page, found in zip(pages, lines, strict=True)
        for piece in page_pieces(found, page.rules, strips)
    ]
    settled = settle_tables(joined_rows(without_furniture(pieces)))
    problems = page_problems(pages, lump_unclear(settled))
    return _rendition(joined_tables(joined_paragraphs(settled)), strips, problems)


def _rendition(
    pieces: list[Piece], strips: Strips, problems: tuple[tuple[str, str], ...]
) -> Rendition:
    writer = Writer()
    parts, grids = lay_out(pieces, writer)
    origins = Origins(
        tuple(writer.starts),
        tuple(writer.nodes),
        tuple(writer.offsets),
        strips=tuple(strips.strips),
    )
    return Rendition(writer.text(), Structure(tuple(parts), tuple(grids)), origins, problems)


def _words(pages: list[list[Line]]) -> frozenset[str]:
    """All words of a document, to tell which the end of a line parted."""
    return frozenset(
        word.text.strip(".,;:()").lower()
        for lines in pages
        for line in lines
        for segment in line.segments
        for word in segment.words
    )
