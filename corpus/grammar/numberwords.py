"""Numbers in words: "three", "twenty-one", "no", "two hundred thousand".

Comes in: words. Goes out: numbers. Not for: figures in digits (`corpus.grammar.numbers`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.grammar.units import SCALE_WORDS

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
NUMBER_WORDS = {word: number for number, word in enumerate(_COUNTED.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "hundred": 100,
}
_MORE = {"seventy": 70, "eighty": 80, "ninety": 90}
_NONE = frozenset({"no", "none", "nil"})


def parse_number_words(text: str) -> Decimal | None:
    """The number that words say; None where they say none."""
    words = [word for word in re.split(r"[\s-]+", text.lower().strip()) if word not in ("and", "")]
    if len(words) == 1 and words[0] in _NONE:
        return Decimal(0)
    total = current = 0
    for word in words:
        if (value := NUMBER_WORDS.get(word) or _MORE.get(word)) and value < 100:
            current += value
        elif word in SCALE_WORDS:
            current = max(current, 1) * 10 ** SCALE_WORDS[word]
            if SCALE_WORDS[word] > 2:
                total, current = total + current, 0
        elif word != "zero":
            return None
    return Decimal(total + current) if words else None
