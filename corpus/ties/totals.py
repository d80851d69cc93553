"""Totals that a table itself states: a row whose rows above add up to it, a column likewise.

Comes in: the facts of each table. Goes out: `Tie`s named foot, cross_foot or roll_forward. A
relation is kept where the structure says so: it holds in every column, or its caption says total
and it fails in fewer columns than it holds in. Not for: totals that only concepts know
(`corpus.ties.relations`).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.base.records import Fact
from corpus.ties.aspects import FactIndex, days_of
from corpus.ties.slots import Line, aspects_are_columns, columns_of, rows_of
from corpus.ties.sums import Cells, WholeUnits, runs_that_may_hold
from corpus.ties.ties import Sum, Tie, holds

MAX_RUN = 40  # rows above a total that one run may take
MIN_DIGITS = 3  # of a column's result, for a relation that no caption states

_TOTAL = re.compile(r"^\W*(?:sub-?\s?)?(?:total|net|gross|aggregate|sum)\b", re.IGNORECASE)
_LESS = re.compile(
    r"^\W*(?:net|gross|operating|income|profit|loss|ebit\w*|margin)\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"\b(?:beginning|opening|start of|brought forward|balances? (?:at|as of|as at|,))",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(?:end of|ending|closing|carried forward|balances? (?:at|as of|as at|,))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Run:
    """A candidate: the lines that may add up to a total, with their weights and how it fared."""

    lines: tuple[Line, ...]
    weights: tuple[int, ...]
    held: tuple[Hashable, ...]
    failed: tuple[Hashable, ...]


def find_totals(index: FactIndex) -> Iterator[Tie]:
    """The ties of every table, down its columns and across its rows."""
    for facts in index.tables.values():
        down = list(total_ties(rows_of(facts, index), across=False))
        if not down and not aspects_are_columns(facts, index):
            # Where rows are years and columns are kinds, only the columns tell cells apart.
            down = list(total_ties(rows_of(facts, index, by_column=True), across=False))
        yield from down
        yield from total_ties(columns_of(facts, index), across=True)


def total_ties(lines: Sequence[Line], *, across: bool) -> Iterator[Tie]:
    """Walk the lines; each total takes the run before it, and stands for it from then on."""
    last = len(lines) - 1
    stated = {at for at, line in enumerate(lines) if _says_total(line, across=across)}
    if not across:
        stated.add(last)
    elif not stated and not _one_period(lines):
        return
    tried = stated | {last} if across and _one_period(lines) else stated
    whole_units = WholeUnits(lines)
    open_lines: list[Line] = []
    open_cells: list[Cells] = []
    for at, line in enumerate(lines):
        cells = whole_units.cells(line)
        run = None
        if at in tried or not across:
            less = at not in stated or bool(_LESS.match(line.label))
            candidates = runs_that_may_hold(open_cells[-MAX_RUN:], cells, less=less)
            run = best_run(open_lines, line, candidates, stated=at in stated, across=across)
        if run is not None:
            name = _name(run, line, across=across)
            for place in (p for p in line.slots if p in run.held or p in run.failed):
                yield _tie(name, run, line, place)
            if all(w == 1 for w in run.weights) and name != "roll_forward":
                del open_lines[len(open_lines) - len(run.lines) :]
                del open_cells[len(open_cells) - len(run.lines) :]
        open_lines.append(line)
        open_cells.append(cells)


def _one_period(lines: Sequence[Line]) -> bool:
    """True where columns differ in something other than time: parts of one figure perhaps."""
    return len({days_of(slot[0].period) for line in lines for slot in line.slots.values()}) == 1


def _says_total(line: Line, *, across: bool) -> bool:
    """True where the caption says so, or, of a row, where there is no caption."""
    return bool(_TOTAL.match(line.label)) or not (across or line.label.strip())


def best_run(
    above: Sequence[Line],
    result: Line,
    candidates: Iterable[tuple[int, tuple[int, ...]]],
    *,
    stated: bool,
    across: bool = False,
) -> Run | None:
    """The candidate run directly above that adds up in most columns; the longest of equals."""
    best: Run | None = None
    for length, weights in candidates:
        run = _try(tuple(above[-length:]), weights, result)
        if run is not None and (best is None or _rank(run) >= _rank(best)):
            best = run
    if best is None:
        return None
    return best if _is_kept(best, result, stated=stated, across=across) else None


def _rank(run: Run) -> tuple[int, int, int]:
    return len(run.held), -len(run.failed), -sum(1 for w in run.weights if w < 0)


def _try(lines: tuple[Line, ...], weights: tuple[int, ...], result: Line) -> Run | None:
    held: list[Hashable] = []
    failed: list[Hashable] = []
    for place in result.slots:
        tie = _tie("foot", Run(lines, weights, (), ()), result, place)
        if len(tie.slots) < 3 or _mixed(lines, result, place):
            continue
        (held if _any_holds(tie) else failed).append(place)
    return Run(lines, weights, tuple(held), tuple(failed)) if held else None


def _mixed(lines: Sequence[Line], result: Line, place: Hashable) -> bool:
    """True where a cell of the column is in another unit: nothing to be said about its total."""
    unit = result.slots[place][0].value.unit
    return any(place in line.slots and line.slots[place][0].value.unit != unit for line in lines)


def _any_holds(tie: Tie) -> bool:
    likeliest = tuple(slot[0] for slot in tie.slots)
    if holds(tie, likeliest):
        return True
    for at, slot in enumerate(tie.slots):
        for rival in slot[1:]:
            if holds(tie, (*likeliest[:at], rival, *likeliest[at + 1 :])):
                return True
    return False


def _is_kept(run: Run, result: Line, *, stated: bool, across: bool) -> bool:
    amounts = [result.slots[p][0].value for p in run.held]
    telling = [v for v in amounts if _digits(v.printed) >= MIN_DIGITS]
    if not run.failed and len(telling) >= 2:
        return True
    if not stated:
        # Nothing says total, but three columns tell one that fails from chance.
        return len(run.failed) == 1 and len(telling) >= 2 and (across or _alike(run, result))
    if not any(_adds_something(run, p) for p in run.held):
        return False
    if not run.failed:
        return bool(telling) or len(amounts) >= 2
    return len(run.failed) < max(2, len(run.held)) and (across or _alike(run, result))


def _adds_something(run: Run, place: Hashable) -> bool:
    slots = [line.slots[place] for line in run.lines if place in line.slots]
    return sum(1 for slot in slots if slot[0].value.amount) > 1


def _alike(run: Run, result: Line) -> bool:
    """True where the failing columns measure what the holding ones do."""
    held = {result.slots[p][0].concept for p in run.held}
    return all(result.slots[p][0].concept in held for p in run.failed)


def _digits(printed: str) -> int:
    return sum(c.isdigit() for c in printed.lstrip("0.,"))


def _tie(name: str, run: Run, result: Line, place: Hashable) -> Tie:
    slots: list[tuple[Fact, ...]] = [result.slots[place]]
    weights = []
    unit = result.slots[place][0].value.unit
    for line, weight in zip(run.lines, run.weights, strict=True):
        slot = line.slots.get(place)
        if slot and slot[0].value.unit == unit:
            slots.append(slot)
            weights.append(weight)
    return Tie(name, Sum(tuple(weights)), tuple(slots))


def _name(run: Run, result: Line, *, across: bool) -> str:
    if across:
        return "cross_foot"
    opens = any(_OPENING.search(line.label) for line in (run.lines[0], run.lines[-1]))
    return "roll_forward" if opens and _CLOSING.search(result.label) else "foot"
