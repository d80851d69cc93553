"""What a document says before a sentence: its parents in a list, its headings, the sentence
before.

Comes in: a document and its blocks. Goes out: `Unit`s to read (sentences, or the lines of a block
of labels and values) and, for each, the measure, period and basis that carry over. Not for: what
the sentence itself says (`corpus.prose.saying`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.base.records import Block, Document, Period, Sentence
from corpus.concepts.concepts import Concept, Concepts, slug
from corpus.concepts.naming import Measure, Namer
from corpus.grammar.periods import Calendar, find_periods
from corpus.grammar.units import UnitsLine, parse_units_line
from corpus.language.views import read_view
from corpus.layout.tableunits import StatedUnits
from corpus.prose.clauses import Basis, Named, find_named, said_basis

MAX_UNIT = 4000  # characters; a longer "sentence" is no sentence and is read in pieces
LONGEST_LABEL = 48
_LABEL_LINE = re.compile(r"^[^\S\n]*+[^\s:：=][^:：=\n]{1,47}\s?[:：=]\s?\S", re.MULTILINE)
_BACKWARD = re.compile(
    r"^\W*(?:this|these|those|it|such|which|the\s(?:increase|decrease|decline|growth|improvement|"
    r"change|reduction|loss|result)|increas\w+|decreas\w+|improve\w+|declin\w+|grew|rose|fell|an?\s"
    r"(?:increase|decrease|decline|growth|improvement|rise|drop)|up|down|compared|versus|vs)\b",
    re.IGNORECASE,
)
_OVERALL = re.compile(
    r"\b(?:operating|net) (?:income|loss|profit|cash)|\bebitda\b|\bguidance\b", re.I
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the document read at once."""

    start: int
    end: int
    block: int


@dataclass
class Said:
    """What a unit said last: carried to the next one where that points back."""

    block: int = -1
    measure: Measure | None = None
    period: Period | None = None
    basis: Basis | None = None


def make_units(
    document: Document,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    skip: Iterable[int] = (),
) -> list[Unit]:
    """Sentences as units; a sentence cut inside a bracket is joined, a block of labels cut in
    lines.
    """
    left_out = set(skip)
    units: list[Unit] = []
    for sentence in sentences:
        if sentence.block in left_out:
            continue
        start, end = sentence.span.start, sentence.span.end
        before = units[-1] if units else None
        if (
            before is not None
            and before.block == sentence.block
            and _is_open(document.text[before.start : before.end])
        ):
            units[-1] = Unit(before.start, end, before.block)
            continue
        units.append(Unit(start, end, sentence.block))
    cut: list[Unit] = []
    for unit in units:
        cut.extend(_pieces(document.text, unit))
    return cut


def _is_open(text: str) -> bool:
    opened = text.count("(") + text.count("（") - text.count(")") - text.count("）")
    return (opened > 0 and len(text) < 400) or bool(re.search(r"\bvs\.$", text))


def _pieces(text: str, unit: Unit) -> list[Unit]:
    body = text[unit.start : unit.end]
    lines = body.split("\n")
    labelled = len(_LABEL_LINE.findall(body))
    if len(lines) > 1 and (2 * labelled >= len(lines) or len(body) > MAX_UNIT):
        pieces = []
        at = unit.start
        for line in lines:
            if line.strip():
                pieces.append(Unit(at, at + min(len(line), MAX_UNIT), unit.block))
            at += len(line) + 1
        return pieces
    return [Unit(unit.start, min(unit.end, unit.start + MAX_UNIT), unit.block)]


