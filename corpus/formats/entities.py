"""Who reports: entities from a data file, and what a text without cover or tags lets guess of it.

Comes in: TOML tables or a document's text. Goes out: `Entity` records, a name, a publication date.
Not for: what a document says of itself (`identity`).
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

ENTITIES_FILE = Path(__file__).parent / "data" / "entities.toml"

# An inference reads the start of a text: a filing names itself there, and a bound keeps it quick.
INFERENCE_CHARS = 400_000
TOP_CHARS = 3_000

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
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
        ticker=str(table["ticker"]) if table.get("ticker") else None,
        fiscal_weeks=bool(table["fiscal_weeks"]) if "fiscal_weeks" in table else None,
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


def guess_name(title: str) -> str | None:
    """The company that a title names first; None where it names none."""
    company = _COMPANY.match(title) or _HEADLINE.match(title)
    return company[1].strip() if company else None


def find_known(text: str) -> Entity | None:
    """The shipped entity that names itself near the top of a text."""
    for known in _known_entities():
        if _names_itself(text, known.names):
            return known.entity
    return None


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


def infer_currency(text: str) -> str | None:
    """The currency printed most often, None where there is none."""
    text = text[:INFERENCE_CHARS]
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
