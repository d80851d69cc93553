"""Formulas such as "(a - b) / b": read once, computed in exact decimals.

Comes in: text with names, figures, the four operations and powers. Goes out: the names it needs,
its value and the working with figures in place of names; or what an `Algebra` makes of it, such as
a tree. Not for: finding what the names stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/^()]))")
EXACT = Context(prec=40)
T = TypeVar("T")
DEEPEST = 32


class FormulaError(ValueError):
    """The text is no formula, or it divides by zero."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as tokens; `names` in order of first use."""

    text: str
    tokens: tuple[str, ...]
    names: tuple[str, ...]

    def value(self, inputs: Mapping[str, Decimal]) -> Decimal:
        """The result. Raises: FormulaError for a division by zero or a missing name."""
        return _Reader(self.tokens, _Exactly(inputs)).whole()

    def working(self, shown: Mapping[str, str]) -> str:
        """The formula with figures in place of names."""
        return re.sub(r"[A-Za-z_]\w*", lambda m: shown.get(m.group(), m.group()), self.text)


class Algebra(Protocol[T]):
    """What a formula is read into: figures, or a tree of expressions."""

    def number(self, text: str) -> T:
        """A figure that the formula states."""

    def name(self, text: str) -> T:
        """What a name stands for. Raises: FormulaError."""

    def call(self, function: str, argument: T) -> T:
        """A named function of one expression. Raises: FormulaError."""

    def negative(self, one: T) -> T:
        """An expression with its sign turned."""

    def join(self, sign: str, one: T, other: T) -> T:
        """Two expressions with + - * / or ^ between them. Raises: FormulaError."""


@dataclass(frozen=True, slots=True)
class _Exactly:
    """Reads a formula into its value."""

    inputs: Mapping[str, Decimal]

    def number(self, text: str) -> Decimal:
        return Decimal(text)

    def name(self, text: str) -> Decimal:
        try:
            return self.inputs[text]
        except KeyError:
            raise FormulaError(f"no value for {text}") from None

    def call(self, function: str, argument: Decimal) -> Decimal:
        raise FormulaError(f"{function} is no function of figures")

    def negative(self, one: Decimal) -> Decimal:
        return -one

    def join(self, sign: str, one: Decimal, other: Decimal) -> Decimal:
        try:
            return _SIGNS[sign](one, other)
        except ArithmeticError as error:
            raise FormulaError("division by zero, or no such power") from error


_SIGNS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
    "^": EXACT.power,
}


@dataclass(slots=True)
class _Reader(Generic[T]):
    """Reads tokens from left to right, powers before products before sums."""

    tokens: tuple[str, ...]
    algebra: Algebra[T]
    at: int = 0
    depth: int = 0

    def whole(self) -> T:
        result = self.sum()
        if self.at != len(self.tokens):
            raise FormulaError(f"the formula does not end at {self.tokens[self.at]!r}")
        return result

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def sum(self) -> T:
        return self._chain(("+", "-"), self.product)

    def product(self) -> T:
        return self._chain(("*", "/"), self.power)

    def _chain(self, signs: tuple[str, ...], part: Callable[[], T]) -> T:
        result = part()
        while (sign := self._next()) in signs and sign is not None:
            self.at += 1
            result = self.algebra.join(sign, result, part())
        return result

    def power(self) -> T:
        base = self.atom()
        if self._next() != "^":
            return base
        self.at += 1
        return self.algebra.join("^", base, self.power())

    def atom(self) -> T:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"brackets and signs are more than {DEEPEST} deep")
        result = self._atom()
        self.depth -= 1
        return result

    def _atom(self) -> T:
        piece = self._next()
        self.at += 1
        if piece == "(":
            result = self.sum()
            if self._next() != ")":
                raise FormulaError("a bracket is not closed")
            self.at += 1
            return result
        if piece == "-":
            return self.algebra.negative(self.atom())
        if piece is None or piece in "+*/^)":
            raise FormulaError(f"a value is missing at {piece!r}")
        if piece[0].isdigit():
            return self.algebra.number(piece)
        if self._next() == "(":
            return self.algebra.call(piece, self.atom())
        return self.algebra.name(piece)


def read_formula(text: str, algebra: Algebra[T]) -> T:
    """A formula as an algebra makes it of its parts. Raises: FormulaError."""
    return _Reader(_tokens(text), algebra).whole()


@lru_cache(maxsize=512)
def parse_formula(text: str) -> Formula:
    """Read a formula. Raises: FormulaError."""
    pieces = _tokens(text)
    names = tuple(dict.fromkeys(t for t in pieces if t[0].isalpha() or t[0] == "_"))
    formula = Formula(text, pieces, names)
    formula.value({n: Decimal(i + 2) for i, n in enumerate(names)})
    return formula


def _tokens(text: str) -> tuple[str, ...]:
    pieces: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"{text!r} is no formula at character {at}")
        pieces.append(match.group().strip())
        at = match.end()
    return tuple(pieces)
