"""Measures: labels, synonyms, parts and facets, read from data by extraction and questions alike.

Comes in: `corpus/concepts/data/concepts*.toml` (their syntax is explained on top of the file).
Goes out: `Concepts`. A concept id may carry a facet, `equipment_sales_yoy_change`: the growth of a
base concept. A caption that no concept knows becomes a concept of its own (`Concepts.own`). Not
for: values.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.base.records import Period

DATA = Path(__file__).parent / "data"

# Facet suffix -> (unit or None for the base's own, how it is said with the base's label).
FACETS: dict[str, tuple[str | None, str]] = {
    "share_of_revenues": ("percent", "{} as a share of total revenues"),
    "share_of_total_assets": ("percent", "{} as a share of total assets"),
    "yoy_change": ("percent", "{}, change from a year earlier"),
    "qoq_change": ("percent", "{}, change from the previous quarter"),
    "change": (None, "{}, change"),
    "gross_margin": ("percent", "{}, gross margin"),
    "forecast_low": (None, "{}, forecast (low end)"),
    "forecast_high": (None, "{}, forecast (high end)"),
    "forecast": (None, "{}, forecast"),
    "low": (None, "{} (low end)"),
    "high": (None, "{} (high end)"),
}
_BY_LENGTH = sorted(FACETS, key=len, reverse=True)
_MARKS = re.compile(r"[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]+|\(\d{1,2}\)|\*+|</?u>")
_PUNCTUATION = re.compile(r"[^\w%&+./]+")
_SLUG = re.compile(r"[^a-z0-9]+")
_ALIKE = {
    "&": "and",
    "centre": "center",
    "dialup": "dial up",
    "cashflow": "cash flow",
    "shareholders": "shareholder",
    "stockholders": "stockholder",
    "noncurrent": "non current",
    "amortisation": "amortization",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One measure; see the top of `corpus/concepts/data/concepts.toml` for the members."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    period: str = "duration"
    kind: str = "monetary"
    unit: str | None = None
    balance: str | None = None
    parts: tuple[tuple[str, int], ...] = ()
    formula: str | None = None
    definition: str | None = None
    within: tuple[str, ...] = ()
    within_not: tuple[str, ...] = ()
    fallback: str | None = None
    same_as: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Label and synonyms: what a document may print."""
        return (self.label, *self.synonyms)


@lru_cache(maxsize=65536)
def normalize(label: str) -> str:
    """A caption for comparison: no case, footnote marks, punctuation, articles or plural s."""
    text = unicodedata.normalize("NFKC", _MARKS.sub(" ", label)).casefold()
    text = text.replace("’", "").replace("'", "").replace("`", "")
    text = _PUNCTUATION.sub(" ", text.replace("-", " ").replace("–", " ").replace("/", " "))
    words = []
    for word in text.split():
        plain = word.strip("./")
        plain = _ALIKE.get(plain, plain)
        for piece in plain.split():
            if piece in ("the", "a", "an", "of", "our", "its"):
                continue
            words.append(
                piece[:-1]
                if len(piece) > 3 and piece.endswith("s") and not piece.endswith(("ss", "us", "is"))
                else piece
            )
    return " ".join(words)


def slug(text: str, *, limit: int = 80) -> str:
    """A readable identifier made of a caption."""
    plain = unicodedata.normalize("NFKD", _MARKS.sub(" ", text)).encode("ascii", "ignore").decode()
    return _SLUG.sub("_", plain.lower().replace("'", "")).strip("_")[:limit].strip("_")


