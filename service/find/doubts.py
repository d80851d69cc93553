"""What a computed figure must stand up to before it is called an answer.

Comes in: a formula, its operands, its result. Goes out: whether the operands may be put together at
all, and the reasons to doubt what came out; with one of them the figure is shown as disputed. Not
for: figures that are printed, whose tie-outs stand in the generation.

Arithmetic is always right; its operands may not be. A misread row shows in what comes out: a part
larger than its whole, a change by more than tenfold, a base on the other side of zero, an operand
that is the number of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.base.records import Period

if TYPE_CHECKING:
    from service.find.reported import Found

LARGEST_CHANGE = Decimal(1000)
"""In percent: beyond it two figures are hardly of one measure."""
WHOLE = Decimal(100)
WEEK = 7
"""Days by which parts may miss their whole: a year of 52 weeks has 364 days."""
POINTS = frozenset({"percent", "percentage_point"})
COUNTED = POINTS | {"ratio"}
_NAME = r"([A-Za-z_]\w*)"
_GROWTH = re.compile(rf"\({_NAME} - {_NAME}\) / \2 \* 100")
_CHANGE = re.compile(rf"{_NAME} - {_NAME}")
_SHARE = re.compile(rf"{_NAME} / {_NAME} \* 100")
_ONE = re.compile(r"\W*1\W*")


def of_one_kind(text: str, inputs: Sequence[Found]) -> bool:
    """True for operands of one entity, no two of them one printing; of one unit where the formula
    only adds and takes away.
    """
    if len({fact.entity for item in inputs for fact in item.evidence}) > 1:
        return False
    printed = [item.facts[0].id for item in inputs if item.facts]
    units = {"percent" if i.value.unit in POINTS else i.value.unit for i in inputs}
    scaled = "/" in text or "*" in text
    return len(set(printed)) == len(printed) and (scaled or len(units) == 1)


def disjoint(periods: Sequence[Period]) -> bool:
    """True for stretches that share no day."""
    dated = sorted((p.start, p.end) for p in periods if p.start is not None)
    return all(one[1] < other[0] for one, other in pairwise(dated))


def tiles(whole: Period, parts: Sequence[Period]) -> bool:
    """True for stretches that share no day, leave none out and make up the whole."""
    spans = [(p.start, p.end) for p in (whole, *parts) if p.start is not None]
    if len(spans) <= len(parts) or not disjoint(parts):
        return False
    days = [(end - start).days + 1 for start, end in spans]
    inside = all(
        (spans[0][0] - s).days <= WEEK and (e - spans[0][1]).days <= WEEK for s, e in spans
    )
    return inside and abs(days[0] - sum(days[1:])) <= WEEK


def doubts(
    text: str, inputs: Mapping[str, Found], amount: Decimal, *, part: bool = False
) -> Iterator[tuple[str, str]]:
    """The name and the detail of each failed check; `part` for a share of a named whole."""
    for item in inputs.values():
        if item.facts and _ONE.fullmatch(item.value.printed) and item.value.unit not in COUNTED:
            yield "operand", f"{item.label} is printed as {item.value.printed}"
    growth = _GROWTH.fullmatch(text)
    if growth is not None:
        later, base = (inputs[name].amount for name in growth.groups())
        yield from growth_doubts(later, base, amount)
    change = _CHANGE.fullmatch(text)
    if change is not None and len({item.concept for item in inputs.values()}) == 1:
        one, other = sorted(abs(inputs[name].amount) for name in change.groups())
        if one and (other - one) / one * WHOLE > LARGEST_CHANGE:
            yield "change", f"{one:,f} and {other:,f} would be a change by more than tenfold"
    if part and _SHARE.fullmatch(text) and abs(amount) > WHOLE:
        yield "share", f"{amount:,f}% would be more than the whole"


def growth_doubts(later: Decimal, base: Decimal, percent: Decimal) -> Iterator[tuple[str, str]]:
    """What is doubtful of a growth in percent from a base."""
    if abs(percent) > LARGEST_CHANGE:
        yield "change", f"{percent:,f}% would be a change by more than tenfold"
    if later * base < 0:
        yield "change of sign", f"{base:,f} and {later:,f} lie on both sides of zero"
