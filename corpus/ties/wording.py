"""Numbers of facts in a check's detail, in the places that the print shows.

Comes in: facts whose amounts are in base units. Goes out: "3,546,372" for an amount printed in
thousands. Not for: answers (`service.say.wording`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from corpus.base.records import Fact, Value

Say = Callable[[Decimal], str]
PERCENT = ("percent", "percentage_point")


def places_of(value: Value) -> int:
    """The decimals to show a value at; an exact figure shows what it has."""
    if value.decimals is not None:
        return value.decimals
    exponent = (value.amount or Decimal(0)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def say_at(decimals: int) -> Say:
    """How to say an amount in units of its last printed place (thousands for -3)."""

    def say(amount: Decimal) -> str:
        scaled = amount.scaleb(decimals) if decimals < 0 else amount
        step = Decimal(1).scaleb(-max(decimals, 0))
        rounded = scaled.quantize(step, rounding=ROUND_HALF_EVEN)
        return f"{rounded + 0:,f}" if rounded else f"{abs(rounded):,f}"

    return say


def show_all(facts: Sequence[Fact]) -> tuple[list[str], Say]:
    """The facts' numbers in common places: those of the most precise among them."""
    zeroes = [f for f in facts if f.value.amount != 0] or list(facts)
    decimals = max(places_of(f.value) for f in zeroes)
    if decimals < 0:
        decimals = -3 * (-decimals // 3)  # whole thousands, millions, billions
    say = say_at(decimals)
    return [say(f.value.amount or Decimal(0)) for f in facts], say


def show_sum(
    facts: Sequence[Fact], weights: Sequence[int], computed: Decimal
) -> tuple[list[str], Say]:
    """The numbers of a sum in common places: the coarsest that add up as shown, else the finest."""
    decimals = min(places_of(f.value) for f in facts if f.value.amount or f is facts[0])
    if decimals < 0:
        decimals = -3 * (-decimals // 3)
    say = say_at(decimals)
    step = Decimal(1).scaleb(-decimals)
    shown = [((f.value.amount or Decimal(0)) / step).quantize(Decimal(1)) for f in facts[1:]]
    added = sum((s * w for s, w in zip(shown, weights, strict=True)), Decimal(0))
    if added != (computed / step).quantize(Decimal(1)):
        return show_all(facts)
    return [say(f.value.amount or Decimal(0)) for f in facts], say


def quantity(fact: Fact) -> tuple[str, Say]:
    """One result as printed, with its percent sign, and how to say others like it."""
    decimals = places_of(fact.value)
    if decimals < 0:
        decimals = -3 * (-decimals // 3)
    plain = say_at(decimals)
    mark = "%" if fact.value.unit in PERCENT else ""

    def say(amount: Decimal) -> str:
        return plain(amount) + mark

    return say(fact.value.amount or Decimal(0)), say


def implied_like(value: Value, amount: Decimal) -> Value:
    """Another amount at the precision of a value, or a finer one that it needs; printed nowhere."""
    decimals = value.decimals
    while decimals is not None and amount % Decimal(1).scaleb(-decimals):
        decimals += 1
    return replace(value, amount=amount, printed="", decimals=decimals)
