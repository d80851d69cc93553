"""The field's ratios as trees: rows of data, read by the reader of formulas.

Comes in: `service/plan/data/ratios.toml`, and the leaf that asks for a ratio in a period. Goes out:
the `Ratio` of a name or id, and the expression that it stands for. Not for: ratios that the
registry of measures defines by a formula of its own, nor for computing (`service.find.algebra`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from corpus.base.records import Period
from service.plan.formula import FormulaError, read_formula
from service.plan.tree import Constant, Expression, Leaf, Measure, Op
from service.understand.terms import words_of

DATA = Path(__file__).parent / "data" / "ratios.toml"
FUNCTIONS = ("average",)
SIGNS = {"+": "sum", "-": "difference", "*": "product", "/": "ratio"}


@dataclass(frozen=True, slots=True)
class Ratio:
    """One row: how it is called and asked for, its formula, the unit of its result, its source."""

    id: str
    label: str
    names: tuple[str, ...]
    formula: str
    unit: str
    source: str


@lru_cache(maxsize=1)
def ratios() -> Mapping[str, Ratio]:
    """All rows by id."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        id: Ratio(id, **{**row, "names": (row["label"], *row["names"])}) for id, row in data.items()
    }


@lru_cache(maxsize=1)
def _by_words() -> Mapping[tuple[str, ...], str]:
    return {words_of(name): row.id for row in ratios().values() for name in row.names}


def ratio_named(phrase: str) -> Ratio | None:
    """The ratio that goes by a name, however it is spelled; None where there is none."""
    found = _by_words().get(words_of(phrase))
    return ratios()[found] if found is not None else None


def lead_of(row: Ratio) -> str:
    """The first measure of a ratio's formula, which leads its periods."""
    names = [n for n in re.findall(r"[a-z_]+", row.formula) if n not in (*FUNCTIONS, "days")]
    inner = ratios().get(names[0])
    return lead_of(inner) if inner is not None else names[0]


def expand(row: Ratio, leaf: Leaf, period: Period, opening: Period) -> Expression:
    """What a ratio stands for in a period; `opening` is the day before its first.

    Raises: FormulaError where the row's formula cannot be of such a period.
    """
    return read_formula(row.formula, _Tree(leaf, period, opening))


@dataclass(frozen=True, slots=True)
class _Tree:
    """Reads a formula into a tree of the leaf's own scope and unit."""

    leaf: Leaf
    period: Period
    opening: Period

    def number(self, text: str) -> Expression:
        return Constant(Decimal(text))

    def name(self, text: str) -> Expression:
        if text == "days":
            if self.period.start is None:
                raise FormulaError("a day has no length")
            length = self.period.end - self.period.start + timedelta(days=1)
            return Constant(Decimal(length.days))
        return replace(self.leaf, measure=Measure((text,)), period=self.period)

    def call(self, function: str, argument: Expression) -> Expression:
        if function not in FUNCTIONS or self.period.start is None:
            raise FormulaError(f"{function} is no function of the field's ratios in one day")
        ends = (_at(argument, self.opening), _at(argument, _closing(self.period)))
        return Op("average", ends)

    def negative(self, one: Expression) -> Expression:
        return Op("negate", (one,))

    def join(self, sign: str, one: Expression, other: Expression) -> Expression:
        name = SIGNS.get(sign)
        if name is None:
            raise FormulaError(f"{sign} is no operation of plans")
        return Op(name, (one, other))


def _closing(period: Period) -> Period:
    return Period(period.end.isoformat(), None, period.end)


def _at(node: Expression, period: Period) -> Expression:
    """An expression with all its leaves at a period."""
    if isinstance(node, Leaf):
        return replace(node, period=period)
    if isinstance(node, Op):
        return replace(node, args=tuple(_at(a, period) for a in node.args))
    return node
