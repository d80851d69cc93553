"""What a fact is called in XBRL: a concept's name, type, period type and balance; a unit; a value.

Comes in: facts with the project's concepts. Goes out: `Naming`, one `Element` for each measure that
the facts carry. Not for: writing the taxonomy (`service.papers.xbrl_taxonomy`) or the report
(`service.papers.xbrl`).

Source: XBRL 2.1 section 5.1.1 (period type, balance), XBRL's Data Types Registry (percent, per
share), Open Information Model 1.0 section 3.1 (units; a pure number has none).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus.base.records import Fact
from corpus.concepts.concepts import Concept, Concepts

PREFIX = "tm"
NAMESPACE = "urn:tickmark:taxonomy:1"
UNITS_PREFIX = "tmu"
UNITS_NAMESPACE = "urn:tickmark:unit:1"

MONETARY = "xbrli:monetaryItemType"
PERCENT = "dtr:percentItemType"
PURE = "xbrli:pureItemType"
SHARES = "xbrli:sharesItemType"
PER_SHARE = "dtr:perShareItemType"
DECIMAL = "xbrli:decimalItemType"
SHORT = {
    MONETARY: "monetary",
    PERCENT: "percent",
    PURE: "ratio",
    SHARES: "shares",
    PER_SHARE: "per_share",
    DECIMAL: "number",
}
HUNDREDTHS = frozenset({"percent", "percentage_point"})
"""Units that XBRL states as pure numbers: 184.9 percent is 1.849."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]")
_PLAIN_START = re.compile(r"[A-Za-z_]")

Key = tuple[str, str, str]
"""Concept id, data type, period type: what an element of the taxonomy must not mix."""
Context = tuple[object, ...]
"""What facts share that a calculation may add: all aspects but the concept."""


@dataclass(frozen=True, slots=True)
class Element:
    """An item of the taxonomy. `known` is the project's concept where data knows it."""

    name: str
    concept: str
    type: str
    period_type: str
    balance: str | None
    label: str
    known: Concept | None


class Naming:
    """Names for the measures of a set of facts.

    A measure that is told in values of several types, or both as instant and duration, is as many
    elements; the one with most facts has the plain name.
    """

    def __init__(self, facts: Iterable[Fact], concepts: Concepts) -> None:
        given = list(facts)
        counts = Counter(map(key_of, given))
        self._elements: dict[Key, Element] = {}
        self._contexts: dict[Key, set[Context]] = {}
        for fact in given:
            self._contexts.setdefault(key_of(fact), set()).add(context_of(fact))
        taken: set[str] = set()
        for key in sorted(counts, key=lambda key: (key[0], -counts[key], key)):
            name = local_name(key[0])
            if name in taken:
                name = f"{name}_{SHORT[key[1]]}"
            if name in taken:
                name = f"{name}_{key[2]}"
            taken.add(name)
            self._elements[key] = _element(name, key, concepts)

    def of(self, fact: Fact) -> Element:
        """The element of a fact."""
        return self._elements[key_of(fact)]

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements.values())

    def plain(self, concept_id: str) -> Element | None:
        """The element with the plain name of a concept."""
        name = local_name(concept_id)
        return next((item for item in self if item.name == name), None)

    def always_together(self, total: Element, parts: Iterable[Element]) -> bool:
        """Whether no context reports the total with some of the parts but not with all."""
        contexts = self._contexts_of(total)
        shared = [self._contexts_of(part) & contexts for part in parts]
        return bool(shared) and bool(shared[0]) and all(one == shared[0] for one in shared)

    def _contexts_of(self, element: Element) -> set[Context]:
        return self._contexts[(element.concept, element.type, element.period_type)]


def _element(name: str, key: Key, concepts: Concepts) -> Element:
    concept, data_type, period_type = key
    known = concepts.get(concept)
    balance = known.balance if known is not None and data_type == MONETARY else None
    return Element(name, concept, data_type, period_type, balance, concepts.label(concept), known)


def key_of(fact: Fact) -> Key:
    """What tells a fact's element from others."""
    kind = "instant" if fact.period.is_instant else "duration"
    return fact.concept, type_of(fact.value.unit), kind


def context_of(fact: Fact) -> Context:
    """The aspects of a fact beside its concept."""
    period = (fact.period.start, fact.period.end)
    told = (fact.scenario, fact.bound, fact.qualifier, fact.given)
    return fact.entity, period, fact.value.unit, told


def local_name(text: str) -> str:
    """An id as an XML name: itself, where it is one."""
    name = _NOT_IN_NAMES.sub("_", text) or "_"
    return name if _PLAIN_START.match(name) else f"_{name}"


def type_of(unit: str) -> str:
    """The data type of values in a unit."""
    if _CURRENCY.fullmatch(unit):
        return MONETARY
    if unit in HUNDREDTHS:
        return PERCENT
    if unit == "ratio":
        return PURE
    if unit == "shares":
        return SHARES
    top, _, below = unit.partition("/")
    return PER_SHARE if below == "share" and _CURRENCY.fullmatch(top) else DECIMAL


def unit_of(unit: str) -> str | None:
    """The unit as OIM writes it; None for pure numbers, which have none."""
    if type_of(unit) in (PERCENT, PURE):
        return None
    top, slash, below = unit.partition("/")
    return _measure(top) + (f"/{_measure(below)}" if slash else "")


def _measure(name: str) -> str:
    if _CURRENCY.fullmatch(name):
        return f"iso4217:{name}"
    if name in ("share", "shares"):
        return "xbrli:shares"
    return f"{UNITS_PREFIX}:{local_name(name)}"


def value_of(amount: Decimal, decimals: int | None, unit: str) -> tuple[str, int | None]:
    """The value as OIM writes it, and its decimals; percentages as hundredths."""
    if unit in HUNDREDTHS:
        amount = amount.scaleb(-2)
        decimals = decimals + 2 if decimals is not None else None
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text), decimals
