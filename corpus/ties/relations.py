"""Relations that the concepts state: weighted parts, formulas, definitions, the balance.

Comes in: an index of facts with its concepts. Goes out: `Tie`s named foot, balance, roll_forward,
per_share, recompute_share or definition. A part that no document prints is replaced by its own
parts. Not for: totals that the tables state (`corpus.ties.totals`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from corpus.base.records import Fact
from corpus.concepts.concepts import Concept
from corpus.ties.aspects import FactIndex, rivals
from corpus.ties.ties import Quotient, Sum, Tie, holds

MAX_DEPTH = 3  # parts of parts of parts
NEAR = Decimal(
    "0.02"
)  # of the result: a sum that nowhere comes closer is another company's relation

_SUM = re.compile(r"[a-z_0-9]+(?:\s[+-]\s[a-z_0-9]+)*")
_QUOTIENT = re.compile(r"([a-z_0-9]+)\s/\s([a-z_0-9]+)")
_MARGIN = re.compile(r"\(([a-z_0-9]+)\s-\s([a-z_0-9]+)\)\s/\s([a-z_0-9]+)")
_SAME = ("total_assets", "total_liabilities_and_shareholders_equity")
_CASH_ROLL = re.compile(r"beginning_of|opening")


def find_stated(index: FactIndex) -> Iterator[Tie]:
    """Every tie that a concept's data states and whose figures are printed."""
    for (_, concept_id), facts in list(index.by_concept.items()):
        base, facet = index.split(concept_id)
        concept = index.concepts.get(base)
        if concept is None:
            continue
        if concept.parts and (facet is None or facet.startswith("share_of")):
            yield from _from_parts(index, concept, facet, facts)
        if facet is None:
            for formula, name in ((concept.definition, "definition"), (concept.formula, "")):
                if formula:
                    yield from _from_formula(index, concept, formula, name, facts)
        if concept_id == _SAME[0]:
            yield from _balance(index, facts)


def _from_parts(
    index: FactIndex, concept: Concept, facet: str | None, facts: list[Fact]
) -> Iterator[Tie]:
    weights = dict(concept.parts)
    opening = any(_CASH_ROLL.search(p) for p in weights)
    name = "roll_forward" if opening else "foot"
    yield from _kept(list(_sums(index, facts, concept.parts, facet, name)))


def _sums(
    index: FactIndex,
    facts: list[Fact],
    parts: tuple[tuple[str, int], ...],
    facet: str | None,
    name: str,
) -> Iterator[Tie]:
    for result in _results(index, facts):
        found = _expand(index, result[0], parts, facet, MAX_DEPTH)
        if found is not None and len(found) > 1:
            slots = tuple(slot for slot, _ in found)
            tie = Tie(name, Sum(tuple(w for _, w in found)), (result, *slots))
            yield _as_printed(tie)


def _results(index: FactIndex, facts: list[Fact]) -> list[tuple[Fact, ...]]:
    """Printings that a relation explains, rivals together: those of tables, else of sentences."""
    usable = [f for f in facts if f.value.amount is not None and not f.qualifier]
    chosen: dict[object, list[Fact]] = defaultdict(list)
    for fact in usable:
        place = fact.document, fact.period, fact.value.unit, fact.scenario
        chosen[place].append(fact)
    out = []
    for group in chosen.values():
        tables: dict[str | None, list[Fact]] = defaultdict(list)
        for fact in group:
            tables[fact.table].append(fact)
        said = tables.pop(None, [])
        for printings in tables.values() or [said[:1]]:
            if index.tells_apart(printings):
                out.append(rivals(printings))
    return out


def _expand(
    index: FactIndex, near: Fact, parts: tuple[tuple[str, int], ...], facet: str | None, depth: int
) -> list[tuple[tuple[Fact, ...], int]] | None:
    """The slots of all parts, a part that is not printed through its own; None where one lacks."""
    found: list[tuple[tuple[Fact, ...], int]] = []
    for part, weight in parts:
        slot = index.at(near, f"{part}_{facet}" if facet else part)
        if slot and _fits(slot[0], near):
            found.append((slot, weight))
            continue
        concept = index.concepts.get(part)
        inner = None
        if concept is not None and concept.parts and depth > 1:
            inner = _expand(index, near, concept.parts, facet, depth - 1)
        if inner is None:
            return None
        found.extend((s, w * weight) for s, w in inner)
    return found


def _fits(part: Fact, near: Fact) -> bool:
    """Across documents only equal precision adds up to something that can be judged."""
    return part.document == near.document or part.value.decimals == near.value.decimals


