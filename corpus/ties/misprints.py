"""Whether one number may be a misprint of another: a digit or two, or the place of the point.

Comes in: two numbers. Goes out: yes or no. Two figures of sentences that are not alike are more
likely two measures that were read as one than one figure printed wrong. Not for: proof.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from corpus.base.records import Fact
from corpus.concepts.concepts import Concepts

MIN_DIGITS = 2  # one digit is like any other
DIGITS_PER_ERROR = 3  # one digit in three may be misread, and always one


def alike(one: Decimal, other: Decimal) -> bool:
    """True where the significant digits differ by a misreading, a swap, or the point alone."""
    if not one or not other:
        return False
    left, right = abs(one).normalize(), abs(other).normalize()
    width = min(len(left.as_tuple().digits), len(right.as_tuple().digits))
    if width < MIN_DIGITS:
        return left.scaleb(-left.adjusted()) == right.scaleb(-right.adjusted())
    first, second = _leading(left, width), _leading(right, width)
    if first == second:
        return True
    if left.adjusted() != right.adjusted():
        return False
    wrong = sum(a != b for a, b in zip(first, second, strict=True))
    swapped = wrong == MIN_DIGITS and sorted(first) == sorted(second)
    return swapped or wrong <= max(1, width // DIGITS_PER_ERROR)


def _leading(number: Decimal, width: int) -> str:
    step = Decimal(1).scaleb(number.adjusted() - width + 1)
    rounded = number.quantize(step, rounding=ROUND_HALF_EVEN)
    return "".join(map(str, rounded.as_tuple().digits))[:width]


def may_contradict(one: Fact, other: Fact, concepts: Concepts) -> bool:
    """True where two printings that differ are to be held against each other.

    Tables name their measures, and a known measure keeps its name across documents; within one
    document a sentence contradicts another printing only where it looks like a misprint of it.
    """
    if one.source == "table" and other.source == "table":
        return True
    if alike(one.value.amount or Decimal(0), other.value.amount or Decimal(0)):
        return True
    known = one.concept in concepts or concepts.split(one.concept)[0] in concepts
    return one.document != other.document and known
