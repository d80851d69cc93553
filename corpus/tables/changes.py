"""Columns that hold changes, growth and shares: what a caption says of the columns beside it.

Comes in: a column's words, its own and those above it, and its cells. Goes out: the facet, the
year of a comparison ("2019 over 2018" is 2019's), the basis of a growth rate ("organic"), whether
its figures are percentages. Not for: periods of plain columns (`corpus.tables.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Cell
from corpus.concepts.concepts import slug

_SHARE = re.compile(
    r"^(?:as\s)?(?:an?\s)?(?:%|percent(?:age)?|share)(?:\s(?:of|to)\b.*)?$", re.IGNORECASE
)
_YOY = re.compile(r"\byoy\b|year[\s-]over[\s-]year|\by/y\b|y-o-y", re.IGNORECASE)
_QOQ = re.compile(r"\bqoq\b|quarter[\s-]over[\s-]quarter|\bq/q\b|sequential", re.IGNORECASE)
_CHANGE = re.compile(
    r"\bch(?:an)?ge?s?\b|\bchg\b|\bgrowth\b|\bvariance\b|\bdifference\b|\b(?:increase|inc\.?)\b"
    r"|\bversus\b|\bvs\.?(?=\W|$)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d\d)\s?(?P<link>over|vs\.?|versus|from|against|to|compared\s(?:to|with)"
    r"|and|[-–/])\s?(?:fiscal\s|fy\s?)?(?P<second>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
# Two years joined by these may as well be a range; the later one first makes it a comparison.
_RANGES = frozenset({"to", "-", "–", "/", "and"})
_OF_WHOLE = re.compile(
    r"(?:%|\bper\s?cent(?:age)?)\sof\s(?:our\s|the\s)?(?:total\s|net\s|consolidated\s){0,2}"
    r"(?P<whole>[a-z][a-z ]{2,30})\W*$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:[$€£¥%()\s/-]|amount|dollars?|per\s?cent|percent(?:age)?|actual|(?:as\s)?reported|nominal|in)*",
    re.IGNORECASE,
)
_BASES = (
    (
        "constant_currency",
        r"\bconstant\b|\bcc\b|currency[\s-](?:neutral|adjusted)",
    ),
    ("organic", r"\borganic(?:ally)?\b"),
    ("comparable", r"\bcomp(?:arable)?\b\.?"),
    ("like_for_like", r"\blike[\s-]for[\s-]like\b|\blfl\b"),
    ("normalised", r"\bnormali[sz]ed\b"),
    ("underlying", r"\bunderlying\b"),
    ("pro_forma", r"\bpro[\s-]forma\b"),
)
_BASIS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _BASES)

_ON_BASIS = re.compile(
    r"\s{0,2}\(?[^,;.()%]{0,24}?\b(?:(?:on|in|at)\s(?:an?\s)?(?:constant[\s-]currenc|organic|comparable"
    r"|like[\s-]for[\s-]like|normali[sz]ed|underlying|currency[\s-]neutral)[\w-]*|organically\b)",
    re.IGNORECASE,
)


def facet_of(caption: str) -> str | None:
    """The facet that a caption without its periods names: share, change, yoy or qoq change."""
    plain = re.sub(r"\(\s*+%?\s*+\)", "%", caption).strip(" :.")
    if _YOY.search(plain):
        return "yoy_change"
    if _QOQ.search(plain):
        return "qoq_change"
    if _CHANGE.search(plain):
        return "change"
    return "share" if _SHARE.match(plain) else None


def compared_year(caption: str) -> int | None:
    """The later year of "2019 over 2018" or "2019-2018"; None for a range or no comparison."""
    match = _PAIR.search(caption)
    if match is None:
        return None
    first, second = int(match.group("first")), int(match.group("second"))
    ranged = match.group("link").lower() in _RANGES and not _CHANGE.search(caption)
    return None if ranged and first <= second else max(first, second)


def is_bare(caption: str) -> bool:
    """True for a caption that needs the one above it: none, "$", "%", "actual", "organic"."""
    return bool(_BARE.fullmatch(caption)) or bool(growth_basis(caption))


def growth_basis(caption: str) -> str:
    """The basis of a growth rate that is not the reported one: "organic"; empty where none is
    named.
    """
    return next((name for name, pattern in _BASIS if pattern.search(caption)), "")


def basis_said(text: str, at: int) -> str:
    """The basis said right after a growth rate that ends at `at`: "5% in constant currency"."""
    match = _ON_BASIS.match(text, at)
    return growth_basis(match.group()) if match else ""


def share_section(sections: Sequence[str]) -> str:
    """What the rows of a section "as a percentage of net sales" are shares of; empty elsewhere."""
    for section in sections[-1:]:
        match = _OF_WHOLE.search(section)
        if match:
            part = slug(match.group("whole"))
            return "revenues" if part in ("revenue", "sales") else part
    return ""


def mostly_percent(body: Sequence[Sequence[Cell]], index: int) -> bool:
    """True where most of a column's figures are printed as percentages."""
    figures = [row[index].text for row in body if any(c.isdigit() for c in row[index].text)]
    return 2 * sum("%" in t or "bps" in t.lower() for t in figures) > max(len(figures), 1)