def _as_printed(tie: Tie) -> Tie:
    """The tie with the signs that the print uses: a deduction may be printed negative already."""
    assert isinstance(tie.formula, Sum)
    likeliest = tuple(slot[0] for slot in tie.slots)
    if holds(tie, likeliest):
        return tie
    flipped = tuple(
        -w if w < 0 and (f.value.amount or 0) < 0 else w
        for w, f in zip(tie.formula.weights, likeliest[1:], strict=True)
    )
    other = Tie(tie.name, Sum(flipped), tie.slots, note="deductions are printed negative")
    return other if flipped != tie.formula.weights and holds(other, likeliest) else tie


def _kept(ties: list[Tie]) -> Iterator[Tie]:
    """The ties of one relation, by document: all, unless it holds or nearly holds nowhere."""
    by_document: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        by_document[tie.slots[0][0].document].append(tie)
    for group in by_document.values():
        held = [bool(holds(t, tuple(s[0] for s in t.slots))) for t in group]
        if any(held):
            yield from group
        else:
            yield from (
                Tie(t.name, t.formula, t.slots, proving=False, note=t.note)
                for t in group
                if _nearly(t)
            )


def _nearly(tie: Tie) -> bool:
    result = tie.slots[0][0].value.amount or Decimal(0)
    assert isinstance(tie.formula, Sum)
    computed = sum(
        (
            (slot[0].value.amount or Decimal(0)) * w
            for slot, w in zip(tie.slots[1:], tie.formula.weights, strict=True)
        ),
        Decimal(0),
    )
    return abs(result - computed) <= NEAR * abs(result)


def _from_formula(
    index: FactIndex, concept: Concept, formula: str, name: str, facts: list[Fact]
) -> Iterator[Tie]:
    if match := _MARGIN.fullmatch(formula):
        if match[1] == match[3]:
            yield from _margins(index, match[1], match[2], facts)
    elif match := _QUOTIENT.fullmatch(formula):
        yield from _quotients(index, concept, match[1], match[2], facts)
    elif _SUM.fullmatch(formula):
        yield from _defined(index, formula, name, facts)


def _defined(index: FactIndex, formula: str, name: str, facts: list[Fact]) -> Iterator[Tie]:
    parts = []
    weight = 1
    for word in formula.split():
        if word in "+-":
            weight = -1 if word == "-" else 1
        else:
            parts.append((word, weight))
    ties = list(_sums(index, facts, tuple(parts), None, name or "foot"))
    if name == "definition":
        # A company may define the measure otherwise: reported, but no proof against a figure.
        yield from (Tie(t.name, t.formula, t.slots, proving=False, note=t.note) for t in ties)
    else:
        yield from _kept(ties)


def _margins(index: FactIndex, whole: str, cost: str, facts: list[Fact]) -> Iterator[Tie]:
    formula = Quotient(-100, -1, "({1} - {0}) / {1}")
    for result in _results(index, facts):
        near = result[0]
        for unit in _currencies(index, near, whole):
            top, below = index.at(near, cost, unit=unit), index.at(near, whole, unit=unit)
            if top and below:
                yield Tie("recompute_share", formula, (result, top, below), slack=1)
                break


def _quotients(
    index: FactIndex, concept: Concept, top: str, below: str, facts: list[Fact]
) -> Iterator[Tie]:
    for result in _results(index, facts):
        near = result[0]
        if concept.kind == "per_share" and "/" in near.value.unit:
            unit, each = near.value.unit.split("/", 1)
            number = index.at(near, below, unit=each) or index.at(near, below, unit=f"{each}s")
            slots = index.at(near, top, unit=unit), number
            if all(slots):
                yield Tie("per_share", Quotient(), (result, *slots), slack=1)
        else:
            factor = 100 if near.value.unit == "percent" else 1
            for unit in _currencies(index, near, top):
                slots = index.at(near, top, unit=unit), index.at(near, below, unit=unit)
                if all(slots):
                    yield Tie("recompute_share", Quotient(factor), (result, *slots), slack=1)
                    break


def _currencies(index: FactIndex, near: Fact, concept: str) -> list[str]:
    """The units that a concept is printed in, the document's own amounts first."""
    found = index.by_concept.get((near.entity, concept), ())
    units: dict[str, None] = {}
    for fact in sorted(found, key=lambda f: (f.document != near.document, f.scenario != "actual")):
        units[fact.value.unit] = None
    return list(units)


def _balance(index: FactIndex, facts: list[Fact]) -> Iterator[Tie]:
    """Assets against liabilities and equity, summed where the sum itself is not printed."""
    claims = index.concepts.get(_SAME[1])
    for result in _results(index, facts):
        slot = index.at(result[0], _SAME[1])
        if slot and slot[0].document == result[0].document:
            yield Tie("balance", Sum((1,)), (result, slot))
        if claims is None:
            continue
        found = _expand(index, result[0], claims.parts, None, 1)
        if found is not None:
            slots = tuple(s for s, _ in found)
            yield Tie("balance", Sum(tuple(w for _, w in found)), (result, *slots))
