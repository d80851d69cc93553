"""How far a figure may be trusted: decided here, once, and said alike on every surface.

Comes in: the checks of an engine and the facts that print a figure. Goes out: its `Standing`. Not
for: trying tie-outs (`corpus.ties.checks`), nor for choosing among printings
(`service.find.reported`).

A printing is a fact; a figure is all printings of one measure, period and unit, and is disputed
where they leave no figure beyond doubt. Both stand by the same rule over their own tie-outs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.base.records import Check, Fact
from corpus.ties.kinds import KINDS, TO_TAG, kind_of

if TYPE_CHECKING:
    from index.engine import Checks

Verdict = Literal["tied", "repaired", "disputed", "untested"]

NOT_TIES = tuple(kind.name for kind in KINDS.values() if not kind.tie)
"""Comparisons that tell no error of the document: a forecast that was missed, a figure that was
read otherwise than the document tags it. One that is read as it is tagged is tied."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict with every tie-out that reads the figure, each once, failed ones first.

    `tied`: at least one holds. `untested`: none does. `repaired` and `disputed` as in the fact
    contract. A tie-out that fails tells against one of its ends; which one, the verdict says.
    """

    verdict: Verdict
    ties: tuple[Check, ...]

    def to_json(self) -> dict[str, str | int]:
        """The verdict and how many tie-outs hold and fail."""
        return {"verdict": self.verdict, "held": len(self.held), "failed": len(self.failed)}

    @property
    def names(self) -> list[str]:
        """What the tie-outs are called, each name once, in order."""
        return sorted({check.name for check in self.ties})

    @property
    def failed(self) -> tuple[Check, ...]:
        """The tie-outs that do not hold."""
        return tuple(check for check in self.ties if not check.passed)

    @property
    def held(self) -> tuple[Check, ...]:
        """The tie-outs that hold."""
        return tuple(check for check in self.ties if check.passed)


def ties_of(engine: Checks, facts: Iterable[Fact]) -> tuple[Check, ...]:
    """Every tie-out that reads one of the facts, each once, failed ones first."""
    return _ties(engine.checks_of_many([fact.id for fact in facts]).values())


def _ties_it(check: Check) -> bool:
    return check.name not in NOT_TIES or (check.passed and kind_of(check.name).mark == TO_TAG)


def _ties(read: Iterable[Iterable[Check]]) -> tuple[Check, ...]:
    found = {c.id: c for checks in read for c in checks if _ties_it(c)}
    return tuple(sorted(found.values(), key=lambda check: check.passed))


def standing_of(engine: Checks, facts: Sequence[Fact], *, disputed: bool | None = None) -> Standing:
    """The standing of a figure that these facts print, best first; of a printing, that fact alone.

    `disputed` is what its printings, taken together, come to; None leaves it to the first.
    """
    return _standing(ties_of(engine, facts), facts[0].status if facts else "clean", disputed)


def standings_of(engine: Checks, facts: Sequence[Fact]) -> list[Standing]:
    """The standing of each of these printings by itself."""
    read = engine.checks_of_many([fact.id for fact in facts])
    return [_standing(_ties((read[fact.id],)), fact.status) for fact in facts]


def _standing(ties: tuple[Check, ...], status: str, disputed: bool | None = None) -> Standing:
    if disputed or (disputed is None and status == "disputed"):
        return Standing("disputed", ties)
    if status == "repaired":
        return Standing("repaired", ties)
    return Standing("tied" if any(check.passed for check in ties) else "untested", ties)
