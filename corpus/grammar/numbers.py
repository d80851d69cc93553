"""Printed figures to exact values: "(193,782)", "(-)1.8%", "JPY10.6 billion", "9.0-9.5B",
"22.7Gbps".

Comes in: text. Goes out: `Figure`s with exact offsets, sign, decimals, attached currency, scale
and unit. Not for: what a figure measures, nor whether it is one (dates, telephone numbers: the
callers know). Source of scale, sign and decimals: Inline XBRL 1.1 part 1, section 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.base.errors import NumberError
from corpus.grammar.units import SCALE_LETTERS, SCALE_WORDS, SYMBOL_CURRENCY, unit_of_suffix

MAX_DIGITS = 30  # longer runs of digits are no figure of a disclosure


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure.

    `amount` is in base units of `unit` once its own scale word is applied; a percentage keeps its
    number. `start`..`end` are the printed characters with sign and brackets, without currency and
    scale words; `outer_start`..`outer_end` include those. `decimals` is XBRL's precision. `scale`
    is the power of ten of the figure's own scale word, None where it has none (the units line of
    its table then decides).
    """

    amount: Decimal
    decimals: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    printed: str
    negative: bool = False
    bracketed: bool = False
    currency: str | None = None
    unit: str | None = None
    scale: int | None = None
    places: int = 0
    grouped: bool = False

    def scaled(self, power: int) -> tuple[Decimal, int]:
        """(amount, decimals) with a units line's power of ten, where the figure has no scale of
        its own.
        """
        if self.scale is not None or not power:
            return self.amount, self.decimals
        return self.amount.scaleb(power), self.decimals - power


