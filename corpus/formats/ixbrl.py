"""Inline XBRL: the facts that a page tags, with their contexts and units.

Comes in: a parsed page whose elements carry prefixed names. Goes out: tagged figures and texts over
a rendition. Not for: which of our measures a tag is (`corpus.tags`).

Source: Inline XBRL 1.1 part 1 (sections 10 nonFraction, 11 nonNumeric); transformation registry 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

from corpus.base.structure import TaggedFigure, TaggedText
from corpus.grammar.numberwords import parse_number_words

_NAMESPACE = re.compile(r"http://www\.xbrl\.org/20\d\d/inlineXBRL", re.IGNORECASE)
_DOCUMENT_FACTS = ("dei:",)  # who and when; other texts are whole notes
_COMMA = ("comma",)  # in the name of a format whose decimal mark is one


@dataclass(frozen=True, slots=True)
class Context:
    """A context: its days, and pairs of axis and member."""

    start: date | None
    end: date
    dimensions: tuple[tuple[str, str], ...]


class Tags:
    """The tagged elements of a page, numbered in document order."""

    def __init__(self, root: etree._Element) -> None:
        self._prefix = _prefix(root)
        self._hidden = {f"{self._prefix}:{name}" for name in ("header", "hidden")}
        self._contexts: dict[str, Context] = {}
        self._units: dict[str, str] = {}
        self._elements: list[etree._Element] = []
        self._numbers: dict[etree._Element, int] = {}
        if self._prefix:
            self._gather(root)

    def _gather(self, root: etree._Element) -> None:
        figure, text = f"{self._prefix}:nonfraction", f"{self._prefix}:nonnumeric"
        for element in root.iter():
            name = element.tag
            if not isinstance(name, str):
                continue
            local = name.rpartition(":")[2]
            if name == figure or (name == text and _is_about_document(element)):
                self._numbers[element] = len(self._elements)
                self._elements.append(element)
            elif local == "context" and (context := _context(element)) is not None:
                self._contexts[element.get("id") or ""] = context
            elif local == "unit":
                self._units[element.get("id") or ""] = _unit(element)

    def is_hidden(self, name: str) -> bool:
        """True for elements whose content is not shown."""
        return name in self._hidden

    def number(self, element: etree._Element) -> int | None:
        """The number of a tagged element; None for another."""
        return self._numbers.get(element)

    def figures(self, spans: Mapping[int, tuple[int, int]]) -> Iterator[TaggedFigure]:
        """The tagged figures that are printed; `spans` are the characters of each element."""
        for number, element in enumerate(self._elements):
            span = spans.get(number)
            if span is None or not str(element.tag).endswith("nonfraction"):
                continue
            context = self._contexts.get(element.get("contextref") or "")
            amount = _amount(element)
            if context is None or amount is None:
                continue
            decimals = element.get("decimals") or ""
            yield TaggedFigure(
                id=element.get("id") or f"#{number + 1}",
                name=element.get("name") or "",
                start=span[0],
                end=span[1],
                amount=amount,
                unit=self._units.get(element.get("unitref") or "", "pure"),
                period_end=context.end,
                period_start=context.start,
                decimals=int(decimals) if re.fullmatch(r"-?\d{1,2}", decimals) else None,
                scale=_scale(element),
                dimensions=context.dimensions,
            )

    def texts(self, spans: Mapping[int, tuple[int, int]]) -> Iterator[TaggedText]:
        """What the page says of itself, shown or hidden."""
        for number, element in enumerate(self._elements):
            if str(element.tag).endswith("nonnumeric"):
                start, end = spans.get(number, (0, 0))
                context = self._contexts.get(element.get("contextref") or "")
                value = " ".join("".join(element.itertext()).split())
                day, parts = (context.end, context.dimensions) if context else (None, ())
                yield TaggedText(element.get("name") or "", value, start, end, day, parts)


def _prefix(root: etree._Element) -> str:
    """The prefix that the page binds to Inline XBRL; "" where it binds none."""
    for name, value in root.attrib.items():
        if str(name).startswith("xmlns:") and _NAMESPACE.fullmatch(str(value)):
            return str(name)[6:].lower()
    return ""


def _is_about_document(element: etree._Element) -> bool:
    return (element.get("name") or "").startswith(_DOCUMENT_FACTS)


def _inner(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements inside one whose local name is one of these."""
    for inner in element.iter():
        if isinstance(inner.tag, str) and inner.tag.rpartition(":")[2] in names:
            yield inner


def _context(element: etree._Element) -> Context | None:
    """A context; None where its days cannot be read."""
    days: dict[str, date] = {}
    for inner in _inner(element, "startdate", "enddate", "instant"):
        day = _day(inner.text or "", ends=not str(inner.tag).endswith("startdate"))
        if day is None:
            return None
        days[inner.tag.rpartition(":")[2]] = day
    end = days.get("enddate") or days.get("instant")
    if end is None:
        return None
    members = [
        (inner.get("dimension") or "", " ".join("".join(inner.itertext()).split()))
        for inner in _inner(element, "explicitmember", "typedmember")
    ]
    return Context(days.get("startdate"), end, tuple(sorted(members)))


def _day(text: str, *, ends: bool) -> date | None:
    """A day; the midnight that ends a period closes the day before."""
    day, _, time = text.strip().partition("T")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found - timedelta(days=1) if ends and time.startswith("00:00:00") else found


def _unit(element: etree._Element) -> str:
    """ "USD", "USD/shares", "pure": measures by their local names."""
    below = [m for d in _inner(element, "unitdenominator") for m in _inner(d, "measure")]
    above = [m for m in _inner(element, "measure") if m not in below]

    def said(measures: list[etree._Element]) -> str:
        return "*".join((m.text or "").strip().rpartition(":")[2] for m in measures)

    return f"{said(above)}/{said(below)}" if below else said(above)


def _scale(element: etree._Element) -> int:
    scale = element.get("scale") or "0"
    return int(scale) if re.fullmatch(r"-?\d{1,2}", scale) else 0


def _amount(element: etree._Element) -> Decimal | None:
    """The value that a tag says, in its unit; None where the text is not what its format says."""
    text = "".join(element.itertext())
    form = (element.get("format") or "").rpartition(":")[2].lower().replace("-", "")
    number = _number(text, form)
    if number is None:
        return None
    number = number.scaleb(_scale(element))
    return -number if element.get("sign") == "-" and number else number


def _number(text: str, form: str) -> Decimal | None:
    if "zero" in form or form in ("numdash", "nocontent"):
        return Decimal(0)
    if "words" in form:
        return parse_number_words(text)
    plain = re.sub(r"[\s'’]", "", text)
    mark = "," if any(word in form for word in _COMMA) else "."
    plain = plain.replace("." if mark == "," else ",", "").replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
