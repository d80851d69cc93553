"""Figures, periods, units and links in the words of the pages.

Comes in: values and periods, as records of `corpus.base.records` or as members of the answer
contract. Goes out: small frozen records that a template prints without thinking. Not for:
arithmetic on facts, and not for HTML; every text leaves here unescaped and is escaped by the
template.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode

from corpus.base.records import Period, Value

SCALES: Mapping[str, int] = {"units": 0, "thousands": 3, "millions": 6, "billions": 9}
_SCALE_WORDS: Mapping[int, str] = {0: "", 3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_BPS_WORDS: Mapping[int, str] = {0: "bps", 3: "kbps", 6: "Mbps", 9: "Gbps", 12: "Tbps"}
_SUFFIXES: Mapping[str, str] = {
    "percent": "%",
    "percentage_point": " percentage points",
    "ratio": " times",
    "count": "",
    "m2": " m²",
    "messages/hour": " messages an hour",
}
CURRENCY_WORDS: Mapping[str, str] = {
    "JPY": "yen",
    "USD": "US dollars",
    "EUR": "euros",
    "GBP": "pounds sterling",
    "CNY": "yuan",
    "INR": "rupees",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
}
_PER: Mapping[str, str] = {"ads": "per ADS", "share": "per share", "USD": "per US dollar"}
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
MINUS = "−"
WIDE = Context(prec=400)
"""Digits enough for any figure that fits a printed cell; the default of 28 is not."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as the pages take it in: base units, decimals as XBRL counts them."""

    amount: Decimal | None
    unit: str
    printed: str = ""
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def size(self) -> Decimal:
        """The largest magnitude in the value, 0 where it holds none."""
        known = [abs(x) for x in (self.amount, self.low, self.high) if x is not None]
        return max(known, default=Decimal(0))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure ready to print: `JPY` `1,774,953` `thousand`, and all of it as one text.

    `exponent` is the power of ten that the suffix says; `rounded` is true where digits that are
    printed in the document are not shown.
    """

    prefix: str
    number: str
    suffix: str
    exponent: int = 0
    rounded: bool = False

    @property
    def text(self) -> str:
        """Prefix, number and suffix, joined as they are read aloud."""
        joined = f"{self.prefix} {self.number}" if self.prefix else self.number
        if not self.suffix:
            return joined
        return joined + self.suffix if self.suffix == "%" else f"{joined} {self.suffix}"


def decimal_or_none(text: object) -> Decimal | None:
    """Read a decimal string of the answer contract; None for null or anything else."""
    if text is None or text == "":
        return None
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def shown_from_json(value: Mapping[str, Any]) -> Shown:
    """Take in a VALUE of the answer contract."""
    decimals = value.get("decimals")
    return Shown(
        amount=decimal_or_none(value.get("amount")),
        unit=str(value.get("unit") or ""),
        printed=str(value.get("printed") or ""),
        decimals=decimals if isinstance(decimals, int) else None,
        low=decimal_or_none(value.get("low")),
        high=decimal_or_none(value.get("high")),
    )


def shown_from_value(value: Value) -> Shown:
    """Take in the value of a fact."""
    return Shown(value.amount, value.unit, value.printed, value.decimals, value.low, value.high)


def is_currency(unit: str) -> bool:
    """True for a bare currency code, which is shown scaled to thousands, millions or billions."""
    return bool(_CURRENCY.match(unit))


def unit_words(unit: str) -> str:
    """A unit in words: "yen", "%", "contracts", "yen per share"."""
    if "/" in unit:
        top, _, bottom = unit.partition("/")
        return f"{unit_words(top)} {_PER.get(bottom, 'per ' + bottom.replace('_', ' '))}".strip()
    return CURRENCY_WORDS.get(unit, _SUFFIXES.get(unit, unit.replace("_", " ")).strip() or "number")


def natural_exponent(value: Shown) -> int:
    """The power of ten in which a document prints the value: 3 for thousands, 9 for billions."""
    if not (is_currency(value.unit) or value.unit == "bps" or value.size >= 100_000):
        return 0
    if value.decimals is None or value.decimals >= 0:
        return 0
    exponent = -(value.decimals // 3) * 3
    while exponent > 0 and value.size and value.size < Decimal(10) ** (exponent - 2):
        exponent -= 3
    return min(exponent, 12)


def scale_choices(value: Shown) -> list[str]:
    """Names of the scales in which a currency amount can be shown without inventing digits."""
    if not is_currency(value.unit) or not value.size:
        return []
    finest = 0 if value.decimals is None else max(0, -value.decimals)
    return [
        name
        for name, exponent in SCALES.items()
        if (exponent >= finest or exponent == natural_exponent(value))
        and value.size >= Decimal(10) ** (exponent - 1)
    ]


def figure(value: Shown, *, scale: str | None = None) -> Figure:
    """Render a value for people, in the document's own scale or in the one asked for.

    A scale coarser than the print rounds half to even and says so; a scale finer than the print is
    not offered, because its zeros would look like digits.
    """
    exponent = natural_exponent(value)
    if scale in scale_choices(value):
        exponent = SCALES[scale]
    places = _places(value, exponent)
    parts = [x for x in (value.amount,) if x is not None] or [
        x for x in (value.low, value.high) if x is not None
    ]
    rendered = [_number(part, exponent, places) for part in parts]
    number = " to ".join(text for text, _ in rendered) or value.printed or "not given"
    if value.amount is None and len(rendered) == 1:
        number = ("at least " if value.low is not None else "at most ") + number
    prefix, suffix = _affixes(value.unit, exponent)
    return Figure(prefix, number, suffix, exponent, any(cut for _, cut in rendered))


def _places(value: Shown, exponent: int) -> int | None:
    """Digits after the point; None prints the amount exactly."""
    natural = natural_exponent(value)
    if exponent > natural:
        magnitude = value.size / Decimal(10) ** exponent
        return 0 if magnitude >= 1000 else 1 if magnitude >= 100 else 2
    if value.decimals is None:
        return None
    return max(0, exponent + value.decimals)


def _number(amount: Decimal, exponent: int, places: int | None) -> tuple[str, bool]:
    """The digits with thousands separators and a true minus, and whether any were dropped."""
    scaled = amount.scaleb(-exponent, WIDE)
    if places is None:
        shown = scaled.normalize(WIDE)
        exponent_of = shown.as_tuple().exponent
        if isinstance(exponent_of, int) and exponent_of > 0:
            shown = shown.quantize(Decimal(1), ROUND_HALF_EVEN, WIDE)
    else:
        shown = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, WIDE)
    sign = MINUS if shown < 0 else ""
    return sign + f"{shown.copy_abs():,f}", shown != scaled


def _affixes(unit: str, exponent: int) -> tuple[str, str]:
    words = _SCALE_WORDS.get(exponent, "")
    if is_currency(unit):
        return unit, words
    if unit == "bps":
        return "", _BPS_WORDS.get(exponent, "bps")
    if "/" in unit and unit not in _SUFFIXES:
        top, _, bottom = unit.partition("/")
        per = _PER.get(bottom, "per " + bottom.replace("_", " "))
        return (top, per) if is_currency(top) else ("", f"{top} {per}")
    plain = _SUFFIXES.get(unit, unit.replace("_", " ")).strip()
    return "", f"{words} {plain}".strip()


def period_words(period: Period | Mapping[str, Any] | None) -> str:
    """A period as a banker says it: "July to September 2002", "September 30, 2002"."""
    if period is None:
        return ""
    start: date | None
    end: date | None
    if isinstance(period, Period):
        start, end, label = period.start, period.end, period.label
    else:
        start, end = _date(period.get("start")), _date(period.get("end"))
        label = str(period.get("label") or "")
    if end is None:
        return label
    if start is None:
        return day_words(end)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        first, last = calendar.month_name[start.month], calendar.month_name[end.month]
        if (start.year, start.month) == (end.year, end.month):
            return f"{last} {end.year}"
        if start.year == end.year:
            return f"{first} to {last} {end.year}"
        return f"{first} {start.year} to {last} {end.year}"
    return f"{day_words(start)} to {day_words(end)}"


def day_words(day: date) -> str:
    """A day: "September 30, 2002"."""
    return f"{calendar.month_name[day.month]} {day.day}, {day.year}"


def _date(text: object) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def sentence_case(label: str) -> str:
    """First letter up, the rest untouched: "equipment sales" and "R&D" both survive."""
    return label[:1].upper() + label[1:]


def ask_url(question: str, **parameters: str | None) -> str:
    """The address of a question's answer, with the parameters that are set."""
    pairs = [("q", question), *((k, v) for k, v in sorted(parameters.items()) if v)]
    return "/?" + urlencode(pairs)


def source_url(document: str, start: int, end: int) -> str:
    """The reader at these characters: works with the fragment alone and without JavaScript."""
    return f"/documents/{quote(document)}?start={start}&end={end}#c{start}-{end}"
