"""Values and periods in words: "JPY 1,774,953 thousand", "2Q02 (July to September 2002)".

Comes in: `Value`s and `Period`s. Goes out: text. Not for: sentences (`service.say.wording`).
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_EVEN as EVEN
from decimal import Decimal
from typing import NamedTuple

from corpus.base.records import Period, Value

SCALES = ((3, "thousand"), (6, "million"), (9, "billion"), (12, "trillion"))
UNIT_WORDS = {
    "ratio": "times",
    "count": "",
    "m2": "m²",
    "percentage_point": "percentage points",
    "messages/hour": "messages an hour",
    "ads": "ADS equivalents",
}
BIT_RATES = ((9, "Gbps"), (6, "Mbps"), (3, "kbps"), (0, "bps"))


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
        power, word = next(
            ((p, w) for p, w in BIT_RATES if abs(amount) >= Decimal(10) ** p), (0, "bps")
        )
        rate = amount.scaleb(-power)
        return f"{rate.quantize(Decimal('0.01')).normalize():f}{word}"
    if unit.isupper() and len(unit) == 3:
        return f"{unit} {_scaled(amount, value.decimals, shape)}"
    if "/" in unit and unit.split("/")[0].isupper():
        top, bottom = unit.split("/", 1)
        per = bottom if bottom.isupper() else bottom.replace("ads", "ADS")
        return f"{top} {_plain(_rounded(amount, shape.places))} per {per}"
    word = UNIT_WORDS.get(unit, unit)
    return f"{_scaled(amount, value.decimals, shape)} {word}".strip()


def _rounded(amount: Decimal, places: int | None) -> Decimal:
    return amount if places is None else amount.quantize(Decimal(1).scaleb(-places), EVEN)


def _scaled(amount: Decimal, decimals: int | None, shape: Shape) -> str:
    """An amount with its scale word, in the precision it is printed in or asked for."""
    if shape != AS_PRINTED:
        power = next((p for p, _ in reversed(SCALES) if p <= (shape.scale or 0)), 0)
        word = dict(SCALES).get(power, "")
        scaled = amount.scaleb(-power)
        told = scaled.normalize() if shape.places is None else _rounded(scaled, shape.places)
        return f"{told:,f} {word}".strip()
    if decimals is None or decimals > -3:
        return _plain(amount)
    power, word = next(((p, w) for p, w in reversed(SCALES) if p <= -decimals), (0, ""))
    if -decimals % 3 and abs(amount) >= Decimal(10) ** (power + 3):
        power, word = next((p, w) for p, w in SCALES if p > power)
    scaled = amount.scaleb(-power)
    places = max(0, power + decimals)
    return f"{scaled.quantize(Decimal(1).scaleb(-places), EVEN):,} {word}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text and amount == amount.to_integral() else text


def say_period(period: Period) -> str:
    """A period with its months: "2Q02 (July to September 2002)"; an instant as a date."""
    if period.start is None:
        return f"{period.end:%B} {period.end.day}, {period.end.year}"
    months = _months(period)
    return months if "/" in period.label else f"{period.label} ({months})"


def _months(period: Period) -> str:
    start, end = period.start, period.end
    if start is None:
        return end.isoformat()
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if not whole:
        return f"{start.isoformat()} to {end.isoformat()}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{end:%B %Y}"
    first = f"{start:%B}" if start.year == end.year else f"{start:%B %Y}"
    return f"{first} to {end:%B %Y}"
