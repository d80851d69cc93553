"""Which figures of a document the leaves of a reading mean, chosen together.

Comes in: `Entries`, and the slots of a reading. Goes out: one entry a slot with how well all fit,
or None where no choice stands out. Not for: what is computed of them.

Each slot is weighed against each entry by its words: those that name the entry, those that stand
around it, those of the document at large, and those found nowhere, which count against it. Figures
that are set against each other are likelier of one table, one row or one column, and of one unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Period
from service.find.cells.cells import NEGLECTED, PERIODS, UNITS, content_words, listed
from service.find.cells.entries import Entries, Entry
from service.understand.productions import Slot
from service.understand.roles import operation_rows
from service.understand.terms import kin, words_of
from service.understand.weights import Weights

SPOKEN, SPOKEN_LEAST = 0.75, 0.4
"""What a word of its sentence is worth to a figure of prose; so much must be in its own label."""
SMALL_TOTAL, OF_YEAR = 0.6, 0.5
SOFT_MOST, BETWEEN, WHOLE_COLUMN = 0.15, 0.2, 0.1
VERBAL = ("ed", "ing")
LEAST, KEPT, MOST = 0.45, 6, 14
ASKING = listed("asking")
TOTALS = frozenset({"total", "amount", "balance", "closing"})
"""A row of these words alone is named by what stands over it; an opening balance is none."""
OPERATING = (
    frozenset(
        words[0]
        for name in ("change", "growth", "difference", "ratio", "share", "average")
        for trigger in (*operation_rows()[name]["triggers"], "percent")
        if len(words := words_of(trigger)) == 1
    )
    - NEGLECTED
    - {"share"}
)
"""Words of operations: a reading that does not carry one out leaves it unanswered.
A share may be one of stock."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Entries in the order of the slots; `score` is their mean fit, about 1 where all is said."""

    entries: tuple[Entry, ...]
    score: float
    rest: float = 0.0


def seat(entries: Entries, slots: Sequence[Slot]) -> Seating | None:
    """The one choice of entries that stands out; None where there is none."""
    if not slots or len(slots) > MOST:
        return None
    pools = [_pool(entries, slot) for slot in slots]
    if not all(pools):
        return None
    found = _choices(pools, entries.tuned)
    if not found or found[0].score < LEAST:
        return None
    best = found[0]
    rivals = [f for f in found[1:] if f.score >= best.score - entries.tuned.margin]
    same = [e.fact.value.amount for e in best.entries]
    if any([e.fact.value.amount for e in r.entries] != same for r in rivals):
        return None
    return replace(
        best, rest=max(_rest(entries, s, e) for s, e in zip(slots, best.entries, strict=True))
    )


def _rest(entries: Entries, slot: Slot, entry: Entry) -> float:
    """The share of a slot's words, by weight, that neither name its entry nor stand around it."""
    said = content_words(slot.hard)
    names = entry.row | entry.column
    said = said - (ASKING - OPERATING - names) - PERIODS
    left = {w for w in said - names - entry.around if not kin().get(w, frozenset()) & names}
    return entries.weigh(left - UNITS) / max(entries.weigh(said), SMALL_TOTAL)


def seat_line(entries: Entries, slot: Slot) -> Seating | None:
    """The figures of one row or column over its years, the latest first."""
    best = seat_one(entries, slot)
    if best is None or best.entries[0].place is None:
        return None
    table, row, column = best.entries[0].place
    unit = best.entries[0].fact.value.unit
    for number, own in ((1, row), (2, column)):
        line = [
            e
            for e in entries.all
            if e.place is not None
            and e.place[0] == table
            and e.place[number] == own
            and len(e.years) == 1
            and e.fact.value.unit == unit
        ]
        years = {next(iter(e.years)) for e in line}
        if len(years) == len(line) > 1:
            line.sort(key=lambda e: max(e.years), reverse=True)
            return Seating(tuple(line), best.score)
    return None


def seat_one(entries: Entries, slot: Slot) -> Seating | None:
    """The best entry of an undated slot; of one row its years are no rivals."""
    pool = _pool(entries, slot)
    if not pool or pool[0][0] < LEAST:
        return None
    best = pool[0][1]
    near = [e for score, e in pool[1:] if score >= pool[0][0] - entries.tuned.margin]
    lines = (1, 2)
    if best.place is not None and all(
        e.place is not None and any(e.place[n] == best.place[n] for n in lines) for e in near
    ):
        return Seating((best,), pool[0][0])
    return None if near else Seating((best,), pool[0][0])


