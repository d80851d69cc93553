"""Currencies, scale words and other units: symbols and aliases as tables, and the units line of a
table.

Comes in: printed text such as "JPY", "Gbps", "(JPY in millions)". Goes out: unit names of the
answer contract, powers of ten, `UnitsLine`. Not for: figures themselves
(`corpus.grammar.numbers`). A bare "$" is only a candidate: the document's own units line or entity
decides which dollar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# ISO 4217 code -> symbols and words; a longer symbol wins over a shorter one inside it.
CURRENCIES: dict[str, tuple[str, ...]] = {
    "JPY": ("JPY", "¥", "￥", "円", "yen", "japanese yen"),
    "USD": (
        "USD",
        "US$",
        "U.S.$",
        "US dollars",
        "U.S. dollars",
        "US dollar",
        "U.S. dollar",
        "dollars",
        "dollar",
        "$",
        "US\\$",
        "\\$",
    ),
    "EUR": ("EUR", "€", "euro", "euros"),
    "GBP": ("GBP", "£", "pounds sterling", "sterling"),
    "INR": ("INR", "Rs.", "Rs", "₹", "rupees"),
    "CNY": ("CNY", "RMB", "renminbi", "yuan"),
    "HKD": ("HKD", "HK$", "Hong Kong dollars"),
    "SGD": ("SGD", "S$", "Singapore dollars"),
    "AUD": ("AUD", "A$", "AU$", "Australian dollars"),
    "NZD": ("NZD", "NZ$", "New Zealand dollars"),
    "CAD": ("CAD", "C$", "CA$", "Cdn$", "Canadian dollars"),
    "CHF": ("CHF", "Swiss francs"),
    "SEK": ("SEK",),
    "NOK": ("NOK",),
    "DKK": ("DKK",),
    "KRW": ("KRW", "₩", "won"),
    "TWD": ("TWD", "NT$", "New Taiwan dollars"),
    "BRL": ("BRL", "R$"),
    "ZAR": ("ZAR",),
    "ILS": ("ILS", "NIS"),
    "RUB": ("RUB", "rubles"),
    "MXN": ("MXN",),
    "THB": ("THB", "baht"),
}
DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})  # printed "$" at home
SYMBOL_CURRENCY: dict[str, str] = {
    symbol.lower(): code for code, symbols in CURRENCIES.items() for symbol in symbols
}

# Power of ten of a scale word; single letters count only when glued to a figure ("12.1B").
SCALE_WORDS: dict[str, int] = {
    "hundred": 2,
    "thousand": 3,
    "thousands": 3,
    "thous": 3,
    "million": 6,
    "millions": 6,
    "billion": 9,
    "billions": 9,
    "trillion": 12,
    "trillions": 12,
    "mn": 6,
    "bn": 9,
    "mm": 6,
    "mil": 6,
    "lakh": 5,
    "lakhs": 5,
    "crore": 7,
    "crores": 7,
}
# What a plural noun counts, where it is more than a plain count.
COUNTED = frozenset(
    {"contracts", "subscribers", "users", "customers", "employees"}
    | {"shares", "households", "messages", "barrels"}
)
SCALE_LETTERS: dict[str, int] = {"k": 3, "K": 3, "m": 6, "M": 6, "b": 9, "B": 9, "bn": 9, "T": 12}

# Unit text after a figure -> (unit name, power of ten). Longest first at look-up.
UNIT_SUFFIXES: dict[str, tuple[str, int]] = {
    "%": ("percent", 0),
    "％": ("percent", 0),
    "percent": ("percent", 0),
    "per cent": ("percent", 0),
    "percentage points": ("percentage_point", 0),
    "percentage point": ("percentage_point", 0),
    "basis points": ("basis_point", 0),
    "bps": ("basis_point", 0),  # bits come with a prefix: "kbps"
    "kbps": ("bps", 3),
    "mbps": ("bps", 6),
    "gbps": ("bps", 9),
    "tbps": ("bps", 12),
    "times": ("ratio", 0),
    "x": ("ratio", 0),
    "m2": ("m2", 0),
    "㎡": ("m2", 0),
    "m²": ("m2", 0),
    "square meters": ("m2", 0),
    "square metres": ("m2", 0),
    "square feet": ("sqft", 0),
    "sq. ft.": ("sqft", 0),
    "tons/㎡": ("metric tons/m2", 0),
    "ton/㎡": ("metric tons/m2", 0),
    "ton/m2": ("metric tons/m2", 0),
    "metric tons": ("metric tons", 0),
    "tons": ("metric tons", 0),
    "months": ("months", 0),
    "month": ("months", 0),
    "years": ("years", 0),
    "year": ("years", 0),
    "days": ("days", 0),
    "weeks": ("weeks", 0),
    "contracts": ("contracts", 0),
    "subscribers": ("subscribers", 0),
    "users": ("users", 0),
    "customers": ("customers", 0),
    "employees": ("employees", 0),
    "shares": ("shares", 0),
    "ads": ("ads", 0),
    "adss": ("ads", 0),
    "messages per hour": ("messages/hour", 0),
    "households": ("households", 0),
    "megawatts": ("MW", 0),
    "mw": ("MW", 0),
    "barrels": ("barrels", 0),
}

_WORD_SCALE = re.compile(
    r"\b(?:in)?(thousand|million|billion|trillion|lakh|crore)s?\b|['’‘]\s?000s?\b|\b000['’]?s\b"
    r"|[$€£¥₹]\s?000\b|\b(mn|bn|mm|thous)\b",
    re.IGNORECASE,
)
# A units line cut short on its way to text ("JPY in millio") still names its scale.
_CUT_SCALE = re.compile(
    r"\bin\s+(thou|thous|thousa|thousan|mill|milli|millio|bill|billi|billio)\W*$", re.IGNORECASE
)
_SYMBOL_LETTER = re.compile(
    r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|RMB|CNY|JPY|AUD|CAD|SGD|HKD|CHF|SEK|NOK|DKK|INR))\s?(m|mn|bn|b|k)\b",
    re.IGNORECASE,
)
_SHARES_IN = re.compile(
    r"\b(?:shares|units|awards)\b[^;()]{0,40}?\bin\s(thousands|millions|billions)\b", re.IGNORECASE
)
_GIGA = re.compile(r"\b(kilo|mega|giga|tera)\s?bits?\s+per\s+second", re.IGNORECASE)
_PREFIX = {"kilo": 3, "mega": 6, "giga": 9, "tera": 12}
_EXCEPT = re.compile(r"\bexcept\b(.*)", re.IGNORECASE | re.DOTALL)
_PARENS = re.compile(r"\(([A-Z]{3})\)")


def _symbol_pattern() -> re.Pattern[str]:
    parts = []
    for symbol in sorted(SYMBOL_CURRENCY, key=len, reverse=True):
        body = re.escape(symbol)
        left = r"(?<![A-Za-z])" if symbol[0].isalnum() else ""
        right = r"(?![A-Za-z])" if symbol[-1].isalnum() else ""
        if symbol.upper() in CURRENCIES:
            right = r"(?:(?![A-Za-z])|(?=(?:m|mn|bn|k)\b))"  # "USDm"
        parts.append(f"{left}{body}{right}")
    return re.compile("|".join(parts), re.IGNORECASE)


_SYMBOL = _symbol_pattern()


@dataclass(frozen=True, slots=True)
class UnitsLine:
    """What a line such as "(JPY in millions, except per share data)" says.

    `currencies` in printed order; `scale` the power of ten or None; `unit` a unit that is no
    currency (bps, contracts); `except_for` the words after "except"; `shares` the power of ten
    that it states for numbers of shares.
    """

    currencies: tuple[str, ...] = ()
    scale: int | None = None
    unit: str | None = None
    except_for: str = ""
    shares: int | None = None


def currency_of(symbol: str) -> str | None:
    """The ISO 4217 code that a symbol or word stands for, None where it is none."""
    return SYMBOL_CURRENCY.get(symbol.strip().lower())


def find_currencies(text: str) -> tuple[str, ...]:
    """ISO codes of all currency symbols and words in `text`, in printed order, once each."""
    found: list[str] = []
    for match in _SYMBOL.finditer(text):
        code = SYMBOL_CURRENCY[match.group().lower()]
        if code not in found:
            found.append(code)
    return tuple(found)


def find_scale(text: str) -> int | None:
    """The power of ten that a units line or column caption states, None where it states none."""
    match = _WORD_SCALE.search(text)
    if match:
        word = (match.group(1) or match.group(2) or "thousand").lower()
        return SCALE_WORDS[word]
    match = _CUT_SCALE.search(text)
    if match:
        return {"t": 3, "m": 6, "b": 9}[match.group(1)[0].lower()]
    match = _SYMBOL_LETTER.search(text)
    return (
        SCALE_LETTERS[match.group(1).lower()]
        if match and match.group(1).lower() in SCALE_LETTERS
        else SCALE_WORDS.get(match.group(1).lower())
        if match
        else None
    )


def parse_units_line(text: str) -> UnitsLine | None:
    """Read a units line; None where the text states neither currency, scale nor unit.

    >>> parse_units_line("(JPY in millions)").scale
    6
    """
    cut = _EXCEPT.search(text)
    head = text[: cut.start()] if cut else text
    except_for = cut.group(1).strip(" .)") if cut else ""
    bits = _GIGA.search(head)
    if bits:
        return UnitsLine((), _PREFIX[bits.group(1).lower()], "bps", except_for)
    currencies = find_currencies(head)
    scale = find_scale(head)
    unit = None
    if not currencies:
        lowered = head.lower()
        if "number of contracts" in lowered or "contracts" in lowered.split():
            unit = "contracts"
        elif "%" in head or "percent" in lowered:
            unit = "percent"
    if not currencies and scale is None and unit is None:
        return None
    counted = _SHARES_IN.search(text)
    shares = SCALE_WORDS[counted[1].lower()] if counted else None
    return UnitsLine(currencies, scale, unit, except_for, shares)


def unit_of_suffix(text: str) -> tuple[str, int, int] | None:
    """The unit that `text` begins with.

    (unit, power of ten, characters read), None where it is none.
    """
    lowered = text.lower()
    for suffix in _SUFFIXES_BY_LETTER.get(lowered[:1], ()):
        if lowered.startswith(suffix):
            end = len(suffix)
            if suffix[-1].isalnum() and lowered[end : end + 1].isalnum():
                continue
            unit, power = UNIT_SUFFIXES[suffix]
            return unit, power, end
    return None


_SUFFIXES_BY_LETTER: dict[str, list[str]] = {}
for _suffix in sorted(UNIT_SUFFIXES, key=len, reverse=True):
    _SUFFIXES_BY_LETTER.setdefault(_suffix[0], []).append(_suffix)
