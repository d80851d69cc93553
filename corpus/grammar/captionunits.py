"""What unit a caption says: shares, prices per share, years, people, tonnes, percentages.

Comes in: the caption of a row, section or column. Goes out: a `Said` unit or None. Not for: money
and its scale (`corpus.grammar.units`, `corpus.tables.cellvalues`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PER_SHARE = re.compile(
    r"\bper\s(?:[\w-]+\s){0,2}(?:share|ads|unit|option|warrant|award)s?\b|\b(?:eps|dps|epu)\b"
    r"|\b(?:exercise|strike|share|stock|option|grant|conversion|redemption|subscription|purchase)\sprices?\b"
    r"|\bfair\svalues?\s(?:at|on|of)\s(?:the\s)?grant\b|\bgrant[\s-]date\s(?:fair\s)?(?:values?|prices?)\b|\bprices?\spaid\b",
    re.IGNORECASE,
)
# Amounts that stand beside prices per share and are no prices.
_NO_PRICE = re.compile(
    r"\b(?:aggregate|total|intrinsic|proceeds|consideration|allocation|adjustments?)\b",
    re.IGNORECASE,
)
_SHARE_WORDS = (
    r"(?:shares?|adss?|stock\soptions|options|warrants|[rp]sus?|restricted\sstock|awards|units)"
)
# A figure in a caption, with what it says of itself: "($2.54 per share)", "$1.00 par value".
_REMARK = re.compile(
    r"\([^()\d]*\d[^()]*\)|[$€£¥]\s?\d[\d,.]*(?:\s(?:per\s(?:[\w-]+\s){0,2}(?:share|unit|ads)s?|par\svalue))?",
    re.IGNORECASE,
)
# Captions whose first noun is shares count them, whatever they are used for.
_SHARES_FIRST = re.compile(
    r"^\W{0,2}(?:(?!per\b|dividends?\b|earnings\b|loss\b|income\b)[\w-]+\s){0,4}(?:shares|adss?)\b"
    r".*\b(?:used|outstanding|issued|comput\w+|calculat\w+)\b",
    re.IGNORECASE,
)
_SHARES = re.compile(
    rf"\b(?:number|no\.?|numbers)\sof\s(?:[\w-]+\s){{0,4}}{_SHARE_WORDS}\b"
    r"|\bweighted[\s-]average\s(?:[\w-]+\s){0,5}(?:shares?|ads|units?|stock|equivalents)\b"
    r"(?!\s(?:[\w-]+\s){0,3}(?:price|value))"
    r"|\bshares\s(?:outstanding|issued|authori[sz]ed|granted|vested|forfeited|cancelled|exercised|used"
    r"|purchased|repurchased|awarded|under\soption)\b"
    r"|^\W{0,2}(?:(?:basic|diluted|dilutive|common|ordinary|preferred|treasury|class\s\w|total|and)\s){0,4}"
    r"(?:shares|ads)\W{0,3}(?:outstanding|issued)?\W{0,2}$"
    r"|^\W{0,2}(?:common|ordinary)\sshares\b(?=.{0,40}\b(?:outstanding|issued|diluted|basic))",
    re.IGNORECASE,
)
# Sections whose rows without a currency count shares.
_SHARE_SECTION = re.compile(
    r"^\W{0,2}(?:basic\s|diluted\s)?(?:weighted[\s-]average\s)?(?:[\w-]+\s){0,3}shares?\s"
    r"(?:outstanding|at\send|used|issued)|\bnumber\sof\s(?:[\w-]+\s){0,3}(?:shares|options|awards)\b",
    re.IGNORECASE,
)
_NUMBER_SECTION = re.compile(
    r"\bnumber\sof\s(?:[\w-]+\s){0,3}(?:shares|options|awards)\b", re.IGNORECASE
)
_COUNTING = re.compile(
    r"\b(?:number|weighted|average|used|outstanding|issued|granted|vested)\b", re.IGNORECASE
)
_CENTS = re.compile(r"\b(?:cents?|pence)\b|\(p\)", re.IGNORECASE)
_DENOMINATOR = re.compile(r"\W{0,2}denominator\b", re.IGNORECASE)
_YEARS = re.compile(
    r"\(\s?(?:in\s)?years?\s?\)|,\s?(?:in\s)?years$|\buseful\s(?:economic\s)?li(?:fe|ves)\b"
    r"|\bremaining\s(?:[\w-]+\s){0,2}(?:term|life|lives|period)\b"
    r"|\b(?:expected|average)\s(?:term|li(?:fe|ves))\b"
    r"|\bamorti[sz]ation\speriod\b|^\W{0,2}years$",
    re.IGNORECASE,
)
# "Margin (%)", not "a rise of 10%" or "5% notes".
_PERCENT = re.compile(
    r"(?<![\d.])(?<![\d.]\s)%|(?<!\d\s)\bper\s?cent\b|\bpercentage\b", re.IGNORECASE
)
_COUNT = re.compile(
    r"\bnumber\sof\b|\bheadcount\b|\b(?:total|average|of)\semployees\b|^\W{0,2}employees\b"
    r"(?!\s(?:benefits?|expenses?|costs?|compensation|stock|share|related))"
    r"|\(\s?(?:persons?|people|number|#|headcount|heads)\s?\)"
    r"|^\W{0,2}(?:(?:19|20)\d\d\W{1,2})?(?:number|count)(?:\sM)?\W{0,2}$",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\(\s?(?:x|times)\s?\)$|\bturnover\s\(?times\)?$", re.IGNORECASE)
_BRACKETED = re.compile(r"\((?:in\s)?(?P<unit>[^()]{1,40})\)\W*$", re.IGNORECASE)
_PHYSICAL = {
    "mwh": "MWh", "kwh": "kWh", "gwh": "GWh", "twh": "TWh", "gj": "GJ", "tj": "TJ", "mw": "MW",
    "gw": "GW", "tonnes": "tonnes", "tonne": "tonnes", "metric tons": "metric tons", "tons": "tons",
    "kg": "kg", "litres": "litres", "liters": "liters", "m3": "m3", "cubic metres": "m3",
    "cubic meters": "m3", "sqm": "m2", "m2": "m2", "square metres": "m2", "square meters": "m2",
    "square feet": "sqft", "sq ft": "sqft", "tco2e": "tCO2e", "tco2": "tCO2", "km": "km",
    "hours": "hours", "days": "days", "months": "months", "barrels": "barrels", "boe": "boe",
    "ounces": "ounces", "oz": "ounces", "hectares": "hectares", "acres": "acres",
}  # fmt: skip
_THOUSANDS = re.compile(r"\(\s?1,000\s?\)|\b(?:thousands?|thous|000s?)\b|['’‘]000\b", re.IGNORECASE)
_MILLIONS = re.compile(r"\b(?:millions?|mn)\b|\bnumber\sM$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A unit that a caption says; `kind` is the unit, "per_share" for a price whose currency is
    elsewhere. `scale` is a power of ten that the caption itself states.
    """

    kind: str
    scale: int | None = None


