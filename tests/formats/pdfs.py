"""PDF files written from lines at positions, as few bytes as a reader needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTHS = {",": 278, ".": 278, "(": 333, ")": 333, "%": 889, "-": 333, " ": 278}
"""Of Helvetica, in thousandths; digits and `$` are 556 wide."""
FONTS = (
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
)


@dataclass(frozen=True)
class At:
    """Text whose baseline begins at (x, y), in points; `turned` text runs upwards."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    turned: bool = False

    def drawn(self) -> bytes:
        raw = self.text.encode("latin-1")
        for mark in (b"\\", b"(", b")"):
            raw = raw.replace(mark, b"\\" + mark)
        matrix = "0 1 -1 0" if self.turned else "1 0 0 1"
        head = f"BT /F{int(self.bold)} {self.size} Tf {matrix} {self.x:.2f} {self.y:.2f} Tm ("
        return head.encode() + raw + b") Tj ET\n"


@dataclass(frozen=True)
class Rule:
    """A thin line from x0 to x1."""

    x0: float
    x1: float
    y: float

    def drawn(self) -> bytes:
        return f"{self.x0} {self.y} {self.x1 - self.x0} 0.5 re f\n".encode()


Drawn = At | Rule


def right(x: float, y: float, figure: str, size: float = 10) -> At:
    """A figure that ends at x."""
    width = sum(WIDTHS.get(character, 556) for character in figure) * size / 1000
    return At(x - width, y, figure, size)


def row(y: float, caption: str, *figures: str, ends: Sequence[float] = (300, 400, 500)) -> list[At]:
    """A caption at the left, and figures that end at `ends`."""
    filled = [right(x, y, figure) for x, figure in zip(ends, figures, strict=False) if figure]
    return [At(50, y, caption), *filled] if caption else filled


def pdf(*pages: Iterable[Drawn], extra: bytes = b"", picture: bool = False) -> bytes:
    """A file of pages of 600 by 800 points; `picture` fills each with a grey image."""
    bodies = [b"".join(drawn.drawn() for drawn in page) for page in pages]
    if picture:
        bodies = [b"q 600 0 0 800 0 0 cm /I Do Q\n" + body for body in bodies]
    return from_streams([stream(body) for body in bodies], extra)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """An object that holds a stream."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def from_streams(contents: Sequence[bytes], extra: bytes = b"", repeats: int = 1) -> bytes:
    """A file with a page for each stream, which is drawn `repeats` times."""
    image = stream(
        b"\x80", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray"
    )  # fmt: skip
    objects = [b"", b"", *FONTS, image]
    kids = []
    for content in contents:
        objects.append(content)
        drawn = b"%d 0 R " % len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[%s]/Resources<<"
            b"/Font<</F0 3 0 R/F1 4 0 R>>/XObject<</I 5 0 R>>>>>>" % (drawn * repeats)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return _file(objects, extra)


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, extra)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % table)
