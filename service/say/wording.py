"""Answers as sentences that a person would quote: the precise figure first, then what must be
known.

Comes in: outcomes. Goes out: text. Not for: choosing what to say it about, nor for HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from corpus.base.records import Period, Value
from service.find.outcome import Outcome
from service.find.reported import Found

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
ABBREVIATED = 2


def say_value(value: Value) -> str:
    """A value as people write it: "JPY 1,774,953 thousand", "184.9%", "22.7Gbps"."""
    if value.low is not None and value.high is not None:
        return f"{say_amount(value.low, value)} to {say_amount(value.high, value)}"
    if value.amount is None:
        bound = value.low if value.low is not None else value.high
        return say_amount(bound, value) if bound is not None else value.printed
    return say_amount(value.amount, value)


def say_amount(amount: Decimal, value: Value) -> str:
    """One amount in the unit and scale of `value`."""
    unit = value.unit
    if unit == "percent":
        return f"{_plain(amount)}%"
    if unit == "bps":
        power, word = next(
            ((p, w) for p, w in BIT_RATES if abs(amount) >= Decimal(10) ** p), (0, "bps")
        )
        rate = amount.scaleb(-power)
        return f"{rate.quantize(Decimal('0.01')).normalize():f}{word}"
    if unit.isupper() and len(unit) == 3:
        return f"{unit} {_scaled(amount, value.decimals)}"
    if "/" in unit and unit.split("/")[0].isupper():
        top, bottom = unit.split("/", 1)
        per = bottom if bottom.isupper() else bottom.replace("ads", "ADS")
        return f"{top} {_plain(amount)} per {per}"
    word = UNIT_WORDS.get(unit, unit)
    return f"{_scaled(amount, value.decimals)} {word}".strip()


def _scaled(amount: Decimal, decimals: int | None) -> str:
    """An amount with its scale word, in the precision it is printed in."""
    if decimals is None or decimals > -3:
        return _plain(amount)
    power, word = next(((p, w) for p, w in reversed(SCALES) if p <= -decimals), (0, ""))
    if -decimals % 3 and abs(amount) >= Decimal(10) ** (power + 3):
        power, word = next((p, w) for p, w in SCALES if p > power)
    scaled = amount.scaleb(-power)
    places = max(0, power + decimals)
    return f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):,} {word}"


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


def point_label(found: Found, points: Sequence[Found]) -> str:
    """What tells a point from the others: its tag, its period or its measure."""
    if found.tag:
        return found.tag
    several = len({p.concept for p in points}) > 1
    periods = len({p.period.label for p in points}) > 1
    if several and periods:
        return f"{found.label}, {found.period.label}"
    return found.label if several else found.period.label


def say(outcome: Outcome) -> str:
    """The sentence of an outcome that has figures."""
    if outcome.status == "ambiguous":
        return _ambiguous(outcome)
    if outcome.points and outcome.found is None:
        return _listed(outcome)
    if outcome.found is None:
        return outcome.sentence
    return _one(outcome, outcome.found)


def _one(outcome: Outcome, found: Found) -> str:
    value, when = say_value(found.value), say_period(found.period)
    lead = f"{outcome.lead}: " if outcome.lead else ""
    joint = "at" if found.period.is_instant else "for" if outcome.kind == "guidance" else "in"
    extra = {
        "highest": "highest in",
        "lowest": "lowest in",
        "first": "first past that figure in",
    }.get(outcome.sentence)
    if outcome.kind == "guidance":
        hedge = next((f.qualifier for f in found.facts if f.qualifier), None)
        said = f"{hedge} {value}" if hedge else value
        body = f"The forecast of {_inner(found.label)} {joint} {when} was {said}"
    elif extra:
        body = f"{found.label} {_verb(found)} {extra} {when}: {value}"
    else:
        body = f"{found.label} {_verb(found)} {value} {joint} {when}"
    text = f"{lead}{body}"
    if outcome.status == "disputed" and found.facts and not found.value.printed:
        text += ", which is implied and printed nowhere" if found.value.amount is not None else ""
    if found.derivation is not None:
        text += f", computed as {found.derivation.working}"
    if outcome.remark:
        text += f" ({outcome.remark})"
    text += "."
    if outcome.status == "disputed":
        text += _dispute(outcome, found)
    elif any(f.status == "repaired" for f in found.facts[:1]):
        proof = found.facts[0].proof
        text += f" The print was damaged{f'; {proof}' if proof else ''}."
    return text


def _dispute(outcome: Outcome, found: Found) -> str:
    others = [say_value(a.value) for a in outcome.alternatives]
    if not others:
        why = next((f.proof for f in found.facts if f.proof), "what is printed cannot be right")
        return f" This figure is disputed: {why}."
    return (
        f" This is disputed: {' and '.join(dict.fromkeys(others))}"
        f" {'is' if len(others) == 1 else 'are'} printed or computed too."
    )


def _verb(found: Found) -> str:
    if " as a share of " in found.label or found.label.startswith(
        ("Average of", "Monthly average")
    ):
        return "was"
    last = found.label.split(",")[0].split("(")[0].strip().split(" ")[-1].casefold()
    return "were" if last.endswith("s") and not last.endswith(("ss", "us", "is")) else "was"


def _inner(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _listed(outcome: Outcome) -> str:
    points = outcome.points
    several = len({p.concept for p in points}) > 1
    head = "" if several else f"{points[0].label}: "
    body = "; ".join(f"{point_label(p, points)} {say_value(p.value)}{_doubt(p)}" for p in points)
    when = ""
    if several and len({p.period.label for p in points}) == 1:
        period = points[0].period
        when = f" ({'at ' if period.is_instant else ''}{say_period(period)})"
    lead = f"{outcome.lead}: " if outcome.lead else ""
    said = f"{outcome.sentence}: " if outcome.sentence else ""
    remark = f" ({outcome.remark})" if outcome.remark else ""
    return f"{lead}{said}{head}{body}{when}{remark}."


def _doubt(point: Found) -> str:
    """What is said behind a figure among others that is not beyond doubt."""
    if point.disputed:
        return " (disputed)"
    return " (rests on a disputed figure)" if point.contested else ""


def _ambiguous(outcome: Outcome) -> str:
    readings = "; ".join(
        f"{a.label} {say_period(a.period)} {say_value(a.value)}" for a in outcome.alternatives[:6]
    )
    more = len(outcome.alternatives) - 6
    rest = f" and {more} more" if more > 0 else ""
    return f"The question can be read in several ways: {readings}{rest}."
