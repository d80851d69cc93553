"""The characters of a PDF: where each stands, how large, how heavy, turned how; and drawn rules.

Comes in: bytes. Goes out: pages of characters in the order in which the file draws them. Not for:
words and lines (`pdflines`). Nothing here runs scripts or follows links.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import pi
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.base.errors import DocumentError

MOST_PAGES = 2_000
MOST_CHARACTERS = 4_000_000  # of a file; a 300-page report has 700,000
HEAVY = 600  # a weight from which a font is bold
THIN = 3.0  # points: a drawn path thinner than this is a rule
EDGE, MOST_EDGE = 0.2, 1.0  # of a box's width or height, and points, that its edges take
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SLANTED = re.compile(r"italic|oblique", re.IGNORECASE)
_FORCED_BOLD, _ITALIC = 1 << 18, 1 << 6  # PDF 32000-1, table 123
_UNNAMED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_ENDS_LINE = {0x02: "-", 0xFFFE: "-"}  # what pdfium has for a hyphen at the end of a line
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Font:
    """How the characters of one text object look; `turn` counts quarters, anticlockwise."""

    bold: bool
    italic: bool
    turn: int


@dataclass(slots=True)
class PdfPage:
    """The characters of a page, turned so that it reads upright, from the bottom left in points.

    Of `codes`, `boxes` and `fonts` each holds one a character; a box is as high as its font.
    `turn` is by how many quarters the file's own axes were turned back; `printed` counts its
    characters, `strays` those that are turned otherwise and left out, `unnamed` those of which the
    file does not say what they are. `pictured` says that a picture fills most of the page.
    """

    number: int
    turn: int = 0
    codes: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    fonts: list[Font] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    printed: int = 0
    strays: int = 0
    unnamed: int = 0
    pictured: bool = False

    def emptied(self) -> PdfPage:
        """The page without its characters, for what is told of it later."""
        return replace(self, codes=[], boxes=[], fonts=[])


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The document of a file.

    Raises: DocumentError (`encrypted`, `unreadable`, `too-large`).
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise DocumentError("locked by a password; save it without one", "encrypted") from error
        raise DocumentError("no PDF that can be read (damaged or cut off); save it anew") from error
    if len(document) > MOST_PAGES:
        raise DocumentError(
            f"{len(document):,} pages, over the {MOST_PAGES:,} allowed; split it", "too-large"
        )
    return document


def pdf_pages(document: pdfium.PdfDocument) -> Iterator[PdfPage]:
    """The pages of a document in order, one held at a time; one that is damaged is left empty.

    Raises: DocumentError (`too-large`).
    """
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            yield PdfPage(number + 1, unnamed=1)
            continue
        read = _read_page(page, number + 1, MOST_CHARACTERS - total)
        page.close()
        total += len(read.codes)
        yield read


def _read_page(page: pdfium.PdfPage, number: int, most: int) -> PdfPage:
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text.raw)
    if count > most:
        raise DocumentError(f"over {MOST_CHARACTERS:,} characters; split it", "too-large")
    found = PdfPage(number)
    _characters(text.raw, count, page.get_bbox(), found)
    text.close()
    _turn_back(found)
    found.printed = sum(not code.isspace() for code in found.codes)
    _drawn(page, found)
    return found


def _characters(text: object, count: int, edges: Box, found: PdfPage) -> None:
    """Gather what stands on the page; a blank without a width only parts two words."""
    fonts: dict[object, Font] = {}
    looks: dict[object, tuple[bool, bool]] = {}
    left, bottom, right, top = edges
    box = raw.FS_RECTF()
    unicode, loose = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    owner, reference = raw.FPDFText_GetTextObject, ctypes.byref(box)
    address = ctypes.addressof
    for index in range(count):
        code = unicode(text, index)
        if not loose(text, index, reference):
            continue
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if x0 >= x1:
            _part(found, code)
            continue
        if x1 < left or x0 > right or y1 < bottom or y0 > top or y0 >= y1:
            continue
        drawn = owner(text, index)
        key = address(drawn.contents) if drawn else None
        font = fonts.get(key)
        if font is None:
            font = fonts[key] = _font(text, index, drawn, looks)
        found.codes.append(_ENDS_LINE.get(code) or (chr(code) if code < 0x110000 else "\ufffd"))
        found.boxes.append((x0, y0, x1, y1))
        found.fonts.append(font)
    found.unnamed = len(_UNNAMED.findall("".join(found.codes)))


def _part(found: PdfPage, code: int) -> None:
    """Note a blank that no font prints: what stands on either side are two words."""
    if found.codes and code in (0x20, 0x0A, 0x0D):
        _, y0, x1, y1 = found.boxes[-1]
        found.codes.append(" ")
        found.boxes.append((x1, y0, x1, y1))
        found.fonts.append(found.fonts[-1])


def _font(text: object, index: int, drawn: Any, looks: dict[object, tuple[bool, bool]]) -> Font:
    """The look of a text object; what its font says of itself is asked once a font."""
    font = raw.FPDFTextObj_GetFont(drawn) if drawn else None
    key = ctypes.addressof(font.contents) if font else None
    if key not in looks:
        looks[key] = _look(text, index)
    return Font(*looks[key], -round(raw.FPDFText_GetCharAngle(text, index) / (pi / 2)) % 4)


def _look(text: object, index: int) -> tuple[bool, bool]:
    """Whether the font of a character is bold, and slanted."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 128, ctypes.byref(flags))
    said = name.value.decode("utf-8", "replace")
    heavy = raw.FPDFText_GetFontWeight(text, index) >= HEAVY or flags.value & _FORCED_BOLD
    return bool(_BOLD.search(said) or heavy), bool(_SLANTED.search(said) or flags.value & _ITALIC)


