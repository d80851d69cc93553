"""What a plan is: a tree of expressions, measures at its leaves and operations above them.

Comes in: nothing. Goes out: frozen records; two trees are equal where they ask the same. Not for:
their JSON (`service.plan.treejson`), making one of words (`service.understand`) or executing one
(`service.find.algebra`).

A leaf is one measure with its period, unit, scope and scenario. An operation stands over any
expressions, its order is the order of its formula: `share(part, whole)`, `difference(a, b)` is
a - b, `change(later, earlier)`. What yields several figures (`each`, `series`) spreads where it
stands as an argument: `sum(each(a, b))` is `sum(a, b)`. `OPERATORS` lists every operation with the
arguments and options that it takes; a tree that breaks it cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from corpus.base.errors import TickmarkError
from corpus.base.records import Period

PeriodRule = Literal["latest", "earliest"]
PERIOD_RULES: tuple[PeriodRule, ...] = ("latest", "earliest")
"""What a leaf says in place of a period: the last or the first that its measure is reported for."""
Spread = Literal["reported", "quarters", "years"]
SPREADS: tuple[Spread, ...] = ("reported", "quarters", "years")
"""What a series says in place of its periods: all that are reported, or those of one length."""
LABEL = r"^([1-4]Q\d\d|[12]H\d\d|9M\d\d|FY(19|20)\d\d)$"
"""The labels of periods on a fiscal calendar that stand for the period itself."""
AMOUNT = r"^-?\d{1,20}(\.\d{1,12})?$"
"""A figure as a plan states it."""
SCENARIOS = ("actual", "guidance", "as_first_reported", "restated")
MOST_NODES = 64
"""A tree holds no more leaves and operations than this; no question needs a tenth of it."""
MOST_PERIODS, MOST_READINGS = 60, 64
"""A series is over no more periods, a measure has no more readings."""


class TreeError(TickmarkError, ValueError):
    """A tree that is none: `pointer` (RFC 6901) says where, the message what is wrong there."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.pointer = pointer

    def within(self, place: str) -> TreeError:
        """The same error, seen from one step further up."""
        return TreeError(str(self), f"/{place}{self.pointer}")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: ids of concepts, readings of equal right, best first.

    `family` holds all measures that are meant alike where only a part of their names was said.
    `phrase` is what was said where no concept is known yet; it stands alone.
    """

    concepts: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    phrase: str = ""

    def __post_init__(self) -> None:
        if bool(self.concepts) == bool(self.phrase) or (self.family and self.phrase):
            raise TreeError("a measure is either concepts or a phrase")
        if max(len(self.concepts), len(self.family)) > MOST_READINGS:
            raise TreeError(f"a measure has at most {MOST_READINGS} readings")

    @property
    def concept(self) -> str:
        """The likeliest concept; "" where only a phrase is known."""
        return self.concepts[0] if self.concepts else ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a figure may be printed: in these documents alone (empty: in any), of this entity."""

    documents: tuple[str, ...] = ()
    entity: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", tuple(sorted(set(self.documents))))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure that documents may print, or that stated formulas give.

    `period` is None where none was said: the only one reported, or a choice; inside a series it is
    the one that the series is at. `unit` is None for the unit of the reports. `dimensions` make it
    a part or another basis, such as ("segment", "North America"); sorted by name.
    """

    measure: Measure
    period: Period | PeriodRule | None = None
    unit: str | None = None
    scope: Scope = Scope()
    scenario: str = "actual"
    dimensions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.scenario not in SCENARIOS:
            raise TreeError(f"no scenario {self.scenario!r}", "/scenario")
        if isinstance(self.period, str) and self.period not in PERIOD_RULES:
            raise TreeError(f"no rule for a period {self.period!r}", "/period")
        object.__setattr__(self, "dimensions", tuple(sorted(self.dimensions)))


@dataclass(frozen=True, slots=True)
class Constant:
    """A figure that the question itself states, in base units: 500000000 JPY, 365 count."""

    amount: Decimal
    unit: str = "count"

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise TreeError("a constant is a finite figure", "/amount")
        object.__setattr__(self, "amount", self.amount.normalize() + 0)


@dataclass(frozen=True, slots=True)
class Op:
    """An operation over expressions; `over` are the periods of a series, in the order asked."""

    name: str
    args: tuple[Expression, ...]
    options: tuple[tuple[str, str], ...] = ()
    over: tuple[Period, ...] | Spread | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(sorted(self.options)))
        operator = OPERATORS.get(self.name)
        if operator is None:
            raise TreeError(f"no operation {self.name!r}", "/op")
        _check_arguments(operator, self)
        if (self.over is not None) != (self.name == "series"):
            raise TreeError("a series, and nothing else, says its periods", "/over")
        if isinstance(self.over, tuple) and not 0 < len(self.over) <= MOST_PERIODS:
            raise TreeError(f"a series is over 1 to {MOST_PERIODS} periods", "/over")
        if isinstance(self.over, str) and self.over not in SPREADS:
            raise TreeError(f"no rule for periods {self.over!r}", "/over")

    def option(self, name: str) -> str | None:
        """What an option says; None where it is left open."""
        return dict(self.options).get(name)


Expression = Leaf | Constant | Op


@dataclass(frozen=True, slots=True)
class Form:
    """How the result is to be shown: a unit's scale (6: millions), decimals, as a table."""

    scale: int | None = None
    decimals: int | None = None
    table: bool = False


