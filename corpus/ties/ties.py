"""A tie that should hold between printed facts, and how it is tried.

Comes in: `Tie`s: a formula over slots, each slot with the rival printings of one figure. Goes out:
`Outcome`s: which printings tie, by how much the others miss, and a `Check` that says so in numbers.
Not for: finding ties (the other rooms of `corpus.ties`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice, product

from corpus.base.intervals import (
    ZERO,
    Interval,
    exact,
    fact_interval,
    half_unit,
    total,
    unit_of_last_place,
)
from corpus.base.records import Check, Fact
from corpus.ties.wording import quantity, show_all, show_sum

MAX_COMBINATIONS = 64  # of rival printings tried for one tie


@dataclass(frozen=True, slots=True)
class Sum:
    """The result is the weighted sum of its operands."""

    weights: tuple[int, ...]

    def expect(self, operands: Sequence[Interval]) -> Interval:
        """What the result must be."""
        return total(operands, self.weights)

    def imply(self, index: int, result: Interval, operands: Sequence[Interval]) -> Interval | None:
        """What operand `index` must be, given the others."""
        weights = [w for i, w in enumerate(self.weights) if i != index]
        rest = [o for i, o in enumerate(operands) if i != index]
        left = result.subtract(total(rest, weights))
        return left.scale(self.weights[index])

    def words(self, printed: Sequence[str]) -> str:
        """The left-hand side with its numbers."""
        return signed_sum(printed, self.weights)


@dataclass(frozen=True, slots=True)
class Quotient:
    """The result is `factor` * (a / b + `shift`): a share, a change, a ratio, an amount per share.

    `either_sign` admits the other sign too: a change of a loss is printed both ways.
    """

    factor: int = 1
    shift: int = 0
    pattern: str = "{0} / {1}"
    either_sign: bool = False

    def expect(self, operands: Sequence[Interval]) -> Interval:
        """What the result must be. Raises: ZeroDivisionError."""
        return operands[0].divide(operands[1]).shift(self.shift).scale(self.factor)

    def imply(self, index: int, result: Interval, operands: Sequence[Interval]) -> Interval | None:
        """What operand `index` must be; None where any value would do."""
        quotient = result.scale(Decimal(1) / self.factor).shift(-self.shift)
        if index == 0:
            return operands[1].multiply(quotient)
        return None if quotient.holds(ZERO) else operands[0].divide(quotient)

    def words(self, printed: Sequence[str]) -> str:
        """The left-hand side with its numbers."""
        return self.pattern.format(*printed)


@dataclass(frozen=True, slots=True)
class Converted:
    """The result is the operand at an exact rate: operand / `rate`."""

    rate: Decimal
    stated: bool = True

    def expect(self, operands: Sequence[Interval]) -> Interval:
        """What the result must be."""
        return operands[0].scale(Decimal(1) / self.rate)

    def imply(self, index: int, result: Interval, operands: Sequence[Interval]) -> Interval | None:
        """What the operand must be."""
        return result.scale(self.rate)

    def words(self, printed: Sequence[str]) -> str:
        """The left-hand side with its numbers."""
        return f"{printed[0]} / {self.rate:f}"


Formula = Sum | Quotient | Converted


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation that should hold.

    `slots[0]` is the result. Each slot lists the rival printings of one figure, likeliest first.
    `slack` is how many units of its last place the result may be off by custom. A tie that is not
    `proving` is reported but says nothing about which figure is right.
    """

    name: str
    formula: Formula
    slots: tuple[tuple[Fact, ...], ...]
    slack: int = 0
    proving: bool = True
    note: str = ""
    also: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tie that was tried with one printing a slot.

    `accused` is the rival printing whose failure this is: the tie holds without it.
    """

    tie: Tie
    chosen: tuple[Fact, ...]
    passed: bool
    check: Check
    accused: Fact | None = None

    def implied(self, fact: Fact) -> Interval | None:
        """What `fact` must be for the tie to hold, the other figures as printed."""
        index = next((i for i, f in enumerate(self.chosen) if f.id == fact.id), None)
        if index is None:
            return None
        return implied_at(self.tie, self.chosen, index)


def implied_at(tie: Tie, chosen: Sequence[Fact], index: int) -> Interval | None:
    """What slot `index` must be for the tie to hold; None where the tie says nothing about it."""
    result, *operands = (_interval(f) for f in chosen)
    loose = result.widen(tie.slack * unit_of_last_place(chosen[0].value.decimals))
    try:
        if index == 0:
            expected = tie.formula.expect(operands)
            return expected.widen(tie.slack * unit_of_last_place(chosen[0].value.decimals))
        return tie.formula.imply(index - 1, loose, operands)
    except ZeroDivisionError:
        return None


def _interval(fact: Fact) -> Interval:
    found = fact_interval(fact)
    return found if found is not None else exact(ZERO)


def holds(tie: Tie, chosen: Sequence[Fact]) -> bool | None:
    """True where the chosen printings tie; None where the formula cannot be computed."""
    result, *operands = (_interval(f) for f in chosen)
    try:
        expected = tie.formula.expect(operands)
    except ZeroDivisionError:
        return None
    loose = result.widen(tie.slack * unit_of_last_place(chosen[0].value.decimals))
    if loose.meets(expected):
        return True
    either = isinstance(tie.formula, Quotient) and tie.formula.either_sign
    return bool(either and loose.scale(-1).meets(expected))


def try_tie(tie: Tie) -> list[Outcome]:
    """Try a tie with the printings as they are, or with rivals in their places.

    The likeliest combination that holds passes; each rival printing that does not hold in its place
    fails in a check of its own. Where none holds the likeliest combination fails.
    """
    combinations: Iterator[tuple[Fact, ...]] = islice(product(*tie.slots), MAX_COMBINATIONS)
    first: tuple[Fact, ...] | None = None
    for chosen in combinations:
        verdict = holds(tie, chosen)
        if verdict is None:
            continue
        first = first or chosen
        if verdict:
            return [_outcome(tie, chosen, passed=True), *_rivals_that_fail(tie, chosen)]
    return [_outcome(tie, first, passed=False)] if first else []


def _rivals_that_fail(tie: Tie, chosen: tuple[Fact, ...]) -> list[Outcome]:
    out = []
    for index, slot in enumerate(tie.slots):
        for rival in slot:
            if rival.id == chosen[index].id:
                continue
            swapped = (*chosen[:index], rival, *chosen[index + 1 :])
            if holds(tie, swapped) is False:
                winner = chosen[index]
                out.append(_outcome(tie, swapped, passed=False, accused=rival, instead=winner))
    return out


def _outcome(
    tie: Tie,
    chosen: tuple[Fact, ...],
    *,
    passed: bool,
    accused: Fact | None = None,
    instead: Fact | None = None,
) -> Outcome:
    result, *operands = chosen
    computed = tie.formula.expect([exact(f.value.amount or ZERO) for f in operands])
    expected = tie.formula.expect([_interval(f) for f in operands])
    printed = result.value.amount or ZERO
    either = isinstance(tie.formula, Quotient) and tie.formula.either_sign
    if passed and either and printed * computed.middle < 0:
        printed = -printed
    difference = abs(printed - computed.middle)
    slack = tie.slack * unit_of_last_place(result.value.decimals)
    tolerance = expected.width / 2 + half_unit(result.value.decimals) + slack
    detail = _detail(tie, chosen, computed.middle, difference, tolerance, passed=passed)
    # A rival's failure is no blot on the figures that tie without it.
    blamed: tuple[Fact, ...] = (accused, instead) if accused and instead else ()
    if not passed and not blamed:
        blamed = tuple(f for f in chosen if f.status == "disputed")
    check = make_check(
        tie.name,
        passed=passed,
        detail=detail,
        facts=blamed or (*chosen, *tie.also),
        key=chosen,
        difference=difference,
        tolerance=tolerance,
    )
    return Outcome(tie, chosen, passed, check, accused)


def _detail(
    tie: Tie,
    chosen: tuple[Fact, ...],
    computed: Decimal,
    difference: Decimal,
    tolerance: Decimal,
    *,
    passed: bool,
) -> str:
    result, *operands = chosen
    say: Callable[[Decimal], str]
    if isinstance(tie.formula, Sum):
        printed, say = show_sum(chosen, tie.formula.weights, computed)
        left, right = tie.formula.words(printed[1:]), printed[0]
    else:
        printed, _ = show_all(operands)
        left = tie.formula.words(printed)
        right, say = quantity(result)
    said = say(computed)
    if len(operands) == 1 and isinstance(tie.formula, Sum):
        rounded = "" if said == right else " within rounding"
        text = f"{right} agrees with {said}{rounded}"
        text = text if passed else f"{right} here, {said} there, differs by {say(difference)}"
    elif passed and said == right:
        text = f"{left} = {right}"
    elif passed:
        rounding = say(tolerance.copy_abs()) if tolerance else "0"
        text = f"{left} = {said}, printed {right}, within rounding ({rounding})"
        if difference > tolerance - tie.slack * unit_of_last_place(result.value.decimals):
            text += ", one unit of the last place allowed for rounding to a footing total"
    else:
        text = f"{left} = {said}, printed {right}, differs by {say(difference)}"
    return f"{text}; {tie.note}" if tie.note else text


def make_check(
    name: str,
    *,
    passed: bool,
    detail: str,
    facts: Sequence[Fact],
    key: Sequence[Fact] = (),
    difference: Decimal | None = None,
    tolerance: Decimal | None = None,
) -> Check:
    """A check whose id depends on its name and facts alone, so that it survives a rebuild.

    `key` are the facts that were compared, where they are more than those that the check concerns.
    """
    ids = tuple(dict.fromkeys(f.id for f in facts))
    first, *rest = dict.fromkeys(f.id for f in key or facts)
    digest = sha256("\0".join((name, first, *sorted(rest))).encode()).hexdigest()[:16]
    return Check(
        id=f"k{digest}",
        name=name,
        passed=passed,
        detail=detail,
        facts=ids,
        difference=difference,
        tolerance=tolerance,
        documents=tuple(dict.fromkeys(f.document for f in facts)),
    )


def signed_sum(printed: Sequence[str], weights: Sequence[int]) -> str:
    """ "3,546 + 792 - 12" of printed numbers; a negative number keeps its own minus as the sign."""
    out = ""
    for text, weight in zip(printed, weights, strict=True):
        negative = text.startswith("-") != (weight < 0)
        plain = text.removeprefix("-")
        if not out:
            out = f"-{plain}" if negative else plain
        else:
            out += f" {'-' if negative else '+'} {plain}"
    return out
