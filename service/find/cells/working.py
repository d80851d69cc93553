"""A question of one document through its readings: each is seated and computed, the best is given.

Comes in: a text, an engine, a document. Goes out: an `Outcome` with its score, or None. Not for:
the productions (`service.understand.productions`) nor the seats (`service.find.cells.seating`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from service.find.cells.entries import Entries, Entry
from service.find.cells.seating import seat, seat_line
from service.find.derive import Deriver
from service.find.outcome import Outcome
from service.find.reported import Found
from service.understand.periodsigns import Words
from service.understand.productions import Node, Reading, Slot, readings
from service.understand.weights import Weights

FORMULAS = {
    "share": "{0} / {1} * 100",
    "ratio": "{0} / {1}",
    "proportion": "{0} / {1}",
    "difference": "{0} - {1}",
    "gap": "{0} - {1}",
    "without": "{0} - {1}",
    "per": "{0} / {1}",
    "change": "{0} - {1}",
    "growth": "({0} - {1}) / {1} * 100",
}
UNITS = {"share": "percent", "ratio": "ratio", "proportion": "ratio", "growth": "percent"}
WHOLE, LOOKED = 100, 0.25
VERDICTS = ("greater", "less")
PAIRED = ("change", "growth")


@dataclass(frozen=True, slots=True)
class Worked:
    """A reading with its figures: what it comes to and how well its words fit."""

    reading: Reading
    outcome: Outcome
    score: float


ASKED_FOR = ("share", "proportion", "ratio", "growth", "average", "difference", "gap")
"""Operations that a printed figure of another kind, or a sentence, never answers."""
NAMED_EACH = 3
"""Of several figures side by side an operation that was said is left out so many times as much."""
PERCENT = ("percent", "percentage_point")


def operation_of(reading: Reading | None) -> str:
    """What a reading asks to be done: "leaf" for a figure that is only looked up."""
    root = reading.root if reading is not None else None
    return root.op if isinstance(root, Node) and root.op != "each" else "leaf"


def stands_clear(worked: Sequence[Worked], tuned: Weights) -> Worked | None:
    """The likeliest reading, unless another that comes to another figure is as likely."""
    best = worked[0] if worked else None
    if best is None:
        return None
    if best.score < (tuned.looked if operation_of(best.reading) == "leaf" else tuned.floor):
        return None
    for rival in worked[1:]:
        if rival.score < best.score - tuned.clear:
            break
        if _figures(rival.outcome) != _figures(best.outcome):
            return None
    return best


def carries_out(outcome: Outcome, asked: str) -> bool:
    """False for a figure that is looked up where an operation was asked for."""
    if asked not in ASKED_FOR:
        return True
    if outcome.found is None or outcome.found.derivation is not None:
        return outcome.found is not None or bool(outcome.short)
    if asked in ("share", "growth"):
        return outcome.found.value.unit in PERCENT
    return asked in outcome.found.label.casefold()


def _figures(outcome: Outcome) -> tuple[Decimal, ...]:
    found = (outcome.found,) if outcome.found is not None else outcome.points
    return tuple(f.amount for f in found if f is not None)


def work(words: Words, entries: Entries, deriver: Deriver) -> list[Worked]:
    """The readings that come to something, the likeliest first."""
    found = [w for r in readings(words) if (w := _worked(r, entries, deriver)) is not None]
    asked = any(operation_of(w.reading) not in ("leaf", "per") for w in found)
    found = [_as_named(w, entries.tuned.named) if asked else w for w in found]
    found.sort(key=lambda w: -w.score)
    return found


def _as_named(worked: Worked, lost: float) -> Worked:
    """A reading that takes the words of an operation for a part of a name is less likely."""
    if operation_of(worked.reading) not in ("leaf", "per"):
        return worked
    several = worked.outcome.found is None
    return replace(worked, score=worked.score - lost * (NAMED_EACH if several else 1))


def _worked(reading: Reading, entries: Entries, deriver: Deriver) -> Worked | None:
    root = reading.root
    if isinstance(root, Node) and not all(_computable(arg) for arg in root.args):
        return None
    alone = root.args[0] if isinstance(root, Node) and len(root.args) == 1 else None
    if isinstance(alone, Slot):
        seating = seat_line(entries, alone)
    else:
        seating = seat(entries, list(_slots(root)))
    if seating is not None and isinstance(alone, Slot) and isinstance(root, Node):
        if root.op in PAIRED and len(seating.entries) != 2:
            return None
        slots = tuple(Slot("", "", e.fact.period) for e in seating.entries)
        reading = replace(reading, root=replace(root, args=slots))
    if seating is None:
        return None
    if isinstance(reading.root, Slot) and seating.rest > LOOKED:
        return None
    return _of(reading, seating.entries, deriver, seating.score)


def _of(reading: Reading, chosen: Sequence[Entry], deriver: Deriver, score: float) -> Worked | None:
    found = [e.found() for e in chosen]
    if isinstance(reading.root, Slot):
        return Worked(reading, Outcome("answered", "figure", found[0]), score)
    if reading.root.op == "each":
        return Worked(reading, Outcome("answered", "comparison", points=tuple(found)), score)
    outcome = _computed(reading.root, found, deriver)
    return Worked(reading, outcome, score) if outcome is not None else None


def _computable(node: Slot | Node) -> bool:
    """True for what may stand inside another operation: figures and arithmetic on them."""
    if isinstance(node, Slot):
        return True
    known = node.op in ("sum", "average") or (node.op in FORMULAS and len(node.args) == 2)
    return known and all(_computable(arg) for arg in node.args)


def _slots(node: Slot | Node) -> Iterator[Slot]:
    if isinstance(node, Slot):
        yield node
        return
    for arg in node.args:
        yield from _slots(arg)


def _computed(node: Node, found: Sequence[Found], deriver: Deriver) -> Outcome | None:
    names = [chr(ord("a") + n) for n in range(len(found))]
    if node.op in ("highest", "lowest"):
        pick = max if node.op == "highest" else min
        top = pick(found, key=lambda f: f.amount)
        return Outcome("answered", "figure", top)
    if node.op in VERDICTS:
        first, second = (f.amount for f in found[:2])
        more = first > second if node.op == "greater" else first < second
        return Outcome(
            "answered",
            "comparison",
            points=tuple(found),
            lead="Yes" if more else "No",
            short=("yes" if more else "no",),
        )
    if node.op == "gap" and len(found) == 2:
        found = sorted(found, key=lambda f: -f.amount)  # what lies between two has no sign
    points = found[0].value.unit in PERCENT
    if node.op == "growth" and points and len(found) == 2:
        node = replace(node, op="change")
    formula = _formula(node, iter(names))
    made = deriver.compute(
        formula,
        dict(zip(names, found, strict=True)),
        found[0].concept,
        found[0].period,
        _unit(node, found),
        label=node.op.capitalize() + " of " + found[0].label,
    )
    if made is None or (node.op == "share" and not 0 <= made.amount <= WHOLE):
        return None  # a part is no larger than its whole
    return Outcome("answered", "derived", made)


def _unit(node: Node, found: Sequence[Found]) -> str | None:
    if node.op in ("change", "difference", "gap") and found[0].value.unit in PERCENT:
        return "percentage_point"
    return UNITS.get(node.op)


def _formula(node: Slot | Node, names: Iterator[str]) -> str:
    if isinstance(node, Slot):
        return next(names)
    parts = [_formula(arg, names) for arg in node.args]
    if node.op == "sum":
        return f"({' + '.join(parts)})"
    if node.op == "average":
        return f"(({' + '.join(parts)}) / {len(parts)})"
    return f"({FORMULAS[node.op].format(*parts)})"
