"""Measures by periods: a statement across documents, and the list of documents.

Comes in: an engine, and from the address which entity and which length of period. Goes out: a grid
whose every figure links to its answer. Not for: filling gaps; what no document prints stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.base.records import Document, Entity, Fact, Period
from service.cite.readings import reading_of
from service.cite.shelf import shelf_of
from service.papers.tieouts import Summary
from service.say.values import day_words, figure, is_currency, period_words, unit_words
from service.web.pages import charts
from service.web.pages.presenters import ask_url, sentence_case
from service.web.pages.series import best_of, length_class, question_for, settled

if TYPE_CHECKING:
    from index.engine import Engine

MOST_COLUMNS = 16
CLASSES: Mapping[str, str] = {
    "quarter": "Quarters",
    "half": "Half years",
    "nine months": "Nine months",
    "year": "Years",
    "month": "Months",
    "instant": "Dates",
}
EXPONENT = 6
MOST_OFFERED = 200
"""Of more companies one is typed, by its name, rather than chosen from a list."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One figure of the grid; an empty text where nothing is reported."""

    text: str = ""
    url: str = ""
    status: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One measure over the periods."""

    label: str
    unit: str
    cells: tuple[GridCell, ...]
    depth: int = 0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid with the choices that lead to others."""

    groups: tuple[tuple[str, tuple[GridRow, ...]], ...]
    periods: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str, bool], ...]
    entities: tuple[tuple[str, str, bool], ...]
    measures: int = 0
    companies: int = 0


def grid_of(engine: Engine, *, entity: str | None = None, kind: str | None = None) -> Grid:
    """The grid of one entity and one length of period; the fullest where none is asked for."""
    holders = shelf_of(engine).holders
    entity = _entity_meant(entity, holders)
    if entity is None:
        counts = engine.facts.entities()
        entity = max(holders, key=lambda e: counts.get(e, 0), default=None)
    named = holders if len(holders) <= MOST_OFFERED else [entity]
    facts = [
        f
        for f in engine.facts.find(entity=entity)
        if f.scenario == "actual" and engine.concepts.split(f.concept)[1] is None
    ]
    sizes: dict[str, int] = {}
    for fact in facts:
        sizes[length_class(fact.period)] = sizes.get(length_class(fact.period), 0) + 1
    offered = [name for name in CLASSES if sizes.get(name)]
    if kind not in offered:
        kind = max(offered, key=lambda name: sizes[name], default=None)
    chosen = [f for f in facts if length_class(f.period) == kind]
    periods = sorted({f.period for f in chosen}, key=lambda p: (p.end, p.start or p.end))
    periods = periods[-MOST_COLUMNS:]
    groups = _groups(engine, chosen, periods)
    return Grid(
        groups=groups,
        periods=tuple((_short(p), period_words(p)) for p in periods),
        classes=tuple((name, CLASSES[name], name == kind) for name in offered),
        entities=tuple((e, holders[e].name, e == entity) for e in named if e is not None),
        companies=len(holders),
        measures=sum(len(rows) for _, rows in groups),
    )


def _entity_meant(asked: str | None, holders: Mapping[str, Entity]) -> str | None:
    """The company of this id, of this name, or the first whose name begins so."""
    if asked is None or asked in holders:
        return asked
    typed = " ".join(asked.split()).casefold()
    names = {ident: holder.name.casefold() for ident, holder in holders.items()} if typed else {}
    same = (ident for ident, name in names.items() if name == typed)
    begun = (ident for ident, name in names.items() if name.startswith(typed))
    return next(same, None) or next(begun, None)


def _short(period: Period) -> str:
    return period.label if period.start else day_words(period.end)


