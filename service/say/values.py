"""Units, values and periods in words, the same for sentences, pages, papers and the terminal.

Comes in: `Value`s, `Period`s and units. Goes out: text, and `Figure`s that a template prints
without thinking, unescaped. Not for: sentences (`service.say.wording`), arithmetic or HTML.

A sentence keeps the plain hyphen and all printed places; a page has a true minus, and may show a
figure in a coarser scale than its print. Both take their words from the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN as EVEN
from decimal import Context, Decimal
from typing import NamedTuple

from corpus.base.records import Period, Value
from corpus.grammar.numbers import plain_number


@dataclass(frozen=True, slots=True)
class Said:
    """How a unit is said: `many` behind its figures, `one` where something is told per unit."""

    many: str
    one: str = ""


UNITS: dict[str, Said] = {
    "percent": Said("%"),
    "percentage_point": Said("percentage points"),
    "ratio": Said("times"),
    "count": Said(""),
    "m2": Said("m²"),
    "messages/hour": Said("messages an hour"),
    "ads": Said("ADS equivalents", "ADS"),
    "JPY": Said("yen"),
    "USD": Said("US dollars", "US dollar"),
    "EUR": Said("euros"),
    "GBP": Said("pounds sterling"),
    "CNY": Said("yuan"),
    "INR": Said("rupees"),
    "CAD": Said("Canadian dollars"),
    "AUD": Said("Australian dollars"),
}
"""Units that are said otherwise than they are written; a new unit needs a row only for that."""
SCALES: Mapping[int, str] = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
"""Powers of ten by their words."""
BIT_RATES: Mapping[int, str] = {0: "bps", 3: "kbps", 6: "Mbps", 9: "Gbps", 12: "Tbps"}
"""Powers of ten of the unit `bps` by theirs."""
CHOICES: Mapping[str, int] = {"units": 0} | {f"{word}s": power for power, word in SCALES.items()}
"""The names by which a reader chooses a scale."""
MINUS = "−"
WIDE = Context(prec=400)
"""Digits enough for any figure that fits a printed cell; the default of 28 is not."""
_CURRENCY = re.compile(r"[A-Z]{3}\Z")


def is_currency(unit: str) -> bool:
    """True for a bare currency code, whose figures are shown scaled."""
    return bool(_CURRENCY.match(unit))


def unit_words(unit: str) -> str:
    """A unit in words: "yen", "%", "contracts", "yen per share"; "number" where it has none."""
    if "/" in unit and unit not in UNITS:
        top, bottom = unit.split("/", 1)
        return f"{unit_words(top)} per {_one(bottom)}".strip()
    return _many(unit) or "number"


def _many(unit: str) -> str:
    return UNITS[unit].many if unit in UNITS else unit.replace("_", " ")


def _one(unit: str) -> str:
    return (UNITS[unit].one if unit in UNITS else "") or unit.replace("_", " ")


class Shape(NamedTuple):
    """How values are asked to be shown: in units of a power of ten, to so many decimals."""

    scale: int | None = None
    places: int | None = None


AS_PRINTED = Shape()


def say_value(value: Value, shape: Shape = AS_PRINTED) -> str:
    """A value as people write it: "JPY 1,774,953 thousand", "184.9%", "22.7Gbps"."""
    if value.low is not None and value.high is not None:
        return f"{say_amount(value.low, value, shape)} to {say_amount(value.high, value, shape)}"
    if value.amount is None:
        bound = value.low if value.low is not None else value.high
        return say_amount(bound, value, shape) if bound is not None else value.printed
    return say_amount(value.amount, value, shape)


def say_amount(amount: Decimal, value: Value, shape: Shape = AS_PRINTED) -> str:
    """One amount in the unit and scale of `value`, or in the shape that is asked."""
    unit = value.unit
    if unit == "percent":
        return f"{_plain(_rounded(amount, shape.places))}%"
    if unit == "bps":
        power = max((p for p in BIT_RATES if abs(amount) >= Decimal(10) ** p), default=0)
        rate = amount.scaleb(-power)
        return f"{rate.quantize(Decimal('0.01')).normalize():f}{BIT_RATES[power]}"
    if is_currency(unit):
        return f"{unit} {_scaled(amount, value.decimals, shape)}"
    if "/" in unit and unit.split("/")[0].isupper():
        top, bottom = unit.split("/", 1)
        per = bottom if bottom.isupper() else _one(bottom)
        return f"{top} {_plain(_rounded(amount, shape.places))} per {per}"
    return f"{_scaled(amount, value.decimals, shape)} {_many(unit)}".strip()


def _rounded(amount: Decimal, places: int | None) -> Decimal:
    return amount if places is None else amount.quantize(Decimal(1).scaleb(-places), EVEN)


def _scaled(amount: Decimal, decimals: int | None, shape: Shape) -> str:
    """An amount with its scale word, in the precision it is printed in or asked for."""
    if shape != AS_PRINTED:
        power = max((p for p in SCALES if p <= (shape.scale or 0)), default=0)
        scaled = amount.scaleb(-power)
        told = scaled.normalize() if shape.places is None else _rounded(scaled, shape.places)
        return f"{told:,f} {SCALES.get(power, '')}".strip()
    if decimals is None or decimals > -3:
        return _plain(amount)
    power = max(p for p in SCALES if p <= -decimals)
    if -decimals % 3 and abs(amount) >= Decimal(10) ** (power + 3):
        power = min((p for p in SCALES if p > power), default=power)
    shown = _rounded(amount.scaleb(-power), max(0, power + decimals))
    return f"{shown:,} {SCALES[power]}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text and amount == amount.to_integral() else text


def grouped(number: Decimal) -> str:
    """All digits, with commas between thousands and without zeros that say nothing."""
    return f"{Decimal(plain_number(number) or 0):,f}"


def say_period(period: Period) -> str:
    """A period with its months: "2Q02 (July to September 2002)"; an instant as a date."""
    words = period_words(period, day=date.isoformat if period.start else day_words)
    return words if period.start is None or "/" in period.label else f"{period.label} ({words})"


def period_words(period: Period, *, day: Callable[[date], str] | None = None) -> str:
    """A period without its label: "July to September 2002", "September 30, 2002".

    `day` says the days of one that is not of whole months.
    """
    start, end, day = period.start, period.end, day or day_words
    if start is None:
        return day(end)
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return f"{day(start)} to {day(end)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{end:%B %Y}"
    first = f"{start:%B}" if start.year == end.year else f"{start:%B %Y}"
    return f"{first} to {end:%B %Y}"


def day_words(day: date) -> str:
    """A day: "September 30, 2002"."""
    return f"{day:%B} {day.day}, {day.year}"


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


def size_of(value: Value) -> Decimal:
    """The largest magnitude in a value, 0 where it holds none."""
    known = [abs(x) for x in (value.amount, value.low, value.high) if x is not None]
    return max(known, default=Decimal(0))


def natural_exponent(value: Value) -> int:
    """The power of ten in which a document prints the value: 3 for thousands, 9 for billions."""
    size = size_of(value)
    if not (is_currency(value.unit) or value.unit == "bps" or size >= 100_000):
        return 0
    if value.decimals is None or value.decimals >= 0:
        return 0
    exponent = -(value.decimals // 3) * 3
    while exponent > 0 and size and size < Decimal(10) ** (exponent - 2):
        exponent -= 3
    return min(exponent, max(SCALES))


def scale_choices(value: Value) -> list[str]:
    """Names of the scales in which a currency amount can be shown without inventing digits."""
    size = size_of(value)
    if not is_currency(value.unit) or not size:
        return []
    finest = 0 if value.decimals is None else max(0, -value.decimals)
    return [
        name
        for name, exponent in CHOICES.items()
        if (exponent >= finest or exponent == natural_exponent(value))
        and size >= Decimal(10) ** (exponent - 1)
    ]


def choice_of(exponent: int) -> str:
    """The name by which a reader chooses a scale."""
    return next(name for name, power in CHOICES.items() if power == exponent)


def figure(value: Value, *, scale: str | None = None) -> Figure:
    """Render a value for people, in the document's own scale or in the one asked for.

    A scale coarser than the print rounds half to even and says so; a scale finer than the print is
    not offered, because its zeros would look like digits.
    """
    exponent = CHOICES[scale] if scale in scale_choices(value) else natural_exponent(value)
    places = _places(value, exponent)
    parts = (value.amount,) if value.amount is not None else (value.low, value.high)
    rendered = [_number(part, exponent, places) for part in parts if part is not None]
    number = " to ".join(text for text, _ in rendered) or value.printed or "not given"
    if value.amount is None and len(rendered) == 1:
        number = ("at least " if value.low is not None else "at most ") + number
    prefix, suffix = _affixes(value.unit, exponent)
    return Figure(prefix, number, suffix, exponent, any(cut for _, cut in rendered))


def _places(value: Value, exponent: int) -> int | None:
    """Digits after the point; None prints the amount exactly."""
    if exponent > natural_exponent(value):
        magnitude = size_of(value) / Decimal(10) ** exponent
        return 0 if magnitude >= 1000 else 1 if magnitude >= 100 else 2
    return None if value.decimals is None else max(0, exponent + value.decimals)


def _number(amount: Decimal, exponent: int, places: int | None) -> tuple[str, bool]:
    """The digits with thousands separators and a true minus, and whether any were dropped."""
    scaled = amount.scaleb(-exponent, WIDE)
    if places is None:
        shown = scaled.normalize(WIDE)
    else:
        shown = scaled.quantize(Decimal(1).scaleb(-places), EVEN, WIDE)
    sign = MINUS if shown < 0 else ""
    return sign + f"{shown.copy_abs():,f}", shown != scaled


def _affixes(unit: str, exponent: int) -> tuple[str, str]:
    """What stands before and behind a number."""
    scale = SCALES.get(exponent, "")
    if is_currency(unit):
        return unit, scale
    if unit == "bps":
        return "", BIT_RATES[exponent]
    if "/" in unit and unit not in UNITS:
        top, bottom = unit.split("/", 1)
        per = f"per {_one(bottom)}"
        return (top, per) if is_currency(top) else ("", f"{top} {per}")
    return "", f"{scale} {_many(unit)}".strip()


def scale_words(unit: str, exponent: int) -> str:
    """The unit of a table or chart: "JPY million", "Gbps", "million contracts"."""
    if unit == "bps":
        return BIT_RATES[exponent]
    scale = SCALES.get(exponent, "")
    return (f"{unit} {scale}" if is_currency(unit) else f"{scale} {unit_words(unit)}").strip()