def _pool(entries: Entries, slot: Slot) -> list[tuple[float, Entry]]:
    said = content_words(slot.hard)
    soft = content_words(slot.soft)
    year = None if slot.period is None else str(slot.period.end.year)
    scored = [
        (score, -number)
        for number, entry in enumerate(entries.all)
        if (year is None or year in entry.years)
        and (score := _fit(entries, said, soft, entry, slot.period)) > 0
    ]
    scored.sort(reverse=True)
    return [(score, entries.all[-number]) for score, number in scored[:KEPT]]


def _fit(
    entries: Entries,
    said: frozenset[str],
    soft: frozenset[str],
    entry: Entry,
    slot_period: Period | None,
) -> float:
    year = slot_period is not None
    names = entry.row | entry.column
    said = said - (ASKING - OPERATING - names)
    core = said - PERIODS - (UNITS - OPERATING)
    total = entries.weigh(said)
    if not core:
        # A period alone names the row or column of it: "due in 2005".
        alone = year and (entry.row <= PERIODS or not entry.row)
        return 0.5 if alone and not said else 0.0
    hits = said & names
    alike = {w for w in said - hits if kin().get(w, frozenset()) & names}
    around = (said - hits - alike) & entry.around
    around -= OPERATING
    rest = core - hits - alike - around
    if rest & OPERATING:
        return 0.0
    bare = bool(entry.row & TOTALS) and entry.row <= TOTALS | PERIODS
    if not core & (hits | alike) and entry.place is not None:
        beside = entries.weigh(core & around) >= LEAST * entries.weigh(core)
        meant = beside or entries.weigh(soft & entry.around) >= SMALL_TOTAL
        of_year = year and entry.row <= PERIODS and meant
        of_all = bare and beside
        if not of_year and not of_all:
            return 0.0
        if of_year and not beside:
            return OF_YEAR
    if entry.place is None and entries.weigh(hits & core) < SPOKEN_LEAST * entries.weigh(core):
        return 0.0
    tuned = entries.tuned
    credit = SPOKEN if entry.place is None else tuned.total if bare else tuned.around
    score = entries.weigh(hits) + tuned.kin * entries.weigh(alike) + credit * entries.weigh(around)
    strange = {w for w in rest if w not in entries.printed and not w.endswith(VERBAL)}
    score += tuned.strange * entries.weigh(strange) + tuned.elsewhere * entries.weigh(
        rest - strange
    )
    score -= tuned.extra * entries.weigh(entry.core - said - soft - UNITS - PERIODS)
    if entry.column and not hits & entry.column:
        score += WHOLE_COLUMN if "total" in entry.column else 0.0
        score -= tuned.other * entries.weigh(entry.column - said - soft - PERIODS - UNITS)
    helped = entries.weigh((soft - said) & (entry.row | entry.around))
    score = score / max(total, SMALL_TOTAL) + min(tuned.soft * helped, SOFT_MOST)
    score -= tuned.sentence if entry.place is None else 0.0
    score -= BETWEEN if year and len(entry.years) > 1 else 0.0
    return score + tuned.exact * _dated(slot_period, entry)


def _dated(period: Period | None, entry: Entry) -> int:
    """1 where the very stretch or day is meant, -1 where it is another one of the year."""
    own = entry.fact.period
    if period is None or own == period or own.label == period.label:
        return int(period is not None)
    named = not period.label.startswith("FY")
    return -int(named and own.end != period.end)


def _choices(pools: Sequence[Sequence[tuple[float, Entry]]], tuned: Weights) -> list[Seating]:
    """The best choices, one entry a slot, no entry twice: a beam from slot to slot."""
    beam: list[tuple[float, tuple[Entry, ...]]] = [(0.0, ())]
    for pool in pools:
        beam = [
            (
                total + score + sum(_together(entry, other, tuned) for other in taken[-1:]),
                (*taken, entry),
            )
            for total, taken in beam
            for score, entry in pool
            if all(entry.fact.id != other.fact.id for other in taken)
            and (not taken or entry.fact.value.unit == taken[0].fact.value.unit)
        ]
        beam.sort(key=lambda row: -row[0])
        beam = beam[: 4 * KEPT]
    return [Seating(taken, total / len(pools)) for total, taken in beam]


def _together(one: Entry, other: Entry, tuned: Weights) -> float:
    if one.place is None or other.place is None:
        together = one.place == other.place and one.fact.context == other.fact.context
        return tuned.table if together else 0.0
    if one.place[0] != other.place[0]:
        return 0.0
    in_line = one.place[1] == other.place[1] or one.place[2] == other.place[2]
    return tuned.table + (tuned.line if in_line else 0.0)
