"""A part of a question with the characters that say it.

Comes in: nothing. Goes out: `Mention`, which reading makes and every later step uses. Not for:
finding mentions (`service.understand.parse`, `service.understand.question`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.base.records import Period
from service.understand.measures import Match


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of the question: `text[start:end]` says it; `meaning` in words; `order` counts from
    left.
    """

    kind: str
    start: int
    end: int
    meaning: str
    name: str = ""
    match: Match | None = None
    period: Period | None = None


def without(mentions: Sequence[Mention], quiet: Sequence[Mention]) -> list[Mention]:
    """The mentions with some of them made filler, which says nothing of its own."""
    if not quiet:
        return list(mentions)
    return [
        replace(m, kind="filler", name="", meaning="", match=None, period=None)
        if any(m is q for q in quiet)
        else m
        for m in mentions
    ]
