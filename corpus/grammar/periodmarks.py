"""What a text must hold for a way of saying a period to match it: a look before the patterns.

Comes in: a text. Goes out: the marks that it bears, each of which stands for a group of rules. Not
for: reading a period (`corpus.grammar.periodrules`); a text that bears a mark may well name none.
"""

from __future__ import annotations

import re

from corpus.grammar.periodrules import MONTH_PATTERN, MONTHS

MARKS: dict[str, tuple[str, ...]] = {
    "month": tuple(sorted({name[:3] for name in MONTHS})),
    "fiscal": ("fiscal", "fy", "financial"),
    "quarter": ("quarter", "qtr", "quater"),
    "quarter or months": ("quarter", "qtr", "months"),
    "half": ("half",),
    "calendar": ("calendar",),
    "nQ": (*(f"{n}{gap}q" for n in range(1, 5) for gap in ("", " ")), "0q", "oq"),
    "Qn": tuple(f"q{gap}{n}" for n in range(1, 5) for gap in ("", " ")),
    "nQ or Qn": tuple(f"{a}{b}" for n in "1234" for a, b in ((n, "q"), ("q", n), ("q ", n))),
    "nH": tuple(f"{a}{gap}{b}" for n in "12" for a, b in ((n, "h"), ("h", n)) for gap in ("", " ")),
    "nM": tuple(f"{n}{gap}m" for n in "3692" for gap in ("", " ")),
    "year end": ("year end", "year-end"),
    "Fn": tuple(f"f{gap}{n}" for n in range(10) for gap in ("", "'")),
    "sign": ("/", "-", "."),
    "digit": ("19", "20"),
}
"""Of each mark's texts one stands, in lower case and with blanks for all white space, in every text
that a rule of that mark matches."""
_LETTERLESS = {
    mark: said for mark, said in MARKS.items() if not any(map(str.isalpha, "".join(said)))
}
_BLANKS = {c: " " for c in range(128) if chr(c).isspace()}
_DIGIT = re.compile(r"\d")
_MONTH = re.compile(MONTH_PATTERN.format(n=""))


def marks_of(text: str) -> tuple[str, ...]:
    """The marks of a text; all where it is not ASCII, whose letters have other cases too."""
    if not text.isascii():
        return tuple(MARKS)
    if not _DIGIT.search(text):
        return ()
    lower = text.lower()
    if not lower.isprintable():
        lower = lower.translate(_BLANKS)
    held = []
    for mark, said in (MARKS if lower.islower() else _LETTERLESS).items():
        for part in said:
            if part in lower:
                held.append(mark)
                break
    if "month" in held and not _MONTH.search(lower):  # "market" holds none
        held.remove("month")
    return tuple(held)