@dataclass
class Discourse:
    """The document around a sentence."""

    document: Document
    blocks: Sequence[Block]
    concepts: Concepts
    said: Said = field(default_factory=Said)

    def __post_init__(self) -> None:
        entity = self.document.entity
        self.calendar = Calendar(entity)
        self.namer = Namer(self.concepts, (entity.name, *entity.aliases))
        self._owner = [a for a in (entity.name, *entity.aliases) if len(a) > 1]
        self._groups: dict[tuple[str, ...], str] = {}
        for block in self.blocks:
            if block.kind in ("paragraph", "list_item"):
                text = self.document.text[block.span.start : block.span.end]
                key = (*block.headings, str(block.page))
                self._groups[key] = (self._groups.get(key, "") + " \n" + text)[:20_000]
        self._stated = StatedUnits(self.document, self.blocks)
        self._only = False  # the document names periods of one year alone
        self._totals = {c.id: c for c in self.concepts.by_id.values() if c.parts}

    def without_owner(self, text: str) -> str:
        """A title without the entity's own names."""
        for alias in sorted(self._owner, key=len, reverse=True):
            text = re.sub(rf"\b{re.escape(alias)}\b(?:['’]s?)?", " ", text)
        return re.sub(r"\s{2,}", " ", text).strip()

    def text_of(self, index: int) -> str:
        """A block's text."""
        span = self.blocks[index].span
        return self.document.text[span.start : span.end]

    def ancestors(self, index: int) -> list[int]:
        """The list items that a list item stands under, nearest first; a label's item above it."""
        found: list[int] = []
        block = self.blocks[index]
        level = block.level if block.kind == "list_item" else None
        for at in range(index - 1, -1, -1):
            other = self.blocks[at]
            if other.kind in ("heading", "table", "page_mark") or other.page != block.page:
                break
            if other.kind != "list_item":
                if level is not None and other.kind == "paragraph":
                    break
                continue
            if level is None:
                found.append(at)
                break
            if other.level < level:
                found.append(at)
                level = other.level
        return found

    def points_back(self, view: str) -> bool:
        """True for a sentence that goes on about what the one before said."""
        return bool(_BACKWARD.match(view))

    def context_period(self, unit: Unit, view: str, *, foreseen: bool = False) -> Period | None:
        """The period of a sentence that names none; None where nothing above it tells."""
        if foreseen:
            ahead = self._ahead(unit)
            if ahead is not None:
                return ahead
        said = self.said
        if said.block == unit.block and said.period is not None and self.points_back(view):
            return said.period
        for index in self.ancestors(unit.block):
            named = self._only_period(self.text_of(index))
            if named is not None:
                return named
        for heading in reversed(self.blocks[unit.block].headings):
            named = self._only_period(heading)
            if named is not None and named.start is not None:
                return named
        return self.default_period()

    def default_period(self) -> Period | None:
        """The period of what is said without one: the catalog's, or the only one that is named."""
        own = self.own_period()
        return own if self.document.assigned_period or self._only else None

    def _ahead(self, unit: Unit) -> Period | None:
        """A later period that is a heading of its own on the slide ("For 4Q02"), wherever it
        stands.
        """
        page = self.blocks[unit.block].page
        if page is None or self.ancestors(unit.block):
            return None
        found = {
            named.period
            for block in self.blocks
            if block.page == page and block.kind == "heading"
            for named in self._alone(self.document.text[block.span.start : block.span.end])
            if named.period.end > self.own_period().end
        }
        return found.pop() if len(found) == 1 else None

    def _alone(self, text: str) -> list[Named]:
        """The period of a text that says nothing else."""
        view = read_view(text).text
        named, _ = find_named(view, self.calendar)
        rest = view
        for period in reversed(named):
            rest = rest[: period.start] + rest[period.end :]
        plain = re.sub(r"\b(?:for|in|as of|at|the)\b|\W", "", rest, flags=re.IGNORECASE)
        return named if len(named) == 1 and not plain else []

    def title_period(self, block: Block) -> Period:
        """The period that a slide's title names, else the document's."""
        for heading in block.headings:
            named = self._only_period(heading)
            if named is not None:
                return named
        return self.own_period()

    def own_period(self) -> Period:
        """The period that the document reports."""
        document = self.document
        if document.period:
            found = find_periods(document.period, self.calendar)
            if found:
                return found[0].period
        if not hasattr(self, "_latest"):
            self._latest = self._reported()
        return self._latest

    def _reported(self) -> Period:
        """Of a document without catalog: the latest full period that it names more than once."""
        text = self.document.text[:100_000]
        named, _ = find_named(read_view(text).text, self.calendar)
        periods = [n.period for n in named if n.period.start is not None]
        years = {p.end.year for p in periods}
        self._only = len({n.period.end.year for n in named}) < 2
        known = [p for p in periods if periods.count(p) > 1] or periods
        if known:
            return max(known, key=lambda p: (p.end, p.end - (p.start or p.end)))
        if years or named:
            return max((n.period for n in named), key=lambda p: p.end)
        found = re.findall(r"(?<![\d.,$])(20[0-4]\d)(?![\d,.]\d)", text)
        if found:
            return self.calendar.fiscal_year(int(max(found)))
        if self.document.published:
            return self.calendar.instant(self.document.published)
        return Period("undated", None, date.min)

    def _only_period(self, text: str) -> Period | None:
        named, _ = find_named(read_view(text).text, self.calendar)
        periods = {n.period for n in named if not n.base}
        durations = {p for p in periods if p.start is not None}
        chosen = durations or periods
        return next(iter(chosen)) if len(chosen) == 1 else None

    def carried_measure(self, unit: Unit) -> Measure | None:
        """The measure of a sentence that names none."""
        said = self.said
        if said.block == unit.block and said.measure is not None:
            return said.measure
        block = self.blocks[unit.block]
        for index in self.ancestors(unit.block):
            found = self.namer.find_in(read_view(self.text_of(index)).text, block.headings)
            if found is not None:
                return found
        if (
            said.measure is not None
            and 0 <= unit.block - said.block <= 3
            and all(self.blocks[i].kind != "heading" for i in range(said.block, unit.block + 1))
        ):
            return said.measure
        for heading in reversed(block.headings):
            found = self.namer.find_in(heading, ())
            if found is not None:
                return found
        return None

    def carried_basis(self, unit: Unit) -> Basis | None:
        """The basis of comparison that the sentences beside this one state in words."""
        return said_basis(self._group(unit))

    def _group(self, unit: Unit) -> str:
        block = self.blocks[unit.block]
        return self._groups.get((*block.headings, str(block.page)), "")

    def segment_of(self, unit: Unit) -> Concept | None:
        """The one part of total revenues that a slide is about, None where there is none or
        several.
        """
        block = self.blocks[unit.block]
        total = self.concepts.get("total_revenues")
        if total is None or (self.document.media_type and len(block.headings) == 0):
            return None
        text = self._group(unit)
        if _OVERALL.search(text) or len(text.split()) > 120:
            return None
        for heading in reversed(block.headings):
            found = self._segments(heading, total)
            if len(found) == 1:
                return self.concepts.get(found.pop())
        if block.kind != "list_item":
            return None
        found = self._segments(text, total)
        return self.concepts.get(found.pop()) if len(found) == 1 else None

    def _segments(self, text: str, total: Concept) -> set[str]:
        """Parts of the total (or parts of those) that a text names."""
        roots = {}
        for part, _ in total.parts:
            roots[part] = part
            for inner, _ in self.concepts.by_id[part].parts if part in self.concepts else ():
                roots[inner] = part
        plain = " " + " ".join(slug(text, limit=20_000).split("_")) + " "
        found = set()
        for concept_id, root in roots.items():
            concept = self.concepts.get(concept_id)
            if concept is None or concept.within:
                continue
            for name in concept.names:
                said = " ".join(slug(name).split("_"))
                if said and f" {said} " in plain:
                    found.add(root)
        return found

    def stated_units(self, unit: Unit) -> UnitsLine | None:
        """What a document states above for all its amounts, but "as otherwise specified"."""
        stated = self._stated.before(unit.block)
        text = stated[0] if stated else None
        return parse_units_line(text) if text and "otherwise" in text else None

    def units_line(self, unit: Unit) -> UnitsLine | None:
        """The units line of the statement that a note stands under."""
        block = self.blocks[unit.block]
        for at in range(unit.block - 1, max(-1, unit.block - 8), -1):
            other = self.blocks[at]
            if other.kind == "heading" and other.headings != block.headings[: len(other.headings)]:
                break
            text = self.text_of(at)
            if len(text) < 400 and re.search(r"\b(?:in|expressed)\b", text, re.I):
                line = parse_units_line(text)
                if line is not None and line.scale is not None and line.currencies:
                    return line
        for heading in reversed(block.headings):
            line = parse_units_line(heading)
            if line is not None and line.scale is not None and line.currencies:
                return line
        return None
