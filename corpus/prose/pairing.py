"""Figures listed with periods: "$5 million and $4 million in 2019 and 2018, respectively".

Comes in: a sentence with its mentions and periods. Goes out: the period of each listed figure. Not
for: a figure with a period of its own (`corpus.prose.clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Period
from corpus.language.views import Mention
from corpus.prose.clauses import Named

_LIST_GAP = re.compile(
    r"\s?(?:,|and|or|, and|,? respectively)\s(?:(?:positive|negative|approximately|about|a|an)\s)?"
    r"(?:(?:net\s)?(?:loss|income|gain)\sof\s)?(?:[A-Z]{3}|[$€£¥])?\s?",
    re.IGNORECASE,
)


def pair_lists(text: str, mentions: Sequence[Mention], named: Sequence[Named]) -> dict[int, Period]:
    """ "$5 million and $4 million in 2019 and 2018, respectively": figures to periods, in order."""
    figures = _runs([(m.outer_start, m.outer_end) for m in mentions], text)
    times = _runs([(n.start, n.end) for n in named], text)
    found: dict[int, Period] = {}
    for run in figures:
        for other in times:
            if len(run) == len(other) >= 2 and run[-1] not in found:
                begin, stop = mentions[run[0]].outer_start, mentions[run[-1]].outer_end
                near = named[other[0]].start >= stop or named[other[-1]].end <= begin
                gap = text[min(stop, named[other[-1]].end) : max(begin, named[other[0]].start)]
                if near and len(gap) < 160 and ";" not in gap:
                    for a, b in zip(run, other, strict=True):
                        found[a] = named[b].period
    return found


def _runs(spans: Sequence[tuple[int, int]], text: str) -> list[list[int]]:
    runs: list[list[int]] = []
    for i, (start, _) in enumerate(spans):
        gap = text[spans[i - 1][1] : start] if i else ""
        if i and _LIST_GAP.fullmatch(gap):
            runs[-1].append(i)
        else:
            runs.append([i])
    return [r for r in runs if len(r) > 1]
