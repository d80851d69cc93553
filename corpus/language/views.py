"""A text made easy to read, and the figures said in it, each character still at its place.

Comes in: text of a document. Goes out: `View`s (no marks, single blanks, plain look-alikes) and the
record `Mention`. Not for: finding figures (`corpus.prose.mentions`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.base.records import Bound

Kind = Literal["figure", "count", "ordinal", "rate"]
_SAME = str.maketrans(
    {
        "\n": " ",
        "\t": " ",
        "\u3000": " ",
        "\u00a0": " ",
        "（": "(",
        "）": ")",
        "：": ":",
        "、": ",",
        "＝": "=",
        "％": "%",
        "’": "'",
        "‘": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "\\": " ",
    }
)
_BLANK = re.compile(
    r"\*+|</?u>|[⁽⁾⁰¹²³⁴-⁹]+|(?<=[A-Za-z)\"'])\(\d\)(?=\s)|(?<=[A-Za-z])\(\*\)|[▶•■●◆]|(?<=\s)/(?=\s)"
)
_BAR_I = re.compile(r"(?<![A-Za-z|])\|(?=[a-z])")
_SL = re.compile(r"\bSl\b")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables of words."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure of a sentence.

    `start`..`end` are the printed characters, `outer_start`..`outer_end` with currency, scale
    word and
    unit. `unit` is None where neither symbol nor noun says it. `noun` is the counted noun phrase.
    `side` is "low" or "high" for an end of a printed range, `twin` the place of the figure of which
    this is the convenience translation in brackets. `damaged` says what was seen through.
    """

    kind: Kind
    start: int
    end: int
    outer_start: int
    outer_end: int
    printed: str
    amount: Decimal
    decimals: int | None
    unit: str | None = None
    currency: str | None = None
    scaled: bool = False
    grouped: bool = False
    negative: bool = False
    noun: str = ""
    qualifier: str | None = None
    bound: Bound | None = None
    side: Bound | None = None
    twin: int | None = None
    damaged: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A text made easy to read: `text` without marks and runs of blanks; `places[i]` is where its
    character i stands in the document.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's offsets of `text[start:end]`."""
        return self.places[start], self.places[end - 1] + 1

    def without(self, cuts: Sequence[tuple[int, int]]) -> View:
        """The view with some stretches left out (a blank stays in their place)."""
        kept: list[str] = []
        places: list[int] = []
        at = 0
        for start, end in [*sorted(cuts), (len(self.text), len(self.text))]:
            for i in range(at, start):
                if not (self.text[i] == " " and (not kept or kept[-1] == " ")):
                    kept.append(self.text[i])
                    places.append(self.places[i])
            at = max(at, end)
        return View("".join(kept), tuple(places))


def read_view(text: str, offset: int = 0) -> View:
    """The view of a text that stands at `offset` of its document."""
    plain = same_length_view(text)
    return View(plain, tuple(range(offset, offset + len(plain)))).without(())


def same_length_view(text: str) -> str:
    """`text` with marks blanked and look-alike characters plain, every character at its place."""
    plain = text.translate(_SAME)
    plain = _BLANK.sub(lambda m: " " * len(m.group()), plain)
    plain = _BAR_I.sub("I", plain)
    return _SL.sub("SI", plain)
