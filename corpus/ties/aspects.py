"""Facts by their aspects, so that a tie-out finds its operands by key.

Comes in: facts, concepts, documents. Goes out: `FactIndex` with its lookups, and days of periods
moved by months. Not for: arithmetic (`corpus.ties.ties`).
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from decimal import Decimal
from itertools import combinations

from corpus.base.records import Document, Fact, Period, Scenario
from corpus.concepts.concepts import Concepts
from corpus.ties.duplicates import clusters, most_precise, precision, same_figure

Days = tuple[date | None, date]
Key = tuple[str, str, Days, str, Scenario]
MAX_RIVALS = 4  # distinct printings of one figure that a tie tries

CHANGES = ("yoy_change", "qoq_change", "change")


def days_of(period: Period) -> Days:
    """First and last day; the first is None for an instant."""
    return period.start, period.end


def add_months(day: date, months: int) -> date:
    """The same day of another month; the last day of a month stays the last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    # A period that no caption names stands at an end of time.
    year = min(max(year, MINYEAR), MAXYEAR)
    length = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_last else min(day.day, length))


def year_before(days: Days) -> Days:
    """The same days one year earlier."""
    start, end = days
    return (add_months(start, -12) if start else None), add_months(end, -12)


def period_before(days: Days) -> Days:
    """The stretch of equal length just before; for an instant the end of the quarter before."""
    start, end = days
    if start is None:
        return None, add_months(end, -3)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return add_months(start, -months), start - timedelta(days=1)


class FactIndex:
    """All facts of one run by id, by aspects, by table and by document."""

    def __init__(
        self, facts: Iterable[Fact], concepts: Concepts, documents: Mapping[str, Document]
    ) -> None:
        self.facts = tuple(facts)
        self.concepts = concepts
        self.documents = documents
        self.by_id = {fact.id: fact for fact in self.facts}
        self.by_key: dict[Key, list[Fact]] = defaultdict(list)
        self.by_concept: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self.tables: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._cells: dict[tuple[str, str, int | None], set[tuple[int | None, Decimal | None]]] = (
            defaultdict(set)
        )
        self._facets: dict[str, tuple[str, str | None]] = {}
        self._named: dict[str, list[list[Fact]]] = defaultdict(list)
        self._told_apart: dict[tuple[str, ...], bool] = {}
        for fact in self.facts:
            self.by_key[self.key(fact)].append(fact)
            self.by_concept[fact.entity, fact.concept].append(fact)
            if fact.table is not None:
                self.tables[fact.document, fact.table].append(fact)
                cell = fact.column, fact.value.amount
                self._cells[fact.document, fact.table, fact.row].add(cell)

        for (_, concept), named in self.by_concept.items():
            self._named[concept].append(named)

    def of_concept(self, concept: str) -> list[Fact]:
        """The facts of a measure, one entity's after the other's."""
        return [fact for named in self._named.get(concept, ()) for fact in named]

    @staticmethod
    def key(fact: Fact) -> Key:
        """The aspects of a fact as a key."""
        return fact.entity, fact.concept, days_of(fact.period), fact.value.unit, fact.scenario

    def split(self, concept: str) -> tuple[str, str | None]:
        """(base, facet) of a concept id; a share of whatever it may be is a facet too."""
        found = self._facets.get(concept)
        if found is None:
            found = self.concepts.split(concept)
            if found[1] is None and concept not in self.concepts and "_share_of_" in concept:
                base, _, whole = concept.rpartition("_share_of_")
                found = (base, f"share_of_{whole}")
            self._facets[concept] = found
        return found

    def printed_twice(self, one: Fact, other: Fact) -> bool:
        """True for cells of one row of a table that is printed again in the next.

        A second printing repeats the captions and at least one cell; or its reading was disputed.
        """
        if one.table is None or (one.document, one.table) != (other.document, other.table):
            return False
        rows = (one.row or 0), (other.row or 0)
        if abs(rows[0] - rows[1]) > 1 or one.path != other.path:
            return False
        if rows[0] == rows[1]:
            return one.column == other.column
        cells = (self._cells[f.document, f.table or "", f.row] for f in (one, other))
        return "disputed" in (one.status, other.status) or bool(set.intersection(*cells))

    def are_rivals(self, one: Fact, other: Fact) -> bool:
        """True where two facts with equal aspects can be two printings of one figure.

        Two columns of a row, two rows of a table or two figures of a sentence differ in something
        that was not read, unless the row is printed twice or the characters are the same.
        """
        if one.span.overlaps(other.span):
            return True
        if one.table is not None and (one.document, one.table) == (other.document, other.table):
            return self.printed_twice(one, other)
        return not one.context.overlaps(other.context)

    def tells_apart(self, facts: Sequence[Fact]) -> bool:
        """False where facts with equal aspects and unlike values are no rivals of each other."""
        if len(facts) < 2:
            return True
        key = tuple(fact.id for fact in facts)
        known = self._told_apart.get(key)
        if known is None:
            known = self._told_apart[key] = all(
                same_figure(one, other) or self.are_rivals(one, other)
                for one, other in combinations(facts, 2)
            )
        return known

    def at(
        self,
        near: Fact,
        concept: str,
        *,
        days: Days | None = None,
        unit: str | None = None,
        scenario: Scenario | None = None,
    ) -> tuple[Fact, ...]:
        """Printings of one figure as seen from `near`: one for each distinct value.

        The likeliest comes first. Aspects not given are those of `near`. Its own table is asked
        first, then its document, then all others, so that a tie-out across documents is only tried
        where one document does not suffice.
        """
        opening = self.concepts.balance_day(concept, near.period)
        if days is None and opening < near.period.end:
            days = None, opening
        key: Key = (
            near.entity,
            concept,
            days if days is not None else days_of(near.period),
            unit if unit is not None else near.value.unit,
            scenario if scenario is not None else near.scenario,
        )
        found = [
            f for f in self.by_key.get(key, ()) if f.value.amount is not None and not f.qualifier
        ]
        if not found:
            return ()
        inside = [f for f in found if f.document == near.document]
        table = [f for f in inside if f.table is not None and f.table == near.table]
        scope = table or [f for f in inside if f.source == "table"] or inside or found
        return rivals(scope, near) if self.tells_apart(scope) else ()


def rivals(facts: Iterable[Fact], near: Fact | None = None) -> tuple[Fact, ...]:
    """One fact for each distinct value, the undisputed and those as precise as `near` first."""
    found = list(facts)
    if len(found) == 1:
        return (found[0],)
    chosen = []
    wanted = precision(near) if near is not None else None
    for cluster in clusters(found):
        same = [f for f in cluster if precision(f) == wanted]
        chosen.append(most_precise(same or cluster))
    chosen.sort(key=lambda f: (f.status == "disputed", -precision(f), f.span.start))
    return tuple(chosen[:MAX_RIVALS])