@lru_cache(maxsize=8192)
def said_unit(caption: str) -> Said | None:
    """The unit that a caption says of its figures; None for money and for silence."""
    if not caption:
        return None
    whole, caption = caption, _own_words(caption)
    if _SHARES_FIRST.search(caption):
        return Said("shares", _own_scale(whole))
    if _PER_SHARE.search(caption) and not _NO_PRICE.search(caption):
        return Said("per_share")
    if _YEARS.search(caption):
        return Said("years")
    if _SHARES.search(caption):
        return Said("shares", _own_scale(whole))
    if _RATIO.search(caption):
        return Said("ratio")
    if _COUNT.search(caption):
        return Said("count", _own_scale(whole) or 0)
    physical = _physical(caption)
    if physical:
        return Said(physical, 0)
    return Said("percent") if _PERCENT.search(caption) else None


@lru_cache(maxsize=2048)
def is_equity(phrase: str) -> bool:
    """True for words that count instruments of equity: "stock options granted"."""
    return bool(_EQUITY.search(phrase))


_EQUITY = re.compile(
    rf"\b(?:shares|stock\soptions|options|warrants|[rp]sus?|restricted\sstock(?:\sunits)?|{_SHARE_WORDS}\sgranted)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def counts_shares(section: str) -> bool:
    """True for a section whose rows count shares: "Denominator", "Shares outstanding"."""
    section = _own_words(section)
    if _DENOMINATOR.match(section) or _SHARES_FIRST.search(section):
        return True
    counted = _SHARE_SECTION.search(section) or (
        _SHARES.search(section) and _COUNTING.search(section)
    )
    return bool(counted) and not _PER_SHARE.search(section)


@lru_cache(maxsize=2048)
def numbers_shares(section: str) -> int | None:
    """The power of ten of a section headed "number of shares", None for another section."""
    return (_own_scale(section) or 0) if _NUMBER_SECTION.search(section) else None


@lru_cache(maxsize=2048)
def is_in_cents(caption: str) -> bool:
    """True for a caption of hundredths of a currency unit: "cents per share"."""
    return bool(_CENTS.search(caption))


@lru_cache(maxsize=2048)
def is_per_share(caption: str) -> bool:
    """True for a caption of amounts per share."""
    caption = _own_words(caption)
    per = _PER_SHARE.search(caption) and not _SHARES_FIRST.search(caption)
    return bool(per) and not _NO_PRICE.search(caption)


def _own_words(caption: str) -> str:
    """A caption without the figures in it and what follows them: "Common stock, 3,000 shares
    authorized" is about stock.
    """
    plain = _REMARK.sub(" ", caption)
    return _COUNTED.split(plain)[0].strip()


_COUNTED = re.compile(r"(?:^|[,;:]?\s)\d{1,3}(?:,\d{3})+")


def _own_scale(caption: str) -> int | None:
    if _THOUSANDS.search(caption):
        return 3
    return 6 if _MILLIONS.search(caption) else None


def _physical(caption: str) -> str:
    """The physical unit in a caption's closing brackets: "(MWh)", "(tonnes per employee)"."""
    match = _BRACKETED.search(caption)
    if match is None:
        return ""
    said = match.group("unit").strip().lower()
    for link in (" per ", "/"):
        unit, found, per = said.partition(link)
        if found and unit.strip() in _PHYSICAL:
            return f"{_PHYSICAL[unit.strip()]}/{_PHYSICAL.get(per.strip(), per.strip())}"
    return _PHYSICAL.get(said, "")
