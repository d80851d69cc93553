"""Charts and slides that lost their layout: doubled labels, shares without labels, axis ticks as
words.

Comes in: a document's blocks. Goes out: the chart labels with figures that still belong together
(`ChartLabel`), and views of noisy text without its axis ticks. Not for: sentences
(`corpus.prose.facts`). A chart's figure is never called clean: it is repaired where its copies
agree and the shares of the whole sum to 100, else disputed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from corpus.base.records import Block, Document
from corpus.language.views import View
from corpus.prose.mentions import find_mentions

WHOLE = Decimal(100)
WHOLE_TOLERANCE = Decimal(1)  # shares printed without decimals may miss 100 by their rounding
LOOSE_TOLERANCE = Decimal("0.1")  # shares with one decimal
MOST_LOOSE = 16  # more than these on one slide are not told apart
MIN_NOISE = 6  # ticks and scraps in one block that make it a chart's
_SHARE = re.compile(r"\d{1,3}(?:\.\d{1,2})?\s?%")
_SHARES_ONLY = re.compile(r"(?:\s*\d{1,3}(?:\.\d{1,2})?\s?%)+\s*")
_GLUED = re.compile(r"\s*(?P<n>\d{1,3}(?:\.\d{1,2})?\s?%)(?P<label>[A-Za-z][A-Za-z &/-]{2,40})\s*")
_TOKEN = re.compile(r"\S+")
_BREAKDOWN = re.compile(
    r"\b(?:portfolio|breakdown|composition|mix|share|structure|customers|by)\b", re.IGNORECASE
)

_DATED = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"fiscal|fy)\s$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A share printed in a chart: document offsets of the figure, its amount and the label it has.

    `label` is "" where the text lost it. `sums` says whether the shares of the whole make 100.
    """

    start: int
    end: int
    amount: Decimal
    label: str
    block: int
    doubled: bool = False
    sums: bool = False


def find_chart_labels(
    document: Document, blocks: Sequence[Block]
) -> tuple[list[ChartLabel], set[int]]:
    """(labels with figures, the blocks that they take up), slide by slide."""
    found: list[ChartLabel] = []
    used: set[int] = set()
    pending: list[tuple[str, int]] = []
    page: int | None = None
    doubled: list[ChartLabel] = []
    for index, block in enumerate(blocks):
        if block.page != page:
            found += _whole(doubled)
            pending, doubled, page = [], [], block.page
        if block.kind in ("table", "page_mark"):
            continue
        text = document.text[block.span.start : block.span.end]
        lines = _doubled_lines(text, block.span.start)
        if lines is not None:
            used.add(index)
            for half, start in lines:
                share = _SHARE.fullmatch(half)
                if share:
                    number = Decimal(half.rstrip("% "))
                    label = " ".join(word for word, _ in pending)
                    doubled.append(
                        ChartLabel(start, start + len(half), number, label, index, doubled=True)
                    )
                    pending = []
                else:
                    pending.append((half, start))
            continue
        pending = []
        loose = _loose(text, block.span.start, index)
        if loose and any(_BREAKDOWN.search(h) for h in block.headings):
            used.add(index)
            found += loose
    return found + _whole(doubled), used


def _whole(labels: list[ChartLabel]) -> list[ChartLabel]:
    named = [label for label in labels if label.label]
    sums = (
        bool(named) and abs(sum((x.amount for x in named), Decimal(0)) - WHOLE) <= WHOLE_TOLERANCE
    )
    return [ChartLabel(x.start, x.end, x.amount, x.label, x.block, True, sums) for x in named]


def _doubled_lines(text: str, offset: int) -> list[tuple[str, int]] | None:
    """(first copy, its offset) of each line, where every line of a block says everything twice."""
    lines = []
    at = 0
    for line in text.split("\n"):
        body = line.strip()
        begin = offset + at + (len(line) - len(line.lstrip()))
        at += len(line) + 1
        if not body:
            continue
        half = _first_half(body)
        if half is None:
            return None
        lines.append((half, begin))
    return lines or None


def _first_half(text: str) -> str | None:
    """ "TelecomTelecom" is "Telecom" twice; blanks between and inside the copies do not count."""
    letters = [(i, c) for i, c in enumerate(text) if not c.isspace()]
    count = len(letters)
    if count < 4 or count % 2:
        return None
    half = count // 2
    if [c for _, c in letters[:half]] != [c for _, c in letters[half:]]:
        return None
    return text[: letters[half - 1][0] + 1]


def _loose(text: str, offset: int, index: int) -> list[ChartLabel]:
    """Shares that stand alone or run into each other or into a label."""
    glued = _GLUED.fullmatch(text)
    if glued:
        start, end = glued.span("n")
        number = Decimal(glued.group("n").rstrip("% "))
        return [
            ChartLabel(offset + start, offset + end, number, glued.group("label").strip(), index)
        ]
    if not _SHARES_ONLY.fullmatch(text):
        return []
    return [
        ChartLabel(offset + m.start(), offset + m.end(), Decimal(m.group().rstrip("% ")), "", index)
        for m in _SHARE.finditer(text)
    ]


def one_whole(loose: Sequence[ChartLabel], parts: int) -> list[ChartLabel]:
    """The shares that make up one chart of `parts` labels, of all that stand loose on its slide.

    Those are the one set of that size which sums to 100 and holds every share with a label; none
    where no set or several do: two charts' shares run into each other and nothing tells them apart.
    """
    named = [x for x in loose if x.label]
    rest = [x for x in loose if not x.label]
    missing = parts - len(named)
    if not 0 < missing <= len(rest) <= MOST_LOOSE:
        return []
    known = sum((x.amount for x in named), Decimal(0))
    found = [
        (*named, *chosen)
        for chosen in combinations(rest, missing)
        if abs(known + sum(x.amount for x in chosen) - WHOLE) <= LOOSE_TOLERANCE
    ]
    if len(found) != 1:
        return []
    return [replace(x, sums=True) for x in sorted(found[0], key=lambda x: x.start)]


def is_noisy(text: str) -> bool:
    """True for a chart's ticks and scraps read as text."""
    if "\n" not in text and len(text) > 200:
        return False
    tokens = text.split()
    scraps = sum(1 for t in tokens if _is_scrap(t))
    return (scraps >= MIN_NOISE and 5 * scraps >= len(tokens)) or (
        scraps >= 3 and 3 * scraps >= len(tokens)
    )


def _is_scrap(token: str) -> bool:
    bare = token.strip(".,;:/\\|")
    if token in ("-", "&", "=", "/", "•", "–"):
        return False
    if not any(c.isalpha() for c in bare):
        return not any(c in "%$€£¥" for c in bare)
    return len(bare) == 1 and bare not in ("a", "A")


def without_ticks(view: View) -> View:
    """The view of a noisy text without ticks and scraps; figures with a unit stay."""
    found = find_mentions(view.text)
    kept = [
        (m.start, found[i + 1].outer_end if m.side == "low" else m.outer_end)
        for i, m in enumerate(found)
        if m.unit is not None and m.kind != "count"
    ]
    cuts = []
    for match in _TOKEN.finditer(view.text):
        token = match.group()
        if any(match.start() < end + 1 and start < match.end() for start, end in kept):
            continue
        dated = _DATED.search(view.text[max(0, match.start() - 12) : match.start()])
        if (_is_scrap(token) and not (dated and token[:2] in ("19", "20"))) or match.group() == "-":
            cuts.append((match.start(), match.end()))
    return view.without(cuts)