AS_REPORTED = Form()
"""No form was asked: figures are shown as they are printed."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A plan: what is asked, and how it is to be shown."""

    root: Expression
    form: Form = AS_REPORTED

    def __post_init__(self) -> None:
        if count_nodes(self.root) > MOST_NODES:
            raise TreeError(f"a plan holds at most {MOST_NODES} nodes", "/tree")


class Operator(NamedTuple):
    """How many arguments an operation takes (None: any number) and what its options may say."""

    least: int
    most: int | None
    options: Mapping[str, tuple[str, ...]] = MappingProxyType({})


OPERATORS: Mapping[str, Operator] = {
    "each": Operator(1, None),
    "series": Operator(1, 1),
    "sum": Operator(1, None),
    "difference": Operator(2, None),
    "without": Operator(2, None),
    "product": Operator(2, None),
    "negate": Operator(1, 1),
    "magnitude": Operator(1, 1),
    "average": Operator(1, None, {"by": ("month",)}),
    "ratio": Operator(2, 2),
    "per": Operator(2, 2),
    "share": Operator(1, 2, {"beyond": ("allowed",)}),
    "margin": Operator(1, 1),
    "gross_margin": Operator(1, 1),
    "gross_profit": Operator(1, 1),
    "change": Operator(1, 2, {"since": ("year_earlier", "previous"), "in": ("amount",)}),
    "growth": Operator(1, 2, {"since": ("year_earlier", "previous")}),
    "cagr": Operator(1, 2),
    "highest": Operator(1, None, {"by": ("value", "size")}),
    "lowest": Operator(1, None, {"by": ("value", "size")}),
    "above": Operator(2, 2),
    "below": Operator(2, 2),
    "first_past": Operator(2, 2, {"way": ("above", "below")}),
    "count": Operator(1, None),
    "equals": Operator(2, 2),
    "greater": Operator(2, 2, {"by": ("value", "size")}),
    "less": Operator(2, 2, {"by": ("value", "size")}),
    "between": Operator(3, 3),
    "low_end": Operator(1, 1),
    "high_end": Operator(1, 1),
    "midpoint": Operator(1, 1),
    "revisions": Operator(1, 1),
    "outturn": Operator(1, 1),
    "implied": Operator(1, 2, {"end": ("low_end", "high_end", "midpoint")}),
    "implied_rate": Operator(1, 1),
    "left_out": Operator(1, 1),
}
"""share(a) is of its natural whole, and doubted beyond it unless that is allowed; above(list,
bound) keeps those past a bound and count counts them; greater(a, b) is a yes or no, by="size"
compares losses by their size; outturn(a) sets what was expected against what came out; implied(a,
b) is what the printed growth of b says of a."""


def _check_arguments(operator: Operator, op: Op) -> None:
    given = len(op.args)
    if given < operator.least or (operator.most is not None and given > operator.most):
        most = "or more" if operator.most is None else f"to {operator.most}"
        detail = f"{op.name} takes {operator.least} {most} arguments, not {given}"
        raise TreeError(detail, "/args")
    for name, said in op.options:
        if said not in operator.options.get(name, ()):
            raise TreeError(f"{op.name} has no option {name}={said!r}", f"/options/{escaped(name)}")


def count_nodes(node: Expression) -> int:
    """How many leaves, constants and operations an expression holds."""
    return 1 + sum(count_nodes(a) for a in node.args) if isinstance(node, Op) else 1


def leaves(node: Expression) -> tuple[Leaf, ...]:
    """The measures of an expression from left to right."""
    if isinstance(node, Leaf):
        return (node,)
    return tuple(leaf for a in node.args for leaf in leaves(a)) if isinstance(node, Op) else ()


def escaped(name: str) -> str:
    """A member's name as one step of a JSON pointer (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")
