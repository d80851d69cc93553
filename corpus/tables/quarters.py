"""Captions that are a quarter without its year: "First Quarter", "Q1", "Third".

Comes in: a caption. Goes out: 1 to 4. Not for: quarters with their years (`corpus.grammar.when`).
"""

from __future__ import annotations

import re

from corpus.grammar.periods import ORDINALS

_QUARTER_CAPTION = re.compile(
    r"(?:Q(?=\d))?([1-4]|first|second|third|fourth|1st|2nd|3rd|4th)(?:Q|(?:\s(?:fiscal\s)?quarter)?)",
    re.IGNORECASE,
)


def quarter_number(caption: str) -> int | None:
    """1 to 4 of a caption that is a quarter without its year."""
    match = _QUARTER_CAPTION.fullmatch(caption.strip(" :."))
    if match is None or caption.isdigit():
        return None
    word = match.group(1).lower()
    return int(word) if word.isdigit() else ORDINALS[word]
