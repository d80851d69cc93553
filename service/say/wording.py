"""Answers as sentences that a person would quote: the precise figure first, then what must be
known.

Comes in: outcomes. Goes out: text. Not for: choosing what to say it about, nor for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.find.outcome import Outcome
from service.find.reported import Found
from service.say.values import Shape, say_period, say_value

_PREPOSITION = re.compile(r" (?:of|on|less|without|after|from|in|for) ")
_QUOTIENT = re.compile(r" (?:as a share of|to|per) ")


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
    if outcome.points and (outcome.found is None or outcome.lead):
        return _listed(outcome)
    if outcome.found is None:
        return outcome.sentence
    return _one(outcome, outcome.found)


def _one(outcome: Outcome, found: Found) -> str:
    value, when = _value(outcome, found), say_period(found.period)
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


def _value(outcome: Outcome, found: Found) -> str:
    """A figure in the form that was asked."""
    return say_value(found.value, Shape(outcome.form.scale, outcome.form.decimals))


def _dispute(outcome: Outcome, found: Found) -> str:
    others = [_value(outcome, a) for a in outcome.alternatives]
    if not others and found.derivation is not None:
        return " This figure is disputed."  # the remark says why
    if not others:
        why = next((f.proof for f in found.facts if f.proof), "what is printed cannot be right")
        return f" This figure is disputed: {why}."
    return (
        f" This is disputed: {' and '.join(dict.fromkeys(others))}"
        f" {'is' if len(others) == 1 else 'are'} printed or computed too."
    )


def _verb(found: Found) -> str:
    """The number of a label's head noun, before its first preposition; a quotient is one."""
    if _QUOTIENT.search(found.label):
        return "was"
    head = _PREPOSITION.split(found.label.split(",")[0].split("(")[0].strip())[0]
    last = head.split(" ")[-1].casefold()
    return "were" if last.endswith("s") and not last.endswith(("ss", "us", "is")) else "was"


def _inner(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _listed(outcome: Outcome) -> str:
    points = outcome.points
    several = len({p.concept for p in points}) > 1
    head = "" if several else f"{points[0].label}: "
    body = "; ".join(f"{point_label(p, points)} {_value(outcome, p)}{_doubt(p)}" for p in points)
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
        f"{a.label} {say_period(a.period)} {_value(outcome, a)}" for a in outcome.alternatives[:6]
    )
    more = len(outcome.alternatives) - 6
    rest = f" and {more} more" if more > 0 else ""
    return f"The question can be read in several ways: {readings}{rest}."
