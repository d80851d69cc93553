"""What an expression comes to: figures, each with the formula that gave it, and what is doubtful.

Comes in: `Found`s. Goes out: `Term`s, `Result`s, and the arithmetic that makes one `Term` of others
by a formula of the table. Not for: which operation is asked (`service.find.algebra.execute`).

A formula is kept in pieces, text and figures in turn, so that an operation over operations is one
formula over printed figures: nothing is rounded on the way, and every operand can be cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from corpus.base.records import Period
from service.find.derive import Deriver
from service.find.operands import names_of
from service.find.outcome import Kind, Outcome, Tie
from service.find.reported import Found, Ledger
from service.plan.tree import Expression, Leaf, Op

MOST_TERMS = 1000

LETTERS = (*"abcdefghijklm", *(f"x{n}" for n in range(13, MOST_TERMS)))
"""How a formula of the table names its operands; n is their number."""
_FOLD = re.compile(r"a ([-+*]) b \1 \.\.\.")
"""Of "a + b + ...": the sign that stands between all operands, however many there are."""


@dataclass(frozen=True, slots=True)
class Term:
    """One figure; `pieces` are its formula, text and the figures it is over.

    `doubts` say why it cannot be right, as far as arithmetic alone can tell.
    """

    found: Found
    pieces: tuple[str | Found, ...]
    doubts: tuple[str, ...] = ()

    @property
    def compound(self) -> bool:
        """True where the formula needs brackets inside another."""
        return len(self.pieces) > 1

    @property
    def leaves(self) -> tuple[Found, ...]:
        """The figures of the formula, once each, in its order."""
        return tuple({id(p): p for p in self.pieces if isinstance(p, Found)}.values())


@dataclass(frozen=True, slots=True)
class Result:
    """What a node comes to: one figure, or several side by side where it is `listed`.

    `kind` is said where it is no plain figure, derived figure or comparison; `shown` stand beside
    the figure; `remark`, `lead`, `sentence` and `ties` as in `Outcome`.
    """

    terms: tuple[Term, ...]
    listed: bool = False
    kind: Kind | None = None
    shown: tuple[Found, ...] = ()
    alternatives: tuple[Found, ...] = ()
    ties: tuple[Tie, ...] = ()
    lead: str = ""
    remark: str = ""
    sentence: str = ""
    doubts: tuple[str, ...] = field(default=())


class RefusedError(Exception):
    """A node that comes to nothing; `outcome` says what is missing, or which readings there are."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.missing or outcome.remark)
        self.outcome = outcome


def refuse(reason: str) -> RefusedError:
    """A refusal for a reason that is said as it stands."""
    return RefusedError(Outcome("unanswered", None, missing="reason", remark=reason))


class Run(Protocol):
    """What operations work with: the look-ups, and the results of the nodes below."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def deriver(self) -> Deriver: ...

    def result(self, node: Expression) -> Result:
        """What a node comes to. Raises: RefusedError."""

    def terms(self, nodes: Sequence[Expression]) -> list[Term]:
        """The figures of some nodes, lists spread. Raises: RefusedError."""

    def at(self, leaf: Leaf) -> tuple[Deriver, Period | None]:
        """The look-ups of a leaf's own scope and its period."""


Operation = Callable[[Run, Op, "Row"], Result]


@dataclass(frozen=True, slots=True)
class Row:
    """One operation of the table: its formula in letters, the unit of its result, its label.

    `apart` is true where operands may be of several entities or scenarios, `spans` where the
    result is of the whole stretch of its operands.
    """

    name: str
    function: Operation
    formula: str = ""
    unit: str = "same"
    label: str = ""
    apart: bool = False
    spans: bool = False


def term_of(found: Found) -> Term:
    """A figure that is a formula of its own."""
    return Term(found, (found,))


def number(text: str, found: Found) -> Term:
    """A figure that the question itself states."""
    return Term(found, (text,))


def filled(formula: str, terms: Sequence[Term], more: Mapping[str, str]) -> tuple[Any, ...]:
    """The pieces of a formula of the table with terms for its letters a, b, c, and so on."""
    folded = _FOLD.search(formula)
    if folded:
        letters = list(LETTERS[: len(terms)])
        chain = f" {folded.group(1)} ".join(letters)
        formula = formula[: folded.start()] + chain + formula[folded.end() :]
    else:
        letters = [n for n in LETTERS[: len(terms)] if re.search(rf"\b{n}\b", formula)]
    if len(letters) != len(terms):
        raise refuse(f"so many figures ({len(terms)}) are no operands of {formula}")
    named = dict(zip(letters, terms, strict=True))
    pieces: list[str | Found] = []
    for part in re.split(r"(\b[a-z]\d*\b)", formula):
        term = named.get(part)
        if term is None:
            pieces.append(more.get(part, part))
        elif term.compound and formula != part:
            pieces += ["(", *term.pieces, ")"]
        else:
            pieces += term.pieces
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[str | Found]) -> list[str | Found]:
    """Pieces with neighbouring texts made one and empty ones left out."""
    kept: list[str | Found] = []
    for piece in pieces:
        if isinstance(piece, str) and kept and isinstance(kept[-1], str):
            kept[-1] += piece
        elif piece != "":
            kept.append(piece)
    return kept


def compute(
    run: Run,
    pieces: tuple[str | Found, ...],
    like: Found,
    *,
    period: Period,
    unit: str,
    label: str,
    places: int | None = None,
    part: bool = False,
) -> Term:
    """The figure of a formula in pieces; `like` lends its concept. Raises: RefusedError."""
    term = Term(like, pieces)
    leaves = term.leaves
    names = dict(zip(map(id, leaves), names_of(leaves), strict=True))
    text = "".join(p if isinstance(p, str) else names[id(p)] for p in pieces)
    inputs = {names[id(f)]: f for f in leaves}
    found = run.deriver.compute(
        text, inputs, like.concept, period, unit, label=label, places=places, part=part
    )
    if found is None:
        raise refuse(f"{label} cannot be computed from these figures")
    return replace(term, found=found)
