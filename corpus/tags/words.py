"""Names of tags in words: concepts, axes, members, units.

Comes in: qualified names such as `us-gaap:AssetsCurrent`. Goes out: words that people read and
concepts are named by. Not for: which facts they make (`corpus.tags.facts`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from corpus.concepts.concepts import slug

_AXES = tomllib.loads((Path(__file__).parent / "data" / "axes.toml").read_text("utf-8"))
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_ENDS = re.compile(r"(?:Member|Domain|Axis|Table|TypedDomain)$")
_SHARE = re.compile(r"(?P<currency>[A-Z]{3})/shares?")


def local(name: str) -> str:
    """A qualified name without its prefix."""
    return name.rpartition(":")[2]


@cache
def words_of(name: str) -> str:
    """A name in words: "us-gaap:AssetsCurrent" is "assets current"."""
    plain = _ENDS.sub("", local(name))
    humps = _HUMPS.findall(plain) or [plain]
    return " ".join(h if len(h) > 1 and h.isupper() else h.lower() for h in humps)


def axis_words(name: str) -> str:
    """What an axis parts figures by: "segment"."""
    known: str | None = _AXES.get(local(name))
    return known or words_of(name)


def member_words(name: str) -> str:
    """A member as people say it: "aapl:IPhoneMember" is "I Phone"; a typed one is its text."""
    if ":" not in name:
        return name
    words = words_of(name)
    return words[:1].upper() + words[1:]


def part_slug(dimensions: tuple[tuple[str, str], ...]) -> str:
    """What the members of a part add to the id of the whole's concept."""
    return slug(" ".join(words_of(member) for _, member in dimensions), limit=120)


def unit_of(unit: str, scale: int) -> tuple[str, int]:
    """A tagged unit as ours, and the power of ten that it differs by.

    A pure number that is printed in hundredths is a percentage.
    """
    if match := _SHARE.fullmatch(unit):
        return f"{match['currency']}/share", 0
    if unit == "pure":
        return ("percent", 2) if scale == -2 else ("ratio", 0)
    return (unit, 0) if unit.isupper() or unit == "shares" else (slug(unit), 0)