@dataclass
class Concepts:
    """All concepts by id and by name."""

    by_id: Mapping[str, Concept]
    _names: dict[str, list[Concept]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for concept in self.by_id.values():
            for name in concept.names:
                known = self._names.setdefault(normalize(name), [])
                if concept not in known:
                    known.append(concept)

    def __contains__(self, concept_id: str) -> bool:
        return concept_id in self.by_id

    def get(self, concept_id: str) -> Concept | None:
        """The concept of this id without facet; None where data knows none."""
        return self.by_id.get(concept_id)

    def find(self, label: str, context: Iterable[str] = ()) -> Concept | None:
        """The concept that a printed caption names, in the sections and captions around it.

        A concept with `within` needs one of its words there, and then wins over one without.
        """
        candidates = self._names.get(normalize(label))
        if not candidates:
            return None
        around = " | ".join(normalize(c) for c in context)
        best: Concept | None = None
        best_rank = -1
        for concept in candidates:
            outside = concept.within and not any(normalize(w) in around for w in concept.within)
            if outside and (normalize(label) in _BARE or concept.kind != "per_share"):
                continue
            if any(normalize(w) in around for w in concept.within_not):
                continue
            rank = 1 + max(
                (len(w) for w in map(normalize, concept.within) if w in around), default=0
            )
            if rank > best_rank:
                best, best_rank = concept, rank
        return best

    def names(self) -> Mapping[str, list[Concept]]:
        """Normalised name -> concepts, of everything a document may print."""
        return self._names

    def split(self, concept_id: str) -> tuple[str, str | None]:
        """(base, facet) of an id.

        ("equipment_sales", "yoy_change"); facets may nest from the right.
        """
        if concept_id in self.by_id:
            return concept_id, None
        for suffix in _BY_LENGTH:
            if concept_id.endswith("_" + suffix):
                return concept_id[: -len(suffix) - 1], suffix
        return concept_id, None

    def canonical(self, concept_id: str) -> str:
        """The id that facts carry for a concept that is the same measure as another."""
        concept = self.by_id.get(concept_id)
        return concept.same_as if concept and concept.same_as else concept_id

    def label(self, concept_id: str) -> str:
        """How a concept, with its facets, is said."""
        concept = self.by_id.get(concept_id)
        if concept:
            return concept.label
        base, facet = self.split(concept_id)
        if facet and base != concept_id:
            return FACETS[facet][1].format(self.label(base))
        return concept_id.replace("_", " ").capitalize()

    def period_type(self, concept_id: str) -> str:
        """ "instant" or "duration"; unknown concepts are durations."""
        concept = self.by_id.get(concept_id)
        if concept:
            return "duration" if concept.period == "duration" else "instant"
        base, facet = self.split(concept_id)
        return self.period_type(base) if facet else "duration"

    def balance_day(self, concept_id: str, period: Period) -> date:
        """The day on which a balance stands that is told of a period.

        The last day; of what the period opens with, the last day before it.
        """
        concept = self.by_id.get(concept_id)
        opens = concept is not None and concept.period == "opening"
        return period.start - timedelta(days=1) if opens and period.start else period.end

    def own(self, label: str, context: Iterable[str] = ()) -> str:
        """An id for a caption that no concept knows.

        Its words, after the section for a bare one.
        """
        name = slug(label)
        generic = normalize(label) in _BARE or len(name) < 4
        outer = [c for c in context if c] if generic else []
        if outer:
            name = f"{slug(outer[-1], limit=48)}_{name}".strip("_")
        return name or "unnamed"


_BARE = {
    normalize(w)
    for w in (
        "other",
        "others",
        "total",
        "net",
        "basic",
        "diluted",
        "current",
        "noncurrent",
        "subtotal",
        "amount",
        "balance",
        "sub-total",
        "gross",
        "at cost",
        "in yen",
        "uk",
        "us",
        "europe",
        "asia",
    )
}


def _concept(concept_id: str, entry: Mapping[str, Any]) -> Concept:
    known = {
        "label",
        "synonyms",
        "questions",
        "period",
        "kind",
        "unit",
        "balance",
        "parts",
        "formula",
        "definition",
        "within",
        "within_not",
        "fallback",
        "same_as",
    }
    unknown = set(entry) - known
    if unknown:
        raise ValueError(f"concept {concept_id}: unknown members {sorted(unknown)}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    values["parts"] = tuple((part, int(weight)) for part, weight in entry.get("parts", {}).items())
    return Concept(id=concept_id, **values)


@lru_cache(maxsize=4)
def load_concepts(folder: Path = DATA) -> Concepts:
    """All concepts of `folder`'s `concepts*.toml` files, in the order of the files' names."""
    by_id: dict[str, Concept] = {}
    for path in sorted(folder.glob("concepts*.toml")):
        with path.open("rb") as handle:
            for concept_id, entry in tomllib.load(handle).items():
                by_id[concept_id] = _concept(concept_id, entry)
    return Concepts(by_id)
