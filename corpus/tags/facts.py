"""Tagged figures to `Fact`s, and how they agree with what tables and sentences were read as.

Comes in: a document whose structure has tagged figures, and the facts that were read. Goes out: the
facts with each tagged figure once, as it is tagged, and a tie-out for each figure that was read as
well. Not for: untagged figures, which stay as they were read.

A tag is the publisher's word for its figure: concept, period, unit, scale and sign are the tag's;
caption, row and sentence are those that were read. A standard name is the concept of the first
caption that prints it as a whole; two names that print unlike figures for one aspect are two
concepts. A part's concept is the whole's with its members behind, so that no part is the whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from corpus.base.intervals import fact_interval
from corpus.base.records import Block, Check, Document, Fact, Span, Tag, Value
from corpus.base.structure import TaggedFigure
from corpus.concepts.concepts import Concepts
from corpus.grammar.calendars import Calendar
from corpus.tables.cellfacts import fact_id
from corpus.tags.naming import TagNames
from corpus.tags.words import axis_words, member_words, unit_of


@dataclass(frozen=True, slots=True)
class Told:
    """A tagged figure with what was read at its characters, the likeliest first."""

    figure: TaggedFigure
    read: Fact | None


def read_tagged_facts(
    document: Document, blocks: Sequence[Block], read: Iterable[Fact], concepts: Concepts
) -> tuple[tuple[Fact, ...], tuple[Check, ...]]:
    """All facts of a document with its tags, in printed order, and the tie-outs to tags."""
    facts = tuple(read)
    figures = document.structure.figures if document.structure is not None else ()
    if not figures:
        return facts, ()
    told, untagged = _laid(figures, facts)
    names = TagNames(((t.figure, t.read) for t in told), concepts)
    where = _Blocks(document, blocks)
    calendar = Calendar(document.entity)
    made: dict[str, Fact] = {}
    checks: list[Check] = []
    for one in told:
        fact = _fact(document, one, names, calendar, where)
        if fact.id not in made:
            made[fact.id] = fact
            if one.read is not None:
                checks.append(_agrees(fact, one.read))
    return (*_held_against(untagged, tuple(made.values())), *made.values()), tuple(checks)


def _held_against(untagged: Iterable[Fact], tagged: Sequence[Fact]) -> list[Fact]:
    """What was read of untagged figures, as far as the document's tags let it stand.

    A figure with the aspects of a tagged one prints it again, with the tag's sign; or it can be a
    misprint of it, and is disputed; or its row or column was not read, and it is no fact. Nor is a
    percentage a measure that is tagged as an amount: it is a change or a share of it.
    """
    known: dict[Aspects, list[Fact]] = {}
    for fact in tagged:
        known.setdefault(_aspects(fact), []).append(fact)
    amounts = {(f.concept, f.period.label) for f in tagged if f.value.unit.isupper()}
    held = []
    for fact in untagged:
        against = known.get(_aspects(fact), [])
        if fact.value.unit == "percent" and (fact.concept, fact.period.label) in amounts:
            continue
        if not against:
            held.append(fact)
        elif agreeing := [other for other in against if same_size(fact, other)]:
            held.append(_signed(fact, agreeing[0]))
        elif any(_may_be_misprint(fact, other) for other in against):
            proof = f"the document tags {against[0].value.printed} for this"
            held.append(replace(fact, status="disputed", proof=fact.proof or proof))
    return held


def _signed(fact: Fact, tagged: Fact) -> Fact:
    """A printing of a tagged figure with the sign that the tag gives it."""
    amount, other = fact.value.amount, tagged.value.amount
    if amount is None or other is None or amount * other >= 0:
        return fact
    return replace(fact, value=replace(fact.value, amount=-amount))


def _may_be_misprint(fact: Fact, tagged: Fact) -> bool:
    """True where two amounts differ by so little that one may be misprinted."""
    amount, other = fact.value.amount, tagged.value.amount
    if amount is None or other is None:
        return False
    return abs(abs(amount) - abs(other)) <= abs(other) / 20


Aspects = tuple[str, str, str, str]


def _aspects(fact: Fact) -> Aspects:
    return fact.concept, fact.period.label, fact.value.unit, fact.scenario


def _laid(figures: Sequence[TaggedFigure], facts: Sequence[Fact]) -> tuple[list[Told], list[Fact]]:
    """Each tagged figure with the fact read there, and the facts read where nothing is tagged."""
    ordered = sorted(facts, key=lambda f: f.span.start)
    starts = [fact.span.start for fact in ordered]
    used: set[str] = set()
    told = []
    for figure in figures:
        low = bisect_left(starts, figure.start - _REACH)
        high = bisect_right(starts, figure.end - 1)
        there = [f for f in ordered[low:high] if f.span.end > figure.start]
        used.update(f.id for f in there)
        told.append(Told(figure, min(there, key=lambda f: _unlike(figure, f), default=None)))
    return told, [fact for fact in facts if fact.id not in used]


_REACH = 60  # characters that a figure as read may begin before its tag


def _unlike(figure: TaggedFigure, fact: Fact) -> tuple[bool, int]:
    """How far what was read is from the tag: another size, then other days."""
    unit, power = unit_of(figure.unit, figure.scale)
    amount = fact.value.amount
    size = amount is not None and abs(amount) == abs(figure.amount.scaleb(power))
    return not (size and unit == fact.value.unit), abs((fact.period.end - figure.period_end).days)


def _fact(
    document: Document, told: Told, names: TagNames, calendar: Calendar, where: _Blocks
) -> Fact:
    figure, read = told.figure, told.read
    span = Span(document.id, figure.start, figure.end)
    unit, power = unit_of(figure.unit, figure.scale)
    decimals = None if figure.decimals is None else figure.decimals - power
    printed = document.text[figure.start : figure.end]
    value = Value(figure.amount.scaleb(power), unit, printed, decimals)
    period = calendar.told(figure.period_start, figure.period_end)
    concept = names.concept(figure)
    known = Fact(
        id=fact_id(document, span, concept, period, unit),
        document=document.id,
        entity=document.entity.id,
        concept=concept,
        label=names.label(figure, read),
        period=period,
        value=value,
        span=span,
        context=where.around(span),
        dimensions=tuple((axis_words(a), member_words(m)) for a, m in figure.dimensions),
        tag=Tag(figure.name, figure.id, figure.dimensions),
        source=where.source(span),
    )
    if read is None:
        return known
    return replace(
        known,
        context=read.context,
        path=read.path,
        columns=read.columns,
        table=read.table,
        row=read.row,
        column=read.column,
        source=read.source,
    )


def same_size(read: Fact, fact: Fact) -> bool:
    """True where two amounts can be one at their precisions, the sign aside."""
    theirs, ours = fact_interval(read), fact_interval(fact)
    if theirs is None or ours is None:
        return False
    return theirs.meets(ours) or theirs.scale(-1).meets(ours)


def _agrees(fact: Fact, read: Fact) -> Check:
    """The tie-out of what was read to the tag: the same size in the same unit at the same day."""
    same_unit = read.value.unit == fact.value.unit
    same_days = (read.period.start, read.period.end) == (fact.period.start, fact.period.end)
    passed = same_size(read, fact) and same_unit and same_days
    amounts = read.value.amount or Decimal(0), fact.value.amount or Decimal(0)
    said = f"{read.value.printed} read as {amounts[0]:,f} {read.value.unit} for {read.period.label}"
    detail = f"{said}; tagged {amounts[1]:,f} {fact.value.unit} for {fact.period.label}"
    return Check(
        id=sha256(f"agrees_to_tag|{fact.id}".encode()).hexdigest()[:16],
        name="agrees_to_tag",
        passed=passed,
        detail=detail,
        facts=(fact.id,),
        difference=abs(amounts[0]) - abs(amounts[1]),
        documents=(fact.document,),
    )


class _Blocks:
    """The blocks of a document by where they stand: the row or sentence around a figure."""

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        self._document, self._blocks = document, blocks
        self._starts = [block.span.start for block in blocks]

    def _at(self, span: Span) -> Block | None:
        place = bisect_right(self._starts, span.start) - 1
        return self._blocks[place] if place >= 0 else None

    def around(self, span: Span) -> Span:
        """The row or paragraph that prints a figure."""
        block = self._at(span)
        if block is None:
            return span
        if block.kind != "table":
            return block.span
        text = self._document.text
        start = text.rfind("\n", block.span.start, span.start) + 1 or block.span.start
        end = text.find("\n", span.end, block.span.end)
        return Span(span.document, start, end if end >= 0 else block.span.end)

    def source(self, span: Span) -> Literal["table", "prose"]:
        """Where a figure is printed."""
        block = self._at(span)
        return "table" if block is not None and block.kind == "table" else "prose"
