"""Who reports: entities from a data file, or inferred from a text that no catalog describes.

Comes in: TOML tables or a document's text. Goes out: `Entity` records, a title, a publication date.
Not for: reading files (`documents`) or building a calendar on an entity (`periods`).
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from corpus.base.errors import CatalogError
from corpus.base.records import Entity
from corpus.grammar.closings import find_closings

ENTITIES_FILE = Path(__file__).parent / "data" / "entities.toml"

# An inference reads the start of a text: a filing names itself there, and a bound keeps it quick.
INFERENCE_CHARS = 400_000
TOP_CHARS = 3_000
# A fiscal year of 52 or 53 weeks ends within a week of a month's end.
FLOATING_DAYS = 7

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR_ENDED = re.compile(
    r"\b(?:years?|52[ -]weeks?|53[ -]weeks?|twelve months|12 months)\s+"
    r"(?:then\s+)?(?:end(?:ed|ing|s)?)(?:\s+on)?\s+"
    rf"(?:{_MONTH} (\d{{1,2}})\b|(\d{{1,2}}) {_MONTH})",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    rf"\b(?:as of|at|as at)\s+(?:{_MONTH} (\d{{1,2}})\b|(\d{{1,2}}) {_MONTH})", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(?:{_MONTH} (\d{{1,2}}),? (\d{{4}})"
    rf"|(\d{{1,2}}) {_MONTH},? (\d{{4}})|{_MONTH},? (\d{{4}}))\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"((?:[A-Z][\w&'’.-]{0,40},? ){1,6}"
    r"(?:Inc|Corp|Corporation|plc|PLC|Ltd|Limited|LLC|N\.V|S\.A|AG|SE)\b)"
)
# A headline's subject reports: "Harbour Systems announces results for 3Q19".
_HEADLINE = re.compile(
    r"((?:[A-Z][\w&'’.-]{0,40} ){1,6})(?i:announces|announced|reports|reported|posts|releases)\b"
)
# Longest first: "US$" must not count as a bare dollar. Source: ISO 4217 and common prints.
_CURRENCY_SIGNS = (
    ("US$", "USD"), ("U.S. dollar", "USD"), ("HK$", "HKD"), ("NZ$", "NZD"), ("CA$", "CAD"),
    ("C$", "CAD"), ("A$", "AUD"), ("S$", "SGD"), ("R$", "BRL"), ("RMB", "CNY"), ("$", "USD"),
    ("£", "GBP"), ("€", "EUR"), ("¥", "JPY"), ("￥", "JPY"), ("₹", "INR"), ("₩", "KRW"),
)  # fmt: skip
_CURRENCY_CODES = (
    *("USD", "JPY", "EUR", "GBP", "CHF", "CNY", "HKD", "AUD", "CAD", "NZD", "SGD", "INR", "KRW"),
    *("SEK", "NOK", "DKK", "BRL", "MXN", "ZAR", "TWD", "THB", "ILS"),
)
_CURRENCY = re.compile(
    "|".join(re.escape(sign) for sign, _ in _CURRENCY_SIGNS)
    + rf"|\b(?:{'|'.join(_CURRENCY_CODES)})(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """An entity with the names by which a text may be recognised as its own."""

    entity: Entity
    names: tuple[str, ...]


def parse_entity(table: Mapping[str, Any], source: str) -> tuple[Entity, tuple[str, ...]]:
    """Read one `[[entity]]` table into the entity and the names that recognise it.

    Raises: CatalogError naming `source` and the key that is missing or wrong.
    """
    ident = table.get("id")
    if not isinstance(ident, str) or not ident:
        raise CatalogError(f"{source}: an [[entity]] has no id; give it one")
    where = f"{source}: entity {ident!r}"
    match = re.fullmatch(r"(\d\d)-(\d\d)", str(table.get("fiscal_year_end", "12-31")))
    if not match or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 31:
        raise CatalogError(f'{where}: fiscal_year_end must be "MM-DD", such as "03-31"')
    label = table.get("year_label", "end")
    if label not in ("start", "end"):
        raise CatalogError(f'{where}: year_label must be "start" or "end", not {label!r}')
    year_label: Literal["start", "end"] = "start" if label == "start" else "end"
    names = tuple(str(name) for name in table.get("names", ()))
    misreadings = tuple(str(name) for name in table.get("misreadings", ()))
    currency = table.get("currency")
    entity = Entity(
        id=ident,
        name=str(table.get("name", ident)),
        fiscal_year_end=(int(match[1]), int(match[2])),
        year_label=year_label,
        currency=str(currency) if currency else None,
        aliases=names + misreadings,
    )
    return entity, (entity.name, *names)


@cache
def _known_entities() -> tuple[_Known, ...]:
    """The shipped entities; read once a process."""
    tables = tomllib.loads(ENTITIES_FILE.read_text("utf-8")).get("entity", [])
    return tuple(_Known(*parse_entity(table, ENTITIES_FILE.name)) for table in tables)


def load_entities() -> dict[str, Entity]:
    """The shipped entities by id (`corpus/formats/data/entities.toml`).

    Raises: CatalogError where a table is malformed.
    """
    return {known.entity.id: known.entity for known in _known_entities()}


def infer_entity(text: str, document_id: str, title: str = "") -> Entity:
    """Say who reports in a text without a catalog, as far as the text shows it.

    A shipped entity is recognised by its names near the top. Otherwise the fiscal-year end comes
    from phrases such as "year ended March 31, 2003", the currency from its signs, and the entity
    is named by the title's company or by the document's id, with `known` false.
    """
    sample = text[:INFERENCE_CHARS]
    for known in _known_entities():
        if _names_itself(sample, known.names):
            return known.entity
    company = _COMPANY.match(title) or _HEADLINE.match(title)
    year_end = _infer_year_end(sample)
    return Entity(
        id=document_id,
        name=company[1].strip() if company else document_id,
        fiscal_year_end=year_end,
        year_label="end",
        currency=_infer_currency(sample),
        known=False,
        closings=find_closings(text, year_end),
    )


def infer_published(text: str) -> date | None:
    """The date that a document prints near its top as its own, or None.

    Only a line that is a date, ends in one ("Tokyo, November 13, 2002 – ...") or heads a page
    counts: a date inside a sentence or after "as of" is about the figures. A month without a day
    gives its last day.
    """
    for line in text[:TOP_CHARS].splitlines()[:40]:
        line = line.strip().lstrip("#* ")
        match = _DATE.search(line, 0, 60)
        if not match:
            continue
        before, after = line[: match.start()].strip(), line[match.end() :].strip()
        dateline = re.fullmatch(r"[A-Z][\w. ]{0,30},", before) and after[:1] in "–—-/"
        page = re.fullmatch(r"(?i)page \d+.*", after)
        if (not before and (not after or page)) or (dateline and after):
            return _date_of(match)
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _names_itself(text: str, names: tuple[str, ...]) -> bool:
    """True where one of the names stands near the top as a word; generic names ("the Company") do
    not count.
    """
    top = text[:TOP_CHARS]
    proper = [name for name in names if name[:1].isupper()]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", top) for name in proper)


def _infer_year_end(text: str) -> tuple[int, int]:
    """Vote on the fiscal-year end; a balance-sheet date counts only where no year is named."""
    for pattern in (_YEAR_ENDED, _AS_OF):
        votes: Counter[tuple[int, int]] = Counter()
        for match in pattern.finditer(text):
            month = _MONTHS[(match[1] or match[4]).lower()]
            settled = _settle(month, int(match[2] or match[3]))
            if settled is not None:
                votes[settled] += 1
        if votes:
            return votes.most_common(1)[0][0]
    return (12, 31)


def _settle(month: int, day: int) -> tuple[int, int] | None:
    """Move a day of a 52-week calendar to the end of the month that it stands for; None in
    mid-month.
    """
    if day <= FLOATING_DAYS:
        month, day = (month - 2) % 12 + 1, 31
    last = calendar.monthrange(2001, month)[1]
    return (month, last) if last - FLOATING_DAYS <= day <= 31 else None


def _infer_currency(text: str) -> str | None:
    """The currency printed most often, None where there is none."""
    signs = dict(_CURRENCY_SIGNS)
    votes = Counter(signs.get(found, found) for found in _CURRENCY.findall(text))
    return votes.most_common(1)[0][0] if votes else None


def _date_of(match: re.Match[str]) -> date | None:
    """The day of a `_DATE` match, None where the calendar has no such day."""
    month = _MONTHS[(match[1] or match[5] or match[7]).lower()]
    year = int(match[3] or match[6] or match[8])
    day = match[2] or match[4]
    try:
        return date(year, month, int(day)) if day else month_end(year, month)
    except ValueError:
        return None
