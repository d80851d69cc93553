"""PDF files with a text layer.

Comes in: bytes. Goes out: a `Rendition` whose structure is read from where characters stand:
columns, headings, tables, and the page and box of every character. Not for: pictures of text, which
are told of as problems.
"""

from __future__ import annotations

from corpus.base.structure import Structure
from corpus.formats.furniture import joined_paragraphs, without_furniture
from corpus.formats.htmltables import joined_tables, settle_tables
from corpus.formats.pagetext import lay_out
from corpus.formats.pdfblocks import page_pieces
from corpus.formats.pdffile import open_pdf, pdf_pages
from corpus.formats.pdflines import page_lines
from corpus.formats.pdfstrips import Strips
from corpus.formats.pieces import Piece
from corpus.formats.rendition import Rendition, Writer


def read_pdf(data: bytes) -> Rendition:
    """Read a PDF.

    Raises: DocumentError where it is locked, damaged, too large or has no text.
    """
    document = open_pdf(data)
    strips = Strips()
    pieces: list[Piece] = []
    for page in pdf_pages(document):
        strips.turns[page.number] = page.turn
        pieces += page_pieces(page_lines(page), page.rules, strips)
    settled = settle_tables(without_furniture(pieces))
    pieces = joined_tables(joined_paragraphs(settled))
    writer = Writer()
    parts, grids = lay_out(pieces, writer)
    structure = Structure(
        tuple(parts), tuple(grids), origins=tuple(writer.origins), strips=tuple(strips.strips)
    )
    return Rendition(writer.text(), structure, None)