def _turn_back(found: PdfPage) -> None:
    """Keep the characters that are turned as most are, and turn the page so that they stand up."""
    turns = Counter(font.turn for font in found.fonts)
    if not turns:
        return
    ((found.turn, most),) = turns.most_common(1)
    found.strays = len(found.fonts) - most
    if found.strays or found.turn:
        kept = [i for i, font in enumerate(found.fonts) if font.turn == found.turn]
        found.codes = [found.codes[i] for i in kept]
        found.fonts = [found.fonts[i] for i in kept]
        found.boxes = [turned(found.boxes[i], found.turn) for i in kept]


def turned(box: Box, quarters: int) -> Box:
    """A box after turning the page about its corner, clockwise by quarters."""
    for _ in range(quarters % 4):
        x0, y0, x1, y1 = box
        box = (y0, -x1, y1, -x0)
    return box


def _drawn(page: pdfium.PdfPage, found: PdfPage) -> None:
    """Horizontal rules, and whether a picture fills most of the page."""
    width, height = page.get_size()
    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        if not raw.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        x0, y0, x1, y1 = turned((left, bottom, right, top), found.turn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.pictured = found.pictured or (x1 - x0) * (y1 - y0) > width * height / 2
        elif y1 - y0 <= THIN < x1 - x0:
            found.rules.append((x0, y0, x1, y1))


def printed_in(data: bytes, page: int, boxes: Iterable[Sequence[float]]) -> str | None:
    """What a file prints in boxes of a page, one after the other; None where it has no such page.

    A box is taken without its edges, on which the letters of neighbours may lie.
    """
    try:
        document = pdfium.PdfDocument(data)
        text = document[page - 1].get_textpage()
    except (pdfium.PdfiumError, IndexError):
        return None
    printed = []
    for x0, y0, x1, y1 in boxes:
        across, up = (min(length * EDGE, MOST_EDGE) for length in (x1 - x0, y1 - y0))
        printed.append(text.get_text_bounded(x0 + across, y0 + up, x1 - across, y1 - up))
    return "".join(printed)
