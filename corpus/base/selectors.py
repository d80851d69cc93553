"""Quote and position selectors: how a citation finds its characters again.

Comes in: a text and offsets. Goes out: a `Selector` that carries the quote with enough context to
be alone, and what has become of it in another text. Not for: which document a citation names
(`service.cite.citations`).

Source: W3C Web Annotation Data Model 4.2.4 (TextQuoteSelector) and 4.2.5 (TextPositionSelector);
RFC 5147 for the fragment. All work is linear in the text; rapidfuzz is imported only where a
quote is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["exact", "moved", "altered", "unknown"]
Change = Literal["equal", "delete", "insert"]

CONTEXT_CHARS = 32
MAX_CONTEXT_CHARS = 256
# Repeats of a quote beyond this many are not compared: the quote alone says too little.
MAX_REPEATS = 2_000
# A near quote shares this much of its letters (0 to 100) with the cited one.
NEAR_SCORE = 75
ANCHOR_CHARS = 12
ANCHORS = 12
ANCHOR_HITS = 40
NEAR_WINDOWS = 6
# Longer quotes are neither aligned nor compared word by word.
MAX_NEAR_CHARS = 20_000
MAX_DIFF_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Selector:
    """A quote, what stands before and after it, and its offsets (code points, half-open)."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int

    @property
    def fragment(self) -> str:
        """The position as an RFC 5147 text fragment."""
        return f"char={self.start},{self.end}"

    def to_json(self) -> list[dict[str, Any]]:
        """Both selectors in the W3C's JSON."""
        return [
            {
                "type": "TextQuoteSelector",
                "exact": self.exact,
                "prefix": self.prefix,
                "suffix": self.suffix,
            },
            {"type": "TextPositionSelector", "start": self.start, "end": self.end},
        ]

    @classmethod
    def from_json(cls, selectors: list[Mapping[str, Any]]) -> Selector:
        """Read what `to_json` wrote; raises ValueError where one of the two is missing or
        malformed.
        """
        by_type = {one.get("type"): one for one in selectors}
        try:
            quote, position = by_type["TextQuoteSelector"], by_type["TextPositionSelector"]
            return cls(
                exact=str(quote["exact"]),
                prefix=str(quote.get("prefix", "")),
                suffix=str(quote.get("suffix", "")),
                start=int(position["start"]),
                end=int(position["end"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                "needs a TextQuoteSelector with exact and a TextPositionSelector with start and end"
            ) from error


@dataclass(frozen=True, slots=True)
class Resolution:
    """What has become of a quote.

    `exact`: it stands to the letter at its position. `moved`: it stands elsewhere; `ambiguous`
    says that context did not choose among repeats and the nearest is given. `altered`: a near
    quote stands there, `diff` says how it differs word by word. `unknown`: nothing like it; start
    and end are None.
    """

    state: State
    start: int | None = None
    end: int | None = None
    ambiguous: bool = False
    diff: tuple[tuple[Change, str], ...] = ()


def make_selector(text: str, start: int, end: int) -> Selector:
    """Select text[start:end] with 32 characters of context, doubled until it is alone or 256.

    Raises: ValueError where the offsets are not inside the text or hold nothing.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no quote at {start}..{end} of a text of {len(text)} characters")
    size = CONTEXT_CHARS
    while size < MAX_CONTEXT_CHARS and not _is_alone(text, max(0, start - size), end + size):
        size *= 2
    return Selector(
        text[start:end], text[max(0, start - size) : start], text[end : end + size], start, end
    )


def resolve(text: str, selector: Selector) -> Resolution:
    """Find a selector's quote in a text that may have changed since.

    A quote that still stands at its position is `exact`, unless its whole context now stands
    elsewhere: then it is another printing of the same figure that took its place.
    """
    exact, start = selector.exact, selector.start
    if not exact:
        return Resolution("unknown")
    holds = text.startswith(exact, start)
    if holds and _context_score(text, selector, start) == len(selector.prefix + selector.suffix):
        return Resolution("exact", start, start + len(exact))
    whole = selector.prefix + exact + selector.suffix
    in_context = [at + len(selector.prefix) for at in _finds(text, whole, 2)]
    if len(in_context) == 1:
        return Resolution("moved", in_context[0], in_context[0] + len(exact))
    if holds:
        return Resolution("exact", start, start + len(exact))
    repeats = list(_finds(text, exact, MAX_REPEATS + 1))
    if repeats:
        return _choose(text, selector, repeats)
    return _near(text, selector)


def _is_alone(text: str, start: int, end: int) -> bool:
    """True where text[start:end] occurs once."""
    needle = text[max(start, 0) : end]
    first = text.find(needle)
    return text.find(needle, first + 1) < 0


def _finds(text: str, needle: str, limit: int) -> Iterator[int]:
    """The first offsets of a string, overlapping ones included."""
    at = text.find(needle)
    while at >= 0 and limit > 0:
        yield at
        limit -= 1
        at = text.find(needle, at + 1)


def _context_score(text: str, selector: Selector, at: int) -> int:
    """How many characters around a place agree with the context, outwards from the quote."""
    end = at + len(selector.exact)
    score = 0
    for want, have in zip(
        reversed(selector.prefix), reversed(text[max(0, at - 256) : at]), strict=False
    ):
        if want != have:
            break
        score += 1
    for want, have in zip(selector.suffix, text[end : end + 256], strict=False):
        if want != have:
            break
        score += 1
    return score


def _choose(text: str, selector: Selector, repeats: list[int]) -> Resolution:
    """Choose among the places of a quote by context; the nearest, said to be ambiguous, where it
    cannot.
    """
    length = len(selector.exact)
    scores = {at: _context_score(text, selector, at) for at in repeats[:MAX_REPEATS]}
    best = max(scores.values())
    winners = [at for at in scores if scores[at] == best]
    at = min(winners, key=lambda one: abs(one - selector.start))
    ambiguous = len(repeats) > 1 and (len(winners) > 1 or best == 0 or len(repeats) > MAX_REPEATS)
    return Resolution("moved", at, at + length, ambiguous)


def _near(text: str, selector: Selector) -> Resolution:
    """Find a quote that was edited: first between its old neighbours, then by pieces of itself."""
    found = _between_context(text, selector) or _by_anchors(text, selector)
    if found is None:
        return Resolution("unknown")
    start, end = found
    return Resolution("altered", start, end, False, _diff(selector.exact, text[start:end]))


def _between_context(text: str, selector: Selector) -> tuple[int, int] | None:
    """What stands between the old prefix and suffix now, if both stand once and near each other."""
    before, after = selector.prefix[-CONTEXT_CHARS:], selector.suffix[:CONTEXT_CHARS]
    if len(before) < ANCHOR_CHARS or len(after) < ANCHOR_CHARS:
        return None
    places = list(_finds(text, before, 2))
    if len(places) != 1:
        return None
    start = places[0] + len(before)
    end = text.find(after, start, start + 2 * len(selector.exact) + MAX_CONTEXT_CHARS)
    return (start, end) if end > start else None


def _by_anchors(text: str, selector: Selector) -> tuple[int, int] | None:
    """Align the quote where most of its pieces stand; None where nothing is near enough."""
    exact = selector.exact
    if not 4 <= len(exact) <= MAX_NEAR_CHARS:
        return None
    from rapidfuzz import fuzz

    best: tuple[float, int, int] = (0.0, 0, 0)
    margin = max(40, len(exact) // 2)
    for at in _candidates(text, selector):
        low, high = max(0, at - margin), min(len(text), at + len(exact) + margin)
        match = fuzz.partial_ratio_alignment(exact, text[low:high], score_cutoff=NEAR_SCORE)
        # A window shorter than the quote would be found inside the quote: not a place for it.
        if match is None or high - low < len(exact) or match.score <= best[0]:
            continue
        best = (match.score, low + match.dest_start, low + match.dest_end)
    return _whole_words(text, best[1], best[2]) if best[0] else None


def _candidates(text: str, selector: Selector) -> list[int]:
    """Where the quote may start: the old place, and where pieces of it stand most."""
    exact = selector.exact
    size = min(ANCHOR_CHARS, max(4, len(exact) // 3))
    step = max(1, (len(exact) - size) // ANCHORS)
    votes: Counter[int] = Counter()
    for offset in range(0, len(exact) - size + 1, step):
        for at in _finds(text, exact[offset : offset + size], ANCHOR_HITS):
            votes[max(0, at - offset) // (size * 4)] += 1
    starts = [bin_ * size * 4 for bin_, _ in votes.most_common(NEAR_WINDOWS)]
    return [min(selector.start, len(text)), *starts]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen an alignment to whole words and cut blanks off, within a word's length."""
    for _ in range(ANCHOR_CHARS * 2):
        if start > 0 and not text[start - 1].isspace() and not text[start].isspace():
            start -= 1
        if end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
            end += 1
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _diff(old: str, new: str) -> tuple[tuple[Change, str], ...]:
    """The changes from one quote to another, word by word; the pieces joined give both."""
    before, after = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    if max(len(before), len(after)) > MAX_DIFF_WORDS:
        return (("delete", old), ("insert", new))
    from rapidfuzz.distance import Levenshtein

    parts: list[tuple[Change, str]] = []
    for code in Levenshtein.opcodes(before, after):
        gone = "".join(before[code.src_start : code.src_end])
        come = "".join(after[code.dest_start : code.dest_end])
        if code.tag == "equal":
            parts.append(("equal", gone))
            continue
        if gone:
            parts.append(("delete", gone))
        if come:
            parts.append(("insert", come))
    return tuple(parts)