_CURRENCY = "|".join(
    re.escape(s)
    for s in sorted(
        (s for s in SYMBOL_CURRENCY if not (s.isalpha() and s.islower() and len(s) > 3)),
        key=len,
        reverse=True,
    )
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+|\.\d+"
_FIGURE = re.compile(
    rf"""
    (?P<open>\()?[ ]?
    (?P<neg>\(-\)|\(−\)|(?<![\w%)])[-−–△▲](?=[\d$£€¥.(])|[△▲][ ](?=\d))?
    (?:(?<![A-Za-z])(?P<cur>{_CURRENCY}|Y(?=\d))[ ]{{0,3}})?
    (?P<neg2>\(-\)|(?<![\w%)])[-−–△▲](?=[\d.(]))?
    (?P<open2>\()?[ ]?
    (?P<num>{_DIGITS})
    (?P<pct>[ ]?[%％])?
    (?P<close>[ ]?\))?
    (?P<pct2>[ ]?%)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALE_AFTER = re.compile(
    r"(?:\s{0,2}(?P<word>" + "|".join(sorted(SCALE_WORDS, key=len, reverse=True)) + r")\b"
    r"|(?P<letter>bn|[kKmMbBT])(?![A-Za-z0-9²]))",
    re.IGNORECASE,
)
_CURRENCY_AFTER = re.compile(
    r"\s?(?P<cur>yen|US dollars|U\.S\. dollars|dollars|euros?|pounds|JPY|USD|EUR|GBP|RMB|INR)\b",
    re.IGNORECASE,
)


def find_figures(text: str, start: int = 0, end: int | None = None) -> list[Figure]:
    """All printed figures of `text[start:end]` from left to right; offsets are those of `text`."""
    stop = len(text) if end is None else end
    found: list[Figure] = []
    at = start
    while match := _FIGURE.search(text, at, stop):
        at = match.end()
        figure = _figure(text, match, stop)
        if figure is not None:
            found.append(figure)
            at = max(at, figure.end)
    return found


def parse_figure(text: str, *, scale: int = 0) -> Figure:
    """Read one printed figure such as "(193,782)".

    Units: base units once `scale` (3 for thousands) is applied. Raises: NumberError where the
    text is no figure or two figures run together, as in a damaged row.
    """
    found = find_figures(text)
    if len(found) != 1:
        raise NumberError(f"{text!r} holds {len(found)} figures, not one")
    figure = found[0]
    rest = (text[: figure.outer_start] + text[figure.outer_end :]).strip(" \t*_|")
    if rest:
        raise NumberError(f"{text!r} is more than a figure: {rest!r}")
    amount, decimals = figure.scaled(scale)
    return Figure(
        amount,
        decimals,
        figure.start,
        figure.end,
        figure.outer_start,
        figure.outer_end,
        figure.printed,
        figure.negative,
        figure.bracketed,
        figure.currency,
        figure.unit,
        figure.scale if figure.scale is not None else (scale or None),
        figure.places,
        figure.grouped,
    )


def _figure(text: str, match: re.Match[str], stop: int) -> Figure | None:
    digits = match.group("num")
    if len(digits) > MAX_DIGITS or _inside_word(text, match):
        return None
    opened = match.group("open") or match.group("open2")
    closed = match.group("close")
    bracketed = bool(opened and closed)
    minus = bool(match.group("neg") or match.group("neg2"))
    begin, finish = _printed_span(match, bracketed)
    number = Decimal(digits.replace(",", ""))
    places = len(digits.partition(".")[2])
    unit, scale, outer_end = _suffix(
        text, finish, stop, bool(match.group("pct") or match.group("pct2"))
    )
    cur = match.group("cur")
    currency = ("JPY" if cur == "Y" else SYMBOL_CURRENCY.get(cur.lower())) if cur else None
    if currency is None and unit is None:
        after = _CURRENCY_AFTER.match(text, outer_end, stop)
        if after:
            currency, outer_end = SYMBOL_CURRENCY.get(after.group("cur").lower()), after.end()
    negative = bracketed or minus
    power = scale or 0
    amount = (-number if negative else number).scaleb(power)
    outer_start = min(begin, match.start("cur")) if cur else begin
    if match.group("neg") and not bracketed:
        outer_start = min(outer_start, match.start("neg"))
    return Figure(
        amount,
        places - power,
        begin,
        finish,
        outer_start,
        outer_end,
        text[begin:finish],
        negative,
        bracketed,
        currency,
        unit,
        scale,
        places,
        "," in digits,
    )


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """True for digits inside a word: "2Q02", "IIJ4U", "T1"; a currency symbol or unit may touch."""
    left = match.start("num") - 1
    if match.group("cur") is None and left >= 0 and (text[left].isalpha() or text[left] == "_"):
        return True
    if left >= 1 and text[left] in ".," and text[left - 1].isdigit():
        return True
    right = match.end("num")
    if right < len(text) and text[right].isalpha() and not match.group("pct"):
        tail = text[right : right + 24]
        return not (_SCALE_AFTER.match(tail) or unit_of_suffix(tail))
    return False


def _printed_span(match: re.Match[str], bracketed: bool) -> tuple[int, int]:
    """The printed characters: brackets and sign belong to a figure, its currency does not."""
    pct = (
        match.end("pct2") if match.group("pct2") else match.end("pct") if match.group("pct") else -1
    )
    if bracketed:
        begin = match.start("open2") if match.group("open2") else match.start("open")
        if match.group("open") and not match.group("open2"):
            begin = match.start("open")
        return begin, max(match.end("close"), pct)
    begin = match.start("num")
    if match.group("neg2"):
        begin = match.start("neg2")
    elif match.group("neg") and not match.group("cur"):
        begin = match.start("neg")
    return begin, max(match.end("num"), match.end("pct") if match.group("pct") else -1)


def _suffix(text: str, at: int, stop: int, percent: bool) -> tuple[str | None, int | None, int]:
    """Unit and scale after a figure: (unit, power of ten or None, where the suffix ends)."""
    if percent:
        return "percent", 0, at
    scale: int | None = None
    tail_end = min(stop, at + 48)
    word = _SCALE_AFTER.match(text, at, tail_end)
    if word:
        name = word.group("word")
        if name:
            scale = SCALE_WORDS[name.lower()]
        else:
            letter = word.group("letter")
            scale = SCALE_LETTERS.get(letter, SCALE_LETTERS.get(letter.lower(), 0))
        at = word.end()
    skip = at
    while skip < tail_end and text[skip] in " \n\t" and skip - at < 2:
        skip += 1
    unit = unit_of_suffix(text[skip:tail_end])
    if unit:
        return (
            unit[0],
            (scale or 0) + unit[1] if (scale is not None or unit[1]) else scale,
            skip + unit[2],
        )
    return None, scale, at


def plain_number(number: Decimal | None) -> str | None:
    """A decimal without exponent and without zeros that say nothing: "1774953000", "7.15"."""
    if number is None:
        return None
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