def _groups(
    engine: Engine, facts: Iterable[Fact], periods: list[Period]
) -> tuple[tuple[str, tuple[GridRow, ...]], ...]:
    by_row: dict[tuple[str, str], dict[Period, list[Fact]]] = {}
    for fact in facts:
        rows = by_row.setdefault((fact.concept, fact.value.unit), {})
        rows.setdefault(fact.period, []).append(fact)
    order = _statement_order(engine, dict.fromkeys(concept for concept, _ in by_row))
    groups: dict[str, list[GridRow]] = {}
    units: dict[str, list[str]] = {}
    for concept, unit in by_row:
        units.setdefault(concept, []).append(unit)
    for concept, depth, total in order:
        for unit in units.get(concept, ()):
            cells = by_row[concept, unit]
            if not any(period in cells for period in periods):
                continue
            row = GridRow(
                label=sentence_case(engine.concepts.label(concept)),
                unit=_unit_after(engine.concepts.label(concept), unit),
                cells=tuple(_cell(engine, best_of(cells.get(p, ()))) for p in periods),
                depth=depth,
                total=total,
            )
            groups.setdefault(_group(unit), []).append(row)
    ranked = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple((name, tuple(rows)) for name, rows in ranked)


def _unit_after(label: str, unit: str) -> str:
    """The unit to say after a label: none where the label ends with it or the figures carry it."""
    words = unit_words(unit)
    return "" if unit == "bps" or label.lower().endswith(words.lower()) else words


def _group(unit: str) -> str:
    if is_currency(unit):
        return f"Amounts in {unit_words(unit)}, {unit} million"
    if "/" in unit:
        return "Per share and rates"
    if unit in ("percent", "percentage_point", "ratio"):
        return "Ratios"
    return "Counts and other measures"


def _statement_order(engine: Engine, reported: Mapping[str, None]) -> list[tuple[str, int, bool]]:
    """Concepts, their indent, whether they are totals: parts stand above their total."""
    known = engine.concepts.by_id
    parts_of = {c: [p for p, _ in known[c].parts if p in reported] for c in known if c in reported}
    nested = {part for parts in parts_of.values() for part in parts}
    out: list[tuple[str, int, bool]] = []
    seen: set[str] = set()

    def place(concept: str, depth: int) -> None:
        if concept in seen:
            return
        seen.add(concept)
        parts = parts_of.get(concept, [])
        for part in parts:
            place(part, depth + 1)
        out.append((concept, 1 if depth and not parts else 0, bool(parts)))

    for concept in parts_of:
        if concept not in nested:
            place(concept, 0)
    for concept in (*parts_of, *reported):
        place(concept, 0)
    return out


def _least(amount: Decimal) -> Decimal:
    """Amounts of a million and more are whole millions in the grid; smaller ones keep places."""
    return Decimal(10) ** (EXPONENT + 2) if abs(amount) >= Decimal(10) ** EXPONENT else amount


def _cell(engine: Engine, fact: Fact | None) -> GridCell:
    if fact is None:
        return GridCell()
    shown, flag = settled(engine, fact)
    if is_currency(shown.unit) and shown.amount is not None:
        text = charts.short_number(shown.amount, EXPONENT, _least(shown.amount))
    else:
        text = figure(shown).text if shown.unit == "bps" else figure(shown).number
    question = question_for(engine, fact)
    title = f"{question}: {figure(shown).text}"
    return GridCell(text, ask_url(question), flag, title)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the list with what it covers."""

    document: Document
    published: str
    periods: str
    pages: int
    tables: int
    summary: Summary


def document_rows(
    engine: Engine, idents: Iterable[str], summary_of: Callable[[str], Summary]
) -> list[DocumentRow]:
    """These documents with what they cover."""
    rows = []
    for name in idents:
        document, reading = engine.documents[name], reading_of(engine, name)
        labels = engine.facts.find(document=name, scenario="actual")
        timed = sorted({f.period for f in labels if f.period.start}, key=lambda p: p.end)
        quarters = [p.label for p in timed if length_class(p) == "quarter"]
        rows.append(
            DocumentRow(
                document,
                day_words(document.published) if document.published else "",
                ", ".join(quarters[-6:]),
                max((b.page or 0 for b in reading.blocks), default=0),
                len(reading.tables),
                summary_of(name),
            )
        )
    return rows
