"""Runs of lines that may add up: none that holds is missed, and of thousands of rows few are
offered.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from corpus.base.records import Fact
from corpus.ties.slots import Line
from corpus.ties.sums import LONGEST_LESS, WholeUnits, runs_that_may_hold
from corpus.ties.ties import Sum, Tie, holds
from tests.corpus.made import fact

Runs = list[tuple[int, tuple[int, ...]]]


def offered(lines: Sequence[Line], *, less: bool = True) -> Runs:
    """What is offered for the last line, those above it open."""
    whole = WholeUnits(lines)
    *above, result = (whole.cells(line) for line in lines)
    return list(runs_that_may_hold(above, result, less=less))


def holding(lines: Sequence[Line]) -> Runs:
    """The runs that hold in some place, each tried as a tie with every rival in its turn."""
    *above, result = lines
    found = []
    for length in range(2, len(above) + 1):
        patterns = [(1,) * length]
        if length <= LONGEST_LESS:
            patterns.append((1, *(-1,) * (length - 1)))
        run = above[-length:]
        found += [(length, p) for p in patterns if any(tried(run, p, result, c) for c in (0, 1))]
    return found


def tried(run: Sequence[Line], weights: Sequence[int], result: Line, place: int) -> bool:
    """True where the run adds up in one place, at most one rival in the likeliest's stead."""
    slots, kept = [result.slots[place]], []
    for line, weight in zip(run, weights, strict=True):
        slot = line.slots.get(place, ())
        if slot and slot[0].value.unit != result.slots[place][0].value.unit:
            return False
        if slot:
            slots.append(slot)
            kept.append(weight)
    if len(slots) < 3:
        return False
    tie = Tie("foot", Sum(tuple(kept)), tuple(slots))
    likeliest = [slot[0] for slot in slots]
    swapped = [
        [*likeliest[:at], rival, *likeliest[at + 1 :]]
        for at, slot in enumerate(slots)
        for rival in slot[1:]
    ]
    return any(holds(tie, chosen) for chosen in [likeliest, *swapped])


def made_table(rng: random.Random) -> list[Line]:
    """Up to eight rows of small figures, so that many runs add up; some cells empty or rivals."""

    def printing() -> Fact:
        unit = "USD" if rng.random() < 0.03 else "JPY"
        return fact("sales", rng.randint(-9, 9), unit=unit, decimals=rng.choice([-3, 0, 1, None]))

    lines = []
    for _ in range(rng.randint(3, 8)):
        places = [c for c in (0, 1) if rng.random() < 0.9]
        lines.append(
            Line(
                "", (), {c: tuple(printing() for _ in range(rng.choice([1, 1, 2]))) for c in places}
            )
        )
    lines[-1].slots.update({c: lines[-1].slots.get(c) or (printing(),) for c in (0, 1)})
    return lines


def test_no_run_that_holds_is_missed() -> None:
    rng = random.Random(5)
    held = 0
    for _ in range(400):
        lines = made_table(rng)
        found = holding(lines)
        held += len(found)
        assert set(found) <= set(offered(lines)), lines
    assert held > 400


@pytest.mark.parametrize("places", [0, 26])
def test_figures_of_thirty_digits_are_held_to_what_their_sums_can_tell(places: int) -> None:
    large = ["1" * 30, "2" * 30, "3" * 30]
    near = [f"1.{'1' * places}", "2", f"3.{'1' * places}"] if places else ["1", "2", "3"]
    for column in (large, near):
        lines = [Line("", (), {0: (fact("sales", amount, decimals=None),)}) for amount in column]
        assert (2, (1, 1)) in offered([*lines[:1], *lines])


def test_rows_that_add_up_to_nothing_are_not_tried() -> None:
    rng = random.Random(6)
    lines = [
        Line("", (), {c: (fact("sales", rng.randint(10**6, 10**9)),) for c in (0, 1)})
        for _ in range(40)
    ]
    assert not any(offered(lines[:end]) for end in range(2, 40))


def test_a_run_is_offered_with_the_weights_that_hold() -> None:
    lines = [Line("", (), {0: (fact("sales", amount, decimals=None),)}) for amount in (9, 4, 3, 2)]
    assert offered(lines) == [(3, (1, -1, -1))]
    assert offered(lines, less=False) == []
    assert offered(lines[1:][::-1]) == []
    assert offered([lines[3], *lines[:0:-1], lines[0]]) == [(3, (1, 1, 1))]
