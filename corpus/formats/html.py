"""HTML and inline-XBRL pages.

Comes in: bytes. Goes out: a `Rendition` whose structure is the page's own: headings, lists, tables
with their spans, tagged figures, and the text node of every character. Not for: scripts, images
and what a page hides.
"""

from __future__ import annotations

from lxml import etree

from corpus.base.errors import DocumentError
from corpus.base.structure import Structure
from corpus.formats.encodings import decode_page
from corpus.formats.furniture import joined_paragraphs, without_furniture
from corpus.formats.htmltables import joined_tables, settle_tables
from corpus.formats.ixbrl import Tags
from corpus.formats.page import PageWalk
from corpus.formats.pagetext import lay_out
from corpus.formats.rendition import Rendition, Writer, origins_of
from corpus.formats.styles import Sheet


def read_html(data: bytes) -> Rendition:
    """Read a page.

    Raises: DocumentError where it is nested too deep or in no known encoding.
    """
    root = parse_page(data)
    sheet = Sheet()
    for style in root.iter("style"):
        sheet.add(style.text or "")
    tags = Tags(root)
    walk = PageWalk(tags.number, tags.is_hidden, sheet)
    walk.walk(root)
    content = without_furniture(settle_tables(walk.pieces))
    pieces = joined_tables(joined_paragraphs(content))
    writer = Writer()
    parts, grids = lay_out(pieces, writer)
    figures = tuple(tags.figures(writer.tags))
    structure = Structure(tuple(parts), tuple(grids), figures, tuple(tags.texts(writer.tags)))
    return Rendition(writer.text(), structure, origins_of(writer, walk.nodes, figures))


def parse_page(data: bytes) -> etree._Element:
    """The elements of a page, as browsers see them.

    Raises: DocumentError where elements are nested deeper than any reader would follow.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    text = decode_page(data).replace("\0", "\ufffd")
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise DocumentError("no page; remove it or give it text", "empty")
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise DocumentError("elements are nested too deep to be read; save the page anew")
    return root
