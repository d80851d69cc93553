"""Operation words that only say how something is asked: of which paper, how much, which sum.

Comes in: a text and its mentions. Goes out: the mentions, those words made filler. Not for: words
that nothing explains (`service.understand.bystanders`).

"Per the release" names a source and divides nothing; "what sum did X bring" and "how much did X
contribute" ask for an amount, of which no share is taken unless a percentage is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.understand.mentions import Mention, without
from service.understand.vocabulary import Vocabulary

PERCENT = frozenset({"percent", "percentage_point"})
_SUM = re.compile(r"\bwhat\s+(sum|total)\s+(?:did|does|do|was|is|has|have|had)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\bhow\s+much\s+(?:did|does|do|has|have|had)\b", re.IGNORECASE)


def way_of_asking(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """The mentions with what names a source or asks for an amount made filler."""
    said = [m for m in mentions if m.kind == "operation" and _only_asks(text, m, mentions)]
    return without(mentions, said)


def _only_asks(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    if mention.name == "per":
        behind = [m for m in mentions if m.start >= mention.end and m.kind != "filler"]
        return bool(behind) and behind[0].kind == "document"
    if mention.name == "sum":
        asked = _SUM.search(text)
        return asked is not None and asked.start(1) == mention.start
    if mention.name == "share":
        asked = _AMOUNT.search(text)
        counted = any(m.kind == "unit" and m.name in PERCENT for m in mentions)
        return (
            asked is not None
            and not counted
            and "contribut" in text[mention.start :][:10].casefold()
        )
    return False
