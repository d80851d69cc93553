"""Formulas such as "(a - b) / b": read once, computed in exact decimals.

Comes in: text with names, figures, the four operations and powers. Goes out: the names it needs,
its value and the working with figures in place of names. Not for: finding what the names stand for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/^()]))")
EXACT = Context(prec=40)


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
        stack = _Reader(self.tokens, inputs)
        result = stack.sum()
        if stack.at != len(self.tokens):
            raise FormulaError(f"{self.text!r} does not end where it should")
        return result

    def working(self, shown: Mapping[str, str]) -> str:
        """The formula with figures in place of names."""
        return re.sub(r"[A-Za-z_]\w*", lambda m: shown.get(m.group(), m.group()), self.text)


@dataclass(slots=True)
class _Reader:
    tokens: tuple[str, ...]
    inputs: Mapping[str, Decimal]
    at: int = 0

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def sum(self) -> Decimal:
        result = self.product()
        while (sign := self._next()) in ("+", "-"):
            self.at += 1
            other = self.product()
            result = EXACT.add(result, other) if sign == "+" else EXACT.subtract(result, other)
        return result

    def product(self) -> Decimal:
        result = self.power()
        while (sign := self._next()) in ("*", "/"):
            self.at += 1
            other = self.power()
            try:
                result = (
                    EXACT.multiply(result, other) if sign == "*" else EXACT.divide(result, other)
                )
            except (DivisionByZero, InvalidOperation) as error:
                raise FormulaError("division by zero") from error
        return result

    def power(self) -> Decimal:
        """A root of a figure below zero is none."""
        base = self.atom()
        if self._next() != "^":
            return base
        self.at += 1
        try:
            return EXACT.power(base, self.power())
        except ArithmeticError as error:
            raise FormulaError("no such power") from error

    def atom(self) -> Decimal:
        piece = self._next()
        self.at += 1
        if piece == "(":
            result = self.sum()
            if self._next() != ")":
                raise FormulaError("a bracket is not closed")
            self.at += 1
            return result
        if piece == "-":
            return -self.atom()
        if piece is None or piece in "+*/^)":
            raise FormulaError(f"a value is missing at {piece!r}")
        if piece[0].isdigit():
            return Decimal(piece)
        try:
            return self.inputs[piece]
        except KeyError:
            raise FormulaError(f"no value for {piece}") from None


@lru_cache(maxsize=512)
def parse_formula(text: str) -> Formula:
    """Read a formula. Raises: FormulaError."""
    pieces: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"{text!r} is no formula at character {at}")
        pieces.append(match.group().strip())
        at = match.end()
    names = tuple(dict.fromkeys(t for t in pieces if t[0].isalpha() or t[0] == "_"))
    formula = Formula(text, tuple(pieces), names)
    formula.value(
        {name: Decimal(1) for name in names} | {n: Decimal(i + 2) for i, n in enumerate(names)}
    )
    return formula
