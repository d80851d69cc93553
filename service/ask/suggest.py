"""Questions that have an answer, from the beginning of one.

Comes in: what was typed so far. Goes out: completions. Not for: answering, nor for spelling
(`Engine.suggest_terms`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from service.cite.shelf import shelf_of

if TYPE_CHECKING:
    from index.engine import Engine

NEAR = 70
MOST_ALIKE = 5000
"""So many labels, those with most facts, are held against a word that begins none."""

LAST = "\U0010ffff"


def suggest(text: str, engine: Engine, *, limit: int = 8) -> list[dict[str, Any]]:
    """Completions of `text`, likeliest first: measures by their labels, then with periods.

    The last words are completed: "2Q02 equip" gives "2Q02 equipment sales". Where several
    companies report, a name that was begun is completed as well.
    """
    typed = " ".join(text.split()).casefold()
    if not typed:
        return []
    tables = _tables_of(engine)
    company, typed = tables.company_of(typed)
    words = typed.split(" ") if typed else []
    named = [word for word in words if word in tables.periods]
    rest = " ".join(word for word in words if word not in tables.periods)
    labels = tables.labels if company is None else _labels(engine, company)
    found = labels.matching(rest, limit) if rest else labels.names[:limit]
    lead = " ".join(tables.periods[word] for word in named)
    if company is not None:
        lead = f"{tables.names[company]} {lead}".strip()
    texts = [f"{lead} {label}".strip() for label in found]
    if not named and rest in labels.folded:
        periods = engine.facts.periods(entity=company) if company is not None else tables.latest
        texts = [*texts[:1], *(f"{period} {texts[0]}" for period in periods[-limit:][::-1])]
    if company is None and not named:
        texts += [
            f"{tables.names[ident]} {_labels(engine, ident).names[0]}"
            for ident in tables.companies(rest, limit - len(texts))
        ]
    return [{"text": one, "kind": "question"} for one in dict.fromkeys(texts)][:limit]


class Labels:
    """Labels of measures, those with most facts first, searched as one text."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._folded = [name.casefold() for name in names]
        self.folded = frozenset(self._folded)

    @cached_property
    def _text(self) -> str:
        return "".join(f"\n{label}" for label in self._folded)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((1 + len(label) for label in self._folded), initial=0))

    def matching(self, rest: str, limit: int) -> list[str]:
        """Labels that begin with the words, then those that hold them, else those most like."""
        found: dict[str, None] = {}
        for sought in (f"\n{rest}", f" {rest}"):
            for label in self._holding(sought):
                if len(found) >= limit:
                    break
                found.setdefault(label)
        if found or len(rest) < 4:
            return list(found)
        from rapidfuzz import fuzz, process

        near = process.extract(
            rest,
            self._folded[:MOST_ALIKE],
            scorer=fuzz.WRatio,
            score_cutoff=NEAR,
            limit=limit,
        )
        return [self.names[place] for _, _, place in near]

    def _holding(self, sought: str) -> Iterator[str]:
        """The labels that hold these characters, in order."""
        place = self._text.find(sought)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            yield self.names[number]
            place = self._text.find(sought, self._starts[number + 1])


class Tables:
    """What is suggested from: labels, periods and companies of one engine."""

    def __init__(self, engine: Engine) -> None:
        self.labels = _labels(engine)
        told = [p for p in engine.facts.periods() if "-" not in p and "/" not in p]
        self.periods = {label.casefold(): label for label in told}
        """Lower-case label to label, in time; instants and odd spans open no question."""
        self.latest = list(self.periods.values())
        holders = shelf_of(engine).holders
        several = len(holders) > 1
        self.names = {e.id: e.name for e in holders.values() if several and e.name != e.id}
        self._folded = sorted((name.casefold(), ident) for ident, name in self.names.items())

    def company_of(self, typed: str) -> tuple[str | None, str]:
        """The company whose whole name was typed first, and what was typed after it."""
        place = bisect_right(self._folded, (typed, LAST)) - 1
        for name, ident in reversed(self._folded[max(0, place - 3) : place + 1]):
            if typed == name or typed.startswith(f"{name} "):
                return ident, typed[len(name) :].strip()
        return None, typed

    def companies(self, typed: str, most: int) -> list[str]:
        """Companies whose names begin with what was typed."""
        first = bisect_left(self._folded, (typed, ""))
        after = islice(self._folded, first, first + max(most, 0))
        return [ident for name, ident in after if typed and name.startswith(typed)]


_TABLES: WeakKeyDictionary[Engine, Tables] = WeakKeyDictionary()


def _tables_of(engine: Engine) -> Tables:
    """The tables of an engine, made once and dropped with it."""
    known = _TABLES.get(engine)
    if known is None:
        known = _TABLES[engine] = Tables(engine)
    return known


def _labels(engine: Engine, entity: str | None = None) -> Labels:
    """Labels of the concepts that have facts, most facts first."""
    counts = engine.facts.concepts(entity=entity)
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return Labels(tuple(engine.concepts.label(concept) for concept, _ in ranked))
